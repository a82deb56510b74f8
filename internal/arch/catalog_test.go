package arch

import (
	"database/sql"
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

//go:embed sharded.sql
var sharded string

// versionTables are those in which the migrations note how far they got.
func versionTables() (names []string) {
	for _, s := range schemas() {
		names = append(names, "schema_"+s.Name)
	}
	return names
}

func TestEverySchemaIsListed(t *testing.T) {
	var listed []string
	for _, s := range schemas() {
		listed = append(listed, s.Name)
	}
	for _, f := range tree(t) {
		if strings.HasPrefix(f.Package, "internal/") && !helps(f.Package) && declares(f, "Schema") && !slices.Contains(listed, f.Syntax.Name.Name) {
			t.Errorf("the schema of %s is in nobody's list, so its tables are never made", f.Package)
		}
	}
}

func TestTablesKeepTheRulesOfAShardedDatabase(t *testing.T) {
	tables, err := ReadCatalog(t.Context(), migrated(t)["postgres"])
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range Catalog(tables, registered(), versionTables()) {
		t.Error(b)
	}
}

func TestBothEnginesHaveTheSameTablesAndColumns(t *testing.T) {
	dbs := migrated(t)
	tables, err := ReadCatalog(t.Context(), dbs["postgres"])
	if err != nil {
		t.Fatal(err)
	}
	there := map[string][]string{}
	for name, table := range tables {
		there[name] = table.Columns
	}
	here, searched := sqliteTables(t, dbs["sqlite"])
	for _, d := range Differences(here, there, append(versionTables(), searched...)) {
		t.Error(d)
	}
}

// sqliteTables are the ordinary tables with their columns, and the names of those for full-text search, which the two engines
// build in ways of their own.
func sqliteTables(t *testing.T, db *sql.DB) (tables map[string][]string, searched []string) {
	t.Helper()
	tables = map[string][]string{}
	err := each(t.Context(), db, `SELECT l.name, l.type, c.name FROM pragma_table_list l JOIN pragma_table_xinfo(l.name, l.schema) c
		WHERE l.schema IN ('main', 'apart') AND l.type IN ('table', 'virtual') AND l.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY l.name, c.cid`,
		func(f []string) {
			if f[1] == "virtual" {
				searched = append(searched, f[0])
				return
			}
			tables[f[0]] = append(tables[f[0]], f[2])
		})
	if err != nil {
		t.Fatal(err)
	}
	return tables, searched
}

// shard applies the stand-ins to the tables, parents first.
func shard(t *testing.T, db *sql.DB, tables []store.Table) (broken []string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), sharded); err != nil {
		t.Fatal(err)
	}
	calls := []struct {
		kind store.Kind
		call string
	}{
		{store.Reference, `SELECT create_reference_table($1)`},
		{store.Tenant, `SELECT create_distributed_table($1, 'agency_id')`},
		{store.Local, `SELECT keep_local_table($1)`},
	}
	for _, c := range calls {
		for _, table := range tables {
			if table.Kind != c.kind {
				continue
			}
			if _, err := db.ExecContext(t.Context(), c.call, table.Name); err != nil {
				broken = append(broken, err.Error())
			}
		}
	}
	return broken
}

func TestAShardedEngineTakesEveryTable(t *testing.T) {
	for _, b := range shard(t, migrated(t)["postgres"], registered()) {
		t.Error(b)
	}
}

