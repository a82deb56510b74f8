package arch

import (
	"fmt"
	"strings"
)

// An Exception lets one rule be broken in one file or folder, for a reason.
type Exception struct {
	Rule string // of a Finding
	Path string // a file, or a folder with a slash at its end
	Why  string
}

// Exceptions are all that the project allows itself.
var Exceptions = []Exception{
	{"time.Now", "internal/platform/clock/", "this is where time enters"},
	{"time.Now", "internal/platform/store/storetest/", "waits for another process to answer"},
	{"os.Getenv", "internal/platform/store/storetest/", "a tool of tests, told from outside which server to use"},
	{"os.Environ", "internal/platform/store/storetest/", "hands its environment on to the command that it runs"},
	{"os.Getenv", "internal/browser/", "a tool of tests, told from outside where pictures go"},
	{"time.Now", "internal/benchtest/", "measures how long things take"},
	{"time.Since", "internal/benchtest/", "measures how long things take"},
	{"time.Sleep", "internal/benchtest/", "waits for another process to answer"},
	{"template.HTML", "internal/platform/webkit/assets.go", "the project's own drawings, compiled into the program"},
	{"template.HTML", "internal/platform/webkit/templates.go", "what html/template has escaped a line above"},
}

// Excused splits findings into those without an exception, and names the exceptions that excuse nothing any more.
func Excused(found []Finding, exceptions []Exception) (broken []Finding, idle []string) {
	used := make([]bool, len(exceptions))
	for _, f := range found {
		excused := false
		for i, e := range exceptions {
			if e.Rule == f.Rule && (e.Path == f.Path || strings.HasSuffix(e.Path, "/") && strings.HasPrefix(f.Path, e.Path)) {
				used[i], excused = true, true
			}
		}
		if !excused {
			broken = append(broken, f)
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			idle = append(idle, fmt.Sprintf("the exception for %s in %s excuses nothing: remove it", e.Rule, e.Path))
		}
	}
	return broken, idle
}

// SQLExceptions are those of the rules for SQL.
var SQLExceptions = []Exception{
	{"dynamic SQL", "internal/platform/store/guard_tables.go", "one text for each guarded table, of the columns that the database has"},
	{"dynamic SQL", "internal/platform/store/guard_text.go", "the rows that a constant of the program is about to change, before it does"},
	{"portable SQL", "internal/platform/store/migrate.go", "the lock of migrations, which SQLite does not need"},
	{"dynamic SQL", "internal/platform/store/settle.go", "lays down the rows of any table that is kept apart"},
	{"dynamic SQL", "internal/platform/store/carry.go", "moves the rows of any table from the first file to the second, once"},
	{"dynamic SQL", "internal/platform/ledger/tree.go", "a batch of hashes: as many parameters as it has rows"},
}
