package desk

import (
	"slices"

	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Missing says what keeps an account from opening anything, with the way to change it.
func (d *Desk) Missing(v Visit) ([]webkit.Component, error) {
	standing, err := d.Accounts.StandingOf(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	var parts []webkit.Component
	if !standing.Attested {
		parts = append(parts, webkit.Notice{Attention: true, Heading: v.L.T("staff.missing.conduct"), Text: v.L.T("staff.missing.conduct_text"),
			Undo: &webkit.Button{Text: v.L.T("staff.missing.conduct_go"), Kind: webkit.Primary, URL: "/desk/conduct"}})
	}
	if !slices.Contains(standing.Certificates, account.Confidentiality) {
		parts = append(parts, webkit.Notice{Attention: true, Heading: v.L.T("staff.missing.training"), Text: v.L.T("staff.missing.training_text")})
	}
	return parts, nil
}
