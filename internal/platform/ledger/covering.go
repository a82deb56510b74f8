package ledger

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// FirstCovering returns the smallest stored checkpoint that covers the entry with the index, or ErrNotCovered. It proves an entry
// and tells nothing of how much was written after it.
func FirstCovering(ctx context.Context, r *store.Reader, index int64) (Checkpoint, error) {
	c := Checkpoint{Agency: r.Agency()}
	var root []byte
	var at int64
	var text string
	err := r.QueryRow(ctx, selectCovering, r.Agency(), index).Scan(&c.Size, &root, &at, &text)
	if store.IsNoRows(err) {
		return Checkpoint{}, ErrNotCovered
	}
	if err != nil {
		return Checkpoint{}, err
	}
	copy(c.Root[:], root)
	c.At, c.Note = clock.FromMicros(at), []byte(text)
	return c, nil
}

const selectCovering = `SELECT size, root, at, note FROM ledger_checkpoint WHERE agency_id = $1 AND size > $2 ORDER BY size LIMIT 1`
