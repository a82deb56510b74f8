package reach

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// calls is the script for whoever rings in. It is the same page for every caller and every name: it asks nothing and looks
// nobody up, so that neither words nor pauses tell whether somebody is known here.
func (f *Face) calls(v desk.Visit) error {
	steps := func(heading string, n int) desk.List {
		l := desk.List{Heading: v.L.T("reach.in." + heading)}
		for i := range n {
			l.Lines = append(l.Lines, v.L.T("reach.in."+heading+string(rune('1'+i))))
		}
		return l
	}
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("reach.in"), Lead: v.L.T("reach.in.lead"), Parts: []webkit.Component{
		steps("say", 3), steps("asked", 3), steps("police", 3), steps("own", 3)}})
}

var callFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "line", Kind: webkit.KindChoice, Required: true, Options: []string{string(contact.Somebody), string(contact.Machine)}},
	{Name: "code_word", Max: 80},
}}

// callPage is the script of a call to the person.
func (f *Face) callPage(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	return f.showCall(v, o, "", desk.Problem{})
}

func (f *Face) showCall(v desk.Visit, o desk.Opened, line string, p desk.Problem) error {
	said, _ := contact.Newest(o.Record.Entries)
	s := desk.Sheet{Heading: v.L.T("reach.call"), Lead: v.L.T("reach.call.lead"), Errors: p.Summary(v)}
	back := webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.back"), URL: o.Address + reachPath}}}
	if why := contact.Decide(said, contact.Call, v.Now); why != contact.Allowed {
		s.Parts = []webkit.Component{webkit.Notice{Attention: true, Heading: v.L.T("reach.call.not"), Text: v.L.T(callReason(why))}, back}
		return f.Show(v, p.Code(), s)
	}
	s.Parts = []webkit.Component{
		desk.Facts{Pairs: []webkit.Pair{{Term: v.L.T("staff.care.address"), Text: said.Address, Code: true}, {Term: v.L.T("reach.call.others"), Text: desk.OrElse(said.OthersSee, v.L.T("reach.call.others_none"))}}},
		desk.List{Heading: v.L.T("reach.call.first"), Lines: f.inBoth(v, o, "reach.call.hello", "reach.call.good_time")},
		desk.List{Heading: v.L.T("reach.call.no"), Lines: f.inBoth(v, o, "reach.call.wrong_number")},
		desk.Text{Heading: v.L.T("reach.call.yes"), Lines: []string{v.L.T("reach.call.yes_text")}},
		desk.Form{Action: o.Address + callPath, Key: id.Reference(), Fields: []webkit.Component{
			webkit.Radios{Field: webkit.Field{Name: "line", Label: v.L.T("reach.call.line"), Error: p.Of(v, "line")}, Choices: []webkit.Choice{
				{Value: string(contact.Somebody), Text: v.L.T("reach.call.somebody"), Checked: line == string(contact.Somebody)},
				{Value: string(contact.Machine), Text: v.L.T("reach.call.machine"), Checked: line == string(contact.Machine)}}},
			webkit.Input{Field: webkit.Field{Name: "code_word", Label: v.L.T("reach.call.word"), Hint: v.L.T("reach.call.word_hint"), Error: p.Of(v, "code_word")}},
		}, Buttons: []webkit.Button{{Text: v.L.T("reach.call.go"), Kind: webkit.Primary}, back.Buttons[0]}},
	}
	return f.Show(v, p.Code(), s)
}

// inBoth are words of the script in the worker's language and in that of the person, where it is another one.
func (f *Face) inBoth(v desk.Visit, o desk.Opened, keys ...string) (lines []string) {
	theirs := f.House.Words.For(o.Name.Language)
	for _, key := range keys {
		lines = append(lines, v.L.T(key))
		if o.Name.Language != "" && theirs.Lang() != v.L.Lang() {
			lines = append(lines, locale.Isolate(theirs.T(key)))
		}
	}
	return lines
}

// call says what may be said to the line that was reached. A wrong word ends the script: nothing but the end is shown, and
// nothing that could be tried again.
func (f *Face) call(v desk.Visit) error {
	values, problems := callFields.Read(v.R)
	if problems.Any() {
		o, err := f.Open(v)
		if err != nil {
			return err
		}
		return f.showCall(v, o, values.Get("line"), desk.Sent(problems))
	}
	p, address, err := f.Find(v)
	if err != nil {
		return err
	}
	why, err := f.contact.OnCall(v.R.Context(), v.Actor, p, contact.Line(values.Get("line")), values.Get("code_word"))
	if errors.Is(err, contact.ErrWord) || errors.Is(err, contact.ErrSlow) {
		return f.endCall(v, address, err)
	}
	if err != nil {
		return err
	}
	back := webkit.Button{Text: v.L.T("reach.call.done"), URL: address + reachPath}
	if why != contact.Allowed {
		return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("reach.call"), Parts: []webkit.Component{
			webkit.Notice{Attention: true, Heading: v.L.T("reach.call.nothing"), Text: v.L.T(callReason(why))}, webkit.Actions{Buttons: []webkit.Button{
				{Text: v.L.T("reach.call.again"), URL: address + callPath}, back}}}})
	}
	s := desk.Sheet{Heading: v.L.T("reach.call.may"), Lead: v.L.T("reach.call.may_text"), Parts: []webkit.Component{webkit.Actions{Buttons: []webkit.Button{back}}}}
	if values.Get("line") == string(contact.Machine) {
		o, err := f.Open(v)
		if err != nil {
			return err
		}
		s.Heading = v.L.T("reach.call.may_machine")
		s.Lead, _ = f.contact.Wording(contact.PleaseRing, o.Name.Language, v.Now, "UTC")
	}
	return f.Show(v, http.StatusOK, s)
}

// endCall is the end of the script after a word that is not the person's.
func (f *Face) endCall(v desk.Visit, address string, why error) error {
	p, err := f.ProblemOf(why)
	if err != nil {
		return err
	}
	return f.Show(v, p.Code(), desk.Sheet{Heading: v.L.T("reach.call.end"), Lead: v.L.T(p.Problems[0].Key), Parts: []webkit.Component{
		desk.List{Lines: []string{v.L.T("reach.call.wrong_number"), v.L.T("reach.call.end_text")}},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("reach.call.done"), URL: address + reachPath}}}}})
}

// callReason is why nothing is said, in the words of a call.
func callReason(why contact.Reason) string { return "reach.call.reason." + string(why) }
