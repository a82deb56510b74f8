package staff

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// The addresses of the pages about passkeys.
const (
	newPasskeyPage    = "/desk/keys/new"
	signInPasskeyPage = "/desk/sign-in/key"
)

// answerFields carry a device's answer: about a kilobyte of JSON, more where the device proves its make.
var answerFields = webkit.Form{Fields: []webkit.FormField{{Name: "answer", Required: true, Max: 20_000}}}

// ways lists the ways to sign in to the account: the code that everybody has, and passkeys.
func (f *Face) ways(v desk.Visit) error { return f.showWays(v, desk.Problem{}) }

func (f *Face) showWays(v desk.Visit, p desk.Problem) error {
	list, err := f.Passkeys.List(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("staff.ways"), Lead: v.L.T("staff.ways.lead"), Errors: p.Summary(v)}
	switch v.R.URL.Query().Get("done") {
	case "added":
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("staff.ways.added")})
	case "removed":
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("staff.ways.removed")})
	}
	s.Parts = append(s.Parts, desk.Facts{Pairs: []webkit.Pair{{Term: v.L.T("staff.ways.code"), Text: v.L.T("staff.ways.code_text")}}})
	for _, k := range list {
		s.Parts = append(s.Parts, desk.Form{Heading: v.L.T("staff.ways.passkey"), OnCard: true, Key: id.Reference(),
			Action:  desk.WaysPage + "/" + k.Handle + "/remove",
			Fields:  []webkit.Component{desk.Text{Lines: []string{v.L.T("staff.ways.made", "day", v.L.Day(k.MadeAt, f.House.Zone))}}},
			Buttons: []webkit.Button{{Text: v.L.T("staff.ways.remove")}}})
	}
	s.Parts = append(s.Parts, desk.Form{Key: id.Reference(), Action: desk.WaysPage,
		Buttons: []webkit.Button{{Text: v.L.T("staff.ways.add"), Kind: webkit.Primary}}})
	return f.Show(v, p.Code(), s)
}

// beginPasskey asks for a new passkey. The question waits in the database; the cookie leads to it.
func (f *Face) beginPasskey(v desk.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	token, err := f.Passkeys.BeginAdding(v.R.Context(), v.Actor)
	if err != nil {
		return f.waysAgain(v, err)
	}
	f.House.Cookies.Set(v.W, webkit.PendingCookie, token)
	webkit.SeeOther(v.W, newPasskeyPage)
	return nil
}

func (f *Face) waysAgain(v desk.Visit, err error) error {
	p, err := f.ProblemOf(err)
	if err != nil {
		return err
	}
	return f.showWays(v, p)
}

// newPasskey shows the question to the browser.
func (f *Face) newPasskey(v desk.Visit) error {
	question, err := f.pending(v, account.Adding)
	if fault.KindOf(err) == fault.SignIn {
		webkit.SeeOther(v.W, desk.WaysPage)
		return nil
	}
	if err != nil {
		return err
	}
	shell, err := f.Around(v)
	if err != nil {
		return err
	}
	return f.showPasskey(v, shell, desk.Sheet{Heading: v.L.T("staff.passkey_new.heading"), Lead: v.L.T("staff.passkey_new.lead"), Parts: []webkit.Component{
		desk.Passkey{Do: "create", Key: id.Reference(), Question: question, Button: webkit.Button{Text: v.L.T("staff.passkey_new.go"), Kind: webkit.Primary},
			Without: v.L.T("staff.passkey_new.without"), Failed: v.L.T("staff.passkey_new.failed")},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.back"), URL: desk.WaysPage}}}}})
}

// addPasskey stores what the device made.
func (f *Face) addPasskey(v desk.Visit) error {
	values, problems := answerFields.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	token, _ := f.House.Cookies.Get(v.R, webkit.PendingCookie)
	f.House.Cookies.Clear(v.W, webkit.PendingCookie)
	if err := f.Passkeys.FinishAdding(v.R.Context(), v.Actor, token, []byte(values.Get("answer"))); err != nil {
		return f.waysAgain(v, err)
	}
	webkit.SeeOther(v.W, desk.WaysPage+"?done=added")
	return nil
}

func (f *Face) removePasskey(v desk.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	if err := f.Passkeys.Remove(v.R.Context(), v.Actor, v.R.PathValue("handle")); err != nil {
		return err
	}
	webkit.SeeOther(v.W, desk.WaysPage+"?done=removed")
	return nil
}

// askPasskey shows the question between the passphrase and the open session.
func (f *Face) askPasskey(v desk.Visit) error {
	question, err := f.pending(v, account.SigningIn)
	if fault.KindOf(err) == fault.SignIn {
		webkit.SeeOther(v.W, page.StaffSignIn)
		return nil
	}
	if err != nil {
		return err
	}
	return f.showPasskey(v, f.House.PublicShell(v.R), desk.Sheet{Heading: v.L.T("staff.passkey.heading"), Lead: v.L.T("staff.passkey.lead"), Parts: []webkit.Component{
		desk.Passkey{Do: "get", Key: id.Reference(), Question: question, Button: webkit.Button{Text: v.L.T("staff.passkey.go"), Kind: webkit.Primary},
			Without: v.L.T("staff.passkey.without"), Failed: v.L.T("staff.passkey.failed")},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.passkey.code"), URL: page.StaffSignIn}}}}})
}

// signInPasskey opens the session with the answer. Every failure leads back to the first step, with the same words.
func (f *Face) signInPasskey(v desk.Visit) error {
	values, problems := answerFields.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	if err := f.throttle.Allow(v.R); err != nil {
		return f.signInAgain(v, "", id.Reference(), err)
	}
	token, _ := f.House.Cookies.Get(v.R, webkit.PendingCookie)
	f.House.Cookies.Clear(v.W, webkit.PendingCookie)
	session, err := f.Passkeys.FinishSignIn(page.Remember(v.R).Context(), token, []byte(values.Get("answer")))
	if errors.Is(err, account.ErrSignIn) {
		return f.showSignIn(v, "", id.Reference(), desk.OneOf("", "staff.passkey.again"))
	}
	if err != nil {
		return f.signInAgain(v, "", id.Reference(), err)
	}
	return f.enter(v, session)
}

// pending is the question that the browser's cookie leads to.
func (f *Face) pending(v desk.Visit, purpose account.Purpose) (string, error) {
	token, _ := f.House.Cookies.Get(v.R, webkit.PendingCookie)
	return f.Passkeys.Options(v.R.Context(), purpose, token)
}

func (f *Face) showPasskey(v desk.Visit, shell webkit.Shell, s desk.Sheet) error {
	shell.Script = webkit.PasskeyScript
	return page.Show(v.W, f.Templates, http.StatusOK, "templates/sheet", webkit.View{Shell: shell, Page: s})
}
