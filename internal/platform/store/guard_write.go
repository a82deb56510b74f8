package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// plan returns how a statement is run, nil where it touches no guarded table. What was read once is remembered: the texts of
// the program are few, and those of the directory's search, which are many, touch no guarded table.
func (g *guard) plan(text string, d Dialect) (*plan, error) {
	if g == nil {
		return nil, nil
	}
	if p, ok := g.plans.Load(text); ok {
		return p.(*plan), nil
	}
	p, err := planOf(text, g.tables, d)
	if err != nil {
		return nil, err
	}
	if p != nil || g.planned.Add(1) < maxPlans {
		g.plans.Store(text, p)
	}
	return p, nil
}

// maxPlans bounds what is remembered of statements that touch no guarded table.
const maxPlans = 2000

// insertGuarded stores one row of parameters with its authenticator.
func (tx *Tx) insertGuarded(ctx context.Context, p *plan, args []any) (int64, error) {
	values := make([]any, len(p.given))
	for i, n := range p.given {
		if n < 0 {
			continue
		}
		if n >= len(args) {
			return 0, ErrUnguarded
		}
		v, err := driver.DefaultParameterConverter.ConvertValue(args[n])
		if err != nil {
			return 0, err
		}
		values[i] = v
	}
	a, err := tx.guard.authenticator(p.table, values)
	if err != nil {
		return 0, err
	}
	n, err := tx.exec(ctx, p.text, append(slices.Clip(args), a)...)
	if err == nil && n > 0 {
		tx.change(p.table, values, nil, a)
	}
	return n, err
}

// A guardedRow is a row as it was read.
type guardedRow struct {
	values []any
	stored []byte
}

// changeGuarded runs a statement that changes rows which may be there. Those rows are checked before they change, since an
// authenticator over a row that somebody else changed would vouch for their change.
func (tx *Tx) changeGuarded(ctx context.Context, p *plan, args []any) (int64, error) {
	before := map[string][]byte{}
	if p.before != "" {
		chosen := make([]any, len(p.args))
		for i, n := range p.args {
			chosen[i] = args[n]
		}
		rows, err := tx.readGuarded(ctx, p.table, p.before, chosen)
		if err != nil {
			return 0, err
		}
		for _, r := range rows {
			if !tx.guard.fits(p.table, r.values, r.stored) {
				tx.guard.note(tx.tampering(p.table, p.table.rowKey(r.values), RowChanged))
				return 0, ErrTampered
			}
			before[p.table.rowKey(r.values)] = r.stored
		}
	}
	after, err := tx.readGuarded(ctx, p.table, p.text, args)
	if err != nil {
		return 0, err
	}
	for _, r := range after {
		if err := tx.changedRow(ctx, p, r, before); err != nil {
			return 0, err
		}
	}
	return int64(len(after)), nil
}

func (tx *Tx) changedRow(ctx context.Context, p *plan, r guardedRow, before map[string][]byte) error {
	name := p.table.rowKey(r.values)
	if p.verb == "DELETE" {
		if !tx.guard.fits(p.table, r.values, r.stored) {
			tx.guard.note(tx.tampering(p.table, name, RowChanged)) // it is gone, and was never counted as it stood
			return nil
		}
		tx.change(p.table, r.values, r.stored, nil)
		return nil
	}
	a, err := tx.guard.authenticator(p.table, r.values)
	if err != nil {
		return err
	}
	was, known := before[name]
	switch {
	case p.verb == "UPDATE" && !known:
		return ErrUnguarded // the condition changed its meaning between two statements
	case slices.Equal(was, a):
		return nil
	}
	args := []any{a}
	for _, k := range p.table.key {
		args = append(args, r.values[p.table.index(k)])
	}
	if _, err := tx.exec(ctx, p.table.setGuard, args...); err != nil {
		return err
	}
	tx.change(p.table, r.values, was, a)
	return nil
}

