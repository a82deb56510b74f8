package keys

import (
	"errors"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// ErrOpen is the only answer to everything that does not open: the wrong key, the wrong passphrase, another binding, a
// damaged or a crafted ciphertext. Which of these it was is never told, so that nobody can learn by trying.
var ErrOpen error = fault.New(fault.Internal, "error.cannot_open")

// ErrKey is returned for bytes that are not a key, and for the use of a key that was never made or was dropped. It is a
// defect in the caller or a damaged row, never something a person typed.
var ErrKey error = fault.New(fault.Internal, "error.bad_key")

// errUse reports a binding without a use, which is a defect in the caller.
var errUse = fault.Wrap(errors.New("a binding without a use"), fault.Internal, "error.bad_binding")

// A kind is the second byte of every ciphertext and part of its associated data, so that what was sealed in one way is
// never opened in another. The numbers are stored: a new kind gets a new one, and none is used twice.
type kind byte

const (
	kindPublic     kind = 1 // to a public key
	kindData       kind = 2 // under a data key
	kindPadded     kind = 3 // under a data key, padded to a size class
	kindFile       kind = 4 // a stream under a data key
	kindPassphrase kind = 5 // under a passphrase
)

// formatVersion is the first byte of every ciphertext. It changes when an algorithm or a layout does; readers of an old
// version stay as long as there are ciphertexts of it.
const formatVersion = 1

// A header is the two bytes that every ciphertext begins with.
type header struct {
	version byte
	kind    kind
}

const headerSize = 2

func (h header) bytes() []byte { return []byte{h.version, byte(h.kind)} }

func newHeader(k kind) header { return header{formatVersion, k} }

// cut takes the header off sealed and returns the rest. It reports false unless the header is exactly h.
func (h header) cut(sealed []byte) ([]byte, bool) {
	if len(sealed) < headerSize || sealed[0] != h.version || kind(sealed[1]) != h.kind {
		return nil, false
	}
	return sealed[headerSize:], true
}
