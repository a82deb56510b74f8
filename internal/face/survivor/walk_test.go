package survivor_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

func see(t *testing.T, body string, all ...string) {
	t.Helper()
	for _, s := range all {
		if !strings.Contains(body, s) {
			t.Errorf("the page does not show %q", s)
		}
	}
}

// Every page in every language is whole: no missing word, the exit, the neutral title, no name of the person in it.
func TestEveryPageInEveryLanguage(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.propose()
		choice := s.link(s.get("/my"), "/my/choices/[a-z0-9]+")
		entry := s.link(s.get("/my/record"), "/my/record/[a-z0-9]+/statement")
		for _, s.language = range []string{"en", "es", "ar", "am", "vi"} {
			for _, path := range []string{"/sign-in", "/my", "/my/record", entry, "/my/choices", choice, "/my/looks", "/my/contact", "/my/kept"} {
				body := s.get(path)
				l := bundle(t).For(s.language)
				see(t, body, "<title>"+l.T("page.title")+"</title>", `lang="`+s.language+`"`)
				if len(body) > 40<<10 {
					t.Errorf("%s has %d bytes", path, len(body))
				}
			}
		}
	})
}

// The talk: one step at a time, nothing marked beforehand, to a yes for less than was asked.
func (s *site) walkTo(step string, choose map[string][]string) (string, url.Values) {
	s.t.Helper()
	path := s.link(s.get("/my/choices"), "/my/choices/[a-z0-9]+")
	body := s.get(path)
	for range 10 {
		v := form(body)
		if v.Get("step") == step {
			return path, v
		}
		if strings.Contains(body, " checked") {
			s.t.Errorf("something is marked beforehand at %s", v.Get("step"))
		}
		for field, chosen := range choose {
			if offered := values(body, field); len(offered) > 0 {
				v[field] = chosen
				if chosen == nil {
					v[field] = offered[:1]
				}
			}
		}
		v.Set("go", "next")
		w := s.post(path, v)
		if w.Code != http.StatusOK {
			s.t.Fatalf("step %s: %d", v.Get("step"), w.Code)
		}
		body = w.Body.String()
	}
	s.t.Fatalf("the talk does not come to %s", step)
	return "", nil
}

var understood = map[string][]string{"items": nil, "days": {"14"}, "alone": {"alone"}, "q_what": {"listed"}, "q_help": {"same"}, "q_undo": {"any"}}

func TestYesAndTakingItBack(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.propose()
		path, v := s.walkTo("answer", understood)
		v.Set("go", "yes")
		for range 2 { // sent twice: the second finds the first one's answer
			if w := s.post(path, v); w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
				t.Fatalf("yes: %d", w.Code)
			}
		}
		see(t, s.get(path), "Your yes is kept", "Riverside Clinic")
		c := s.onlyChoice()
		if !c.Stands() || len(c.Items) != 1 || c.ExpiresAt.Sub(c.ValidFrom).Hours() != 14*24 || c.Language != "en" || c.AloneCheck != consent.Alone {
			t.Errorf("the consent: %+v", c.Record)
		}
		for _, a := range c.UnderstandingCheck {
			if !a.Understood || a.Said == "" {
				t.Errorf("the answer to %q: %+v", a.Question, a)
			}
		}
		confirm := s.link(s.get("/my/choices"), path+"/withdraw")
		if w := s.post(confirm, form(s.get(confirm))); w.Code != http.StatusSeeOther {
			t.Fatalf("taking back: %d", w.Code)
		}
		see(t, s.get(path), "Nobody there can open it any more")
		if open, notices, err := s.Disclosure.Inbox(t.Context(), s.SignIn(s.Clinic.As(account.Clinician))); err != nil || len(open) != 0 || len(notices) != 1 {
			t.Errorf("the clinic has %d open and %d notices, %v", len(open), len(notices), err)
		}
		see(t, s.get("/my/looks"), "You took a yes back", "You said yes and shared something")
	})
}

