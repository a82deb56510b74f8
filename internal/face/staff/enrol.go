package staff

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

var enrolFields = webkit.Form{Fields: []webkit.FormField{{Name: "passphrase", Required: true, Max: 200}}}

// enrolForm is where the person, sitting beside their worker, types a passphrase of their own.
func (f *Face) enrolForm(v visit) error {
	o, err := f.open(v)
	if err != nil {
		return err
	}
	if o.record.HasAccount {
		return f.show(v, http.StatusOK, f.enrolledAlready(v, o))
	}
	return f.showEnrol(v, o, id.Reference(), problem{})
}

func (f *Face) enrolledAlready(v visit, o opened) sheet {
	return sheet{Heading: v.l.T("staff.enrol.start"), Parts: []webkit.Component{
		webkit.Notice{Heading: v.l.T("staff.enrol.has"), Text: v.l.T("staff.enrol.has_text")},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.l.T("staff.back"), URL: o.address}}}}}
}

// enrol sets up the person's own sign-in and shows the card. It can be shown once only: the house keeps no more of it than
// a hash.
func (f *Face) enrol(v visit) error {
	values, problems := enrolFields.Read(v.r)
	if problems.Any() {
		return f.enrolAgain(v, keyOf(values), sent(problems))
	}
	person, address, err := f.find(v)
	if err != nil {
		return err
	}
	code, err := f.Records.Enrol(v.r.Context(), v.actor, person, values.Get("passphrase"))
	if err != nil {
		p, err := f.problemOf(err)
		if err != nil {
			return err
		}
		return f.enrolAgain(v, keyOf(values), p)
	}
	return f.show(v, http.StatusOK, sheet{Heading: v.l.T("staff.card.heading"), Lead: v.l.T("staff.card.once"), Parts: []webkit.Component{
		card{Cut: v.l.T("staff.card.cut"), Code: code, Note: v.l.T("staff.card.note")},
		webkit.PrintButton{Text: v.l.T("staff.card.print")},
		text{Lines: []string{v.l.T("staff.card.write"), v.l.T("staff.card.lost")}},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.l.T("staff.card.done"), URL: address}}},
	}})
}

func (f *Face) enrolAgain(v visit, key string, p problem) error {
	o, err := f.open(v)
	if err != nil {
		return err
	}
	if o.record.HasAccount {
		return f.show(v, http.StatusConflict, f.enrolledAlready(v, o))
	}
	return f.showEnrol(v, o, key, p)
}

func (f *Face) showEnrol(v visit, o opened, key string, p problem) error {
	return f.show(v, p.code(), sheet{Heading: v.l.T("staff.enrol.start"), Lead: v.l.T("staff.enrol.lead"), Errors: p.summary(v), Parts: []webkit.Component{
		list{Lines: []string{v.l.T("staff.enrol.theirs"), v.l.T("staff.enrol.card"), v.l.T("staff.enrol.reads")}},
		form{Key: key, Fields: []webkit.Component{webkit.Input{Type: "password", Autocomplete: "new-password", Field: webkit.Field{
			Name: "passphrase", Label: v.l.T("staff.enrol.passphrase"), Hint: v.l.T("staff.enrol.passphrase_hint"), Error: p.of(v, "passphrase")}}},
			Buttons: []webkit.Button{{Text: v.l.T("staff.enrol.go"), Kind: webkit.Primary}, {Text: v.l.T("staff.back"), URL: o.address}}},
	}})
}
