package desk

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// An Opened is a person as one look opened them.
type Opened struct {
	ID      id.ID
	Address string // "/desk/people/" and the reference
	Record  record.Record
	Name    person.Name
	Choices []disclosure.Choice
	Plan    plan.View
}

// Open looks at the person of the address, once: everything a person's page shows comes from this one look.
func (d *Desk) Open(v Visit) (Opened, error) {
	ctx := v.R.Context()
	p, address, err := d.Find(v)
	if err != nil {
		return Opened{}, err
	}
	rec, err := d.Records.Read(ctx, v.Actor, p, gate.Care, gate.Identity, gate.Contact, gate.Plan, gate.Safety)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{ID: p, Address: address, Record: rec, Name: person.NameOf(rec.Entries)}
	if o.Choices, err = d.Disclosure.ChoicesAmong(ctx, v.Actor, rec.Entries); err != nil {
		return o, err
	}
	o.Plan, err = d.Plans.Of(ctx, v.Actor, p, rec.Entries)
	return o, err
}

// Find turns the reference of the address into a person without looking. Of one that leads nowhere it tells nothing: the
// gate refuses it later, as it refuses everybody else's people.
func (d *Desk) Find(v Visit) (id.ID, string, error) {
	reference := v.R.PathValue("ref")
	p, err := d.Gate.PersonByReference(v.R.Context(), v.Actor.Agency, reference)
	return p, "/desk/people/" + reference, err
}

// PersonSheet is what stands at the top of each side of a person's page: the care card, then what they decided about
// sharing, then the ways to the sides.
func (d *Desk) PersonSheet(v Visit, o Opened, side string) Sheet {
	s := Sheet{Heading: d.Called(v, o.Name), Person: o.Name.Chosen != ""}
	if done := d.Done(v); done != nil {
		s.Parts = append(s.Parts, *done)
	}
	said, entry := contact.Newest(o.Record.Entries)
	card := webkit.CareCard{Heading: v.L.T("staff.care.heading"), Items: []webkit.Pair{
		{Term: v.L.T("staff.care.language"), Text: OrElse(d.LanguageName(o.Name.Language), v.L.T("staff.care.language_none"))},
	}}
	if entry.IsZero() {
		card.Items = append(card.Items, webkit.Pair{Term: v.L.T("staff.care.reach"), Text: v.L.T("staff.care.reach_none")})
	} else {
		card.Items = append(card.Items, d.Reach(v, said)...)
	}
	card.Tags = d.reachTags(v, said, entry)
	s.Parts = append(s.Parts, card)
	if said.CodeWord != "" {
		s.Parts = append(s.Parts, Hidden{Summary: v.L.T("staff.care.code_word"), Text: locale.Isolate(said.CodeWord)})
	}
	s.Parts = append(s.Parts, List{Heading: v.L.T("staff.consent.heading"), Lines: d.consentLines(v, o.Choices)}, d.lately(v, o))
	s.Parts = append(s.Parts, webkit.Actions{Buttons: d.personButtons(v, o, side)}, d.sides(v, o, side))
	return s
}

// personButtons are what can be begun from every side.
func (d *Desk) personButtons(v Visit, o Opened, side string) []webkit.Button {
	write := webkit.Button{Text: v.L.T("staff.notes.new"), Kind: webkit.Primary, URL: o.Address + "/notes#text", Key: "n"}
	if side == SafetySide.Name {
		write.Text, write.URL = v.L.T("staff.safety.new"), "#text"
	}
	buttons := []webkit.Button{write, {Text: v.L.T("staff.share.start"), URL: o.Address + "/share", Key: "g d"}}
	if !o.Record.HasAccount {
		buttons = append(buttons, webkit.Button{Text: v.L.T("staff.enrol.start"), URL: o.Address + "/sign-in", Key: "g u"})
	}
	return buttons
}

// The sides of a person's page, beside those on which one writes.
const (
	ThePlan     = "plan"
	SharingSide = "sharing"
	Reaching    = "reach"
	Ending      = "ending"
	Meetings    = "meetings"
)

// sides are the sides of a person's page, each with an address of its own.
func (d *Desk) sides(v Visit, o Opened, current string) webkit.Tabs {
	tabs := webkit.Tabs{Label: v.L.T("staff.sides")}
	for _, t := range []struct{ side, path, key string }{
		{ThePlan, "", "g l"}, {NotesSide.Name, NotesSide.Path, "g n"}, {SafetySide.Name, SafetySide.Path, "g s"},
		{SharingSide, "/sharing", "g h"}, {Reaching, "/reach", "g k"}, {Meetings, "/meetings", "g m"}, {Ending, "/ending", "g e"},
	} {
		tabs.Items = append(tabs.Items, webkit.Tab{Text: v.L.T("staff." + t.side), URL: o.Address + t.path, Key: t.key, Current: t.side == current})
	}
	return tabs
}

// Done says what was kept, who can see it and what comes next; nil where the address says nothing that there are words for.
func (d *Desk) Done(v Visit) *webkit.Notice {
	key := "staff.done." + v.R.URL.Query().Get("done")
	if v.R.Method != http.MethodGet || !d.House.Words.Has(key) || !d.House.Words.Has(key+"_text") {
		return nil
	}
	return &webkit.Notice{Heading: v.L.T(key), Text: v.L.T(key + "_text")}
}

// OrElse is s, or other where s is empty.
func OrElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
