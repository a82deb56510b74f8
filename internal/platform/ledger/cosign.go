package ledger

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A cosignature is what a witness says of a checkpoint, in the form cosignature/v1 of c2sp.org/tlog-cosignature: that at a time
// it saw this head, and that it continues every head that it saw before. Agencies are witnesses of each other's logs, and each of
// its own, whose cosignature says no more than the time. A witness signs with its log's key; the algorithm's code makes another
// key hash of it, so that one signature is never taken for the other.
const algCosignature = 4

// witness is the name and the key of a witness.
type witness struct {
	name string
	key  ed25519.PublicKey
}

// hash is the key hash of a note signature.
func (w witness) hash() uint32 {
	sum := sha256.Sum256(append([]byte(w.name+"\n\x04"), w.key...))
	return binary.BigEndian.Uint32(sum[:])
}

func cosigned(body string, at uint64) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, body)
}

// Cosign returns the line of an agency's cosignature of a checkpoint, with the time at. The caller has compared the checkpoint with
// what the agency saw before.
func Cosign(c Checkpoint, agency id.Agency, key ed25519.PrivateKey, at time.Time) (string, error) {
	return cosign(c, Origin(agency), key, at)
}

func cosign(c Checkpoint, name string, key ed25519.PrivateKey, at time.Time) (string, error) {
	body, _, ok := strings.Cut(string(c.Note), "\n\n")
	if _, _, whole := parseBody(body+"\n", Origin(c.Agency)); !ok || !whole || len(key) != ed25519.PrivateKeySize || at.Unix() < 0 {
		return "", ErrCheckpoint
	}
	w := witness{name, key.Public().(ed25519.PublicKey)}
	stamp := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, w.hash()), uint64(at.Unix()))
	signature := append(stamp, ed25519.Sign(key, cosigned(body+"\n", uint64(at.Unix())))...)
	return fmt.Sprintf("\u2014 %s %s\n", w.name, base64.StdEncoding.EncodeToString(signature)), nil
}

// A Witness looks at a house from outside and cosigns the heads that it keeps, with a key of its own.
type Witness struct {
	Key  string // its verifier key, for whoever reads what it cosigned
	Made bool   // its file was made just now
	name string
	sign ed25519.PrivateKey
}

// watcher begins the name of a witness that is no agency.
const watcher = "amparo-watch/"

// errWitness says that a file is not one that OpenWitness made, or that others can read it.
var errWitness = errors.New("the file of the watcher's key is not one, or others can read it")

// OpenWitness reads a witness's key from its file, in the form of golang.org/x/mod/sumdb/note. Where there is no file it makes one.
func OpenWitness(file string) (w Witness, err error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		secret, public, err := note.GenerateKey(rand.Reader, watcher+id.Random().String())
		if err != nil {
			return w, err
		}
		text, w.Made = []byte(secret+"\n"+public+"\n"), true
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return w, err
		}
		_, err = f.Write(text)
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return w, err
		}
	} else if err != nil {
		return w, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return w, err
	}
	secret, rest, _ := strings.Cut(string(text), "\n")
	parts := strings.SplitN(secret, "+", 5)
	if _, err := note.NewSigner(secret); err != nil || len(parts) != 5 || !strings.HasPrefix(parts[2], watcher) || info.Mode().Perm()&0o077 != 0 {
		return w, errWitness
	}
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return w, errWitness
	}
	w.name, w.Key, w.sign = parts[2], strings.TrimSpace(rest), ed25519.NewKeyFromSeed(seed[1:])
	if known, err := witnessOf(w.Key); err != nil || known.name != w.name || !known.key.Equal(w.sign.Public()) {
		return w, errWitness
	}
	return w, nil
}

// KeepCosigned stores the cosignatures of an agency's newest checkpoint, in the place of those before.
func KeepCosigned(ctx context.Context, tx *store.Tx, c Checkpoint, lines string) error {
	_, err := tx.Exec(ctx, putCosigned, c.Agency, c.Size, lines)
	return err
}

