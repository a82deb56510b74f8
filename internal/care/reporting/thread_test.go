package reporting

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"filippo.io/age"
	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/care/reporting/threadtest"
)

func threadOf(t tokens) threadtest.Thread { return threadtest.Thread{Key: t.thread, Box: t.box} }

// What is locked opens whole for its thread, and for no other thread, mailbox or kind, and not after a change.
func TestALockOpensForItsThreadAlone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		own, other := NewReceipt().tokens("1"), NewReceipt().tokens("1")
		raw := rapid.SliceOfN(rapid.Byte(), 0, 70_000).Draw(rt, "raw")
		plain, err := own.lock(kindPiece, pieceSaid{V: 1, File: "0011223344556677", Part: 3, Bytes: len(raw)}, raw)
		if err != nil || !slices.Contains(classes[:], len(plain)) {
			rt.Fatalf("%d bytes, %v", len(plain), err)
		}
		if line, _, _ := bytes.Cut(plain, []byte("\n")); string(line) != `{"v":1,"kind":"piece"}` {
			rt.Fatalf("before the lock stands %s", line)
		}
		said, err := threadOf(own).Unlock(plain)
		var p pieceSaid
		if err != nil || json.Unmarshal(said.Line, &p) != nil || p.Part != 3 || !bytes.Equal(said.Raw[:p.Bytes], raw) || len(bytes.Trim(said.Raw[p.Bytes:], "\x00")) > 0 {
			rt.Fatalf("it does not come back: %s, %v", said.Line, err)
		}
		at := rapid.IntRange(len(`{"v":1,"kind":"piece"}`)+1, len(plain)-1).Draw(rt, "at")
		changed := bytes.Clone(plain)
		changed[at] ^= 1
		for why, try := range map[string]struct {
			with  threadtest.Thread
			plain []byte
		}{
			"another thread":  {threadOf(other), plain},
			"another mailbox": {threadtest.Thread{Key: own.thread, Box: other.box}, plain},
			"another kind":    {threadOf(own), bytes.Replace(plain, []byte("piece"), []byte("message"), 1)},
			"a change":        {threadOf(own), changed},
			"cut short":       {threadOf(own), plain[:at]},
		} {
			if _, err := try.with.Unlock(try.plain); !errors.Is(err, threadtest.ErrLocked) {
				rt.Fatalf("with %s it opens: %v", why, err)
			}
		}
	})
}

// Two follow-ups of any length have one form: nothing of what they say can be counted before the lock, and none is like another.
func TestWhatIsLockedHasTheLengthOfItsClass(t *testing.T) {
	own := NewReceipt().tokens("")
	seen := map[string]bool{}
	for _, n := range []int{0, 1, 5_000, 15_900} {
		plain, err := own.lock(kindMessage, messageSaid{V: 1, Text: string(bytes.Repeat([]byte("x"), n))}, nil)
		if err != nil || len(plain) != classes[0] {
			t.Errorf("%d letters make %d bytes, %v", n, len(plain), err)
		}
		seen[string(plain[:64])] = true
	}
	if len(seen) != 4 {
		t.Error("two locks begin alike")
	}
	large := make([]byte, pieceBytes)
	_, _ = rand.Read(large)
	if plain, err := own.lock(kindPiece, pieceSaid{V: 1, File: "0011223344556677", Part: 4095, Bytes: len(large)}, large); err != nil || len(plain) != classes[3] {
		t.Errorf("the largest part makes %d bytes, %v", len(plain), err)
	}
	if _, err := own.lock(kindPiece, pieceSaid{V: 1}, make([]byte, 1<<20)); !errors.Is(err, errTooLarge) {
		t.Errorf("more than the largest class: %v", err)
	}
}

// Whoever reads, whoever was left out and however many answer the channel later: those who open the report read what follows it,
// once each, and nobody else reads anything of it.
func TestPropertyOnlyWhoOpensTheReportReadsWhatFollows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 11).Draw(rt, "on duty")
		var ids []*age.HybridIdentity
		for range n {
			ids = append(ids, identity(t))
		}
		in := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, min(n, stanzaCount), rapid.ID[int]).Draw(rt, "read the report")
		own := NewReceipt().tokens("")
		first, err := reportHeader{V: 1, Kind: "report", Box: own.box, Thread: encode(own.thread)}.plain()
		if err != nil {
			rt.Fatal(err)
		}
		var keys []string
		for _, i := range in {
			keys = append(keys, ids[i].Recipient().String())
		}
		report, err := sealPadded(first, keys, stanzaCount)
		if err != nil {
			rt.Fatal(err)
		}
		text := rapid.StringMatching(`[a-z]{12,40}`).Draw(rt, "text")
		plain, err := own.lock(kindMessage, messageSaid{V: 1, Text: text}, nil)
		if err != nil {
			rt.Fatal(err)
		}
		var later [][]byte
		for some := range slices.Chunk(ids, stanzaCount) {
			keys := []string{}
			for _, i := range some {
				keys = append(keys, i.Recipient().String())
			}
			sealed, err := sealPadded(plain, keys, stanzaCount)
			if err != nil {
				rt.Fatal(err)
			}
			later = append(later, sealed)
		}
		for at, who := range ids {
			line, _, err := open(report, who)
			var h reportHeader
			reads := err == nil && decode(line, &h)
			if reads != slices.Contains(in, at) {
				rt.Fatalf("reader %d opens the report: %v", at, reads)
			}
			copies := 0
			for _, sealed := range later {
				line, rest, err := open(sealed, who)
				if err != nil {
					continue
				}
				copies++
				if string(line) != `{"v":1,"kind":"message"}` || bytes.Contains(rest, []byte(text)) {
					rt.Fatalf("reader %d reads %s", at, line)
				}
				said, err := threadtest.Thread{Key: decode64(h.Thread), Box: h.Box}.Unlock(append(append(line, '\n'), rest...))
				if reads != (err == nil && bytes.Contains(said.Line, []byte(text))) {
					rt.Fatalf("reader %d, who opens the report: %v, unlocks what follows: %v", at, reads, err)
				}
			}
			if copies != 1 {
				rt.Fatalf("reader %d has %d copies", at, copies)
			}
		}
	})
}
