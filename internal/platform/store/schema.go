package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// A Kind says who shares a table's rows. The three kinds are those of a sharded engine, so that the same schema can be
// distributed by agency without a change.
type Kind int

const (
	Tenant    Kind = iota + 1 // rows of one agency; agency_id leads every key
	Reference                 // small look-ups that all agencies of an installation share
	Local                     // this node's own
)

// A Table is one registered table. A table in the database that no Schema registers fails a test.
type Table struct {
	Name string
	Kind Kind

	// Apart is set for a table of what is tied to nobody: reports, feedback, ballots. It names the random columns in whose
	// order its rows are laid down, as in "drop_name". Such a table is written by Deposit only. It has the columns agency_id
	// and day, counted since 1970, and no finer time.
	Apart string
}

// A Schema is the tables of one package with their forward-only migrations.
type Schema struct {
	Name   string // the package, for example "ledger"; its version table is schema_<name>
	Files  fs.FS  // its folder "migrations": NNNNN_name.sql for both engines, NNNNN_name.sqlite.sql or NNNNN_name.postgres.sql for one
	Tables []Table

	// With tables that are kept apart, Files has a folder "apart" too: the migrations of SQLite's second file. PostgreSQL has
	// one database, so there those of "migrations" make them. "apart/carry/TABLE.sql" copies the rows of a table of that name
	// that is still in the first file, named there.TABLE, before the migrations that drop it.
}

// Base is the schema of the store itself: idempotency keys.
func Base() Schema {
	return Schema{Name: "store", Files: baseFiles, Tables: []Table{{Name: "idempotency", Kind: Tenant}}}
}

// Migrate brings the tables of the schemas up to date, in the given order, parents first, and puts the second wall around
// each tenant table. It runs at start, before requests are served.
func (db *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	for _, s := range schemas {
		if err := db.migrateSchema(ctx, s); err != nil {
			return fmt.Errorf("migrating %s: %w", s.Name, err)
		}
		for _, t := range s.Tables {
			if t.Kind == Tenant && db.dialect == Postgres {
				if err := db.wall(ctx, t.Name); err != nil {
					return fmt.Errorf("row-level security on %s: %w", t.Name, err)
				}
			}
			if t.Apart != "" {
				db.apartTables.add(t)
			}
		}
	}
	return nil
}

func (db *DB) migrateSchema(ctx context.Context, s Schema) error {
	if db.dialect == SQLite && s.hasApart() {
		if err := migrate(ctx, db.apart.pool, SQLite, s, "apart"); err != nil {
			return err
		}
		if err := db.carry(ctx, s); err != nil {
			return err
		}
	}
	return migrate(ctx, db.pool, db.dialect, s, "migrations")
}

func (s Schema) hasApart() bool {
	return slices.ContainsFunc(s.Tables, func(t Table) bool { return t.Apart != "" })
}

// versionTable notes how far the migrations of a folder got. Both files of SQLite are seen at once, so the names differ.
func versionTable(schema, folder string) string {
	if folder == "apart" {
		return "schema_" + schema + "_apart"
	}
	return "schema_" + schema
}

// migrate brings the tables of one folder up to date. A folder may hold nothing for an engine.
func migrate(ctx context.Context, pool *sql.DB, d Dialect, s Schema, folder string) error {
	dialect := goose.DialectSQLite3
	if d == Postgres {
		dialect = goose.DialectPostgres
	}
	versions, err := database.NewStore(dialect, versionTable(s.Name, folder))
	if err != nil {
		return err
	}
	migrations, err := fs.Sub(s.Files, folder)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider("", pool, dialectFiles{migrations, d},
		goose.WithStore(versions), goose.WithDisableGlobalRegistry(true))
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// carry copies the rows of tables that were not kept apart before into SQLite's second file, in the order of their random
// names. What was copied before is left alone, so that it can be ended at any moment and done again; the tables are dropped
// by a migration that follows.
func (db *DB) carry(ctx context.Context, s Schema) error {
	texts, err := fs.Glob(s.Files, "apart/carry/*.sql")
	if err != nil || len(texts) == 0 {
		return err
	}
	conn, err := db.apart.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	named := "file:" + (&url.URL{Path: db.named}).EscapedPath() + "?mode=ro"
	if _, err := conn.ExecContext(ctx, `ATTACH DATABASE $1 AS there`, named); err != nil {
		return err
	}
	for _, name := range texts {
		if err = carryOnSQLite(ctx, conn, s.Files, name); err != nil {
			break
		}
	}
	_, detached := conn.ExecContext(ctx, `DETACH DATABASE there`)
	return errors.Join(err, detached)
}

func carryOnSQLite(ctx context.Context, conn *sql.Conn, files fs.FS, name string) error {
	var n int
	err := conn.QueryRowContext(ctx, `SELECT count(*) FROM pragma_table_info($1, 'there')`,
		strings.TrimSuffix(path.Base(name), ".sql")).Scan(&n)
	if err != nil || n == 0 {
		return err
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, string(text))
	return err
}

// wall enables row-level security for a tenant table. The policy fails closed: without an agency set in the transaction
// no row is visible and none can be written, even to the owner of the table.
func (db *DB) wall(ctx context.Context, table string) error {
	for _, stmt := range []string{
		`ALTER TABLE ` + table + ` ENABLE ROW LEVEL SECURITY`,
		`ALTER TABLE ` + table + ` FORCE ROW LEVEL SECURITY`,
		`DROP POLICY IF EXISTS one_agency ON ` + table,
		`CREATE POLICY one_agency ON ` + table + ` USING (agency_id = current_setting('amparo.agency', true))` +
			` WITH CHECK (agency_id = current_setting('amparo.agency', true))`,
	} {
		if _, err := db.pool.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	return nil
}

// dialectFiles shows goose only the migrations meant for one engine.
type dialectFiles struct {
	fs.FS
	dialect Dialect
}

func (d dialectFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(d.FS, name)
	if err != nil {
		return nil, err
	}
	other := ".postgres.sql"
	if d.dialect == Postgres {
		other = ".sqlite.sql"
	}
	kept := all[:0:0]
	for _, e := range all {
		if !strings.HasSuffix(e.Name(), other) {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

func (d dialectFiles) Glob(pattern string) ([]string, error) {
	entries, err := d.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".sql") == strings.HasSuffix(pattern, ".sql") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// ErrNoRows is returned by Scan when a query finds nothing.
var ErrNoRows = sql.ErrNoRows

// IsNoRows reports whether err says that a query found nothing.
func IsNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
