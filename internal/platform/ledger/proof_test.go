package ledger_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"strconv"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// plainRoot is tlog's own root over the same leaves, kept in memory.
func plainRoot(t *testing.T, leaves []ledger.Leaf) tlog.Hash {
	t.Helper()
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indices []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indices {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	for i, leaf := range leaves {
		made, err := tlog.StoredHashesForRecordHash(int64(i), leaf.Hash, read)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, made...)
	}
	root, err := tlog.TreeHash(int64(len(leaves)), read)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestProofsHoldBeforeTlogsOwnCheckers(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h := newHouse(t, db, clk)
		var leaves []ledger.Leaf
		var points []ledger.Checkpoint
		for _, n := range []int{1, 1, 5, 9, 1, 20} {
			leaves = append(leaves, h.add(n)...)
			c := h.sign()
			if c.Size != int64(len(leaves)) || c.Root != plainRoot(t, leaves) {
				t.Fatalf("checkpoint %d has not the root of its %d entries", c.Size, len(leaves))
			}
			points = append(points, c)
		}
		h.add(2)
		h.read(func(ctx context.Context, r *store.Reader) error {
			for i, c := range points {
				for _, leaf := range leaves[:c.Size] {
					proof, err := ledger.ProveInclusion(ctx, r, leaf.Index, c.Size)
					if err != nil {
						return err
					}
					if err := tlog.CheckRecord(proof, c.Size, c.Root, leaf.Index, leaf.Hash); err != nil {
						t.Errorf("entry %d in %d: %v", leaf.Index, c.Size, err)
					}
					if _, err := ledger.VerifyReceipt(leaf, proof, c.Note, h.known()); err != nil {
						t.Errorf("receipt %d in %d: %v", leaf.Index, c.Size, err)
					}
					other := leaf
					other.Hash[0] ^= 1
					if _, err := ledger.VerifyReceipt(other, proof, c.Note, h.known()); !errors.Is(err, ledger.ErrProof) {
						t.Errorf("a receipt with another hash: %v", err)
					}
				}
				for _, older := range points[:i+1] {
					proof, err := ledger.ProveConsistency(ctx, r, older.Size, c.Size)
					if err != nil {
						return err
					}
					if err := tlog.CheckTree(proof, c.Size, c.Root, older.Size, older.Root); err != nil {
						t.Errorf("%d to %d: %v", older.Size, c.Size, err)
					}
					if err := ledger.VerifyGrowth(h.agency, older.Note, c.Note, proof, h.known()); err != nil {
						t.Errorf("%d to %d: %v", older.Size, c.Size, err)
					}
				}
			}
			if _, err := ledger.ProveInclusion(ctx, r, 38, 39); !errors.Is(err, ledger.ErrNotCovered) {
				t.Errorf("a proof for an entry beyond the last checkpoint: %v", err)
			}
			return nil
		})
	}, ledger.Schema())
}

func TestACheckpointOfManyPagesIsTheSameTree(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h := newHouse(t, db, clk)
		var leaves []ledger.Leaf
		for range 3 {
			var entries []ledger.Entry
			for i := range 600 {
				entries = append(entries, h.entry(i))
			}
			h.write(func(ctx context.Context, tx *store.Tx) error {
				more, err := ledger.AppendAll(ctx, tx, entries)
				leaves = append(leaves, more...)
				return err
			})
		}
		c := h.sign()
		if c.Size != 1800 || c.Root != plainRoot(t, leaves) {
			t.Errorf("the checkpoint of %d entries has another root than tlog gives", c.Size)
		}
		if r := h.verify(c.Note); !r.OK() || r.Root != c.Root {
			t.Errorf("%+v %v", r, r.Bad)
		}
	}, ledger.Schema())
}

func TestASecondCheckpointOfTheSameLogIsTheFirst(t *testing.T) {
	db, clk := storetest.SQLite(t, ledger.Schema())
	h := newHouse(t, db, clk)
	h.add(3)
	first := h.sign()
	clk.Advance(1e9)
	if second := h.sign(); !bytes.Equal(first.Note, second.Note) || !second.At.Equal(first.At) {
		t.Errorf("nothing was added, and another checkpoint was made")
	}
}

func TestWhatIsBrokenOrEmptyIsNotSigned(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		for name, tt := range map[string]struct {
			text string
			want error
		}{
			"changed after the checkpoint":    {`UPDATE ledger_leaf SET at = at + 1 WHERE agency_id = $1 AND idx = 8`, ledger.ErrBroken},
			"deleted after the checkpoint":    {`DELETE FROM ledger_leaf WHERE agency_id = $1 AND idx = 8`, ledger.ErrBroken},
			"newest deleted":                  {`DELETE FROM ledger_leaf WHERE agency_id = $1 AND idx = 9`, ledger.ErrBroken},
			"head points back":                {`UPDATE ledger_head SET size = 3 WHERE agency_id = $1`, ledger.ErrBroken},
			"tree changed":                    {`UPDATE ledger_hash SET hash = leaf.h FROM (SELECT leaf_hash AS h FROM ledger_leaf WHERE agency_id = $1 AND idx = 0) AS leaf WHERE agency_id = $1 AND hash_index = 7`, ledger.ErrBroken},
			"no entries and no head are left": {`DELETE FROM ledger_head WHERE agency_id = $1`, ledger.ErrBroken},
		} {
			h := newHouse(t, db, clk)
			signer, err := ledger.NewSigner(h.agency, h.key)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ledger.SignCheckpoint(t.Context(), db, h.agency, signer, clk.Now()); !errors.Is(err, ledger.ErrEmpty) {
				t.Errorf("an empty log: %v", err)
			}
			h.add(5)
			h.sign()
			h.add(5)
			h.write(func(ctx context.Context, tx *store.Tx) error {
				n, err := tx.Exec(ctx, tt.text, h.agency)
				if n != 1 {
					t.Errorf("%s: %d rows were touched", name, n)
				}
				return err
			})
			if _, err := ledger.SignCheckpoint(t.Context(), db, h.agency, signer, clk.Now()); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
	}, ledger.Schema())
}

