package survivor

import (
	"net/http"
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// top is what every page begins with.
type top struct {
	Heading string
	Lead    string
	Errors  webkit.ErrorSummary
	Notice  *webkit.Notice
}

// A shown page: the template, the status, and where Back leads, if anywhere.
type shown struct {
	name   string
	status int
	back   string
	model  any
}

func (f *Face) show(w http.ResponseWriter, r *http.Request, s shown) error {
	l := f.house.Speak(r)
	shell := f.house.SurvivorShell(r, ways(l))
	if s.back != "" {
		shell.Back = &webkit.Link{Text: l.T("survivor.back"), URL: s.back}
	}
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return page.Show(w, f.pages, s.status, "templates/"+s.name, webkit.View{Shell: shell, Page: s.model})
}

func ways(l *locale.Localiser) []webkit.NavItem {
	return []webkit.NavItem{
		{Text: l.T("survivor.nav.today"), URL: "/my"},
		{Text: l.T("survivor.nav.record"), URL: "/my/record"},
		{Text: l.T("survivor.nav.choices"), URL: "/my/choices"},
		{Text: l.T("survivor.nav.looks"), URL: "/my/looks"},
		{Text: l.T("survivor.nav.contact"), URL: "/my/contact"},
		{Text: l.T("survivor.nav.more"), URL: "/my/settings"},
	}
}

// moment writes a time in words where it is near.
func (f *Face) moment(l *locale.Localiser, t time.Time) webkit.Moment {
	return webkit.Moment{Words: l.Near(t, f.house.Clock(), f.house.Zone), Full: l.DateTime(t, f.house.Zone), Machine: t.UTC().Format(time.RFC3339)}
}

// who names somebody by the name that they use here and what they do.
func who(l *locale.Localiser, name string, role account.Role) string {
	switch {
	case name == "" && !role.Valid():
		return l.T("survivor.look.someone")
	case name == "":
		return l.T("survivor.role." + string(role))
	case !role.Valid():
		return locale.Isolate(name)
	}
	return l.T("survivor.who", "name", locale.Isolate(name), "role", l.T("survivor.role."+string(role)))
}
