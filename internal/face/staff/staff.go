package staff

import (
	"embed"
	"net/http"
	"strconv"
	"time"

	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed words/*.json
var words embed.FS

// Services are what the desks work with.
type Services struct {
	Accounts   *account.Service
	Gate       *gate.Gate
	Records    *record.Service
	People     *person.Service
	Disclosure *disclosure.Service
	Handles    *page.Handles
	Passkeys   *account.Passkeys // nil where the installation has no origin to offer them at
}

// Face is the desks.
type Face struct {
	Services
	house     *page.House
	templates *webkit.Templates
	throttle  *webkit.Throttle
}

// New returns the desks. It fails when a template cannot be read.
func New(h *page.House, s Services) (*Face, error) {
	t, err := webkit.ParseTemplates(h.Assets, templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	// An agency behind one address shares one count: a morning's sign-ins fit, a guesser gets ten tries a minute.
	throttle := webkit.NewThrottle(webkit.ThrottleConfig{Every: 6 * time.Second, Burst: 40, Clock: h.Clock})
	return &Face{Services: s, house: h, templates: t, throttle: throttle}, nil
}

// Words are the words of the desks. The person whom a card is printed for reads some of them.
func Words() locale.Source { return locale.Embedded("staff", words, false) }

// A visit is one request at a desk: who asks, and in which language they read.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	l     *locale.Localiser
	actor account.Actor
	now   time.Time
}

// at makes a handler of the router out of one for a visit.
func (f *Face) at(handle func(v visit) error) webkit.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		return handle(visit{w: w, r: r, l: f.house.Speak(r), actor: page.Actor(r.Context()), now: f.house.Clock()})
	}
}

// A sheet is every page of the desks: a heading, what there is to put right, and the parts below.
type sheet struct {
	Heading string
	Person  bool // the heading is a person's name, which privacy mode covers
	Lead    string
	Errors  webkit.ErrorSummary
	Parts   []webkit.Component
}

// show answers with a sheet.
func (f *Face) show(v visit, status int, s sheet) error {
	shell, err := f.shell(v)
	if err != nil {
		return err
	}
	return page.Show(v.w, f.templates, status, "templates/sheet", webkit.View{Shell: shell, Page: s})
}

// shell is the desk around a page, with the ways that the role has.
func (f *Face) shell(v visit) (webkit.Shell, error) {
	nav := f.nav(v)
	if receives(v.actor.Role) {
		open, notices, err := f.Disclosure.Inbox(v.r.Context(), v.actor)
		if err != nil {
			return webkit.Shell{}, err
		}
		for i := range nav {
			if nav[i].URL == "/desk/inbox" {
				nav[i].Count = waiting(open, notices)
			}
		}
	}
	s := f.house.StaffShell(v.r, nav)
	s.Shortcuts = &webkit.Shortcuts{Label: v.l.T("staff.keys")}
	for _, n := range s.Nav {
		s.Shortcuts.Items = append(s.Shortcuts.Items, webkit.Pair{Term: n.Key, Text: n.Text})
	}
	if worksWithPeople(v.actor.Role) {
		s.Shortcuts.Items = append(s.Shortcuts.Items, webkit.Pair{Term: "n", Text: v.l.T("staff.keys.new")})
	} else {
		s.Logged = "" // nothing here is about a person
	}
	s.Shortcuts.Items = append(s.Shortcuts.Items, webkit.Pair{Term: ".", Text: s.HideNames})
	return s, nil
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

func (f *Face) nav(v visit) []webkit.NavItem {
	var nav []webkit.NavItem
	switch role := v.actor.Role; {
	case receives(role):
		nav = append(nav, webkit.NavItem{Text: v.l.T("staff.people"), URL: "/desk/people", Key: "g p"},
			webkit.NavItem{Text: v.l.T("staff.inbox"), URL: "/desk/inbox", Key: "g i"})
	case role == account.Admin:
		nav = append(nav, webkit.NavItem{Text: v.l.T("staff.accounts"), URL: "/desk/accounts", Key: "g a"})
	default:
		nav = append(nav, webkit.NavItem{Text: v.l.T("staff.office"), URL: "/desk/office", Key: "g o"})
	}
	nav = append(nav, webkit.NavItem{Text: v.l.T("staff.conduct"), URL: "/desk/conduct", Key: "g c"})
	if f.Passkeys != nil {
		nav = append(nav, webkit.NavItem{Text: v.l.T("staff.ways"), URL: waysPage, Key: "g w"})
	}
	return nav
}

// moment is a time as people say it, with the whole of it for a hover and for machines.
func (f *Face) moment(v visit, t time.Time) webkit.Moment {
	return webkit.Moment{Words: v.l.Near(t, v.now, f.house.Zone), Full: v.l.DateTime(t, f.house.Zone), Machine: t.UTC().Format(time.RFC3339)}
}
