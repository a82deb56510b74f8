package directory

import (
	"fmt"
	"io"
	"strings"
)

// maxProblems bounds what a Report lists; past it, problems are only counted.
const maxProblems = 20_000

// A Problem is one thing that an import did not take as it stood. Reason says what is wrong and never repeats what the
// cell held.
type Problem struct {
	File    string
	Line    int    // of the row's first line, from 1; 0 where it is not known
	Column  string // a CSV column, or the path of a field in a JSON document; empty for the whole row
	Reason  string
	Refused bool // the row was not taken; otherwise it was, without this cell or with this remark
}

// A Count is what became of the rows of one table: Read is the sum of the others.
type Count struct {
	Table                                             string
	Read, Added, Changed, Unchanged, Refused, Skipped int // Skipped rows say nothing, such as the hours of a closed day
}

// A Report tells what an import did.
type Report struct {
	Counts   []Count
	Problems []Problem
	Unlisted int // problems beyond the first 20,000
	Indexed  int // services whose search entry was written again
}

// Total is the sum of all counts.
func (r *Report) Total() Count {
	t := Count{Table: "total"}
	for _, c := range r.Counts {
		t.Read += c.Read
		t.Added += c.Added
		t.Changed += c.Changed
		t.Unchanged += c.Unchanged
		t.Refused += c.Refused
		t.Skipped += c.Skipped
	}
	return t
}

// WriteTo prints the report for a person: the counts, then one line for each problem.
func (r *Report) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	b.WriteString(r.Table())
	for _, p := range r.Problems {
		fmt.Fprintln(&b, p)
	}
	if r.Unlisted > 0 {
		fmt.Fprintf(&b, "and %d more\n", r.Unlisted)
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// Table is the counts as text, one line for each table that was read and one for the sum.
func (r *Report) Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-26s %8s %8s %8s %9s %8s %8s\n", "table", "read", "added", "changed", "unchanged", "refused", "skipped")
	for _, c := range append(r.Counts[:len(r.Counts):len(r.Counts)], r.Total()) {
		if c.Read > 0 || c.Table == "total" {
			fmt.Fprintf(&b, "%-26s %8d %8d %8d %9d %8d %8d\n",
				c.Table, c.Read, c.Added, c.Changed, c.Unchanged, c.Refused, c.Skipped)
		}
	}
	return b.String()
}

func (p Problem) String() string {
	what := "note"
	if p.Refused {
		what = "refused"
	}
	where := p.File
	if p.Line > 0 {
		where += fmt.Sprintf(":%d", p.Line)
	}
	if p.Column != "" {
		where += " " + p.Column
	}
	return where + ": " + what + ": " + p.Reason
}

func (r *Report) add(p Problem) {
	if len(r.Problems) >= maxProblems {
		r.Unlisted++
		return
	}
	r.Problems = append(r.Problems, p)
}

func (r *Report) count(table string) *Count {
	for i := range r.Counts {
		if r.Counts[i].Table == table {
			return &r.Counts[i]
		}
	}
	r.Counts = append(r.Counts, Count{Table: table})
	return &r.Counts[len(r.Counts)-1]
}
