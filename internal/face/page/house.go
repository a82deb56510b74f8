package page

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/space"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed words/*.json
var words embed.FS

// A Helper is the human way that every page ends with: somebody to ring, somewhere to go. An installation sets its own.
type Helper struct {
	Phone     string // a number that answers in several languages
	Hours     string
	Emergency string // the local emergency number
}

// House is what every face needs to answer a request.
type House struct {
	Words    *locale.Bundle
	Assets   *webkit.Assets
	Accounts *account.Service
	Gate     *gate.Gate
	Cookies  webkit.Cookies
	Clock    clock.Clock
	Zone     *time.Location
	Helper   Helper
	Room     space.Gauge
	Passkeys *account.Passkeys // nil where the installation has no origin to offer them at
	Proxies  webkit.Proxies
	errors   *webkit.Templates
}

// New returns the house, with the templates of its error pages.
func New(h House) (*House, error) {
	var err error
	h.errors, err = webkit.ParseTemplates(h.Assets, templates, "templates/*.html")
	return &h, err
}

// Words are the words of this package.
func Words() locale.Source { return locale.Embedded("page", words, true) }

type actorKey struct{}

// Actor is who is signed in; the zero Actor on public pages.
func Actor(ctx context.Context) account.Actor {
	a, _ := ctx.Value(actorKey{}).(account.Actor)
	return a
}

// Guard finds out who is signed in and refuses who may not try the door. To somebody with another role, what is behind
// the door does not exist. What is written about a sign-in says from what kind of device, and what is counted says from where,
// on public pages too.
func (h *House) Guard(r *http.Request, route webkit.Route) (*http.Request, error) {
	r = r.WithContext(account.WithPlace(account.WithDevice(r.Context(), account.ParseDevice(r.UserAgent())), h.placeOf(r)))
	if route.Door.Level == webkit.LevelPublic {
		return r, nil
	}
	token, ok := h.Cookies.Get(r, webkit.SessionCookie)
	if !ok {
		return nil, account.ErrNoSession
	}
	actor, err := h.Accounts.Resume(r.Context(), token)
	if err != nil {
		return nil, err
	}
	if len(route.Door.Roles) > 0 && !slices.Contains(route.Door.Roles, string(actor.Role)) {
		if route.Door.Level == webkit.LevelPerson {
			return nil, h.Gate.Refuse(r.Context(), actor, gate.Action(route.Door.Action))
		}
		return nil, gate.ErrRefused
	}
	return r.WithContext(context.WithValue(r.Context(), actorKey{}, actor)), nil
}

// Enter starts the browser's session and goes to a page of the room that the account belongs to. The session that the
// browser had before ends: nobody can leave it any more, since the browser has forgotten it.
func (h *House) Enter(w http.ResponseWriter, r *http.Request, s account.Session, to string) error {
	if err := h.EndSession(r.Context(), r); err != nil {
		return err
	}
	to, err := h.welcome(r, s, to)
	if err != nil {
		return err
	}
	h.Carry(w, s)
	webkit.SeeOther(w, to)
	return nil
}

// Carry hands a session to the browser, and the mark by which the browser is known where it gets one.
func (h *House) Carry(w http.ResponseWriter, s account.Session) {
	h.Cookies.Set(w, webkit.SessionCookie, s.Token)
	if s.Mark != "" {
		h.Cookies.Keep(w, webkit.MarkCookie, s.Mark, account.MarkLasts)
	}
}

func (h *House) placeOf(r *http.Request) account.Place {
	mark, _ := h.Cookies.Get(r, webkit.MarkCookie)
	return account.Place{Neighbourhood: h.Proxies.Neighbourhood(r), Mark: mark}
}

// Remember returns the request of a sign-in after which the browser is to be known: what others try does not slow it down.
func Remember(r *http.Request) *http.Request {
	place := account.PlaceOf(r.Context())
	place.Keep = true
	return r.WithContext(account.WithPlace(r.Context(), place))
}

// Throttle slows down guessing by neighbourhoods, for routes where somebody signs in. A known browser counts for itself.
func (h *House) Throttle(every time.Duration, burst int) *webkit.Throttle {
	return webkit.NewThrottle(webkit.ThrottleConfig{Every: every, Burst: burst, Clock: h.Clock, Proxies: h.Proxies,
		Known: func(r *http.Request) (string, bool) { return h.Accounts.KnownBrowser(h.placeOf(r).Mark) }})
}

// SignedOutEverywhere lets the browser forget the session and the mark.
func (h *House) SignedOutEverywhere(w http.ResponseWriter) {
	h.Cookies.Clear(w, webkit.SessionCookie)
	h.Cookies.Clear(w, webkit.MarkCookie)
}

// EndSession ends the session of a request, if there is one. It is what leaving and signing out do.
func (h *House) EndSession(ctx context.Context, r *http.Request) error {
	token, ok := h.Cookies.Get(r, webkit.SessionCookie)
	if !ok {
		return nil
	}
	return h.Accounts.SignOut(ctx, token)
}

// SignOut is the handler behind the sign-out button of both rooms.
func (h *House) SignOut(to string) webkit.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := h.EndSession(r.Context(), r); err != nil {
			return err
		}
		h.Cookies.Clear(w, webkit.SessionCookie)
		w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
		webkit.SeeOther(w, to)
		return nil
	}
}

// Speak returns the words in the person's language.
func (h *House) Speak(r *http.Request) *locale.Localiser { return webkit.Speak(r, h.Words, h.Cookies) }

type errorPage struct {
	Heading, Text string
	Button        webkit.Button
}

// OnError answers an error: a session that has ended leads to the sign-in of the room, a form that could not be kept comes
// back with what was typed, and everything else is a page that says what can be done. That page holds nothing of the
// request, so that two errors of one kind are the same bytes.
func (h *House) OnError(w http.ResponseWriter, r *http.Request, _ webkit.Route, err error) {
	l, room := h.Speak(r), roomOf(r.URL.Path)
	if fault.KindOf(err) == fault.SignIn {
		lost := h.keepDraft(r)
		if lost != nil && h.giveBack(w, r, lost) {
			return // with the session's cookie: sent again, it is kept for whoever signs in
		}
		h.Cookies.Clear(w, webkit.SessionCookie)
		w.Header().Set("Location", waysOf(room).signIn)
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	if fault.KindOf(err) == fault.StepUp && room != webkit.Public && h.askAgain(w, r) == nil {
		return
	}
	if h.giveBack(w, r, err) {
		return
	}
	model := errorPage{Heading: l.T("page.error.heading"), Text: l.T(fault.KeyOf(err)), Button: webkit.Button{Text: l.T("page.error.start"), URL: waysOf(room).home}}
	if fault.KindOf(err).Ours() {
		model.Heading = l.T("page.error.ours")
	}
	shell := h.shell(l, "/", webkit.Public)
	shell.Human = h.human(l)
	body, failed := h.errors.Render("templates/error", webkit.View{Shell: shell, Page: model})
	if failed != nil {
		return // the status is set; the router sends what it has
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(body)
}
