package ledger_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// FuzzParseKept holds that a file from anywhere is read or refused with its line, that what is read is bounded by it, and
// that no line which looks like evidence is passed over.
func FuzzParseKept(f *testing.F) {
	agency := "amparo/0190a6e8-7c5e-7bb0-8c5a-2d3f4a5b6c7d"
	note := agency + "\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 " + agency + " AAAA\n"
	for _, seed := range []string{"", "\n\n", note, note + "\n" + note, "# a remark\n" + note, strings.ReplaceAll(note, "\n", "\r\n"), "\ufeff" + note,
		agency, note[:40], "> " + note, "# " + note, "harbour " + agency + "+00000000+AAAA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		kept, err := ledger.ParseKept([]byte(text))
		if err != nil {
			var k *ledger.KeptError
			if !errors.As(err, &k) || k.Line < 1 || k.Line > strings.Count(text, "\n")+strings.Count(text, "\r")+1 {
				t.Fatalf("%v", err)
			}
			return
		}
		if signs := strings.Count(text, "\u2014"); signs > 0 && len(kept.Notes) == 0 {
			t.Fatalf("%d signatures and no note in %q", signs, text)
		}
		for _, n := range kept.Notes {
			if n.Line < 1 || len(n.Text) > len(text)+2 || !strings.Contains(string(n.Text), "\n\n\u2014 ") {
				t.Fatalf("%+v in %q", n, text)
			}
		}
		if len(kept.Notes) > 0 {
			if _, err := kept.Check(); err == nil {
				t.Fatalf("a note without a key counts: %q", text)
			}
		}
	})
}

// TestAPinIsNotPassedByAnotherLog holds that a log which is shorter than what was pinned, has other entries, or another key
// is at odds with it, that a longer one of the same is not, and that a pin never goes back by itself.
func TestAPinIsNotPassedByAnotherLog(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		h := newHouse(t, db, clk)
		public := h.key.Public().(ed25519.PublicKey)
		file := filepath.Join(t.TempDir(), "pins")
		pins := openPins(t, file, true)
		check := func(p *ledger.Pins, public ed25519.PublicKey) (err error) {
			t.Helper()
			failed := db.Read(t.Context(), h.agency, func(ctx context.Context, r *store.Reader) error {
				err = p.Check(ctx, r, public)
				return nil
			})
			if failed != nil {
				t.Fatal(failed)
			}
			return err
		}
		h.add(7)
		first := h.sign()
		if err := check(pins, public); err != nil {
			t.Errorf("before anything is pinned: %v", err)
		}
		h.add(5)
		for _, c := range []ledger.Checkpoint{first, h.sign()} {
			if err := pins.Advance(c, public); err != nil {
				t.Fatal(err)
			}
		}
		if err := pins.Advance(first, public); err != nil || pins.Size(h.agency) != 12 {
			t.Errorf("it went back to %d: %v", pins.Size(h.agency), err)
		}
		h.add(3)
		h.sign()
		for name, p := range map[string]*ledger.Pins{"this process": pins, "the next": openPins(t, file, false)} {
			if err := check(p, public); err != nil {
				t.Errorf("%s, of a log that has grown: %v", name, err)
			}
			other, _, err := ed25519.GenerateKey(nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := check(p, other); !errors.Is(err, ledger.ErrForked) {
				t.Errorf("%s, of another key: %v", name, err)
			}
		}
		h.must(`DELETE FROM ledger_checkpoint WHERE agency_id = $1 AND size > 7`)
		if err := check(pins, public); !errors.Is(err, ledger.ErrShorter) {
			t.Errorf("of a log that was set back: %v", err)
		}
		h.must(`DELETE FROM ledger_hash WHERE agency_id = $1`)
		h.must(`DELETE FROM ledger_leaf WHERE agency_id = $1`)
		h.must(`DELETE FROM ledger_checkpoint WHERE agency_id = $1`)
		h.must(`DELETE FROM ledger_head WHERE agency_id = $1`)
		if err := check(pins, public); !errors.Is(err, ledger.ErrShorter) {
			t.Errorf("of a log that was emptied: %v", err)
		}
		h.add(20)
		h.sign()
		if err := check(pins, public); !errors.Is(err, ledger.ErrForked) {
			t.Errorf("of a log that was written anew: %v", err)
		}
		if err := pins.Restore(first, public); err != nil || pins.Size(h.agency) != 7 {
			t.Errorf("after people said so: %d %v", pins.Size(h.agency), err)
		}
	}, ledger.Schema())
}

