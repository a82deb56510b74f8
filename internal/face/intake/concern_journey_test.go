package intake_test

import (
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
)

// TestAConcernIsOpenedByTwo walks the desk for concerns: its own clocks, a report that is not for its reader, and a name that
// two custodians open, one after the other.
func TestAConcernIsOpenedByTwo(t *testing.T) {
	s := manned(t)
	var both []apptest.Manned
	for _, m := range s.desks {
		if m.Channel == reporting.Concern && m.House.Agency.ID == s.Shelter.Agency.ID {
			both = append(both, m)
		}
	}
	if len(both) != 2 {
		t.Fatalf("%d custodians are on duty", len(both))
	}
	r := s.reporter(s.Shelter, reporting.Concern)
	name := append(asJSON(map[string]any{"v": 1, "kind": "name", "name": "Hana of the reeds"}), '\n')
	inner := sealedTo(t, append(name, make([]byte, 1024-len(name))...), key(both[1]))
	r.sends(r.header(map[string]any{"text": "the lift is for staff only", "identity": []any{
		map[string]any{"first": finger(key(both[0])), "second": finger(key(both[1])), "sealed": b64(sealedTo(t, inner, key(both[0])))}}}))
	about := s.reporter(s.Shelter, reporting.Concern)
	about.sends(about.header(map[string]any{"text": "about one of you", "about": map[string]any{"agency": "", "role": "custodian"}}))

	first := s.chair(s.address, browser.Options{Width: 1280, Height: 900, Language: "en"})
	second := s.chair(s.address, browser.Options{Width: 320, Height: 640, Language: "ar"})
	for i, c := range []*chair{first, second} {
		c.at = "/desk/concerns"
		c.opens(both[i])
		c.See(c.say("say.row_not_for_you"))
	}
	first.See("To say that it came: in 7 days")
	first.looks("concerns")
	first.Click(first.say("say.row_not_for_you"))
	first.See(first.say("say.not_for_you_text"))
	first.looks("not-for-you")
	first.Click(first.say("report.back"))
	first.Click(first.l.T("intake.say.value.needs.safe_place"))
	first.See("the lift is for staff only")
	first.Fill(first.say("identity.reason"), first.say("say.identity_reason.life_in_danger"))
	first.Click(first.say("identity.ask"))
	first.See(first.say("say.identity_waits"))
	first.DontSee("Hana")
	first.looks("identity-asked")

	second.asks()
	second.Click(second.l.T("intake.say.value.needs.safe_place"))
	second.See(second.say("say.identity_for_you"))
	second.DontSee("Hana")
	second.Click(second.say("identity.open"))
	second.See("Hana of the reeds")
	second.looks("identity-open")
	for _, c := range []*chair{first, second} {
		c.DontSee("about one of you")
		if strings.Contains(c.HTML(), "about one of you") {
			t.Error("a report about its reader is in the page")
		}
		for _, problem := range c.Problems() {
			t.Errorf("the browser complains: %s", problem)
		}
	}
}
