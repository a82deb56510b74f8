package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// site is the whole program behind an address, for a browser.
type site struct {
	*apptest.World
	address string
	script  bool
	neutral string
}

func newSite(t *testing.T, db *store.DB, clk *clock.Hand, script bool) *site {
	t.Helper()
	w := apptest.New(t, db, clk)
	services, options := directory.Seed(), directory.ImportOptions{Zone: "UTC"}
	if real := "../../../shared/data/hsds-ilao"; exists(real) {
		services, options = os.DirFS(real), directory.ImportOptions{Zone: "America/Chicago", Country: "US"}
	}
	if _, err := directory.Import(t.Context(), db, services, options); err != nil {
		t.Fatal(err)
	}
	neutral := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<title>Weather</title><p>Sunny, with a light wind.")
	}))
	t.Cleanup(neutral.Close)
	router, err := w.Web(app.WebConfig{ExitURL: neutral.URL + "/", Zone: time.UTC, Helper: page.Helper{Phone: "+1 555 0100", Emergency: "112"}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	return &site{World: w, address: server.URL, script: script, neutral: neutral.URL}
}

func exists(path string) bool {
	_, err := os.Stat(filepath.FromSlash(path))
	return err == nil
}

// desk opens a browser and signs a member of staff in with their second factor.
func (s *site) desk(t *testing.T, m app.Member) *browser.Tab {
	t.Helper()
	s.Clock.Advance(31 * time.Second) // a code works once
	code, err := m.Second.Code(s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	tab := browser.Open(t, browser.Options{Script: s.script})
	tab.Visit(s.address + "/desk/sign-in")
	tab.Fill("Sign-in name", m.SignInName)
	tab.Fill("Passphrase", m.Passphrase)
	tab.Fill("Six-digit code", code)
	tab.Submit("Sign in")
	tab.See("Inbox")
	return tab
}

var cardShape = regexp.MustCompile(`\b([A-Z2-9]{4}) ([A-Z2-9]{4}) ([A-Z2-9]{4}) ([A-Z2-9]{4})\b`)

// TestJourney walks the path of the first house in a real browser: with the page's own JavaScript off on one engine, and with
// it on on the other. No page knows which engine it stands on.
func TestJourney(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		s := newSite(t, db, clk, strings.HasSuffix(t.Name(), "/postgres"))
		s.findAndLeave(t)
		worker, card := s.startWriteAndEnrol(t)
		person := s.readAnswerAndSayHow(t, card)
		s.compose(t, worker)
		s.agree(t, person)
		clinic := s.clinicLooks(t)
		s.legalAidSeesNothing(t)
		s.withdraw(t, person, clinic)
	})
}

// findAndLeave is step 1: a visitor on a small screen, in Arabic.
func (s *site) findAndLeave(t *testing.T) {
	t.Helper()
	tab := browser.Open(t, browser.Options{Width: 320, Height: 640, Script: s.script, Language: "ar"})
	tab.Visit(s.address + "/")
	if dir := browser.Eval[string](tab, "document.documentElement.dir"); dir != "rtl" {
		t.Errorf("the Arabic page runs %s", dir)
	}
	tab.Screenshot("start-ar-320")
	tab.Visit(s.address + "/find")
	tab.Fill("ما الذي قد يساعدك؟", "مساعدة قانونية")
	tab.Submit("بحث")
	tab.See("Legal")
	tab.Screenshot("find-ar-320")
	for _, u := range tab.Requests() {
		if !strings.HasPrefix(u, s.address) && !strings.HasPrefix(u, "data:") {
			t.Errorf("a page asked another host (INV-19): %s", u)
		}
	}
	tab.Click(".exit")
	tab.See("Sunny")
	tab.Back()
	tab.DontSee("Legal")
}

// startWriteAndEnrol is step 2: the advocate starts a record for somebody who gives no legal name.
func (s *site) startWriteAndEnrol(t *testing.T) (*browser.Tab, string) {
	t.Helper()
	tab := s.desk(t, s.Shelter.As(account.Advocate))
	tab.Click("Start a record")
	tab.Fill("Who stands in for you?", "Imani Njoroge, supervisor")
	tab.Submit("Start the record")
	tab.See("The record is started")
	tab.Click("Notes")
	tab.Fill("A new note", "Would like to see a doctor, a woman if possible.")
	tab.Submit("Keep it")
	tab.See("Would like to see a doctor")
	s.Clock.Advance(time.Minute)
	tab.Fill("A new note", "We talked about the papers.")
	tab.Submit("Keep it")
	tab.See("We talked about the papers")
	s.Clock.Advance(time.Minute)
	tab.Click("Safety")
	tab.Fill("One thing that helps to stay safer", "Ring before ten in the morning.")
	tab.Submit("Keep it")
	tab.See("Ring before ten")
	tab.Screenshot("desk-safety-1280")
	s.Clock.Advance(time.Minute)
	tab.Click("Set up their own sign-in")
	tab.Fill("A passphrase of their own", "quiet river stone")
	tab.Submit("Make the card")
	card := cardShape.FindString(tab.Text())
	if card == "" {
		t.Fatalf("no card on the page:\n%s", tab.Text())
	}
	tab.Screenshot("card-1280")
	return tab, card
}

