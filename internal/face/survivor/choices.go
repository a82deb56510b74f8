package survivor

import (
	"context"
	"net/http"
	"strings"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

type choicesModel struct {
	room.Top
	Waiting  []room.Waiting
	StandsH  string
	Stands   []choiceCard
	None     string
	EarlierH string
	Earlier  []choiceCard
}

// choiceCard is one agency and what it may know.
type choiceCard struct {
	Agency  string
	State   webkit.Tag
	Rows    []webkit.Pair
	Buttons webkit.Actions
}

func (f *Face) choices(w http.ResponseWriter, r *http.Request) error {
	me, l := page.Actor(r.Context()), f.House.Speak(r)
	list, err := f.Disclosure.Choices(r.Context(), me, me.Person)
	if err != nil {
		return err
	}
	m := choicesModel{Top: room.Top{Heading: l.T("survivor.choices.heading"), Lead: l.T("survivor.choices.lead")},
		Waiting: f.waiting(l, me, list), StandsH: l.T("survivor.choices.stands"), EarlierH: l.T("survivor.choices.earlier")}
	for _, c := range list {
		switch {
		case c.Open():
		case over(c):
			m.Earlier = append(m.Earlier, f.card(l, me, c))
		default:
			m.Stands = append(m.Stands, f.card(l, me, c))
		}
	}
	if len(m.Stands) == 0 {
		m.None = l.T("survivor.choices.none")
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "choices", Model: m})
}

// over reports whether a consent can never let anybody look again. The end counts from its second, not from the job that
// writes it down.
func over(c disclosure.Choice) bool { return c.State.Over() || c.Reason == consent.Expired }

func (f *Face) choiceURL(me account.Actor, c disclosure.Choice) string {
	return "/my/choices/" + f.Handles.Of(me, c.ID)
}

func (f *Face) card(l *locale.Localiser, me account.Actor, c disclosure.Choice) choiceCard {
	v := choiceCard{Agency: c.RecipientName, State: stateTag(l, c), Rows: f.choiceRows(l, c)}
	url := f.choiceURL(me, c)
	v.Buttons.Buttons = []webkit.Button{{Text: l.T("survivor.choices.open"), URL: url}}
	if !over(c) {
		v.Buttons.Buttons = append(v.Buttons.Buttons, webkit.Button{Text: l.T("survivor.withdraw.button"), URL: url + "/withdraw"})
	}
	return v
}

func (f *Face) choiceRows(l *locale.Localiser, c disclosure.Choice) []webkit.Pair {
	rows := []webkit.Pair{
		{Term: l.T("survivor.choices.what"), Text: strings.Join(kindsOf(l, c), " · ")},
		{Term: l.T("survivor.choices.for"), Text: l.T("survivor.purpose." + string(c.Purpose))},
		{Term: l.T("survivor.choices.reader"), Text: readersOf(l, c)},
	}
	if c.Hearing != nil && !c.Open() {
		rows = append(rows, webkit.Pair{Term: l.T("survivor.choices.aloud"), Text: aloud(l, c)})
	}
	switch {
	case !c.RecalledAt.IsZero():
		rows = append(rows, webkit.Pair{Term: l.T("survivor.choices.ended"), Text: l.DateTime(c.RecalledAt, f.House.Zone)})
	case c.State != consent.StateDeclined:
		rows = append(rows, webkit.Pair{Term: l.T("survivor.choices.until"), Text: l.DateTime(c.ExpiresAt, f.House.Zone)})
	}
	if !c.AttestedAt.IsZero() {
		rows = append(rows, webkit.Pair{Term: l.T("survivor.choices.destroyed"), Text: l.DateTime(c.AttestedAt, f.House.Zone)})
	}
	return rows
}

// aloud says to whom the yes was said, and who heard it too, so that the person can say that it was not so.
func aloud(l *locale.Localiser, c disclosure.Choice) string {
	key := "survivor.choices.aloud_you"
	if c.GivenBy == consent.ByGuardian {
		key = "survivor.choices.aloud_other"
	}
	return l.T(key, "recorder", locale.Isolate(c.Hearing.Recorder), "witness", locale.Isolate(c.HeardBy))
}

// kindsOf names what a choice is about, each kind once.
func kindsOf(l *locale.Localiser, c disclosure.Choice) []string {
	var list []string
	seen := map[string]bool{}
	for _, item := range c.Record.Items {
		if !seen[item.Kind] {
			seen[item.Kind] = true
			list = append(list, l.T("kept.kind."+item.Kind))
		}
	}
	return list
}

func readersOf(l *locale.Localiser, c disclosure.Choice) string {
	var list []string
	for _, role := range c.RecipientRoles {
		list = append(list, l.T(teamKey(account.Function(role))))
	}
	return strings.Join(list, " · ")
}

func stateTag(l *locale.Localiser, c disclosure.Choice) webkit.Tag {
	tag := webkit.Tag{Text: l.T("survivor.state." + stateCode(c))}
	switch c.Reason {
	case consent.Allowed:
		tag.Tone = webkit.Active
	case consent.Suspended:
		tag.Tone = webkit.Attention
	}
	return tag
}

// stateCode is the word for how a choice stands. What is left over is not in force, and says so.
func stateCode(c disclosure.Choice) string {
	switch c.Reason {
	case consent.Allowed, consent.NotGiven, consent.Declined, consent.NotYetValid, consent.Suspended, consent.Withdrawn, consent.Replaced:
		return string(c.Reason)
	}
	return string(consent.Expired)
}

// choiceOf finds the choice that a page led to.
func (f *Face) choiceOf(ctx context.Context, me account.Actor, handle string) (disclosure.Choice, error) {
	list, err := f.Disclosure.Choices(ctx, me, me.Person)
	if err != nil {
		return disclosure.Choice{}, err
	}
	for _, c := range list {
		if _, ok := f.Handles.Find(me, handle, []id.ID{c.ID}); ok {
			return c, nil
		}
	}
	return disclosure.Choice{}, room.ErrNotHere
}
