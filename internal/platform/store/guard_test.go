package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

var guarded = store.Schema{
	Name: "guarded",
	Files: fstest.MapFS{
		"migrations/00001_guarded.sql": {Data: []byte(`-- +goose Up
CREATE TABLE link (agency_id TEXT NOT NULL, who TEXT NOT NULL, to_whom TEXT NOT NULL, level BIGINT NOT NULL, live BOOLEAN NOT NULL, secret BYTEA, guard BYTEA, PRIMARY KEY (agency_id, who, to_whom));
CREATE TABLE place (place_id TEXT PRIMARY KEY, name TEXT NOT NULL, guard BYTEA);
`)},
	},
	Tables: []store.Table{{Name: "link", Kind: store.Tenant, Guard: "who"}, {Name: "place", Kind: store.Reference, Guard: "place_id"}},
}

const (
	insertLink = `INSERT INTO link (agency_id, who, to_whom, level, live, secret) VALUES ($1, $2, $3, $4, $5, $6)`
	upsertLink = insertLink + ` ON CONFLICT (agency_id, who, to_whom) DO UPDATE SET level = excluded.level WHERE link.level < excluded.level`
	tryLink    = insertLink + ` ON CONFLICT (agency_id, who, to_whom) DO NOTHING`
	oneLink    = `INSERT INTO link (agency_id, who, to_whom, level, live) VALUES ($1, $2, $3, 1, TRUE) ON CONFLICT (agency_id, who, to_whom) DO NOTHING`
	raiseLink  = `UPDATE link SET level = level + $3 WHERE agency_id = $1 AND who = $2`
	cutLinks   = `DELETE FROM link WHERE agency_id = $1 AND to_whom = $2`
	selectLink = `SELECT to_whom, level FROM link WHERE agency_id = $1 AND who = $2 ORDER BY to_whom`
	joinLinks  = `SELECT a.level, b.level FROM link a LEFT JOIN link AS b ON b.agency_id = a.agency_id AND b.who = a.to_whom WHERE a.agency_id = $1 AND a.who = $2`
	addPlace   = `INSERT INTO place (place_id, name) VALUES ($1, $2)`
)

// attacked runs fn on both engines, with a connection of somebody who can write to the database and has no key.
func attacked(t *testing.T, fn func(t *testing.T, db *store.DB, agency id.Agency, raw *sql.DB)) {
	t.Helper()
	storetest.RunAttacked(t, func(t *testing.T, db *store.DB, clk *clock.Hand, raw *sql.DB) {
		fn(t, db, id.NewAgency(clk.Now()), raw)
	}, guarded)
}

func must(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func exec(ctx context.Context, db *store.DB, agency id.Agency, query string, args ...any) error {
	return db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}

func audit(ctx context.Context, db *store.DB, agency id.Agency) (found []store.Tampering, err error) {
	err = db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		found, err = r.Audit(ctx)
		return err
	})
	return found, err
}

func TestWhateverTheProgramWritesAgreesWithItsGuard(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, _ *sql.DB) {
		rapid.Check(t, func(t *rapid.T) {
			name := rapid.SampledFrom([]string{"a", "b", "c d"})
			for range rapid.IntRange(1, 12).Draw(t, "acts") {
				who, to, n := name.Draw(t, "who"), name.Draw(t, "to"), rapid.Int64Range(-3, 3).Draw(t, "n")
				secret := rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, "secret")
				var err error
				switch rapid.IntRange(0, 6).Draw(t, "act") {
				case 0:
					err = exec(t.Context(), db, agency, tryLink, agency, who, to, n, n > 0, secret)
				case 1:
					err = exec(t.Context(), db, agency, upsertLink, agency, who, to, n, n > 0, secret)
				case 2:
					err = exec(t.Context(), db, agency, raiseLink, agency, who, n)
				case 3:
					err = exec(t.Context(), db, agency, cutLinks, agency, to)
				case 4:
					err = exec(t.Context(), db, agency, oneLink, agency, who, to)
				case 5: // a failed act leaves nothing behind, in the rows or in the sums
					refused := errors.New("refused")
					err = db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
						if _, err := tx.Exec(ctx, raiseLink, agency, who, n); err != nil {
							return err
						}
						if _, err := tx.GuardState(ctx); err != nil {
							return err
						}
						return refused
					})
					if errors.Is(err, refused) {
						err = nil
					}
				case 6:
					err = exec(t.Context(), db, id.Agency{}, addPlace, id.Random(), who)
				}
				must(t, err)
			}
			for _, of := range []id.Agency{agency, {}} {
				if found, err := audit(t.Context(), db, of); err != nil || len(found) > 0 {
					t.Fatalf("%v, %v", found, err)
				}
			}
		})
		if found := db.Tampered(); len(found) > 0 {
			t.Errorf("noted %v", found)
		}
	})
}

