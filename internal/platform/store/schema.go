package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
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

	// Signed says that a row decides who may open something. Each change of such a table is written in one transaction with an
	// entry of the ledger that a person signed; what nobody signs may only take the last row of a bucket away.
	Signed bool

	// Open says, of a table without a guard, what changing, deleting or putting back its rows gives whoever can write to the
	// database, and what notices it.
	Open string

	// Apart is set for a table of what is tied to nobody: reports, feedback, ballots. It names the random columns in whose
	// order its rows are laid down, as in "drop_name". Such a table is written by Deposit, and it holds no time finer than a day.
	Apart string

	// Day names, for a table kept apart that may become large, the column of the day on which a row was written, counted since
	// 1970: see Settle.
	Day string
}

// A Schema is the tables of one package with their forward-only migrations.
type Schema struct {
	Name   string // the package, for example "ledger"; its version table is schema_<name>
	Files  fs.FS  // its folder "migrations": NNNNN_name.sql for both engines, NNNNN_name.sqlite.sql or NNNNN_name.postgres.sql for one
	Tables []Table

	// Where tables are kept apart, Files has a folder "apart" too: the migrations of SQLite's second file. PostgreSQL has one
	// database, so there those of "migrations" make all tables.
	folder string // "migrations" where it is empty
}

// besideApart is added to the name of a table of the first file whose rows move to the second: a migration renames it, and
// Migrate moves the rows and drops it.
const besideApart = "_before"

func (s Schema) in() string { return cmp.Or(s.folder, "migrations") }

// sides divides schemas into what lies in the first file and in the second. PostgreSQL has everything in one place.
func (db *DB) sides(schemas []Schema) (named, apart []Schema) {
	if db.dialect == Postgres {
		return schemas, nil
	}
	for _, s := range schemas {
		first, second := s, Schema{Name: s.Name, Files: s.Files, folder: "apart"}
		first.Tables = nil
		for _, t := range s.Tables {
			if t.Apart == "" {
				first.Tables = append(first.Tables, t)
			} else {
				second.Tables = append(second.Tables, t)
			}
		}
		named = append(named, first)
		if len(second.Tables) > 0 {
			apart = append(apart, second)
		}
	}
	return named, apart
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

// A migration is one numbered file of a schema.
type migration struct {
	version int64
	text    string
}

// upMark is the first line of each migration. No other word to the migration tool stands in it: a migration runs whole, in
// the transaction of all of them.
const upMark = "-- +goose Up\n"

// migrations reads the files of the schema that are meant for the engine, lowest number first.
func (s Schema) migrations(d Dialect) ([]migration, error) {
	entries, err := fs.ReadDir(s.Files, s.in()) // sorted by name, which begins with the number
	if err != nil {
		return nil, err
	}
	other := ".postgres.sql"
	if d == Postgres {
		other = ".sqlite.sql"
	}
	var list []migration
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".sql") || strings.HasSuffix(e.Name(), other) {
			continue
		}
		number, _, _ := strings.Cut(e.Name(), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil || len(list) > 0 && version <= list[len(list)-1].version || version < 1 {
			return nil, fmt.Errorf("the migration %s/%s has no number of its own", s.Name, e.Name())
		}
		text, err := fs.ReadFile(s.Files, s.in()+"/"+e.Name())
		if err != nil {
			return nil, err
		}
		body, ok := strings.CutPrefix(string(text), upMark)
		if !ok || strings.Contains(body, "+goose") {
			return nil, fmt.Errorf("the migration %s/%s does not begin with %q, or says more to the tool", s.Name, e.Name(), strings.TrimSpace(upMark))
		}
		list = append(list, migration{version, body})
	}
	return list, nil
}

// ErrNoRows is returned by Scan when a query finds nothing.
var ErrNoRows = sql.ErrNoRows

// IsNoRows reports whether err says that a query found nothing.
func IsNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
