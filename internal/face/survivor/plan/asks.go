package plan

import (
	"slices"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

var askForm = webkit.Form{Fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline}, {Name: "safety", Kind: webkit.KindChoice, Options: []string{"yes", "no"}}}}

// asks is where the person asks for something to be done differently, and reads what was answered.
func (f *Face) asks(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showAsks(now, draft{values: filled{}, key: id.Reference()})
}

func (f *Face) ask(v room.Visit) error {
	sent, problems := askForm.Read(v.R)
	d := draft{trouble: trouble{problems: problems}, values: sent, key: room.KeyOr(sent.Key())}
	if !d.any() {
		ask := &plan.Ask{Words: sent.Get("words"), Safety: sent.Get("safety") == "yes"}
		_, err := f.Plans.Write(v.R.Context(), v.Me, v.Me.Person, ask, plan.Edit{Key: sent.Key()})
		if d.trouble, err = mend(err); err != nil {
			return err
		}
	}
	if !d.any() {
		webkit.SeeOther(v.W, asks)
		return nil
	}
	now, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showAsks(now, d)
}

func (f *Face) showAsks(v visit, d draft) error {
	s := room.Sheet{Top: room.Top{Heading: v.T("myplan.asks.heading"), Lead: v.T("myplan.asks.lead")}, Back: home}
	d.on(v.Visit, &s)
	for _, t := range slices.Backward(v.AllAsked(v.Plan)) {
		s.Add(f.askCard(v, t))
	}
	s.Add(room.Form{Action: asks, Key: d.key, Fields: []webkit.Component{
		webkit.Textarea{Field: v.field(d.trouble, "words", "myplan.asks.words"), Value: d.Get("words"), Rows: 4},
		v.cards(v.optional(d.trouble, "safety", "myplan.asks.safety"), "myplan.asks.safety_", []string{"yes", "no"}, d.Get("safety")),
	}, Buttons: []webkit.Button{{Text: v.T("myplan.asks.go"), Kind: webkit.Primary}, {Text: v.T("room.later"), URL: home}}})
	return f.ShowSheet(v.Visit, s)
}

// askCard is what was asked for, with the answer, or with the day by which there is one. A late answer is said plainly.
func (f *Face) askCard(v visit, t told.Thing) room.Card {
	c := f.card(v, v.T("kept.kind."+plan.AskKind), t.Shown())
	c.URL = f.url(v.Visit, t.ID())
	for _, r := range t.After {
		reply := f.card(v, v.T("kept.kind."+plan.ReplyKind), r)
		reply.Under = true
		c.Parts = append(c.Parts, reply)
	}
	if len(t.After) == 0 {
		key := "myplan.asks.by"
		if v.Now.After(t.Due) {
			key = "myplan.asks.late"
		}
		c.Parts = append(c.Parts, room.Text{Lines: []string{v.T(key, "day", v.Date(t.Due, f.House.Zone))}})
	}
	return c
}
