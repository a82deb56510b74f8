package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// readTree returns the stored hashes with an index in [from, to). A row that is no hash counts as a wrong one.
func (v *verification) readTree(ctx context.Context, from, to int64) (map[int64]tlog.Hash, error) {
	rows, err := v.r.Query(ctx, selectTree, v.r.Agency(), from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	hashes := map[int64]tlog.Hash{}
	for rows.Next() {
		var index int64
		var value any
		if err := rows.Scan(&index, &value); err != nil {
			return nil, err
		}
		hashes[index], _ = readHash(value)
	}
	return hashes, rows.Err()
}

// A signedRow is a stored checkpoint; sound means that its note is signed by the agency and says what the columns say.
type signedRow struct {
	Checkpoint
	sound bool
}

// readSigned returns up to pageSize stored checkpoints with a size in (from, to], by size.
func (v *verification) readSigned(ctx context.Context, from, to int64) (map[int64]signedRow, error) {
	rows, err := v.r.Query(ctx, selectSigned, v.r.Agency(), from, to, pageSize)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	signed := map[int64]signedRow{}
	for rows.Next() {
		var size int64
		var root, text any
		if err := rows.Scan(&size, &root, &text); err != nil {
			return nil, err
		}
		columns, isHash := readHash(root)
		s, isText := text.(string)
		c, err := ParseCheckpoint([]byte(s), v.r.Agency(), v.known)
		sound := err == nil && isHash && isText && c.Size == size && c.Root == columns
		signed[size] = signedRow{c, sound}
	}
	return signed, rows.Err()
}

const (
	selectTree   = `SELECT hash_index, hash FROM ledger_hash WHERE agency_id = $1 AND hash_index >= $2 AND hash_index < $3`
	selectSigned = `SELECT size, root, note FROM ledger_checkpoint
WHERE agency_id = $1 AND size > $2 AND size <= $3 ORDER BY size LIMIT $4`
)
