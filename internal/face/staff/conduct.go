package staff

import (
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// conductPoints is how many sentences the code of conduct has (practice map S21).
var conductPoints = []string{
	"staff.conduct.decides", "staff.conduct.conditions", "staff.conduct.confidential", "staff.conduct.need", "staff.conduct.nothing",
	"staff.conduct.words", "staff.conduct.press", "staff.conduct.limits", "staff.conduct.speak_up",
}

func (f *Face) conduct(v visit) error {
	standing, err := f.Accounts.StandingOf(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	s := sheet{Heading: v.l.T("staff.conduct"), Lead: v.l.T("staff.conduct.lead")}
	if standing.Attested {
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.l.T("staff.conduct.signed"), Text: v.l.T("staff.conduct.signed_text")})
	}
	var lines []string
	for _, point := range conductPoints {
		lines = append(lines, v.l.T(point))
	}
	s.Parts = append(s.Parts, list{Lines: lines}, form{Key: id.Reference(),
		Buttons: []webkit.Button{{Text: v.l.T("staff.conduct.sign"), Kind: webkit.Primary}}})
	return f.show(v, 200, s)
}

func (f *Face) signConduct(v visit) error {
	if _, problems := (webkit.Form{}).Read(v.r); problems.Any() {
		return problems.Err()
	}
	if err := f.Accounts.Attest(v.r.Context(), v.actor.Agency, v.actor.Account); err != nil {
		return err
	}
	webkit.SeeOther(v.w, "/desk/conduct")
	return nil
}

// missing says what keeps an account from opening anything, with the way to change it.
func (f *Face) missing(v visit) ([]webkit.Component, error) {
	standing, err := f.Accounts.StandingOf(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	var parts []webkit.Component
	if !standing.Attested {
		parts = append(parts, webkit.Notice{Attention: true, Heading: v.l.T("staff.missing.conduct"), Text: v.l.T("staff.missing.conduct_text"),
			Undo: &webkit.Button{Text: v.l.T("staff.missing.conduct_go"), Kind: webkit.Primary, URL: "/desk/conduct"}})
	}
	if !slices.Contains(standing.Certificates, account.Confidentiality) {
		parts = append(parts, webkit.Notice{Attention: true, Heading: v.l.T("staff.missing.training"), Text: v.l.T("staff.missing.training_text")})
	}
	return parts, nil
}

// office is the desk of who opens nothing about a person by these pages, and says what they can do.
func (f *Face) office(v visit) error {
	s := sheet{Heading: v.l.T("staff.office")}
	if v.actor.Role == account.PrivacyOfficer {
		s.Lead = v.l.T("staff.office.privacy")
		s.Parts = []webkit.Component{list{Heading: v.l.T("staff.office.can"), Lines: []string{
			v.l.T("staff.office.verify", "command", "amparo ledger verify"), v.l.T("staff.office.keep"), v.l.T("staff.office.cannot")}}}
	} else {
		s.Lead = v.l.T("staff.office.nothing")
	}
	return f.show(v, 200, s)
}
