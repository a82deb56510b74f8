package reporting

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"strings"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

// The form of a drop: an age v1 file with stanzaCount hybrid stanzas over a plaintext of one size class.
const (
	stanzaCount  = 8
	shareBytes   = 1120 // encapsulated key of ML-KEM-768 with X25519
	wrappedBytes = 32   // file key and tag
	ageIntro     = "age-encryption.org/v1\n"
	stanzaStart  = "-> mlkem768x25519 "
	macStart     = "--- "
	nonceBytes   = 16
	chunkBytes   = 64 << 10
	tagBytes     = 16
)

// classes are the sizes of plaintext, in bytes.
var classes = [...]int{16 << 10, 64 << 10, 256 << 10, 1 << 20}

var b64 = base64.RawStdEncoding.Strict()

// sealedSize is the length of an age file with so many stanzas over so much plaintext.
func sealedSize(stanzas, plain int) int {
	stanza := len(stanzaStart) + b64.EncodedLen(shareBytes) + 1 + b64.EncodedLen(wrappedBytes) + 1
	header := len(ageIntro) + stanzas*stanza + len(macStart) + b64.EncodedLen(sha256.Size) + 1
	return header + nonceBytes + plain + tagBytes*((plain+chunkBytes-1)/chunkBytes)
}

// SlotSize is the length of a reply as it is stored and sent, in bytes.
const SlotSize = 16 << 10

// replyPlain is the plaintext that makes a reply of SlotSize.
var replyPlain = SlotSize - sealedSize(1, 0) - tagBytes

// ErrShape says that bytes are no age file of the form that this channel takes.
var ErrShape = errors.New("reporting: not a sealed file of the agreed form")

// shape checks the form of a file to the last byte that can be checked without a key, and returns its size class.
func shape(sealed []byte, stanzas int) (plain int, err error) {
	rest, ok := bytes.CutPrefix(sealed, []byte(ageIntro))
	for range stanzas {
		var share, wrapped []byte
		rest, ok = cutAfter(rest, stanzaStart, ok)
		share, rest, ok = cutLine(rest, ok)
		wrapped, rest, ok = cutLine(rest, ok)
		ok = ok && decodes(share, shareBytes) && decodes(wrapped, wrappedBytes)
	}
	rest, ok = cutAfter(rest, macStart, ok)
	mac, _, ok := cutLine(rest, ok)
	if !ok || !decodes(mac, sha256.Size) {
		return 0, ErrShape
	}
	if stanzas == 1 {
		if len(sealed) != SlotSize {
			return 0, ErrShape
		}
		return replyPlain, nil
	}
	for _, class := range classes {
		if len(sealed) == sealedSize(stanzas, class) {
			return class, nil
		}
	}
	return 0, ErrShape
}

func cutAfter(b []byte, prefix string, ok bool) ([]byte, bool) {
	rest, found := bytes.CutPrefix(b, []byte(prefix))
	return rest, ok && found
}

func cutLine(b []byte, ok bool) (line, rest []byte, found bool) {
	line, rest, found = bytes.Cut(b, []byte("\n"))
	return line, rest, ok && found
}

func decodes(line []byte, size int) bool {
	if len(line) != b64.EncodedLen(size) {
		return false
	}
	got := make([]byte, b64.DecodedLen(len(line)))
	n, err := b64.Decode(got, line)
	return err == nil && n == size
}

// dropName is what a drop is called: the SHA-256 of its file.
func dropName(sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])
}

// padded is a header as one line, the raw bytes after it, and zeros up to the size class, less what is taken of it.
func padded(header any, raw []byte, least, taken int) ([]byte, error) {
	line, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	return pad(append(append(line, '\n'), raw...), least, taken)
}

// errTooLarge says that a header and its bytes fit no size class.
var errTooLarge = errors.New("reporting: larger than the largest size class")

// plain is the plaintext of a report. A concern is padded to a size class that holds a name too, so that its size tells neither
// whether one was given nor whether the page or the plain form was used.
func (h reportHeader) plain() ([]byte, error) {
	least := classes[0]
	if h.Channel == Concern {
		least = classes[1]
	}
	return padded(h, nil, least, 0)
}

func pad(plain []byte, least, taken int) ([]byte, error) {
	for _, class := range classes {
		if class >= least && len(plain) <= class-taken {
			return append(plain, make([]byte, class-taken-len(plain))...), nil
		}
	}
	return nil, errTooLarge
}

func sealPadded(plain []byte, readers []string, stanzas int) ([]byte, error) {
	if len(readers) == 0 || len(readers) > stanzas {
		return nil, ErrShape
	}
	var to []age.Recipient
	for _, key := range readers {
		r, err := age.ParseHybridRecipient(key)
		if err != nil {
			return nil, ErrShape // the parser's own text would quote the key
		}
		to = append(to, r)
	}
	// The other stanzas are true ones, to a key that is thrown away: random bytes could be told from a share by how often
	// each value comes up in it.
	nobody, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, err
	}
	for len(to) < stanzas {
		to = append(to, nobody.Recipient())
	}
	for i := len(to) - 1; i > 0; i-- { // in random order, so that a place tells nothing of who reads
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			return nil, err
		}
		to[i], to[j.Int64()] = to[j.Int64()], to[i]
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// open opens a file with an identity and returns its header line and the raw bytes behind it.
func open(sealed []byte, identity age.Identity) (header, raw []byte, err error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		return nil, nil, keys.ErrOpen
	}
	plain, err := io.ReadAll(io.LimitReader(r, 1<<20+1))
	if err != nil || len(plain) > 1<<20 {
		return nil, nil, keys.ErrOpen
	}
	header, raw, ok := bytes.Cut(plain, []byte("\n"))
	if !ok {
		return nil, nil, keys.ErrOpen
	}
	return header, raw, nil
}

// fingerprint is the short name of a recipient: 8 bytes of the SHA-256 of its text, in hexadecimal.
func fingerprint(recipient string) string {
	sum := sha256.Sum256([]byte(recipient))
	return hex.EncodeToString(sum[:8])
}

// replyIdentity is the age identity that a receipt derives.
func replyIdentity(seed []byte) (*age.HybridIdentity, error) {
	return age.ParseHybridIdentity(strings.ToUpper(bech32("age-secret-key-pq-", seed)))
}
