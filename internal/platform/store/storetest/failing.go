package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// FailWrites makes the engine refuse every row that is written, changed or deleted, whoever does it and in whichever table,
// until mend is called. PostgreSQL says that the disk is full (53100); SQLite, in which a trigger has no code of its own,
// says that a rule is broken. Rows that another engine's search keeps by itself are not its business.
func FailWrites(t testing.TB, db *store.DB) (mend func()) {
	t.Helper()
	named := failing(t, db, tablesOf(t, db, "main"), func(texts ...string) error {
		return db.WriteShared(t.Context(), func(ctx context.Context, tx *store.Tx) error { return execAll(ctx, tx.Exec, texts) })
	})
	apart := failing(t, db, tablesOf(t, db, "apart"), func(texts ...string) error { return inApart(t, db, texts...) })
	return func() { t.Helper(); named(); apart() }
}

// inApart changes SQLite's second file, which is written by deposits alone.
func inApart(t testing.TB, db *store.DB, texts ...string) error {
	return db.DepositNow(t.Context(), id.Agency{}, func(ctx context.Context, tx *store.ApartTx) error { return execAll(ctx, tx.Exec, texts) })
}

func execAll(ctx context.Context, exec func(context.Context, string, ...any) (int64, error), texts []string) error {
	for _, text := range texts {
		if _, err := exec(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// failing makes some tables refuse every write.
func failing(t testing.TB, db *store.DB, tables []string, do func(texts ...string) error) (mend func()) {
	t.Helper()
	run := func(texts ...string) {
		t.Helper()
		if err := do(texts...); err != nil {
			t.Fatal(err)
		}
	}
	if len(tables) == 0 {
		return func() {}
	}
	var make, drop []string
	if db.Dialect() == store.Postgres {
		make = []string{`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$`}
	}
	for _, table := range tables {
		if db.Dialect() == store.Postgres {
			make = append(make, `CREATE TRIGGER no_room BEFORE INSERT OR UPDATE OR DELETE ON `+table+` FOR EACH ROW EXECUTE FUNCTION no_room()`)
			continue
		}
		for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
			name := "no_room_" + strings.ToLower(act) + "_" + table
			make = append(make, `CREATE TRIGGER `+name+` BEFORE `+act+` ON `+table+` BEGIN SELECT RAISE(ABORT, 'no room'); END`)
			drop = append(drop, `DROP TRIGGER `+name)
		}
	}
	if db.Dialect() == store.Postgres {
		drop = []string{`DROP FUNCTION no_room() CASCADE`}
	}
	run(make...)
	return func() { t.Helper(); run(drop...) }
}

// Fill leaves an embedded database no room at all, as a full disk does, until free is called. What fits into a page that is
// there already can still be written.
func Fill(t testing.TB, db *store.DB) (free func()) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	put := func(text string) error {
		return db.WriteShared(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, text)
			return err
		})
	}
	must(put(`CREATE TABLE filler (data BLOB)`))
	must(put(`PRAGMA max_page_count = 1`)) // of the connection that writes; what is there stays
	for err := error(nil); err == nil; {
		err = put(`INSERT INTO filler (data) VALUES (zeroblob(4000))`)
	}
	if !db.Full() {
		t.Fatal("the database is not full")
	}
	second := func(text string) error { return inApart(t, db, text) }
	must(second(`CREATE TABLE filler (data BLOB)`))
	must(second(`PRAGMA max_page_count = 1`))
	for err := error(nil); err == nil; {
		err = second(`INSERT INTO filler (data) VALUES (zeroblob(4000))`)
	}
	return func() {
		t.Helper()
		for _, in := range []func(string) error{put, second} {
			must(in(`PRAGMA max_page_count = 4294967294`))
			must(in(`DROP TABLE filler`))
		}
	}
}

// tablesOf are the ordinary tables of a database: of the embedded one those of one file. PostgreSQL has one place for all.
func tablesOf(t testing.TB, db *store.DB, file string) (names []string) {
	t.Helper()
	query := `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY 1`
	if db.Dialect() == store.Postgres && file == "apart" {
		return nil
	}
	if db.Dialect() == store.SQLite {
		query = `SELECT name FROM pragma_table_list WHERE schema = '` + file + `' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1`
	}
	if err := db.ReadShared(t.Context(), func(ctx context.Context, r *store.Reader) error {
		rows, err := r.Query(ctx, query)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			names = append(names, name)
		}
		return rows.Err()
	}); err != nil {
		t.Fatal(err)
	}
	return names
}
