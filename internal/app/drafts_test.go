package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A writer is a person who writes beside a note when their space locks.
type writer struct {
	*apptest.World
	pages http.Handler
	card  string
	c     *apptest.Client
	at    string // where they write
	t     *testing.T
}

const wrote = "I would rather go on a Thursday, if that can be."

func newWriter(t *testing.T, w *apptest.World, chosen account.Settings) *writer {
	t.Helper()
	ruth := w.SignIn(w.Shelter.As(account.Advocate))
	hana := w.Person(ruth, "Hana")
	w.Note(ruth, hana, "wants to see a doctor")
	card, err := w.Records.Enrol(t.Context(), ruth, hana, "quiet river stone")
	if err != nil {
		t.Fatal(err)
	}
	s := &writer{World: w, pages: w.Pages(), card: card, t: t}
	s.c = w.Client(s.pages)
	s.c.Opens(card, "quiet river stone")
	if err := w.Accounts.SetSettings(t.Context(), w.Resume(account.Session{Token: s.c.Cookie(webkit.SessionCookie)}), chosen); err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(s.c.Get("/my/record").Body, `href="/my/record/`)
	handle, _, ends := strings.Cut(rest, `/statement"`)
	if !found || !ends {
		t.Fatal("there is nothing to write beside")
	}
	s.at = "/my/record/" + handle + "/statement"
	return s
}

// locks lets ten minutes pass while the person writes, and sends what they wrote.
func (s *writer) locks() {
	s.t.Helper()
	form := url.Values{"text": {wrote}}
	s.Clock.Advance(10 * time.Minute)
	if a := s.c.Post(s.at, form); a.To != "/sign-in" || s.c.Cookie(webkit.SessionCookie) != "" {
		s.t.Fatalf("after ten minutes: %d %q", a.Code, a.To)
	}
}

// TestTheSpaceLocks (A3, J2): ten minutes without a touch end it. What was being written is gone, unless its owner chose to
// keep it: then it waits behind their card and words, is shown when they ask for it, and is sent once, by them.
func TestTheSpaceLocks(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		s := newWriter(t, w, account.Settings{})
		s.locks()
		if a := s.c.Opens(s.card, "quiet river stone"); a.To != "/my" {
			t.Errorf("something waits that nobody chose to keep: %q", a.To)
		}
		s.c.Get("/my/draft").Page().HasText("Nothing waits here")

		k := newWriter(t, w, account.Settings{KeepDrafts: true})
		k.locks()
		if a := k.c.Opens(k.card, "quiet river stone"); a.To != "/my/draft" {
			t.Fatalf("what was kept is not offered: %q", a.To)
		}
		list := k.c.Get("/my/draft")
		if strings.Contains(list.Body, wrote) || list.Page().In("[name=page]").Attr("value") != k.at {
			t.Fatal("the list shows what was written, or forgets where")
		}
		shown := k.c.Plain("/my/draft", url.Values{"page": {k.at}, "do": {"open"}})
		shown.Page().HasText(wrote)
		sent := url.Values{"text": {shown.Page().In("form[action="+k.at+"]", "[name=text]").Attr("value")}, "key": {shown.Page().In("[name=key]").Attr("value")}}
		for range 2 {
			if a := k.c.Post(k.at, sent); a.Code != http.StatusSeeOther {
				t.Fatalf("sending it: %d", a.Code)
			}
		}
		if n := strings.Count(k.c.Get("/my/record").Body, wrote); n != 1 {
			t.Errorf("it stands there %d times", n)
		}
		if a := k.c.Plain("/my/draft", url.Values{"page": {k.at}, "do": {"open"}}); a.To != "/my/draft" {
			t.Errorf("it is still there: %d", a.Code)
		}
	})
}

