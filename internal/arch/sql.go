package arch

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// foreign is what does not mean the same, or does not exist, on every engine of the ladder, and what would take times, ids
// or chance from an engine instead of from Go.
var foreign = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`(?i)\b(now|clock_timestamp|statement_timestamp|timeofday|unixepoch|strftime|julianday|datetime)\s*\(|\bcurrent_(timestamp|date|time)\b|\blocaltime(stamp)?\b`), "times are computed in Go"},
	{regexp.MustCompile(`(?i)\b(random|randomblob|gen_random_uuid|gen_random_bytes|uuid_generate_v\d\w*)\s*\(`), "ids and random values are made in Go"},
	{regexp.MustCompile(`(?i)\b(nextval|currval|setval|lastval|last_insert_rowid)\s*\(|\b(small|big)?serial\b|\bautoincrement\b|\bas\s+identity\b|\bcreate\s+sequence\b`), "nothing relies on a sequence"},
	{regexp.MustCompile(`(?i)\bserializable\b`), "no engine is relied on for SERIALIZABLE"},
	{regexp.MustCompile(`(?i)\b(listen|unlisten|notify)\s|\bpg_notify\b`), "a notice is only a hint: lease and poll"},
	{regexp.MustCompile(`(?i)\bpg_(try_)?advisory`), "advisory locks are missing or stubs elsewhere"},
	{regexp.MustCompile(`(?i)\barray\b|\bunnest\b|\b(any|all)\s*\(\s*\$|\w\s*\[`), "SQLite has no arrays"},
	{regexp.MustCompile(`(?i)\bilike\b`), "SQLite has no ILIKE"},
	{regexp.MustCompile(`(?i)->|#>|@>|<@|\bjsonb?(_\w+)?\b`), "JSON operators differ"},
	{regexp.MustCompile(`(?i)\bmerge\s+into\b|\bgrouping\s+sets\b|\blateral\b|\bwith\s+recursive\b`), "a sharded engine refuses it"},
	{regexp.MustCompile(`(?i)\bselect\s+(distinct\s+)?(\w+\.)?\*`), "columns are named"},
	{regexp.MustCompile(`(?i)\bcreate\s+(or\s+replace\s+)?(constraint\s+)?trigger\b`), "what happens on a write is written in Go"},
	{regexp.MustCompile(`(?i)\bon\s+delete\s+set\b|\bon\s+update\s+(set|cascade)\b`), "a row is not changed behind the program's back"},
	{regexp.MustCompile(`(?is)\bset\s+([^()]*,\s*)?agency_id\s*=`), "a row never moves to another agency"},
}

var quoted = regexp.MustCompile(`'([^']|'')*'|--[^\n]*`)

// Portable returns why a text, a statement or a migration, is not the same on every engine.
func Portable(text string) (broken []string) {
	bare := quoted.ReplaceAllString(text, "''")
	for _, f := range foreign {
		if found := f.pattern.FindString(bare); found != "" {
			broken = append(broken, fmt.Sprintf("%q: %s", strings.TrimSpace(found), f.why))
		}
	}
	return broken
}

var (
	tableWord  = regexp.MustCompile(`(?i)\b(from|join|into|update|using)\s+(\w+)|,\s*(\w+)\s+(?:as\s+)?\w+\s*(?:,|where\b|join\b)`)
	insertInto = regexp.MustCompile(`(?is)^\s*(?:with\b.*?)?\binsert\s+into\s+(\w+)\s*\(([^)]*)\)`)
	bound      = regexp.MustCompile(`(?i)\bagency_id\s*=\s*\$\d`)
	tied       = regexp.MustCompile(`(?i)\bagency_id\s*=\s*\w+\.agency_id\b|\busing\s*\(\s*agency_id\b`)
)

// OneAgency returns why a statement may touch rows of more than one agency: each tenant table in it needs its own
// agency_id, given as a parameter or tied to that of another table, and at least one is a parameter.
func OneAgency(text string, tables []store.Table) (broken []string) {
	bare := quoted.ReplaceAllString(text, "''")
	touched := tenantTables(bare, tables)
	if len(touched) == 0 {
		return nil
	}
	parameters, ties := len(bound.FindAllString(bare, -1)), len(tied.FindAllString(bare, -1))
	if m := insertInto.FindStringSubmatch(bare); m != nil && slices.Contains(touched, strings.ToLower(m[1])) {
		columns := strings.FieldsFunc(strings.ToLower(m[2]), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' })
		if !slices.Contains(columns, "agency_id") {
			broken = append(broken, "an INSERT into "+m[1]+" does not name agency_id")
		}
		if len(touched) == 1 {
			return broken
		}
		touched = touched[1:]
	}
	switch {
	case parameters == 0:
		broken = append(broken, fmt.Sprintf("%s is read or changed without agency_id = $n", touched[0]))
	case parameters+ties < len(touched):
		broken = append(broken, fmt.Sprintf("of the tables %s one is not tied to the agency", strings.Join(touched, ", ")))
	}
	return broken
}

// tenantTables are the tenant tables that a statement names, as often as it names them; the target of an INSERT comes first.
func tenantTables(bare string, tables []store.Table) (touched []string) {
	for _, m := range tableWord.FindAllStringSubmatch(bare, -1) {
		name := strings.ToLower(m[2] + m[3])
		if slices.ContainsFunc(tables, func(t store.Table) bool { return t.Name == name && t.Kind == store.Tenant }) {
			touched = append(touched, name)
		}
	}
	if m := insertInto.FindStringSubmatch(bare); m != nil {
		if i := slices.Index(touched, strings.ToLower(m[1])); i > 0 {
			touched[0], touched[i] = touched[i], touched[0]
		}
	}
	return touched
}
