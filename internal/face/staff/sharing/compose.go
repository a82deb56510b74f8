package sharing

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
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
	desk.Opened
	recipients []recipient
	entries    []record.Entry
	values     webkit.Values
	desk.Problem
}

func (f *Face) composing(v desk.Visit) (composing, error) {
	o, err := f.Open(v)
	if err != nil {
		return composing{}, err
	}
	to, err := f.recipients(v)
	return composing{Opened: o, recipients: to, entries: shareable(o.Record.Entries)}, err
}

// recipients lists the teams of the other agencies that have a key to seal to.
func (f *Face) recipients(v desk.Visit) ([]recipient, error) {
	agencies, err := f.Accounts.Agencies(v.R.Context())
	if err != nil {
		return nil, err
	}
	var list []recipient
	for _, a := range agencies {
		if a.ID == v.Actor.Agency {
			continue
		}
		for _, fn := range account.Receives() {
			_, err := f.Accounts.Recipient(v.R.Context(), v.Actor, a.ID, fn)
			if desk.IsRefused(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			list = append(list, recipient{f.Handles.Of(v.Actor, a.ID.ID) + "-" + string(fn), a, fn})
		}
	}
	return list, nil
}

// fields are what the form may bring. The step says which of its buttons was pressed.
func (c composing) fields(f *Face, v desk.Visit) webkit.Form {
	var to, what []string
	for _, r := range c.recipients {
		to = append(to, r.value)
	}
	for _, e := range c.entries {
		what = append(what, f.Handles.Of(v.Actor, e.ID))
	}
	return webkit.Form{Fields: []webkit.FormField{
		{Name: "recipient", Kind: webkit.KindChoice, Required: true, Options: to},
		{Name: "purpose", Kind: webkit.KindChoice, Required: true, Options: webkit.Codes(consent.Purposes())},
		{Name: "items", Kind: webkit.KindChoices, Required: true, Options: what},
		{Name: "days", Kind: webkit.KindChoice, Required: true, Options: shareDays},
		{Name: "step", Kind: webkit.KindChoice, Required: true, Options: []string{"check", "change", "put"}},
	}}
}

func (f *Face) composeForm(v desk.Visit) error {
	c, err := f.composing(v)
	if err != nil {
		return err
	}
	return f.showCompose(v, c)
}

// compose leads through the steps at one address: choose, see exactly what would go, put it before the person. Nothing
// leaves by any of them.
func (f *Face) compose(v desk.Visit) error {
	c, err := f.composing(v)
	if err != nil {
		return err
	}
	var problems webkit.Problems
	if c.values, problems = c.fields(f, v).Read(v.R); problems.Any() {
		c.Problem = desk.Sent(problems)
		return f.showCompose(v, c)
	}
	switch c.values.Get("step") {
	case "check":
		return f.showCheck(v, c)
	case "change":
		return f.showCompose(v, c)
	}
	if _, err := f.Disclosure.Propose(v.R.Context(), v.Actor, c.ID, c.proposal(f, v)); err != nil {
		if c.Problem, err = f.ProblemOf(err); err != nil {
			return err
		}
		return f.showCompose(v, c)
	}
	webkit.SeeOther(v.W, c.Address+"/sharing?done=proposed")
	return nil
}

func (c composing) proposal(f *Face, v desk.Visit) disclosure.Proposal {
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
func (c composing) chosen(f *Face, v desk.Visit) []record.Entry {
	var list []record.Entry
	for _, e := range c.entries {
		if c.values.Has("items", f.Handles.Of(v.Actor, e.ID)) {
			list = append([]record.Entry{e}, list...)
		}
	}
	return list
}

func (f *Face) recipientName(v desk.Visit, r recipient) string {
	return v.L.T("staff.share.team", "agency", locale.Isolate(r.agency.Name), "team", v.L.T("staff.function."+string(r.function)))
}

func (f *Face) showCompose(v desk.Visit, c composing) error {
	s := desk.Sheet{Heading: v.L.T("staff.share.start"), Lead: v.L.T("staff.share.lead"), Errors: c.Summary(v)}
	if len(c.entries) == 0 {
		s.Parts = []webkit.Component{webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: v.L.T("staff.share.none"),
			Text: v.L.T("staff.share.none_text"), Action: &webkit.Button{Text: v.L.T("staff.back"), URL: c.Address}}}
		return f.Show(v, http.StatusOK, s)
	}
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: v.L.T("staff.share." + name), Error: c.Of(v, name)}
	}
	to := []webkit.Choice{{Text: v.L.T("staff.choose")}}
	for _, r := range c.recipients {
		to = append(to, webkit.Choice{Value: r.value, Text: f.recipientName(v, r), Checked: c.values.Has("recipient", r.value)})
	}
	why := []webkit.Choice{{Text: v.L.T("staff.choose")}}
	for _, p := range consent.Purposes() {
		why = append(why, webkit.Choice{Value: string(p), Text: v.L.T("staff.purpose." + string(p)), Checked: c.values.Has("purpose", string(p))})
	}
	what := webkit.Checkboxes{Field: field("items")}
	what.Hint = v.L.T("staff.share.items_hint")
	for _, e := range c.entries {
		h := f.Handles.Of(v.Actor, e.ID)
		what.Choices = append(what.Choices, webkit.Choice{Value: h, Text: f.itemHeading(v, e),
			Hint: inOneLine(f.bodyLines(v, e.Body)), Checked: c.values.Has("items", h)})
	}
	long := []webkit.Choice{{Text: v.L.T("staff.choose")}}
	for _, d := range shareDays {
		long = append(long, webkit.Choice{Value: d, Text: v.L.T("staff.share.days_of", "days", d), Checked: c.values.Has("days", d)})
	}
	s.Parts = []webkit.Component{desk.Form{Key: desk.KeyOf(c.values), Fields: []webkit.Component{
		webkit.Select{Field: field("recipient"), Choices: to}, webkit.Select{Field: field("purpose"), Choices: why}, what,
		webkit.Select{Field: field("days"), Choices: long},
	}, Buttons: []webkit.Button{{Text: v.L.T("staff.share.check"), Kind: webkit.Primary, Name: "step", Value: "check"},
		{Text: v.L.T("staff.back"), URL: c.Address + "/sharing"}}}}
	return f.Show(v, c.Code(), s)
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
func (f *Face) showCheck(v desk.Visit, c composing) error {
	chosen, to := c.chosen(f, v), c.recipient()
	var going desk.Items
	keep := []webkit.Pair{{Term: "recipient", Text: to.value}, {Term: "purpose", Text: c.values.Get("purpose")}, {Term: "days", Text: c.values.Get("days")}}
	for _, e := range chosen {
		going.Items = append(going.Items, f.goes(v, e, c.Record.Entries))
		keep = append(keep, webkit.Pair{Term: "items", Text: f.Handles.Of(v.Actor, e.ID)})
	}
	s := desk.Sheet{Heading: v.L.T("staff.check.heading"), Lead: v.L.T("staff.check.lead"), Parts: []webkit.Component{
		webkit.SummaryList{Rows: []webkit.SummaryRow{
			{Key: v.L.T("staff.share.recipient"), Value: f.recipientName(v, to)},
			{Key: v.L.T("staff.share.purpose"), Value: v.L.T("staff.purpose." + c.values.Get("purpose"))},
			{Key: v.L.T("staff.share.days"), Value: v.L.T("staff.share.days_of", "days", c.values.Get("days"))},
			{Key: v.L.T("staff.check.how"), Value: v.L.T("staff.check.view_only")},
		}},
		desk.Text{Heading: v.L.T("staff.check.goes")}, going,
		desk.List{Heading: v.L.T("staff.check.stays"), Lines: []string{
			v.L.T("staff.check.stays_rest", "number", len(c.entries)-len(chosen)), v.L.T("staff.check.stays_who"), v.L.T("staff.check.stays_log")}},
		desk.Form{Key: desk.KeyOf(c.values), Hidden: keep, Buttons: []webkit.Button{
			{Text: v.L.T("staff.check.put"), Kind: webkit.Primary, Name: "step", Value: "put"},
			{Text: v.L.T("staff.check.change"), Name: "step", Value: "change"}}},
	}}
	return f.Show(v, http.StatusOK, s)
}
