package intake_test

import (
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Whoever sends a report can claim that it is urgent. The desk opens it, counts the answers to questions that were asked, says
// plainly that they do not agree, and the server's clocks follow.
func TestAClaimThatTheAnswersDoNotBearOutIsShown(t *testing.T) {
	s := manned(t)
	sol := s.desk(s.Shelter, account.IntakeResponder)
	r := s.reporter(s.Shelter, reporting.Help)
	r.urgent = true
	r.sends(r.header(map[string]any{"answers": map[string]any{"danger": "no", "urgent": "yes", "needs": []string{"talk"}}}))
	c := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en"})
	c.opens(sol)
	c.See(c.say("say.claimed_urgent"))
	c.DontSee(c.say("say.urgent_new"))
	c.Click(".row-open")
	c.See(c.say("say.claimed_urgent_text"))
	state, err := s.Reporting.Desk(t.Context(), s.SignIn(s.Shelter.As(account.Supervisor)), reporting.Help)
	if err != nil || len(state.Reports) != 1 || state.Reports[0].Urgent || !state.Reports[0].Claimed {
		t.Errorf("the server has %+v, %v", state.Reports, err)
	}
}

// Where the worker's browser has no random numbers no key is made and nothing is sealed: the desk refuses, and says so.
func TestADeskWithoutChanceMakesNoKeys(t *testing.T) {
	s := manned(t)
	for _, role := range []account.Role{account.IntakeResponder, account.Advocate} { // one has a desk, the other would make keys
		c := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en", Before: `Crypto.prototype.getRandomValues = (bytes) => bytes`})
		c.signsIn(s.Shelter.As(role))
		c.See(c.say("unsafe.heading"))
		c.DontSee(c.say("setup.draw"))
		c.DontSee(c.say("locked.heading"))
	}
}
