package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// A place is a database that is opened again and again, by the store and past it.
type place struct {
	store.Config
	driver, address string
}

func (p place) postgres() bool { return p.URL != "" }

// places runs fn on an empty database of each engine.
func places(t *testing.T, fn func(t *testing.T, p place)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		fn(t, place{store.Config{Folder: folder}, "sqlite", filepath.Join(folder, "amparo.db")})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := storetest.NewDatabase(t)
		fn(t, place{store.Config{URL: url}, "pgx", url})
	})
}

func (p place) open(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), p.Config, clock.At(storetest.Start).Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (p place) past(t *testing.T) *sql.DB {
	t.Helper()
	return storetest.Past(t, p.driver, p.address)
}

// catalog is the engine's own description of everything in the database.
func (p place) catalog(t *testing.T) string {
	t.Helper()
	engine := store.SQLite
	if p.postgres() {
		engine = store.Postgres
	}
	c, err := storetest.Catalog(t.Context(), p.past(t), engine)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// upTo is the schema of notes after n releases of the program: each adds a table.
func upTo(n int) []store.Schema {
	files, tables := fstest.MapFS{}, []store.Table{}
	for i := range n {
		name := fmt.Sprintf("note%d", i+1)
		if i == 0 {
			name = "note"
		}
		files[fmt.Sprintf("migrations/%05d_%s.sql", i+1, name)] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE " + name +
			" (agency_id TEXT NOT NULL, note_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (agency_id, note_id));\nCREATE INDEX by_" + name + " ON " + name + " (agency_id, body);\n")}
		tables = append(tables, store.Table{Name: name, Kind: store.Tenant})
	}
	return []store.Schema{store.Base(), {Name: "notes", Files: files, Tables: tables}}
}

// TestProcessesThatStartTogetherAllStart holds that it does not matter who comes first, on an empty database and on one that
// is older than the program.
func TestProcessesThatStartTogetherAllStart(t *testing.T) {
	places(t, func(t *testing.T, p place) {
		for _, release := range []int{1, 3} {
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					db, err := store.Open(t.Context(), p.Config, clock.At(storetest.Start).Now)
					if err != nil {
						t.Errorf("opening: %v", err)
						return
					}
					defer db.Close()
					if err := db.Migrate(t.Context(), upTo(release)...); err != nil {
						t.Errorf("migrating: %v", err)
					}
					if err := db.Check(t.Context(), upTo(release)...); err != nil {
						t.Errorf("checking: %v", err)
					}
				})
			}
			wg.Wait()
		}
	})
}

// TestAServerRunsOnWhileAnotherStarts holds that starting again, and bringing the tables up to date, loses no write of a server
// that runs, and that at no moment a table of tenants is there without its wall.
func TestAServerRunsOnWhileAnotherStarts(t *testing.T) {
	places(t, func(t *testing.T, p place) {
		running := p.open(t)
		if err := running.Migrate(t.Context(), upTo(1)...); err != nil {
			t.Fatal(err)
		}
		agency := id.NewAgency(storetest.Start)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var wg sync.WaitGroup
		var written, samples int
		wg.Go(func() {
			for ctx.Err() == nil {
				if err := running.Write(t.Context(), agency, add("kept")); err != nil {
					t.Errorf("a write: %v", err)
					return
				}
				written++
			}
		})
		if p.postgres() {
			past := p.past(t)
			wg.Go(func() {
				for ctx.Err() == nil {
					var open, seen int
					if err := errors.Join(past.QueryRow(openTables).Scan(&open), past.QueryRow(`SELECT count(*) FROM note`).Scan(&seen)); err != nil {
						t.Errorf("a sample: %v", err)
						return
					}
					if open > 0 || seen > 0 {
						t.Errorf("%d tables without a wall, %d rows are seen by nobody's transaction", open, seen)
						return
					}
					samples++
				}
			})
		}
		for i := range 24 {
			second, err := store.Open(t.Context(), p.Config, clock.At(storetest.Start).Now)
			if err == nil {
				err = errors.Join(second.Migrate(t.Context(), upTo(1+i/4)...), second.Close())
			}
			if err != nil {
				t.Errorf("start %d: %v", i, err)
				break
			}
		}
		stop()
		wg.Wait()
		if n := count(t, running, agency, `SELECT count(*) FROM note WHERE agency_id = $1`, agency); n != written || n == 0 {
			t.Errorf("%d rows are kept of %d that were written", n, written)
		}
		if p.postgres() && samples == 0 {
			t.Error("nothing was sampled")
		}
	})
}

// openTables counts the tables of tenants without row-level security, enabled, forced and with its one policy.
const openTables = `SELECT count(*) FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
	AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'agency_id')
	AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND 1 = (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid))`

