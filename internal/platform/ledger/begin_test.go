package ledger_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// doors is a schema with one table whose rows say who may open something.
func doors() store.Schema {
	return store.Schema{Name: "doors", Files: fstest.MapFS{"migrations/00001_door.sql": {Data: []byte(`-- +goose Up
CREATE TABLE door (agency_id TEXT NOT NULL, door_id TEXT NOT NULL, opens BIGINT NOT NULL, guard BYTEA, PRIMARY KEY (agency_id, door_id));
`)}}, Tables: []store.Table{{Name: "door", Kind: store.Tenant, Guard: "door_id", Signed: true}}}
}

// TestALogFromBeforeTheGuardBeginsOnce holds that the rows of an older installation are taken as they stand, once, and that from
// then on somebody signs for each change.
func TestALogFromBeforeTheGuardBeginsOnce(t *testing.T) {
	storetest.RunPlaced(t, func(t *testing.T, cfg store.Config) {
		ctx, clk := t.Context(), clock.At(storetest.Start)
		agency, schemas := id.NewAgency(clk.Now()), []store.Schema{store.Base(), ledger.Schema(), doors()}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		write := func(db *store.DB, author keys.SigningKey, text string, args ...any) error {
			return db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, text, append([]any{agency}, args...)...)
				if err == nil {
					_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: "door.written", At: clk.Now(), Author: author})
				}
				return err
			})
		}
		const insert, change = `INSERT INTO door (agency_id, door_id, opens) VALUES ($1, $2, 1)`, `UPDATE door SET opens = opens + 1 WHERE agency_id = $1 AND door_id = $2`
		before, err := store.Open(ctx, cfg, clk.Now)
		must(err)
		must(before.Migrate(ctx, schemas...))
		must(write(before, keys.SigningKey{}, insert, "front"))
		must(write(before, keys.SigningKey{}, insert, "back"))
		must(before.Close())

		open := func(signed bool) *store.DB {
			db, err := store.Open(ctx, cfg, clk.Now)
			must(err)
			t.Cleanup(func() { _ = db.Close() })
			with := append([]store.Schema{}, schemas...)
			with[2].Tables = []store.Table{{Name: "door", Kind: store.Tenant, Guard: "door_id", Signed: signed}}
			must(db.Guard(ctx, storetest.GuardKey, with...))
			return db
		}
		db := open(true)
		verify := func() (report ledger.Report) {
			must(db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
				report, err = ledger.Verify(ctx, r, note.VerifierList(), nil, nil)
				return err
			}))
			return report
		}
		_, err = db.BeginGuard(ctx, agency)
		must(err)
		for range 2 {
			must(ledger.Begin(ctx, db, agency, clk.Now()))
			if r := verify(); !r.OK() || r.Size != 3 {
				t.Fatalf("begun: %d entries, %v, %v", r.Size, r.Bad, r.Rows)
			}
		}
		if err := write(db, keys.SigningKey{}, change, "front"); !errors.Is(err, store.ErrUnsigned) {
			t.Errorf("nobody signed: %v", err)
		}
		must(write(db, keys.NewSigningKey(), change, "front"))
		if r := verify(); !r.OK() || r.Size != 4 {
			t.Errorf("signed: %d entries, %v, %v", r.Size, r.Bad, r.Rows)
		}
		if err := db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
			_, err := ledger.Append(ctx, tx, ledger.Entry{Kind: ledger.KindBegun, At: clk.Now()})
			return err
		}); !errors.Is(err, ledger.ErrEntry) {
			t.Errorf("a second beginning: %v", err)
		}
		// Whoever holds the guard's key changes a row for which the beginning stands.
		must(open(false).Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, change, agency, "back")
			return err
		}))
		if r := verify(); r.Bad != nil || len(r.Rows) != 1 || r.Rows[0].Key != "back" || r.Rows[0].What != store.RowsUnsigned {
			t.Errorf("forged: %v, %v", r.Bad, r.Rows)
		}
	})
}
