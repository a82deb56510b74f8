package directory

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// A record is one row on its way in.
type record struct {
	row   any // pointer to an HSDS type
	file  string
	line  int
	path  string            // the path inside a JSON document
	extra map[string]string // columns of HSDS 1.1 that 3.0 puts elsewhere
	inner bool              // found inside another document, of which several may hold it
	part  bool              // mentioned by another row, perhaps in short: it fills blanks and empties nothing
}

func (rec *record) problem(column, reason string, refused bool) Problem {
	if rec.path != "" {
		column = strings.TrimSuffix(rec.path+"."+column, ".")
	}
	return Problem{File: rec.file, Line: rec.line, Column: column, Reason: reason, Refused: refused}
}

// A bundle is everything that one import read, by table, in the order it was read.
type bundle struct {
	report *Report
	rows   map[*table][]*record
	byID   map[string]*record // table:id
	nth    map[string]int     // how often a row without an id came with the same content
}

func newBundle(r *Report) *bundle {
	return &bundle{report: r, rows: map[*table][]*record{}, byID: map[string]*record{}, nth: map[string]int{}}
}

// add takes one parsed row: it gives it its stable id, fills what the specification requires and lists what is wrong.
func (b *bundle) add(t *table, rec *record, remarks []remark) {
	count := b.report.count(t.name)
	count.Read++
	b.identify(t, rec)
	fill(t, rec)
	refused := false
	for _, r := range append(remarks, missing(t, rec.row, remarks)...) {
		b.report.add(rec.problem(r.column, r.reason, r.fatal))
		refused = refused || r.fatal
	}
	key := t.name + ":" + text(rec.row, "id")
	earlier := b.byID[key]
	switch {
	case refused:
		count.Refused++
	case earlier == nil:
		b.byID[key] = rec
		b.rows[t] = append(b.rows[t], rec)
	case rec.inner || earlier.inner:
		if earlier.part && !rec.part { // the full row came after the short one
			rec.row, earlier.row, earlier.part = earlier.row, rec.row, false
		}
		fillBlanks(earlier.row, rec.row)
		count.Read--
	case sameRow(earlier.row, rec.row):
		count.Unchanged++
	default:
		count.Refused++
		b.report.add(rec.problem("id", whyTwice, true))
	}
}

// identify turns the source's ids into stable ones. A row without an id is known by its content, and by its number among
// rows with the same content.
func (b *bundle) identify(t *table, rec *record) {
	for column, target := range t.links {
		setText(rec.row, column, stableID(target, text(rec.row, column)))
	}
	switch row := rec.row.(type) {
	case *Attribute:
		row.LinkID = stableID(row.LinkEntity, row.LinkID)
	case *Metadata:
		row.ResourceID = stableID(row.ResourceType, row.ResourceID)
	}
	raw := text(rec.row, "id")
	if raw == "" && !named[t.name] {
		content := fmt.Sprint(dereference(values(rec.row)), rec.extra)
		b.nth[t.name+content]++
		raw = fmt.Sprintf("%s#%d", content, b.nth[t.name+content])
	}
	setText(rec.row, "id", stableID(t.name, raw))
}

// named tables are those whose rows others point to: they need an id of their own.
var named = set("organization", "service", "location", "taxonomy", "taxonomy_term", "program")

func dereference(vs []any) []any {
	for i, v := range vs {
		if n, ok := v.(*float64); ok && n != nil {
			vs[i] = *n
		}
	}
	return vs
}

// missing lists the required columns that are blank, without those already refused for what they hold.
func missing(t *table, row any, earlier []remark) (found []remark) {
	for _, column := range append([]string{"id"}, t.required...) {
		named := slices.ContainsFunc(earlier, func(r remark) bool { return r.column == column && r.fatal })
		if text(row, column) == "" && !named {
			found = append(found, remark{column, whyBlank, true})
		}
	}
	return found
}

// fill gives the words that HSDS 3.0 requires and older data lack.
func fill(t *table, rec *record) {
	switch row := rec.row.(type) {
	case *Service:
		if row.Status == "" {
			row.Status = "active"
		}
	case *Location:
		if row.LocationType == "" {
			row.LocationType = "physical"
		}
	case *Address:
		if row.AddressType == "" {
			row.AddressType = "physical"
		}
	}
}

// fillBlanks copies to dst what it lacks and src has.
func fillBlanks(dst, src any) {
	d, s := reflect.ValueOf(dst).Elem(), reflect.ValueOf(src).Elem()
	for _, c := range columnsOf(d.Type()) {
		if d.Field(c.index).IsZero() {
			d.Field(c.index).Set(s.Field(c.index))
		}
	}
}

// derivedID is the id of a row that the importer itself makes out of others.
func derivedID(table string, parts ...string) string {
	return id.Named(space, table+" derived:"+strings.Join(parts, ":")).String()
}
