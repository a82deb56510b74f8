package store

import (
	"context"
	"database/sql"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// Read runs fn over one consistent snapshot of one agency's rows.
func (db *DB) Read(ctx context.Context, agency id.Agency, fn func(ctx context.Context, r *Reader) error) error {
	var err error
	for try := range tries {
		if err = db.read(ctx, agency, fn); err == nil || !retryable(err) {
			return err
		}
		if stop := backoff(ctx, try); stop != nil {
			return stop
		}
	}
	return err
}

// ReadShared is Read for reference and local tables, where no agency's rows are visible.
func (db *DB) ReadShared(ctx context.Context, fn func(ctx context.Context, r *Reader) error) error {
	return db.Read(ctx, id.Agency{}, fn)
}

func (db *DB) read(ctx context.Context, agency id.Agency, fn func(ctx context.Context, r *Reader) error) error {
	c, err := db.readConn(ctx)
	if err != nil {
		return err
	}
	if _, err := c.conn.ExecContext(ctx, beginText(db.dialect, agency, true)); err != nil {
		db.giveBack(c, true)
		return err
	}
	err = fn(ctx, &Reader{conn: c.conn, stmts: c.stmts, dialect: db.dialect, agency: agency, writes: &db.apartTables})
	// The snapshot is given back even when the caller has gone away, or the pool would lose the connection.
	_, failed := c.conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
	db.giveBack(c, failed != nil)
	return err
}

// A readConn is a connection for reading, with its prepared statements.
type readConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt // nil where the driver keeps statements by itself
}

// maxStatements bounds what one connection keeps: the texts of the program are few, those of the directory's search are
// put together.
const maxStatements = 300

// readConn takes a connection. PostgreSQL's come from the pool, which writers share. SQLite's are kept here with their
// statements: a nil in db.idle is a place that has no connection yet.
func (db *DB) readConn(ctx context.Context) (*readConn, error) {
	if db.dialect == Postgres {
		conn, err := db.pool.Conn(ctx)
		return &readConn{conn: conn}, err
	}
	select {
	case c := <-db.idle:
		if c != nil {
			return c, nil
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		db.idle <- nil
		return nil, err
	}
	return &readConn{conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

// giveBack ends the use of a connection; one that is broken, or holds too many statements, makes place for a new one.
func (db *DB) giveBack(c *readConn, broken bool) {
	if db.dialect == Postgres || broken || len(c.stmts) >= maxStatements {
		c.close()
		c = nil
	}
	if db.dialect == SQLite {
		db.idle <- c
	}
}

func (c *readConn) close() {
	for _, s := range c.stmts {
		_ = s.Close()
	}
	_ = c.conn.Close()
}

// Once runs fn at most once for key within the agency. When key was used before, fn is not run and the first result is
// returned with replayed true. The key is a random value that a form or an API client sends with each change.
func Once(ctx context.Context, tx *Tx, key string, at int64, fn func() (result string, err error)) (result string, replayed bool, err error) {
	err = tx.QueryRow(ctx, selectIdempotency, tx.agency, key).Scan(&result)
	if err == nil {
		return result, true, nil
	}
	if !IsNoRows(err) {
		return "", false, err
	}
	if result, err = fn(); err != nil {
		return "", false, err
	}
	_, err = tx.Exec(ctx, insertIdempotency, tx.agency, key, at, result)
	return result, false, err
}

const (
	selectIdempotency = `SELECT result FROM idempotency WHERE agency_id = $1 AND key = $2`
	insertIdempotency = `INSERT INTO idempotency (agency_id, key, at, result) VALUES ($1, $2, $3, $4)`
)
