package accounts

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

var enrolFields = webkit.Form{Fields: []webkit.FormField{{Name: "passphrase", Required: true, Max: 200}}}

// enrolForm is where the person, sitting beside their worker, types a passphrase of their own.
func (f *Face) enrolForm(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	if o.Record.HasAccount {
		return f.Show(v, http.StatusOK, f.enrolledAlready(v, o))
	}
	return f.showEnrol(v, o, id.Reference(), desk.Problem{})
}

func (f *Face) enrolledAlready(v desk.Visit, o desk.Opened) desk.Sheet {
	return desk.Sheet{Heading: v.L.T("staff.enrol.start"), Parts: []webkit.Component{
		webkit.Notice{Heading: v.L.T("staff.enrol.has"), Text: v.L.T("staff.enrol.has_text")},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.back"), URL: o.Address}}}}}
}

// enrol sets up the person's own sign-in and shows the card. It can be shown once only: the house keeps no more of it than
// a hash.
func (f *Face) enrol(v desk.Visit) error {
	values, problems := enrolFields.Read(v.R)
	if problems.Any() {
		return f.enrolAgain(v, desk.KeyOf(values), desk.Sent(problems))
	}
	person, address, err := f.Find(v)
	if err != nil {
		return err
	}
	code, err := f.Records.Enrol(v.R.Context(), v.Actor, person, values.Get("passphrase"))
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.enrolAgain(v, desk.KeyOf(values), p)
	}
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("staff.card.heading"), Lead: v.L.T("staff.card.once"), Parts: []webkit.Component{
		desk.Card{Cut: v.L.T("staff.card.cut"), Code: code, Note: v.L.T("staff.card.note")},
		webkit.PrintButton{Text: v.L.T("staff.card.print")},
		desk.Text{Lines: []string{v.L.T("staff.card.write"), v.L.T("staff.card.lost")}},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.card.done"), URL: address}}},
	}})
}

func (f *Face) enrolAgain(v desk.Visit, key string, p desk.Problem) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	if o.Record.HasAccount {
		return f.Show(v, http.StatusConflict, f.enrolledAlready(v, o))
	}
	return f.showEnrol(v, o, key, p)
}

func (f *Face) showEnrol(v desk.Visit, o desk.Opened, key string, p desk.Problem) error {
	return f.Show(v, p.Code(), desk.Sheet{Heading: v.L.T("staff.enrol.start"), Lead: v.L.T("staff.enrol.lead"), Errors: p.Summary(v), Parts: []webkit.Component{
		desk.List{Lines: []string{v.L.T("staff.enrol.theirs"), v.L.T("staff.enrol.card"), v.L.T("staff.enrol.reads")}},
		desk.Form{Key: key, Fields: []webkit.Component{webkit.Input{Type: "password", Autocomplete: "new-password", Field: webkit.Field{
			Name: "passphrase", Label: v.L.T("staff.enrol.passphrase"), Hint: v.L.T("staff.enrol.passphrase_hint"), Error: p.Of(v, "passphrase")}}},
			Buttons: []webkit.Button{{Text: v.L.T("staff.enrol.go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: o.Address}}},
	}})
}
