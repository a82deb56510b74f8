package app_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestOverTheShoulder (A36): one key covers every name at the desk, on the next page too, and a name is seen by whoever
// points at it or comes to it by keyboard.
func TestOverTheShoulder(t *testing.T) {
	db, clk := storetestSQLite(t)
	s := newSite(t, db, clk, true)
	ruth := s.SignIn(s.Shelter.As(account.Advocate))
	ref, err := s.Gate.ReferenceOf(t.Context(), ruth, s.Person(ruth, "Hana Tesfaye"))
	if err != nil {
		t.Fatal(err)
	}
	tab := s.desk(t, s.Shelter.As(account.Advocate))
	covered := func(want bool, at string) {
		t.Helper()
		const see = `[...document.querySelectorAll(".name")].filter((n) => n.textContent.includes("Hana")).map((n) => getComputedStyle(n).color)`
		colours := browser.Eval[[]string](tab, see)
		if len(colours) == 0 {
			t.Fatalf("%s names nobody", at)
		}
		for _, c := range colours {
			if (c == "rgba(0, 0, 0, 0)") != want {
				t.Errorf("%s: a name is written in %s", at, c)
			}
		}
	}
	tab.Visit(s.address + "/desk/people")
	covered(false, "the list")
	kept := func(word string) {
		t.Helper()
		tab.Until(`performance.getEntriesByType("resource").some((e) => e.name.endsWith("/desk/names/` + word + `"))`)
	}
	tab.Keys(".")
	kept("cover")
	covered(true, "the list, covered")
	tab.Screenshot("names-covered-1280")
	for _, path := range []string{"", "/reach", "/safety"} {
		tab.Visit(s.address + "/desk/people/" + ref + path)
		covered(true, path)
	}
	tab.Visit(s.address + "/desk/people")
	browser.Eval[bool](tab, `[...document.querySelectorAll("a")].find((a) => a.textContent.includes("Hana")).focus() || true`)
	covered(false, "by keyboard")
	tab.Keys(".")
	kept("show")
	tab.Reload()
	covered(false, "shown again")
}

// TestPaperThatIsFound (A37): a page behind a sign-in prints nothing at all; the card, which names nobody, prints.
func TestPaperThatIsFound(t *testing.T) {
	db, clk := storetestSQLite(t)
	w := apptest.New(t, db, clk)
	s := newWriter(t, w, account.Settings{})
	server := httptest.NewServer(s.pages)
	t.Cleanup(server.Close)
	paper := browser.Open(t, browser.Options{Paper: true})
	paper.Visit(server.URL + "/sign-in")
	paper.Fill("Your card", s.card)
	paper.Fill("Your words", "quiet river stone")
	paper.Keys("Enter") // paper has no buttons
	for _, path := range []string{"/my", "/my/record", "/my/contact", "/my/plan"} {
		paper.Visit(server.URL + path)
		if text := strings.TrimSpace(paper.Text()); text != "" {
			t.Errorf("%s prints %q", path, text)
		}
	}
	desk := w.WorksAs(s.pages, w.Shelter.As(account.Advocate))
	actor := w.Resume(account.Session{Token: desk.Cookie(webkit.SessionCookie)})
	ref, err := w.Gate.ReferenceOf(t.Context(), actor, w.Person(actor, "Lena"))
	if err != nil {
		t.Fatal(err)
	}
	sup := w.WorksAs(s.pages, w.Shelter.As(account.Supervisor))
	at := "/desk/people/" + ref
	for _, path := range []string{at, at + "/safety", at + "/sign-in"} {
		if strings.Contains(sup.Get(path).Body, "data-prints") {
			t.Errorf("%s prints", path)
		}
	}
	if a := sup.Post(at+"/sign-in", url.Values{"passphrase": {"quiet river stone"}}); !strings.Contains(a.Body, "data-prints") || strings.Contains(a.Page().In("main").Text(), "Lena") {
		t.Errorf("the card does not print, or names somebody: %d", a.Code)
	}
	if strings.Contains(desk.Get("/desk/people").Body, "data-prints") {
		t.Error("the list of people prints")
	}
}
