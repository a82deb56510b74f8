package reporting

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
)

const (
	readersKind   = "reporting.readers"
	readersDomain = "amparo/readers/v1\n"
)

// readersLog is what the leaves about who reads are about, in the log of every agency: the list of readers, and no person.
func readersLog() id.ID { return id.Named(id.ID{}, "amparo/readers") }

// Commitment is what the agency's log commits to of its part of the manifest: a line with the SHA-256 of all of it but whether
// somebody is at the desk at this moment, which changes by the minute and decides nothing of who reads.
func (a ManifestAgency) Commitment() ([]byte, error) {
	channels := map[Channel]ManifestChannel{}
	for name, c := range a.Channels {
		c.Staffed = false
		channels[name] = c
	}
	a.Channels = channels
	text, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return []byte(readersDomain + encode(sum[:]) + "\n"), nil
}

// LogReaders writes a leaf into an agency's log when who reads its channels, or by which keys, is not what the newest such leaf
// says. A job does it every few seconds, without any key; the checkpoint of the next minute covers it.
func (s *Service) LogReaders(ctx context.Context, agency id.Agency) error {
	house, err := s.accounts.Agency(ctx, agency)
	if err != nil {
		return err
	}
	m, found, err := s.agencyManifest(ctx, house)
	if err != nil || !found {
		return err
	}
	says, err := m.Commitment()
	if err != nil {
		return err
	}
	newest, err := read(ctx, s, agency, newestReaders)
	if err != nil || string(newest.Sealed) == string(says) {
		return err
	}
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		newest, err := newestReaders(ctx, &tx.Reader) // another process may have been first
		if err != nil || string(newest.Sealed) == string(says) {
			return err
		}
		_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: readersKind, Person: readersLog(), At: s.clk(), Sealed: says})
		return err
	})
}

func newestReaders(ctx context.Context, r *store.Reader) (ledger.Record, error) {
	some, err := ledger.ForPerson(ctx, r, readersLog(), ledger.Latest, 1)
	if err != nil || len(some) == 0 {
		return ledger.Record{}, err
	}
	return some[0], nil
}

// A ReadersProof shows that what the manifest says of an agency is a leaf of its log: the leaf as it stands there, and that the
// signed checkpoint covers it. The checkpoint is the first that does, so that it tells nothing of what came later.
type ReadersProof struct {
	Leaf       ledger.Record    `json:"leaf"`
	Proof      tlog.RecordProof `json:"proof"`
	Checkpoint string           `json:"checkpoint"`
}

// ReadersProofs returns what is served beside the manifest: a proof for each agency whose newest leaf a checkpoint covers, as JSON
// by the agency's number. It is the same bytes for everybody.
func (s *Service) ReadersProofs(ctx context.Context) ([]byte, error) {
	return s.proofs.get(s.clk(), func() ([]byte, error) {
		agencies, err := s.accounts.Agencies(ctx)
		if err != nil {
			return nil, err
		}
		all := map[string]ReadersProof{}
		for _, a := range agencies {
			p, err := read(ctx, s, a.ID, readersProof)
			if err != nil {
				return nil, err
			}
			if p.Checkpoint != "" {
				all[a.ID.String()] = p
			}
		}
		return json.Marshal(all)
	})
}

func readersProof(ctx context.Context, r *store.Reader) (p ReadersProof, err error) {
	p.Leaf, err = newestReaders(ctx, r)
	if err != nil || p.Leaf.Kind == "" {
		return p, err
	}
	covers, err := ledger.FirstCovering(ctx, r, p.Leaf.Index)
	if errors.Is(err, ledger.ErrNotCovered) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.Checkpoint = string(covers.Note)
	p.Proof, err = ledger.ProveInclusion(ctx, r, p.Leaf.Index, covers.Size)
	return p, err
}

// ReadProofs reads what is served beside the manifest.
func ReadProofs(text []byte) (proofs map[string]ReadersProof, err error) {
	if json.Unmarshal(text, &proofs) != nil || proofs == nil {
		return nil, ErrReaders
	}
	return proofs, nil
}

// ErrReaders says that a proof does not show that a manifest's part is a leaf of the agency's log.
var ErrReaders = errors.New("reporting: who reads is not what the agency's log says")

// CheckReaders checks that what a manifest says of an agency is a leaf of the log whose verifiers are known, and returns the
// checkpoint that covers it and the time of the leaf. It needs no database. A partner compares the checkpoint with those that it
// keeps; a leaf that is older than one seen before is an old manifest.
func (a ManifestAgency) CheckReaders(p ReadersProof, known note.Verifiers) (ledger.Checkpoint, time.Time, error) {
	says, err := a.Commitment()
	leaf := p.Leaf.Leaf
	if err != nil || leaf.Agency != a.ID || p.Leaf.Kind != readersKind || p.Leaf.Person != readersLog() || string(p.Leaf.Sealed) != string(says) || !p.Leaf.Is(leaf) {
		return ledger.Checkpoint{}, time.Time{}, ErrReaders
	}
	c, err := ledger.VerifyReceipt(leaf, p.Proof, []byte(p.Checkpoint), known)
	if err != nil {
		return ledger.Checkpoint{}, time.Time{}, ErrReaders
	}
	return c, p.Leaf.At, nil
}
