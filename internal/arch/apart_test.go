package arch

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/store"
)

func apartTables() (list []store.Table) {
	for _, t := range registered() {
		if t.Apart != "" {
			list = append(list, t)
		}
	}
	return list
}

// What is tied to nobody has an agency, no time finer than a day, no number that counts, and names that are drawn.
func TestApartTablesTellNoTimeAndNoOrder(t *testing.T) {
	here := migrated(t)["sqlite"]
	if len(apartTables()) < 5 {
		t.Fatalf("only %d tables are kept apart", len(apartTables()))
	}
	for _, table := range apartTables() {
		if table.Kind != store.Tenant {
			t.Errorf("%s is kept apart and belongs to no agency", table.Name)
		}
		var columns []string
		err := each(t.Context(), here, `SELECT name FROM pragma_table_xinfo('`+table.Name+`', 'apart')`, func(f []string) { columns = append(columns, f[0]) })
		if err != nil {
			t.Fatal(err)
		}
		needed := append([]string{"agency_id"}, strings.Split(table.Apart, ", ")...)
		if table.Day != "" {
			needed = append(needed, table.Day)
		}
		for _, c := range needed {
			if !slices.Contains(columns, c) {
				t.Errorf("%s is kept apart in the order of %q and has no column %s in SQLite's second file: %q", table.Name, table.Apart, c, columns)
			}
		}
		for _, c := range columns {
			if slices.ContainsFunc([]string{"at", "time", "since", "hour", "moment", "position", "seq", "number", "person"}, func(w string) bool { return c == w || strings.HasSuffix(c, "_"+w) || strings.HasPrefix(c, w+"_") }) {
				t.Errorf("%s is kept apart and has a column %s", table.Name, c)
			}
		}
		var rows int
		if err := here.QueryRowContext(t.Context(), `SELECT count(*) FROM pragma_table_list WHERE schema = 'apart' AND name = '`+table.Name+`' AND wr = 1`).Scan(&rows); err != nil || rows != 1 {
			t.Errorf("%s has row numbers, which tell an order: %v", table.Name, err)
		}
	}
}

// The file with names holds no table that is kept apart, and the other one no table with names.
func TestEachTableLiesInItsFile(t *testing.T) {
	here := migrated(t)["sqlite"]
	in := map[string]string{}
	err := each(t.Context(), here, `SELECT l.name, l.schema FROM pragma_table_list l WHERE l.type IN ('table', 'virtual') AND l.schema IN ('main', 'apart')`, func(f []string) {
		if in[f[0]] != "" && !strings.HasPrefix(f[0], "sqlite_") && !strings.HasPrefix(f[0], "schema_") {
			t.Errorf("%s lies in both files", f[0])
		}
		in[f[0]] = f[1]
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range registered() {
		want := "main"
		if table.Apart != "" {
			want = "apart"
		}
		if in[table.Name] != want {
			t.Errorf("%s lies in %q, want %q", table.Name, in[table.Name], want)
		}
	}
}

// written finds the tables that a statement writes. What follows ON CONFLICT DO UPDATE and FOR UPDATE is no table.
var written = regexp.MustCompile(`(?i)\b(?:insert\s+into|update|delete\s+from)\s+(\w+)`)

// Every statement writes on one side only. Which side a transaction may write the types and, on SQLite, the files decide.
func TestEveryStatementWritesOnOneSide(t *testing.T) {
	writes := 0
	for _, s := range Statements(tree(t)) {
		apart, named := false, false
		for _, m := range written.FindAllStringSubmatch(s.Text, -1) {
			name := strings.ToLower(m[1])
			switch {
			case name == "set" || name == "skip":
			case slices.ContainsFunc(apartTables(), func(t store.Table) bool { return t.Name == name }):
				apart = true
			default:
				named = true
			}
		}
		if apart && named {
			t.Errorf("%s:%d: %s writes what has a name beside what has none", s.Path, s.Line, s.Name)
		}
		if apart {
			writes++
		}
	}
	if writes < 10 {
		t.Errorf("only %d statements write what is kept apart", writes)
	}
}