// TestADatabaseOfAnotherReleaseIsOnlyNamed holds that a check says whether the database or the program is older, and that
// neither the check nor what it refuses changes anything.
func TestADatabaseOfAnotherReleaseIsOnlyNamed(t *testing.T) {
	places(t, func(t *testing.T, p place) {
		db := p.open(t)
		if err := db.Check(t.Context(), upTo(2)...); !errors.Is(err, store.ErrEmpty) {
			t.Errorf("an empty database: %v", err)
		}
		if err := db.Migrate(t.Context(), upTo(2)...); err != nil {
			t.Fatal(err)
		}
		before := p.catalog(t)
		more := append(upTo(2), store.Schema{Name: "more", Files: fstest.MapFS{"migrations/00001_more.sql": {Data: []byte("-- +goose Up\nCREATE TABLE more (id TEXT);\n")}}})
		for name, c := range map[string]struct {
			schemas []store.Schema
			want    error
		}{
			"as it is": {upTo(2), nil}, "an older program": {upTo(1), store.ErrNewer}, "without one schema": {upTo(2)[1:], store.ErrNewer},
			"a newer program": {upTo(3), store.ErrOlder}, "one schema more": {more, store.ErrOlder},
		} {
			if err := db.Check(t.Context(), c.schemas...); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			if c.want != store.ErrNewer {
				continue
			}
			if err := db.Migrate(t.Context(), c.schemas...); !errors.Is(err, c.want) {
				t.Errorf("%s migrates: %v", name, err)
			}
		}
		if after := p.catalog(t); after != before {
			t.Errorf("a check changed\n%s\ninto\n%s", before, after)
		}
		if _, err := p.past(t).Exec(`DROP TABLE note2`); err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context(), upTo(2)...); !errors.Is(err, store.ErrWall) {
			t.Errorf("without a table: %v", err)
		}
	})
}

// TestMigrationsAreDoneWholeOrNotAtAll holds that one bad migration, of whatever schema, takes back all of them.
func TestMigrationsAreDoneWholeOrNotAtAll(t *testing.T) {
	places(t, func(t *testing.T, p place) {
		db := p.open(t)
		for text, says := range map[string]string{
			"-- +goose Up\nCREATE TABLE one (id TEXT);\nCREATE TABLE two (id NONSENSE NONSENSE(;\n": "migrating bad to 1",
			"CREATE TABLE one (id TEXT);\n": "does not begin with",
			"-- +goose Up\nCREATE TABLE one (id TEXT);\n-- +goose Down\nDROP TABLE one;\n": "says more to the tool",
		} {
			bad := store.Schema{Name: "bad", Files: fstest.MapFS{"migrations/00001_bad.sql": {Data: []byte(text)}}}
			err := db.Migrate(t.Context(), append(upTo(2), bad)...)
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%q: %v", text, err)
			}
			if err := db.Check(t.Context(), upTo(2)...); !errors.Is(err, store.ErrEmpty) {
				t.Errorf("after it: %v", err)
			}
		}
		numbers := store.Schema{Name: "numbers", Files: fstest.MapFS{"migrations/00001_a.sql": {Data: []byte("-- +goose Up\n")}, "migrations/1_b.sql": {Data: []byte("-- +goose Up\n")}}}
		if err := db.Migrate(t.Context(), numbers); err == nil || !strings.Contains(err.Error(), "no number of its own") {
			t.Errorf("two migrations with one number: %v", err)
		}
	})
}

// TestAWallThatWasTakenAwayIsNamedAndNotMadeInSilence takes the wall away in every way there is.
func TestAWallThatWasTakenAwayIsNamedAndNotMadeInSilence(t *testing.T) {
	p := place{store.Config{URL: storetest.NewDatabase(t)}, "pgx", ""}
	p.address = p.URL
	db, past := p.open(t), p.past(t)
	if err := db.Migrate(t.Context(), upTo(2)...); err != nil {
		t.Fatal(err)
	}
	sound := p.catalog(t)
	const own = `(agency_id = current_setting('amparo.agency', true))`
	for name, text := range map[string]string{
		"disabled":             `ALTER TABLE note2 DISABLE ROW LEVEL SECURITY`,
		"not for the owner":    `ALTER TABLE note2 NO FORCE ROW LEVEL SECURITY`,
		"no policy":            `DROP POLICY one_agency ON note2`,
		"another name":         `ALTER POLICY one_agency ON note2 RENAME TO "One Agency"`,
		"one that lets all in": `ALTER POLICY one_agency ON note2 USING (true)`,
		"all may write":        `ALTER POLICY one_agency ON note2 WITH CHECK (true)`,
		"a second one":         `CREATE POLICY more ON note2 USING (true)`,
		"for somebody":         `ALTER POLICY one_agency ON note2 TO CURRENT_USER`,
		"for reading only":     `DROP POLICY one_agency ON note2; CREATE POLICY one_agency ON note2 FOR SELECT USING ` + own,
		"restrictive":          `DROP POLICY one_agency ON note2; CREATE POLICY one_agency ON note2 AS RESTRICTIVE USING ` + own + ` WITH CHECK ` + own,
	} {
		if _, err := past.Exec(text); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		changed := p.catalog(t)
		for _, err := range []error{db.Check(t.Context(), upTo(2)...), db.Migrate(t.Context(), upTo(2)...), db.Migrate(t.Context(), upTo(3)...)} {
			if !errors.Is(err, store.ErrWall) || !strings.Contains(err.Error(), "note2") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if p.catalog(t) != changed {
			t.Errorf("%s: put back without being asked", name)
		}
		if tables, err := db.PutBackWalls(t.Context(), upTo(2)...); err != nil || len(tables) != 1 || tables[0] != "note2" {
			t.Errorf("%s: put back on %q, %v", name, tables, err)
		}
		if p.catalog(t) != sound || db.Check(t.Context(), upTo(2)...) != nil {
			t.Errorf("%s: is not as it was", name)
		}
	}
}
