package desk

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// WaysPage is the address of the page about the ways to sign in.
const WaysPage = "/desk/keys"

// Shell is the desk around a page of another face, with the ways that the role has.
func (d *Desk) Shell(r *http.Request) (webkit.Shell, error) {
	return d.Around(Visit{R: r, L: d.House.Speak(r), Actor: page.Actor(r.Context()), Now: d.House.Clock()})
}

// Around is the desk around a page, with the ways that the role has.
func (d *Desk) Around(v Visit) (webkit.Shell, error) {
	nav := d.Nav(v)
	if receives(v.Actor.Role) {
		open, notices, err := d.Disclosure.Inbox(v.R.Context(), v.Actor)
		if err != nil {
			return webkit.Shell{}, err
		}
		for i := range nav {
			if nav[i].URL == "/desk/inbox" {
				nav[i].Count = waiting(open, notices)
			}
		}
	}
	nav, err := d.alarms(v, nav)
	if err != nil {
		return webkit.Shell{}, err
	}
	if nav, err = d.leavings(v, nav); err != nil {
		return webkit.Shell{}, err
	}
	s := d.House.StaffShell(v.R, nav)
	s.Shortcuts = &webkit.Shortcuts{Label: v.L.T("staff.keys")}
	for _, n := range s.Nav {
		s.Shortcuts.Items = append(s.Shortcuts.Items, webkit.Pair{Term: n.Key, Text: n.Text})
	}
	if WorksWithPeople(v.Actor.Role) {
		s.Shortcuts.Items = append(s.Shortcuts.Items, webkit.Pair{Term: "n", Text: v.L.T("staff.keys.new")})
	} else {
		s.Logged = "" // nothing here is about a person
	}
	s.Shortcuts.Items = append(s.Shortcuts.Items, webkit.Pair{Term: ".", Text: s.HideNames})
	return s, nil
}

// alarms puts beside the way to the alarms how many of them nobody has seen, and gives a supervisor the way to agree to
// somebody who is proposed to read them.
func (d *Desk) alarms(v Visit, nav []webkit.NavItem) ([]webkit.NavItem, error) {
	switch v.Actor.Role {
	case account.PrivacyOfficer:
		n, err := d.Oversight.Open(v.R.Context(), v.Actor)
		if at := slices.IndexFunc(nav, func(n webkit.NavItem) bool { return n.URL == "/desk/alarms" }); at >= 0 && n > 0 {
			nav[at].Count = strconv.Itoa(n)
		}
		return nav, err
	case account.Supervisor:
		waits, err := d.Oversight.Waits(v.R.Context(), v.Actor.Agency)
		if waits {
			nav = append(nav, webkit.NavItem{Text: v.L.T("alarms.agree_nav"), URL: "/desk/alarms/agree", Key: "g l"})
		}
		return nav, err
	}
	return nav, nil
}

// leavings gives whoever has something to say about somebody who leaves the way there, with how many wait for them.
func (d *Desk) leavings(v Visit, nav []webkit.NavItem) ([]webkit.NavItem, error) {
	if !slices.Contains(Leaving, string(v.Actor.Role)) {
		return nav, nil
	}
	list, err := d.Gate.Leavings(v.R.Context(), v.Actor)
	if err != nil || len(list) == 0 {
		return nav, err
	}
	item, n := webkit.NavItem{Text: v.L.T("staff.leaving"), URL: "/desk/leavings", Key: "g v"}, 0
	for _, l := range list {
		if l.WaitsFor(v.Actor.Account) {
			n++
		}
	}
	if n > 0 {
		item.Count = strconv.Itoa(n)
	}
	return append(nav, item), nil
}

// waiting is how many things in an inbox want something done, in figures; empty for none.
func waiting(open []disclosure.Waiting, notices []disclosure.Notice) string {
	n := len(open)
	for _, notice := range notices {
		if !notice.Attested {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Nav are the ways that the role has.
func (d *Desk) Nav(v Visit) []webkit.NavItem {
	var nav []webkit.NavItem
	switch role := v.Actor.Role; {
	case receives(role):
		nav = append(nav, webkit.NavItem{Text: v.L.T("staff.people"), URL: "/desk/people", Key: "g p"},
			webkit.NavItem{Text: v.L.T("staff.inbox"), URL: "/desk/inbox", Key: "g i"})
	case role == account.Admin:
		nav = append(nav, webkit.NavItem{Text: v.L.T("staff.accounts"), URL: "/desk/accounts", Key: "g a"})
	case role == account.IntakeResponder, role == account.Custodian: // they have the desk below, and no other
	case role == account.PrivacyOfficer:
		nav = append(nav, webkit.NavItem{Text: v.L.T("staff.office"), URL: "/desk/office", Key: "g o"},
			webkit.NavItem{Text: v.L.T("staff.accounts"), URL: "/desk/accounts", Key: "g a"})
	default:
		nav = append(nav, webkit.NavItem{Text: v.L.T("staff.office"), URL: "/desk/office", Key: "g o"})
	}
	switch v.Actor.Role {
	case account.IntakeResponder, account.Advocate, account.Supervisor:
		nav = append(nav, webkit.NavItem{Text: v.L.T("staff.intake"), URL: "/desk/intake", Key: "g r"})
	case account.Custodian:
		nav = append(nav, webkit.NavItem{Text: v.L.T("staff.concerns"), URL: "/desk/concerns", Key: "g r"})
	}
	if WorksWithPeople(v.Actor.Role) || v.Actor.Role == account.IntakeResponder {
		nav = append(nav, webkit.NavItem{Text: v.L.T("reach.in"), URL: "/desk/calls", Key: "g t"})
	}
	switch v.Actor.Role {
	case account.Supervisor, account.PrivacyOfficer, account.Advocate, account.ShelterManager, account.Clinician, account.Lawyer:
		nav = append(nav, webkit.NavItem{Text: v.L.T("feedback_desk.nav"), URL: "/desk/feedback", Key: "g f"})
	}
	nav = append(nav, webkit.NavItem{Text: v.L.T("own.heading"), URL: "/desk/own", Key: "g y"})
	if v.Actor.Role == account.PrivacyOfficer {
		nav = append(nav, webkit.NavItem{Text: v.L.T("alarms.nav"), URL: "/desk/alarms", Key: "g l"},
			webkit.NavItem{Text: v.L.T("staff.acts"), URL: "/desk/acts", Key: "g s"})
	}
	if v.Actor.Role == account.Supervisor {
		nav = append(nav, webkit.NavItem{Text: v.L.T("staff.team"), URL: "/desk/team", Key: "g b"})
	}
	nav = append(nav, webkit.NavItem{Text: v.L.T("staff.arrivals"), URL: "/desk/arrivals", Key: "g j"})
	nav = append(nav, webkit.NavItem{Text: v.L.T("staff.conduct"), URL: "/desk/conduct", Key: "g c"})
	if d.OffersPasskeys(v) {
		nav = append(nav, webkit.NavItem{Text: v.L.T("staff.ways"), URL: WaysPage, Key: "g w"})
	}
	return nav
}
