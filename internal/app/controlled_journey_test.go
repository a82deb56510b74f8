package app_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// A controlled is J2: Hana before leaving, whose phone somebody else may hold.
type controlled struct {
	*site
	*carrier
	hana  id.ID
	card  string
	ref   string
	phone *browser.Tab
	desk  *browser.Tab
	t     *testing.T
}

const hanasWords = "quiet river stone"

// TestTheControlledPhoneInTheBrowser walks J2 with the page's own script off and on: the exit on every page, a way to be
// reached with a word, a message that waits for its hour, a wrong word, a phone that is taken, and somebody else at her
// space.
func TestTheControlledPhoneInTheBrowser(t *testing.T) {
	for _, script := range []bool{false, true} {
		t.Run(map[bool]string{false: "script off", true: "script on"}[script], func(t *testing.T) {
			db, clk := storetestSQLite(t)
			j := &controlled{site: newSite(t, db, clk, script), carrier: &carrier{}, t: t}
			j.Contact.Use(j.carrier)
			j.begins()
			j.leavesFromEveryPage()
			j.locksWhileWriting()
			j.saysHow()
			j.messageWaits()
			j.wrongWord()
			j.phoneIsTaken()
			j.somebodyElse()
			for _, u := range j.phone.Requests() {
				if !strings.HasPrefix(u, j.address) && !strings.HasPrefix(u, j.neutral) && !strings.HasPrefix(u, "data:") {
					t.Errorf("a page asked another host (INV-19): %s", u)
				}
			}
		})
	}
}

// begins: a record with something that could be shared, a card, and Hana's own phone.
func (j *controlled) begins() {
	j.t.Helper()
	ruth := j.SignIn(j.Shelter.As(account.Advocate))
	j.hana = j.Person(ruth, "Hana")
	note := j.Note(ruth, j.hana, "wants to see a doctor")
	var err error
	if j.card, err = j.Records.Enrol(j.t.Context(), ruth, j.hana, hanasWords); err != nil {
		j.t.Fatal(err)
	}
	if _, err := j.Disclosure.Propose(j.t.Context(), ruth, j.hana, disclosure.Proposal{Recipient: j.Clinic.Agency.ID, Function: account.Clinicians,
		Purpose: consent.Medical, Items: []consent.Item{{Entry: note, Kind: apptest.NoteKind, Compartment: "plan"}}, Days: 30}); err != nil {
		j.t.Fatal(err)
	}
	if j.ref, err = j.Gate.ReferenceOf(j.t.Context(), ruth, j.hana); err != nil {
		j.t.Fatal(err)
	}
	j.phone = browser.Open(j.t, browser.Options{Width: 320, Height: 640, Script: j.script})
}

// opens signs Hana in on the phone.
func (j *controlled) opens() {
	j.t.Helper()
	j.phone.Visit(j.address + "/sign-in")
	j.phone.Fill("Your card", j.card)
	j.phone.Fill("Your words", hanasWords)
	j.phone.Submit("Open")
}

// leavesFromEveryPage: the way out is the first thing on each page; it ends the session, and Back shows nothing. With script,
// Shift three times does the same.
func (j *controlled) leavesFromEveryPage() {
	j.t.Helper()
	j.opens()
	own := []string{"/my", "/my/record", "/my/looks", "/my/contact", "/my/more", "/my/settings", "/my/settings/ask", "/my/settings/sign-ins", "/my/settings/words", "/my/draft", "/my/again"}
	for _, path := range own {
		j.phone.Visit(j.address + path)
		if first := browser.Eval[string](j.phone, `document.querySelector("a, button, input").getAttribute("href")`); first != "/leave" {
			j.t.Errorf("%s begins with %q", path, first)
		}
		if title := j.phone.Title(); title != "Welcome" {
			j.t.Errorf("the title of %s says %q", path, title)
		}
	}
	for _, path := range []string{"/my/settings/sign-ins", "/my/contact"} {
		j.phone.Visit(j.address + path)
		if j.script {
			j.phone.Keys("Shift", "Shift", "Shift")
		} else {
			j.phone.Click(".exit")
		}
		j.phone.See("Sunny")
		j.phone.Back()
		j.phone.DontSee("Where you are signed in")
		j.phone.DontSee("How to reach me")
		j.phone.Visit(j.address + path)
		j.phone.Submit("Continue")
		j.phone.Visit(j.address + path)
		j.phone.See("Open your own space")
		j.opens()
	}
}

