package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pressly/goose/v3/database"
)

var (
	// ErrEmpty says that nothing was ever migrated: there is no installation in this database.
	ErrEmpty = errors.New("there is no installation here yet")

	// ErrOlder says that migrations of this program are missing from the database.
	ErrOlder = errors.New("the database is older than this program")

	// ErrNewer says that the database has migrations that this program does not know.
	ErrNewer = errors.New("this program is older than the database")

	// ErrWall says that a table is not as the migrations left it: it is gone, or its row-level security was taken away or
	// changed. Nobody but somebody who changed the database by hand does that.
	ErrWall = errors.New("a table was changed from outside")
)

// ErrApart says that the file of what is kept apart is missing, or was never that of this installation. A copy of the
// first file alone is half of a backup.
var ErrApart = errors.New("the file " + apartFile + " of this installation is missing")

// Check compares the database with the schemas and changes nothing. It returns nil when every migration was applied, every
// table is there and every wall stands, and otherwise an error that is ErrEmpty, ErrOlder, ErrNewer, ErrWall or ErrApart.
func (db *DB) Check(ctx context.Context, schemas ...Schema) error {
	named, apart := db.sides(schemas)
	var f findings
	err := db.ReadShared(ctx, func(ctx context.Context, r *Reader) (err error) {
		f, err = db.examine(ctx, r.conn, named)
		return err
	})
	if err == nil {
		err = f.verdict()
	}
	if err != nil || len(apart) == 0 {
		return err
	}
	return db.checkApart(ctx, apart, len(f.left(apart)) > 0)
}

// Migrate brings the tables of the schemas up to date, in the given order, parents first, and puts the second wall around
// each tenant table that it makes. All of it is one transaction under a lock, so that processes that start together do it
// once, and nobody sees a table without its wall. A database that is up to date is only looked at: no lock is taken, and
// nothing is changed under a server that runs. A table that is there without its wall is ErrWall: see PutBackWalls.
func (db *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	if err := db.Check(ctx, schemas...); err == nil || errors.Is(err, ErrNewer) || errors.Is(err, ErrWall) || errors.Is(err, ErrApart) {
		return err
	}
	named, apart := db.sides(schemas)
	if err := db.migrate(ctx, db.mainPool(), named); err != nil || len(apart) == 0 {
		return err
	}
	if err := db.migrate(ctx, db.apart.pool, apart); err != nil {
		return err
	}
	return db.carry(ctx, apart)
}

// migrate brings the tables of one place up to date.
func (db *DB) migrate(ctx context.Context, pool *sql.DB, schemas []Schema) error {
	return db.alone(ctx, pool, func(ctx context.Context, conn *sql.Conn) error {
		f, err := db.examine(ctx, conn, schemas)
		if err != nil {
			return err
		}
		if err := f.verdict(); err == nil || errors.Is(err, ErrNewer) || errors.Is(err, ErrWall) {
			return err // somebody else has done it, or nobody should
		}
		for _, p := range f.pending {
			if err := db.apply(ctx, conn, p, &f); err != nil {
				return fmt.Errorf("migrating %s to %d: %w", p.schema, p.version, err)
			}
		}
		// Every wall stood before, so what lacks one now was made, or made anew, by these migrations.
		if f, err = db.examine(ctx, conn, schemas); err != nil {
			return err
		}
		if err := wallAll(ctx, conn, f.open); err != nil {
			return err
		}
		if f, err = db.examine(ctx, conn, schemas); err != nil {
			return err
		}
		return f.verdict()
	})
}

// PutBackWalls builds the walls that are missing or changed, and returns the names of their tables. It is an act of whoever
// runs the installation, once they know who took the walls away.
func (db *DB) PutBackWalls(ctx context.Context, schemas ...Schema) (tables []string, err error) {
	err = db.alone(ctx, db.mainPool(), func(ctx context.Context, conn *sql.Conn) error {
		f, err := db.examine(ctx, conn, schemas)
		if err != nil {
			return err
		}
		tables = f.open
		return wallAll(ctx, conn, tables)
	})
	return tables, err
}

// findings are what a look at the database found.
type findings struct {
	versions []string // the version tables that are there
	pending  []step   // what was not applied, in order
	newer    string   // a version that this program does not know
	open     []string // tenant tables that are there without their wall
	gone     []string // registered tables that are not there
	there    []string // all tables
}

// A step is one migration of one schema.
type step struct {
	schema string
	migration
}

