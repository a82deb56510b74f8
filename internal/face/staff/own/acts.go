package own

import (
	"errors"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// showAs changes the name that the people they work with see. What was written before keeps the name it was written under.
func (f *Face) showAs(v desk.Visit) error {
	values, problems := (webkit.Form{Fields: []webkit.FormField{{Name: "name", Required: true, Max: 200, IsName: true}}}).Read(v.R)
	if problems.Any() {
		return f.show(v, values.Get("name"), desk.KeyOf(values), desk.Sent(problems))
	}
	if err := f.Records.ShowAs(v.R.Context(), v.Actor, values.Get("name")); err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.show(v, values.Get("name"), desk.KeyOf(values), p)
	}
	webkit.SeeOther(v.W, Path+"?done=name")
	return nil
}

// endOne ends one place, at its next request.
func (f *Face) endOne(v desk.Visit) error {
	values, problems := (webkit.Form{Fields: []webkit.FormField{{Name: "place", Required: true, Max: 60}}}).Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	if err := f.Accounts.EndSession(v.R.Context(), v.Actor, values.Get("place")); err != nil {
		return err
	}
	webkit.SeeOther(v.W, Path+"?done=ended")
	return nil
}

// endOthers ends every place but this one.
func (f *Face) endOthers(v desk.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	if err := f.Accounts.EndOthers(v.R.Context(), v.Actor); err != nil {
		return err
	}
	webkit.SeeOther(v.W, Path+"?done=others")
	return nil
}

// outEverywhere ends every place, this one too.
func (f *Face) outEverywhere(v desk.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	if err := f.Accounts.SignOutEverywhere(v.R.Context(), v.Actor); err != nil {
		return err
	}
	f.House.SignedOutEverywhere(v.W)
	webkit.SeeOther(v.W, page.StaffSignIn)
	return nil
}

var passphraseFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "old", Required: true, Max: 200},
	{Name: "new", Required: true, Max: 400}, // the service says what is too long, beside the field
	{Name: "code", Required: true, Max: 20},
}}

func (f *Face) passphraseForm(v desk.Visit) error {
	return f.showPassphrase(v, id.Reference(), desk.Problem{})
}

// changePassphrase takes all that a sign-in takes. Nothing of it is ever shown again.
func (f *Face) changePassphrase(v desk.Visit) error {
	values, problems := passphraseFields.Read(v.R)
	if problems.Any() {
		return f.showPassphrase(v, desk.KeyOf(values), desk.Sent(problems))
	}
	session, err := f.Accounts.ChangePassphrase(v.R.Context(), v.Actor, account.Change{Code: values.Get("code"), Old: values.Get("old"), New: values.Get("new")})
	if errors.Is(err, account.ErrPassphrase) {
		return f.showPassphrase(v, id.Reference(), desk.OneOf("old", account.ErrPassphrase.Key))
	}
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showPassphrase(v, id.Reference(), p)
	}
	f.House.Carry(v.W, session)
	webkit.SeeOther(v.W, Path+"?done=changed")
	return nil
}

func (f *Face) showPassphrase(v desk.Visit, key string, p desk.Problem) error {
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: v.L.T("own.passphrase." + name), Hint: v.L.T("own.passphrase." + name + "_hint"), Error: p.Of(v, name)}
	}
	return f.Show(v, p.Code(), desk.Sheet{Heading: v.L.T("own.passphrase_go"), Lead: v.L.T("own.passphrase.lead"), Errors: p.Summary(v), Parts: []webkit.Component{
		desk.Form{Action: passphrasePath, Key: key, Fields: []webkit.Component{
			webkit.Input{Field: field("old"), Type: "password", Autocomplete: "current-password"},
			webkit.Input{Field: field("new"), Type: "password", Autocomplete: "new-password"},
			webkit.Input{Field: field("code"), InputMode: "numeric", Autocomplete: "one-time-code", Width: webkit.W10},
		}, Buttons: []webkit.Button{{Text: v.L.T("own.passphrase_go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: Path}}},
	}})
}
