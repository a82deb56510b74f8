// Package storetest runs a test on a fresh database of each engine. PostgreSQL is started here when the environment
// does not name a running one; where that cannot be done the test fails, it does not skip.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Start is the moment at which every test clock stands first.
var Start = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)

// GuardKey is the key of the guarded rows in tests.
var GuardKey = keys.DataKey{1, 2, 3}

// Run runs fn as two parallel subtests, on SQLite and on PostgreSQL, each with its own empty database in which the
// schemas (and store.Base) have been migrated.
func Run(t *testing.T, fn func(t *testing.T, db *store.DB, clk *clock.Hand), schemas ...store.Schema) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		db, clk := SQLite(t, schemas...)
		fn(t, db, clk)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		db, clk := Postgres(t, schemas...)
		fn(t, db, clk)
	})
}

// RunAttacked is Run with a connection of somebody who can write to the database as they like, past the program and past
// row-level security, and has no key.
func RunAttacked(t *testing.T, fn func(t *testing.T, db *store.DB, clk *clock.Hand, raw *sql.DB), schemas ...store.Schema) {
	t.Helper()
	RunPlaced(t, func(t *testing.T, cfg store.Config) {
		db, clk := Open(t, cfg, schemas...)
		if cfg.URL != "" {
			fn(t, db, clk, Past(t, "pgx", AsOperator(t, cfg.URL)))
		} else {
			fn(t, db, clk, Past(t, "sqlite", filepath.Join(cfg.Folder, "amparo.db")))
		}
	})
}

// RunPlaced runs fn on both engines with the place of an empty database, for a test that opens it more than once.
func RunPlaced(t *testing.T, fn func(t *testing.T, cfg store.Config)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			cfg := store.Config{Folder: t.TempDir()}
			if engine == "postgres" {
				cfg.URL = NewDatabase(t)
			}
			fn(t, cfg)
		})
	}
}

// Past opens a database past the program: of the embedded one, both files on one connection.
func Past(t testing.TB, driver, address string) *sql.DB {
	t.Helper()
	second := filepath.Join(filepath.Dir(address), "amparo-apart.db")
	if driver == "sqlite" {
		address = "file:" + address + "?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, missing := os.Stat(second); driver == "sqlite" && missing == nil {
		db.SetMaxOpenConns(1) // a file is attached to one connection
		if _, err := db.ExecContext(t.Context(), `ATTACH DATABASE $1 AS apart`, second); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// SQLite opens a fresh embedded database for one test.
func SQLite(t testing.TB, schemas ...store.Schema) (*store.DB, *clock.Hand) {
	t.Helper()
	return Open(t, store.Config{Folder: t.TempDir()}, schemas...)
}

// Postgres opens a fresh PostgreSQL database for one test.
func Postgres(t testing.TB, schemas ...store.Schema) (*store.DB, *clock.Hand) {
	t.Helper()
	return Open(t, store.Config{URL: NewDatabase(t)}, schemas...)
}

// Open opens a database for one test, with its tables.
func Open(t testing.TB, cfg store.Config, schemas ...store.Schema) (*store.DB, *clock.Hand) {
	t.Helper()
	clk := clock.At(Start)
	db, err := store.Open(t.Context(), cfg, clk.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	base := store.Base()
	if !slices.ContainsFunc(schemas, func(s store.Schema) bool { return s.Name == base.Name }) {
		schemas = append([]store.Schema{base}, schemas...)
	}
	if err := db.Migrate(t.Context(), schemas...); err != nil {
		t.Fatal(err)
	}
	if err := db.Guard(t.Context(), GuardKey, schemas...); err != nil {
		t.Fatal(err)
	}
	return db, clk
}

var (
	serverOnce sync.Once
	serverURL  string
	serverErr  error
)

// NewDatabase makes an empty database owned by a role that row-level security binds, and returns its address. The
// database is dropped when the test ends.
func NewDatabase(t testing.TB) string {
	t.Helper()
	serverOnce.Do(func() { serverURL, serverErr = server() })
	if serverErr != nil {
		t.Fatalf("PostgreSQL could not be started: %v", serverErr)
	}
	admin, err := sql.Open("pgx", serverURL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := "t" + strings.ReplaceAll(id.Random().String(), "-", "")
	for _, stmt := range []string{
		`CREATE ROLE ` + name + ` LOGIN NOSUPERUSER NOBYPASSRLS`,
		`CREATE DATABASE ` + name + ` OWNER ` + name,
	} {
		if _, err := admin.ExecContext(t.Context(), stmt); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { drop(t, name) })
	u, err := url.Parse(serverURL)
	if err != nil {
		t.Fatal(err)
	}
	u.User, u.Path = url.User(name), "/"+name
	return u.String()
}

// CopyDatabase copies a database made by NewDatabase that nobody has open, and returns the address of the copy.
func CopyDatabase(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("pgx", serverURL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := "c" + strings.ReplaceAll(id.Random().String(), "-", "")
	text := `CREATE DATABASE ` + name + ` OWNER ` + u.User.Username() + ` TEMPLATE ` + strings.TrimPrefix(u.Path, "/")
	if _, err := admin.ExecContext(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { drop(t, name) })
	u.Path = "/" + name
	return u.String()
}

func drop(t testing.TB, name string) {
	admin, err := sql.Open("pgx", serverURL)
	if err != nil {
		t.Error(err)
		return
	}
	defer admin.Close()
	ctx := context.Background() // the test's own context has ended
	for _, stmt := range []string{`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`, `DROP ROLE IF EXISTS ` + name} {
		if _, err := admin.ExecContext(ctx, stmt); err != nil {
			t.Error(fmt.Errorf("cleaning up: %w", err))
		}
	}
}

// AsOperator is the address of a database made by NewDatabase for the operator of the server, whom row-level security does
// not bind.
func AsOperator(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	operator, err := url.Parse(serverURL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = operator.User
	return u.String()
}
