package ledger_test

import (
	"context"
	"sync"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// Sixteen writers and two signers work on two agencies; each log ends up a line without a gap.
func TestConcurrentAppendsMakeALineWithoutAGap(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		concurrently(t, []*store.DB{db}, clk)
	}, ledger.Schema())
}

// The same with two processes' worth of connections to one PostgreSQL, where only the row lock of the head keeps order.
func TestTwoProgramsAppendToOneLog(t *testing.T) {
	url := storetest.NewDatabase(t)
	clk := clock.At(storetest.Start)
	var dbs []*store.DB
	for range 2 {
		db, err := store.Open(t.Context(), store.Config{URL: url}, clk.Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		dbs = append(dbs, db)
	}
	if err := dbs[0].Migrate(t.Context(), ledger.Schema()); err != nil {
		t.Fatal(err)
	}
	concurrently(t, dbs, clk)
}

func concurrently(t *testing.T, dbs []*store.DB, clk *clock.Hand) {
	t.Helper()
	const writers, each = 16, 200
	houses := []*house{newHouse(t, dbs[0], clk), newHouse(t, dbs[0], clk)}
	var wg sync.WaitGroup
	var seen [2]sync.Map
	for w := range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			h, db := houses[w%2], dbs[w/2%len(dbs)]
			for i := range each / writers {
				var leaf ledger.Leaf
				if err := db.Write(t.Context(), h.agency, func(ctx context.Context, tx *store.Tx) (err error) {
					leaf, err = ledger.Append(ctx, tx, h.entry(i))
					return err
				}); err != nil {
					t.Error(err)
				}
				seen[w%2].Store(leaf.Index, true)
			}
		}()
	}
	for _, h := range houses {
		h.write(func(ctx context.Context, tx *store.Tx) error { // so that there is something to sign
			_, err := ledger.Append(ctx, tx, h.entry(1))
			return err
		})
		for _, db := range dbs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				signer, err := ledger.NewSigner(h.agency, h.key)
				if err != nil {
					t.Error(err)
					return
				}
				for range 5 {
					if _, err := ledger.SignCheckpoint(t.Context(), db, h.agency, signer, clk.Now()); err != nil {
						t.Errorf("signing while others write: %v", err)
					}
				}
			}()
		}
	}
	wg.Wait()
	const want = each/writers*writers/2 + 1
	for i, h := range houses {
		h.sign()
		if r := h.verify(); !r.OK() || r.Size != want {
			t.Errorf("agency %d: %+v %v, want %d entries", i, r, r.Bad, want)
		}
		n := 0
		seen[i].Range(func(any, any) bool { n++; return true })
		if n != want-1 {
			t.Errorf("agency %d: writers were given %d different indices, want %d", i, n, want-1)
		}
	}
}
