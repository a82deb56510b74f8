package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// Audit recounts the guarded rows of the reader's agency, or with the zero agency of the shared tables, and returns what is
// not as the program left it: each row that does not fit its authenticator, each bucket whose rows are not those that its
// sum was made of, and whether the head is the sum of the buckets. It reads every row once.
func (r *Reader) Audit(ctx context.Context) ([]Tampering, error) {
	if r.guard == nil {
		return nil, nil
	}
	a := &audit{r: r, counted: map[bucket]setHash{}}
	for _, name := range r.guard.names(r.agency) {
		t := r.guard.tables[name]
		var args []any
		if !t.shared {
			args = []any{r.agency}
		}
		if err := a.count(ctx, t, t.selectAll, args); err != nil {
			return nil, err
		}
	}
	if err := a.compare(ctx); err != nil {
		return nil, err
	}
	return a.found, nil
}

type audit struct {
	r       *Reader
	counted map[bucket]setHash
	found   []Tampering
	last    bucket // that sums read last, in the order of the database
}

func (a *audit) note(t Tampering) {
	if len(a.found) < maxFound {
		a.found = append(a.found, t)
	}
}

// count adds up the rows of a query by their buckets.
func (a *audit) count(ctx context.Context, t *guardedTable, query string, args []any) error {
	rows, err := a.r.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scanGuarded(rows, t)
		if err != nil {
			return err
		}
		a.row(t, row)
	}
	return rows.Err()
}

func (a *audit) row(t *guardedTable, row guardedRow) {
	if !a.r.guard.fits(t, row.values, row.stored) {
		a.note(a.r.tampering(t, t.rowKey(row.values), RowChanged))
		return
	}
	b := bucket{agency: a.r.scope(t), table: t.name, value: t.bucketOf(row.values)}
	s := a.counted[b]
	s.add(a.r.guard.elementOf(row.stored))
	a.counted[b] = s
}

// compare holds what was counted against the buckets, and the buckets against the head.
func (a *audit) compare(ctx context.Context) error {
	texts := textsOf(a.r.agency)
	sums, err := a.sums(ctx, texts.sums, key(a.r.agency))
	if err != nil {
		return err
	}
	for b, s := range sums {
		if a.counted[b] != s {
			a.note(Tampering{Agency: b.agency, Table: b.table, Key: b.value, What: RowsMissing})
		}
		delete(a.counted, b)
	}
	for b := range a.counted {
		a.note(Tampering{Agency: b.agency, Table: b.table, Key: b.value, What: RowsMissing})
	}
	return a.compareHead(ctx, texts, sums)
}

func (a *audit) compareHead(ctx context.Context, texts guardTexts, sums map[bucket]setHash) error {
	var all setHash
	for _, s := range sums {
		all.join(s)
	}
	h, found, err := a.r.guardHead(ctx, a.r.agency, texts.head)
	switch {
	case errors.Is(err, ErrTampered) || err == nil && found && h.all != all:
		a.note(Tampering{Agency: a.r.agency, What: HeadChanged})
	case err != nil:
		return err
	case !found && len(sums) > 0:
		a.note(Tampering{Agency: a.r.agency, What: HeadMissing})
	case h.changes < a.r.guard.newest(a.r.agency):
		a.note(Tampering{Agency: a.r.agency, What: HeadFromPast})
	}
	return nil
}

// sums reads the buckets. One that does not open is noted, and counts as empty.
func (a *audit) sums(ctx context.Context, query string, args ...any) (map[bucket]setHash, error) {
	rows, err := a.r.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sums := map[bucket]setHash{}
	for rows.Next() {
		b := bucket{agency: a.r.agency}
		var sealed []byte
		if err := rows.Scan(&b.table, &b.value, &sealed); err != nil {
			return nil, err
		}
		a.last = b
		if sums[b], err = a.r.openSum(b, sealed); errors.Is(err, ErrTampered) {
			a.note(Tampering{Agency: b.agency, Table: b.table, Key: b.value, What: RowsMissing})
		} else if err != nil {
			return nil, err
		}
	}
	return sums, rows.Err()
}

// A Place is where AuditSome goes on. The zero Place is the beginning.
type Place struct{ table, value string }

// AuditSome recounts up to max buckets behind a place, in one snapshot, and returns the place to go on from; at the end of a
// round it holds the head against all buckets, and begins anew. So every row that was changed, deleted or put back is found
// within one round, however many there are, at a bounded cost at a time. What it finds is noted for Tampered. Rows that were
// put in where the program never wrote are found by Audit; nobody reads them.
func (r *Reader) AuditSome(ctx context.Context, from Place, max int) (next Place, err error) {
	if r.guard == nil {
		return Place{}, nil
	}
	texts := textsOf(r.agency)
	a := &audit{r: r, counted: map[bucket]setHash{}}
	sums, err := a.sums(ctx, texts.someSums, key(r.agency), from.table, from.value, max)
	if err != nil {
		return from, err
	}
	for b, s := range sums {
		t := r.guard.tables[b.table]
		if t == nil {
			continue // of a table that this program does not have
		}
		args := []any{r.agency, b.value}
		if t.shared {
			args = args[1:]
		}
		if err := a.count(ctx, t, t.selectBucket, args); err != nil {
			return from, err
		}
		if a.counted[b] != s {
			a.note(Tampering{Agency: b.agency, Table: b.table, Key: b.value, What: RowsMissing})
		}
	}
	next = Place{a.last.table, a.last.value}
	if len(sums) < max {
		next = Place{}
		if err := a.head(ctx, texts); err != nil {
			return from, err
		}
	}
	for _, t := range a.found {
		r.guard.note(t)
	}
	return next, nil
}

