package ledger

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// A frontier is the right edge of a Merkle tree: the roots of its full subtrees, widest first. It is all that is needed to
// add leaves and to know the root, however long the log is.
type frontier struct {
	size  int64
	peaks []tlog.Hash
}

// add puts a leaf at the end and returns the hashes that tlog stores for it, in the order of their stored indices.
func (f *frontier) add(leaf tlog.Hash) []tlog.Hash {
	made := []tlog.Hash{leaf}
	for n := f.size; n&1 == 1; n >>= 1 {
		last := len(f.peaks) - 1
		leaf = tlog.NodeHash(f.peaks[last], leaf)
		f.peaks = f.peaks[:last]
		made = append(made, leaf)
	}
	f.peaks = append(f.peaks, leaf)
	f.size++
	return made
}

// root returns the RFC 6962 root of a tree with at least one leaf.
func (f *frontier) root() tlog.Hash {
	h := f.peaks[len(f.peaks)-1]
	for i := len(f.peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.peaks[i], h)
	}
	return h
}

func (f *frontier) clone() frontier {
	return frontier{size: f.size, peaks: append([]tlog.Hash(nil), f.peaks...)}
}

// loadFrontier reads the edge of the tree with size leaves from the stored hashes.
func loadFrontier(ctx context.Context, r *store.Reader, size int64) (frontier, error) {
	var indices []int64
	var start int64
	for level := 62; level >= 0; level-- {
		if width := int64(1) << level; size&width != 0 {
			indices = append(indices, tlog.StoredHashIndex(level, start>>level))
			start += width
		}
	}
	peaks, err := storedHashes(ctx, r).ReadHashes(indices)
	return frontier{size: size, peaks: peaks}, err
}

// storedHashes reads the hashes of the tree for tlog's own proof functions. A hash that is not there means that no
// checkpoint has covered it yet.
func storedHashes(ctx context.Context, r *store.Reader) tlog.HashReader {
	return tlog.HashReaderFunc(func(indices []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indices))
		for start := 0; start < len(indices); start += hashesAtOnce {
			end := min(start+hashesAtOnce, len(indices))
			if err := readHashes(ctx, r, indices[start:end], hashes[start:end]); err != nil {
				return nil, err
			}
		}
		return hashes, nil
	})
}

// hashesAtOnce is how many hashes one statement reads: a proof in a log of four thousand million entries.
const hashesAtOnce = 32

func readHashes(ctx context.Context, r *store.Reader, indices []int64, into []tlog.Hash) error {
	args := make([]any, 1+hashesAtOnce)
	args[0] = r.Agency()
	at := make(map[int64]int, len(indices))
	for i := range hashesAtOnce {
		n := indices[min(i, len(indices)-1)] // one text for all lengths: the last index fills the rest
		args[1+i] = n
		at[n] = min(i, len(indices)-1)
	}
	rows, err := r.Query(ctx, selectHashes, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	found := 0
	for rows.Next() {
		var n int64
		var h []byte
		if err := rows.Scan(&n, &h); err != nil {
			return err
		}
		if len(h) != tlog.HashSize {
			return ErrBroken
		}
		into[at[n]] = tlog.Hash(h)
		found++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if found != len(at) {
		return ErrNotCovered
	}
	return nil
}

// A hashRow is one stored hash on its way into the database.
type hashRow struct {
	index int64
	hash  tlog.Hash
}

// insertHashes stores rows; a row that another run has stored already is left as it is.
func insertHashes(ctx context.Context, tx *store.Tx, rows []hashRow) error {
	for len(rows) > 0 {
		n, text := 1, insertHash
		if len(rows) >= rowsAtOnce {
			n, text = rowsAtOnce, insertHashRows
		}
		args := []any{tx.Agency()}
		for _, row := range rows[:n] {
			args = append(args, row.index, row.hash[:])
		}
		if _, err := tx.Exec(ctx, text, args...); err != nil {
			return fmt.Errorf("storing hash %d: %w", rows[0].index, err)
		}
		rows = rows[n:]
	}
	return nil
}

const rowsAtOnce = 64

var (
	selectHashes = `SELECT hash_index, hash FROM ledger_hash WHERE agency_id = $1 AND hash_index IN (` +
		parameters(hashesAtOnce, "$%d", 1) + `)`
	insertHash     = insertHashText(1)
	insertHashRows = insertHashText(rowsAtOnce)
)

func insertHashText(n int) string {
	return `INSERT INTO ledger_hash (agency_id, hash_index, hash) VALUES ` + parameters(n, "($1, $%d, $%d)", 2) +
		` ON CONFLICT (agency_id, hash_index) DO NOTHING`
}

// parameters repeats form n times; each takes the next each parameter numbers, from $2 on.
func parameters(n int, form string, each int) string {
	parts := make([]string, n)
	for i := range parts {
		numbers := make([]any, each)
		for j := range numbers {
			numbers[j] = 2 + i*each + j
		}
		parts[i] = fmt.Sprintf(form, numbers...)
	}
	return strings.Join(parts, ", ")
}
