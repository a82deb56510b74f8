package app_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestASurvivorsBrowserIsKnownOnlyWhereTheyChoseSo: without the tick no mark is left; with it the browser passes while its
// neighbourhood is shut out, by the count of the account and by that of the pages; the page of the sign-in shows nothing of
// it; and leaving quickly takes it away.
func TestASurvivorsBrowserIsKnownOnlyWhereTheyChoseSo(t *testing.T) {
	w := apptest.SQLite(t)
	pages := w.Pages()
	ruth := w.SignIn(w.Shelter.As(account.Advocate))
	card, err := w.Records.Enrol(t.Context(), ruth, w.Person(ruth, "Hana"), hanasWords)
	if err != nil {
		t.Fatal(err)
	}
	enters := func(c *apptest.Client, more url.Values) bool {
		form := url.Values{"card": {card}, "words": {hanasWords}}
		for name, values := range more {
			form[name] = values
		}
		return c.Plain("/sign-in", form).Code == http.StatusSeeOther
	}
	shared, own, stranger := w.Client(pages), w.Client(pages), w.Client(pages)
	if !enters(shared, nil) || shared.Cookie(webkit.MarkCookie) != "" {
		t.Fatal("a mark is left where nobody asked for it")
	}
	if !enters(own, url.Values{"mine": {"yes"}}) || own.Cookie(webkit.MarkCookie) == "" {
		t.Fatal("no mark is left where it was asked for")
	}
	for range 60 {
		stranger.Plain("/sign-in", url.Values{"card": {card}, "words": {"guess"}})
	}
	if enters(shared, nil) {
		t.Error("a browser that nobody knows passes beside whoever guesses")
	}
	if !enters(own, nil) {
		t.Error("the owner's own browser is shut out by a neighbour")
	}
	w.Clock.Advance(time.Hour)
	if a, b := stranger.Get("/sign-in"), own.Get("/sign-in"); a.Body != b.Body {
		t.Error("the page of the sign-in shows that the browser is known")
	}
	own.Get(webkit.LeavePath)
	if own.Cookie(webkit.MarkCookie) != "" {
		t.Error("leaving quickly leaves the mark")
	}
}
