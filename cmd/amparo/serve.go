package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// webFlags are what an installation says about its pages.
type webFlags struct {
	Listen    string         `help:"Address to listen on." default:"127.0.0.1:8080" env:"AMPARO_LISTEN"`
	Origin    []string       `help:"Where browsers reach the pages, as in https://desk.example.org; twice where there is an onion service too. A request under any other name is refused. Without one, only this machine's own names are answered." env:"AMPARO_ORIGIN"`
	Proxies   []netip.Prefix `help:"Networks of the proxy in front, as in 127.0.0.1/32, whose X-Forwarded-For says who connects. Nothing else may connect from there, an onion service included." env:"AMPARO_PROXIES"`
	ExitURL   string         `name:"exit-url" help:"Neutral page that 'Leave quickly' goes to." default:"${exit}" env:"AMPARO_EXIT_URL"`
	Zone      string         `help:"Time zone of the people served." default:"UTC" env:"AMPARO_ZONE"`
	Phone     string         `help:"Number that people can ring to speak with somebody." env:"AMPARO_PHONE"`
	Hours     string         `help:"When somebody answers it." env:"AMPARO_HOURS"`
	Emergency string         `help:"Local emergency number." default:"112" env:"AMPARO_EMERGENCY"`

	passkeysAt string // set by the demo, which has no origin

	messageFlags
}

func (f webFlags) config(log *slog.Logger) (app.WebConfig, error) {
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		return app.WebConfig{}, err
	}
	origins, err := webkit.ParseOrigins(f.Origin)
	return app.WebConfig{ExitURL: f.ExitURL, Origins: origins, PasskeysAt: f.passkeysAt, Proxies: f.Proxies, Zone: zone, Log: log,
		Helper: page.Helper{Phone: f.Phone, Hours: f.Hours, Emergency: f.Emergency}}, err
}

type serveCommand struct{ webFlags }

// Run serves until it is told to stop.
func (c serveCommand) Run(r run) error {
	return r.opened(app.Open, r.config(), func(a *app.App) error {
		sayWhereTheKeyIs(r.out, r.config())
		listener, err := net.Listen("tcp", c.Listen)
		if err != nil {
			return err
		}
		return c.serve(r, a, listener)
	})
}

// serve answers requests and does the jobs until the context ends.
func (f webFlags) serve(r run, a *app.App, listener net.Listener) error {
	app.SizeHeap()
	defer func() { _ = listener.Close() }() // the server closes it too, once it has begun
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	cfg, err := f.config(log)
	if err != nil {
		return err
	}
	if err := f.use(a); err != nil {
		return err
	}
	router, err := a.Web(cfg)
	if err != nil {
		return err
	}
	handler, err := a.Watched(cfg, router)
	if err != nil {
		return err
	}
	found, err := a.CheckPins(r.ctx)
	if err != nil {
		return err
	}
	for _, one := range found {
		log.Error("found", "agency", one.Agency.String(), "what", one.String())
	}
	fmt.Fprintf(r.out, "Listening on %s\n", listener.Addr())
	server := webkit.Server(f.Listen, handler)
	ctx, stop := context.WithCancel(r.ctx)
	defer stop()
	worked, counted := make(chan struct{}), make(chan struct{})
	go func() { defer close(worked); a.Work(ctx, log) }()
	go func() { defer close(counted); logCounts(ctx, router) }()
	go func() {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(end)
	}()
	err = server.Serve(listener)
	stop()
	<-worked
	<-counted
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// logCounts writes how many visits there were, at the end of each hour.
func logCounts(ctx context.Context, router *webkit.Router) {
	turn := time.NewTicker(time.Minute)
	defer turn.Stop()
	for {
		select {
		case <-turn.C:
			router.LogCounts(ctx)
		case <-ctx.Done():
			router.LogLastCounts(context.WithoutCancel(ctx))
			return
		}
	}
}

type demoCommand struct {
	webFlags
	Services string `help:"Folder with an HSDS directory to import; the project's own small one where it is absent." type:"path"`
	Fill     bool   `help:"Also begin a few made-up records, so that the pages have something to show." default:"true" negatable:""`
}

// Run makes a demo coalition in a new data folder and serves it.
func (c demoCommand) Run(r run) error {
	folder, err := newFolder(r.all.Data)
	if err != nil {
		return err
	}
	cfg := r.config()
	cfg.Folder, cfg.KeyFile, cfg.Credentials = folder, "", "" // never the key of an installation that is used
	return r.opened(app.Open, cfg, func(a *app.App) error { return c.serveDemo(r, a, folder) })
}

func (c demoCommand) serveDemo(r run, a *app.App, folder string) error {
	services, options := directory.Seed(), directory.ImportOptions{Zone: "UTC"}
	if c.Services != "" {
		if _, err := os.Stat(c.Services); err == nil {
			services, options = os.DirFS(c.Services), directory.ImportOptions{Zone: "America/Chicago", Country: "US"}
		}
	}
	report, err := directory.Import(r.ctx, a.DB, services, options)
	if err != nil {
		return err
	}
	coalition, err := a.FoundCoalition(r.ctx)
	if err != nil {
		return err
	}
	desks, err := a.OpenIntake(r.ctx, coalition)
	if err != nil {
		return err
	}
	var people []app.DemoPerson
	if c.Fill {
		if people, err = a.FillCoalition(r.ctx, coalition); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	address := "http://" + listener.Addr().String()
	if len(c.Origin) > 0 {
		address = c.Origin[0]
	} else if local := localOrigin(listener.Addr()); local != "" {
		address, c.passkeysAt = local, local
	}
	fmt.Fprintf(r.out, "Amparo demo\n\nData folder: %s\nDirectory:   %s\n", folder, imported(report))
	printCoalition(r.out, address, coalition, people, desks)
	return c.serve(r, a, listener)
}

// localOrigin is the name that browsers let passkeys be used at on one's own machine, where a number is not enough. It is
// empty for an address that others reach.
func localOrigin(a net.Addr) string {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil || !at.Addr().IsLoopback() {
		return ""
	}
	return fmt.Sprintf("http://localhost:%d", at.Port())
}

func imported(r *directory.Report) string {
	t := r.Total()
	return fmt.Sprintf("%d rows read, %d taken, %d left out and named by: amparo directory import", t.Read, t.Added+t.Changed+t.Unchanged, t.Refused)
}

// newFolder makes a folder that nobody has used, so that a demo never writes into an installation.
func newFolder(parent string) (string, error) {
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(parent, "demo-")
}
