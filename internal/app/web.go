package app

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/api"
	"github.com/amparo-project/amparo/internal/face/intake"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/public"
	"github.com/amparo-project/amparo/internal/face/reporter"
	"github.com/amparo-project/amparo/internal/face/staff"
	"github.com/amparo-project/amparo/internal/face/survivor"
	"github.com/amparo-project/amparo/internal/face/survivor/access"
	"github.com/amparo-project/amparo/internal/face/survivor/conference"
	"github.com/amparo-project/amparo/internal/face/survivor/destroy"
	"github.com/amparo-project/amparo/internal/face/survivor/knows"
	ownplan "github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	ownstatement "github.com/amparo-project/amparo/internal/face/survivor/statement"
	"github.com/amparo-project/amparo/internal/face/survivor/takeaway"
	"github.com/amparo-project/amparo/internal/face/survivor/voice"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/form"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/space"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// WebConfig is what an installation says about its pages.
type WebConfig struct {
	ExitURL string         // where "Leave quickly" goes: a neutral page
	Origins webkit.Origins // where browsers reach the pages; none lets this machine's own names in
	// PasskeysAt is the origin at which passkeys are offered. Empty is the first of Origins that browsers let them be used at;
	// where there is none, they are not offered.
	PasskeysAt string
	Proxies    webkit.Proxies // whose word counts for who connects
	Zone       *time.Location
	Helper     page.Helper
	Log        *slog.Logger
}

// Words are all sources of words of the program.
func Words() []locale.Source {
	return append(staff.Words(), webkit.Words(), flow.Words(), form.Words(), account.Words(), consent.Words(), plan.Words(), contact.Words(), reporting.Words(), feedback.Words(), statement.Words(), page.Words(), public.Words(),
		reporter.Words(), survivor.Words(), room.Words(), ownplan.Words(), ownstatement.Words(), voice.Words(), knows.Words(), conference.Words(), takeaway.Words(), destroy.Words(), access.Words(), intake.Words(), intake.Replies())
}

// Web builds the pages and the API. The router lists every route, for the test that walks all doors.
func (a *App) Web(cfg WebConfig) (*webkit.Router, error) {
	words, err := locale.New(Words()...)
	if err != nil {
		return nil, err
	}
	assets, err := webkit.LoadAssets()
	if err != nil {
		return nil, err
	}
	cookies := webkit.Cookies{}
	passkeys, err := a.passkeys(cfg)
	if err != nil {
		return nil, err
	}
	house, err := page.New(page.House{Words: words, Assets: assets, Accounts: a.Accounts, Gate: a.Gate, Cookies: cookies, Clock: a.clk, Zone: cfg.Zone, Helper: cfg.Helper, Passkeys: passkeys, Proxies: cfg.Proxies, Room: a.gauge})
	if err != nil {
		return nil, err
	}
	router := webkit.NewRouter(webkit.RouterConfig{Guard: house.Guard, OnError: house.OnError, Log: cfg.Log, Desk: webkit.Codes(account.StaffRoles()), Clock: a.clk, Origins: cfg.Origins, Cramped: func() bool { return a.gauge.Look().Level >= space.Scarce },
		Exit: &webkit.Leaving{URL: cfg.ExitURL, EndSession: house.EndSession, Speak: house.Speak}})
	router.Handle(webkit.LanguageRoute(words, cookies))
	router.Handle(house.Routes()...)
	router.Handle(webkit.Route{Method: http.MethodGet, Pattern: webkit.AssetsPath, Door: webkit.Door{Level: webkit.LevelPublic},
		Handler: func(w http.ResponseWriter, r *http.Request) error { assets.ServeHTTP(w, r); return nil }})
	handles := page.NewHandles()
	open, err := public.New(house, a.Directory, a.lateAnswers)
	if err != nil {
		return nil, err
	}
	own, err := a.ownSpace(house, handles)
	if err != nil {
		return nil, err
	}
	desks, err := staff.New(house, staff.Services{Accounts: a.Accounts, Gate: a.Gate, Records: a.Records, People: a.People, Disclosure: a.Disclosure, Plans: a.Plans, Contact: a.Contact, Feedback: a.Feedback, Oversight: a.Oversight, Handles: handles, Passkeys: passkeys})
	if err != nil {
		return nil, err
	}
	ask, err := reporter.New(house, a.Reporting)
	if err != nil {
		return nil, err
	}
	reports, err := intake.New(house, intake.Services{Reports: a.Reporting, Handles: handles, Shell: desks.Shell})
	if err != nil {
		return nil, err
	}
	for _, routes := range [][]webkit.Route{open.Routes(), ask.Routes(), own, desks.Routes(), reports.Routes(), a.witnessRoutes()} {
		router.Handle(routes...)
	}
	for _, r := range api.Routes("/hsds/v3", a.Directory) {
		pattern := strings.TrimSuffix(r.Pattern, "/")
		router.Handle(webkit.Route{Method: r.Method, Pattern: pattern, Door: webkit.Door{Level: webkit.LevelPublic}, Handler: r.Handler})
	}
	return router, nil
}

// passkeys returns the passkeys of the installation, and nil where it has no origin for them.
func (a *App) passkeys(cfg WebConfig) (*account.Passkeys, error) {
	if cfg.PasskeysAt != "" {
		return account.NewPasskeys(a.Accounts, cfg.PasskeysAt)
	}
	for _, o := range cfg.Origins {
		if o.Onion() {
			continue // a passkey belongs to one name, and it is that of the net
		}
		if keys, err := account.NewPasskeys(a.Accounts, o.String()); !errors.Is(err, account.ErrOrigin) {
			return keys, err
		}
	}
	return nil, nil
}
