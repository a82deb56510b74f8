// Package app wires the rooms of the house together. It is the only package that knows them all; it holds no rules.
package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"

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
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// Config is everything that can be set from outside. Its zero value is safe: SQLite in Folder.
type Config struct {
	Folder      string // the data folder: database, installation key
	DatabaseURL string // "postgres://…", or empty for SQLite in Folder
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
	Queue      *queue.Queue
	clk        clock.Clock
	deskWork   int
}

// Schemas lists the tables of the whole program, parents first.
func Schemas() []store.Schema {
	return []store.Schema{
		store.Base(), ledger.Schema(), flow.Schema(), queue.Schema(), directory.Schema(),
		roster.Schema(), account.Schema(), consent.Schema(), gate.Schema(), record.Schema(), disclosure.Schema(), contact.Schema(), reporting.Schema(), feedback.Schema(),
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

// Open opens the database, brings its tables up to date, and builds the rooms.
func Open(ctx context.Context, cfg Config, clk clock.Clock) (*App, error) {
	if err := os.MkdirAll(cfg.Folder, 0o700); err != nil {
		return nil, err
	}
	root, err := rootKey(filepath.Join(cfg.Folder, "root.key"))
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, store.Config{URL: cfg.DatabaseURL, Folder: cfg.Folder}, clk)
	if err != nil {
		return nil, err
	}
	a, err := Build(ctx, db, root, cfg)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

// Build builds the rooms over an open database and brings its tables up to date.
func Build(ctx context.Context, db *store.DB, root keys.DataKey, cfg Config) (*App, error) {
	if err := db.Migrate(ctx, Schemas()...); err != nil {
		return nil, err
	}
	registry, err := record.NewRegistry(Kinds()...)
	if err != nil {
		return nil, err
	}
	staff := account.New(db, root, cfg.Params)
	g, err := gate.New(staff)
	if err != nil {
		return nil, err
	}
	a := &App{DB: db, Accounts: staff, Gate: g, clk: db.Clock(), deskWork: cfg.DeskWork}
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
	a.Reporting = reporting.New(g, a.Accounts, a.Records, reporting.Config{Room: roomOf(cfg), Lanes: cfg.Lanes,
		Page: func(ctx context.Context, _ id.Agency) error { return a.Contact.AskStandby(ctx) }})
	handlers := a.Contact.Handlers()
	handlers[reporting.UrgentKind] = a.Reporting.UrgentLate
	a.Queue = queue.New(db, a.clk, handlers)
	return a, nil
}

// aboutPerson is what a message needs to know of somebody: the language that they like to speak.
func aboutPerson(identity []record.Entry) contact.About {
	return contact.About{Language: person.NameOf(identity).Language}
}

// Close ends the program's work and closes the database.
func (a *App) Close() error { return a.DB.Close() }

// rootKey reads the installation key, and makes it the first time. It seals the agencies' signing keys and opens nothing
// of a person's; it is kept beside the database on a small installation and as a mounted secret on a larger one.
func rootKey(path string) (keys.DataKey, error) {
	b, err := os.ReadFile(path)
	if err == nil {
		return keys.ParseDataKey(b)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return keys.DataKey{}, err
	}
	key := keys.NewDataKey()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return keys.DataKey{}, err
	}
	_, err = f.Write(key[:])
	return key, errors.Join(err, f.Sync(), f.Close())
}