// TestTheLastWeekIsCalledToMind on the first page, and to the worker; after the end nothing is said any more.
func TestTheLastWeekIsCalledToMind(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.propose()
		path, v := s.walkTo("answer", understood)
		v.Set("go", "yes")
		if w := s.post(path, v); w.Code != http.StatusSeeOther {
			t.Fatalf("yes: %d", w.Code)
		}
		const soon = "A yes of yours ends soon"
		for _, at := range []struct {
			day  int
			said bool
		}{{0, false}, {7, true}, {13, true}, {14, false}} {
			s.Clock.Set(storetest.Start.AddDate(0, 0, at.day).Add(time.Hour))
			s.signIn()
			if got := strings.Contains(s.get("/my"), soon); got != at.said {
				t.Errorf("on day %d the first page says it: %v", at.day, got)
			}
			list, err := s.Disclosure.Choices(t.Context(), s.SignIn(s.Shelter.As(account.Advocate)), s.person)
			if err != nil || len(list) != 1 || list[0].LastWeek != at.said {
				t.Errorf("on day %d the worker is told: %v, %v", at.day, list, err)
			}
		}
	})
}

func (s *site) onlyChoice() disclosure.Choice {
	s.t.Helper()
	me := s.me()
	list, err := s.Disclosure.Choices(s.t.Context(), me, me.Person)
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%d choices, %v", len(list), err)
	}
	return list[0]
}

func TestNoAndLaterAndOverheard(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.propose()
		path, v := s.walkTo("alone", understood)
		v.Set("go", "next")
		v.Set("alone", "overheard")
		see(t, s.post(path, v).Body.String(), "Another time, then")
		v.Set("go", "later")
		if w := s.post(path, v); w.Header().Get("Location") != "/my/choices" || !s.onlyChoice().Open() {
			t.Error("later has changed something")
		}
		v.Set("go", "no")
		if w := s.post(path, v); w.Code != http.StatusSeeOther {
			t.Fatalf("no: %d", w.Code)
		}
		see(t, s.get(path), "Your no is kept", "Your help stays the same")
		if c := s.onlyChoice(); c.State != consent.StateDeclined {
			t.Errorf("after a no the state is %s", c.State)
		}
	})
}

// A wrong answer shows that we explained badly: the explanation comes again, and a yes is not taken until it is understood.
func TestAWrongAnswerExplainsAgain(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.propose()
		path, v := s.walkTo("check", understood)
		v["q_what"], v["q_help"], v["q_undo"] = []string{"listed"}, []string{"less"}, []string{"any"}
		for _, way := range []string{"next", "yes"} {
			v.Set("go", way)
			w := s.post(path, v)
			if w.Code != http.StatusOK || !s.onlyChoice().Open() {
				t.Errorf("%s: %d", way, w.Code)
			}
			see(t, w.Body.String(), "We did not say this clearly: your help here does not depend")
		}
		v.Del("items")
		v.Set("q_help", "same")
		w := s.post(path, v)
		if w.Code != http.StatusUnprocessableEntity || !s.onlyChoice().Open() {
			t.Errorf("a yes to nothing: %d", w.Code)
		}
	})
}

func TestDispute(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.propose()
		path, v := s.walkTo("answer", understood)
		v.Set("go", "yes")
		s.post(path, v)
		confirm := s.link(s.get(path), path+"/dispute")
		if w := s.post(confirm, form(s.get(confirm))); w.Code != http.StatusSeeOther {
			t.Fatalf("disputing: %d", w.Code)
		}
		see(t, s.get(path), "Stopped for now")
		if c := s.onlyChoice(); c.Stands() {
			t.Error("it still stands")
		}
	})
}

