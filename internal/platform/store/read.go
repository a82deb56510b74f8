package store

import (
	"context"

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
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, beginText(db.dialect, agency, true)); err != nil {
		return err
	}
	// The snapshot is given back even when the caller has gone away, or the pool would lose the connection.
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`) }()
	return fn(ctx, &Reader{conn: conn, dialect: db.dialect, agency: agency})
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
