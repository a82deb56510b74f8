package staff

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// shareDays are the lengths of time that are offered; the consent itself allows a year at most.
var shareDays = []string{"7", "14", "30", "90"}

// A recipient is a team of another agency that packages can be addressed to.
type recipient struct {
	value    string
	agency   account.Agency
	function account.Function
}

// A composing is a package as it is being put together, with what there is to choose from.
type composing struct {
	opened
	recipients []recipient
	entries    []record.Entry
	values     webkit.Values
	problem
}

func (f *Face) composing(v visit) (composing, error) {
	o, err := f.open(v)
	if err != nil {
		return composing{}, err
	}
	to, err := f.recipients(v)
	return composing{opened: o, recipients: to, entries: shareable(o.record.Entries)}, err
}

// recipients lists the teams of the other agencies that have a key to seal to.
func (f *Face) recipients(v visit) ([]recipient, error) {
	agencies, err := f.Accounts.Agencies(v.r.Context())
	if err != nil {
		return nil, err
	}
	var list []recipient
	for _, a := range agencies {
		if a.ID == v.actor.Agency {
			continue
		}
		for _, fn := range account.Receives() {
			_, err := f.Accounts.Recipient(v.r.Context(), a.ID, fn)
			if isRefused(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			list = append(list, recipient{f.Handles.Of(v.actor, a.ID.ID) + "-" + string(fn), a, fn})
		}
	}
	return list, nil
}

// fields are what the form may bring. The step says which of its buttons was pressed.
func (c composing) fields(f *Face, v visit) webkit.Form {
	var to, what, why []string
	for _, r := range c.recipients {
		to = append(to, r.value)
	}
	for _, e := range c.entries {
		what = append(what, f.Handles.Of(v.actor, e.ID))
	}
	for _, p := range consent.Purposes() {
		why = append(why, string(p))
	}
	return webkit.Form{Fields: []webkit.FormField{
		{Name: "recipient", Kind: webkit.KindChoice, Required: true, Options: to},
		{Name: "purpose", Kind: webkit.KindChoice, Required: true, Options: why},
		{Name: "items", Kind: webkit.KindChoices, Required: true, Options: what},
		{Name: "days", Kind: webkit.KindChoice, Required: true, Options: shareDays},
		{Name: "step", Kind: webkit.KindChoice, Required: true, Options: []string{"check", "change", "put"}},
	}}
}

func (f *Face) composeForm(v visit) error {
	c, err := f.composing(v)
	if err != nil {
		return err
	}
	return f.showCompose(v, c)
}

// compose leads through the steps at one address: choose, see exactly what would go, put it before the person. Nothing
// leaves by any of them.
func (f *Face) compose(v visit) error {
	c, err := f.composing(v)
	if err != nil {
		return err
	}
	var problems webkit.Problems
	if c.values, problems = c.fields(f, v).Read(v.r); problems.Any() {
		c.problem = sent(problems)
		return f.showCompose(v, c)
	}
	switch c.values.Get("step") {
	case "check":
		return f.showCheck(v, c)
	case "change":
		return f.showCompose(v, c)
	}
	if _, err := f.Disclosure.Propose(v.r.Context(), v.actor, c.id, c.proposal(f, v)); err != nil {
		if c.problem, err = f.problemOf(err); err != nil {
			return err
		}
		return f.showCompose(v, c)
	}
	webkit.SeeOther(v.w, c.address+"/sharing?done=proposed")
	return nil
}

func (c composing) proposal(f *Face, v visit) disclosure.Proposal {
	to, days := c.recipient(), c.values.Get("days")
	n, _ := strconv.Atoi(days) // one of shareDays
	p := disclosure.Proposal{Recipient: to.agency.ID, Function: to.function, Purpose: consent.Purpose(c.values.Get("purpose")), Days: n, Key: c.values.Key()}
	for _, e := range c.chosen(f, v) {
		p.Items = append(p.Items, consent.Item{Entry: e.ID, Kind: e.Kind, Compartment: string(e.Compartment)})
	}
	return p
}

func (c composing) recipient() recipient {
	at := slices.IndexFunc(c.recipients, func(r recipient) bool { return r.value == c.values.Get("recipient") })
	return c.recipients[at] // the form has checked that it is one of them
}

// chosen are the entries that were marked, oldest first.
func (c composing) chosen(f *Face, v visit) []record.Entry {
	var list []record.Entry
	for _, e := range c.entries {
		if c.values.Has("items", f.Handles.Of(v.actor, e.ID)) {
			list = append([]record.Entry{e}, list...)
		}
	}
	return list
}

func (f *Face) recipientName(v visit, r recipient) string {
	return v.l.T("staff.share.team", "agency", locale.Isolate(r.agency.Name), "team", v.l.T("staff.function."+string(r.function)))
}

func (f *Face) showCompose(v visit, c composing) error {
	s := sheet{Heading: v.l.T("staff.share.start"), Lead: v.l.T("staff.share.lead"), Errors: c.summary(v)}
	if len(c.entries) == 0 {
		s.Parts = []webkit.Component{webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.l.T("staff.share.none"),
			Text: v.l.T("staff.share.none_text"), Action: &webkit.Button{Text: v.l.T("staff.back"), URL: c.address}}}
		return f.show(v, http.StatusOK, s)
	}
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: v.l.T("staff.share." + name), Error: c.of(v, name)}
	}
	to := []webkit.Choice{{Text: v.l.T("staff.choose")}}
	for _, r := range c.recipients {
		to = append(to, webkit.Choice{Value: r.value, Text: f.recipientName(v, r), Checked: c.values.Has("recipient", r.value)})
	}
	why := []webkit.Choice{{Text: v.l.T("staff.choose")}}
	for _, p := range consent.Purposes() {
		why = append(why, webkit.Choice{Value: string(p), Text: v.l.T("staff.purpose." + string(p)), Checked: c.values.Has("purpose", string(p))})
	}
	what := webkit.Checkboxes{Field: field("items")}
	what.Hint = v.l.T("staff.share.items_hint")
	for _, e := range c.entries {
		h := f.Handles.Of(v.actor, e.ID)
		what.Choices = append(what.Choices, webkit.Choice{Value: h, Text: f.itemHeading(v, e),
			Hint: inOneLine(f.bodyLines(v, e.Body)), Checked: c.values.Has("items", h)})
	}
	long := []webkit.Choice{{Text: v.l.T("staff.choose")}}
	for _, d := range shareDays {
		long = append(long, webkit.Choice{Value: d, Text: v.l.T("staff.share.days_of", "days", d), Checked: c.values.Has("days", d)})
	}
	s.Parts = []webkit.Component{form{Key: keyOf(c.values), Fields: []webkit.Component{
		webkit.Select{Field: field("recipient"), Choices: to}, webkit.Select{Field: field("purpose"), Choices: why}, what,
		webkit.Select{Field: field("days"), Choices: long},
	}, Buttons: []webkit.Button{{Text: v.l.T("staff.share.check"), Kind: webkit.Primary, Name: "step", Value: "check"},
		{Text: v.l.T("staff.back"), URL: c.address + "/sharing"}}}}
	return f.show(v, c.code(), s)
}