// head holds the head against the sum of all buckets.
func (a *audit) head(ctx context.Context, texts guardTexts) error {
	sums, err := a.sums(ctx, texts.sums, key(a.r.agency))
	if err != nil {
		return err
	}
	return a.compareHead(ctx, texts, sums)
}

// Recount counts the rows of all tables that are divided by a column, such as person_id, for one of its values, and returns
// what is not as the program left it. It is what is done before somebody's rows are relied on; what it finds is noted too.
func (r *Reader) Recount(ctx context.Context, column, value string) ([]Tampering, error) {
	if r.guard == nil {
		return nil, nil
	}
	a := &audit{r: r, counted: map[bucket]setHash{}}
	texts := textsOf(r.agency)
	if r.writes && r.dialect == Postgres {
		// Each statement of a transaction that writes sees what others have committed meanwhile; nobody commits buckets while
		// the head is locked.
		if _, _, err := r.guardHead(ctx, r.agency, texts.lockHead); err != nil && !errors.Is(err, ErrTampered) {
			return nil, err
		}
	}
	for _, name := range r.guard.names(r.agency) {
		t := r.guard.tables[name]
		if t.bucket != column {
			continue
		}
		if err := a.count(ctx, t, t.selectBucket, []any{r.agency, value}); err != nil {
			return nil, err
		}
		b := bucket{agency: r.agency, table: name, value: value}
		s, err := r.bucketState(ctx, texts, b)
		if err != nil && !errors.Is(err, ErrTampered) {
			return nil, err
		}
		s.join(r.changed[b])
		if err != nil || s != a.counted[b] {
			a.note(Tampering{Agency: r.agency, Table: name, Key: value, What: RowsMissing})
		}
	}
	for _, t := range a.found {
		r.guard.note(t)
	}
	return a.found, nil
}

// GuardMarks returns for each bucket of the reader's agency the hash that a ledger entry has of its state (see TakeWritten),
// by "table value".
func (r *Reader) GuardMarks(ctx context.Context) (map[string][16]byte, error) {
	if r.guard == nil {
		return nil, nil
	}
	sums, err := (&audit{r: r}).sums(ctx, textsOf(r.agency).sums, key(r.agency))
	if err != nil {
		return nil, err
	}
	marks := make(map[string][16]byte, len(sums))
	for b, s := range sums {
		m := r.guard.mark(b, s)
		marks[b.table+" "+b.value] = [16]byte(m[:16])
	}
	return marks, nil
}

// MarkSigned adds to what TakeWritten returns every bucket for which somebody has to sign, as it stands: for a log that has not
// told of them so far. GuardState comes before it.
func (tx *Tx) MarkSigned(ctx context.Context) error {
	marks, err := tx.GuardMarks(ctx)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(marks)) {
		if tx.NeedsAuthor(name) {
			mark := marks[name]
			tx.wrote = fmt.Appendf(tx.wrote, "%s %x\n", name, mark)
		}
	}
	return nil
}

// NeedsAuthor reports whether a bucket that GuardMarks names is of a table that is Signed.
func (r *Reader) NeedsAuthor(name string) bool {
	table, _, _ := strings.Cut(name, " ")
	return r.guard != nil && r.guard.tables[table] != nil && r.guard.tables[table].signed
}

// BucketTampering is what is wrong with a bucket that GuardMarks names.
func BucketTampering(agency id.Agency, name string, what TamperingKind) Tampering {
	table, value, _ := strings.Cut(name, " ")
	return Tampering{Agency: agency, Table: table, Key: value, What: what}
}

// BeginGuard gives the rows that stand in a guarded table their authenticators, where the table was not guarded before: for
// an installation that is older than the guard, or than a table's declaration. What stands there then is taken to be the
// program's. It is done once for each agency (the zero agency is that of the shared tables), by whoever brings the tables up
// to date, and returns the tables that it began with.
func (db *DB) BeginGuard(ctx context.Context, agency id.Agency) (began []string, err error) {
	if db.guard == nil {
		return nil, nil
	}
	// Nearly every start finds nothing to begin: it reads, and takes no turn of those who write.
	begun := false
	err = db.Read(ctx, agency, func(ctx context.Context, r *Reader) error {
		h, _, err := r.guardHead(ctx, agency, textsOf(agency).head)
		begun = !slices.ContainsFunc(r.guard.names(agency), func(name string) bool { return !slices.Contains(h.tables, name) })
		return err
	})
	if err != nil || begun {
		return nil, err
	}
	err = db.Write(ctx, agency, func(ctx context.Context, tx *Tx) error {
		began = nil
		texts := textsOf(agency)
		h, _, err := tx.guardHead(ctx, agency, texts.head)
		if err != nil {
			return err
		}
		for _, name := range tx.guard.names(agency) {
			if slices.Contains(h.tables, name) {
				continue
			}
			if err := tx.beginTable(ctx, tx.guard.tables[name]); err != nil {
				return err
			}
			began = append(began, name)
		}
		if len(began) == 0 {
			return nil
		}
		if h, err = tx.settle(ctx, agency); err != nil {
			return err
		}
		tx.wrote, tx.signed = nil, false // what stands there is taken as it stands
		h.tables = tx.guard.names(agency)
		sealed, err := tx.guard.state.Seal(headOf(agency).binding(), h.encode())
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, texts.putHead, key(agency), sealed)
		return err
	})
	return began, err
}

func (tx *Tx) beginTable(ctx context.Context, t *guardedTable) error {
	var args []any
	if !t.shared {
		args = []any{tx.agency}
	}
	rows, err := tx.readGuarded(ctx, t, t.selectAll, args)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.stored != nil {
			continue // written by this program, after it knew of the guard
		}
		if err := tx.changedRow(ctx, &plan{verb: "INSERT", table: t}, r, nil); err != nil {
			return err
		}
	}
	return nil
}
