package ledger_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// A house is one agency with its log, its key, and a few people.
type house struct {
	t       testing.TB
	db      *store.DB
	clk     *clock.Hand
	agency  id.Agency
	key     ed25519.PrivateKey
	persons []id.ID
	actor   id.ID
}

func newHouse(t testing.TB, db *store.DB, clk *clock.Hand) *house {
	seed := sha256.Sum256([]byte("a test key"))
	h := &house{t: t, db: db, clk: clk, agency: id.NewAgency(clk.Now()), key: ed25519.NewKeyFromSeed(seed[:]), actor: id.New(clk.Now())}
	for range 3 {
		h.persons = append(h.persons, id.New(clk.Now()))
	}
	return h
}

func (h *house) write(fn func(ctx context.Context, tx *store.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(h.t.Context(), h.agency, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) read(fn func(ctx context.Context, r *store.Reader) error) {
	h.t.Helper()
	if err := h.db.Read(h.t.Context(), h.agency, fn); err != nil {
		h.t.Fatal(err)
	}
}

// entry makes the n-th entry: every fourth is about nobody and every fifth has no sealed part.
func (h *house) entry(n int) ledger.Entry {
	h.clk.Advance(time.Second)
	e := ledger.Entry{Kind: fmt.Sprintf("test.kind-%d", n%3), Actor: h.actor, At: h.clk.Now()}
	if n%4 != 0 {
		e.Person = h.persons[n%len(h.persons)]
	}
	if n%5 != 0 {
		e.Sealed = fmt.Appendf(nil, "sealed part %d", n)
	}
	return e
}

func (h *house) add(n int) (leaves []ledger.Leaf) {
	h.t.Helper()
	for i := range n {
		e := h.entry(i)
		h.write(func(ctx context.Context, tx *store.Tx) error {
			leaf, err := ledger.Append(ctx, tx, e)
			if err == nil {
				leaves = append(leaves, leaf)
			}
			return err
		})
	}
	return leaves
}

func (h *house) erase(person id.ID) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := ledger.Erase(ctx, tx, person, h.actor, keys.SigningKey{}, h.clk.Now())
		return err
	})
}

func (h *house) sign() ledger.Checkpoint {
	h.t.Helper()
	signer, err := ledger.NewSigner(h.agency, h.key)
	if err != nil {
		h.t.Fatal(err)
	}
	c, err := ledger.SignCheckpoint(h.t.Context(), h.db, h.agency, signer, h.clk.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) known() note.Verifiers {
	h.t.Helper()
	v, err := ledger.NewVerifier(h.agency, h.key.Public().(ed25519.PublicKey))
	if err != nil {
		h.t.Fatal(err)
	}
	return note.VerifierList(v)
}

func (h *house) verify(kept ...[]byte) (report ledger.Report) {
	h.t.Helper()
	h.read(func(ctx context.Context, r *store.Reader) (err error) {
		report, err = ledger.Verify(ctx, r, h.known(), kept, nil)
		return err
	})
	return report
}

func TestEntriesAreReadBackAsTheyWereWritten(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h, other := newHouse(t, db, clk), newHouse(t, db, clk)
		other.add(3)
		leaves := h.add(30)
		h.read(func(ctx context.Context, r *store.Reader) error {
			for i, leaf := range leaves {
				if leaf.Index != int64(i) {
					t.Errorf("entry %d has index %d", i, leaf.Index)
				}
				rec, err := ledger.Get(ctx, r, int64(i))
				if err != nil {
					return err
				}
				if !rec.Is(leaf) {
					t.Errorf("entry %d is not what its receipt stands for", i)
				}
				if i > 0 && rec.Prev != leaves[i-1].Hash {
					t.Errorf("entry %d does not carry the hash of the one before", i)
				}
			}
			if _, err := ledger.Get(ctx, r, 30); !errors.Is(err, ledger.ErrNoEntry) {
				t.Errorf("an index beyond the log: %v", err)
			}
			return nil
		})
	}, ledger.Schema())
}

