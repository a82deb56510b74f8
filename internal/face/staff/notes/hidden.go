package notes

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// reasonChoices are the only reasons there are; none is marked beforehand.
func reasonChoices(v desk.Visit, values webkit.Values) []webkit.Choice {
	var list []webkit.Choice
	for _, r := range webkit.Codes(plan.HideReasons()) {
		list = append(list, webkit.Choice{Value: r, Text: v.L.T("staff.hide.reason." + r), Checked: values.Has("reason", r)})
	}
	return list
}

var hideFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "reason", Kind: webkit.KindChoice, Required: true, Options: webkit.Codes(plan.HideReasons())},
	{Name: "text", Kind: webkit.KindMultiline, Required: true},
	{Name: "as_it_is", Kind: webkit.KindBool},
}}

// hideForm is where a note is written that the person cannot read. It says first what they see of it.
func (f *Face) hideForm(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	return f.showHide(v, o, webkit.Values{}, draft{key: id.Reference()})
}

func (f *Face) hide(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	values, problems := hideFields.Read(v.R)
	d := draftOf(values, desk.Problem{})
	if problems.Any() {
		for i, p := range problems {
			if p.Field == "reason" {
				problems[i].Key = plan.ErrHide.Key
			}
		}
		d.Problem = desk.Sent(problems)
		return f.showHide(v, o, values, d)
	}
	if d.asked = suggest(v, d.text); len(d.asked) > 0 && !values.Bool("as_it_is") {
		return f.showHide(v, o, values, d)
	}
	d.asked = nil
	if _, err := f.Plans.Hide(v.R.Context(), v.Actor, o.ID, plan.HideReason(values.Get("reason")), d.text, d.key); err != nil {
		if d.Problem, err = f.ProblemOf(err); err != nil {
			return err
		}
		return f.showHide(v, o, values, d)
	}
	webkit.SeeOther(v.W, o.Address+"/notes?done=hidden")
	return nil
}

func (f *Face) showHide(v desk.Visit, o desk.Opened, values webkit.Values, d draft) error {
	box := desk.Form{Key: d.key, Fields: []webkit.Component{f.Whose(v, o),
		webkit.Radios{Field: webkit.Field{Name: "reason", Label: v.L.T("staff.hide.reason"), Hint: v.L.T("staff.hide.reason_hint"), Error: d.Of(v, "reason")}, Choices: reasonChoices(v, values)},
		webkit.Textarea{Field: webkit.Field{Name: "text", Label: v.L.T("staff.hide.text"), Hint: v.L.T("staff.hide.text_hint"), Error: d.Of(v, "text")}, Value: d.text},
	}}
	f.decide(v, &box, d, v.L.T("staff.hide.go"))
	box.Buttons = append(box.Buttons, webkit.Button{Text: v.L.T("staff.back"), URL: o.Address + "/notes"})
	return f.Show(v, d.Code(), desk.Sheet{Heading: v.L.T("staff.hide.start"), Lead: v.L.T("staff.hide.lead"), Errors: d.Summary(v), Parts: []webkit.Component{
		webkit.Notice{Attention: true, Heading: v.L.T("staff.hide.seen"), Text: v.L.T("staff.hide.seen_text")}, box}})
}

// hiddenList shows the hidden notes to those whom the seal lets read them: why, what the person says against it, and what a
// second look found.
func (f *Face) hiddenList(v desk.Visit, o desk.Opened) []webkit.Component {
	if len(o.Plan.Hidden) == 0 {
		return nil
	}
	parts := []webkit.Component{desk.Text{Heading: v.L.T("staff.hidden")}}
	for _, h := range o.Plan.Hidden {
		parts = append(parts, f.hiddenCard(v, o, h))
	}
	return parts
}