// Each sample is one table beside four good ones, and what both the stand-ins and the catalog rule must say of it.
func TestBadTablesAreRefused(t *testing.T) {
	const good = `
		CREATE TABLE word (word TEXT PRIMARY KEY);
		CREATE TABLE note (agency_id TEXT NOT NULL, note_id TEXT NOT NULL, word TEXT REFERENCES word, PRIMARY KEY (agency_id, note_id));
		CREATE TABLE here (id TEXT PRIMARY KEY, word TEXT REFERENCES word);`
	tables := []store.Table{{Name: "word", Kind: store.Reference}, {Name: "note", Kind: store.Tenant}, {Name: "here", Kind: store.Local}}
	for name, c := range map[string]struct {
		ddl             string
		kind            store.Kind
		stand, catalogs string
	}{
		"good": {`(agency_id TEXT NOT NULL, id TEXT, up TEXT, PRIMARY KEY (agency_id, id),
			FOREIGN KEY (agency_id, id) REFERENCES note ON DELETE CASCADE, FOREIGN KEY (agency_id, up) REFERENCES bad)`, store.Tenant, "", ""},
		"no agency":         {`(id TEXT PRIMARY KEY)`, store.Tenant, "has no column agency_id", "primary key (id)"},
		"primary key":       {`(agency_id TEXT NOT NULL, id TEXT PRIMARY KEY)`, store.Tenant, "unique index bad_pkey", "primary key (id)"},
		"order":             {`(agency_id TEXT NOT NULL, id TEXT, PRIMARY KEY (id, agency_id))`, store.Tenant, "unique index bad_pkey", "primary key (id, agency_id)"},
		"no primary key":    {`(agency_id TEXT NOT NULL)`, store.Tenant, "no primary key", "primary key ()"},
		"unique":            {`(agency_id TEXT PRIMARY KEY, mail TEXT UNIQUE)`, store.Tenant, "unique index bad_mail_key", "index bad_mail_key"},
		"partial unique":    {`(agency_id TEXT PRIMARY KEY, mail TEXT); CREATE UNIQUE INDEX part ON bad (mail) WHERE mail <> ''`, store.Tenant, "unique index part", "index part"},
		"expression unique": {`(agency_id TEXT PRIMARY KEY, mail TEXT); CREATE UNIQUE INDEX expr ON bad (lower(mail), agency_id)`, store.Tenant, "unique index expr", "index expr"},
		"key to tenant": {`(agency_id TEXT PRIMARY KEY, a TEXT, n TEXT, FOREIGN KEY (a, n) REFERENCES note)`, store.Tenant,
			"does not begin with agency_id", "does not begin with agency_id on both sides"},
		"key to local": {`(agency_id TEXT PRIMARY KEY, h TEXT REFERENCES here)`, store.Tenant, "not taken over", "a kind that it may not"},
		"set null": {`(agency_id TEXT PRIMARY KEY, w TEXT REFERENCES word ON DELETE SET NULL)`, store.Tenant,
			"sets columns", "changes rows when another is deleted"},
		"reference to tenant": {`(id TEXT PRIMARY KEY, a TEXT, n TEXT, FOREIGN KEY (a, n) REFERENCES note)`, store.Reference,
			"not a reference table", "a kind that it may not"},
		"local to tenant": {`(id TEXT PRIMARY KEY, a TEXT, n TEXT, FOREIGN KEY (a, n) REFERENCES note)`, store.Local,
			"not a reference table", "a kind that it may not"},
	} {
		t.Run(name, func(t *testing.T) {
			db := openRaw(t, "pgx", storetest.NewDatabase(t))
			if _, err := db.ExecContext(t.Context(), good+"CREATE TABLE bad "+c.ddl); err != nil {
				t.Fatal(err)
			}
			all := append(slices.Clone(tables), store.Table{Name: "bad", Kind: c.kind})
			catalog, err := ReadCatalog(t.Context(), db)
			if err != nil {
				t.Fatal(err)
			}
			walls := func(line string) bool { return strings.Contains(line, "row-level security") } // nobody built them here
			found := slices.DeleteFunc(Catalog(catalog, all, nil), walls)
			if got := strings.Join(found, "; "); (got == "") != (c.catalogs == "") || !strings.Contains(got, c.catalogs) {
				t.Errorf("the catalog rule says %q, want %q", got, c.catalogs)
			}
			if got := strings.Join(shard(t, db, all), "; "); (got == "") != (c.stand == "") || !strings.Contains(got, c.stand) {
				t.Errorf("the stand-in says %q, want %q", got, c.stand)
			}
		})
	}
}

func TestUnregisteredMissingAndUnwalledTablesAreFound(t *testing.T) {
	tables := map[string]*CatalogTable{
		"stray":  {},
		"open":   {Primary: []string{"agency_id"}},
		"schema": {},
	}
	got := Catalog(tables, []store.Table{{Name: "open", Kind: store.Tenant}, {Name: "gone", Kind: store.Local}, {Name: "gone", Kind: store.Local}}, []string{"schema"})
	want := []string{
		"gone is registered and does not exist", "gone is registered and does not exist", "gone is registered twice",
		"open: row-level security is not enabled, forced and given a policy", "stray is not registered",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDifferences(t *testing.T) {
	here := map[string][]string{"a": {"x", "y"}, "b": {"x"}, "v": {"1"}}
	there := map[string][]string{"a": {"y", "x"}, "c": {"x"}, "v": {"2"}}
	if got := Differences(here, there, []string{"v"}); len(got) != 2 {
		t.Errorf("got %q, want one line each for b and c", got)
	}
	there["a"] = []string{"x"}
	if got := Differences(here, there, []string{"v"}); len(got) != 3 {
		t.Errorf("got %q, want a line for a too", got)
	}
}
