package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestNothingIsLostWhereTheWordsAreAskedForAgain: in a session that was left open, what somebody chose to protect asks for
// the words. The form that was sent is still there after a wrong try and after the right one, and the cookie of before is
// not stepped up.
func TestNothingIsLostWhereTheWordsAreAskedForAgain(t *testing.T) {
	db, clk := storetestSQLite(t)
	w := apptest.New(t, db, clk)
	router, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	ruth := w.SignIn(w.Shelter.As(account.Advocate))
	hana := w.Person(ruth, "Hana")
	card, err := w.Records.Enrol(t.Context(), ruth, hana, "quiet river stone")
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.Accounts.SignInSurvivor(t.Context(), card, "quiet river stone")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Accounts.SetSettings(t.Context(), w.Resume(s), account.Settings{AskContact: true}); err != nil {
		t.Fatal(err)
	}
	cookie := s.Token
	ask := func(method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Host = "localhost"
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		r.AddCookie(&http.Cookie{Name: webkit.SessionCookie, Value: cookie})
		a := httptest.NewRecorder()
		router.ServeHTTP(a, r)
		return a
	}
	if a := ask(http.MethodGet, "/my/contact", nil); a.Code != http.StatusOK {
		t.Fatalf("just signed in: %d", a.Code)
	}
	w.Clock.Advance(6 * time.Minute)
	typed := url.Values{"channel": {"sms"}, "address": {`+1 "2" <3>`}, "days": {"1", "2"}}
	a := ask(http.MethodPost, "/my/contact", typed)
	page := browser.Check(t, a.Body.String())
	if a.Code != http.StatusUnauthorized || page.Count(`input[type=password]`) != 1 || page.Count(`form[action=/my/again]`) != 1 {
		t.Fatalf("a session that was left open: %d\n%s", a.Code, a.Body)
	}
	again := url.Values{"to": {page.In(`input[name=to]`).Attr("value")}, "form": {page.In(`input[name=form]`).Attr("value")}, "words": {"a guess of mine"}}
	wrong := ask(http.MethodPost, "/my/again", again)
	if wrong.Code != http.StatusUnprocessableEntity || browser.Check(t, wrong.Body.String()).In(`input[name=form]`).Attr("value") != again.Get("form") {
		t.Fatalf("a wrong try: %d", wrong.Code)
	}
	again.Set("words", "quiet river stone")
	right := ask(http.MethodPost, "/my/again", again)
	on := browser.Check(t, right.Body.String())
	if right.Code != http.StatusOK || on.In(`input[name=address]`).Attr("value") != typed.Get("address") || on.Count(`input[name=days]`) != 2 || on.Count(`form[action=/my/contact]`) != 1 {
		t.Fatalf("the right words: %d\n%s", right.Code, right.Body)
	}
	if a := ask(http.MethodGet, "/my/contact", nil); a.Code != http.StatusUnauthorized {
		t.Errorf("the cookie of before is stepped up: %d", a.Code)
	}
	for _, c := range right.Result().Cookies() {
		if c.Name == webkit.SessionCookie {
			cookie = c.Value
		}
	}
	if a := ask(http.MethodGet, "/my/contact", nil); a.Code != http.StatusOK {
		t.Errorf("after the words: %d", a.Code)
	}
	w.Clock.Advance(6 * time.Minute)
	elsewhere := url.Values{"to": {"https://elsewhere.example/"}, "words": {"quiet river stone"}}
	if a := ask(http.MethodPost, "/my/again", elsewhere); a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/my" {
		t.Errorf("it leads to %d %q", a.Code, a.Header().Get("Location"))
	}
}
