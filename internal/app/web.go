package app

import (
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
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// WebConfig is what an installation says about its pages.
type WebConfig struct {
	ExitURL string // where "Leave quickly" goes: a neutral page
	TLS     bool   // people reach the pages over https
	Origin  string // where browsers reach the pages, as in "https://desk.example.org"; without it passkeys are not offered
	Zone    *time.Location
	Helper  page.Helper
	Log     *slog.Logger
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
	cookies := webkit.Cookies{TLS: cfg.TLS}
	passkeys, err := a.passkeys(cfg.Origin)
	if err != nil {
		return nil, err
	}
	house, err := page.New(page.House{Words: words, Assets: assets, Accounts: a.Accounts, Gate: a.Gate, Cookies: cookies, Clock: a.clk, Zone: cfg.Zone, Helper: cfg.Helper, Passkeys: passkeys})
	if err != nil {
		return nil, err
	}
	router := webkit.NewRouter(webkit.RouterConfig{Guard: house.Guard, OnError: house.OnError, Log: cfg.Log, Desk: webkit.Codes(account.StaffRoles()), Clock: a.clk, TLS: cfg.TLS,
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
	desks, err := staff.New(house, staff.Services{Accounts: a.Accounts, Gate: a.Gate, Records: a.Records, People: a.People, Disclosure: a.Disclosure, Plans: a.Plans, Contact: a.Contact, Feedback: a.Feedback, Handles: handles, Passkeys: passkeys})
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
	for _, routes := range [][]webkit.Route{open.Routes(), ask.Routes(), own, desks.Routes(), reports.Routes()} {
		router.Handle(routes...)
	}
	for _, r := range api.Routes("/hsds/v3", a.Directory) {
		pattern := strings.TrimSuffix(r.Pattern, "/")
		router.Handle(webkit.Route{Method: r.Method, Pattern: pattern, Door: webkit.Door{Level: webkit.LevelPublic}, Handler: r.Handler})
	}
	return router, nil
}

// passkeys returns the passkeys of an origin, and nil where there is none.
func (a *App) passkeys(origin string) (*account.Passkeys, error) {
	if origin == "" {
		return nil, nil
	}
	return account.NewPasskeys(a.Accounts, origin)
}
