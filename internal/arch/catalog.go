package arch

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// A CatalogTable is a table as PostgreSQL's catalog describes it.
type CatalogTable struct {
	Columns  []string
	Primary  []string
	Indexes  []Index
	Keys     []ForeignKey
	Enabled  bool // row-level security
	Forced   bool // row-level security also for the table's owner
	Policies int
}

// An Index is one index that is not the primary key. An expression among its columns is empty.
type Index struct {
	Name    string
	Unique  bool
	Columns []string
}

// A ForeignKey is one reference to another table.
type ForeignKey struct {
	Name     string
	Columns  []string
	Target   string
	Targets  []string // its columns
	OnDelete string   // the catalog's letter: a, r, c, n (SET NULL) or d (SET DEFAULT)
}

// ReadCatalog describes all ordinary tables of the current schema.
func ReadCatalog(ctx context.Context, db *sql.DB) (map[string]*CatalogTable, error) {
	tables := map[string]*CatalogTable{}
	err := each(ctx, db, catalogTables, func(f []string) {
		tables[f[0]] = &CatalogTable{Columns: words(f[1]), Enabled: f[2] == "true", Forced: f[3] == "true", Policies: len(f[4])}
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, db, catalogIndexes, func(f []string) {
		t := tables[f[0]]
		if f[2] == "primary" {
			t.Primary = words(f[3])
			return
		}
		t.Indexes = append(t.Indexes, Index{f[1], f[2] == "unique", words(f[3])})
	})
	if err != nil {
		return nil, err
	}
	return tables, each(ctx, db, catalogKeys, func(f []string) {
		t := tables[f[0]]
		t.Keys = append(t.Keys, ForeignKey{f[1], words(f[2]), f[3], words(f[4]), f[5]})
	})
}

// words splits a list that the queries below put together. An expression in an index has no name and stays empty.
func words(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// each calls fn with the columns of each row, as text.
func each(ctx context.Context, db *sql.DB, query string, fn func(fields []string)) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		fields, targets := make([]string, len(names)), make([]any, len(names))
		for i := range fields {
			targets[i] = &fields[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		fn(fields)
	}
	return rows.Err()
}

// These read PostgreSQL's own catalog, so the rules for the program's statements do not bind them. A tsvector column is
// PostgreSQL's way of full-text search; SQLite has a table of its own for that, and neither counts when they are compared.
const (
	catalogTables = `
		SELECT c.relname,
			COALESCE((SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a
				WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid <> 'tsvector'::regtype), ''),
			c.relrowsecurity::text, c.relforcerowsecurity::text,
			repeat('x', (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid))
		FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace`
	catalogIndexes = `
		SELECT c.relname, i.relname,
			CASE WHEN x.indisprimary THEN 'primary' WHEN x.indisunique THEN 'unique' ELSE 'plain' END,
			(SELECT string_agg(COALESCE(a.attname, ''), ',' ORDER BY k.n) FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(num, n)
				LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num AND k.num > 0 WHERE k.n <= x.indnkeyatts)
		FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2`
	catalogKeys = `
		SELECT c.relname, k.conname,
			(SELECT string_agg(a.attname, ',' ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(num, n)
				JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
			t.relname,
			(SELECT string_agg(a.attname, ',' ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u(num, n)
				JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num),
			k.confdeltype::text
		FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
		WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2`
)

const agencyID = "agency_id"

// Catalog returns what in the tables breaks rules 1 to 3 and 8 of a database that is shared out by agency. own are tables
// that the migrations keep for themselves.
func Catalog(tables map[string]*CatalogTable, registered []store.Table, own []string) (broken []string) {
	kinds := map[string]store.Kind{}
	for _, r := range registered {
		if _, twice := kinds[r.Name]; twice {
			broken = append(broken, r.Name+" is registered twice")
		}
		kinds[r.Name] = r.Kind
		if tables[r.Name] == nil {
			broken = append(broken, r.Name+" is registered and does not exist")
		}
	}
	for name, table := range tables {
		kind, ok := kinds[name]
		switch {
		case slices.Contains(own, name):
			continue
		case !ok:
			broken = append(broken, name+" is not registered")
		case kind == store.Tenant:
			broken = append(broken, tenant(name, table)...)
		}
		for _, key := range table.Keys {
			if why := reference(key, kind, kinds[key.Target]); why != "" {
				broken = append(broken, fmt.Sprintf("%s: the foreign key %s to %s %s", name, key.Name, key.Target, why))
			}
		}
	}
	slices.Sort(broken)
	return broken
}

func tenant(name string, t *CatalogTable) (broken []string) {
	if len(t.Primary) == 0 || t.Primary[0] != agencyID {
		broken = append(broken, fmt.Sprintf("%s: the primary key (%s) does not begin with agency_id", name, strings.Join(t.Primary, ", ")))
	}
	for _, x := range t.Indexes {
		if x.Columns[0] != agencyID {
			broken = append(broken, fmt.Sprintf("%s: the index %s does not begin with agency_id", name, x.Name))
		}
	}
	if !t.Enabled || !t.Forced || t.Policies == 0 {
		broken = append(broken, name+": row-level security is not enabled, forced and given a policy")
	}
	return broken
}

// reference says why a table of kind from may not have the key to one of kind to.
func reference(key ForeignKey, from, to store.Kind) string {
	switch {
	case key.OnDelete == "n" || key.OnDelete == "d":
		return "changes rows when another is deleted"
	case to == store.Reference && (from == store.Tenant || from == store.Local || from == store.Reference):
		return ""
	case from == store.Tenant && to == store.Tenant:
		if key.Columns[0] != agencyID || key.Targets[0] != agencyID {
			return "does not begin with agency_id on both sides"
		}
		return ""
	}
	return "points to a table of a kind that it may not point to"
}

// Differences returns the tables and columns that one engine has and the other has not, the order of columns aside.
func Differences(sqlite, postgres map[string][]string, own []string) (found []string) {
	names := map[string]bool{}
	for name := range sqlite {
		names[name] = true
	}
	for name := range postgres {
		names[name] = true
	}
	for name := range names {
		a, b := slices.Sorted(slices.Values(sqlite[name])), slices.Sorted(slices.Values(postgres[name]))
		if !slices.Contains(own, name) && !slices.Equal(a, b) {
			found = append(found, fmt.Sprintf("%s has the columns %q on SQLite and %q on PostgreSQL", name, a, b))
		}
	}
	slices.Sort(found)
	return found
}