func (f *Face) hiddenCard(v desk.Visit, o desk.Opened, h plan.Hidden) desk.Both {
	when := f.Moment(v, h.At)
	card := desk.Both{Heading: v.L.T("staff.hide.reason." + string(h.Reason)), Columns: []desk.Column{{Heading: v.L.T("staff.hidden.text"), Who: f.Wrote(v, h.Written), When: &when}}}
	switch {
	case h.Text != "":
		card.Columns[0].Lines = desk.Lines(h.Text)
	default:
		card.Columns[0].Notes = []string{v.L.T("staff.entry.locked")}
	}
	if h.Shown {
		card.Tag = &webkit.Tag{Text: v.L.T("staff.hidden.shown"), Tone: webkit.Done}
	}
	for _, c := range h.Challenges {
		at := f.Moment(v, c.At)
		card.Columns = append(card.Columns, desk.Column{Heading: v.L.T("staff.hidden.challenge"), Lines: desk.Lines(c.Words), Own: c.Own, Who: f.Wrote(v, c.Written), When: &at})
	}
	for _, l := range h.Looks {
		at := f.Moment(v, l.At)
		column := desk.Column{Heading: v.L.T("staff.hidden.look"), Lines: desk.Lines(l.Words), Who: f.Wrote(v, l.Written), When: &at}
		if l.Reason != "" {
			column.Notes = []string{v.L.T("staff.hide.reason." + string(l.Reason))}
		}
		card.Columns = append(card.Columns, column)
	}
	for _, b := range h.Beside {
		at := f.Moment(v, b.At)
		card.Columns = append(card.Columns, desk.Column{Heading: v.L.T("staff.hidden.beside"), Lines: desk.Lines(b.Text), Own: b.Own, Who: f.Wrote(v, b.Written), When: &at})
	}
	if _, open := h.Challenged(); open {
		card.Tag = &webkit.Tag{Text: v.L.T("staff.hidden.challenged"), Tone: webkit.Attention}
	}
	if !h.Shown {
		card.More.Buttons = []webkit.Button{{Text: v.L.T("staff.hidden.again"), URL: o.Address + "/notes/" + f.Handles.Of(v.Actor, h.Entry) + "/again"}}
	}
	return card
}

// pointedHidden is the hidden note of the address.
func (f *Face) pointedHidden(v desk.Visit, o desk.Opened) (plan.Hidden, error) {
	for _, h := range o.Plan.Hidden {
		if f.Handles.Of(v.Actor, h.Entry) == v.R.PathValue("handle") {
			return h, nil
		}
	}
	return plan.Hidden{}, record.ErrNoEntry
}

var againFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "found", Kind: webkit.KindChoice, Required: true, Options: []string{"show", "stay"}},
	{Name: "reason", Kind: webkit.KindChoice, Options: webkit.Codes(plan.HideReasons())},
	{Name: "words", Kind: webkit.KindMultiline, Max: 2000},
}}

// againForm is a second look at a hidden note.
func (f *Face) againForm(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	h, err := f.pointedHidden(v, o)
	if err != nil {
		return err
	}
	if h.Shown {
		webkit.SeeOther(v.W, o.Address+"/notes")
		return nil
	}
	return f.showAgain(v, o, h, webkit.Values{}, desk.Problem{})
}

func (f *Face) again(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	h, err := f.pointedHidden(v, o)
	if err != nil {
		return err
	}
	values, problems := againFields.Read(v.R)
	if problems.Any() {
		return f.showAgain(v, o, h, values, desk.Sent(problems))
	}
	look := plan.LookAgain{Reason: plan.HideReason(values.Get("reason")), Words: values.Get("words")}
	if err := f.Plans.LookAgain(v.R.Context(), v.Actor, o.ID, h.Entry, values.Get("found") == "show", look, values.Key()); err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showAgain(v, o, h, values, p)
	}
	webkit.SeeOther(v.W, o.Address+"/notes?done=looked_again")
	return nil
}

func (f *Face) showAgain(v desk.Visit, o desk.Opened, h plan.Hidden, values webkit.Values, p desk.Problem) error {
	for i, one := range p.Problems {
		if one.Field == "worker" {
			p.Problems[i].Field = "found"
		}
	}
	found := webkit.Radios{Field: webkit.Field{Name: "found", Label: v.L.T("staff.again.found"), Error: p.Of(v, "found")}}
	for _, one := range []string{"show", "stay"} {
		found.Choices = append(found.Choices, webkit.Choice{Value: one, Text: v.L.T("staff.again." + one), Hint: v.L.T("staff.again." + one + "_hint"), Checked: values.Has("found", one)})
	}
	status := p.Code()
	if status == 0 {
		status = http.StatusOK
	}
	card := f.hiddenCard(v, o, h)
	card.More.Buttons = nil
	return f.Show(v, status, desk.Sheet{Heading: v.L.T("staff.hidden.again"), Lead: v.L.T("staff.again.lead"), Errors: p.Summary(v), Parts: []webkit.Component{
		card,
		desk.Form{Key: desk.KeyOf(values), Fields: []webkit.Component{f.Whose(v, o), found,
			webkit.Radios{Field: webkit.Field{Name: "reason", Label: v.L.T("staff.again.reason"), Error: p.Of(v, "reason")}, Choices: reasonChoices(v, values)},
			webkit.Textarea{Field: webkit.Field{Name: "words", Label: v.L.T("staff.again.words"), Hint: v.L.T("staff.again.words_hint"), Error: p.Of(v, "words")}, Value: values.Get("words")},
		}, Buttons: []webkit.Button{{Text: v.L.T("staff.again.go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: o.Address + "/notes"}}},
	}})
}
