package own_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// out reports whether a desk is signed out.
func out(c *apptest.Client) bool { return c.Get("/desk/own").To == "/desk/sign-in" }

// code is what the authenticator says at this moment, a minute after the last one.
func code(t *testing.T, w *apptest.World, m apptest.Member) string {
	t.Helper()
	w.Clock.Advance(time.Minute)
	c, err := m.Second.Code(w.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTheShownName: the person reads the name that their worker shows, colleagues the other one, and what is no name comes
// back beside its field.
func TestTheShownName(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		pages, m := w.Pages(), w.Shelter.As(account.Advocate)
		ruth := w.SignIn(m)
		hana := w.Person(ruth, "Hana")
		me := w.Survivor(ruth, hana, "quiet river stone")
		desk := w.WorksAs(pages, m)
		if a := desk.Post("/desk/own/name", url.Values{"name": {"  "}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("no name: %d", a.Code)
		}
		if a := desk.Post("/desk/own/name", url.Values{"name": {strings.Repeat("R", 150)}}); a.Code != http.StatusUnprocessableEntity || a.Page().In("[name=name]").Attr("value") != strings.Repeat("R", 150) {
			t.Errorf("a long one: %d", a.Code)
		}
		if a := desk.Post("/desk/own/name", url.Values{"name": {"Rosa"}}); a.To != "/desk/own?done=name" {
			t.Fatalf("a name: %d", a.Code)
		}
		if v := desk.Get("/desk/own?done=name").Page().In("[name=name]").Attr("value"); v != "Rosa" {
			t.Errorf("the page shows %q", v)
		}
		if !w.Opens(w.SignIn(w.Shelter.As(account.Supervisor)), hana) {
			t.Fatal("the cover does not open the record")
		}
		team, err := w.Records.Team(t.Context(), me, hana)
		if err != nil || team[0].ShownName != "Rosa" {
			t.Errorf("the person reads %+v, %v", team, err)
		}
	})
}

// TestPlacesOfADesk: another place is listed by its device, ended, and signed out at its next request; everybody who works
// here has the page, and nobody else.
func TestPlacesOfADesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		pages, m := w.Pages(), w.Shelter.As(account.Advocate)
		here, there := w.WorksAs(pages, m), w.WorksAs(pages, m)
		here.Agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Safari/605"
		list := here.Get("/desk/own").Page()
		if list.Count("[name=place]") != 2 {
			t.Fatalf("%d places", list.Count("[name=place]"))
		}
		list.HasText("Signed in")
		if a := here.Post("/desk/own/others", nil); a.To != "/desk/own?done=others" || !out(there) || out(here) {
			t.Errorf("the others: %d", a.Code)
		}
		last := w.WorksAs(pages, m)
		if a := here.Post("/desk/own/sign-out-everywhere", nil); a.To != "/desk/sign-in" || !out(here) || !out(last) {
			t.Errorf("everywhere: %d", a.Code)
		}
		for _, h := range w.Houses() {
			for _, m := range h.Members {
				if a := w.WorksAs(pages, m).Get("/desk/own"); a.Code != http.StatusOK {
					t.Errorf("%s: %d", m.Role, a.Code)
				}
			}
		}
	})
}

// TestAnotherPassphrase: all that a sign-in takes is asked for; what is wrong changes nothing and comes back nowhere.
func TestAnotherPassphrase(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		pages, m := w.Pages(), w.Shelter.As(account.Advocate)
		desk, other := w.WorksAs(pages, m), w.WorksAs(pages, m)
		const at, next = "/desk/own/passphrase", "amber harvest window candle seven"
		for name, typed := range map[string]url.Values{
			"a wrong old one": {"old": {"not the old passphrase at all"}, "new": {next}, "code": {code(t, w, m)}},
			"a wrong code":    {"old": {m.Passphrase}, "new": {next}, "code": {"000000"}},
			"too short":       {"old": {m.Passphrase}, "new": {"amber"}, "code": {code(t, w, m)}},
			"the same":        {"old": {m.Passphrase}, "new": {m.Passphrase}, "code": {code(t, w, m)}},
		} {
			a := desk.Post(at, typed)
			if a.Code != http.StatusUnprocessableEntity || strings.Contains(a.Body, m.Passphrase) || strings.Contains(a.Body, next) {
				t.Errorf("%s: %d, or what was typed stands in the page", name, a.Code)
			}
		}
		if a := desk.Post(at, url.Values{"old": {m.Passphrase}, "new": {next}, "code": {code(t, w, m)}}); a.To != "/desk/own?done=changed" {
			t.Fatalf("the change: %d", a.Code)
		}
		desk.Get("/desk/own?done=changed").Page().HasText("Passphrase changed")
		if !out(other) || out(desk) {
			t.Error("the other place is open, or this one is not")
		}
	})
}

// TestADeskThatWasLeftOpen (16C): what asks for the passphrase asks for it at the desk too, keeps the form, and goes on.
func TestADeskThatWasLeftOpen(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		pages, m := w.Pages(), w.Shelter.As(account.Advocate)
		ruth := w.SignIn(m)
		hana := w.Person(ruth, "Hana")
		w.Survivor(ruth, hana, "quiet river stone")
		ref, err := w.Gate.ReferenceOf(t.Context(), ruth, hana)
		if err != nil {
			t.Fatal(err)
		}
		desk := w.WorksAs(pages, m)
		w.Clock.Advance(6 * time.Minute)
		at := "/desk/people/" + ref + "/new-card"
		asks := desk.Get(at)
		if want := "/desk/again?to=" + url.QueryEscape(at); asks.To != want {
			t.Fatalf("it leads to %q, not %q", asks.To, want)
		}
		page := desk.Get(asks.To).Page()
		if page.Count("form[action=/desk/again]") != 1 || page.In("[name=to]").Attr("value") != at {
			t.Fatal("the page asks for nothing, or forgets what for")
		}
		if a := desk.Plain("/desk/again", url.Values{"to": {at}, "words": {"something else"}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("a guess: %d", a.Code)
		}
		if a := desk.Plain("/desk/again", url.Values{"to": {at}, "words": {m.Passphrase}}); a.To != at {
			t.Fatalf("the passphrase: %d %q", a.Code, a.To)
		}
		if a := desk.Get(at); a.Code != http.StatusOK {
			t.Errorf("after it: %d", a.Code)
		}
	})
}