// LastCosigned is the newest checkpoint that was cosigned, with the cosignatures behind its own signature: one that was signed a
// moment ago is not shown before that. Where none was cosigned it is LastCheckpoint.
func LastCosigned(ctx context.Context, r *store.Reader) (Checkpoint, error) {
	c := Checkpoint{Agency: r.Agency()}
	var root []byte
	var at int64
	var text, lines string
	err := r.QueryRow(ctx, selectCosigned, r.Agency()).Scan(&c.Size, &root, &at, &text, &lines)
	if store.IsNoRows(err) {
		return LastCheckpoint(ctx, r)
	}
	if err != nil {
		return Checkpoint{}, err
	}
	copy(c.Root[:], root)
	c.At, c.Note = clock.FromMicros(at), []byte(text+lines)
	return c, nil
}

// What a witness outside finds about cosignatures.
var (
	ErrHeadStill    = errors.New("nobody has cosigned the head for too long: the log stands still, or an old copy is shown")
	ErrHeadUnseen   = errors.New("an agency of the house does not cosign the head")
	ErrHeadCosigned = errors.New("a cosignature of the head does not fit")
)

// Seen is when a witness, whose log has the verifier key text, cosigned a checkpoint last. It is zero where the note has no
// cosignature of theirs; one that does not fit is ErrHeadCosigned.
func (c Checkpoint) Seen(key string) (newest time.Time, err error) {
	w, err := witnessOf(key)
	if err != nil {
		return newest, err
	}
	body, signatures, _ := strings.Cut(string(c.Note), "\n\n")
	for line := range strings.Lines(signatures) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[1] != w.name {
			continue
		}
		b, err := base64.StdEncoding.Strict().DecodeString(fields[2])
		if err != nil || len(b) < 4 || binary.BigEndian.Uint32(b) != w.hash() {
			continue // the log's own signature, or one of another kind
		}
		if len(b) != 4+8+ed25519.SignatureSize || !ed25519.Verify(w.key, cosigned(body+"\n", binary.BigEndian.Uint64(b[4:])), b[12:]) {
			return time.Time{}, ErrHeadCosigned
		}
		if at := time.Unix(int64(binary.BigEndian.Uint64(b[4:])), 0); at.After(newest) {
			newest = at
		}
	}
	return newest, nil
}

// witnessOf reads the verifier key of a log, as `amparo ledger key` prints it.
func witnessOf(key string) (w witness, err error) {
	if _, err := note.NewVerifier(key); err != nil {
		return w, ErrHeadSign
	}
	name, rest, _ := strings.Cut(key, "+")
	_, text, _ := strings.Cut(rest, "+")
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) != 1+ed25519.PublicKeySize || b[0] != algEd25519 {
		return w, ErrHeadSign
	}
	return witness{name, b[1:]}, nil
}

// Alive holds the cosignatures of a head against the keys of all logs of the house: each of them cosigns it, and the newest did so
// no longer than limit before now.
func (c Checkpoint) Alive(keys map[id.Agency]string, now time.Time, limit time.Duration) (found []error) {
	var newest time.Time
	for agency, key := range keys {
		at, err := c.Seen(key)
		switch {
		case err != nil:
			found = append(found, fmt.Errorf("%s: %w", Origin(agency), err))
		case at.IsZero():
			found = append(found, fmt.Errorf("%s: %w", Origin(agency), ErrHeadUnseen))
		case at.After(newest):
			newest = at
		}
	}
	if now.Sub(newest) > limit {
		found = append(found, ErrHeadStill)
	}
	return found
}

const (
	putCosigned = `INSERT INTO ledger_cosigned (agency_id, size, lines) VALUES ($1, $2, $3)
ON CONFLICT (agency_id) DO UPDATE SET size = excluded.size, lines = excluded.lines`
	selectCosigned = `SELECT c.size, c.root, c.at, c.note, s.lines FROM ledger_cosigned s
JOIN ledger_checkpoint c ON c.agency_id = s.agency_id AND c.size = s.size WHERE s.agency_id = $1`
)
