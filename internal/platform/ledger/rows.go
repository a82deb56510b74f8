package ledger

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// note keeps what an entry says of the buckets that were written with it. It reports whether somebody has to sign for one of
// them: for rows that are left, not for a bucket that is empty now.
func (c *chain) note(wrote []byte) (needsAuthor bool) {
	if c.marks == nil {
		return false
	}
	for name, mark := range buckets(wrote) {
		needsAuthor = needsAuthor || c.needsAuthor(name) && mark != [16]byte{}
		if was, ok := c.marks[name]; ok {
			c.older[name+string(was[:])] = true
		}
		c.marks[name] = mark
	}
	return needsAuthor
}

// sign keeps whether the author of what was written is known.
func (c *chain) sign(wrote []byte, by Authorship) {
	for name := range buckets(wrote) {
		if by == Stranger {
			c.strangers[name] = true
		} else {
			delete(c.strangers, name)
		}
	}
}

// buckets reads what an entry says was written with it: see store.Tx.TakeWritten.
func buckets(wrote []byte) iter.Seq2[string, [16]byte] {
	return func(yield func(string, [16]byte) bool) {
		for line := range bytes.Lines(wrote) {
			line = bytes.TrimSuffix(line, []byte("\n"))
			at := bytes.LastIndexByte(line, ' ')
			var mark [16]byte
			if at < 0 || hex.DecodedLen(len(line)-at-1) != len(mark) {
				continue
			}
			if _, err := hex.Decode(mark[:], line[at+1:]); err != nil {
				continue
			}
			if !yield(string(line[:at]), mark) {
				return
			}
		}
	}
}

// rows holds the agency's guarded rows against the log: the head against the newest entry, and every row and bucket against
// the head. Where the head is not the sum of the buckets, a bucket was put back with its rows, or deleted with them: then the
// entries tell which.
func (v *verification) rows(ctx context.Context) error {
	var err error
	if v.tampered, err = v.r.Audit(ctx); err != nil {
		return err
	}
	now, err := v.r.GuardMarks(ctx)
	if err != nil {
		return err
	}
	if len(v.tampered) > 0 {
		v.name(now)
	}
	v.unsigned(now)
	state, err := v.r.GuardState(ctx)
	newest := v.chain.state
	switch {
	case errors.Is(err, store.ErrTampered): // the audit has named the head
	case err != nil:
		return err
	case v.bad != nil || newest == (store.GuardState{}):
	case state.Changes < newest.Changes:
		v.bad = &Finding{Index: max(v.chain.size-1, 0), Check: RowsFromPast}
	case state.Changes == newest.Changes && state != newest:
		v.bad = &Finding{Index: max(v.chain.size-1, 0), Check: RowsChanged}
	}
	return nil
}

// name adds the buckets that stand as an earlier entry left them, and those that are gone though an entry left rows there.
func (v *verification) name(now map[string][16]byte) {
	for name, mark := range v.chain.marks {
		is, there := now[name]
		if is == mark || there && !v.chain.older[name+string(is[:])] || !there && mark == [16]byte{} {
			continue
		}
		v.tamper(name, store.RowsMissing)
	}
}

// unsigned adds the buckets for which somebody has to sign and that are not what the newest entry about them says, or of which that
// entry is by somebody whom nobody knows: whoever wrote there holds the guard's key, and no signature that counts.
func (v *verification) unsigned(now map[string][16]byte) {
	if !v.chain.begun || v.bad != nil {
		return
	}
	for name, is := range now {
		if v.r.NeedsAuthor(name) && (v.chain.marks[name] != is || v.chain.strangers[name]) {
			v.tamper(name, store.RowsUnsigned)
		}
	}
}

// tamper adds what is wrong with a bucket, where nothing was found in it yet.
func (v *verification) tamper(name string, what store.TamperingKind) {
	t := store.BucketTampering(v.r.Agency(), name, what)
	if !slices.ContainsFunc(v.tampered, func(o store.Tampering) bool { return o.Table == t.Table && o.Key == t.Key }) {
		v.tampered = append(v.tampered, t)
	}
}
