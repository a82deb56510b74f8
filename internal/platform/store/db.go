package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
)

//go:embed migrations/*.sql
var baseFiles embed.FS

// A Dialect is one of the two engines.
type Dialect int

const (
	SQLite Dialect = iota + 1
	Postgres
)

func (d Dialect) String() string {
	if d == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Config says where rows are kept.
type Config struct {
	URL    string // "postgres://…", or empty for SQLite in Folder
	Folder string // the data folder, made if it is missing, readable by its owner only
	AsIs   bool   // an embedded database that is not there is ErrEmpty, and no file is made
	Bound  int64  // the most bytes that each file of the embedded database may take, as a quota; 0 is what the disk holds
}

// readers is how many snapshots of an embedded database can be open at once.
const readers = 8

// pageSize is that of the embedded database, in bytes.
const pageSize = 4096

// minSQLite is the first release without the WAL-reset corruption of 2026.
const minSQLite = "3.51.3"

// DB is one open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	pool    *sql.DB // PostgreSQL: all connections; SQLite: readers
	writer  *sql.DB // SQLite only: the one connection that writes
	clk     clock.Clock
	idle    chan *readConn // SQLite readers that nobody uses at the moment; nil is a free place
	guard   *guard         // nil until Guard
	full    atomic.Bool    // the last write found no room
	apart   *apart         // what writes the tables that are kept apart
	named   string         // SQLite only: the file of all other tables

	mu         sync.Mutex
	committers map[id.Agency]*committer
	closed     chan struct{}
	running    sync.WaitGroup
}

// Open opens the database of cfg. The tables are made by Migrate; whoever must not make any calls Check.
func Open(ctx context.Context, cfg Config, clk clock.Clock) (*DB, error) {
	db := &DB{clk: clk, committers: map[id.Agency]*committer{}, closed: make(chan struct{}), idle: make(chan *readConn, readers)}
	open := db.openSQLite
	if strings.HasPrefix(cfg.URL, "postgres://") || strings.HasPrefix(cfg.URL, "postgresql://") {
		open = db.openPostgres
	} else if cfg.URL != "" {
		return nil, errors.New("the database address must begin with postgres://, or be empty for the embedded database")
	}
	if err := open(ctx, cfg); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) openSQLite(ctx context.Context, cfg Config) error {
	db.dialect = SQLite
	file, second := filepath.Join(cfg.Folder, namedFile), filepath.Join(cfg.Folder, apartFile)
	db.named = file
	if _, err := os.Stat(file); cfg.AsIs && errors.Is(err, os.ErrNotExist) {
		return ErrEmpty
	}
	if err := os.MkdirAll(cfg.Folder, 0o700); err != nil {
		return err
	}
	pools := make([]*sql.DB, 3)
	for i, address := range []string{sqliteAddress(second, cfg), sqliteAddress(file, cfg) + "&_txlock=immediate", sqliteAddress(file, cfg)} {
		c, err := sqlite.NewConnector(address)
		if err != nil {
			return err
		}
		if i > 0 {
			c = attached{c, second}
		}
		pools[i] = sql.OpenDB(patient{c})
	}
	db.apart, db.writer, db.pool = newApart(db, pools[0]), pools[1], pools[2]
	if _, err := os.Stat(second); err == nil || !cfg.AsIs {
		if err := errors.Join(db.apart.pool.PingContext(ctx), os.Chmod(second, 0o600)); err != nil {
			return err
		}
	}
	db.writer.SetMaxOpenConns(1)
	for range readers {
		db.idle <- nil
	}
	db.pool.SetMaxOpenConns(readers)
	db.pool.SetMaxIdleConns(readers)
	var version string
	if err := db.writer.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return err
	}
	if olderThan(version, minSQLite) {
		return fmt.Errorf("SQLite %s is older than %s, which can damage its log", version, minSQLite)
	}
	return os.Chmod(file, 0o600)
}

// The files of the embedded engine.
const (
	namedFile = "amparo.db"
	apartFile = "amparo-apart.db" // what is tied to nobody, see Deposit
)

