package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
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

	// Guard says that the rows decide something: each carries an authenticator in its column guard (see guard). It is the
	// column whose values divide the rows into buckets, which are counted together: that of the person, account or subject
	// by which the rows are read. Empty for a table without a guard, which then says why.
	Guard string

	// Open says, of a table without a guard, what changing, deleting or putting back its rows gives whoever can write to the
	// database, and what notices it.
	Open string
}

// A Schema is the tables of one package with their forward-only migrations.
type Schema struct {
	Name   string // the package, for example "ledger"; its version table is schema_<name>
	Files  fs.FS  // its folder "migrations": NNNNN_name.sql for both engines, NNNNN_name.sqlite.sql or NNNNN_name.postgres.sql for one
	Tables []Table
}

// Base is the schema of the store itself: idempotency keys, and the sums of the guard.
func Base() Schema {
	const sums = "sealed under the guard's key; rows, sums, head and the ledger's entries have to agree: Audit"
	return Schema{Name: "store", Files: baseFiles, Tables: []Table{
		{Name: "idempotency", Kind: Tenant, Open: "a form that was sent twice acts twice; the second act is in the ledger"},
		{Name: "guard_head", Kind: Tenant, Open: sums}, {Name: "guard_sum", Kind: Tenant, Open: sums},
		{Name: "guard_shared_head", Kind: Reference, Open: sums}, {Name: "guard_shared_sum", Kind: Reference, Open: sums},
	}}
}

// Migrate brings the tables of the schemas up to date, in the given order, parents first, and puts the second wall around
// each tenant table. It runs at start, before requests are served.
func (db *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	for _, s := range schemas {
		if err := db.migrate(ctx, s); err != nil {
			return fmt.Errorf("migrating %s: %w", s.Name, err)
		}
		for _, t := range s.Tables {
			if t.Kind == Tenant && db.dialect == Postgres {
				if err := db.wall(ctx, t.Name); err != nil {
					return fmt.Errorf("row-level security on %s: %w", t.Name, err)
				}
			}
		}
	}
	return db.useGuards(ctx, schemas)
}

func (db *DB) migrate(ctx context.Context, s Schema) error {
	dialect := goose.DialectSQLite3
	if db.dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	versions, err := database.NewStore(dialect, "schema_"+s.Name)
	if err != nil {
		return err
	}
	migrations, err := fs.Sub(s.Files, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider("", db.pool, dialectFiles{migrations, db.dialect},
		goose.WithStore(versions), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
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
