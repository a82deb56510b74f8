package ledger

import (
	"context"
	"database/sql"
	"math"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Latest, as the before of ForPerson and ByActor, begins at the newest entry.
const Latest int64 = math.MaxInt64

// ErrNoEntry is returned where the log has no entry with the index.
var ErrNoEntry = fault.New(fault.NotFound, "ledger.no_entry")

// ForPerson returns up to max entries about person with an index below before, newest first. The next page begins before
// the last index of this one.
func ForPerson(ctx context.Context, r *store.Reader, person id.ID, before int64, max int) ([]Record, error) {
	return list(ctx, r, selectPerson, person, before, max)
}

// ByActor is ForPerson for what one actor did.
func ByActor(ctx context.Context, r *store.Reader, actor id.ID, before int64, max int) ([]Record, error) {
	return list(ctx, r, selectActor, actor, before, max)
}

// Get returns the entry with the index, or ErrNoEntry.
func Get(ctx context.Context, r *store.Reader, index int64) (Record, error) {
	rec := Record{Leaf: Leaf{Agency: r.Agency()}}
	err := rec.scan(r.QueryRow(ctx, selectIndex, r.Agency(), index).Scan)
	if store.IsNoRows(err) {
		return Record{}, ErrNoEntry
	}
	return rec, err
}

func list(ctx context.Context, r *store.Reader, query string, who id.ID, before int64, max int) ([]Record, error) {
	rows, err := r.Query(ctx, query, r.Agency(), who, before, max)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var records []Record
	for rows.Next() {
		rec := Record{Leaf: Leaf{Agency: r.Agency()}}
		if err := rec.scan(rows.Scan); err != nil {
			return nil, err
		}
		records = append(records, rec)
	}
	return records, rows.Err()
}

// scan reads the columns of a select below. It trusts the row: Verify is the one that doubts it.
func (r *Record) scan(scan func(...any) error) error {
	var at int64
	var erasedBy sql.NullInt64
	var content, prev, hash, state []byte
	if err := scan(&r.Index, &at, &r.Kind, &r.Person, &r.Actor, &r.Sealed, &erasedBy, &content, &prev, &hash,
		&r.State.Changes, &state, &r.Wrote, &r.AuthorKey, &r.Signature); err != nil {
		return err
	}
	copy(r.State.Commitment[:], state)
	r.At, r.Erased = clock.FromMicros(at), erasedBy.Valid
	copy(r.Content[:], content)
	copy(r.Prev[:], prev)
	copy(r.Hash[:], hash)
	return nil
}

const (
	leafColumns = `idx, at, kind, person_id, actor_id, sealed, erased_by, content_hash, prev_hash, leaf_hash,
changes, state, wrote, author, signature`

	selectPerson = `SELECT ` + leafColumns + ` FROM ledger_leaf
WHERE agency_id = $1 AND person_id = $2 AND idx < $3 ORDER BY idx DESC LIMIT $4`
	selectActor = `SELECT ` + leafColumns + ` FROM ledger_leaf
WHERE agency_id = $1 AND actor_id = $2 AND idx < $3 ORDER BY idx DESC LIMIT $4`
	selectIndex = `SELECT ` + leafColumns + ` FROM ledger_leaf WHERE agency_id = $1 AND idx = $2`
)
