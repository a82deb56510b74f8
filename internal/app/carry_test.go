package app_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// before is a schema as it was when nothing was kept apart: its first migrations.
func before(t *testing.T, s store.Schema) store.Schema {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(s.Files, "migrations/00001_*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(s.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: b}
	}
	old := store.Schema{Name: s.Name, Files: files}
	for _, table := range s.Tables {
		old.Tables = append(old.Tables, store.Table{Name: table.Name, Kind: table.Kind})
	}
	return old
}

// TestRowsFromBeforeAreCarriedOver opens a database of an earlier release: reports and feedback are there afterwards, once, and kept apart.
func TestRowsFromBeforeAreCarriedOver(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		schemas := []store.Schema{reporting.Schema(), feedback.Schema()}
		if err := db.Migrate(t.Context(), before(t, schemas[0]), before(t, schemas[1])); err != nil {
			t.Fatal(err)
		}
		agencies := []id.Agency{id.NewAgency(clk.Now()), id.NewAgency(clk.Now())}
		const each = 5
		for _, agency := range agencies {
			for range each {
				insertOld(t, db, agency)
			}
		}
		for range 2 { // the second time there is nothing left to do
			if err := db.Migrate(t.Context(), schemas...); err != nil {
				t.Fatal(err)
			}
		}
		for _, agency := range agencies {
			for query, want := range map[string]int{
				`SELECT count(*) FROM report WHERE agency_id = $1 AND written = 1 AND waiting AND day = 20000`:                                                                                 each,
				`SELECT count(*) FROM report_drop d JOIN report r ON r.agency_id = d.agency_id AND r.report_id = d.report_id WHERE d.agency_id = $1`:                                           each,
				`SELECT count(*) FROM feedback WHERE agency_id = $1 AND day = 20001`:                                                                                                           each,
				`SELECT count(*) FROM feedback_reader r JOIN feedback f ON f.agency_id = r.agency_id AND f.feedback_id = r.feedback_id AND f.day = r.day WHERE r.agency_id = $1 AND r.answers`: each,
			} {
				var n int
				if err := db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
					return r.QueryRow(ctx, query, agency).Scan(&n)
				}); err != nil || n != want {
					t.Errorf("%d rows, want %d: %s: %v", n, want, query, err)
				}
			}
		}
		if err := db.Deposit(t.Context(), agencies[0], func(ctx context.Context, tx *store.ApartTx) error {
			_, err := tx.Exec(ctx, `DELETE FROM report WHERE agency_id = $1`, tx.Agency())
			return err
		}); err != nil {
			t.Errorf("what was carried over is not kept apart: %v", err)
		}
	})
}

func insertOld(t *testing.T, db *store.DB, agency id.Agency) {
	t.Helper()
	if err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
		report, one := id.Random(), id.Random()
		for _, row := range []struct {
			text string
			args []any
		}{
			{`INSERT INTO report (agency_id, report_id, channel, box, read_hash, write_hash, urgent, waiting, waiting_day, late, withdrawn, converted, day, visited_day, keep_days)
				VALUES ($1, $2, 'help', $3, 'r', 'w', false, true, 20000, 0, false, '', 20000, 20000, 90)`, []any{agency, report, id.Reference()}},
			{`INSERT INTO report_drop (agency_id, drop_name, report_id, day, class, carried, sealed) VALUES ($1, $2, $3, 20000, 1, '', $4)`,
				[]any{agency, id.Reference(), report, []byte(strings.Repeat("sealed", 2000))}},
			{`INSERT INTO feedback (agency_id, feedback_id, day, sealed) VALUES ($1, $2, 20001, $3)`, []any{agency, one, []byte("sealed")}},
			{`INSERT INTO feedback_reader (agency_id, feedback_id, account_id, answers, sealed_key) VALUES ($1, $2, $3, true, $4)`, []any{agency, one, id.Random(), []byte("key")}},
		} {
			if _, err := tx.Exec(ctx, row.text, row.args...); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
