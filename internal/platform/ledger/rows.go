package ledger

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// note keeps what an entry says of the buckets that were written with it.
func (c *chain) note(wrote []byte) {
	if c.marks == nil {
		return
	}
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
		name := string(line[:at])
		if was, ok := c.marks[name]; ok {
			c.older[name+string(was[:])] = true
		}
		c.marks[name] = mark
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
	if len(v.tampered) > 0 {
		if err := v.name(ctx); err != nil {
			return err
		}
	}
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
func (v *verification) name(ctx context.Context) error {
	now, err := v.r.GuardMarks(ctx)
	if err != nil {
		return err
	}
	for name, mark := range v.chain.marks {
		is, there := now[name]
		if is == mark || there && !v.chain.older[name+string(is[:])] || !there && mark == [16]byte{} {
			continue
		}
		t := store.BucketTampering(v.r.Agency(), name)
		if !slices.Contains(v.tampered, t) {
			v.tampered = append(v.tampered, t)
		}
	}
	return nil
}
