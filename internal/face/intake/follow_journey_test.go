package intake_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestINVWhatFollowsAReportIsThereForItsReadersOnly: a report leaves the supervisor out, and its writer adds words and a picture,
// which are sealed to everybody who answers. The supervisor's desk shows nothing at all, nor does it hand anything on; the
// colleague's shows both. What does not hold together is flagged there, and nowhere else.
func TestINVWhatFollowsAReportIsThereForItsReadersOnly(t *testing.T) {
	s := manned(t)
	sol, imani := s.desk(s.Shelter, account.IntakeResponder), s.desk(s.Shelter, account.Supervisor)
	png, _ := hex.DecodeString("89504e470d0a1a0a0000000d4948445200000001000000010806000000" +
		"1f15c4890000000d49444154789c63f8cfc0f01f0005000201d0c0d8e70000000049454e44ae426082")
	r := s.reporter(s.Shelter, reporting.Help)
	r.urgent = true
	r.to(r.header(map[string]any{"text": "she keeps my passport", "about": map[string]any{"agency": "", "role": "supervisor"}, "left_out": []string{finger(key(imani))}}), sol)
	file := digits(8)
	r.follows(r.piece(file, 0, png))
	r.follows(r.message(map[string]any{"text": "it is in the blue drawer", "files": []any{
		map[string]any{"id": file, "name": "drawer.png", "type": "image/png", "bytes": len(png), "parts": 1, "sha256": sum(png), "stripped": true}}}))
	moved := s.reporter(s.Shelter, reporting.Help)
	r.follows(moved.message(map[string]any{"text": "moved from elsewhere"}))

	opts := browser.Options{Width: 1280, Height: 900, Language: "en"}
	b := s.chair(s.address, opts)
	b.opens(imani)
	b.See(b.say("queue.none"))
	b.looks("left-out")
	a := s.chair(s.address, opts)
	a.opens(sol)
	a.See(a.say("say.value.needs.safe_place"))
	a.Click(".row-open")
	a.See("she keeps my passport")
	a.See("it is in the blue drawer")
	a.See("drawer.png")
	a.See(a.say("say.trouble.malformed"))
	a.DontSee("moved from elsewhere")
	a.Click(".file [data-part=open]")
	a.See(a.say("file.clear"))
	a.looks("followed")

	r.follows(r.message(map[string]any{"text": "and now it is gone", "sent": "2026-11-26T09:00Z"}))
	a.asks()
	a.Click(".row-open")
	a.See("and now it is gone")
	b.asks()
	b.See(b.say("queue.none"))
	for _, trace := range []string{"passport", "drawer", "elsewhere"} {
		if strings.Contains(b.HTML(), trace) {
			t.Errorf("the page of whoever was left out has %q", trace)
		}
	}
	for _, trace := range []string{"say.row_broken", "say.flagged", "say.row_not_for_you", "say.urgent_new"} {
		b.DontSee(b.say(trace))
	}
	if rows := browser.Eval[int](b.Tab, `document.querySelectorAll(".row-open").length`); rows != 0 {
		t.Errorf("the queue of whoever was left out has %d rows", rows)
	}
	b.Click(b.say("duty.off"))
	b.See(b.say("carry.lead"))
	b.Click(b.say("carry.go"))
	b.See(b.say("say.duty_off"))
	state, err := s.Reporting.Desk(t.Context(), s.SignIn(s.Shelter.As(account.Advocate)), reporting.Help)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range state.Reports[0].Drops {
		if d.Carried != "" {
			t.Error("whoever was left out handed something on")
		}
	}
	for _, c := range []*chair{a, b} {
		for _, problem := range c.Problems() {
			t.Errorf("the browser complains: %s", problem)
		}
	}
}
