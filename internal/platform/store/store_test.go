package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

var notes = store.Schema{
	Name: "notes",
	Files: fstest.MapFS{
		"migrations/00001_note.sql": {Data: []byte("-- +goose Up\nCREATE TABLE note (agency_id TEXT NOT NULL, note_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (agency_id, note_id));\n")},
	},
	Tables: []store.Table{{Name: "note", Kind: store.Tenant}},
}

func add(body string) func(ctx context.Context, tx *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO note (agency_id, note_id, body) VALUES ($1, $2, $3)`, tx.Agency(), id.Random(), body)
		return err
	}
}

func count(t *testing.T, db *store.DB, agency id.Agency, query string, args ...any) (n int) {
	t.Helper()
	if err := db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, query, args...).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFailedFunctionTakesBackOnlyItsOwnRows(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
					if err := add("kept")(ctx, tx); err != nil {
						return err
					}
					switch i % 4 {
					case 1:
						return refused
					case 2:
						panic("a defect")
					}
					return nil
				})
				if (err == nil) != (i%4 == 0 || i%4 == 3) {
					t.Errorf("write %d: unexpected error %v", i, err)
				}
			}()
		}
		wg.Wait()
		if n := count(t, db, agency, `SELECT count(*) FROM note WHERE agency_id = $1`, agency); n != 100 {
			t.Errorf("%d rows are kept, want the 100 of the functions that succeeded", n)
		}
	}, notes)
}

func TestACancelledCallerLosesNobodyElsesRows(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		var wg sync.WaitGroup
		for range 100 {
			wg.Add(2)
			go func() {
				defer wg.Done()
				if err := db.Write(t.Context(), agency, add("kept")); err != nil {
					t.Error(err)
				}
			}()
			go func() {
				defer wg.Done()
				ctx, cancel := context.WithCancel(t.Context())
				_ = db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
					cancel()
					return add("cancelled")(ctx, tx)
				})
			}()
		}
		wg.Wait()
		if n := count(t, db, agency, `SELECT count(*) FROM note WHERE agency_id = $1 AND body = 'kept'`, agency); n != 100 {
			t.Errorf("%d of 100 rows are kept", n)
		}
	}, notes)
}

// The second wall: the application's own filter is left out here on purpose.
func TestRowLevelSecurityShowsOneAgencyOnly(t *testing.T) {
	db, clk := storetest.Postgres(t, notes)
	a, b := id.NewAgency(clk.Now()), id.NewAgency(clk.Now())
	for agency, body := range map[id.Agency]string{a: "of a", b: "of b"} {
		if err := db.Write(t.Context(), agency, add(body)); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, db, a, `SELECT count(*) FROM note`); n != 1 {
		t.Errorf("agency a sees %d rows without a filter, want its own 1", n)
	}
	if n := count(t, db, id.Agency{}, `SELECT count(*) FROM note`); n != 0 {
		t.Errorf("without an agency %d rows are seen, want 0", n)
	}
	err := db.Write(t.Context(), a, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO note (agency_id, note_id, body) VALUES ($1, $2, $3)`, b, id.Random(), "smuggled")
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("writing a row of another agency: %v, want a refusal", err)
	}
	err = db.Write(t.Context(), a, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE note SET body = 'changed'`)
		if n != 1 {
			t.Errorf("an update without a filter changed %d rows, want 1", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnceRunsOnce(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency, other := id.NewAgency(clk.Now()), id.NewAgency(clk.Now())
		ran := 0
		once := func(agency id.Agency) (result string, replayed bool) {
			err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) (err error) {
				result, replayed, err = store.Once(ctx, tx, "key", 1, func() (string, error) {
					ran++
					return "first", nil
				})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return result, replayed
		}
		if _, replayed := once(agency); replayed {
			t.Error("the first use of a key is called a replay")
		}
		if result, replayed := once(agency); !replayed || result != "first" {
			t.Errorf("second use: %q, replayed %v", result, replayed)
		}
		if _, replayed := once(other); replayed {
			t.Error("a key of one agency is known in another")
		}
		if ran != 2 {
			t.Errorf("ran %d times, want 2", ran)
		}
	})
}

func TestACloseWaitsAndThenRefuses(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		if err := db.Write(t.Context(), agency, add("one")); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Write(t.Context(), agency, add("two")); !errors.Is(err, store.ErrClosed) {
			t.Errorf("a write after Close: %v", err)
		}
	}, notes)
}

func TestMoreAgenciesThanConnectionsCanWrite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		for range 40 {
			if err := db.Write(t.Context(), id.NewAgency(clk.Now()), add("one")); err != nil {
				t.Fatal(err)
			}
		}
	}, notes)
}

func TestManyReadersShareFewConnections(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		if err := db.Write(t.Context(), agency, add("one")); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for range 20 {
					ctx, cancel := context.WithCancel(t.Context())
					if i%3 == 0 {
						cancel()
					}
					var n int
					err := db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
						return r.QueryRow(ctx, `SELECT count(*) FROM note WHERE agency_id = $1`, agency).Scan(&n)
					})
					if i%3 != 0 && (err != nil || n != 1) {
						t.Errorf("read: %d rows, %v", n, err)
					}
					cancel()
				}
			}()
		}
		wg.Wait()
	}, notes)
}