// sqliteAddress is how a file is opened. A longer log between checkpoints means fewer syncs of the database file; 4,000
// pages are 16 MB.
func sqliteAddress(file string, cfg Config) string {
	q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "busy_timeout(10000)",
		"cache_size(-32000)", "temp_store(MEMORY)", "secure_delete(1)", "wal_autocheckpoint(4000)"}}
	if cfg.Bound > 0 {
		q.Add("_pragma", fmt.Sprintf("max_page_count(%d)", max(cfg.Bound/pageSize, 1)))
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

// readOnly is how a file is attached to a connection that must not write it.
func readOnly(file string) string { return "file:" + (&url.URL{Path: file}).EscapedPath() + "?mode=ro" }

// attached makes connections that also read, and cannot write, the file of what is kept apart.
type attached struct {
	driver.Connector
	file string
}

func (a attached) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := a.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	address := readOnly(a.file)
	if _, err := os.Stat(a.file); errors.Is(err, os.ErrNotExist) {
		address = ":memory:" // an installation that is only looked at, and from before there was such a file
	}
	_, err = conn.(driver.ExecerContext).ExecContext(ctx, `ATTACH DATABASE $1 AS apart`, []driver.NamedValue{{Ordinal: 1, Value: address}})
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// patient opens a connection again where another process has just opened the file for the first time or closed it for the last:
// SQLite answers at once then that it is locked, and not after the time that it is told to wait.
type patient struct{ driver.Connector }

// openings is how often a connection is tried; the waits between add up to some ten seconds.
const openings = 9

func (p patient) Connect(ctx context.Context) (driver.Conn, error) {
	for try := 1; ; try++ {
		conn, err := p.Connector.Connect(ctx)
		if code, ok := sqliteCode(err); err == nil || !ok || code != sqlite3.SQLITE_BUSY || try == openings {
			return conn, err
		}
		if stop := backoff(ctx, try); stop != nil {
			return nil, stop
		}
	}
}

func (db *DB) openPostgres(ctx context.Context, cfg Config) error {
	db.dialect = Postgres
	var err error
	if db.pool, err = sql.Open("pgx", cfg.URL); err != nil {
		return err
	}
	db.pool.SetMaxOpenConns(16)
	db.pool.SetMaxIdleConns(16)
	db.pool.SetConnMaxIdleTime(5 * time.Minute)
	alone, err := sql.Open("pgx", cfg.URL)
	if err != nil {
		return err
	}
	db.apart = newApart(db, alone)
	var version int
	if err := db.pool.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int`).Scan(&version); err != nil {
		return fmt.Errorf("reaching PostgreSQL: %w", err)
	}
	if version < 150000 {
		return fmt.Errorf("PostgreSQL 15 or newer is needed, this is %d", version/10000)
	}
	var bypass bool
	if err := db.pool.QueryRowContext(ctx, `SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user`).Scan(&bypass); err != nil {
		return err
	}
	if bypass {
		return errors.New("the database role may pass row-level security; use a role that is neither superuser nor BYPASSRLS")
	}
	return nil
}

// Dialect tells which engine holds the rows.
func (db *DB) Dialect() Dialect { return db.dialect }

// Clock is the clock the database was opened with.
func (db *DB) Clock() clock.Clock { return db.clk }

// Close waits for running transactions and closes the database.
func (db *DB) Close() error {
	db.mu.Lock()
	select {
	case <-db.closed:
	default:
		close(db.closed)
	}
	db.mu.Unlock()
	db.running.Wait()
	for len(db.idle) > 0 {
		if c := <-db.idle; c != nil {
			c.close()
		}
	}
	var errs []error
	for _, pool := range []*sql.DB{db.pool, db.writer} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if db.apart != nil { // the last, since a connection that only reads leaves the log behind
		errs = append(errs, db.apart.pool.Close())
	}
	return errors.Join(errs...)
}

func olderThan(version, minimum string) bool {
	var a, b [3]int
	_, _ = fmt.Sscanf(version, "%d.%d.%d", &a[0], &a[1], &a[2])
	_, _ = fmt.Sscanf(minimum, "%d.%d.%d", &b[0], &b[1], &b[2])
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
