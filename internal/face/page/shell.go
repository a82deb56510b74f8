package page

import (
	"net/http"
	"net/url"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/space"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// shell is what all rooms have in common. Paths in it lead back to here, the address of the page.
func (h *House) shell(l *locale.Localiser, here string, room webkit.Room) webkit.Shell {
	s := webkit.Shell{
		Lang: l.Lang(), Dir: l.Dir(), Room: room, Title: l.T("page.title"), Skip: l.T("page.skip"),
		Exit: webkit.Exit{Text: l.T("page.leave")}, LanguagesLabel: l.T("page.languages"), NavLabel: l.T("page.nav"),
		Limits: l.T("page.limits"),
	}
	for _, lang := range h.Words.Languages() {
		s.Languages = append(s.Languages, webkit.LanguageChoice{Lang: lang.Tag, Dir: lang.Dir, Name: lang.OwnName,
			URL: "/language/" + lang.Tag + "?next=" + url.QueryEscape(here), Current: lang.Tag == l.Lang()})
	}
	if l.Draft() {
		s.Draft = l.T("page.draft")
	}
	return s
}

// human is the way to a person at the end of a page: the installation's number, or where it has none, the places nearby.
func (h *House) human(l *locale.Localiser) *webkit.HumanRoute {
	route := &webkit.HumanRoute{Heading: l.T("page.human.heading"), Phone: h.Helper.Phone, Hours: h.Helper.Hours}
	if h.Helper.Phone == "" {
		route.Text = l.T("page.human.nearby", "emergency", h.Helper.Emergency)
		route.More = &webkit.Link{Text: l.T("page.human.find"), URL: "/find"}
		return route
	}
	route.Text = l.T("page.human.text", "emergency", h.Helper.Emergency)
	return route
}

// PublicShell is the shell of a page that anyone can open.
func (h *House) PublicShell(r *http.Request) webkit.Shell {
	l := h.Speak(r)
	s := h.shell(l, here(r), webkit.Public)
	s.Aloud, s.Calm = aloud(l), h.Calm(r)
	s.Home = webkit.Link{Text: l.T("page.home"), URL: "/"}
	s.Human = h.human(l)
	return s
}

// Calm reports whether this browser's pages are to be dark and without pictures. The choice lives in the browser and ends
// with it, so that it can be made before anybody signs in and is known to nobody.
func (h *House) Calm(r *http.Request) bool {
	_, calm := h.Cookies.Get(r, webkit.CalmCookie)
	return calm
}

func aloud(l *locale.Localiser) *webkit.Aloud {
	return &webkit.Aloud{Listen: l.T("page.aloud.listen"), Stop: l.T("page.aloud.stop"), Note: l.T("page.aloud.note")}
}

// SurvivorShell is the shell of the person's own space.
func (h *House) SurvivorShell(r *http.Request, nav []webkit.NavItem) webkit.Shell {
	l := h.Speak(r)
	s := h.shell(l, here(r), webkit.Survivor)
	s.Aloud, s.Calm = aloud(l), h.Calm(r)
	s.Home = webkit.Link{Text: l.T("page.home"), URL: "/my"}
	s.Nav = mark(nav, r.URL.Path)
	s.SignOut = &webkit.Button{Text: l.T("page.sign_out"), Action: "/my/sign-out"}
	s.Human = h.human(l)
	return s
}

// StaffShell is the shell of a desk.
func (h *House) StaffShell(r *http.Request, nav []webkit.NavItem) webkit.Shell {
	l := h.Speak(r)
	s := h.shell(l, here(r), webkit.Staff)
	s.Home = webkit.Link{Text: l.T("page.home"), URL: "/desk"}
	s.Limits = ""
	s.Nav = mark(nav, r.URL.Path)
	s.SignOut = &webkit.Button{Text: l.T("page.sign_out"), Action: "/desk/sign-out"}
	s.HideNames, s.CoverNames = l.T("page.hide_names"), namesPath
	_, s.NamesHidden = h.Cookies.Get(r, webkit.NamesCookie)
	s.Logged = l.T("page.logged")
	s.Notice = h.roomNotice(l)
	return s
}

// roomNotice tells everybody who works here how much room there is left, where that is not ample.
func (h *House) roomNotice(l *locale.Localiser) *webkit.Notice {
	level := h.Room.Look().Level
	key, ok := map[space.Level]string{space.Low: "page.room.low", space.Scarce: "page.room.scarce", space.None: "page.room.none"}[level]
	if !ok {
		return nil
	}
	return &webkit.Notice{Text: l.T(key), Attention: level > space.Low}
}

// here is the address that a change of language returns to. A page that answers a form has an address of its own only
// where GET shows it too.
func here(r *http.Request) string { return webkit.LocalPath(r.URL.Path) }

// mark notes which way of the navigation the page belongs to: the longest whose address the path begins with.
func mark(nav []webkit.NavItem, path string) []webkit.NavItem {
	best := -1
	for i, n := range nav {
		covers := path == n.URL || (len(path) > len(n.URL) && path[:len(n.URL)] == n.URL && path[len(n.URL)] == '/')
		if covers && (best < 0 || len(n.URL) > len(nav[best].URL)) {
			best = i
		}
	}
	out := append([]webkit.NavItem(nil), nav...)
	if best >= 0 {
		out[best].Current = true
	}
	return out
}

// Show renders a page into the answer with a status.
func Show(w http.ResponseWriter, t *webkit.Templates, status int, name string, view webkit.View) error {
	body, err := t.Render(name, view)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err = w.Write(body)
	return err
}