// inOneLine writes paragraphs that somebody typed one after the other, each in its own direction.
func inOneLine(lines []string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = locale.Isolate(line)
	}
	return strings.Join(out, " · ")
}

// showCheck shows exactly what would go, and what would not.
func (f *Face) showCheck(v visit, c composing) error {
	chosen, to := c.chosen(f, v), c.recipient()
	var going items
	keep := []webkit.Pair{{Term: "recipient", Text: to.value}, {Term: "purpose", Text: c.values.Get("purpose")}, {Term: "days", Text: c.values.Get("days")}}
	for _, e := range chosen {
		going.Items = append(going.Items, f.goes(v, e, c.record.Entries))
		keep = append(keep, webkit.Pair{Term: "items", Text: f.Handles.Of(v.actor, e.ID)})
	}
	s := sheet{Heading: v.l.T("staff.check.heading"), Lead: v.l.T("staff.check.lead"), Parts: []webkit.Component{
		webkit.SummaryList{Rows: []webkit.SummaryRow{
			{Key: v.l.T("staff.share.recipient"), Value: f.recipientName(v, to)},
			{Key: v.l.T("staff.share.purpose"), Value: v.l.T("staff.purpose." + c.values.Get("purpose"))},
			{Key: v.l.T("staff.share.days"), Value: v.l.T("staff.share.days_of", "days", c.values.Get("days"))},
			{Key: v.l.T("staff.check.how"), Value: v.l.T("staff.check.view_only")},
		}},
		text{Heading: v.l.T("staff.check.goes")}, going,
		list{Heading: v.l.T("staff.check.stays"), Lines: []string{
			v.l.T("staff.check.stays_rest", "number", len(c.entries)-len(chosen)), v.l.T("staff.check.stays_who"), v.l.T("staff.check.stays_log")}},
		form{Key: keyOf(c.values), Hidden: keep, Buttons: []webkit.Button{
			{Text: v.l.T("staff.check.put"), Kind: webkit.Primary, Name: "step", Value: "put"},
			{Text: v.l.T("staff.check.change"), Name: "step", Value: "change"}}},
	}}
	return f.show(v, http.StatusOK, s)
}