// locksWhileWriting: ten minutes pass while she writes. What she wrote is gone; once she chose to keep it, it waits behind
// her card and words.
func (j *controlled) locksWhileWriting() {
	j.t.Helper()
	const wrote = "I would rather go on a Thursday."
	for _, keep := range []bool{false, true} {
		if keep {
			j.phone.Visit(j.address + "/my/settings/ask")
			j.phone.Choose("Keep what I was writing for one hour")
			j.phone.Submit("Keep this")
			j.phone.See("This is kept")
		}
		j.phone.Visit(j.address + "/my/record")
		j.phone.Click("Add my own words")
		j.phone.Fill("What would you like to say about this?", wrote)
		j.Clock.Advance(10 * time.Minute)
		j.phone.Submit("Keep my words")
		j.phone.See("Open your own space")
		j.opens()
		if !keep {
			j.phone.See("Today")
			j.phone.DontSee("What you were writing")
			continue
		}
		j.phone.See("What you were writing is still here")
		j.looks("j2-draft-320")
		j.phone.Submit("Show it")
		j.phone.See(wrote)
		j.looks("j2-draft-shown-320")
		j.phone.Submit("Send it now")
		j.phone.Visit(j.address + "/my/record")
		j.phone.See(wrote)
	}
}

// looks takes a picture of the phone and holds it to WCAG 2.2 AA and to its width.
func (j *controlled) looks(name string) {
	j.t.Helper()
	j.phone.Screenshot(name)
	if over := browser.Eval[int](j.phone, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		j.t.Errorf("%s is %d pixels wider than the screen", name, over)
	}
	for _, v := range j.phone.Axe() {
		j.t.Errorf("%s: %s", name, v)
	}
}

// saysHow: text messages on Tuesdays between ten and eleven, with a word; and what asks for her words from now on.
func (j *controlled) saysHow() {
	j.t.Helper()
	j.phone.Visit(j.address + "/my/contact")
	j.phone.Choose("Text message")
	j.phone.Submit("Go on")
	j.phone.Fill("Number", "+1 202 555 0100")
	j.phone.Choose("Tuesday")
	j.phone.Fill("From", "10:00 AM")
	j.phone.Fill("To", "11:00 AM")
	j.phone.Fill("A word that only you and we know", "Blue Heron")
	j.phone.Choose("In 90 days")
	j.phone.Submit("Keep this")
	j.phone.See("This counts now")
	j.phone.Visit(j.address + "/my/settings/ask")
	j.phone.Choose("How I can be reached")
	j.phone.Submit("Keep this")
	j.phone.See("This is kept")
	j.phone.Screenshot("j2-ask-320")
}

// tuesday turns the clock to an hour of the next Tuesday.
func (j *controlled) tuesday(hour, minute int) {
	now := j.Clock.Now().UTC()
	days := (int(time.Tuesday) - int(now.Weekday()) + 7) % 7
	at := time.Date(now.Year(), now.Month(), now.Day()+days, hour, minute, 0, 0, time.UTC)
	if !at.After(now) {
		at = at.AddDate(0, 0, 7)
	}
	j.Clock.Advance(at.Sub(now))
}

// messageWaits: at five past eleven it is held, whole and unread, and leaves on the next Tuesday at ten.
func (j *controlled) messageWaits() {
	j.t.Helper()
	j.tuesday(11, 4)
	j.desk = j.site.desk(j.t, j.Shelter.As(account.Advocate))
	j.desk.Visit(j.address + "/desk/people/" + j.ref + "/reach")
	j.desk.See("Not now. Next:")
	j.desk.Choose("Something waits in their own space")
	j.desk.Submit("Look at it first")
	j.desk.See("It waits, and leaves between")
	j.desk.Screenshot("j2-check-1280")
	text := "There is something new for you to read, whenever it suits you."
	j.desk.See(text)
	j.desk.Submit("Send it")
	j.desk.See("It waits for the next time that they allow")
	if j.works() != 0 {
		j.t.Fatal("it left at five past eleven")
	}
	j.tuesday(10, 1)
	if j.works() != 1 {
		j.t.Fatal("it did not leave at ten")
	}
	if m := j.sent()[0]; m.Text != text || len(contact.Telling("en", m.Text)) > 0 {
		j.t.Errorf("what left: %q", m.Text)
	}
}

