package staff

import (
	"errors"
	"strings"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// signInFields are what the form asks. Where passkeys are offered, the code can stay empty.
func (f *Face) signInFields() webkit.Form {
	return webkit.Form{Fields: []webkit.FormField{
		{Name: "name", Required: true, Max: 100, IsName: true},
		{Name: "passphrase", Required: true, Max: 200},
		{Name: "code", Required: f.Passkeys == nil, Max: 20},
	}}
}

func (f *Face) signInForm(v visit) error {
	return f.showSignIn(v, "", id.Reference(), problem{})
}

// signIn answers every failure with the same words.
func (f *Face) signIn(v visit) error {
	values, problems := f.signInFields().Read(v.r)
	name, key := values.Get("name"), keyOf(values)
	if problems.Any() {
		return f.showSignIn(v, name, key, sent(problems))
	}
	if err := f.throttle.Allow(v.r); err != nil {
		return f.signInAgain(v, name, key, err)
	}
	if f.Passkeys != nil && strings.TrimSpace(values.Get("code")) == "" {
		token, err := f.Passkeys.BeginSignIn(v.r.Context(), name, values.Get("passphrase"))
		if err != nil {
			return f.signInAgain(v, name, key, err)
		}
		f.house.Cookies.Set(v.w, webkit.PendingCookie, token)
		webkit.SeeOther(v.w, signInPasskeyPage)
		return nil
	}
	session, err := f.Accounts.SignInStaff(v.r.Context(), name, values.Get("passphrase"), values.Get("code"))
	if err != nil {
		return f.signInAgain(v, name, key, err)
	}
	return f.enter(v, session)
}

// enter opens the desk with a new session. First the account does for its teams what only a member can: it lets in
// colleagues who were invited, and makes a new key for a team that somebody has left.
func (f *Face) enter(v visit, session account.Session) error {
	ctx := v.r.Context()
	actor, err := f.Accounts.Resume(ctx, session.Token)
	if err != nil {
		return err
	}
	if err := f.Accounts.Tend(ctx, actor); err != nil {
		return err
	}
	f.house.SignedIn(v.w, session, "/desk")
	return nil
}

func (f *Face) signInAgain(v visit, name, key string, err error) error {
	if errors.Is(err, account.ErrSignIn) {
		return f.showSignIn(v, name, key, oneOf("", "staff.sign_in.again"))
	}
	p, err := f.problemOf(err)
	if err != nil {
		return err
	}
	return f.showSignIn(v, name, key, p)
}

// showSignIn shows the form in the public room: whoever reads it is nobody yet.
func (f *Face) showSignIn(v visit, name, key string, p problem) error {
	field := func(field, hint string) webkit.Field {
		w := webkit.Field{Name: field, Label: v.l.T("staff.sign_in." + field), Error: p.of(v, field)}
		if hint != "" {
			w.Hint = v.l.T(hint)
		}
		return w
	}
	code := "staff.sign_in.code_hint"
	if f.Passkeys != nil {
		code = "staff.sign_in.code_or_passkey"
	}
	s := sheet{Heading: v.l.T("staff.sign_in.heading"), Errors: p.summary(v), Parts: []webkit.Component{form{
		Action: page.StaffSignIn, Key: key,
		Fields: []webkit.Component{
			webkit.Input{Field: field("name", "staff.sign_in.name_hint"), Value: name, Autocomplete: "username"},
			webkit.Input{Field: field("passphrase", ""), Type: "password", Autocomplete: "current-password"},
			webkit.Input{Field: field("code", code), InputMode: "numeric", Autocomplete: "one-time-code", Width: webkit.W10},
		},
		Buttons: []webkit.Button{{Text: v.l.T("staff.sign_in.go"), Kind: webkit.Primary}},
	}}}
	return page.Show(v.w, f.templates, p.code(), "templates/sheet", webkit.View{Shell: f.house.PublicShell(v.r), Page: s})
}

// firstPage leads to the first page of the role's desk.
func (f *Face) firstPage(v visit) error {
	webkit.SeeOther(v.w, f.nav(v)[0].URL)
	return nil
}
