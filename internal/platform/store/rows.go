package store

import (
	"database/sql"
	"fmt"
)

// Rows are the rows of a query. Rows of guarded tables come only as the program wrote them: one that was put in or changed
// by something else is left out, as if it were not there, and noted (see DB.Tampered).
type Rows struct {
	rows  *sql.Rows
	check *rowCheck
	err   error // of a row that could not be read, so that it could not be checked
}

// A rowCheck compares the columns of guarded tables with their authenticators.
type rowCheck struct {
	reader *Reader
	plan   *plan
	values []capture // of the tables' columns
	dest   []any     // of every column: those of the tables into values, what stands before them is not looked at
	row    []any     // the columns of one table
	scan   []any     // of every column: those that were asked for to the caller, the others nowhere
}

// A capture takes a column as the driver gives it, for as long as the row is current.
type capture struct{ v any }

func (c *capture) Scan(v any) error { c.v = v; return nil }

// nothing takes a column and drops it.
type nothing struct{}

func (nothing) Scan(any) error { return nil }

func newRows(rows *sql.Rows, r *Reader, p *plan) *Rows {
	if p == nil {
		return &Rows{rows: rows}
	}
	behind := 0
	for _, t := range p.reads {
		behind += len(t.columns) + 1
	}
	c := &rowCheck{reader: r, plan: p, values: make([]capture, behind), dest: make([]any, 2*(p.more+behind))}
	c.dest, c.scan = c.dest[:p.more+behind], c.dest[p.more+behind:]
	for i := range c.dest {
		c.dest[i], c.scan[i] = nothing{}, nothing{}
		if i >= p.more {
			c.dest[i] = &c.values[i-p.more]
		}
	}
	return &Rows{rows: rows, check: c}
}

// Next goes to the next row.
func (r *Rows) Next() bool {
	for r.err == nil && r.rows.Next() {
		if r.check == nil {
			return true
		}
		var fits bool
		if fits, r.err = r.check.fits(r.rows); fits {
			return true
		}
	}
	return false
}

// fits reports whether the current row is as the program wrote it. An outer join may have found nothing: then there is no
// primary key, and nothing to check.
func (c *rowCheck) fits(rows *sql.Rows) (bool, error) {
	if err := rows.Scan(c.dest...); err != nil {
		return false, err
	}
	at := 0
	for _, t := range c.plan.reads {
		n := len(t.columns)
		values := c.row[:0]
		none := true
		for i := range n {
			values = append(values, c.values[at+i].v)
			none = none && values[i] == nil
		}
		c.row = values
		stored := c.values[at+n].v
		at += n + 1
		if none && stored == nil {
			continue
		}
		if !c.reader.guard.fits(t, values, stored) {
			c.reader.guard.note(c.reader.tampering(t, t.rowKey(values), RowChanged))
			return false, nil
		}
	}
	return true, nil
}

// Scan copies the current row.
func (r *Rows) Scan(dest ...any) error {
	if r.check == nil {
		return r.rows.Scan(dest...)
	}
	c := r.check
	if len(dest) != len(c.plan.asked) {
		return fmt.Errorf("store: %d places for %d columns", len(dest), len(c.plan.asked))
	}
	for i, place := range c.plan.asked {
		c.scan[place] = dest[i]
	}
	return r.rows.Scan(c.scan...)
}

// Columns returns the names of the columns that were asked for.
func (r *Rows) Columns() ([]string, error) {
	columns, err := r.rows.Columns()
	if err != nil || r.check == nil {
		return columns, err
	}
	asked := make([]string, len(r.check.plan.asked))
	for i, place := range r.check.plan.asked {
		asked[i] = columns[place]
	}
	return asked, nil
}

// Err returns what ended the rows before their end.
func (r *Rows) Err() error {
	if r.err != nil {
		return r.err
	}
	return r.rows.Err()
}

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