// readGuarded returns the rows of a statement that ends in the table's columns and its authenticator.
func (tx *Tx) readGuarded(ctx context.Context, t *guardedTable, query string, args []any) (list []guardedRow, err error) {
	rows, err := tx.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		r, err := scanGuarded(rows, t)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

func scanGuarded(rows *sql.Rows, t *guardedTable) (guardedRow, error) {
	r := guardedRow{values: make([]any, len(t.columns))}
	dest := make([]any, 0, len(t.columns)+1)
	for i := range r.values {
		dest = append(dest, &r.values[i])
	}
	var stored any
	err := rows.Scan(append(dest, &stored)...)
	r.stored, _ = stored.([]byte)
	return r, err
}

// change notes that a row of a bucket was put in the place of another; either may be nil.
func (tx *Tx) change(t *guardedTable, values []any, was, is []byte) {
	if tx.changed == nil {
		tx.changed = map[bucket]setHash{}
	}
	b := bucket{table: t.name, value: t.bucketOf(values), agency: tx.scope(t)}
	d := tx.changed[b]
	if was != nil {
		d.remove(tx.guard.elementOf(was))
	}
	if is != nil {
		d.add(tx.guard.elementOf(is))
	}
	tx.changed[b] = d
}

// GuardState brings the head up to date with what this transaction has changed so far, and returns it. The head stays locked
// until the transaction ends.
func (tx *Tx) GuardState(ctx context.Context) (GuardState, error) {
	if tx.guard == nil || tx.agency.IsZero() {
		return GuardState{}, nil
	}
	h, err := tx.settle(ctx, tx.agency)
	if err != nil {
		return GuardState{}, err
	}
	return tx.guard.stateOf(tx.agency, h), nil
}

// TakeWritten returns what was changed since it was asked last: a line for each bucket with its table, its value and a hash
// of its new state, or of nothing where no row is left. It names identifiers only. GuardState comes before it. Signed says that
// rows are left in a bucket of a table for which somebody has to sign.
func (tx *Tx) TakeWritten() (wrote []byte, signed bool) {
	wrote, signed = tx.wrote, tx.signed
	tx.wrote, tx.signed = nil, false
	return wrote, signed
}

// HasWritten reports whether guarded rows were changed since TakeWritten was asked last.
func (tx *Tx) HasWritten() bool { return len(tx.changed) > 0 || len(tx.wrote) > 0 }

// settleAll settles what is left when the work of a transaction is done: the agency's rows first, then the shared ones.
func (tx *Tx) settleAll(ctx context.Context) error {
	for _, of := range []id.Agency{tx.agency, {}} {
		if slices.ContainsFunc(slices.Collect(maps.Keys(tx.changed)), func(b bucket) bool { return b.agency == of }) {
			if _, err := tx.settle(ctx, of); err != nil {
				return err
			}
		}
	}
	if tx.signed {
		return ErrUnsigned
	}
	return nil
}

// settle writes what has changed into the buckets and the head of an agency, or of the shared tables. The head is read first
// and stays locked, so that two transactions that change the same buckets come one after the other.
func (tx *Tx) settle(ctx context.Context, of id.Agency) (guardHead, error) {
	texts := textsOf(of)
	lock := texts.head
	if tx.dialect == Postgres {
		lock = texts.lockHead
	}
	h, found, err := tx.guardHead(ctx, of, lock)
	if err != nil {
		return h, err
	}
	if h.changes < tx.guard.newest(of) {
		tx.guard.note(Tampering{Agency: of, What: HeadFromPast})
		return h, ErrTampered
	}
	var buckets []bucket
	for b := range tx.changed {
		if b.agency == of {
			buckets = append(buckets, b)
		}
	}
	if len(buckets) == 0 {
		return h, nil
	}
	if !found {
		h.tables = tx.guard.names(of)
	}
	h.changes++
	slices.SortFunc(buckets, func(a, b bucket) int { return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.value, b.value)) })
	for _, b := range buckets {
		if err := tx.settleBucket(ctx, texts, b, tx.changed[b]); err != nil {
			return h, err
		}
		h.all.join(tx.changed[b])
		delete(tx.changed, b)
	}
	sealed, err := tx.guard.state.Seal(headOf(of).binding(), h.encode())
	if err != nil {
		return h, err
	}
	if _, err := tx.exec(ctx, texts.putHead, key(of), sealed); err != nil {
		return h, err
	}
	if tx.settled == nil {
		tx.settled = map[id.Agency]uint64{}
	}
	tx.settled[of] = h.changes
	return h, nil
}