// forgeries are what somebody does who can write to the database, and what has to come of it.
var forgeries = []struct {
	name    string
	do      func(t *testing.T, raw *sql.DB, agency id.Agency)
	reading string // the rows of "ruth" that the program reads then
	what    []store.TamperingKind
}{
	{"a column is changed", func(t *testing.T, raw *sql.DB, agency id.Agency) {
		_, err := raw.Exec(`UPDATE link SET level = 9 WHERE to_whom = 'a'`)
		must(t, err)
	}, "b2", []store.TamperingKind{store.RowChanged, store.RowsMissing}},
	{"a row is put in", func(t *testing.T, raw *sql.DB, agency id.Agency) {
		_, err := raw.Exec(`INSERT INTO link (agency_id, who, to_whom, level, live) VALUES ($1, 'ruth', 'c', 3, TRUE)`, agency.String())
		must(t, err)
	}, "a1 b2", []store.TamperingKind{store.RowChanged}},
	{"a row is put in with the authenticator of another", func(t *testing.T, raw *sql.DB, agency id.Agency) {
		_, err := raw.Exec(`INSERT INTO link (agency_id, who, to_whom, level, live, guard) SELECT agency_id, who, 'c', level, live, guard FROM link WHERE to_whom = 'a'`)
		must(t, err)
	}, "a1 b2", []store.TamperingKind{store.RowChanged}},
	{"a row is deleted", func(t *testing.T, raw *sql.DB, agency id.Agency) {
		_, err := raw.Exec(`DELETE FROM link WHERE to_whom = 'a'`)
		must(t, err)
	}, "b2", []store.TamperingKind{store.RowsMissing}},
	{"all rows and their sum are deleted", func(t *testing.T, raw *sql.DB, agency id.Agency) {
		_, err := raw.Exec(`DELETE FROM link`)
		must(t, err)
		_, err = raw.Exec(`DELETE FROM guard_sum WHERE of_table = 'link'`)
		must(t, err)
	}, "", []store.TamperingKind{store.HeadChanged}},
	{"the head is deleted", func(t *testing.T, raw *sql.DB, agency id.Agency) {
		_, err := raw.Exec(`DELETE FROM guard_head`)
		must(t, err)
	}, "a1 b2", []store.TamperingKind{store.HeadMissing}},
	{"the head is rubbish", func(t *testing.T, raw *sql.DB, agency id.Agency) {
		_, err := raw.Exec(`UPDATE guard_head SET sealed = agency_id`)
		if err != nil { // PostgreSQL wants bytes
			_, err = raw.Exec(`UPDATE guard_head SET sealed = 'x'`)
		}
		must(t, err)
	}, "a1 b2", []store.TamperingKind{store.HeadChanged}},
}