func TestAPersonsEntriesComeNewestFirstInPages(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h := newHouse(t, db, clk)
		h.add(40)
		want := 0
		for i := range 40 {
			if i%4 != 0 && i%3 == 1 {
				want++
			}
		}
		h.read(func(ctx context.Context, r *store.Reader) error {
			got, before := 0, ledger.Latest
			for {
				page, err := ledger.ForPerson(ctx, r, h.persons[1], before, 4)
				if err != nil || len(page) == 0 {
					if got != want {
						t.Errorf("%d entries about the person, want %d", got, want)
					}
					return err
				}
				for _, rec := range page {
					if rec.Index >= before || rec.Person != h.persons[1] {
						t.Errorf("entry %d is out of order or about somebody else", rec.Index)
					}
					before = rec.Index
					got++
				}
			}
		})
		h.read(func(ctx context.Context, r *store.Reader) error {
			page, err := ledger.ByActor(ctx, r, h.actor, ledger.Latest, 100)
			if len(page) != 40 {
				t.Errorf("%d entries by the actor, want 40", len(page))
			}
			return err
		})
	}, ledger.Schema())
}

func TestAnEntryThatNoCallerShouldMakeIsRefused(t *testing.T) {
	db, clk := storetest.SQLite(t, ledger.Schema())
	h := newHouse(t, db, clk)
	for name, e := range map[string]ledger.Entry{
		"no kind":         {At: clk.Now()},
		"kind with space": {Kind: "a b", At: clk.Now()},
		"long kind":       {Kind: strings.Repeat("k", 65), At: clk.Now()},
		"reserved kind":   {Kind: ledger.KindErased, At: clk.Now()},
		"no time":         {Kind: "test"},
	} {
		err := db.Write(t.Context(), h.agency, func(ctx context.Context, tx *store.Tx) error {
			_, err := ledger.Append(ctx, tx, e)
			return err
		})
		if !errors.Is(err, ledger.ErrEntry) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r := h.verify(); !r.OK() || r.Size != 0 {
		t.Errorf("refused entries left something behind: %+v", r)
	}
}

func TestAFailedActLeavesNoEntryAndNoGap(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h := newHouse(t, db, clk)
		refused := errors.New("refused")
		for i := range 10 {
			err := db.Write(t.Context(), h.agency, func(ctx context.Context, tx *store.Tx) error {
				_, err := ledger.AppendAll(ctx, tx, []ledger.Entry{h.entry(1), h.entry(2)})
				if err == nil && i%2 == 0 {
					return refused
				}
				return err
			})
			if (err != nil) != (i%2 == 0) {
				t.Errorf("act %d: %v", i, err)
			}
		}
		if r := h.verify(); !r.OK() || r.Size != 10 {
			t.Errorf("%+v, want 10 entries in order", r)
		}
	}, ledger.Schema())
}

func TestErasureDropsTheSealedPartsAndKeepsTheProof(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h := newHouse(t, db, clk)
		leaves := h.add(30)
		before := h.sign()
		h.erase(h.persons[1])
		h.add(4)
		report := h.verify(before.Note)
		if !report.OK() || report.Size != 35 || report.Erased == 0 {
			t.Fatalf("after an erasure: %+v %v", report, report.Bad)
		}
		h.read(func(ctx context.Context, r *store.Reader) error {
			page, err := ledger.ForPerson(ctx, r, h.persons[1], 30, 100)
			for _, rec := range page {
				if rec.Sealed != nil {
					t.Errorf("entry %d still has its sealed part", rec.Index)
				}
				if !rec.Is(leaves[rec.Index]) {
					t.Errorf("entry %d is no longer what its receipt stands for", rec.Index)
				}
			}
			return err
		})
	}, ledger.Schema())
}
