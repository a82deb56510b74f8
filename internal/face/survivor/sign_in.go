package survivor

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

type signInModel struct {
	room.Top
	Card, Words webkit.Input
	Mine        webkit.Checkboxes
	Go          webkit.Actions
	Help, Work  webkit.Link
}

// The form can be sent twice without harm, and brings no key, so that every answer to a wrong one is the same bytes.
var signInForm = webkit.Form{Repeatable: true, Fields: []webkit.FormField{
	{Name: "card", Required: true, Max: 60},
	{Name: "words", Required: true, Max: 200},
	{Name: "mine", Max: 3},
}}

func (f *Face) signInPage(w http.ResponseWriter, r *http.Request) error {
	return f.showSignIn(w, r, http.StatusOK)
}

// signIn gives one answer to everything that does not open: a wrong card, wrong words, too many tries, a broken form. The
// card is not shown again, since whoever looks at this screen next may be somebody else; nor is it shown whether the browser
// is known already.
func (f *Face) signIn(w http.ResponseWriter, r *http.Request) error {
	v, problems := signInForm.Read(r)
	if f.throttle.Allow(r) != nil || problems.Any() {
		return f.showSignIn(w, r, http.StatusUnprocessableEntity)
	}
	if v.Get("mine") != "" {
		r = page.Remember(r)
	}
	session, err := f.Accounts.SignInSurvivor(r.Context(), v.Get("card"), v.Get("words"))
	if fault.KindOf(err) == fault.SignIn && err != nil {
		return f.showSignIn(w, r, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return f.House.Enter(w, r, session, "/my")
}

func (f *Face) showSignIn(w http.ResponseWriter, r *http.Request, status int) error {
	l := f.House.Speak(r)
	m := signInModel{
		Top:   room.Top{Heading: l.T("survivor.sign_in.heading"), Lead: l.T("survivor.sign_in.lead")},
		Card:  webkit.Input{Field: webkit.Field{Name: "card", Label: l.T("survivor.sign_in.card"), Hint: l.T("survivor.sign_in.card_hint")}},
		Words: webkit.Input{Field: webkit.Field{Name: "words", Label: l.T("survivor.sign_in.words"), Hint: l.T("survivor.sign_in.words_hint")}, Type: "password"},
		Mine: webkit.Checkboxes{Field: webkit.Field{Name: "mine", Label: l.T("survivor.sign_in.mine"), Hint: l.T("survivor.sign_in.mine_hint")},
			Choices: []webkit.Choice{{Value: "yes", Text: l.T("survivor.sign_in.mine_yes")}}},
		Go:   webkit.Actions{Buttons: []webkit.Button{{Text: l.T("survivor.sign_in.go"), Kind: webkit.Primary}}},
		Help: webkit.Link{Text: l.T("survivor.sign_in.help"), URL: "/"},
		Work: webkit.Link{Text: l.T("survivor.sign_in.work"), URL: page.StaffSignIn},
	}
	if status != http.StatusOK {
		m.Errors = webkit.ErrorSummary{Heading: l.T("page.error_summary"), Items: []webkit.Link{{Text: l.T("survivor.sign_in.error"), URL: "#card"}}}
	}
	return page.Show(w, f.pages, status, "templates/sign_in", webkit.View{Shell: f.House.PublicShell(r), Page: m})
}
