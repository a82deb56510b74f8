package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// pageSize is how many entries are read, and how many are hashed in one transaction, at a time.
const pageSize = 512

// A chain follows the log entry by entry and holds what the next one must agree with.
type chain struct {
	size int64     // entries seen
	last tlog.Hash // the hash of the newest of them

	state store.GuardState    // of the newest entry that commits to guarded rows
	marks map[string][16]byte // of each bucket in the newest entry that wrote it; nil where nobody asks
	older map[string]bool     // bucket and mark of every other entry that wrote it

	strangers   map[string]bool          // the buckets of which the newest entry is by a Stranger
	needsAuthor func(bucket string) bool // whether somebody has to sign for a bucket
	begun       bool                     // the log tells of all of them from here on
}

// A storedLeaf is a row of the log, read without trust: a column that is not even of its type leaves sound false.
type storedLeaf struct {
	Record
	sound   bool
	marked  bool // erased_by is set
	erasure bool // erased_by names a later entry of KindErased about the same person
}

// check compares one row with the entries before it, and takes it into the chain when it fits.
func (c *chain) check(l *storedLeaf) *Finding {
	switch {
	case l.Index > c.size:
		return &Finding{Index: c.size, Check: Missing}
	case l.Index < c.size:
		return &Finding{Index: c.size, Check: Reordered}
	case !l.sound:
		return &Finding{Index: c.size, Check: Changed}
	case l.leafHash() != l.Hash:
		return &Finding{Index: c.size, Check: Changed, row: l}
	case !l.signed():
		return &Finding{Index: c.size, Check: Changed}
	case l.Prev != c.last:
		// The row is whole in itself, and says that another entry stood before it.
		return &Finding{Index: max(c.size-1, 0), Check: Rewritten}
	case l.Sealed != nil && contentHash(l.Sealed) != l.Content:
		return &Finding{Index: c.size, Check: SealedChanged}
	case l.Sealed == nil && l.Content != contentHash(nil) && !l.erasure:
		return &Finding{Index: c.size, Check: SealedMissing}
	case l.marked && (l.Sealed != nil || !l.erasure):
		return &Finding{Index: c.size, Check: Changed}
	case l.Kind == KindBegun && c.begun:
		return &Finding{Index: c.size, Check: OtherAuthor}
	}
	c.begun = c.begun || l.Kind == KindBegun || c.size == 0 && l.second()
	c.size++
	c.last = l.Hash
	if l.second() {
		c.state = l.State
		if unsigned := c.note(l.Wrote); unsigned && c.begun && len(l.AuthorKey) == 0 && l.Kind != KindBegun {
			return &Finding{Index: l.Index, Check: OtherAuthor}
		}
	}
	return nil
}

// leafScan is how many columns selectLeaves has.
const leafScan = 16

// eachLeaf calls fn for up to pageSize rows with an index in [from, to), in order, until fn returns false. It returns how
// many rows were read.
func eachLeaf(ctx context.Context, r *store.Reader, from, to int64, fn func(l *storedLeaf) bool) (int, error) {
	rows, err := r.Query(ctx, selectLeaves, r.Agency(), from, to, pageSize, KindErased)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var c [leafScan]any
		dest := make([]any, leafScan)
		for i := range c {
			dest[i] = &c[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return n, err
		}
		n++
		if !fn(readLeaf(r.Agency(), c)) {
			break
		}
	}
	return n, rows.Err()
}

// readLeaf converts the columns of selectLeaves. A database file that someone has edited may hold anything in them.
func readLeaf(agency id.Agency, c [leafScan]any) *storedLeaf {
	l := &storedLeaf{sound: true}
	l.Agency = agency
	must := func(ok bool) { l.sound = l.sound && ok }

	var ok bool
	l.Index, ok = c[0].(int64)
	must(ok)
	at, ok := c[1].(int64)
	l.At = clock.FromMicros(at)
	must(ok && !l.At.IsZero())
	l.Kind, ok = c[2].(string)
	must(ok && validKind(l.Kind))
	l.Person, ok = readID(c[3])
	must(ok)
	l.Actor, ok = readID(c[4])
	must(ok)
	if c[5] != nil {
		l.Sealed, ok = c[5].([]byte)
		must(ok)
	}
	l.marked = c[6] != nil
	l.Content, ok = readHash(c[7])
	must(ok)
	l.Prev, ok = readHash(c[8])
	must(ok)
	l.Hash, ok = readHash(c[9])
	must(ok)
	l.State.Changes, ok = c[10].(int64)
	must(ok)
	if c[11] != nil {
		state, ok := readHash(c[11])
		l.State.Commitment = state
		must(ok)
	}
	for i, to := range []*[]byte{&l.Wrote, &l.AuthorKey, &l.Signature} {
		if v := c[12+i]; v != nil {
			*to, ok = v.([]byte)
			must(ok)
		}
	}
	l.erasure = c[15] != nil
	l.Erased = l.erasure
	return l
}

// readID takes NULL for no one, and otherwise only the spelling that is written: the zero id is never written as a text.
func readID(v any) (id.ID, bool) {
	if v == nil {
		return id.ID{}, true
	}
	s, ok := v.(string)
	if !ok {
		return id.ID{}, false
	}
	i, err := id.Parse(s)
	return i, err == nil && !i.IsZero()
}

func readHash(v any) (h tlog.Hash, ok bool) {
	b, ok := v.([]byte)
	if !ok || len(b) != tlog.HashSize {
		return h, false
	}
	return tlog.Hash(b), true
}

const selectLeaves = `SELECT l.idx, l.at, l.kind, l.person_id, l.actor_id, l.sealed, l.erased_by, l.content_hash, l.prev_hash,
l.leaf_hash, l.changes, l.state, l.wrote, l.author, l.signature, e.idx
FROM ledger_leaf l LEFT JOIN ledger_leaf e ON e.agency_id = l.agency_id AND e.idx = l.erased_by AND l.erased_by > l.idx
AND e.kind = $5 AND e.person_id = l.person_id
WHERE l.agency_id = $1 AND l.idx >= $2 AND l.idx < $3 ORDER BY l.idx LIMIT $4`
