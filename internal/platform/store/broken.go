package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// The keys of what a page says where nothing can be kept.
const (
	keyFull        = "error.full"
	keyUnavailable = "error.unavailable"
)

// Full reports whether the last write found no room. It is how a disk is known to be full that is not ours to measure.
func (db *DB) Full() bool { return db.full.Load() }

// wrote names the error of a write, and remembers whether there was room.
func (db *DB) wrote(err error) error {
	err = named(err)
	switch {
	case err == nil:
		db.full.Store(false)
	case fault.KindOf(err) == fault.Full:
		db.full.Store(true)
	}
	return err
}

// named gives an error of the engine, or of the line to it, the kind that says what can be done. An error that has a kind
// keeps it.
func named(err error) error {
	var known *fault.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case noRoom(err):
		return fault.Wrap(err, fault.Full, keyFull)
	case away(err):
		return fault.Wrap(err, fault.Unavailable, keyUnavailable)
	}
	return err
}

// endedBy is the error of a whole transaction that was lost: what ended it where the engine did, as SQLite does when there is
// no room, and otherwise what went wrong when it was to be undone.
func endedBy(err, lost error) error {
	if noRoom(err) || away(err) {
		return err
	}
	return lost
}

// noRoom reports an engine or a disk that has no room left: 53100 of PostgreSQL, SQLITE_FULL, ENOSPC and a quota.
func noRoom(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "53100"
	}
	code, ok := sqliteCode(err)
	return ok && code == sqlite3.SQLITE_FULL || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// away reports an engine that can't be reached, has not the means, or did not answer in time: classes 08, 53 and 57 of
// PostgreSQL, a lock that was not given, a node that only reads, conflicts that five tries did not end; of SQLite, a file
// that is locked, can't be opened, read or written.
func away(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		for _, class := range []string{"08", "40", "53", "57", "55P03", "25006", "58030"} {
			if strings.HasPrefix(pg.Code, class) {
				return true
			}
		}
		return false
	}
	if code, ok := sqliteCode(err); ok {
		switch code {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT:
			return true
		}
		return false
	}
	var line net.Error
	return errors.Is(err, ErrClosed) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded) || errors.As(err, &line)
}

// sqliteCode is the primary result code of an error of SQLite.
func sqliteCode(err error) (int, bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0, false
	}
	return e.Code() & 0xff, true
}
