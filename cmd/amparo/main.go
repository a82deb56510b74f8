// Command amparo runs a shelter's, a clinic's or a whole coalition's installation.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// command is the whole command line.
type command struct {
	Data        string `help:"Data folder: the embedded database, and root.key where it lies nowhere else." default:"data" env:"AMPARO_DATA" type:"path"`
	KeyFile     string `name:"key-file" help:"File with the root key, kept apart from the data. Without one: the credential amparo-root.key of systemd, then root.key in the data folder." env:"AMPARO_KEY_FILE" type:"path"`
	Credentials string `help:"Folder with the credentials of this service." env:"CREDENTIALS_DIRECTORY" type:"path" hidden:""`
	Pins        string `help:"File with the newest heads that this server has seen of each ledger; 'pins' in the data folder where none is named. Best where whoever can write the database cannot." env:"AMPARO_PINS" type:"path"`
	DatabaseURL string `name:"database-url" help:"postgres://… for PostgreSQL 15 or newer; empty for the embedded database." env:"AMPARO_DATABASE_URL"`

	Disk  string `help:"A folder on the disk that holds the database, where PostgreSQL runs on this machine: then a full disk is seen before it is full." env:"AMPARO_DISK" type:"path"`
	Bound int64  `help:"The most bytes that the embedded database may take; 0 is what the disk holds." default:"0" env:"AMPARO_BOUND"`

	Serve     serveCommand     `cmd:"" help:"Serve the pages."`
	Migrate   migrateCommand   `cmd:"" help:"Make the tables and the key of a new installation, or bring those of an older one up to date. Only this and serve change tables."`
	Demo      demoCommand      `cmd:"" help:"Serve a demo coalition in a new data folder and print how to sign in as each role."`
	Agency    agencyCommand    `cmd:"" help:"Found an agency, let in its first staff, practise the recovery."`
	Directory directoryCommand `cmd:"" help:"Import, export and mark the service directory."`
	Ledger    ledgerCommand    `cmd:"" help:"Check the ledgers."`
	Doctor    doctorCommand    `cmd:"" help:"Make every check of every agency and print what was found. Ends with 0: nothing, 1: could not check, 2: found something."`
	Restore   restoreCommand   `cmd:"" help:"Put a backup back, by a name, a reason and two recovery shares; every ledger, the alarms and the people affected say so."`
	Watch     watchCommand     `cmd:"" help:"Look from outside at what another house's page for reports serves. Ends with 0: as released, 1: could not look, 3: alarm."`
	Release   releaseCommand   `cmd:"" help:"Print the hashes of what this build serves, for whoever watches."`
}

// run is what every command is given.
type run struct {
	ctx context.Context
	out io.Writer
	clk clock.Clock
	all *command
}

// config is the installation that the command line names.
func (r run) config() app.Config {
	return app.Config{Folder: r.all.Data, KeyFile: r.all.KeyFile, Credentials: r.all.Credentials, DatabaseURL: r.all.DatabaseURL, Pins: r.all.Pins, Disk: r.all.Disk, Bound: r.all.Bound, Params: keys.DefaultParams()}
}

// with opens the installation as it stands for one command, and closes it again.
func (r run) with(fn func(a *app.App) error) error { return r.opened(app.OpenAsIs, r.config(), fn) }

// opened opens an installation in one of the ways there are. What refuses is explained.
func (r run) opened(open func(context.Context, app.Config, clock.Clock) (*app.App, error), cfg app.Config, fn func(a *app.App) error) error {
	a, err := open(r.ctx, cfg, r.clk)
	if err != nil {
		return explained(err, cfg)
	}
	return errors.Join(fn(a), a.Close())
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := execute(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(exitCode(err))
	}
}

// execute runs one command line. Tests call it with arguments of their own.
func execute(ctx context.Context, args []string, out io.Writer) error {
	var c command
	parser, err := kong.New(&c, kong.Name("amparo"), kong.Description("A safe way to ask for help, a plan two people share, and the say over who knows what."),
		kong.Writers(out, out), kong.UsageOnError(), kong.Vars{"exit": webkit.DefaultExitURL, "smsbody": smsBody})
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return err
	}
	return parsed.Run(run{ctx: ctx, out: out, clk: clock.System(), all: &c})
}
