package desk

import (
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// consentLines are the same in one line each, for the top of every side of a person's page. What is over is left to the
// sharing side.
func (d *Desk) consentLines(v Visit, choices []disclosure.Choice) []string {
	var out []string
	for _, c := range choices {
		key, witness := "", ""
		switch {
		case c.WaitsFor(v.Actor):
			key = "staff.consent.confirm"
		case c.Open() && c.Hearing != nil:
			key, witness = "staff.consent.heard", locale.Isolate(c.Hearing.Witness)
		case c.LastWeek:
			key = "staff.consent.last_week"
		case c.Stands():
			key = "staff.consent.stands"
		case c.Open():
			key = "staff.consent.waits"
		case c.State == consent.StateSuspended && c.Reason != consent.Expired:
			key = "staff.consent.suspended"
		case c.State == consent.StateWithdrawn:
			key = "staff.consent.withdrawn"
		default:
			continue
		}
		out = append(out, v.L.T(key, "agency", locale.Isolate(c.RecipientName), "witness", witness, "until", v.L.Date(c.ExpiresAt, d.House.Zone)))
	}
	if len(out) == 0 {
		out = []string{v.L.T("staff.consent.nothing")}
	}
	return out
}