// must changes the log from outside the package.
func (h *house) must(statement string) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, statement, h.agency)
		return err
	})
}

// TestAFileOfPinsIsWholeOrAnError holds that what is in it is believed only with the signature of the key beside it.
func TestAFileOfPinsIsWholeOrAnError(t *testing.T) {
	db, clk := storetest.SQLite(t, ledger.Schema())
	h := newHouse(t, db, clk)
	file := filepath.Join(t.TempDir(), "pins")
	h.add(3)
	if err := openPins(t, file, true).Advance(h.sign(), h.key.Public().(ed25519.PublicKey)); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for at := range whole {
		changed := append([]byte{}, whole...)
		changed[at] ^= 1
		if err := os.WriteFile(file, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		p, _, err := ledger.OpenPins(file)
		if err == nil && (p.Size(h.agency) != 3 || len(p.Agencies()) != 1) {
			t.Errorf("with byte %d changed it pins %v at %d", at, p.Agencies(), p.Size(h.agency))
		}
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ledger.OpenPins(file); err == nil {
		t.Error("an empty file is taken for the first start")
	}
}

func openPins(t *testing.T, file string, fresh bool) *ledger.Pins {
	t.Helper()
	p, is, err := ledger.OpenPins(file)
	if err != nil || is != fresh {
		t.Fatalf("fresh %v: %v", is, err)
	}
	return p
}

// TestAWitnessKeepsWhatGrows holds that a witness's file takes heads that continue each other, and nothing else.
func TestAWitnessKeepsWhatGrows(t *testing.T) {
	db, clk := storetest.SQLite(t, ledger.Schema())
	h, other := newHouse(t, db, clk), newHouse(t, db, clk)
	key := func(h *house) string {
		text, err := ledger.VerifierKey(h.agency, h.key.Public().(ed25519.PublicKey))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	prove := func(from, to int64) (string, error) {
		var b strings.Builder
		err := db.Read(t.Context(), h.agency, func(ctx context.Context, r *store.Reader) error {
			proof, err := ledger.ProveConsistency(ctx, r, from, to)
			for _, hash := range proof {
				b.WriteString(hash.String() + "\n")
			}
			return err
		})
		return b.String(), err
	}
	file := filepath.Join(t.TempDir(), "heads.txt")
	h.add(5)
	first := h.sign()
	h.add(6)
	second := h.sign()
	look := func(text []byte, key string, prove func(from, to int64) (string, error)) error {
		t.Helper()
		heads, err := ledger.OpenHeads(file)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = heads.Look(h.agency, key, text, prove)
		return err
	}
	for _, c := range []ledger.Checkpoint{first, second, second} {
		if err := look(c.Note, key(h), prove); err != nil {
			t.Fatal(err)
		}
	}
	if err := look(first.Note, key(h), prove); !errors.Is(err, ledger.ErrHeadBack) {
		t.Errorf("a shorter log: %v", err)
	}
	h.add(2)
	third := h.sign()
	for name, bad := range map[string]func(from, to int64) (string, error){
		"none":     func(int64, int64) (string, error) { return "", nil },
		"nonsense": func(int64, int64) (string, error) { return "no hash\n", nil },
		"another":  func(from, to int64) (string, error) { return prove(from-1, to) },
		"long":     func(int64, int64) (string, error) { return strings.Repeat(third.Root.String()+"\n", 500), nil },
	} {
		if err := look(third.Note, key(h), bad); !errors.Is(err, ledger.ErrHeadProof) {
			t.Errorf("%s as the proof: %v", name, err)
		}
	}
	if err := look(third.Note, key(other), prove); !errors.Is(err, ledger.ErrHeadSign) {
		t.Errorf("the key of another log: %v", err)
	}
	if err := look(third.Note, key(h), prove); err != nil {
		t.Error(err)
	}
	heads, err := ledger.OpenHeads(file)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]error{"harbour " + key(h) + "\n": nil, "x " + key(other): ledger.ErrHeadGone, "": ledger.ErrHeadGone, "a word": ledger.ErrHeadSign} {
		_, _, found := heads.ReadKeys(text)
		if (len(found) == 0) != (want == nil) || want != nil && !errors.Is(found[0], want) {
			t.Errorf("%q: %v", text, found)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := ledger.ParseKept(text)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := kept.Check(); err != nil || len(list) != 3 {
		t.Errorf("the file as what was kept: %d %v", len(list), err)
	}
}
