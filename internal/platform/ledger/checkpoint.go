package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// A Checkpoint is a signed statement of what an agency's log held: its first Size entries have the Merkle root Root.
type Checkpoint struct {
	Agency id.Agency
	Size   int64
	Root   tlog.Hash
	At     time.Time // when it was stored; not part of what is signed, and zero when read from a note
	Note   []byte    // the signed text, to be kept elsewhere: three lines, an empty line, signatures
}

// ErrCheckpoint is returned for a text that is not a checkpoint of the agency, or is not signed with its key.
var ErrCheckpoint = fault.New(fault.BadInput, "ledger.checkpoint")

// maxNote bounds a text from outside. A checkpoint with a hundred cosignatures is shorter.
const maxNote = 64 << 10

// Origin names the log of an agency. It is the first line of its checkpoints and the name of its signing key.
func Origin(agency id.Agency) string { return "amparo/" + agency.String() }

// NewSigner returns the signer of an agency's checkpoints for its Ed25519 key.
func NewSigner(agency id.Agency, key ed25519.PrivateKey) (note.Signer, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, ErrCheckpoint
	}
	v, err := NewVerifier(agency, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	secret := base64.StdEncoding.EncodeToString(append([]byte{algEd25519}, key.Seed()...))
	return note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", v.Name(), v.KeyHash(), secret))
}

// algEd25519 is the code of Ed25519 in a note key.
const algEd25519 = 1

// VerifierKey is the text of an agency's public log key that is given to witnesses, in the form that note.NewVerifier reads.
func VerifierKey(agency id.Agency, key ed25519.PublicKey) (string, error) {
	return note.NewEd25519VerifierKey(Origin(agency), key)
}

// NewVerifier returns the verifier of an agency's checkpoints for its public key.
func NewVerifier(agency id.Agency, key ed25519.PublicKey) (note.Verifier, error) {
	text, err := VerifierKey(agency, key)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(text)
}

// ParseCheckpoint reads a signed checkpoint of agency that may come from anywhere. The text must be the three lines of
// c2sp.org/tlog-checkpoint without extensions, in their only spelling, and one of its signatures must be made with a key
// of known whose name is the agency's origin. Further signatures, such as those of witnesses, may stand beside it.
func ParseCheckpoint(text []byte, agency id.Agency, known note.Verifiers) (Checkpoint, error) {
	if len(text) > maxNote {
		return Checkpoint{}, ErrCheckpoint
	}
	n, err := note.Open(text, known)
	if err != nil {
		return Checkpoint{}, fault.Wrap(err, ErrCheckpoint.Kind, ErrCheckpoint.Key)
	}
	origin := Origin(agency)
	own := func(s note.Signature) bool { return s.Name == origin && oneSpelling(s.Base64) }
	if agency.IsZero() || !slices.ContainsFunc(n.Sigs, own) {
		return Checkpoint{}, ErrCheckpoint
	}
	size, root, ok := parseBody(n.Text, origin)
	if !ok {
		return Checkpoint{}, ErrCheckpoint
	}
	return Checkpoint{Agency: agency, Size: size, Root: root, Note: text}, nil
}

// oneSpelling refuses the spare bits of base64, in which a text could be changed without changing the signature.
func oneSpelling(text string) bool {
	_, err := base64.StdEncoding.Strict().DecodeString(text)
	return err == nil
}

func formatBody(origin string, size int64, root tlog.Hash) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, size, root)
}

func parseBody(text, origin string) (size int64, root tlog.Hash, ok bool) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] != origin {
		return 0, root, false
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 {
		return 0, root, false
	}
	if root, err = tlog.ParseHash(lines[2]); err != nil {
		return 0, root, false
	}
	return size, root, formatBody(origin, size, root) == text // one spelling only
}

func signBody(signer note.Signer, agency id.Agency, size int64, root tlog.Hash) ([]byte, error) {
	return note.Sign(&note.Note{Text: formatBody(Origin(agency), size, root)}, signer)
}