func TestWhoeverWritesToTheDatabaseIsNoticed(t *testing.T) {
	for _, f := range forgeries {
		t.Run(f.name, func(t *testing.T) {
			attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, raw *sql.DB) {
				must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "a", 1, true, []byte("x")))
				must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "b", 2, false, nil))
				f.do(t, raw, agency)
				if got := links(t, db, agency, "ruth"); got != f.reading {
					t.Errorf("the program reads %q, want %q", got, f.reading)
				}
				found, err := audit(t.Context(), db, agency)
				must(t, err)
				for _, what := range f.what {
					if !slices.ContainsFunc(found, func(x store.Tampering) bool { return x.What == what }) {
						t.Errorf("found %v, and no %s", found, what)
					}
				}
			})
		})
	}
}

func links(t *testing.T, db *store.DB, agency id.Agency, who string) (text string) {
	t.Helper()
	must(t, db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
		text = ""
		rows, err := r.Query(ctx, selectLink, agency, who)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var to string
			var level int
			if err := rows.Scan(&to, &level); err != nil {
				return err
			}
			if text != "" {
				text += " "
			}
			text += fmt.Sprint(to, level)
		}
		return rows.Err()
	}))
	return text
}

func TestAChangeVouchesForNobodyElsesChange(t *testing.T) {
	for name, query := range map[string]string{"an update": raiseLink, "an insert that updates": upsertLink} {
		t.Run(name, func(t *testing.T) {
			attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, raw *sql.DB) {
				must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "a", 1, false, nil))
				_, err := raw.Exec(`UPDATE link SET live = TRUE`)
				must(t, err)
				args := []any{agency, "ruth", 1}
				if query == upsertLink {
					args = []any{agency, "ruth", "a", 5, false, nil}
				}
				if err := exec(t.Context(), db, agency, query, args...); !errors.Is(err, store.ErrTampered) {
					t.Errorf("the change: %v", err)
				}
				if got := links(t, db, agency, "ruth"); got != "" {
					t.Errorf("the row is read as %q", got)
				}
				if found := db.Tampered(); len(found) != 1 || found[0].Table != "link" || found[0].Key != "ruth a" {
					t.Errorf("noted %v", found)
				}
			})
		})
	}
}

func TestWhatWasPutBackFromBeforeIsNoticed(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, raw *sql.DB) {
		must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "a", 1, true, nil))
		for _, stmt := range []string{`CREATE TABLE kept_link AS SELECT * FROM link`, `CREATE TABLE kept_sum AS SELECT * FROM guard_sum`, `CREATE TABLE kept_head AS SELECT * FROM guard_head`} {
			_, err := raw.Exec(stmt)
			must(t, err)
		}
		must(t, exec(t.Context(), db, agency, cutLinks, agency, "a"))
		back := func(table string) {
			_, err := raw.Exec(`INSERT INTO ` + table + ` SELECT * FROM kept_` + table[max(0, len(table)-4):])
			must(t, err)
		}
		back("link")
		var found []store.Tampering
		must(t, db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) (err error) {
			found, err = r.Recount(ctx, "who", "ruth")
			return err
		}))
		if len(found) != 1 || found[0] != (store.Tampering{Agency: agency, Table: "link", Key: "ruth", What: store.RowsMissing}) {
			t.Errorf("counting one person's rows again: %v", found)
		}
		_, err := raw.Exec(`INSERT INTO guard_sum SELECT * FROM kept_sum`)
		must(t, err)
		if found, err := audit(t.Context(), db, agency); err != nil || len(found) != 1 || found[0].What != store.HeadChanged {
			t.Errorf("with its sum: %v, %v", found, err)
		}
		_, err = raw.Exec(`DELETE FROM guard_head`)
		must(t, err)
		_, err = raw.Exec(`INSERT INTO guard_head SELECT * FROM kept_head`)
		must(t, err)
		if found, err := audit(t.Context(), db, agency); err != nil || len(found) != 1 || found[0].What != store.HeadFromPast {
			t.Errorf("with its sum and the head: %v, %v", found, err)
		}
		if err := exec(t.Context(), db, agency, insertLink, agency, "ruth", "z", 1, true, nil); !errors.Is(err, store.ErrTampered) {
			t.Errorf("writing on top of it: %v", err)
		}
	})
}

