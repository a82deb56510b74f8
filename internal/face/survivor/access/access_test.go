package access_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const (
	words = "quiet river stone"
	phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
	shop  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
)

// A space is a person's own space, with their card.
type space struct {
	*apptest.World
	pages http.Handler
	ruth  account.Actor
	hana  id.ID
	card  string
	t     *testing.T
}

func inSpace(t *testing.T, fn func(t *testing.T, s *space)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) { fn(t, newSpace(t, w)) })
}

func newSpace(t *testing.T, w *apptest.World) *space {
	t.Helper()
	s := &space{World: w, pages: w.Pages(), t: t}
	s.ruth = w.SignIn(w.Shelter.As(account.Advocate))
	s.hana = w.Person(s.ruth, "Hana")
	var err error
	if s.card, err = w.Records.Enrol(t.Context(), s.ruth, s.hana, words); err != nil {
		t.Fatal(err)
	}
	return s
}

// on signs the person in on a device.
func (s *space) on(agent string) *apptest.Client {
	s.t.Helper()
	c := s.Client(s.pages)
	c.Agent = agent
	c.Opens(s.card, words)
	return c
}

// out reports whether a browser is signed out.
func out(c *apptest.Client) bool { return c.Get("/my").To == "/sign-in" }

// TestWhereSomebodyIsSignedIn (A5): the list says which devices and which minute, for the owner and for whoever knows the
// passphrase alike, and what somebody tried without it.
func TestWhereSomebodyIsSignedIn(t *testing.T) {
	inSpace(t, func(t *testing.T, s *space) {
		mine := s.on(phone)
		s.Clock.Advance(3 * time.Minute)
		theirs := s.on(shop)
		guess := s.Client(s.pages)
		guess.Agent = shop
		if a := guess.Plain("/sign-in", url.Values{"card": {s.card}, "words": {"not those words"}}); a.Code != http.StatusUnprocessableEntity {
			t.Fatalf("a guess: %d", a.Code)
		}
		list := mine.Get("/my/settings/sign-ins").Page()
		minute := s.Clock.Now().UTC().Format("3:04 PM")
		for _, want := range []string{"A phone, Chrome", "A computer, Firefox", "This one", "Somebody tried to sign in. It did not open.", minute} {
			list.HasText(want)
		}
		if n := list.Count("[name=place]"); n != 2 {
			t.Fatalf("%d places", n)
		}
		if !strings.Contains(mine.Get("/my/looks").Body, "/my/settings/sign-ins") {
			t.Error("who looked does not lead to the sign-ins")
		}
		s.Clock.Advance(6 * time.Minute) // the words have not been typed for long: ending asks for nothing
		if a := mine.Post("/my/settings/sign-ins/others", nil); a.To != "/my/settings/sign-ins?done=others" {
			t.Fatalf("ending the others: %d %q", a.Code, a.To)
		}
		if !out(theirs) || out(mine) {
			t.Error("the other place is open, or this one is not")
		}
	})
}

// TestEndingOne: one place ends at its next request; a place of somebody else does not, and one that is not there is no
// error. Everywhere is everywhere.
func TestEndingOne(t *testing.T) {
	inSpace(t, func(t *testing.T, s *space) {
		mine, theirs := s.on(phone), s.on(shop)
		other := s.Person(s.ruth, "Lena")
		card, err := s.Records.Enrol(t.Context(), s.ruth, other, words)
		if err != nil {
			t.Fatal(err)
		}
		lena := s.Client(s.pages)
		lena.Opens(card, words)
		open, err := s.Accounts.Sessions(t.Context(), s.Resume(account.Session{Token: mine.Cookie(webkit.SessionCookie)}))
		if err != nil || len(open) != 2 {
			t.Fatal(len(open), err)
		}
		for _, o := range open {
			if o.This {
				continue
			}
			if a := lena.Post("/my/settings/sign-ins/end", url.Values{"place": {o.Handle}}); a.Code != http.StatusSeeOther || out(theirs) {
				t.Errorf("somebody else ends it: %d", a.Code)
			}
			for range 2 {
				if a := mine.Post("/my/settings/sign-ins/end", url.Values{"place": {o.Handle}}); a.Code != http.StatusSeeOther {
					t.Errorf("ending it: %d", a.Code)
				}
			}
		}
		if !out(theirs) || out(mine) {
			t.Error("the other place is open, or this one is not")
		}
		again := s.on(shop)
		if a := mine.Post("/my/settings/sign-out-everywhere", nil); a.To != "/sign-in" {
			t.Fatalf("everywhere: %d %q", a.Code, a.To)
		}
		if !out(mine) || !out(again) || out(lena) {
			t.Error("not everywhere, or somebody else too")
		}
	})
}

// TestASignInEndsTheOneBefore: the browser forgets the session that it had, so nobody could end it there.
func TestASignInEndsTheOneBefore(t *testing.T) {
	inSpace(t, func(t *testing.T, s *space) {
		c := s.on(phone)
		before := c.Cookie(webkit.SessionCookie)
		c.Opens(s.card, words)
		old := s.Client(s.pages)
		old.Keep(webkit.SessionCookie, before)
		if !out(old) || out(c) {
			t.Error("the session of before is open, or this one is not")
		}
	})
}

