package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A lived house has something on every page: a person with a plan, things that wait for them, a statement, something told,
// choices, and people at every desk.
type lived struct {
	*apptest.World
	router *webkit.Router
	server *httptest.Server
	card   string
}

const livedWords = "quiet river stone"

func live(t *testing.T) *lived {
	t.Helper()
	return liveIn(t, apptest.SQLite(t))
}

func liveIn(t *testing.T, w *apptest.World) *lived {
	t.Helper()
	router, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	h := &lived{World: w, router: router, server: httptest.NewServer(router)}
	t.Cleanup(h.server.Close)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
	person := w.Person(ruth, "Hana")
	h.card, err = w.Records.Enrol(ctx, ruth, person, livedWords)
	must(err)
	session, err := w.Accounts.SignInSurvivor(ctx, h.card, livedWords)
	must(err)
	hana := w.Resume(session)
	for _, b := range []plan.Body{&plan.Strength{Words: "the choir"}, &plan.Assessment{Area: plan.Health, Going: plan.GoingHard}, &plan.Need{Domain: plan.Housing, Immediate: true, Words: "somewhere to sleep"}, &plan.Goal{Pillar: plan.Recovery, Words: "to sew again"},
		&plan.Note{Text: "we talked in the garden"}, &plan.Step{Words: "ring the school", Owner: plan.ByWorker, Who: "Ruth", Due: w.Clock.Now().AddDate(0, 0, 3)},
		&plan.Date{What: "the doctor", At: w.Clock.Now().AddDate(0, 0, 2)}, &plan.Paper{What: "passport", State: plan.PaperWithheld},
		&plan.Options{About: "the evening", List: []plan.Option{{What: "a class", Next: "a visit", Risks: "it is far", Helps: "Ruth"}, {What: "rest", Next: "nothing", Risks: "none", Helps: "nobody"}}},
		&plan.Decision{What: "a room of one's own", Reason: "one is free", By: "Imani", Review: "ask Imani"}} {
		_, err = w.Plans.Write(ctx, ruth, person, b, plan.Edit{})
		must(err)
	}
	_, err = w.Plans.Confer(ctx, ruth, person, plan.Conference{What: "the next weeks", At: w.Clock.Now().AddDate(0, 0, 4), Who: []string{"Ruth"}, Items: []plan.AgendaItem{{Words: "the room"}}}, plan.Edit{})
	must(err)
	_, err = w.Plans.Write(ctx, hana, person, &plan.Ask{Words: "a later hour"}, plan.Edit{})
	must(err)
	_, err = w.Plans.Hide(ctx, ruth, person, plan.HarmsAnother, "about somebody else", "")
	must(err)
	could, err := w.Plans.Successors(ctx, ruth)
	must(err)
	_, err = w.Plans.OfferHandOver(ctx, ruth, person, plan.HandOver{Offered: could[:1], Words: "I move away"}, "")
	must(err)
	must(w.Statement.Write(ctx, hana, statement.Section{Heading: "the house", Text: "what happened"}, id.ID{}, "a"))
	must(w.Feedback.Tell(ctx, hana, feedback.Telling{Topic: feedback.TheHelp, Words: "the kitchen closes early"}, "b"))
	must(w.Contact.Set(ctx, hana, person, contact.SafeContact{Channel: contact.Call, Address: "+1 312 555 0199", Zone: "UTC", Days: []time.Weekday{2}, From: 600, To: 660,
		CodeWord: "heron", AskAgain: w.Clock.Now().AddDate(0, 2, 0)}, id.ID{}, "c", w.Clock.Now()))
	rec, err := w.Records.Read(ctx, ruth, person, gate.Care, gate.Plan)
	must(err)
	share := func(n int) id.ID {
		e := rec.Entries[n]
		proposal, err := w.Disclosure.Propose(ctx, ruth, person, disclosure.Proposal{Recipient: w.Clinic.Agency.ID, Function: account.Clinicians, Purpose: consent.Medical,
			Items: []consent.Item{{Entry: e.ID, Kind: e.Kind, Compartment: string(gate.Plan)}}, Days: 30})
		must(err)
		return proposal
	}
	share(0) // one that waits
	given, suspended := share(1), share(2)
	must(w.Disclosure.Give(ctx, hana, person, given, informed(rec.Entries[1].ID)))
	must(w.Disclosure.Give(ctx, hana, person, suspended, informed(rec.Entries[2].ID)))
	must(w.Disclosure.Suspend(ctx, ruth, person, suspended))
	must(w.Disclosure.AskedAlone(ctx, w.SignIn(w.Shelter.As(account.Supervisor)), person, suspended)) // somebody else asks
	must(w.Disclosure.Flush(ctx, w.Shelter.Agency.ID))
	must(w.Oversight.Propose(ctx, w.SignIn(w.Shelter.As(account.PrivacyOfficer)), w.LegalAid.As(account.PrivacyOfficer).SignInName))
	found := alarm.Finding{Agency: w.Shelter.Agency.ID, Check: alarm.PinShorter, Subject: "log/12"} // which the person reads of too
	must(alarm.RaiseAll(ctx, w.DB, []alarm.Finding{found}, w.Clock.Now()))
	mei := w.SignIn(w.Shelter.As(account.Admin))
	_, err = w.Accounts.Invite(ctx, mei, account.Advocate, "Ada", "an invitation")
	must(err)
	_, err = w.Gate.ProposeLeaving(ctx, mei, w.Shelter.As(account.Supervisor).Account, ruth.Account, false)
	must(err)
	w.Person(ruth, "Tomas")      // who has no sign-in of their own yet
	w.Clock.Advance(time.Minute) // a code is accepted once
	return h
}