func (f findings) verdict() error {
	switch {
	case f.newer != "":
		return fmt.Errorf("%w: it has %s", ErrNewer, f.newer)
	case len(f.open) > 0:
		return fmt.Errorf("%w: row-level security is missing or changed on %s", ErrWall, strings.Join(f.open, ", "))
	case len(f.versions) == 0 && len(f.pending) > 0:
		return ErrEmpty
	case len(f.pending) > 0:
		return fmt.Errorf("%w: %s has no version %d", ErrOlder, f.pending[0].schema, f.pending[0].version)
	case len(f.gone) > 0:
		return fmt.Errorf("%w: there is no table %s", ErrWall, strings.Join(f.gone, ", "))
	}
	return nil
}

// versionPrefix begins the name of each table in which a schema notes its migrations.
const versionPrefix = "schema_"

// examine looks at versions, tables and walls.
func (db *DB) examine(ctx context.Context, q database.DBTxConn, schemas []Schema) (f findings, err error) {
	sound, err := db.walls(ctx, q)
	if err != nil {
		return f, err
	}
	known := map[string]bool{}
	for _, s := range schemas {
		known[versionPrefix+s.Name] = true
		if err := db.examineSchema(ctx, q, s, sound, &f); err != nil {
			return f, fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	for name := range sound {
		f.there = append(f.there, name)
		if !strings.HasPrefix(name, versionPrefix) {
			continue
		}
		f.versions = append(f.versions, name)
		if !known[name] {
			f.newer = name
		}
	}
	return f, nil
}

func (db *DB) examineSchema(ctx context.Context, q database.DBTxConn, s Schema, sound map[string]bool, f *findings) error {
	files, err := s.migrations(db.dialect)
	if err != nil {
		return err
	}
	applied := map[int64]bool{}
	if _, ok := sound[versionPrefix+s.Name]; ok {
		noted, err := db.noted(s.Name)
		if err != nil {
			return err
		}
		rows, err := noted.ListMigrations(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range rows {
			applied[r.Version] = true
			if r.Version != 0 && !slices.ContainsFunc(files, func(m migration) bool { return m.version == r.Version }) {
				f.newer = fmt.Sprintf("version %d of %s", r.Version, s.Name)
			}
		}
	}
	for _, m := range files {
		if !applied[m.version] {
			f.pending = append(f.pending, step{s.Name, m})
		}
	}
	for _, t := range s.Tables {
		walled, ok := sound[t.Name]
		switch {
		case !ok:
			f.gone = append(f.gone, t.Name)
		case !walled && t.Kind == Tenant:
			f.open = append(f.open, t.Name)
		}
	}
	return nil
}

// noted is where a schema notes which of its migrations were applied, in the form of the migration tool.
func (db *DB) noted(schema string) (database.Store, error) {
	dialect := database.DialectSQLite3
	if db.dialect == Postgres {
		dialect = database.DialectPostgres
	}
	return database.NewStore(dialect, versionPrefix+schema)
}

func (db *DB) apply(ctx context.Context, conn *sql.Conn, p step, f *findings) error {
	noted, err := db.noted(p.schema)
	if err != nil {
		return err
	}
	if !slices.Contains(f.versions, noted.Tablename()) {
		if err := noted.CreateVersionTable(ctx, conn); err != nil {
			return err
		}
		f.versions = append(f.versions, noted.Tablename())
	}
	if _, err := conn.ExecContext(ctx, p.text); err != nil {
		return err
	}
	return noted.Insert(ctx, conn, database.InsertRequest{Version: p.version})
}

// mainPool is where everything lies that is not kept apart.
func (db *DB) mainPool() *sql.DB {
	if db.dialect == Postgres {
		return db.pool
	}
	return db.writer
}

// alone runs fn in one transaction while no other process migrates this database. It is tried again where that can help.
func (db *DB) alone(ctx context.Context, pool *sql.DB, fn func(ctx context.Context, conn *sql.Conn) error) error {
	var err error
	for try := range tries {
		if err = db.aloneOnce(ctx, pool, fn); err == nil || !retryable(err) {
			return err
		}
		if stop := backoff(ctx, try); stop != nil {
			return stop
		}
	}
	return err
}

func (db *DB) aloneOnce(ctx context.Context, pool *sql.DB, fn func(ctx context.Context, conn *sql.Conn) error) (err error) {
	begin := `BEGIN IMMEDIATE`
	if db.dialect == Postgres {
		begin = `BEGIN`
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_, failed := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
			err = errors.Join(err, failed)
		}
	}()
	if db.dialect == Postgres {
		// Whoever else migrates ends first. A server that runs is not held up for longer than its own transactions are.
		for _, text := range []string{migrationLockPostgres, `SET LOCAL lock_timeout = '10s'`} {
			if _, err := conn.ExecContext(ctx, text); err != nil {
				return err
			}
		}
	}
	if err := fn(ctx, conn); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `COMMIT`)
	return err
}

// migrationLockPostgres is held to the end of the transaction. The number is that of this program, made once at random.
const migrationLockPostgres = `SELECT pg_advisory_xact_lock(7162043559182731104)`