func (tx *Tx) settleBucket(ctx context.Context, texts guardTexts, b bucket, d setHash) error {
	s, err := tx.bucketState(ctx, texts, b)
	if err != nil {
		return err
	}
	s.join(d)
	var mark [sha256.Size]byte
	if s == (setHash{}) {
		_, err = tx.exec(ctx, texts.dropSum, key(b.agency), b.table, b.value)
	} else {
		var sealed []byte
		if sealed, err = tx.guard.state.Seal(b.binding(), s.encode()); err != nil {
			return err
		}
		mark = tx.guard.mark(b, s)
		tx.signed = tx.signed || tx.guard.tables[b.table].signed
		_, err = tx.exec(ctx, texts.putSum, key(b.agency), b.table, b.value, sealed)
	}
	tx.wrote = fmt.Appendf(tx.wrote, "%s %s %x\n", b.table, b.value, mark[:16])
	return err
}

// mark is what a ledger entry says of a bucket: a hash that the guard's key alone gives.
func (g *guard) mark(b bucket, s setHash) (m [sha256.Size]byte) {
	copy(m[:], sum(g.commit, appendText(appendText(appendText(nil, b.table), b.value), s.encode())))
	return m
}

func (r *Reader) bucketState(ctx context.Context, texts guardTexts, b bucket) (s setHash, err error) {
	var sealed []byte
	err = r.scanRow(ctx, texts.sum, []any{key(b.agency), b.table, b.value}, &sealed)
	if IsNoRows(err) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	return r.openSum(b, sealed)
}

func (r *Reader) openSum(b bucket, sealed []byte) (setHash, error) {
	plain, err := r.guard.state.Open(b.binding(), sealed)
	if err == nil {
		if s, ok := decodeSetHash(plain); ok {
			return s, nil
		}
	}
	r.guard.note(Tampering{Agency: b.agency, Table: b.table, Key: b.value, What: RowsMissing})
	return setHash{}, ErrTampered
}

// guardHead reads the head of an agency, or of the shared tables; found is false where there is none yet.
func (r *Reader) guardHead(ctx context.Context, of id.Agency, query string) (h guardHead, found bool, err error) {
	var sealed []byte
	err = r.scanRow(ctx, query, []any{key(of)}, &sealed)
	if IsNoRows(err) {
		return h, false, nil
	}
	if err != nil {
		return h, false, err
	}
	plain, err := r.guard.state.Open(headOf(of).binding(), sealed)
	if err == nil {
		if h, ok := decodeGuardHead(plain); ok {
			return h, true, nil
		}
	}
	r.guard.note(Tampering{Agency: of, What: HeadChanged})
	return h, false, ErrTampered
}

// scanRow reads one row of the guard's own tables.
func (r *Reader) scanRow(ctx context.Context, query string, args []any, dest ...any) error {
	rows, err := r.query(ctx, query, args...)
	if err != nil {
		return err
	}
	return (&Row{rows: &Rows{rows: rows}}).Scan(dest...)
}

func (r *Reader) tampering(t *guardedTable, key string, what TamperingKind) Tampering {
	return Tampering{Agency: r.scope(t), Table: t.name, Key: key, What: what}
}

// scope is the agency to which the rows of a table belong; zero where all share them.
func (r *Reader) scope(t *guardedTable) id.Agency {
	if t.shared {
		return id.Agency{}
	}
	return r.agency
}

// newest is the newest count of changes of an agency that this process knows to be durable.
func (g *guard) newest(agency id.Agency) uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.seen[agency]
}

func (g *guard) saw(agency id.Agency, changes uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen[agency] = max(g.seen[agency], changes)
}
