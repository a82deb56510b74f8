package survivor_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Whatever was wrong with a sign-in, the answer is the same bytes.
func TestOneAnswerToEveryWrongSignIn(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.session = ""
		var first string
		for name, v := range map[string]url.Values{
			"wrong words":   {"card": {s.card}, "words": {"other words"}},
			"wrong card":    {"card": {s.card[:15] + "WXYZ"}, "words": {words}},
			"no such place": {"card": {"ZZZZ ZZZZ ZZZZ ZZZZ"}, "words": {words}},
			"not a card":    {"card": {"1"}, "words": {words}},
			"nothing":       {},
			"unknown field": {"card": {s.card}, "words": {words}, "more": {"x"}},
			"too long":      {"card": {strings.Repeat("A", 500)}, "words": {words}},
			"not text":      {"card": {"\xff\x00"}, "words": {words}},
		} {
			w := s.post("/sign-in", v)
			if first == "" {
				first = w.Body.String()
			}
			if w.Code != http.StatusUnprocessableEntity || w.Body.String() != first {
				t.Errorf("%s: %d, or another page", name, w.Code)
			}
		}
		for range 60 { // too many tries look the same
			if w := s.post("/sign-in", url.Values{}); w.Code != http.StatusUnprocessableEntity || w.Body.String() != first {
				t.Fatalf("many tries: %d", w.Code)
			}
		}
		if w := s.post("/sign-in", url.Values{"card": {s.card}, "words": {words}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the right card after too many tries: %d", w.Code)
		}
	})
}

// What cannot be taken is named beside its field, what was typed stays, and nothing is kept.
func TestBadInput(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		statement := s.link(s.get("/my/record"), "/my/record/[a-z0-9]+/statement")
		s.propose()
		choice := s.link(s.get("/my/choices"), "/my/choices/[a-z0-9]+")
		before := s.entries()
		for _, tt := range []struct {
			name, path string
			change     func(url.Values)
			status     int
			kept       string
		}{
			{"no text", statement, func(v url.Values) { v.Set("text", " ") }, 422, ""},
			{"unknown field", statement, func(v url.Values) { v.Set("text", "mine"); v.Set("x", "y") }, 422, "mine"},
			{"no key", statement, func(v url.Values) { v.Set("text", "mine"); v.Del("key") }, 422, "mine"},
			{"NUL", statement, func(v url.Values) { v.Set("text", "mine\x00") }, 422, "mine"},
			{"not UTF-8", statement, func(v url.Values) { v.Set("text", "mine\xff") }, 422, "mine"},
			{"too long", statement, func(v url.Values) { v.Set("text", strings.Repeat("m", 6000)) }, 422, "mmmm"},
			{"10 MB", statement, func(v url.Values) { v.Set("text", strings.Repeat("m", 10<<20)) }, 413, ""},
			{"no such step", choice, func(v url.Values) { v.Set("go", "next"); v.Set("step", "x") }, 422, ""},
			{"no way on", choice, func(url.Values) {}, 422, ""},
			{"an item of somebody else", choice, func(v url.Values) { v.Set("go", "yes"); v.Set("items", id.Random().String()) }, 422, ""},
			{"more days than asked", choice, func(v url.Values) { v.Set("go", "yes"); v.Set("days", "90") }, 422, ""},
			{"10 MB of items", choice, func(v url.Values) { v.Set("items", strings.Repeat("m", 10<<20)) }, 413, ""},
			{"no such way", "/my/contact", func(v url.Values) { v.Set("channel", "pigeon") }, 422, ""},
			{"no number", "/my/contact", func(v url.Values) { details(v); v.Set("code_word", "plum"); v.Del("address") }, 422, "plum"},
			{"no day", "/my/contact", func(v url.Values) { details(v); v.Del("days") }, 422, "555 0123"},
			{"no hours", "/my/contact", func(v url.Values) { details(v); v.Set("to", v.Get("from")) }, 422, "555 0123"},
			{"no such clock", "/my/contact", func(v url.Values) { details(v); v.Set("zone", "Mars/Olympus") }, 422, "555 0123"},
			{"never asked again", "/my/contact", func(v url.Values) { details(v); v.Del("ask_again") }, 422, "555 0123"},
			{"10 MB of address", "/my/contact", func(v url.Values) { details(v); v.Set("address", strings.Repeat("m", 10<<20)) }, 413, ""},
		} {
			v := form(s.get(tt.path))
			tt.change(v)
			w := s.post(tt.path, v)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), `class="govuk-error-summary"`) || !strings.Contains(w.Body.String(), tt.kept) {
				t.Errorf("%s: %d, want %d with what was typed", tt.name, w.Code, tt.status)
			}
		}
		if after := s.entries(); after != before {
			t.Errorf("%d entries were kept", after-before)
		}
	})
}

// Marks that turn the direction of text are taken out of a word that stands as a name, so that it reads as what it is.
func TestNoTurnedWords(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		v := form(s.get("/my/contact"))
		details(v)
		v.Set("code_word", "plum\u202etree")
		if w := s.post("/my/contact", v); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		see(t, s.get("/my/contact"), "plumtree")
	})
}

func details(v url.Values) {
	for name, value := range map[string]string{"step": "details", "channel": "sms", "address": "555 0123", "days": "1", "from": "600", "to": "1020", "zone": "UTC", "voicemail": "no", "ask_again": "90"} {
		v.Set(name, value)
	}
}

func (s *site) entries() int {
	s.t.Helper()
	me := s.me()
	rec, err := s.Records.Read(s.t.Context(), me, me.Person, gate.OwnLife, gate.Compartments()...)
	if err != nil {
		s.t.Fatal(err)
	}
	return len(rec.Entries)
}

// What belongs to somebody else, and what is not there, look the same; and nobody who works here comes in.
func TestNotYoursIsNotThere(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.propose()
		mine := []string{s.link(s.get("/my/choices"), "/my/choices/[a-z0-9]+"), s.link(s.get("/my/record"), "/my/record/[a-z0-9]+/statement")}
		other := s.Person(s.ruth, "")
		card, err := s.Records.Enrol(t.Context(), s.ruth, other, words)
		if err != nil {
			t.Fatal(err)
		}
		s.card = card
		s.signIn()
		for _, path := range append(mine, mine[0]+"/withdraw", mine[0]+"/dispute") {
			nowhere := strings.Replace(path, path[len("/my/choices/"):len("/my/choices/")+8], "aaaaaaaa", 1)
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				yours, not := s.send(method, path, ""), s.send(method, nowhere, "")
				if yours.Code != http.StatusNotFound || not.Code != yours.Code || not.Body.String() != yours.Body.String() {
					t.Errorf("%s %s: %d and %d", method, path, yours.Code, not.Code)
				}
			}
		}
		m := s.Shelter.As(account.Advocate)
		s.Clock.Advance(60e9)
		code, err := m.Second.Code(s.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.Accounts.SignInStaff(t.Context(), m.SignInName, m.Passphrase, code)
		if err != nil {
			t.Fatal(err)
		}
		s.session = session.Token
		for _, path := range []string{"/my", "/my/record", "/my/looks", "/my/more"} {
			if w := s.send(http.MethodGet, path, ""); w.Code != http.StatusNotFound {
				t.Errorf("an advocate opens %s: %d", path, w.Code)
			}
		}
	})
}
