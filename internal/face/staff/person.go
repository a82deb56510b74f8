package staff

import (
	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// An opened is a person as one look opened them.
type opened struct {
	id      id.ID
	address string // "/desk/people/" and the reference
	record  record.Record
	name    person.Name
	choices []disclosure.Choice
}

// open looks at the person of the address, once: everything a person's page shows comes from this one look.
func (f *Face) open(v visit) (opened, error) {
	ctx := v.r.Context()
	p, address, err := f.find(v)
	if err != nil {
		return opened{}, err
	}
	rec, err := f.Records.Read(ctx, v.actor, p, gate.Care, gate.Identity, gate.Contact, gate.Plan, gate.Safety)
	if err != nil {
		return opened{}, err
	}
	choices, err := f.Disclosure.ChoicesAmong(ctx, v.actor, rec.Entries)
	return opened{p, address, rec, person.NameOf(rec.Entries), choices}, err
}

// find turns the reference of the address into a person without looking. Of one that leads nowhere it tells nothing: the
// gate refuses it later, as it refuses everybody else's people.
func (f *Face) find(v visit) (id.ID, string, error) {
	reference := v.r.PathValue("ref")
	p, err := f.Gate.PersonByReference(v.r.Context(), v.actor.Agency, reference)
	return p, "/desk/people/" + reference, err
}

// personSheet is what stands at the top of each side of a person's page: the care card, then what they decided about
// sharing, then the ways to the sides.
func (f *Face) personSheet(v visit, o opened, side string) sheet {
	s := sheet{Heading: f.called(v, o.name), Person: o.name.Chosen != ""}
	if done := doneNotice(v); done != nil {
		s.Parts = append(s.Parts, *done)
	}
	said, entry := contact.Newest(o.record.Entries)
	card := webkit.CareCard{Heading: v.l.T("staff.care.heading"), Items: []webkit.Pair{
		{Term: v.l.T("staff.care.language"), Text: orElse(f.languageName(o.name.Language), v.l.T("staff.care.language_none"))},
	}}
	if entry.IsZero() {
		card.Items = append(card.Items, webkit.Pair{Term: v.l.T("staff.care.reach"), Text: v.l.T("staff.care.reach_none")})
	} else {
		card.Items = append(card.Items, f.reach(v, said)...)
	}
	card.Tags = f.reachTags(v, said, entry)
	s.Parts = append(s.Parts, card)
	if said.CodeWord != "" {
		s.Parts = append(s.Parts, hidden{Summary: v.l.T("staff.care.code_word"), Text: locale.Isolate(said.CodeWord)})
	}
	s.Parts = append(s.Parts, list{Heading: v.l.T("staff.consent.heading"), Lines: f.consentLines(v, o.choices)})
	s.Parts = append(s.Parts, webkit.Actions{Buttons: f.personButtons(v, o, side)}, f.sides(v, o, side))
	return s
}

func (f *Face) personButtons(v visit, o opened, side string) []webkit.Button {
	buttons := []webkit.Button{{Text: v.l.T("staff.share.start"), URL: o.address + "/share", Key: "g d"}}
	if !o.record.HasAccount {
		buttons = append(buttons, webkit.Button{Text: v.l.T("staff.enrol.start"), URL: o.address + "/sign-in", Key: "g u"})
	}
	if side != sharingSide {
		buttons = append([]webkit.Button{{Text: v.l.T("staff." + side + ".new"), Kind: webkit.Primary, URL: "#text", Key: "n"}}, buttons...)
	}
	return buttons
}

const sharingSide = "sharing"

// sides are the sides of a person's page, each with an address of its own.
func (f *Face) sides(v visit, o opened, current string) webkit.Tabs {
	tab := func(side, url, key string) webkit.Tab {
		return webkit.Tab{Text: v.l.T("staff." + side), URL: url, Key: key, Current: side == current}
	}
	return webkit.Tabs{Label: v.l.T("staff.sides"), Items: []webkit.Tab{
		tab(planSide.name, o.address, "g n"), tab(safetySide.name, o.address+"/safety", "g s"), tab(sharingSide, o.address+"/sharing", "g h"),
	}}
}

// doneWords are what a page can say was done a moment ago. The address carries only the word.
var doneWords = map[string]bool{"started": true, "kept": true, "corrected": true, "proposed": true, "suspended": true, "withdrawn": true,
	"heard": true, "confirmed": true, "asked": true}

// doneNotice says what was kept, who can see it and what comes next.
func doneNotice(v visit) *webkit.Notice {
	done := v.r.URL.Query().Get("done")
	if v.r.Method != "GET" || !doneWords[done] {
		return nil
	}
	return &webkit.Notice{Heading: v.l.T("staff.done." + done), Text: v.l.T("staff.done." + done + "_text")}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
