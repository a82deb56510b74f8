package staff

import (
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// conductPoints is how many sentences the code of conduct has (practice map S21).
var conductPoints = []string{
	"staff.conduct.decides", "staff.conduct.conditions", "staff.conduct.confidential", "staff.conduct.need", "staff.conduct.nothing",
	"staff.conduct.words", "staff.conduct.press", "staff.conduct.limits", "staff.conduct.speak_up",
}

func (f *Face) conduct(v desk.Visit) error {
	standing, err := f.Accounts.StandingOf(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("staff.conduct"), Lead: v.L.T("staff.conduct.lead")}
	if standing.Attested {
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("staff.conduct.signed"), Text: v.L.T("staff.conduct.signed_text")})
	}
	var lines []string
	for _, point := range conductPoints {
		lines = append(lines, v.L.T(point))
	}
	s.Parts = append(s.Parts, desk.List{Lines: lines}, desk.Form{Key: id.Reference(),
		Buttons: []webkit.Button{{Text: v.L.T("staff.conduct.sign"), Kind: webkit.Primary}}})
	return f.Show(v, 200, s)
}

func (f *Face) signConduct(v desk.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	if err := f.Accounts.Attest(v.R.Context(), v.Actor); err != nil {
		return err
	}
	webkit.SeeOther(v.W, "/desk/conduct")
	return nil
}

// office is the desk of who opens nothing about a person by these pages, and says what they can do.
func (f *Face) office(v desk.Visit) error {
	s := desk.Sheet{Heading: v.L.T("staff.office")}
	if v.Actor.Role == account.PrivacyOfficer {
		s.Lead = v.L.T("staff.office.privacy")
		s.Parts = []webkit.Component{desk.List{Heading: v.L.T("staff.office.can"), Lines: []string{
			v.L.T("staff.office.verify", "command", "amparo ledger verify"), v.L.T("staff.office.keep"), v.L.T("staff.office.cannot")}}}
	} else {
		s.Lead = v.L.T("staff.office.nothing")
	}
	return f.Show(v, 200, s)
}