// works does what the queue holds and counts what has left by then.
func (j *controlled) works() int {
	j.t.Helper()
	if _, err := j.Queue.Work(j.t.Context(), j.Shelter.Agency.ID); err != nil {
		j.t.Fatal(err)
	}
	return len(j.sent())
}

// wrongWord: a voice says "it is me". The word is not hers: the script ends, and she stays signed in.
func (j *controlled) wrongWord() {
	j.t.Helper()
	j.opens()
	j.desk = j.site.desk(j.t, j.Shelter.As(account.Advocate))
	j.desk.Click("Somebody rings or writes")
	j.desk.See("We can neither confirm that we know somebody, nor that we do not.")
	j.desk.Visit(j.address + "/desk/people/" + j.ref + "/reach")
	j.desk.Click("A phone is lost")
	j.desk.Fill("The code word, as you heard it", "red crane")
	j.desk.Submit("Close everything")
	j.desk.See("End the call")
	j.desk.DontSee("The code word, as you heard it")
	j.phone.Visit(j.address + "/my")
	j.phone.See("Today")
}

// phoneIsTaken: she rings from elsewhere and says her word. Whoever holds the phone finds the sign-in at the next step, she is
// asked first, and the plan is to be looked through within a working day.
func (j *controlled) phoneIsTaken() {
	j.t.Helper()
	j.desk.Visit(j.address + "/desk/people/" + j.ref + "/reach/lost-phone")
	j.desk.Fill("The code word, as you heard it", "blue heron")
	j.desk.Submit("Close everything")
	j.desk.See("Everything is closed")
	j.desk.Screenshot("j2-lost-1280")
	j.phone.Click("Who looked")
	j.phone.See("Open your own space")
	j.desk.Visit(j.address + "/desk/people/" + j.ref + "/reach")
	j.desk.See("Ask them first")
	j.desk.Visit(j.address + "/desk/people/" + j.ref)
	j.desk.See("Look through the plan together")
}

// somebodyElse is at her space, which she left open: they read nothing of how she is reached, share nothing, and what they
// tried stands there with device and minute. She takes it all back without typing anything.
func (j *controlled) somebodyElse() {
	j.t.Helper()
	j.opens()
	j.Clock.Advance(6 * time.Minute)
	j.phone.Visit(j.address + "/my/contact")
	j.phone.See("Your words once more")
	j.phone.DontSee("+1 202 555 0100")
	j.phone.Screenshot("j2-again-320")
	j.phone.Fill("The words that you sign in with", "what could it be")
	j.phone.Submit("Go on")
	j.phone.See("That did not open.")
	tried := j.Clock.Now().UTC().Format("3:04 PM")
	partner := j.Client(j.Pages())
	partner.Keep("s", j.session())
	for _, path := range []string{"/my", "/my/record", "/my/choices"} {
		if a := partner.Get(path); strings.Contains(a.Body, "+1 202 555 0100") {
			j.t.Errorf("%s shows how she is reached", path)
		}
	}
	me := j.Resume(account.Session{Token: j.session()})
	choices, err := j.Disclosure.Choices(j.t.Context(), me, j.hana)
	if err != nil || len(choices) != 1 {
		j.t.Fatal(choices, err)
	}
	if err := j.Disclosure.Give(j.t.Context(), me, j.hana, choices[0].ID, informed(choices[0].Items[0].ID)); err != account.ErrStepUp {
		j.t.Errorf("a yes at an open space: %v", err)
	}
	j.phone.Visit(j.address + "/my/looks")
	j.phone.See("Somebody at your open space wanted to say yes to sharing, without your words.")
	j.phone.See("ended all your sign-ins, because you rang and said your code word")
	j.phone.Screenshot("j2-looks-320")
	j.phone.Click("Who signed in as you, and from what device")
	j.phone.See("Somebody typed other words on an open screen. Nothing was done.")
	j.phone.See(tried)
	j.phone.Screenshot("j2-sign-ins-320")
	j.phone.Submit("Sign out everywhere")
	j.phone.See("Open your own space")
}

// session is the cookie that the phone holds.
func (j *controlled) session() string {
	j.t.Helper()
	for _, c := range j.phone.Cookies() {
		if c.Name == "s" {
			v, err := url.QueryUnescape(c.Value)
			if err != nil {
				j.t.Fatal(err)
			}
			return v
		}
	}
	j.t.Fatal("the phone has no session")
	return ""
}
