package plan

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

func joined(lines []string) string { return strings.Join(lines, "\n") }

// answer keeps what the person says to one thing.
func (f *Face) answer(v room.Visit) error {
	now, t, err := f.find(v)
	if err != nil {
		return err
	}
	var picks []string
	for _, c := range now.choices(t, "") {
		picks = append(picks, c.Value)
	}
	form := webkit.Form{Fields: []webkit.FormField{{Name: "about", Required: true, Max: 40}, {Name: "words", Kind: webkit.KindMultiline},
		{Name: "say", Kind: webkit.KindChoice, Required: true, Options: webkit.Codes(plan.Says())}, {Name: "pick", Kind: webkit.KindChoice, Options: picks}}}
	values, problems := form.Read(v.R)
	a := answering{trouble: trouble{problems: problems}, words: values.Get("words"), pick: values.Get("pick"), key: room.KeyOr(values.Key())}
	about, known := f.wordingOf(now, t, values.Get("about"))
	if !problems.Any() && !known {
		a.newer = true
	}
	if !a.any() {
		a.trouble, err = f.keepAnswer(now, t, about.Entry, a, plan.Say(values.Get("say")))
	}
	if err != nil {
		return err
	}
	if a.any() {
		return f.answerAgain(v, a)
	}
	webkit.SeeOther(v.W, f.url(v, t.ID()))
	return nil
}

// answerAgain shows the thing as it stands now, with what was typed.
func (f *Face) answerAgain(v room.Visit, a answering) error {
	now, t, err := f.find(v)
	if err != nil {
		return err
	}
	if a.newer {
		a.key, a.pick = id.Reference(), "" // what was picked was picked among others
	}
	return f.showThing(now, t, a)
}

// keepAnswer gives an answer to the service to which it belongs.
func (f *Face) keepAnswer(v visit, t told.Thing, about id.ID, a answering, say plan.Say) (trouble, error) {
	ctx, key := v.R.Context(), a.key
	answer := plan.Answer{Say: say, Words: a.words}
	if choices := v.choices(t, ""); len(choices) > 0 && say == plan.Yes {
		n, _ := strconv.Atoi(a.pick)
		switch {
		case a.pick == "":
			return trouble{problems: webkit.Problems{{Field: "pick", Key: "myplan.choose.error"}}}, nil
		case a.pick == "none":
			answer.Say = plan.No
		case t.Kind == plan.OptionsKind:
			answer.Option = n
		default:
			who := t.Body.(*plan.HandOver).Offered[n-1].Account
			return mend(f.Plans.Choose(ctx, v.Me, v.Me.Person, about, who, time.Time{}, key))
		}
	}
	if t.Kind == plan.HiddenKind && say != plan.No {
		return trouble{}, room.ErrNotHere
	}
	return mend(f.Plans.Answer(ctx, v.Me, v.Me.Person, about, answer, key))
}

// mend is troubleOf for an act that may have gone well.
func mend(err error) (trouble, error) {
	if err == nil {
		return trouble{}, nil
	}
	return troubleOf(err)
}

// Of the needs page: what is offered beside what cannot wait.
var offerForm = webkit.Form{Fields: []webkit.FormField{{Name: "about", Required: true, Max: 40},
	{Name: "domain", Kind: webkit.KindChoice, Required: true, Options: webkit.Codes(plan.Domains())}, {Name: "say", Kind: webkit.KindChoice, Required: true, Options: webkit.Codes(plan.Says())}}}

// offerAnswer keeps what the person says to something that is offered. Nothing is sent anywhere by it.
func (f *Face) offerAnswer(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	values, problems := offerForm.Read(v.R)
	if problems.Any() {
		return f.showNeeds(now, trouble{problems: problems})
	}
	domain := plan.Domain(values.Get("domain"))
	i := slices.IndexFunc(now.Offers, func(o plan.Offer) bool { return o.Domain == domain })
	if i < 0 {
		return f.showNeeds(now, trouble{newer: true})
	}
	about, ok := f.Handles.Find(v.Me, values.Get("about"), now.Offers[i].Needs)
	if !ok {
		return f.showNeeds(now, trouble{newer: true})
	}
	bad, err := mend(f.Plans.Answer(v.R.Context(), v.Me, v.Me.Person, about, plan.Answer{Say: plan.Say(values.Get("say")), Domain: domain}, values.Key()))
	switch {
	case err != nil:
		return err
	case bad.any():
		return f.showNeeds(now, bad)
	}
	webkit.SeeOther(v.W, needs)
	return nil
}
