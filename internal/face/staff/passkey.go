package staff

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// The addresses of the pages about passkeys.
const (
	waysPage          = "/desk/keys"
	newPasskeyPage    = "/desk/keys/new"
	signInPasskeyPage = "/desk/sign-in/key"
)

// answerFields carry a device's answer: about a kilobyte of JSON, more where the device proves its make.
var answerFields = webkit.Form{Fields: []webkit.FormField{{Name: "answer", Required: true, Max: 20_000}}}

// ways lists the ways to sign in to the account: the code that everybody has, and passkeys.
func (f *Face) ways(v visit) error { return f.showWays(v, problem{}) }

func (f *Face) showWays(v visit, p problem) error {
	list, err := f.Passkeys.List(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	s := sheet{Heading: v.l.T("staff.ways"), Lead: v.l.T("staff.ways.lead"), Errors: p.summary(v)}
	switch v.r.URL.Query().Get("done") {
	case "added":
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.l.T("staff.ways.added")})
	case "removed":
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.l.T("staff.ways.removed")})
	}
	s.Parts = append(s.Parts, facts{Pairs: []webkit.Pair{{Term: v.l.T("staff.ways.code"), Text: v.l.T("staff.ways.code_text")}}})
	for _, k := range list {
		s.Parts = append(s.Parts, form{Heading: v.l.T("staff.ways.passkey"), OnCard: true, Key: id.Reference(),
			Action:  waysPage + "/" + k.Handle + "/remove",
			Fields:  []webkit.Component{text{Lines: []string{v.l.T("staff.ways.made", "day", v.l.Day(k.MadeAt, f.house.Zone))}}},
			Buttons: []webkit.Button{{Text: v.l.T("staff.ways.remove")}}})
	}
	s.Parts = append(s.Parts, form{Key: id.Reference(), Action: waysPage,
		Buttons: []webkit.Button{{Text: v.l.T("staff.ways.add"), Kind: webkit.Primary}}})
	return f.show(v, p.code(), s)
}

// beginPasskey asks for a new passkey. The question waits in the database; the cookie leads to it.
func (f *Face) beginPasskey(v visit) error {
	if _, problems := (webkit.Form{}).Read(v.r); problems.Any() {
		return problems.Err()
	}
	token, err := f.Passkeys.BeginAdding(v.r.Context(), v.actor)
	if err != nil {
		return f.waysAgain(v, err)
	}
	f.house.Cookies.Set(v.w, webkit.PendingCookie, token)
	webkit.SeeOther(v.w, newPasskeyPage)
	return nil
}

func (f *Face) waysAgain(v visit, err error) error {
	p, err := f.problemOf(err)
	if err != nil {
		return err
	}
	return f.showWays(v, p)
}

// newPasskey shows the question to the browser.
func (f *Face) newPasskey(v visit) error {
	question, err := f.pending(v, account.Adding)
	if fault.KindOf(err) == fault.SignIn {
		webkit.SeeOther(v.w, waysPage)
		return nil
	}
	if err != nil {
		return err
	}
	shell, err := f.shell(v)
	if err != nil {
		return err
	}
	return f.showPasskey(v, shell, sheet{Heading: v.l.T("staff.passkey_new.heading"), Lead: v.l.T("staff.passkey_new.lead"), Parts: []webkit.Component{
		passkey{Do: "create", Key: id.Reference(), Question: question, Button: webkit.Button{Text: v.l.T("staff.passkey_new.go"), Kind: webkit.Primary},
			Without: v.l.T("staff.passkey_new.without"), Failed: v.l.T("staff.passkey_new.failed")},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.l.T("staff.back"), URL: waysPage}}}}})
}

// addPasskey stores what the device made.
func (f *Face) addPasskey(v visit) error {
	values, problems := answerFields.Read(v.r)
	if problems.Any() {
		return problems.Err()
	}
	token, _ := f.house.Cookies.Get(v.r, webkit.PendingCookie)
	f.house.Cookies.Clear(v.w, webkit.PendingCookie)
	if err := f.Passkeys.FinishAdding(v.r.Context(), v.actor, token, []byte(values.Get("answer"))); err != nil {
		return f.waysAgain(v, err)
	}
	webkit.SeeOther(v.w, waysPage+"?done=added")
	return nil
}

func (f *Face) removePasskey(v visit) error {
	if _, problems := (webkit.Form{}).Read(v.r); problems.Any() {
		return problems.Err()
	}
	if err := f.Passkeys.Remove(v.r.Context(), v.actor, v.r.PathValue("handle")); err != nil {
		return err
	}
	webkit.SeeOther(v.w, waysPage+"?done=removed")
	return nil
}

// askPasskey shows the question between the passphrase and the open session.
func (f *Face) askPasskey(v visit) error {
	question, err := f.pending(v, account.SigningIn)
	if fault.KindOf(err) == fault.SignIn {
		webkit.SeeOther(v.w, page.StaffSignIn)
		return nil
	}
	if err != nil {
		return err
	}
	return f.showPasskey(v, f.house.PublicShell(v.r), sheet{Heading: v.l.T("staff.passkey.heading"), Lead: v.l.T("staff.passkey.lead"), Parts: []webkit.Component{
		passkey{Do: "get", Key: id.Reference(), Question: question, Button: webkit.Button{Text: v.l.T("staff.passkey.go"), Kind: webkit.Primary},
			Without: v.l.T("staff.passkey.without"), Failed: v.l.T("staff.passkey.failed")},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.l.T("staff.passkey.code"), URL: page.StaffSignIn}}}}})
}

// signInPasskey opens the session with the answer. Every failure leads back to the first step, with the same words.
func (f *Face) signInPasskey(v visit) error {
	values, problems := answerFields.Read(v.r)
	if problems.Any() {
		return problems.Err()
	}
	if err := f.throttle.Allow(v.r); err != nil {
		return f.signInAgain(v, "", id.Reference(), err)
	}
	token, _ := f.house.Cookies.Get(v.r, webkit.PendingCookie)
	f.house.Cookies.Clear(v.w, webkit.PendingCookie)
	session, err := f.Passkeys.FinishSignIn(v.r.Context(), token, []byte(values.Get("answer")))
	if errors.Is(err, account.ErrSignIn) {
		return f.showSignIn(v, "", id.Reference(), oneOf("", "staff.passkey.again"))
	}
	if err != nil {
		return f.signInAgain(v, "", id.Reference(), err)
	}
	return f.enter(v, session)
}

// pending is the question that the browser's cookie leads to.
func (f *Face) pending(v visit, purpose account.Purpose) (string, error) {
	token, _ := f.house.Cookies.Get(v.r, webkit.PendingCookie)
	return f.Passkeys.Options(v.r.Context(), purpose, token)
}

func (f *Face) showPasskey(v visit, shell webkit.Shell, s sheet) error {
	shell.Script = webkit.PasskeyScript
	return page.Show(v.w, f.templates, http.StatusOK, "templates/sheet", webkit.View{Shell: shell, Page: s})
}