func TestOnlyTheAgencysOwnKeySpeaksForItsLog(t *testing.T) {
	db, clk := storetest.SQLite(t, ledger.Schema())
	h, other := newHouse(t, db, clk), newHouse(t, db, clk)
	h.add(3)
	c := h.sign()
	if _, err := ledger.ParseCheckpoint(c.Note, h.agency, h.known()); err != nil {
		t.Errorf("the agency's own checkpoint: %v", err)
	}
	if _, err := ledger.ParseCheckpoint(c.Note, other.agency, h.known()); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("a checkpoint of another agency: %v", err)
	}
	signer, err := ledger.NewSigner(other.agency, other.key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.SignCheckpoint(t.Context(), db, h.agency, signer, clk.Now()); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("signing with another agency's key: %v", err)
	}
	forged, err := note.Sign(&note.Note{Text: ledger.Origin(h.agency) + "\n3\n" + c.Root.String() + "\n"}, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.ParseCheckpoint(forged, h.agency, other.known()); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("a checkpoint signed by a known key of another agency: %v", err)
	}
	if r := h.verify(forged); r.OK() || r.Bad.Check != ledger.Signature {
		t.Errorf("a kept checkpoint with a foreign signature: %v", r.Bad)
	}
}

// The text of a receipt is a promise to those who keep one: a changed encoding would make every kept receipt worthless.
func TestTheEncodingOfAnEntryNeverChanges(t *testing.T) {
	guarded, clk := storetest.SQLite(t, ledger.Schema())
	same := clock.At(storetest.Start)
	plain, err := store.Open(t.Context(), store.Config{Folder: t.TempDir()}, same.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plain.Close() })
	if err := plain.Migrate(t.Context(), store.Base(), ledger.Schema()); err != nil {
		t.Fatal(err)
	}
	for _, form := range []struct {
		name, hash, root string
		db               *store.DB
		clk              *clock.Hand
	}{
		{"the first, without a state of guarded rows", "OknFSpcUeKtyZDzgp2nDkgjK9k8VAnCeUKDIaOOlAdc=", "V2vOOMv0IPiZFgTqHQ93Bna7vAO0NrkuGnFg7YS93Kg=", plain, same},
		{"the second, with one", "YcTjvGEB60A5CxLsagMY1REy558WdPYJIRPvjijw6k4=", "LACEsjUeNt1VgKjdxT/zmKNsd+sCiC8Xit9z/octKtE=", guarded, clk},
	} {
		h := newHouse(t, form.db, form.clk)
		space := id.Named(id.ID{}, "ledger")
		h.agency, h.actor = id.Agency{ID: id.Named(space, "agency")}, id.Named(space, "actor")
		h.persons = []id.ID{id.Named(space, "a"), id.Named(space, "b"), id.Named(space, "c")}
		leaves := h.add(6)
		if got := leaves[5].Hash.String(); got != form.hash {
			t.Errorf("%s: the hash of the sixth entry is %s, want %s", form.name, got, form.hash)
		}
		if got := h.sign().Root.String(); got != form.root {
			t.Errorf("%s: the root is %s, want %s", form.name, got, form.root)
		}
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	agency := id.Agency{ID: id.Named(id.ID{}, "agency")}
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	signer, err := ledger.NewSigner(agency, key)
	if err != nil {
		f.Fatal(err)
	}
	verifier, err := ledger.NewVerifier(agency, key.Public().(ed25519.PublicKey))
	if err != nil {
		f.Fatal(err)
	}
	// The fuzzer writes the text, and the right key signs it: what the signature keeps out is not what is tested here.
	for _, body := range []string{"", "\n3\n", "\n3\nAAAA\n", "\n03\n" + tlog.Hash{}.String() + "\n", "\n3\n" + tlog.Hash{}.String() + "\n",
		"\n-1\n" + tlog.Hash{}.String() + "\n", "\n3\n" + tlog.Hash{}.String() + "\nextension\n"} {
		f.Add([]byte(ledger.Origin(agency) + body))
	}
	known := note.VerifierList(verifier)
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := ledger.ParseCheckpoint(text, agency, known); err == nil {
			t.Errorf("an unsigned text was taken")
		}
		signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
		if err != nil {
			return
		}
		c, err := ledger.ParseCheckpoint(signed, agency, known)
		if err != nil {
			return
		}
		again, err := note.Sign(&note.Note{Text: ledger.Origin(agency) + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"}, signer)
		if err != nil || !bytes.Equal(again, signed) {
			t.Errorf("a checkpoint has a second spelling: %q", text)
		}
	})
}
