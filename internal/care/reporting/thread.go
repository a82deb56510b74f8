package reporting

import (
	"crypto/rand"
	"encoding/json"
	"slices"

	"golang.org/x/crypto/chacha20poly1305"
)

// A kind is what is locked under the thread of a report.
type kind string

const (
	kindPiece   kind = "piece"   // a part of a file
	kindMessage kind = "message" // a follow-up
)

// lock makes the plaintext of a drop that tells its kind only: what it says stands behind that under the key of the thread,
// which only those have who can open the report. So whoever was left out of the report reads nothing of what follows it,
// whoever the file around it is sealed to.
func (t tokens) lock(k kind, says any, raw []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(t.thread)
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(lockedHeader{V: 1, Kind: k})
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // documented never to fail
	head := slices.Concat(line, []byte("\n"), nonce)
	within, err := padded(says, raw, 0, len(head)+aead.Overhead())
	if err != nil {
		return nil, err
	}
	return aead.Seal(head, nonce, within, threadLines(t.box, k)), nil
}

// threadLines bind what is locked to its mailbox and its kind.
func threadLines(box string, k kind) []byte {
	return []byte("amparo/thread/v1\n" + box + "\n" + string(k) + "\n")
}
