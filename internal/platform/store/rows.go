package store

import (
	"database/sql"
	"errors"
)

// Rows are the rows of a query. Rows of guarded tables come only as the program wrote them: one that was put in or changed
// by something else is left out, as if it were not there, and noted (see DB.Tampered).
type Rows struct {
	rows  *sql.Rows
	check *rowCheck
}

// A rowCheck compares the guarded tables' columns behind those that were asked for with their authenticators.
type rowCheck struct {
	reader *Reader
	plan   *plan
	dest   []any // of the asked columns, which are not looked at, and of the others
	values []capture
	scan   []any
}

// A capture takes a column as the driver gives it, for as long as the row is current.
type capture struct{ v any }

func (c *capture) Scan(v any) error { c.v = v; return nil }

// nothing takes a column and drops it.
type nothing struct{}

func (nothing) Scan(any) error { return nil }

func newRows(rows *sql.Rows, r *Reader, p *plan) (*Rows, error) {
	if p == nil {
		return &Rows{rows: rows}, nil
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	behind := 0
	for _, t := range p.reads {
		behind += len(t.columns) + 1
	}
	c := &rowCheck{reader: r, plan: p, values: make([]capture, behind)}
	asked := len(columns) - behind
	for range asked {
		c.dest = append(c.dest, nothing{})
	}
	for i := range c.values {
		c.dest = append(c.dest, &c.values[i])
	}
	return &Rows{rows: rows, check: c}, nil
}

// Next goes to the next row.
func (r *Rows) Next() bool {
	for r.rows.Next() {
		if r.check == nil || r.check.fits(r.rows) {
			return true
		}
	}
	return false
}

// fits reports whether the current row is as the program wrote it. An outer join may have found nothing: then there is no
// primary key, and nothing to check.
func (c *rowCheck) fits(rows *sql.Rows) bool {
	if rows.Scan(c.dest...) != nil {
		return false
	}
	at := 0
	for _, t := range c.plan.reads {
		n := len(t.columns)
		values := make([]any, n)
		none := true
		for i := range values {
			values[i] = c.values[at+i].v
			none = none && values[i] == nil
		}
		stored := c.values[at+n].v
		at += n + 1
		if none && stored == nil {
			continue
		}
		if !c.reader.guard.fits(t, values, stored) {
			c.reader.guard.note(c.reader.tampering(t, t.rowKey(values), RowChanged))
			return false
		}
	}
	return true
}

// Scan copies the current row.
func (r *Rows) Scan(dest ...any) error {
	if r.check == nil {
		return r.rows.Scan(dest...)
	}
	all := append(r.check.scan[:0], dest...)
	for range r.check.values {
		all = append(all, nothing{})
	}
	r.check.scan = all
	return r.rows.Scan(all...)
}

// Columns returns the names of the columns that were asked for.
func (r *Rows) Columns() ([]string, error) {
	columns, err := r.rows.Columns()
	if err == nil && r.check != nil {
		columns = columns[:len(columns)-len(r.check.values)]
	}
	return columns, err
}

// Err returns what ended the rows before their end.
func (r *Rows) Err() error { return r.rows.Err() }

// Close gives the statement back.
func (r *Rows) Close() error { return r.rows.Close() }

// Row is the one row of a query.
type Row struct {
	rows *Rows
	err  error
}

// Scan copies the row, or returns ErrNoRows.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	return r.rows.Close()
}
