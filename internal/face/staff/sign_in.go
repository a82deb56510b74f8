package staff

import (
	"errors"
	"strings"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff/arrivals"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// signInFields are what the form asks. Where passkeys are offered, the code can stay empty.
func (f *Face) signInFields(v desk.Visit) webkit.Form {
	return webkit.Form{Fields: []webkit.FormField{
		{Name: "name", Required: true, Max: 100, IsName: true},
		{Name: "passphrase", Required: true, Max: 200},
		{Name: "code", Required: !f.OffersPasskeys(v), Max: 20},
	}}
}

func (f *Face) signInForm(v desk.Visit) error {
	return f.showSignIn(v, "", id.Reference(), desk.Problem{})
}

// signIn answers every failure with the same words.
func (f *Face) signIn(v desk.Visit) error {
	values, problems := f.signInFields(v).Read(v.R)
	name, key := values.Get("name"), desk.KeyOf(values)
	if problems.Any() {
		return f.showSignIn(v, name, key, desk.Sent(problems))
	}
	if err := f.throttle.Allow(v.R); err != nil {
		return f.signInAgain(v, name, key, err)
	}
	v.R = page.Remember(v.R)
	if f.OffersPasskeys(v) && strings.TrimSpace(values.Get("code")) == "" {
		token, err := f.Passkeys.BeginSignIn(v.R.Context(), name, values.Get("passphrase"))
		if err != nil {
			return f.signInAgain(v, name, key, err)
		}
		f.House.Cookies.Set(v.W, webkit.PendingCookie, token)
		webkit.SeeOther(v.W, signInPasskeyPage)
		return nil
	}
	session, err := f.Accounts.SignInStaff(v.R.Context(), name, values.Get("passphrase"), values.Get("code"))
	if err != nil {
		return f.signInAgain(v, name, key, err)
	}
	return f.enter(v, session)
}

// enter opens the desk with a new session. First the account does for its teams what only a member can: it makes a new key for
// a team that somebody has left.
func (f *Face) enter(v desk.Visit, session account.Session) error {
	ctx := v.R.Context()
	actor, err := f.Accounts.Resume(ctx, session.Token)
	if err != nil {
		return err
	}
	if err := f.Accounts.Tend(ctx, actor); err != nil {
		return err
	}
	return f.House.Enter(v.W, v.R, session, "/desk")
}

func (f *Face) signInAgain(v desk.Visit, name, key string, err error) error {
	if errors.Is(err, account.ErrSignIn) {
		return f.showSignIn(v, name, key, desk.OneOf("", "staff.sign_in.again"))
	}
	if errors.Is(err, account.ErrRoster) { // told only to who has proved who they are
		return f.showSignIn(v, name, key, desk.OneOf("", account.ErrRoster.Key))
	}
	p, err := f.ProblemOf(err)
	if err != nil {
		return err
	}
	return f.showSignIn(v, name, key, p)
}

// showSignIn shows the form in the public room: whoever reads it is nobody yet.
func (f *Face) showSignIn(v desk.Visit, name, key string, p desk.Problem) error {
	field := func(field, hint string) webkit.Field {
		w := webkit.Field{Name: field, Label: v.L.T("staff.sign_in." + field), Error: p.Of(v, field)}
		if hint != "" {
			w.Hint = v.L.T(hint)
		}
		return w
	}
	code := "staff.sign_in.code_hint"
	if f.OffersPasskeys(v) {
		code = "staff.sign_in.code_or_passkey"
	}
	s := desk.Sheet{Heading: v.L.T("staff.sign_in.heading"), Errors: p.Summary(v), Parts: []webkit.Component{desk.Form{
		Action: page.StaffSignIn, Key: key,
		Fields: []webkit.Component{
			webkit.Input{Field: field("name", "staff.sign_in.name_hint"), Value: name, Autocomplete: "username"},
			webkit.Input{Field: field("passphrase", ""), Type: "password", Autocomplete: "current-password"},
			webkit.Input{Field: field("code", code), InputMode: "numeric", Autocomplete: "one-time-code", Width: webkit.W10},
		},
		Buttons: []webkit.Button{{Text: v.L.T("staff.sign_in.go"), Kind: webkit.Primary}},
	}, webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.join.heading"), URL: arrivals.JoinPath}}}}}
	return page.Show(v.W, f.Templates, p.Code(), "templates/sheet", webkit.View{Shell: f.House.PublicShell(v.R), Page: s})
}

// firstPage leads to the first page of the role's desk.
func (f *Face) firstPage(v desk.Visit) error {
	webkit.SeeOther(v.W, f.Nav(v)[0].URL)
	return nil
}
