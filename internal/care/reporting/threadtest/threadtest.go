// Package threadtest is how tests write and read what follows a report: the lock of the thread as docs/reporting.md has it, on
// its own and apart from the code that it is held against.
package threadtest

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// A Thread is what those have who opened a report: the key, 32 bytes, and the number of the mailbox.
type Thread struct {
	Key []byte
	Box string
}

// A Said is what stood under the lock.
type Said struct {
	Kind string
	Line []byte // the JSON
	Raw  []byte // with the zeros up to the size class
}

// ErrLocked says that something is of another thread, or was changed.
var ErrLocked = errors.New("threadtest: not locked for this thread")

func bound(box, kind string) []byte { return fmt.Appendf(nil, "amparo/thread/v1\n%s\n%s\n", box, kind) }

// Lock is the plaintext of a drop of a kind, of the smallest size class that holds it.
func (t Thread) Lock(kind string, says map[string]any, raw []byte) []byte {
	aead, err := chacha20poly1305.NewX(t.Key)
	if err != nil {
		panic(err) // a key of another length is the test's own mistake
	}
	said := map[string]any{"v": 1}
	for k, v := range says {
		said[k] = v
	}
	if len(raw) > 0 {
		said["bytes"] = len(raw)
	}
	line, err := json.Marshal(said)
	if err != nil {
		panic(err)
	}
	within := append(append(line, '\n'), raw...)
	out := fmt.Appendf(nil, `{"v":1,"kind":%q}`+"\n", kind)
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // documented never to fail
	out = append(out, nonce...)
	for _, class := range []int{16 << 10, 64 << 10, 256 << 10, 1 << 20} {
		if left := class - len(out) - aead.Overhead() - len(within); left >= 0 {
			return aead.Seal(out, nonce, append(within, make([]byte, left)...), bound(t.Box, kind))
		}
	}
	panic("threadtest: larger than the largest size class")
}

// Unlock takes the plaintext of a drop apart; it returns ErrLocked for everything that is not whole and of this thread.
func (t Thread) Unlock(plain []byte) (Said, error) {
	first, rest, _ := bytes.Cut(plain, []byte("\n"))
	var head map[string]any
	if json.Unmarshal(first, &head) != nil || len(head) != 2 || len(rest) < chacha20poly1305.NonceSizeX {
		return Said{}, ErrLocked
	}
	kind, _ := head["kind"].(string)
	aead, err := chacha20poly1305.NewX(t.Key)
	if err != nil {
		return Said{}, err
	}
	within, err := aead.Open(nil, rest[:aead.NonceSize()], rest[aead.NonceSize():], bound(t.Box, kind))
	if err != nil {
		return Said{}, ErrLocked
	}
	line, raw, found := bytes.Cut(within, []byte("\n"))
	if !found {
		return Said{}, ErrLocked
	}
	return Said{Kind: kind, Line: line, Raw: raw}, nil
}