// TestChoosingAsksForTheWords: whoever finds an open screen chooses nothing; what was chosen holds at once and is shown.
func TestChoosingAsksForTheWords(t *testing.T) {
	inSpace(t, func(t *testing.T, s *space) {
		c := s.on(phone)
		s.Clock.Advance(6 * time.Minute)
		a := c.Post("/my/settings/ask", url.Values{"ask": {"contact"}, "drafts": {"keep"}})
		if a.Code != http.StatusUnauthorized || a.Page().Count("form[action=/my/again]") != 1 {
			t.Fatalf("an open screen chooses: %d", a.Code)
		}
		kept := url.Values{"to": {a.Page().In("[name=to]").Attr("value")}, "form": {a.Page().In("[name=form]").Attr("value")}, "words": {words}}
		on := c.Plain("/my/again", kept)
		sent := url.Values{}
		for _, name := range []string{"key", "ask", "drafts"} {
			sent.Set(name, on.Page().In("[name="+name+"]").Attr("value"))
		}
		if a := c.Post("/my/settings/ask", sent); a.To != "/my/settings/ask?done=kept" {
			t.Fatalf("after the words: %d", a.Code)
		}
		page := c.Get("/my/settings/ask?done=kept").Page()
		page.HasText("This is kept")
		if page.Count("[checked]") != 2 {
			t.Errorf("%d are marked", page.Count("[checked]"))
		}
		s.Clock.Advance(6 * time.Minute)
		if a := c.Get("/my/contact"); a.Code != http.StatusUnauthorized {
			t.Errorf("how they can be reached does not ask: %d", a.Code)
		}
	})
}

// TestTheRecordSaysWhatAsks: a part that asks for the words is not left out in silence.
func TestTheRecordSaysWhatAsks(t *testing.T) {
	inSpace(t, func(t *testing.T, s *space) {
		c := s.on(phone)
		if a := c.Post("/my/settings/ask", url.Values{"ask": {"contact"}}); a.Code != http.StatusSeeOther {
			t.Fatal(a.Code)
		}
		if c.Get("/my/record").Page().Count("[href=/my/again?to=%2Fmy%2Frecord]") != 0 {
			t.Error("it asks although the words were typed a moment ago")
		}
		s.Clock.Advance(6 * time.Minute)
		if c.Get("/my/record").Page().Count("[href=/my/again?to=%2Fmy%2Frecord]") != 1 {
			t.Fatal("the record does not say that a part asks")
		}
		if a := c.Get("/my/again?to=%2Fmy%2Frecord"); a.Code != http.StatusOK || a.Page().Count("[type=password]") != 1 {
			t.Fatalf("asking: %d", a.Code)
		}
		if a := c.Plain("/my/again", url.Values{"to": {"/my/record"}, "form": {""}, "words": {words}}); a.To != "/my/record" {
			t.Fatalf("it leads to %q", a.To)
		}
		for _, to := range []string{"https://elsewhere.example/", "//elsewhere.example", "/desk", "/my/again"} {
			if a := c.Plain("/my/again", url.Values{"to": {to}, "words": {words}}); a.To != "/my" {
				t.Errorf("%s leads to %q", to, a.To)
			}
		}
	})
}

// TestAPaceOfOnesOwn: who chose one thing at a time reads one, with a way to the rest, and finds it so on another device; what
// else they chose stays chosen.
func TestAPaceOfOnesOwn(t *testing.T) {
	inSpace(t, func(t *testing.T, s *space) {
		for _, words := range []string{"a room with a door", "the papers back"} {
			if _, err := s.Plans.Write(t.Context(), s.ruth, s.hana, &plan.Goal{Pillar: plan.Safety, Words: words}, plan.Edit{}); err != nil {
				t.Fatal(err)
			}
		}
		shows := func(c *apptest.Client, path string, wanted int) {
			t.Helper()
			body := c.Get(path).Body
			if n := strings.Count(body, "a room with a door") + strings.Count(body, "the papers back"); n != wanted {
				t.Errorf("%s shows %d of two things", path, n)
			}
		}
		c := s.on(phone)
		if a := c.Post("/my/settings/ask", url.Values{"ask": {"contact"}}); a.Code != http.StatusSeeOther {
			t.Fatalf("choosing: %d", a.Code)
		}
		shows(c, "/my", 2)
		c.Get("/my/settings").Page().HasText("One thing at a time")
		if a := c.Post("/my/settings/pace", url.Values{"one": {"yes"}}); a.To != "/my/settings" {
			t.Fatalf("choosing a pace: %d", a.Code)
		}
		shows(c, "/my", 1)
		c.Get("/my").Page().HasText("There is more, when you like")
		shows(c, "/my?more=yes", 2)
		shows(s.on(shop), "/my", 1)
		if c.Get("/my/settings/ask").Page().Count("input[value=contact][checked]") != 1 {
			t.Error("the other choice is gone")
		}
		if a := c.Post("/my/settings/ask", url.Values{}); a.Code != http.StatusSeeOther {
			t.Fatalf("choosing otherwise: %d", a.Code)
		}
		shows(c, "/my", 1)
		c.Post("/my/settings/pace", url.Values{"one": {"no"}})
		shows(c, "/my", 2)
	})
}
