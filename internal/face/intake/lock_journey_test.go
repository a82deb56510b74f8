package intake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestALockedDeskShowsNothing leaves an opened report in every way, and comes back.
func TestALockedDeskShowsNothing(t *testing.T) {
	s := manned(t)
	sol := s.desk(s.Shelter, account.IntakeResponder)
	r := s.reporter(s.Shelter, reporting.Help)
	r.sends(r.header(nil))
	c := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en"})
	c.opens(sol)
	nothing := func(how string) {
		t.Helper()
		c.See(c.say("locked.heading"))
		if html := c.HTML(); strings.Contains(html, "garza") || strings.Contains(html, "puerto") || strings.Contains(html, "AGE-SECRET") {
			t.Errorf("%s: what was opened is still in the page", how)
		}
		if kept := browser.Eval[int](c.Tab, `localStorage.length + sessionStorage.length + document.cookie.length`); kept != 0 {
			t.Errorf("%s: the browser keeps something", how)
		}
		browser.Eval[int](c.Tab, `indexedDB.databases().then((all) => { window.databases = all.length; }) && 0`)
		c.Until(`window.databases === 0`)
	}
	read := func() {
		t.Helper()
		c.Click(".row-open")
		c.See("una garza en los juncos")
	}
	read()
	c.Visit(s.address + "/desk/conduct")
	c.Back()
	nothing("after Back")
	c.unlocks()
	read()
	c.Fill(c.say("reply.text"), "half a sentence")
	c.Click("[data-heading]")
	c.Keys("l")
	nothing("after the key")
	c.unlocks()
	read()
	if got := c.Value(c.say("reply.text")); got != "half a sentence" {
		t.Errorf("what was half written came back as %q", got)
	}
	c.Reload()
	nothing("after a reload")
	c.unlocks()
	read()
	c.Click(c.l.T("page.leave"))
	c.Back()
	c.DontSee("garza")
}

// TestAnAnswerAfterTheLockOpensNothing locks while the server is still answering: what comes then is not drawn, and the
// windows are not opened again.
func TestAnAnswerAfterTheLockOpensNothing(t *testing.T) {
	s := manned(t)
	sol := s.desk(s.Shelter, account.IntakeResponder)
	r := s.reporter(s.Shelter, reporting.Help)
	r.sends(r.header(nil))
	c := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en"})
	c.opens(sol)
	c.See("puerto")
	for _, slow := range []struct {
		path string
		act  func()
	}{
		{"/desk/intake/duty", func() {
			c.Click(c.say("duty.off"))
			c.Click(c.say("carry.go"))
		}},
		{"/desk/intake/window", func() {
			c.Fill(c.say("duty.shown"), "Sol")
			c.Click("[data-part=go]")
		}},
		{"/desk/intake/open", func() {
			c.Keys("l")
			c.unlocks()
		}},
	} {
		h := s.holds(slow.path)
		slow.act()
		select {
		case <-h.asked:
		case <-time.After(time.Minute):
			t.Fatalf("%s is not asked", slow.path)
		}
		c.Keys("l")
		c.See(c.say("locked.heading"))
		browser.Eval[int](c.Tab, `window.answers = performance.getEntriesByType("resource").length`)
		close(h.letGo)
		c.Until(`performance.getEntriesByType("resource").length > window.answers`)
		c.Fill(c.say("locked.label"), "no words of mine") // what is refused takes longer than what the answer had begun
		c.Click(c.say("locked.go"))
		c.See(c.say("say.words_wrong"))
		c.DontSee("puerto")
		c.unlocks()
		c.See("puerto")
	}
}

// TestNothingWrittenIsLost sends an answer while the line is down, and decides what somebody else decided meanwhile.
func TestNothingWrittenIsLost(t *testing.T) {
	s := manned(t)
	sol := s.desk(s.Shelter, account.IntakeResponder)
	r := s.reporter(s.Shelter, reporting.Help)
	r.sends(r.header(map[string]any{"lang": "ti"}))
	c := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en"})
	c.opens(sol)
	c.Click(".row-open")
	c.See("una garza")
	c.See("Write as simply as you can")
	c.Fill(c.say("reply.text"), "we read your words")
	s.down.Store(true)
	c.Click(c.say("reply.send"))
	c.See(c.say("say.offline"))
	if got := c.Value(c.say("reply.text")); got != "we read your words" {
		t.Errorf("the field holds %q", got)
	}
	s.down.Store(false)
	c.Click(c.say("reply.send"))
	c.See(c.say("say.reply_sent"))
	if got := r.replies(); len(got) != 1 || got[0]["text"] != "we read your words" {
		t.Errorf("the mailbox holds %v", got)
	}

	imani := s.SignIn(s.Shelter.As(account.Supervisor))
	state, err := s.Reporting.Desk(t.Context(), imani, reporting.Help)
	if err != nil {
		t.Fatal(err)
	}
	one := state.Reports[0]
	if err := s.Reporting.Decide(t.Context(), imani, one.Report, reporting.Move{Event: reporting.StartTriage, Version: one.Version}); err != nil {
		t.Fatal(err)
	}
	c.Fill(c.say("decide.event"), c.say("say.event.quarantine"))
	c.See(c.say("say.explains.quarantine"))
	c.Fill(c.say("decide.reason"), c.say("say.reason.threat"))
	c.Click(c.say("decide.go"))
	c.See(c.say("say.decide_meanwhile"))
	c.See(c.say("say.state.in_triage"))
	c.looks("meanwhile")
	if got := c.Value(c.say("decide.event")) + " " + c.Value(c.say("decide.reason")); got != "quarantine threat" {
		t.Errorf("%q is chosen now", got)
	}
	c.Click(c.say("decide.go"))
	c.See(c.say("say.state.quarantined"))
}

// TestASessionThatEndedLocks leads to the sign-in, with nothing left on the page.
func TestASessionThatEndedLocks(t *testing.T) {
	s := manned(t)
	sol := s.desk(s.Shelter, account.IntakeResponder)
	r := s.reporter(s.Shelter, reporting.Help)
	r.sends(r.header(nil))
	c := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en"})
	c.opens(sol)
	c.See("puerto")
	s.Clock.Advance(time.Minute)
	if err := s.Accounts.SignOutEverywhere(t.Context(), s.SignIn(sol.Member)); err != nil {
		t.Fatal(err)
	}
	c.Submit(".row-open")
	c.See(c.l.T("staff.sign_in.heading"))
	c.DontSee("puerto")
}