// readAnswerAndSayHow is step 3: the person reads every word and who looked, answers, and says how to be reached.
func (s *site) readAnswerAndSayHow(t *testing.T, card string) *browser.Tab {
	t.Helper()
	tab := browser.Open(t, browser.Options{Width: 320, Height: 640, Script: s.script})
	tab.Visit(s.address + "/sign-in")
	tab.Fill("Your card", card)
	tab.Fill("Your words", "quiet river stone")
	tab.Submit("Open")
	tab.See("Today")
	tab.Screenshot("today-320")
	tab.Visit(s.address + "/my/record")
	for _, text := range []string{"Would like to see a doctor", "We talked about the papers", "Ring before ten", "Ruth Bekker"} {
		tab.See(text)
	}
	tab.Screenshot("record-320")
	tab.Click("Add my own words")
	tab.Fill("What would you like to say about this?", "In the morning, please.")
	tab.Submit("Keep my words")
	tab.See("In the morning, please.")
	tab.Visit(s.address + "/my/looks")
	tab.See("wrote something")
	tab.See("set up your own space with you")
	tab.Screenshot("looks-320")
	tab.Visit(s.address + "/my/contact")
	tab.Choose("Text message")
	tab.Submit("Go on")
	tab.Fill("Number", "+1 555 0123")
	tab.Choose("Tuesday")
	tab.Fill("From", "10:00 AM")
	tab.Fill("To", "11:00 AM")
	tab.Choose("In 30 days")
	tab.Screenshot("contact-320")
	tab.Submit("Keep this")
	tab.See("This counts now")
	tab.See("Tuesday")
	return tab
}

// compose is the worker's half of step 4: the screen shows exactly what would go.
func (s *site) compose(t *testing.T, tab *browser.Tab) {
	t.Helper()
	tab.Visit(s.address + "/desk/people")
	tab.Click("No name given")
	tab.Click("Sharing")
	tab.Click("Put a package together")
	tab.Fill("For whom", "Riverside Clinic: clinicians")
	tab.Fill("What for", "Health care")
	tick(tab, "Would like to see a doctor")
	tick(tab, "Ring before ten")
	tab.Fill("For how long", "30 days")
	tab.Submit("See exactly what would go")
	tab.See("Would like to see a doctor")
	tab.See("Ring before ten")
	tab.Screenshot("compose-1280")
	tab.Submit("Ask the person")
	tab.See("Nothing has left")
}

// tick chooses the item whose words stand below its label.
func tick(tab *browser.Tab, words string) {
	id := browser.Eval[string](tab, fmt.Sprintf(`[...document.querySelectorAll("input[type=checkbox]")].find(
		(box) => box.parentElement.textContent.includes(%q)).id`, words))
	tab.Click("[for=" + id + "]")
}

// agree is the person's half of step 4: one idea a page, and a yes at the end.
func (s *site) agree(t *testing.T, tab *browser.Tab) {
	t.Helper()
	tab.Visit(s.address + "/my")
	tab.See("There is a question for you")
	tab.Click("Look at it")
	tab.Submit("Go on")
	tab.See("This is every word that could go")
	tab.Screenshot("talk-items-320")
	tab.Choose("A note about your plan")
	tab.Choose("Something that keeps you safer")
	tab.Submit("Go on")
	tab.Choose("30 days")
	tab.Submit("Go on")
	tab.See("What it can mean for you")
	tab.Submit("Go on")
	tab.Choose("I am alone")
	tab.Submit("Go on")
	tab.Choose("Only what I ticked, until the day I chose")
	tab.Choose("It stays the same")
	tab.Choose("Yes, at any time, under “My choices”")
	tab.Submit("Go on")
	tab.See("This is what would go, and nothing else")
	tab.See("In the morning, please.") // what the person wrote beside an item goes along
	tab.Screenshot("talk-answer-320")
	tab.Submit("Yes, share this")
	tab.See("Your yes is kept")
}

// clinicLooks is the recipient's part: two items and nothing else.
func (s *site) clinicLooks(t *testing.T) *browser.Tab {
	t.Helper()
	tab := s.desk(t, s.Clinic.As(account.Clinician))
	tab.Visit(s.address + "/desk/inbox")
	tab.Click("Harbour House")
	tab.See("Would like to see a doctor")
	tab.See("Ring before ten")
	tab.DontSee("We talked about the papers")
	tab.Screenshot("package-1280")
	return tab
}

func (s *site) legalAidSeesNothing(t *testing.T) {
	t.Helper()
	tab := s.desk(t, s.LegalAid.As(account.Lawyer))
	tab.Visit(s.address + "/desk/inbox")
	tab.See("Nothing has come")
	tab.DontSee("Harbour House")
}

// withdraw is step 5: two taps, and the open page of the clinic shows nothing one second later.
func (s *site) withdraw(t *testing.T, person, clinic *browser.Tab) {
	t.Helper()
	person.Visit(s.address + "/my/choices")
	person.Screenshot("choices-320")
	person.Click("Take this back")
	person.Submit("Take it back")
	person.See("Nobody there can open it any more")
	s.Clock.Advance(time.Second)
	clinic.Reload()
	clinic.See("This page is not here")
	clinic.DontSee("Would like to see a doctor")
	gone := clinic.Text()
	clinic.Visit(s.address + "/desk/inbox/" + strings.Repeat("a", 26))
	if never := clinic.Text(); never != gone {
		t.Errorf("what was withdrawn and what never was differ:\n%s\n%s", gone, never)
	}
	clinic.Visit(s.address + "/desk/inbox")
	clinic.See("A share was withdrawn")
	clinic.Submit("Copies are destroyed")
	clinic.See("Your team said that copies are destroyed")
	person.Visit(s.address + "/my/looks")
	person.See("Amara Okafor")
	person.See("opened what you shared")
	person.See("You took a yes back")
	person.Screenshot("looks-after-320")
}
