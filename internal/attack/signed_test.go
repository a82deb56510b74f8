package attack_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// forgeries change rows of each table that is Signed, in a way that keeps them rows of the program, and change them back. $2 is
// somebody who is helped.
var forgeries = map[string]struct{ forge, back string }{
	"person":     {`UPDATE person SET version = version + 1 WHERE agency_id = $1 AND person_id = $2`, `UPDATE person SET version = version - 1 WHERE agency_id = $1 AND person_id = $2`},
	"assignment": {`UPDATE assignment SET from_at = from_at + 1 WHERE agency_id = $1 AND person_id = $2`, `UPDATE assignment SET from_at = from_at - 1 WHERE agency_id = $1 AND person_id = $2`},
	"compartment_key": {`INSERT INTO compartment_key (agency_id, person_id, compartment, version, holder_kind, holder_id, holder_version, sealed)
		VALUES ($1, $2, 'plan', 99, 'team', 'forged', 1, 'forged')`, `DELETE FROM compartment_key WHERE agency_id = $1 AND person_id = $2 AND version = 99`},
}

// TestWhoMayOpenIsSignedFor holds, of every table that is Signed, that the program keeps no change for which nobody signs, and
// that `amparo ledger verify` names one that somebody else made who holds the root key: their rows count as the program's.
func TestWhoMayOpenIsSignedFor(t *testing.T) {
	storetest.RunPlaced(t, func(t *testing.T, cfg store.Config) {
		db, clk := storetest.Open(t, cfg)
		h := &house{World: apptest.New(t, db, clk), engine: db.Dialect()}
		h.days(t)
		h.Clock.Advance(2 * time.Minute)
		agency, person := h.Shelter.Agency.ID, h.Person(h.SignIn(h.Shelter.As(account.Advocate)), "Hana")
		for _, table := range signedTables() {
			forgery, ok := forgeries[table]
			if !ok {
				t.Errorf("%s: no forgery is declared", table)
				continue
			}
			change := func(ctx context.Context, tx *store.Tx) error {
				n, err := tx.Exec(ctx, forgery.forge, agency, person)
				if err == nil && n == 0 {
					t.Errorf("%s: there is no row to forge", table)
				}
				return err
			}
			if err := h.DB.Write(t.Context(), agency, change); !errors.Is(err, store.ErrUnsigned) {
				t.Errorf("%s: a change without an entry: %v", table, err)
			}
			if err := h.DB.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
				if err := change(ctx, tx); err != nil {
					return err
				}
				_, err := ledger.Append(ctx, tx, ledger.Entry{Kind: "read.allowed", At: h.Clock.Now()})
				return err
			}); !errors.Is(err, store.ErrUnsigned) {
				t.Errorf("%s: a change with an entry of nobody: %v", table, err)
			}
			h.forges(t, cfg, change)
			if report := h.verified(t); report.Bad != nil || !slices.ContainsFunc(report.Rows, func(r store.Tampering) bool {
				return r.Table == table && r.What == store.RowsUnsigned
			}) {
				t.Errorf("%s: a forged row: %v, %v", table, report.Bad, report.Rows)
			}
			h.forges(t, cfg, func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, forgery.back, agency, person)
				return err
			})
			if report := h.verified(t); !report.OK() {
				t.Errorf("%s: put right again: %v, %v", table, report.Bad, report.Rows)
			}
		}
		signs := func(e ledger.Entry) {
			h.forges(t, cfg, func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, forgeries["assignment"].forge, agency, person)
				if err == nil {
					e.Kind, e.At = "read.allowed", h.Clock.Now()
					_, err = ledger.Append(ctx, tx, e)
				}
				return err
			})
		}
		signs(ledger.Entry{Actor: id.Random(), Author: keys.NewSigningKey()})
		if report := h.verified(t); report.Bad != nil || len(report.Rows) != 1 || report.Rows[0].What != store.RowsUnsigned {
			t.Errorf("a forged row with an entry of a stranger: %v, %v", report.Bad, report.Rows)
		}
		signs(ledger.Entry{})
		if report := h.verified(t); report.Bad == nil || report.Bad.Check != ledger.OtherAuthor {
			t.Errorf("a forged row with an entry of nobody: %v, %v", report.Bad, report.Rows)
		}
	})
}

// signedTables are those whose rows say who may open something.
func signedTables() (list []string) {
	for _, s := range app.Schemas() {
		for _, t := range s.Tables {
			if t.Signed {
				list = append(list, t.Name)
			}
		}
	}
	return list
}

// forges changes rows as somebody who holds the root key: with true authenticators and sums, and without asking for a signature.
func (h *house) forges(t *testing.T, cfg store.Config, change func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	unsigned := app.Schemas()
	for i := range unsigned {
		unsigned[i].Tables = slices.Clone(unsigned[i].Tables)
		for j := range unsigned[i].Tables {
			unsigned[i].Tables[j].Signed = false
		}
	}
	db, err := store.Open(t.Context(), cfg, h.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Guard(t.Context(), keys.DeriveDataKey(h.Root[:], "guard"), unsigned...)
	if err == nil {
		err = db.Write(t.Context(), h.Shelter.Agency.ID, change)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// verified is what `amparo ledger verify` says.
func (h *house) verified(t *testing.T) ledger.Report {
	t.Helper()
	report, err := h.VerifyLedger(t.Context(), h.Shelter.Agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