// TestINV28EveryPageOfTheTwoRoomsCanBeUsedByEverybody follows every link from the first page of each role and has axe-core
// look at each page; the person's are on a small screen, and each has the exit and a way to a human being. A page that no
// link leads to fails too, but for those that only a form leads to.
func TestINV28EveryPageOfTheTwoRoomsCanBeUsedByEverybody(t *testing.T) {
	h := live(t)
	var looking sync.Mutex
	seen := map[string]bool{}
	walk := func(t *testing.T, tab *browser.Tab, first string, each int, always ...string) {
		visited := map[string]int{}
		queue := []string{first}
		asked := map[string]bool{}
		for len(queue) > 0 {
			path := queue[0]
			queue = queue[1:]
			route, ok := h.routeOf(path)
			if asked[path] || !ok || visited[route] >= each {
				continue
			}
			asked[path] = true
			visited[route]++
			looking.Lock()
			seen[route] = true
			looking.Unlock()
			tab.Visit(h.server.URL + path)
			if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s is %d pixels too wide", route, over)
			}
			for _, v := range tab.Axe() {
				t.Errorf("%s: %v", route, v)
			}
			for _, has := range always {
				if !strings.Contains(tab.Text(), has) {
					t.Errorf("%s lacks %q", route, has)
				}
			}
			for _, missing := range regexp.MustCompile(`⟦[^⟧]*⟧`).FindAllString(tab.Text(), -1) {
				t.Errorf("%s lacks the words %s", route, missing)
			}
			queue = append(queue, browser.Eval[[]string](tab, `[...document.querySelectorAll("a[href^='/']")].map((a) => a.getAttribute("href").split("#")[0])`)...)
		}
	}
	t.Run("as", func(t *testing.T) {
		t.Run("the person", func(t *testing.T) {
			t.Parallel()
			tab := browser.Open(t, browser.Options{Width: 320, Height: 640})
			h.opens(tab)
			walk(t, tab, "/my", 2, "Leave quickly", "Talk to a person")
		})
		for _, m := range slices.Concat([]app.Member{h.Clinic.As(account.Clinician), h.LegalAid.As(account.Lawyer)}, h.Shelter.Members) {
			t.Run(string(m.Role), func(t *testing.T) {
				t.Parallel()
				tab := browser.Open(t, browser.Options{Width: 1280, Height: 800})
				h.signsIn(t, tab, m)
				each := 1
				if m.Role == account.Advocate { // of whose two people one has something on every page
					each = 2
				}
				walk(t, tab, "/desk", each)
			})
		}
	})
	for _, route := range h.router.Routes() {
		if route.Method == http.MethodGet && route.Door.Level != webkit.LevelPublic && !seen[route.Pattern] && !slices.Contains(byFormOnly, route.Pattern) {
			t.Errorf("no link led to %s", route.Pattern)
		}
	}
}

// byFormOnly are the pages that a form leads to, or an error, or a script (names covered at a desk among them), and a choice that was said aloud; the journeys of
// those look at them.
var byFormOnly = []string{"/my/again", "/my/draft", "/desk/again", "/desk/draft", "/my/choices/{handle}/dispute", "/desk/intake/state", "/desk/concerns/state",
	"/desk/names/cover", "/desk/names/show"}

// routeOf is the route that answers an address, without its question mark; ok is false for what is no page of the two rooms.
func (h *lived) routeOf(path string) (string, bool) {
	u, err := url.Parse(path)
	if err != nil || strings.HasPrefix(u.Path, "/language/") {
		return "", false
	}
	best := ""
	for _, r := range h.router.Routes() {
		if r.Method != http.MethodGet || r.Door.Level == webkit.LevelPublic || !matches(r.Pattern, u.Path) {
			continue
		}
		if best == "" || strings.Count(r.Pattern, "{") < strings.Count(best, "{") {
			best = r.Pattern
		}
	}
	return best, best != ""
}

func matches(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if !strings.HasPrefix(want[i], "{") && want[i] != got[i] {
			return false
		}
	}
	return true
}

func (h *lived) opens(tab *browser.Tab) {
	tab.Visit(h.server.URL + "/sign-in")
	tab.Fill("Your card", h.card)
	tab.Fill("Your words", livedWords)
	tab.Submit("Open")
}

func (h *lived) signsIn(t *testing.T, tab *browser.Tab, m app.Member) {
	t.Helper()
	code, err := m.Second.Code(h.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	tab.Visit(h.server.URL + "/desk/sign-in")
	tab.Fill("Sign-in name", m.SignInName)
	tab.Fill("Passphrase", m.Passphrase)
	tab.Fill("Six-digit code", code)
	tab.Submit("Sign in")
	if strings.HasSuffix(tab.Address(), "/sign-in") {
		t.Fatalf("%s is not signed in: %s", m.Name, tab.Text())
	}
}
