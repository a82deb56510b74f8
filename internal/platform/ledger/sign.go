package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

var (
	// ErrEmpty is returned where a log without entries has nothing to sign.
	ErrEmpty = fault.New(fault.NotFound, "ledger.empty")
	// ErrNotCovered is returned where no checkpoint covers the asked entries yet.
	ErrNotCovered = fault.New(fault.NotFound, "ledger.not_covered")
	// ErrBroken is returned by SignCheckpoint for a log that does not hold together: it is not signed. Verify says where.
	ErrBroken = fault.New(fault.Internal, "ledger.broken")
)

// SignCheckpoint hashes the entries since the last checkpoint into the agency's Merkle tree, and signs and stores its new
// root with the time at. With no new entry it returns the last checkpoint. Each new entry is checked against the chain
// first, and what does not fit is never signed.
//
// Only entries that are durable are covered: they are read back after their commit, and the signature is made between two
// transactions. Several processes may do this for one agency at once.
func SignCheckpoint(ctx context.Context, db *store.DB, agency id.Agency, signer note.Signer, at time.Time) (Checkpoint, error) {
	if agency.IsZero() || signer.Name() != Origin(agency) {
		return Checkpoint{}, ErrCheckpoint
	}
	var g growth
	if err := db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		g, err = loadGrowth(ctx, r)
		return err
	}); err != nil {
		return Checkpoint{}, fmt.Errorf("reading the last checkpoint: %w", err)
	}
	if g.from.Size == g.to.Size {
		return g.from, nil
	}
	for g.tree.size < g.to.Size {
		var next growth
		if err := db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) (err error) {
			next, err = g.extend(ctx, tx)
			return err
		}); err != nil {
			return Checkpoint{}, fmt.Errorf("hashing entries from %d: %w", g.tree.size, err)
		}
		g = next
	}
	if g.chain.last != g.to.Hash {
		return Checkpoint{}, ErrBroken
	}
	return storeSigned(ctx, db, signer, Checkpoint{Agency: agency, Size: g.tree.size, Root: g.tree.root(), At: at})
}

func storeSigned(ctx context.Context, db *store.DB, signer note.Signer, c Checkpoint) (Checkpoint, error) {
	text, err := signBody(signer, c.Agency, c.Size, c.Root)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("signing checkpoint %d: %w", c.Size, err)
	}
	c.Note = text
	err = db.Write(ctx, c.Agency, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, lockHead, c.Agency); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertCheckpoint, c.Agency, c.Size, c.Root[:], clock.Micros(c.At), string(text))
		return err
	})
	if err != nil {
		return Checkpoint{}, fmt.Errorf("storing checkpoint %d: %w", c.Size, err)
	}
	return c, nil
}

// LastCheckpoint returns the newest stored checkpoint, or ErrNotCovered when there is none. It is what a witness is given.
func LastCheckpoint(ctx context.Context, r *store.Reader) (Checkpoint, error) {
	c := Checkpoint{Agency: r.Agency()}
	var root []byte
	var at int64
	var text string
	err := r.QueryRow(ctx, selectLast, r.Agency()).Scan(&c.Size, &root, &at, &text)
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

// A head is the newest place of a log.
type head struct {
	Size int64
	Hash tlog.Hash
}

// readHead returns the head, zero for an agency that has none.
func readHead(ctx context.Context, r *store.Reader) (h head, err error) {
	var last any
	err = r.QueryRow(ctx, selectHead, r.Agency()).Scan(&h.Size, &last)
	if store.IsNoRows(err) {
		return head{}, nil
	}
	h.Hash, _ = readHash(last) // what is no hash is zero, which no entry hashes to
	return h, err
}

// growth is the way from the last checkpoint to the next.
type growth struct {
	from  Checkpoint
	to    head
	chain chain
	tree  frontier
}

func loadGrowth(ctx context.Context, r *store.Reader) (g growth, err error) {
	if g.to, err = readHead(ctx, r); err != nil {
		return g, err
	}
	if g.from, err = LastCheckpoint(ctx, r); err != nil && !errors.Is(err, ErrNotCovered) {
		return g, err
	}
	if g.to.Size < g.from.Size {
		return g, ErrBroken
	}
	if g.to.Size == 0 {
		return g, ErrEmpty
	}
	g.chain = chain{size: g.from.Size}
	if g.from.Size == 0 || g.from.Size == g.to.Size {
		return g, nil
	}
	if g.tree, err = loadFrontier(ctx, r, g.from.Size); err != nil {
		return g, err
	}
	if g.tree.root() != g.from.Root {
		return g, ErrBroken
	}
	last, err := storedHashes(ctx, r).ReadHashes([]int64{tlog.StoredHashIndex(0, g.from.Size-1)})
	if err != nil {
		return g, err
	}
	g.chain.last = last[0]
	return g, nil
}

// extend stores the hashes of the next page of entries and returns the growth after them; g itself stays as it is, since a
// transaction may run twice.
func (g *growth) extend(ctx context.Context, tx *store.Tx) (growth, error) {
	next := *g
	next.tree = g.tree.clone()
	if _, err := tx.Exec(ctx, lockHead, tx.Agency()); err != nil {
		return next, err
	}
	var made []hashRow
	var bad *Finding
	_, err := eachLeaf(ctx, &tx.Reader, next.tree.size, g.to.Size, func(l *storedLeaf) bool {
		if bad = next.chain.check(l); bad != nil {
			return false
		}
		first := tlog.StoredHashIndex(0, l.Index)
		for i, h := range next.tree.add(l.Hash) {
			made = append(made, hashRow{first + int64(i), h})
		}
		return true
	})
	if err != nil {
		return next, err
	}
	if bad != nil || len(made) == 0 {
		return next, ErrBroken
	}
	return next, insertHashes(ctx, tx, made)
}

const (
	// Every transaction that touches the log locks the head first. Without this, two processes that both sign and append
	// could each wait for a row of the other.
	lockHead = `UPDATE ledger_head SET size = size WHERE agency_id = $1`

	selectHead       = `SELECT size, last_hash FROM ledger_head WHERE agency_id = $1`
	selectLast       = `SELECT size, root, at, note FROM ledger_checkpoint WHERE agency_id = $1 ORDER BY size DESC LIMIT 1`
	insertCheckpoint = `INSERT INTO ledger_checkpoint (agency_id, size, root, at, note) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (agency_id, size) DO NOTHING`
)
