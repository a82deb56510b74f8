package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Check names what Verify looked at when it found something wrong.
type Check string

const (
	Changed       Check = "changed"        // a column of the entry is not what its hash commits to
	Rewritten     Check = "rewritten"      // the entry is whole in itself, but not the one that later hashes commit to
	Missing       Check = "missing"        // no entry has the index
	Reordered     Check = "reordered"      // the entry at the index was written at another one
	Truncated     Check = "truncated"      // the log has held entries from the index on, and they are gone
	SealedChanged Check = "sealed-changed" // the sealed part is not the one that was written
	SealedMissing Check = "sealed-missing" // the sealed part is gone and no entry says that it was erased
	HeadChanged   Check = "head"           // the head row does not fit the entries
	TreeChanged   Check = "tree"           // a hash kept for proofs is not the one the entries give
	RowsFromPast  Check = "rows-from-past" // the guarded rows are those of before the entry
	RowsChanged   Check = "rows-changed"   // the guarded rows are not those that the entry commits to
	OtherAuthor   Check = "other-author"   // the entry is not signed by the key of whom it names as its author, or by nobody who has to
	Signature     Check = "signature"      // a checkpoint is not signed by the agency's key or says something else than its row
)

// A Finding is the first thing that is wrong with a log.
type Finding struct {
	Index      int64 // every entry before this one stands as it was written, as far as anything kept can tell
	Check      Check
	Checkpoint int64 // the size of the checkpoint that told, or 0: an entry from Index up to this size is bad

	row *storedLeaf // the changed row, to find out whether it was moved
}

func (f Finding) String() string {
	text := fmt.Sprintf("entry %d: %s: %s", f.Index, f.Check, meaning(f.Check))
	if f.Checkpoint > 0 {
		text += fmt.Sprintf(" (by the checkpoint of %d entries)", f.Checkpoint)
	}
	return text
}

func meaning(c Check) string {
	switch c {
	case Changed:
		return "a column is not what the entry's hash commits to"
	case Rewritten:
		return "this is not the entry that later hashes commit to"
	case Missing:
		return "there is no entry with this index"
	case Reordered:
		return "what stands here was written at another index"
	case Truncated:
		return "the log has held entries from here on, and they are gone"
	case SealedChanged:
		return "the sealed part is not the one that was written"
	case SealedMissing:
		return "the sealed part is gone and no entry says that it was erased"
	case HeadChanged:
		return "the head does not fit the entries"
	case TreeChanged:
		return "a hash kept for proofs is not the one the entries give"
	case RowsFromPast:
		return "the rows that decide who may do what are those of before this entry"
	case RowsChanged:
		return "the rows that decide who may do what are not those that this entry commits to"
	case OtherAuthor:
		return "it is not signed by the key of whom it says that they did it, or says who may open and is signed by nobody"
	default:
		return "a checkpoint is not signed by this agency's key, or says something else than its row"
	}
}

// A Report is what Verify found.
type Report struct {
	Agency      id.Agency
	Size        int64     // entries that were checked and stand
	Root        tlog.Hash // the Merkle root of the whole log; zero where it is empty or bad
	Erased      int64     // entries among them whose sealed part was erased, with an entry that says so
	Checkpoints int       // signed checkpoints that agree, stored and kept elsewhere
	Bad         *Finding  // nil when all is well in the log

	// Rows is what is wrong with the agency's guarded rows: which table, and which row or bucket of rows.
	Rows []store.Tampering
}

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return r.Bad == nil && len(r.Rows) == 0 }
