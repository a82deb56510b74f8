// Package app wires the rooms of the house together. It is the only package that knows them all; it holds no rules.
package app

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/rootkey"
	"github.com/amparo-project/amparo/internal/platform/space"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/oversight"
	"github.com/amparo-project/amparo/internal/trust/record"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// Config is everything that can be set from outside. Its zero value is safe: SQLite in Folder.
type Config struct {
	Folder      string // the data folder: the embedded database, and the root key where it lies nowhere else
	KeyFile     string // the root key, kept elsewhere; empty looks for it among Credentials and in Folder
	Credentials string // folder with the credentials that the system hands to this program; empty where there is none
	DatabaseURL string // "postgres://…", or empty for SQLite in Folder
	Pins        string // the file with the newest heads that this server has seen; empty is "pins" in Folder
	Disk        string // a folder on the disk that holds the database, where that is a server on this machine; or empty
	Bound       int64  // the most bytes that the embedded database may take; 0 is what the disk holds
	Params      keys.Params
	Lanes       reporting.Lanes // how many reports are written at ease; the zero value is the default
	DeskWork    int             // scrypt work factor of the demo's intake desks, as a power of two; 0 is that of the page
}

// App is the program with its rooms.
type App struct {
	DB         *store.DB
	Accounts   *account.Service
	Gate       *gate.Gate
	Records    *record.Service
	People     *person.Service
	Disclosure *disclosure.Service
	Plans      *plan.Service
	Statement  *statement.Service
	Feedback   *feedback.Service
	Contact    *contact.Service
	Directory  *directory.Directory
	Reporting  *reporting.Service
	Oversight  *oversight.Service
	Queue      *queue.Queue
	clk        clock.Clock
	gauge      space.Gauge
	deskWork   int

	witnesses witnesses // who cosigns the heads
	auditing  sync.Mutex
	audited   map[id.Agency]store.Place // where the audit of each agency's rows goes on
	pins      *ledger.Pins
	lostPins  bool        // there was no file of pins when the program began
	closed    atomic.Bool // what is stored is at odds with a pin
	witness   string      // the key of the witness's address
}

// Schemas lists the tables of the whole program, parents first.
func Schemas() []store.Schema {
	return []store.Schema{
		store.Base(), rootkey.Schema(), ledger.Schema(), alarm.Schema(), flow.Schema(), queue.Schema(), directory.Schema(), roster.Schema(),
		account.Schema(), consent.Schema(), gate.Schema(), record.Schema(), disclosure.Schema(), contact.Schema(), reporting.Schema(), feedback.Schema(), oversight.Schema(),
	}
}

// Kinds lists every kind of entry that can be kept about a person.
func Kinds() []record.Kind {
	var all []record.Kind
	for _, kinds := range [][]record.Kind{record.Kinds(), person.Kinds(), contact.Kinds(), plan.Kinds(), safety.Kinds(), disclosure.Kinds(), reporting.Kinds(), feedback.Kinds(), statement.Kinds()} {
		all = append(all, kinds...)
	}
	return all
}

// Build builds the rooms over an open database with the tables of Schemas, and guards the rows of these tables.
func Build(ctx context.Context, db *store.DB, root keys.DataKey, cfg Config) (*App, error) {
	a, err := build(db, root, cfg)
	if err != nil {
		return nil, err
	}
	return a, errors.Join(a.guard(ctx, root), a.beginGuard(ctx))
}

// guard guards the rows of the program's tables under a key that the root key gives.
func (a *App) guard(ctx context.Context, root keys.DataKey) error {
	return a.DB.Guard(ctx, keys.DeriveDataKey(root[:], "guard"), Schemas()...)
}

// build builds the rooms. It reads and writes nothing.
func build(db *store.DB, root keys.DataKey, cfg Config) (*App, error) {
	registry, err := record.NewRegistry(Kinds()...)
	if err != nil {
		return nil, err
	}
	staff := account.New(db, root, cfg.Params)
	g, err := gate.New(staff)
	if err != nil {
		return nil, err
	}
	a := &App{DB: db, Accounts: staff, Gate: g, clk: db.Clock(), gauge: space.Gauge{Measure: roomOf(cfg), Full: db.Full}, deskWork: cfg.DeskWork,
		witness: witnessKey(root), audited: map[id.Agency]store.Place{}}
	if a.pins, a.lostPins, err = ledger.OpenPins(cfg.pins()); err != nil {
		return nil, err
	}
	a.Records = record.New(g, a.Accounts, registry)
	a.People = person.New(a.Records, a.Accounts)
	a.Disclosure = disclosure.New(g, a.Accounts, a.Records)
	a.Contact, err = contact.New(contact.Parts{DB: db, Gate: g, Records: a.Records, Key: keys.DeriveDataKey(root[:], "outbox"), About: aboutPerson,
		Lost: func(ctx context.Context, pass gate.Pass) error { return a.Plans.ReviewSoon(ctx, pass) }})
	if err != nil {
		return nil, err
	}
	a.Plans = plan.New(g, a.Accounts, a.Records, a.besidePlans())
	a.Statement = statement.New(g, a.Records)
	a.Feedback = feedback.New(g, a.Accounts, a.Records)
	a.Directory = directory.New(db)
	a.Reporting = reporting.New(g, a.Accounts, a.Records, reporting.Config{Room: roomOf(cfg), Lanes: cfg.Lanes, Work: keys.DeriveDataKey(root[:], "reporting work"),
		Page: func(ctx context.Context, _ id.Agency, w reporting.Waits) error {
			return a.Contact.AskStandby(ctx, w.Urgent, w.Others)
		}})
	a.Oversight = oversight.New(g, a.Accounts)
	a.Records.OnErase(a.Oversight.Forget)
	handlers := a.Contact.Handlers()
	handlers[reporting.UrgentKind] = a.Reporting.UrgentLate
	a.Queue = queue.New(db, a.clk, handlers)
	return a, nil
}

// beginGuard guards the rows of an installation that is older than the guard, or than the guard of a table. The list of the
// agencies is guarded first, since it says whose rows there are.
func (a *App) beginGuard(ctx context.Context) error {
	if _, err := a.DB.BeginGuard(ctx, id.Agency{}); err != nil {
		return err
	}
	agencies, err := a.Accounts.Agencies(ctx)
	if err != nil {
		return err
	}
	for _, one := range agencies {
		if _, err := a.DB.BeginGuard(ctx, one.ID); err != nil {
			return err
		}
		if err := ledger.Begin(ctx, a.DB, one.ID, a.clk()); err != nil {
			return err
		}
	}
	return nil
}

// pins is where the newest heads are kept: beside the database where nothing else is said, and nowhere but in the process for
// a program without a folder.
func (c Config) pins() string {
	if c.Pins == "" && c.Folder != "" {
		return filepath.Join(c.Folder, "pins")
	}
	return c.Pins
}

// aboutPerson is what a message needs to know of somebody: the language that they like to speak.
func aboutPerson(identity []record.Entry) contact.About {
	return contact.About{Language: person.NameOf(identity).Language}
}

// Close ends the program's work and closes the database.
func (a *App) Close() error { return a.DB.Close() }
