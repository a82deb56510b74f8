package intake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestHandingOver seals what waits to a colleague, who did not see it before; and says what is so when there is nobody.
func TestHandingOver(t *testing.T) {
	s := manned(t)
	sol, imani := s.desk(s.Shelter, account.IntakeResponder), s.desk(s.Shelter, account.Supervisor)
	for _, text := range []string{"una garza", "dos garzas"} {
		r := s.reporter(s.Shelter, reporting.Help)
		r.to(r.header(map[string]any{"text": text, "answers": map[string]any{"area": text}}), sol)
	}
	left := s.reporter(s.Shelter, reporting.Help)
	left.to(left.header(map[string]any{"text": "no a ella", "left_out": []string{finger(key(imani))}}), sol)

	b := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en"})
	b.opens(imani)
	b.See(b.say("queue.none"))
	b.looks("empty")

	a := s.chair(s.address, browser.Options{Width: 320, Height: 640, Language: "vi"})
	a.opens(sol)
	a.See("dos garzas")
	a.Click(a.say("duty.off"))
	a.See(a.say("carry.lead"))
	a.looks("hand-over")
	a.Click(a.say("carry.go"))
	a.See(a.words1("say.carry_alone"))
	a.looks("hand-over-left")
	a.Click(a.say("say.carry_anyway"))
	a.See(a.say("say.duty_off"))

	b.asks()
	b.See("una garza")
	b.See("dos garzas")
	b.DontSee("no a ella")
	first := browser.Eval[string](b.Tab, `document.querySelector("[data-part=rows] [data-part=area]").textContent`) // which one is random
	b.Click(".row-open")
	b.See(b.say("report.said"))
	b.See(first)
	b.Click(b.say("report.back"))
	b.Click(b.say("duty.off"))
	b.See(b.say("say.carry_nobody"))
	b.DontSee(b.say("carry.go"))
	b.looks("hand-over-nobody")
	b.Click(b.say("carry.back"))
	b.See(b.say("say.alone"))
	for _, c := range []*chair{a, b} {
		for _, problem := range c.Problems() {
			t.Errorf("the browser complains: %s", problem)
		}
	}
}

// words1 are words with 1 in the place of the number.
func (c *chair) words1(key string) string { return c.l.T("intake."+key, "count", "1") }

// TestTheNextWeek makes the key of the next week when it is time, seals what waits again with it, and keeps out a colleague
// under her new key whom a reporter left out under the old one. An urgent report is told of while the page is open.
func TestTheNextWeek(t *testing.T) {
	s := manned(t)
	sol, imani := s.desk(s.Shelter, account.IntakeResponder), s.desk(s.Shelter, account.Supervisor)
	r := s.reporter(s.Shelter, reporting.Help)
	r.sends(r.header(map[string]any{"text": "a heron", "answers": map[string]any{"area": "reeds"}}))
	left := s.reporter(s.Shelter, reporting.Help)
	left.to(left.header(map[string]any{"text": "not to her", "left_out": []string{finger(key(imani))}, "answers": map[string]any{"area": "bank"}}), sol)
	s.Clock.Advance(4 * 24 * time.Hour)
	opts := browser.Options{Width: 1280, Height: 900, Language: "en"}
	b := s.chair(s.address, opts)
	b.opens(imani)
	b.See("reeds")
	b.DontSee(b.say("say.renew"))
	s.Clock.Advance(24 * time.Hour)
	for _, m := range []apptest.Manned{imani, sol} {
		c := s.chair(s.address, opts)
		c.opens(m)
		c.See(c.say("say.renew"))
		c.looks("renew")
		c.Click(c.say("say.renew_go"))
		c.See(c.say("say.carry_renew"))
		c.Click(c.say("say.carry_renew_go"))
		c.See(c.say("queue.order"))
		c.DontSee(c.say("say.renew"))
		c.See("reeds")
	}
	b = s.chair(s.address, opts)
	b.opens(imani)
	b.See("reeds")
	if strings.Contains(b.HTML(), "bank") {
		t.Error("a colleague whom the reporter left out reads it under her new key")
	}
	state, err := s.Reporting.Desk(t.Context(), s.SignIn(s.Shelter.As(account.Advocate)), reporting.Help)
	if err != nil {
		t.Fatal(err)
	}
	carried := 0
	for _, report := range state.Reports {
		for _, d := range report.Drops {
			if d.Carried != "" {
				carried++
			}
		}
	}
	if carried != 2 {
		t.Errorf("%d drops are carried", carried)
	}

	urgent := s.reporter(s.Shelter, reporting.Help)
	urgent.urgent = true
	urgent.sends(urgent.header(map[string]any{"answers": map[string]any{"danger": "yes", "area": "harbour"}}))
	b.See(b.say("say.urgent_new"))
	b.See("harbour")
	if said := browser.Eval[string](b.Tab, `document.querySelector("[data-live]").textContent`); !strings.Contains(said, b.say("say.urgent_new")) || !strings.Contains(said, "+1 312 555 0199") {
		t.Errorf("what is read aloud is %q", said)
	}
	b.looks("urgent")
}
