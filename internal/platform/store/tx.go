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
	writes  *apartTables // which tables may be written
	apart   bool         // this is an ApartTx
}

// Dialect tells which engine answers, for the few texts that differ (full-text search, row claims).
func (r *Reader) Dialect() Dialect { return r.dialect }

// Agency is the agency this transaction was opened for; zero in a shared one.
func (r *Reader) Agency() id.Agency { return r.agency }

// Query runs a statement that returns rows. The caller closes them before the next statement.
func (r *Reader) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := r.writes.check(query, r.apart); err != nil {
		return nil, err
	}
	if s, err := r.stmt(ctx, query); s != nil || err != nil {
		if err != nil {
			return nil, err
		}
		return s.QueryContext(ctx, args...)
	}
	return r.conn.QueryContext(ctx, query, args...)
}

// QueryRow runs a statement that returns at most one row.
func (r *Reader) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if err := r.writes.check(query, r.apart); err != nil {
		query = refused // a row has no error of its own until it is read: this one cannot be
	}
	if s, err := r.stmt(ctx, query); s != nil && err == nil {
		return s.QueryRowContext(ctx, args...)
	}
	return r.conn.QueryRowContext(ctx, query, args...)
}

// stmt returns the prepared form of query, kept for the life of the connection: parsing costs SQLite more than running.
func (r *Reader) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
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
type Tx struct{ Reader }

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	return tx.exec(ctx, query, args...)
}

func (r *Reader) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := r.writes.check(query, r.apart); err != nil {
		return 0, err
	}
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
