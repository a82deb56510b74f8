package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A plan is how a statement that touches guarded tables is run.
type plan struct {
	verb  string // SELECT, INSERT, UPDATE or DELETE
	table *guardedTable

	// SELECT: text returns what was asked for and is no plain column of these tables, and behind that all columns of each
	// table and its authenticator. No column is read twice, since reading costs more than checking.
	text  string
	reads []*guardedTable
	more  int   // how many columns come before those of the tables
	asked []int // for each column that was asked for, its place

	// INSERT of one row of parameters: text has the authenticator as one more parameter.
	given []int // for each column of the table the parameter that it is given, or -1
	next  int   // the number of that one more parameter

	// UPDATE and an INSERT that may update: before selects the rows as they stand, with the parameters args of the statement.
	before string
	args   []int
}

// planOf reads a statement. It returns nil for one that touches no guarded table, or reads of it nothing but numbers (a
// count, a maximum, whether there is one), which belongs to no row and is what the set hash is for.
func planOf(text string, tables map[string]*guardedTable, d Dialect) (*plan, error) {
	toks := tokens(text)
	if len(toks) < 3 {
		return nil, nil
	}
	switch verb := toks[0].word; verb {
	case "SELECT":
		return planSelect(text, toks, tables), nil
	case "INSERT", "UPDATE", "DELETE":
		at := 1
		if verb != "UPDATE" {
			at = 2
		}
		t := tables[strings.ToLower(toks[at].word)]
		if t == nil {
			return nil, nil
		}
		p := &plan{verb: verb, table: t}
		err := p.change(text, toks, d)
		return p, err
	}
	return nil, nil
}

// A token is one word, number, parameter, quoted text or sign of a statement.
type token struct {
	word     string // in upper case
	at, end  int
	depth    int
	isString bool
}

func tokens(text string) (list []token) {
	depth := 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			i++
			continue
		case c == '\'':
			end := i + 1
			for end < len(text) && text[end] != '\'' {
				end++
			}
			list = append(list, token{at: i, end: min(end+1, len(text)), depth: depth, isString: true})
			i = end + 1
			continue
		case isWordByte(c):
			end := i
			for end < len(text) && isWordByte(text[end]) {
				end++
			}
			list = append(list, token{word: strings.ToUpper(text[i:end]), at: i, end: end, depth: depth})
			i = end
			continue
		case c == '(':
			list = append(list, token{word: "(", at: i, end: i + 1, depth: depth})
			depth++
		case c == ')':
			depth--
			list = append(list, token{word: ")", at: i, end: i + 1, depth: depth})
		default:
			list = append(list, token{word: string(c), at: i, end: i + 1, depth: depth})
		}
		i++
	}
	return list
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c == '.' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// top is the place of the first token from on that is one of the words and stands in no parentheses; -1 without one.
func top(toks []token, from int, words ...string) int {
	for i := from; i < len(toks); i++ {
		if toks[i].depth == 0 && slices.Contains(words, toks[i].word) {
			return i
		}
	}
	return -1
}

