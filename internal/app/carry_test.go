package app_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// before is a schema as it was when nothing was kept apart.
func before(t *testing.T, s store.Schema) store.Schema {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(s.Files, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.Contains(name, "_apart.") {
			continue
		}
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
	clk := clock.At(storetest.Start)
	check := func(t *testing.T, cfg store.Config) {
		t.Parallel()
		open := func() *store.DB {
			db, err := store.Open(t.Context(), cfg, clk.Now)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			return db
		}
		db := open()
		schemas := []store.Schema{store.Base(), reporting.Schema(), feedback.Schema()}
		if err := db.Migrate(t.Context(), schemas[0], before(t, schemas[1]), before(t, schemas[2])); err != nil {
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
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			db = open()
			if err := db.Migrate(t.Context(), schemas...); err != nil {
				t.Fatal(err)
			}
		}
		for _, agency := range agencies {
			for query, want := range map[string]int{
				`SELECT count(*) FROM report WHERE agency_id = $1 AND written = 1 AND waiting AND day = 20000`:                                                               each,
				`SELECT count(*) FROM report_drop d JOIN report r ON r.agency_id = d.agency_id AND r.report_id = d.report_id WHERE d.agency_id = $1`:                         each,
				`SELECT count(*) FROM feedback WHERE agency_id = $1 AND day = 20001`:                                                                                         each,
				`SELECT count(*) FROM feedback_reader r JOIN feedback f ON f.agency_id = r.agency_id AND f.feedback_id = r.feedback_id WHERE r.agency_id = $1 AND r.answers`: each,
				`SELECT count(*) FROM report_gone WHERE agency_id = $1 AND gone_day = 20001`:                                                                                 each,
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
	}
	t.Run("sqlite", func(t *testing.T) { check(t, store.Config{Folder: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { check(t, store.Config{URL: storetest.NewDatabase(t)}) })
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
			{`INSERT INTO report_gone (agency_id, drop_name, channel, day, gone_day, reason) VALUES ($1, $2, 'help', 20000, 20001, 'purged')`, []any{agency, id.Reference()}},
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

// TestHalfABackupIsNotOpened holds that an installation whose second file is gone is explained and not opened with an empty one,
// until somebody says that it is lost.
func TestHalfABackupIsNotOpened(t *testing.T) {
	cfg := app.Config{Folder: t.TempDir(), Params: apptest.Cheap}
	clk := clock.At(storetest.Start)
	open := func(how func(context.Context, app.Config, clock.Clock) (*app.App, error)) error {
		a, err := how(t.Context(), cfg, clk.Now)
		if err != nil {
			return err
		}
		return a.Close()
	}
	if err := open(app.Open); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(cfg.Folder, "amparo-apart.db")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := open(app.OpenAsIs); !errors.Is(err, store.ErrApart) {
			t.Errorf("it is looked at without its second file: %v", err)
		}
		if err := open(app.Open); !errors.Is(err, store.ErrApart) {
			t.Errorf("it is served without its second file: %v", err)
		}
	}
	if err := app.MakeApart(t.Context(), cfg, clk.Now); err != nil {
		t.Fatal(err)
	}
	if err := open(app.OpenAsIs); err != nil {
		t.Errorf("after it was made anew: %v", err)
	}
}
