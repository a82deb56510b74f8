package ledger

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Verify checks the log of the reader's agency from its first entry to its last: every hash is computed again from the
// columns, indices run from 0 without a gap, each entry carries the hash of the one before, the head fits, the stored
// Merkle hashes are those the entries give, and every signed checkpoint, stored or kept elsewhere, has the root of the
// entries as they stand now. Kept holds signed notes from outside, in any order. Known are the keys that the agency's
// checkpoints were ever signed with.
//
// Authors says of an entry's actor and key whether the key may sign for the actor, which is the caller's to know; nil where
// nobody does.
//
// It reads in pages and holds one page in memory. It stops at the first thing that is wrong, which Report.Bad names; the
// error is only for a log that could not be read.
func Verify(ctx context.Context, r *store.Reader, known note.Verifiers, kept [][]byte, authors Authors) (Report, error) {
	v := &verification{r: r, known: known, authors: authors, chain: chain{marks: map[string][16]byte{}, older: map[string]bool{}, strangers: map[string]bool{}, needsAuthor: r.NeedsAuthor}}
	if r.Agency().IsZero() {
		return Report{}, ErrEntry
	}
	err := v.run(ctx, kept)
	if err != nil {
		return Report{}, fmt.Errorf("verifying the log, %d entries in: %w", v.chain.size, err)
	}
	report := Report{Agency: r.Agency(), Size: v.chain.size, Erased: v.erased, Checkpoints: v.agreed, Bad: v.bad, Rows: v.tampered}
	if v.bad != nil {
		report.Size = min(v.bad.Index, v.chain.size)
	} else if v.tree.size > 0 {
		report.Root = v.tree.root()
	}
	return report, nil
}

// Authors says whether a key may sign for an actor. The key is empty where an entry has no author.
type Authors func(actor id.ID, key []byte) Authorship

// An Authorship is what is known of a key and an actor.
type Authorship int

const (
	NotTheirs Authorship = iota // the actor has another key
	Stranger                    // nobody knows the actor here: somebody whose account is gone, or of another agency
	Theirs
)

type verification struct {
	authors Authors
	r       *store.Reader
	known   note.Verifiers
	kept    []Checkpoint // by size
	head    head
	last    int64 // the size of the newest stored checkpoint: the tree is stored up to here

	chain   chain
	tree    frontier
	vouched int64 // the size of the newest checkpoint that agrees
	erased  int64
	agreed  int
	bad     *Finding

	tampered []store.Tampering
}

