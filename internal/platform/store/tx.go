package store

import (
	"context"
	"database/sql"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// A Reader reads inside one transaction of one agency. It has no way to write.
type Reader struct {
	conn    *sql.Conn
	stmts   map[string]*sql.Stmt // nil where the driver caches statements by itself
	dialect Dialect
	agency  id.Agency
	guard   *guard

	// Of a transaction that writes: that it does, and what it has added to and taken from each bucket that its head does not
	// have yet.
	writes  bool
	changed map[bucket]setHash
}

// Dialect tells which engine answers, for the few texts that differ (full-text search, row claims).
func (r *Reader) Dialect() Dialect { return r.dialect }

// Agency is the agency this transaction was opened for; zero in a shared one.
func (r *Reader) Agency() id.Agency { return r.agency }

// Query runs a statement that returns rows. The caller closes them before the next statement. Of guarded tables only rows
// that the program wrote come back.
func (r *Reader) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	p, err := r.guard.plan(query, r.dialect)
	if err != nil {
		return nil, err
	}
	if p != nil {
		if p.verb != "SELECT" {
			return nil, ErrUnguarded
		}
		query = p.text
	}
	rows, err := r.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return newRows(rows, r, p), nil
}

// QueryRow runs a statement that returns at most one row.
func (r *Reader) QueryRow(ctx context.Context, query string, args ...any) *Row {
	rows, err := r.Query(ctx, query, args...)
	return &Row{rows: rows, err: err}
}

func (r *Reader) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := r.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	if s != nil {
		return s.QueryContext(ctx, args...)
	}
	return r.conn.QueryContext(ctx, query, args...)
}

// stmt returns the prepared form of query, kept for the life of the connection: parsing costs SQLite more than running.
func (r *Reader) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	traced(ctx, query)
	if r.stmts == nil {
		return nil, nil
	}
	if s := r.stmts[query]; s != nil {
		return s, nil
	}
	s, err := r.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	r.stmts[query] = s
	return s, nil
}

// A Tx reads and writes inside one transaction of one agency.
type Tx struct {
	Reader
	wrote   []byte               // what TakeWritten returns
	signed  bool                 // what it returns beside
	settled map[id.Agency]uint64 // the count of changes in each head that this transaction wrote
}

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	p, err := tx.guard.plan(query, tx.dialect)
	switch {
	case err != nil:
		return 0, err
	case p == nil:
		return tx.exec(ctx, query, args...)
	case p.given != nil:
		return tx.insertGuarded(ctx, p, args)
	}
	return tx.changeGuarded(ctx, p, args)
}

func (r *Reader) exec(ctx context.Context, query string, args ...any) (int64, error) {
	var res sql.Result
	s, err := r.stmt(ctx, query)
	switch {
	case err != nil:
		return 0, err
	case s != nil:
		res, err = s.ExecContext(ctx, args...)
	default:
		res, err = r.conn.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
