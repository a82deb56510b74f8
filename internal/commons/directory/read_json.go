package directory

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// documentFields tell which document an object is, by a field that only it has, most telling first.
var documentFields = []struct{ field, table string }{
	{"location_type", "location"}, {"status", "service"}, {"service", "service_at_location"},
	{"location", "service_at_location"}, {"location_id", "service_at_location"},
	{"taxonomy_detail", "taxonomy_term"}, {"taxonomy", "taxonomy_term"}, {"parent_id", "taxonomy_term"}, {"code", "taxonomy_term"},
	{"version", "taxonomy"},
}

// readJSON reads one file of HSDS documents: one document, an array of them, or a page with contents.
func (b *bundle) readJSON(name string, file io.Reader) {
	data, err := io.ReadAll(&limited{r: file, left: maxFile})
	if err != nil {
		b.report.add(Problem{File: name, Reason: "cannot be read to its end", Refused: true})
		return
	}
	items, lines, line := documents(data)
	if items == nil {
		b.report.add(Problem{File: name, Line: line, Reason: "not JSON", Refused: true})
		return
	}
	for i, raw := range items {
		var doc map[string]any
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&doc); err != nil {
			b.report.add(Problem{File: name, Line: lines[i], Reason: "not an object", Refused: true})
			continue
		}
		t := documentTable(name, doc)
		j := &jsonReader{bundle: b, file: name, line: lines[i]}
		j.object(t, doc, nil, "", false)
	}
}

// documents splits data into its documents and the line of each. For data that is not JSON it returns nil and the line of
// the fault.
func documents(data []byte) (items []json.RawMessage, lines []int, line int) {
	lineAt := func(offset int64) int { return 1 + bytes.Count(data[:min(int64(len(data)), offset)], []byte("\n")) }
	if !json.Valid(data) {
		var bad *json.SyntaxError
		var any json.RawMessage
		if err := json.Unmarshal(data, &any); asSyntax(err, &bad) {
			return nil, nil, lineAt(bad.Offset)
		}
		return nil, nil, 1
	}
	var page struct{ Contents []json.RawMessage }
	trimmed := bytes.TrimSpace(data)
	switch {
	case trimmed[0] == '[':
		_ = json.Unmarshal(data, &items) // valid JSON, as seen above
	case json.Unmarshal(data, &page) == nil && page.Contents != nil:
		items = page.Contents
	default:
		items = []json.RawMessage{trimmed}
	}
	from := int64(0)
	for _, item := range items {
		at := int64(bytes.Index(data[from:], item))
		lines = append(lines, lineAt(from+at))
		from += at + int64(len(item))
	}
	return items, lines, 0
}

func asSyntax(err error, target **json.SyntaxError) bool {
	s, ok := err.(*json.SyntaxError)
	*target = s
	return ok
}

// documentTable tells what a document is: by the name of its file, or by its fields; otherwise an organization.
func documentTable(name string, doc map[string]any) *table {
	stem := strings.TrimSuffix(strings.ToLower(name), ".json")
	for _, n := range []struct{ prefix, table string }{{"service_at_location", "service_at_location"},
		{"taxonomy_term", "taxonomy_term"}, {"taxonom", "taxonomy"}, {"location", "location"},
		{"organization", "organization"}, {"service", "service"}} {
		if strings.HasPrefix(stem, n.prefix) {
			return tableByName[n.table]
		}
	}
	for _, f := range documentFields {
		if _, ok := doc[f.field]; ok {
			return tableByName[f.table]
		}
	}
	return tableByName["organization"]
}

type jsonReader struct {
	bundle *bundle
	file   string
	line   int
}

// object reads one object of a table, and after it the objects inside it, which name it by links.
func (j *jsonReader) object(t *table, doc map[string]any, links map[string]string, path string, part bool) (id string) {
	rec := &record{row: t.new(), file: j.file, line: j.line, path: path, inner: path != "", part: part}
	for column, value := range links {
		setText(rec.row, column, value)
	}
	var remarks []remark
	for _, c := range columnsOf(t.row) {
		value, ok := doc[c.name]
		if !ok || value == nil {
			continue
		}
		cell, ok := cellText(value)
		if !ok {
			remarks = append(remarks, remark{c.name, "not of the type the specification gives it", true})
			continue
		}
		if r := setCell(t, rec.row, c.name, cell); r != nil {
			r.column = c.name
			remarks = append(remarks, *r)
		}
	}
	if s, ok := rec.row.(*Schedule); ok {
		remarks = append(remarks, hours(s)...)
	}
	singles(j, rec, doc, path)
	j.bundle.add(t, rec, remarks)
	id = text(rec.row, "id")
	j.lists(t, doc, id, path)
	return id
}

// singles reads the objects that a row names by a link of its own, such as the organization inside a service.
func singles(j *jsonReader, rec *record, doc map[string]any, path string) {
	v := reflect.TypeOf(rec.row).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Type.Kind() != reflect.Pointer || f.Type == numberType {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		inner, ok := doc[name].(map[string]any)
		if !ok {
			continue
		}
		target := tableByType[f.Type.Elem()]
		id := j.object(target, inner, nil, join(path, name), true)
		setText(rec.row, target.name+"_id", id)
	}
}

// lists reads the objects that belong to the row id.
func (j *jsonReader) lists(t *table, doc map[string]any, id, path string) {
	for i := range t.row.NumField() {
		f := t.row.Field(i)
		if f.Type.Kind() != reflect.Slice {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		inner, _ := doc[name].([]any)
		child := tableByType[f.Type.Elem()]
		links := map[string]string{t.name + "_id": id}
		switch child.name {
		case "attribute":
			links = map[string]string{"link_id": id, "link_entity": t.name}
		case "metadata":
			links = map[string]string{"resource_id": id, "resource_type": t.name}
		}
		for n, one := range inner {
			at := fmt.Sprintf("%s[%d]", join(path, name), n)
			if object, ok := one.(map[string]any); ok {
				j.object(child, object, links, at, false)
			} else {
				j.bundle.report.add(Problem{File: j.file, Line: j.line, Column: at, Reason: "not an object", Refused: true})
			}
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// cellText is the text of a JSON value that is neither a list nor an object.
func cellText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return fmt.Sprint(v), true
	}
	return "", false
}
