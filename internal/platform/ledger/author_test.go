package ledger_test

import (
	"context"
	"database/sql"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// TestNobodyWritesInTheNameOfAnother holds that an entry names the key of its author and that their signature is checked: it can
// be neither taken away, nor changed, nor given another author.
func TestNobodyWritesInTheNameOfAnother(t *testing.T) {
	for what, text := range map[string]string{
		"taken away":            `UPDATE ledger_leaf SET signature = NULL WHERE idx = 1`,
		"that of another entry": `UPDATE ledger_leaf SET signature = (SELECT signature FROM ledger_leaf WHERE idx = 0) WHERE idx = 1`,
		"of nobody":             `UPDATE ledger_leaf SET author = NULL, signature = NULL WHERE idx = 1`,
		"put where none was":    `UPDATE ledger_leaf SET signature = (SELECT signature FROM ledger_leaf WHERE idx = 0) WHERE idx = 2`,
	} {
		t.Run(what, func(t *testing.T) {
			storetest.RunAttacked(t, func(t *testing.T, db *store.DB, clk *clock.Hand, raw *sql.DB) {
				agency, author := id.NewAgency(clk.Now()), keys.NewSigningKey()
				for _, key := range []keys.SigningKey{author, author, {}} {
					if err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
						_, err := ledger.Append(ctx, tx, ledger.Entry{Kind: "record.read", At: clk.Now(), Author: key})
						return err
					}); err != nil {
						t.Fatal(err)
					}
				}
				verify := func() (report ledger.Report) {
					if err := db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) (err error) {
						report, err = ledger.Verify(ctx, r, note.VerifierList(), nil, nil)
						return err
					}); err != nil {
						t.Fatal(err)
					}
					return report
				}
				if r := verify(); !r.OK() || r.Size != 3 {
					t.Fatalf("before: %+v", r)
				}
				if _, err := raw.Exec(text); err != nil {
					t.Fatal(err)
				}
				if r := verify(); r.OK() || r.Bad.Check != ledger.Changed {
					t.Errorf("after: %+v", r.Bad)
				}
			}, ledger.Schema())
		})
	}
}