var (
	numbers    = []string{"COUNT", "SUM", "MIN", "MAX", "AVG"}
	afterFrom  = []string{"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "FOR"}
	afterTable = append([]string{"ON", "JOIN", "LEFT", "INNER", "CROSS", ",", "("}, afterFrom...)
)

func planSelect(text string, toks []token, tables map[string]*guardedTable) *plan {
	from := top(toks, 0, "FROM")
	if from < 0 || top(toks, 0, "UNION", "GROUP") >= 0 || toks[1].word == "DISTINCT" {
		return nil
	}
	for i, t := range toks[:from] {
		if slices.Contains(numbers, t.word) && toks[i+1].word == "(" {
			return nil
		}
	}
	p := &plan{verb: "SELECT"}
	var aliases []string
	others := false // tables without a guard
	end := top(toks, from, afterFrom...)
	if end < 0 {
		end = len(toks)
	}
	for i := from; i+1 < end; i++ {
		if toks[i].depth > 0 || toks[i].word != "FROM" && toks[i].word != "JOIN" && toks[i].word != "," {
			continue
		}
		t := tables[strings.ToLower(toks[i+1].word)]
		if t == nil {
			others = true
			continue
		}
		alias := t.name
		if i+2 < end && toks[i+2].word == "AS" {
			i++
		}
		if i+2 < end && !slices.Contains(afterTable, toks[i+2].word) {
			alias = text[toks[i+2].at:toks[i+2].end]
		}
		p.reads = append(p.reads, t)
		aliases = append(aliases, alias)
	}
	if len(p.reads) == 0 {
		return nil
	}
	if others {
		aliases = append(aliases, "") // a column without an alias may be of a table that is not known here
	}
	by := top(toks, from, "BY")
	p.list(text, toks[:from+1], aliases, by < 0 || !isNumber(toks[by+1].word))
	return p
}

func isNumber(word string) bool {
	_, err := strconv.Atoi(word)
	return err == nil
}

// list puts the columns of a SELECT together. What was asked for and is a plain column of a guarded table is taken from that
// table's columns; everything else stays before them, in its order. Where the rows are ordered by the number of a column
// (mayTake is false), everything stays.
func (p *plan) list(text string, toks []token, aliases []string, mayTake bool) {
	from := toks[len(toks)-1].at
	places := map[string]int{} // of the columns of the tables, behind what stays
	var behind []string
	for i, t := range p.reads {
		for _, c := range append(slices.Clone(t.columns), "guard") {
			places[strings.ToUpper(aliases[i]+"."+c)] = len(behind)
			if len(aliases) == 1 {
				places[strings.ToUpper(c)] = len(behind)
			}
			behind = append(behind, aliases[i]+"."+c)
		}
	}
	var stay []string
	var ofTables []bool
	taken := map[int]bool{}
	start := 1
	for i := 1; i < len(toks); i++ {
		if i < len(toks)-1 && (toks[i].depth > 0 || toks[i].word != ",") {
			continue
		}
		if toks[start].word == "*" && i == start+1 && len(aliases) == 1 { // every column, each by its name
			for place := range behind {
				p.asked, ofTables = append(p.asked, place), append(ofTables, true)
			}
			start = i + 1
			continue
		}
		place, plain := places[toks[start].word]
		plain = plain && mayTake && i == start+1 && !toks[start].isString && !taken[place]
		if plain {
			taken[place] = true
			p.asked = append(p.asked, place)
		} else {
			p.asked = append(p.asked, len(stay))
			stay = append(stay, strings.TrimSpace(text[toks[start].at:toks[i].at]))
		}
		ofTables = append(ofTables, plain)
		start = i + 1
	}
	p.more = len(stay)
	for i := range p.asked {
		if ofTables[i] {
			p.asked[i] += p.more
		}
	}
	p.text = "SELECT " + strings.Join(append(stay, behind...), ", ") + " " + text[from:]
}

func (t *guardedTable) columnsWith(prefix string) string {
	out := make([]string, len(t.columns))
	for i, c := range t.columns {
		out[i] = prefix + c
	}
	return strings.Join(out, ", ")
}

// change plans a statement that writes.
func (p *plan) change(text string, toks []token, d Dialect) error {
	if top(toks, 0, "RETURNING") >= 0 {
		return fmt.Errorf("%w: RETURNING with %s", ErrUnguarded, p.table.name)
	}
	returning := " RETURNING " + p.table.columnsWith("") + ", guard"
	p.text = text + returning
	where := top(toks, 0, "WHERE")
	switch p.verb {
	case "UPDATE":
		if where < 0 {
			return fmt.Errorf("%w: UPDATE without WHERE of %s", ErrUnguarded, p.table.name)
		}
		p.selectBefore(text[toks[where].at:], toks[where:], d)
	case "INSERT":
		p.insert(text, toks, d)
	}
	return nil
}

// selectBefore makes the statement that reads the rows of a condition, with its parameters numbered anew: a statement has
// no parameter that it does not use.
func (p *plan) selectBefore(condition string, toks []token, d Dialect) {
	var out strings.Builder
	number := map[string]int{}
	last := toks[0].at
	start := toks[0].at
	for _, t := range toks {
		if t.isString || !strings.HasPrefix(t.word, "$") {
			continue
		}
		n, ok := number[t.word]
		if !ok {
			was, err := strconv.Atoi(t.word[1:])
			if err != nil {
				continue
			}
			p.args = append(p.args, was-1)
			n = len(p.args)
			number[t.word] = n
		}
		out.WriteString(condition[last-start : t.at-start])
		out.WriteString("$" + strconv.Itoa(n))
		last = t.end
	}
	out.WriteString(condition[last-start:])
	p.before = "SELECT " + p.table.columnsWith("") + ", guard FROM " + p.table.name + " " + out.String()
	if d == Postgres {
		p.before += " FOR UPDATE"
	}
}

// insert plans an INSERT: of one row of parameters the authenticator is computed before and stored with the row. Where a row
// may be there already and is then updated, it is read first.
func (p *plan) insert(text string, toks []token, d Dialect) {
	values := top(toks, 0, "VALUES")
	if values < 0 || toks[3].word != "(" {
		return
	}
	names := group(text, toks, 3)
	params := group(text, toks, values+1)
	if len(names) != len(params) {
		return
	}
	byName := map[string]string{}
	plain := true
	for i, n := range names {
		byName[n] = params[i]
		if _, err := strconv.Atoi(strings.TrimPrefix(params[i], "$")); err != nil || params[i][0] != '$' {
			plain = false
		}
	}
	close := func(open int) int { // the place of the parenthesis that closes the one at open
		for i := open + 1; ; i++ {
			if toks[i].word == ")" && toks[i].depth == toks[open].depth {
				return i
			}
		}
	}
	more := close(values+1) + 1
	if more < len(toks) && toks[more].word == "," {
		return // several rows
	}
	if update := top(toks, more, "UPDATE"); update >= 0 {
		p.upsert(text, toks, top(toks, more, "CONFLICT")+1, byName, d)
		return
	}
	if !plain {
		return
	}
	p.given = make([]int, len(p.table.columns))
	for i, c := range p.table.columns {
		p.given[i] = -1
		if param, ok := byName[c]; ok {
			p.given[i], _ = strconv.Atoi(param[1:])
			p.given[i]--
			p.next = max(p.next, p.given[i]+1)
		}
	}
	p.next++
	a, b := toks[close(3)].at, toks[close(values+1)].at
	p.text = text[:a] + ", guard" + text[a:b] + ", $" + strconv.Itoa(p.next) + text[b:]
}

// upsert reads the row that a conflict would update, by the columns of the conflict.
func (p *plan) upsert(text string, toks []token, open int, byName map[string]string, d Dialect) {
	var conditions []string
	for _, c := range group(text, toks, open) {
		conditions = append(conditions, c+" = "+byName[c])
	}
	condition := "WHERE " + strings.Join(conditions, " AND ")
	p.selectBefore(condition, tokens(condition), d)
}

// group lists what stands between commas in the parentheses that open at a token.
func group(text string, toks []token, open int) (list []string) {
	if open >= len(toks) || toks[open].word != "(" {
		return nil
	}
	start := toks[open].end
	for _, t := range toks[open+1:] {
		inside := t.depth == toks[open].depth+1
		if t.depth == toks[open].depth && t.word == ")" || inside && t.word == "," {
			list = append(list, strings.TrimSpace(text[start:t.at]))
			start = t.end
		}
		if t.depth == toks[open].depth && t.word == ")" {
			return list
		}
	}
	return list
}