func TestAStatementBesideANote(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		path := s.link(s.get("/my/record"), "/my/record/[a-z0-9]+/statement")
		v := form(s.get(path))
		v.Set("text", "it was my own idea")
		for range 2 {
			if w := s.post(path, v); w.Code != http.StatusSeeOther {
				t.Fatalf("keeping the words: %d", w.Code)
			}
		}
		if body := s.get("/my/record"); strings.Count(body, "it was my own idea") != 1 {
			t.Error("the statement is not there once")
		}
	})
}

func TestHowToReachMe(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		see(t, s.get("/my/contact"), "Do not contact me")
		first := form(s.get("/my/contact"))
		first.Set("channel", "sms")
		w := s.post("/my/contact", first)
		v := form(w.Body.String())
		for name, value := range map[string]string{"address": "555 0123", "days": "1", "from": "600", "to": "1020", "zone": "UTC", "voicemail": "no", "ask_again": "180"} {
			v.Set(name, value)
		}
		for range 2 {
			if w := s.post("/my/contact", v); w.Code != http.StatusSeeOther {
				t.Fatalf("keeping: %d", w.Code)
			}
		}
		see(t, s.get("/my/contact"), "555 0123", "Monday")
		stale := v
		stale.Set("key", form(s.get("/my/contact")).Get("key"))
		stale.Set("address", "555 9999")
		w = s.post("/my/contact", stale)
		if w.Code != http.StatusConflict {
			t.Fatalf("a form that is out of date: %d", w.Code)
		}
		see(t, w.Body.String(), "555 9999", "555 0123", "There is a newer answer")
		again := form(w.Body.String())
		stale["key"], stale["entry"] = again["key"], again["entry"]
		if w := s.post("/my/contact", stale); w.Code != http.StatusSeeOther {
			t.Errorf("keeping it after all: %d", w.Code)
		}
		see(t, s.get("/my/contact"), "555 9999")
		none := form(s.get("/my/contact"))
		none.Set("channel", "none")
		if w := s.post("/my/contact", none); w.Code != http.StatusSeeOther {
			t.Errorf("asking not to be contacted: %d", w.Code)
		}
	})
}

// What is kept is told from the registry of the whole program: a field without words fails here.
func TestEverythingThatCanBeKeptIsTold(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		b := bundle(t)
		for _, f := range s.Records.Registry().Fields() {
			for _, key := range []string{"kept.kind." + f.Kind, "kept.why." + f.Why, "kept.until." + f.Until} {
				if !b.Has(key) {
					t.Errorf("%s has no words", key)
				}
			}
		}
		see(t, s.get("/my/kept"), "A note about your plan", "So that we reach you only in the way you want")
	})
}

// A long list is read page by page, from the newest to the day on which the record began.
func TestOlderLooks(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		for range record.LooksPerPage {
			if _, err := s.Records.Read(t.Context(), s.ruth, s.person, gate.Care, gate.Plan); err != nil {
				t.Fatal(err)
			}
		}
		first := s.get("/my/looks")
		see(t, first, "Ruth", "read what is written about you")
		older := s.get(s.link(first, `/my/looks\?page=2`))
		see(t, older, "began your record", "/my/looks?page=1")
		if strings.Contains(older, "page=3") {
			t.Error("there is a page behind the last")
		}
	})
}

// Two taps at the same moment end it once, and both find the receipt.
func TestTwoTapsAtOnce(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.propose()
		path, v := s.walkTo("answer", understood)
		together := func(path string, v url.Values) {
			codes := make(chan int, 4)
			for range cap(codes) {
				go func() { codes <- s.post(path, v).Code }()
			}
			for range cap(codes) {
				if code := <-codes; code != http.StatusSeeOther {
					t.Errorf("%s: %d", path, code)
				}
			}
		}
		v.Set("go", "yes")
		together(path, v)
		if !s.onlyChoice().Stands() {
			t.Error("the yes is not kept")
		}
		together(path+"/withdraw", form(s.get(path+"/withdraw")))
		if c := s.onlyChoice(); c.State != consent.StateWithdrawn {
			t.Errorf("the state is %s", c.State)
		}
	})
}
