package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ErrProof is returned for a proof that proves nothing.
var ErrProof = fault.New(fault.BadInput, "ledger.proof")

// ProveInclusion returns the proof that the entry with the index is among the first size entries, where size is that of a
// stored checkpoint or smaller. It returns ErrNotCovered for entries that no checkpoint covers yet.
func ProveInclusion(ctx context.Context, r *store.Reader, index, size int64) (tlog.RecordProof, error) {
	if index < 0 || index >= size {
		return nil, ErrNotCovered
	}
	return tlog.ProveRecord(size, index, storedHashes(ctx, r))
}

// ProveConsistency returns the proof that the log of size newer begins with the very log of size older.
func ProveConsistency(ctx context.Context, r *store.Reader, older, newer int64) (tlog.TreeProof, error) {
	if older < 1 || older > newer {
		return nil, ErrNotCovered
	}
	return tlog.ProveTree(newer, older, storedHashes(ctx, r))
}

// VerifyReceipt checks that a signed checkpoint covers the entry a receipt stands for. It needs no database: it is what
// the holder of a receipt runs.
func VerifyReceipt(leaf Leaf, proof tlog.RecordProof, checkpoint []byte, known note.Verifiers) (Checkpoint, error) {
	c, err := ParseCheckpoint(checkpoint, leaf.Agency, known)
	if err != nil {
		return Checkpoint{}, err
	}
	if leaf.Index < 0 || leaf.Index >= c.Size {
		return Checkpoint{}, ErrProof
	}
	if err := tlog.CheckRecord(proof, c.Size, c.Root, leaf.Index, leaf.Hash); err != nil {
		return Checkpoint{}, fault.Wrap(err, ErrProof.Kind, ErrProof.Key)
	}
	return c, nil
}

// VerifyGrowth checks that the log of a newer checkpoint begins with the very log of an older one. It needs no database:
// it is what a witness runs before it keeps, or signs, the newer.
func VerifyGrowth(agency id.Agency, older, newer []byte, proof tlog.TreeProof, known note.Verifiers) error {
	from, err := ParseCheckpoint(older, agency, known)
	if err != nil {
		return err
	}
	to, err := ParseCheckpoint(newer, agency, known)
	if err != nil {
		return err
	}
	if from.Size > to.Size {
		return ErrProof
	}
	if err := tlog.CheckTree(proof, to.Size, to.Root, from.Size, from.Root); err != nil {
		return fault.Wrap(err, ErrProof.Kind, ErrProof.Key)
	}
	return nil
}

// Is reports whether the record is whole and is the entry that the receipt stands for: a reader who was shown a record can
// tie it to a proof. It does not look at the sealed part of an erased entry, which is gone.
func (r *Record) Is(leaf Leaf) bool {
	return r.Leaf == leaf && r.leafHash() == leaf.Hash && (r.Erased || contentHash(r.Sealed) == r.Content)
}