func (v *verification) run(ctx context.Context, kept [][]byte) error {
	for _, text := range kept {
		c, err := ParseCheckpoint(text, v.r.Agency(), v.known)
		if err != nil {
			v.bad = &Finding{Check: Signature}
			return nil
		}
		v.kept = append(v.kept, c)
	}
	slices.SortStableFunc(v.kept, func(a, b Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	var err error
	if v.head, err = readHead(ctx, v.r); err != nil {
		return err
	}
	if err := v.r.QueryRow(ctx, selectNewest, v.r.Agency()).Scan(&v.last); err != nil {
		return err
	}
	for from := int64(math.MinInt64); v.bad == nil; from = v.chain.size {
		n, err := v.page(ctx, from)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if v.bad != nil {
		err = v.explain(ctx)
	} else {
		err = v.end(ctx)
	}
	if err != nil {
		return err
	}
	return v.rows(ctx)
}

// page checks the rows from index from on, at most pageSize of them, with the hashes and checkpoints that belong to them.
func (v *verification) page(ctx context.Context, from int64) (int, error) {
	start := v.chain.size
	hashes, err := v.readTree(ctx, tlog.StoredHashIndex(0, start), tlog.StoredHashIndex(0, start+pageSize))
	if err != nil {
		return 0, err
	}
	signed, err := v.readSigned(ctx, start, start+pageSize)
	if err != nil {
		return 0, err
	}
	return eachLeaf(ctx, v.r, from, math.MaxInt64, func(l *storedLeaf) bool {
		if v.bad = v.chain.check(l); v.bad != nil {
			return false
		}
		if v.authors != nil && l.second() {
			known := v.authors(l.Actor, l.AuthorKey)
			if known == NotTheirs {
				v.bad = &Finding{Index: l.Index, Check: OtherAuthor}
				return false
			}
			v.chain.sign(l.Wrote, known)
		}
		if l.Erased {
			v.erased++
		}
		v.bad = v.grow(l, hashes)
		if s, ok := signed[v.chain.size]; ok {
			v.agree(s)
		}
		for len(v.kept) > 0 && v.kept[0].Size == v.chain.size {
			v.agree(signedRow{Checkpoint: v.kept[0], sound: true})
			v.kept = v.kept[1:]
		}
		return v.bad == nil
	})
}

// grow adds the entry to the tree and compares the hashes that it completes with those stored. Beyond the newest
// checkpoint there may be none: a process may have ended between hashing and signing.
func (v *verification) grow(l *storedLeaf, stored map[int64]tlog.Hash) *Finding {
	first := tlog.StoredHashIndex(0, l.Index)
	for i, h := range v.tree.add(l.Hash) {
		s, ok := stored[first+int64(i)]
		if ok && s != h || !ok && l.Index < v.last {
			return &Finding{Index: l.Index, Check: TreeChanged}
		}
	}
	return nil
}

// agree compares a checkpoint of exactly the present size with the tree.
func (v *verification) agree(s signedRow) {
	switch {
	case v.bad != nil:
	case !s.sound:
		v.bad = &Finding{Index: v.vouched, Check: Signature, Checkpoint: v.chain.size}
	case s.Root != v.tree.root():
		v.bad = &Finding{Index: v.vouched, Check: Rewritten, Checkpoint: s.Size}
	default:
		v.vouched = s.Size
		v.agreed++
	}
}

// end checks what should lie just behind the last entry: the head, and nothing else.
func (v *verification) end(ctx context.Context) error {
	size := v.chain.size
	beyond, err := v.readSigned(ctx, size, math.MaxInt64)
	if err != nil {
		return err
	}
	below, err := v.readSigned(ctx, math.MinInt64, 0)
	if err != nil {
		return err
	}
	var extra int64
	if err := v.r.QueryRow(ctx, countExtra, v.r.Agency(), tlog.StoredHashCount(size)).Scan(&extra); err != nil {
		return err
	}
	switch {
	case len(v.kept) > 0:
		v.bad = &Finding{Index: size, Check: Truncated, Checkpoint: v.kept[0].Size}
	case v.head.Size > size || extra > 0:
		v.bad = &Finding{Index: size, Check: Truncated}
	case len(beyond)+len(below) > 0:
		v.bad = &Finding{Index: v.vouched, Check: Signature}
		for _, s := range beyond {
			if s.sound {
				v.bad = &Finding{Index: size, Check: Truncated, Checkpoint: s.Size}
			}
		}
	case v.head.Size < size || v.head.Hash != v.chain.last:
		v.bad = &Finding{Index: min(max(size-1, 0), max(v.head.Size, 0)), Check: HeadChanged}
	}
	return nil
}

// explain finds out whether a row that is not what its hash commits to is a whole row at the wrong place.
func (v *verification) explain(ctx context.Context) error {
	if v.bad.row == nil {
		return nil
	}
	var rows int64
	if err := v.r.QueryRow(ctx, countLeaves, v.r.Agency()).Scan(&rows); err != nil {
		return err
	}
	moved := v.bad.row.Record
	for moved.Index = 0; moved.Index <= rows+pageSize; moved.Index++ {
		if moved.leafHash() == moved.Hash {
			return v.displaced(ctx, moved.Leaf)
		}
	}
	return nil
}

// displaced names the entry for a row that belongs elsewhere. If it belongs earlier and something else stands there, that
// was put in; otherwise the row is a copy, or comes from further on.
func (v *verification) displaced(ctx context.Context, from Leaf) error {
	var same int64
	if err := v.r.QueryRow(ctx, countSame, v.r.Agency(), from.Index, from.Hash[:]).Scan(&same); err != nil {
		return err
	}
	index := v.bad.Index
	if same == 0 {
		index = min(index, from.Index)
	}
	v.bad = &Finding{Index: index, Check: Reordered}
	return nil
}

const (
	selectNewest = `SELECT COALESCE(MAX(size), 0) FROM ledger_checkpoint WHERE agency_id = $1`
	countLeaves  = `SELECT COUNT(*) FROM ledger_leaf WHERE agency_id = $1`
	countSame    = `SELECT COUNT(*) FROM ledger_leaf WHERE agency_id = $1 AND idx = $2 AND leaf_hash = $3`
	countExtra   = `SELECT COUNT(*) FROM ledger_hash WHERE agency_id = $1 AND (hash_index >= $2 OR hash_index < 0)`
)
