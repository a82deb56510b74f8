package store

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// ErrApart refuses a statement that would write a table kept apart from a transaction with a name in it, or another table
// from a deposit.
var ErrApart = errors.New("store: what is kept apart is written by Deposit, and nothing else is")

// apartTables knows which tables are kept apart. Its zero value knows none.
type apartTables struct {
	mu       sync.RWMutex
	tables   []Table            // in the order in which they are written
	verdicts map[string]verdict // by statement: the texts of a program are few
}

// A verdict says what a statement writes.
type verdict struct{ apart, other bool }

// refused is what is asked in place of a query that may not be. Both engines refuse it.
const refused = `what is kept apart is written by Deposit only`

// maxVerdicts bounds what is remembered of statements that are put together as they run.
const maxVerdicts = 2000

func (t *apartTables) add(table Table) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, known := range t.tables {
		if known.Name == table.Name {
			return
		}
	}
	t.tables, t.verdicts = append(t.tables, table), nil
}

func (t *apartTables) list() []Table {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.tables[:len(t.tables):len(t.tables)]
}

// check refuses what a statement may not write in a deposit (apart), or anywhere else.
func (t *apartTables) check(query string, apart bool) error {
	t.mu.RLock()
	j, known := t.verdicts[query]
	t.mu.RUnlock()
	if !known {
		j = t.judge(query)
	}
	if apart && j.other || !apart && j.apart {
		return ErrApart
	}
	return nil
}

// written finds the tables that a statement writes. What follows ON CONFLICT DO UPDATE and FOR UPDATE is no table.
var written = regexp.MustCompile(`(?i)\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update|delete\s+from|truncate(?:\s+table)?)\s+(?:only\s+)?"?(\w+)`)

func (t *apartTables) judge(query string) (j verdict) {
	t.mu.Lock()
	defer t.mu.Unlock()
	j.apart, j.other = Writes(query, t.tables)
	if t.verdicts == nil || len(t.verdicts) >= maxVerdicts {
		t.verdicts = map[string]verdict{}
	}
	t.verdicts[query] = j
	return j
}

// Writes reports whether a statement writes tables that are kept apart, and whether it writes others.
func Writes(query string, tables []Table) (apart, other bool) {
	for _, m := range written.FindAllStringSubmatch(query, -1) {
		name := strings.ToLower(m[1])
		switch {
		case name == "set" || name == "skip":
		case slices.ContainsFunc(tables, func(t Table) bool { return t.Name == name && t.Apart != "" }):
			apart = true
		default:
			other = true
		}
	}
	return apart, other
}