// TestWhatIsNotKept: nothing that opens the account, nothing after signing out or an hour, nothing of ten megabytes, nothing
// for somebody else; and thrown away is away.
func TestWhatIsNotKept(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		s := newWriter(t, w, account.Settings{KeepDrafts: true})
		left := s.c.Cookie(webkit.SessionCookie)
		again := func(path string, form url.Values) {
			t.Helper()
			c := w.Client(s.pages)
			c.Keep(webkit.SessionCookie, left)
			if a := c.Post(path, form); a.To != "/sign-in" {
				t.Fatalf("%s: %d", path, a.Code)
			}
		}
		drafts := func() int {
			t.Helper()
			c := w.Client(s.pages)
			c.Opens(s.card, "quiet river stone")
			n := c.Get("/my/draft").Page().Count("[name=page]")
			c.Post("/my/sign-out", nil)
			return n
		}
		w.Clock.Advance(10 * time.Minute)
		again("/my/settings/words", url.Values{"card": {s.card}, "old": {"quiet river stone"}, "new": {"warm bread at noon"}})
		again("/my/settings/sign-out-everywhere", nil)
		again(s.at, url.Values{"text": {strings.Repeat("so long ", 2<<20)}})
		if n := drafts(); n != 0 {
			t.Errorf("%d drafts of what is not kept", n)
		}
		again("/my/again", url.Values{"to": {s.at}, "words": {"quiet river stone"}, "form": {url.Values{"text": {wrote}, "passphrase": {"a secret of mine"}}.Encode()}})
		c := w.Client(s.pages)
		if a := c.Opens(s.card, "quiet river stone"); a.To != "/my/draft" {
			t.Fatalf("what asked for the words is not kept: %q", a.To)
		}
		other := newWriter(t, w, account.Settings{KeepDrafts: true})
		if a := other.c.Plain("/my/draft", url.Values{"page": {s.at}, "do": {"open"}}); a.To != "/my/draft" {
			t.Errorf("somebody else opens it: %d", a.Code)
		}
		shown := c.Plain("/my/draft", url.Values{"page": {s.at}, "do": {"open"}})
		shown.Page().HasText(wrote)
		if strings.Contains(shown.Body, "a secret of mine") || strings.Contains(shown.Body, "quiet river stone") {
			t.Error("what opens the account was kept")
		}
		again(s.at, url.Values{"text": {wrote}})
		if a := c.Plain("/my/draft", url.Values{"page": {s.at}, "do": {"throw"}}); a.To != "/my/draft" || drafts() != 0 {
			t.Errorf("thrown away: %d", a.Code)
		}
		again(s.at, url.Values{"text": {wrote}})
		w.Clock.Advance(61 * time.Minute)
		if n := drafts(); n != 0 {
			t.Errorf("%d drafts after an hour", n)
		}
		again(s.at, url.Values{"text": {wrote}}) // the session has been over for more than an hour
		if n := drafts(); n != 0 {
			t.Errorf("%d drafts of a session that is long over", n)
		}
	})
}

// TestAtTheDeskWorkIsKept: what a worker was writing waits for them, and for nobody else.
func TestAtTheDeskWorkIsKept(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		pages, m := w.Pages(), w.Shelter.As(account.Advocate)
		ruth := w.SignIn(m)
		ref, err := w.Gate.ReferenceOf(t.Context(), ruth, w.Person(ruth, "Hana"))
		if err != nil {
			t.Fatal(err)
		}
		desk := w.WorksAs(pages, m)
		at := "/desk/people/" + ref + "/safety"
		w.Clock.Advance(31 * time.Minute)
		if a := desk.Post(at, url.Values{"text": {wrote}}); a.To != "/desk/sign-in" {
			t.Fatalf("after half an hour: %d", a.Code)
		}
		if n := w.WorksAs(pages, w.Shelter.As(account.Supervisor)).Get("/desk/draft").Page().Count("[name=page]"); n != 0 {
			t.Errorf("a colleague is offered %d drafts", n)
		}
		back := w.WorksAs(pages, m)
		shown := back.Plain("/desk/draft", url.Values{"page": {at}, "do": {"open"}}).Page()
		shown.HasText(wrote)
		if a := back.Post(at, url.Values{"text": {shown.In("[name=text]").Attr("value")}, "key": {shown.In("[name=key]").Attr("value")}}); a.Code != http.StatusSeeOther {
			t.Errorf("sending it: %d", a.Code)
		}
	})
}

// TestEverySecretIsLeftOut looks for the fields of passwords on the pages of both rooms: none has a name that a draft keeps.
func TestEverySecretIsLeftOut(t *testing.T) {
	db, clk := storetestSQLite(t)
	w := apptest.New(t, db, clk)
	s := newWriter(t, w, account.Settings{KeepDrafts: true})
	m := w.Shelter.As(account.Advocate)
	ruth := w.SignIn(w.Shelter.As(account.Supervisor))
	desk := w.WorksAs(s.pages, m)
	actor := w.Resume(account.Session{Token: desk.Cookie(webkit.SessionCookie)})
	first, err := w.Gate.ReferenceOf(t.Context(), actor, w.Person(actor, "Lena"))
	if err != nil {
		t.Fatal(err)
	}
	carded := w.Person(actor, "Mira")
	w.Survivor(actor, carded, "quiet river stone")
	second, err := w.Gate.ReferenceOf(t.Context(), ruth, carded)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{"passphrase": true, "old": true, "new": true, "card": true, "code": true, "answer": true}
	found := 0
	for path, c := range map[string]*apptest.Client{"/my/settings/words": s.c, "/my/again": s.c, "/desk/own/passphrase": desk, "/desk/again": desk,
		"/desk/people/" + first + "/sign-in": desk, "/desk/people/" + second + "/new-card": desk} {
		body := c.Get(path).Body
		for _, field := range regexp.MustCompile(`<input[^>]*type="password"[^>]*>`).FindAllString(body, -1) {
			found++
			name := regexp.MustCompile(`name="([^"]*)"`).FindStringSubmatch(field)
			if !kept[name[1]] && !strings.HasSuffix(path, "/again") {
				t.Errorf("%s asks for %q, which a draft would keep", path, name[1])
			}
		}
	}
	if found < 6 {
		t.Errorf("only %d fields were found: the test looks in the wrong place", found)
	}
}