func TestAJoinChecksEachRowAndFindsWhereThereIsNone(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, raw *sql.DB) {
		must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "a", 1, true, nil))
		must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "b", 2, true, nil))
		must(t, exec(t.Context(), db, agency, insertLink, agency, "b", "x", 7, true, nil))
		read := func() (rows int) {
			must(t, db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
				rows = 0
				found, err := r.Query(ctx, joinLinks, agency, "ruth")
				if err != nil {
					return err
				}
				defer found.Close()
				for found.Next() {
					var a int
					var b *int
					if err := found.Scan(&a, &b); err != nil {
						return err
					}
					if (a == 2) != (b != nil) {
						t.Errorf("%d beside %v", a, b)
					}
					rows++
				}
				return found.Err()
			}))
			return rows
		}
		if n := read(); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
		_, err := raw.Exec(`UPDATE link SET level = 8 WHERE who = 'b'`)
		must(t, err)
		if n := read(); n != 1 {
			t.Errorf("%d rows, want the one that nobody touched", n)
		}
	})
}

func TestRowsFromBeforeTheGuardAreTakenOnce(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, raw *sql.DB) {
		put := func(to string) {
			_, err := raw.Exec(`INSERT INTO link (agency_id, who, to_whom, level, live) VALUES ($1, 'ruth', $2, 1, TRUE)`, agency.String(), to)
			must(t, err)
		}
		put("old")
		began, err := db.BeginGuard(t.Context(), agency)
		if err != nil || len(began) != 1 || began[0] != "link" {
			t.Fatalf("began with %v, %v", began, err)
		}
		put("late")
		if began, err = db.BeginGuard(t.Context(), agency); err != nil || len(began) != 0 {
			t.Errorf("the second time: %v, %v", began, err)
		}
		if got := links(t, db, agency, "ruth"); got != "old1" {
			t.Errorf("the program reads %q", got)
		}
	})
}

func TestManyWritersKeepTheSums(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, _ *sql.DB) {
		done := make(chan error)
		for i := range 64 {
			go func() {
				done <- exec(t.Context(), db, agency, insertLink, agency, fmt.Sprint("who", i%5), fmt.Sprint("to", i), i, true, nil)
			}()
		}
		for range 64 {
			must(t, <-done)
		}
		if found, err := audit(t.Context(), db, agency); err != nil || len(found) > 0 {
			t.Errorf("%v, %v", found, err)
		}
	})
}

func TestARecountKnowsWhatItsOwnTransactionHasChanged(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, _ *sql.DB) {
		must(t, exec(t.Context(), db, agency, insertLink, agency, "ruth", "a", 1, true, nil))
		must(t, db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Exec(ctx, raiseLink, agency, "ruth", 2); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, insertLink, agency, "ruth", "b", 1, true, nil); err != nil {
				return err
			}
			found, err := tx.Recount(ctx, "who", "ruth")
			if len(found) > 0 {
				t.Errorf("found %v", found)
			}
			return err
		}))
	})
}

// TestAGuardThatHasBegunIsOnlyRead holds that a start takes no turn of those who write where nothing is to be begun.
func TestAGuardThatHasBegunIsOnlyRead(t *testing.T) {
	attacked(t, func(t *testing.T, db *store.DB, agency id.Agency, _ *sql.DB) {
		for _, of := range []id.Agency{agency, {}} {
			if _, err := db.BeginGuard(t.Context(), of); err != nil {
				t.Fatal(err)
			}
			var asked []string
			ctx := store.WithTrace(t.Context(), func(query string) { asked = append(asked, query) })
			if began, err := db.BeginGuard(ctx, of); err != nil || len(began) != 0 {
				t.Fatalf("%v %v", began, err)
			}
			if len(asked) != 1 {
				t.Errorf("a second start asks %q", asked)
			}
		}
	})
}
