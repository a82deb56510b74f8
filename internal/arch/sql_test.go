package arch

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

func registered() (tables []store.Table) {
	for _, s := range schemas() {
		tables = append(tables, s.Tables...)
	}
	return tables
}

// migrated opens a fresh database with all tables on each engine, past the store, and by the name of the engine.
func migrated(t *testing.T) map[string]*sql.DB {
	t.Helper()
	folder, url := t.TempDir(), storetest.NewDatabase(t)
	for _, cfg := range []store.Config{{Folder: folder}, {URL: url}} {
		db, err := store.Open(t.Context(), cfg, clock.At(storetest.Start).Now)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context(), schemas()...); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return map[string]*sql.DB{
		"sqlite":   storetest.Past(t, "sqlite", filepath.Join(folder, "amparo.db")),
		"postgres": openRaw(t, "pgx", url),
	}
}

func openRaw(t *testing.T, driver, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestEveryStatementIsUnderstoodByBothEngines(t *testing.T) {
	statements := Statements(tree(t))
	if len(statements) < 20 {
		t.Fatalf("only %d statements found", len(statements))
	}
	for engine, db := range migrated(t) {
		for _, s := range statements {
			if s.Cut || !s.Runs(engine) {
				continue
			}
			if err := prepare(t.Context(), db, s.Text); err != nil {
				t.Errorf("%s:%d: %s: %s: %v", s.Path, s.Line, engine, s.Name, err)
			}
		}
	}
}

func prepare(ctx context.Context, db *sql.DB, text string) error {
	stmt, err := db.PrepareContext(ctx, text)
	if err == nil {
		defer stmt.Close()
	}
	return err
}

func TestAStatementThatAnEngineDoesNotKnowIsFound(t *testing.T) {
	for engine, db := range migrated(t) {
		for _, text := range []string{"SELECT no_column FROM idempotency", "SELECT key FROM no_table", "SELEC 1"} {
			if prepare(t.Context(), db, text) == nil {
				t.Errorf("%s takes %q", engine, text)
			}
		}
	}
}

func TestEveryStatementIsPortableAndBoundToOneAgency(t *testing.T) {
	var found []Finding
	for _, s := range Statements(tree(t)) {
		place := fmt.Sprint(s.Line)
		if s.Cut {
			found = append(found, Finding{"dynamic SQL", s.Path, place, "a statement is a constant, so that it can be checked"})
		}
		for _, why := range Portable(s.Text) {
			found = append(found, Finding{"portable SQL", s.Path, place, why})
		}
		for _, why := range OneAgency(s.Text, registered()) {
			found = append(found, Finding{"one agency", s.Path, place, why})
		}
	}
	broken, idle := Excused(found, SQLExceptions)
	for _, b := range broken {
		t.Error(b)
	}
	for _, i := range idle {
		t.Error(i)
	}
}

func TestMigrationsArePortable(t *testing.T) {
	for _, s := range schemas() {
		names, err := fs.Glob(s.Files, "migrations/*.sql")
		if err != nil || len(names) == 0 {
			t.Fatalf("%s has no migrations: %v", s.Name, err)
		}
		apart, err := fs.Glob(s.Files, "apart/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, apart...)
		for _, name := range names {
			text, err := fs.ReadFile(s.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, why := range Portable(string(text)) {
				t.Errorf("%s/%s: %s", s.Name, name, why)
			}
		}
	}
}

func TestPortable(t *testing.T) {
	for _, text := range []string{
		"SELECT now()", "SELECT CURRENT_TIMESTAMP", "SELECT random()", "SELECT gen_random_uuid()", "SELECT nextval('x')",
		"CREATE TABLE t (a BIGSERIAL)", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)", "SET x SERIALIZABLE", "LISTEN x",
		"SELECT pg_advisory_lock($1)", "SELECT a FROM t WHERE b = ANY($1)", "CREATE TABLE t (a TEXT[])", "SELECT a FROM t WHERE b ILIKE $1",
		"SELECT a->>'b' FROM t", "SELECT * FROM t", "SELECT t.* FROM t", "UPDATE t SET agency_id = $1", "UPDATE t SET a = $2, agency_id = $1",
		"CREATE TABLE t (a TEXT REFERENCES u ON DELETE SET NULL)", "CREATE TRIGGER x", "WITH RECURSIVE x AS (SELECT 1) SELECT 1",
	} {
		if len(Portable(text)) == 0 {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{
		"SELECT count(*) FROM t WHERE a = 'now() -> SELECT *'", "INSERT INTO t (agency_id, a) VALUES ($1, $2) RETURNING a",
		"UPDATE t SET a = $1 WHERE agency_id = $2", "-- now()\nSELECT a FROM t",
		"INSERT INTO t (agency_id, a) VALUES ($1, $2) ON CONFLICT (agency_id) DO UPDATE SET a = excluded.a WHERE t.agency_id = $1",
	} {
		if why := Portable(text); len(why) != 0 {
			t.Errorf("%q: %q", text, why)
		}
	}
}

func TestOneAgency(t *testing.T) {
	tables := []store.Table{{Name: "note", Kind: store.Tenant}, {Name: "tag", Kind: store.Tenant}, {Name: "word", Kind: store.Reference}}
	for _, text := range []string{
		"SELECT body FROM note WHERE note_id = $1",
		"SELECT body FROM note WHERE agency_id = 'x'",
		"UPDATE note SET body = $1 WHERE note_id = $2",
		"DELETE FROM note WHERE note_id = $1",
		"INSERT INTO note (note_id, body) VALUES ($1, $2)",
		"SELECT n.body FROM note n JOIN tag t ON t.note_id = n.note_id WHERE n.agency_id = $1",
		"SELECT n.body FROM note n, tag t WHERE n.agency_id = $1",
		"INSERT INTO note (agency_id, body) SELECT agency_id, tag FROM tag",
		"SELECT w.word FROM word w JOIN note n ON n.word = w.word",
		"SELECT body FROM note WHERE agency_id = $1 AND note_id IN (SELECT note_id FROM tag WHERE tag = $2)",
	} {
		if len(OneAgency(text, tables)) == 0 {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{
		"SELECT word FROM word WHERE word = $1",
		"SELECT body FROM note WHERE agency_id = $1 AND note_id = $2",
		"INSERT INTO note (agency_id, note_id) VALUES ($1, $2) ON CONFLICT (agency_id, note_id) DO NOTHING",
		"SELECT n.body FROM note n JOIN tag t ON t.agency_id = n.agency_id AND t.note_id = n.note_id WHERE n.agency_id = $1",
		"SELECT n.body FROM note n JOIN tag t USING (agency_id, note_id) WHERE n.agency_id = $1",
		"INSERT INTO note (agency_id, body) SELECT agency_id, tag FROM tag WHERE agency_id = $1",
		"SELECT body FROM note WHERE agency_id = $1 AND note_id IN (SELECT note_id FROM tag WHERE agency_id = $1)",
	} {
		if why := OneAgency(text, tables); len(why) != 0 {
			t.Errorf("%q: %q", text, why)
		}
	}
}

func TestStatements(t *testing.T) {
	source := "package plan\n" + `
const columns = "a, b"
const head = "SELECT " + columns + " FROM t"
const byKey = head + " WHERE agency_id = $1"
const searchSQLite = "SELECT rank FROM fts"
func q(more string) { use("UPDATE t SET a = 1 WHERE " + more); use("Select a dish"); use(byKey) }
func openPostgres() { use("SELECT version()") }
func lock() { use("SELECT a FROM t FOR UPDATE") }
`
	var got []string
	for _, s := range Statements([]File{sample(t, "internal/care/plan/plan.go", source)}) {
		got = append(got, fmt.Sprintf("%s|%s|%v|%v|%v", s.Name, s.Text, s.Cut, s.Runs("sqlite"), s.Runs("postgres")))
	}
	want := []string{
		"byKey|SELECT a, b FROM t WHERE agency_id = $1|false|true|true",
		"searchSQLite|SELECT rank FROM fts|false|true|false",
		"q|UPDATE t SET a = 1 WHERE |true|true|true",
		"openPostgres|SELECT version()|false|false|true",
		"lock|SELECT a FROM t FOR UPDATE|false|false|true",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
