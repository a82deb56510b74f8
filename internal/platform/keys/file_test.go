package keys_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/iotest"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

// An age payload is a nonce of 16 bytes, then chunks of 64 KiB with a tag of 16 bytes each.
const (
	ageNonce = 16
	ageChunk = 64<<10 + 16
)

// sealedFile returns a file of four chunks, the last one short, and the offset of its first chunk.
func sealedFile(t testing.TB, k keys.DataKey, fill byte) (sealed []byte, first int) {
	plain := bytes.Repeat([]byte{fill}, 3<<16+100)
	for i := range plain {
		plain[i] += byte(i >> 16) // no two chunks are the same
	}
	sealed = must(t)(sealFile(k, place(), plain))
	return sealed, len(sealed) - 3*ageChunk - 100 - 16
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// TestAlteredFileStaysShut moves, drops, repeats and swaps chunks between files sealed with one key at one place.
func TestAlteredFileStaysShut(t *testing.T) {
	t.Parallel()
	k := keys.NewDataKey()
	f, at := sealedFile(t, k, 'a')
	g, gAt := sealedFile(t, k, 'n')
	c := func(file []byte, first, i int) []byte {
		return file[first+i*ageChunk : min(first+(i+1)*ageChunk, len(file))]
	}
	head := f[:at]
	for what, altered := range map[string][]byte{
		"last chunk dropped":          f[:at+3*ageChunk],
		"cut inside a chunk":          f[:at+ageChunk+500],
		"all chunks dropped":          head,
		"nonce dropped":               f[:at-ageNonce],
		"first chunk dropped":         join(head, c(f, at, 1), c(f, at, 2), c(f, at, 3)),
		"two chunks swapped":          join(head, c(f, at, 1), c(f, at, 0), c(f, at, 2), c(f, at, 3)),
		"a chunk repeated":            join(head, c(f, at, 0), c(f, at, 0), c(f, at, 1), c(f, at, 2), c(f, at, 3)),
		"last chunk first":            join(head, c(f, at, 3)),
		"a chunk of another file":     join(head, c(f, at, 0), c(g, gAt, 1), c(f, at, 2), c(f, at, 3)),
		"payload of another file":     join(f[:at-ageNonce], g[gAt-ageNonce:]),
		"something after the end":     join(f, []byte{0}),
		"another file after the end":  join(f, f),
		"header of another file only": join(g[:gAt-ageNonce], f[at-ageNonce:]),
	} {
		got, err := openFile(k, place(), altered)
		wantShut(t, what, got, err)
	}
	got, err := openFile(keys.NewDataKey(), place(), f)
	wantShut(t, "another key", got, err)
}

// TestUnclosedFileStaysShut: a writer that was never closed is a file cut short.
func TestUnclosedFileStaysShut(t *testing.T) {
	t.Parallel()
	k := keys.NewDataKey()
	var out bytes.Buffer
	w, err := k.SealFile(place(), &out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 1<<18)); err != nil {
		t.Fatal(err)
	}
	got, err := openFile(k, place(), out.Bytes())
	wantShut(t, "an unclosed file", got, err)
}

// TestFileSecondStanza adds a second way in to the header of a file.
func TestFileSecondStanza(t *testing.T) {
	t.Parallel()
	k := keys.NewDataKey()
	sealed := must(t)(sealFile(k, place(), page))
	mac := bytes.Index(sealed, []byte("\n--- ")) + 1
	stanza := sealed[bytes.Index(sealed, []byte("-> ")):mac]
	got, err := openFile(k, place(), join(sealed[:mac], stanza, sealed[mac:]))
	wantShut(t, "a header with two stanzas", got, err)
}

// TestFileSizes opens files whose length is at and next to the edges of a chunk.
func TestFileSizes(t *testing.T) {
	t.Parallel()
	k := keys.NewDataKey()
	for _, n := range []int{0, 1, 1<<16 - 1, 1 << 16, 1<<16 + 1, 2 << 16} {
		plain := bytes.Repeat([]byte("x"), n)
		got, err := openFile(k, place(), must(t)(sealFile(k, place(), plain)))
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes came back as %d, error %v", n, len(got), err)
		}
	}
}

// TestFileSourceError: a disk that fails is not a file that does not open.
func TestFileSourceError(t *testing.T) {
	t.Parallel()
	k := keys.NewDataKey()
	sealed, at := sealedFile(t, k, 'a')
	broken := errors.New("the disk failed")
	for _, n := range []int{0, 1, 30, at - 1, at + ageChunk + 1} {
		r, err := k.OpenFile(place(), io.MultiReader(bytes.NewReader(sealed[:n]), iotest.ErrReader(broken)))
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if !errors.Is(err, broken) {
			t.Errorf("source failing after %d bytes: %v, want the source's error", n, err)
		}
	}
	r, err := k.OpenFile(place(), iotest.OneByteReader(bytes.NewReader(sealed)))
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(r, must(t)(openFile(k, place(), sealed))); err != nil {
		t.Error(err)
	}
}

// TestFileIsNotBuffered passes 1 GiB from a sealing writer into an opening reader and watches the heap on the way. It
// does not run in parallel, so that the heap is its own.
func TestFileIsNotBuffered(t *testing.T) {
	const size, limit = 1 << 30, 32 << 20
	k := keys.NewDataKey()
	pr, pw := io.Pipe()
	go func() {
		w, err := k.SealFile(place(), pw)
		if err == nil {
			_, err = io.Copy(w, io.LimitReader(zeros{}, size))
		}
		if err == nil {
			err = w.Close()
		}
		pw.CloseWithError(err)
	}()
	r, err := k.OpenFile(place(), pr)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	before := heap()
	var most, n int64
	for err == nil {
		var step int64
		step, err = io.CopyN(io.Discard, r, 32<<20)
		n, most = n+step, max(most, heap()-before)
	}
	if err != io.EOF || n != size {
		t.Fatalf("%d bytes came through, error %v", n, err)
	}
	if most > limit {
		t.Errorf("1 GiB held %d bytes of memory, want at most %d", most, limit)
	}
}

// heap returns the bytes of the heap in use, including what the collector has not yet found to be free.
func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
