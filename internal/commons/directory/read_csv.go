package directory

import (
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
)

const (
	maxFile    = 256 << 20 // bytes of one file
	maxRows    = 2_000_000 // rows of one import
	maxColumns = 200
)

// otherNames are the files of HSDS 1.1 and common spellings, by the table they are today.
var otherNames = map[string]string{
	"postal_addresses": "address", "physical_addresses": "address", "regular_schedules": "schedule",
	"holiday_schedules": "schedule", "service_at_locations": "service_at_location", "fundings": "funding",
	"accessibility_for_disabilities": "accessibility", "accessibilities": "accessibility",
	"attributes": "attribute", "contact": "contact", "phone": "phone", "service": "service", "location": "location",
	"organization": "organization",
}

// tableOfFile finds the table a CSV file holds, or nil.
func tableOfFile(name string) *table {
	stem := strings.TrimPrefix(strings.TrimSuffix(strings.ToLower(path.Base(name)), ".csv"), "hsds_")
	for _, t := range tables {
		if t.file == stem {
			return t
		}
	}
	return tableByName[otherNames[stem]]
}

// readCSV reads one file of a tabular package.
func (b *bundle) readCSV(t *table, name string, file io.Reader) {
	r := csv.NewReader(&limited{r: file, left: maxFile})
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		if err != io.EOF {
			b.report.add(Problem{File: name, Line: 1, Reason: "the header cannot be read", Refused: true})
		}
		return
	}
	header = columnNames(t, header)
	if len(header) > maxColumns || !slices.Contains(header, requiredColumn(t)) {
		b.report.add(Problem{File: name, Line: 1, Reason: "the header does not fit the table", Refused: true})
		return
	}
	defaultType := ""
	if strings.Contains(name, "postal_") {
		defaultType = "postal"
	}
	for n := 0; n < maxRows; n++ {
		cells, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil && !b.skipBad(t, name, err) {
			return
		}
		if err != nil {
			continue
		}
		line, _ := r.FieldPos(0)
		rec, remarks := parseRow(t, header, cells)
		rec.file, rec.line = name, line
		if a, ok := rec.row.(*Address); ok && a.AddressType == "" {
			a.AddressType = defaultType
		}
		b.addRow(t, rec, remarks)
	}
	b.report.add(Problem{File: name, Reason: "more than two million rows; the rest was not read", Refused: true})
}

// skipBad reports a row that is not CSV and tells whether reading can go on.
func (b *bundle) skipBad(t *table, name string, err error) bool {
	var bad *csv.ParseError
	if !errors.As(err, &bad) || errors.Is(err, errTooBig) {
		b.report.add(Problem{File: name, Reason: "cannot be read to its end", Refused: true})
		return false
	}
	count := b.report.count(t.name)
	count.Read++
	count.Refused++
	b.report.add(Problem{File: name, Line: bad.StartLine, Reason: "quotation marks do not pair", Refused: true})
	return true
}

func requiredColumn(t *table) string {
	if len(t.required) > 0 && t.name != "address" {
		return t.required[0]
	}
	return "id"
}

// columnNames folds a header to today's names.
func columnNames(t *table, header []string) []string {
	names := make([]string, len(header))
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\uFEFF")))
		switch {
		case t.name == "organization" && h == "url":
			h = "website"
		case t.name == "accessibility" && h == "accessibility":
			h = "description"
		case t.name == "language" && h == "language":
			h = "name"
		}
		names[i] = h
	}
	return names
}

// parseRow reads the cells of one row. Every cell is checked, also one of a column that nobody knows.
func parseRow(t *table, header, cells []string) (*record, []remark) {
	rec := &record{row: t.new(), extra: map[string]string{}}
	var remarks []remark
	if len(cells) > len(header) {
		remarks = append(remarks, remark{reason: "more cells than the header has", fatal: true})
	}
	for i, raw := range cells[:min(len(cells), len(header))] {
		if r := setCell(t, rec.row, header[i], raw); r != nil {
			r.column = header[i]
			remarks = append(remarks, *r)
			continue
		}
		if _, known := field(rec.row, header[i]); !known && raw != "" {
			rec.extra[header[i]], _ = clean(raw)
		}
	}
	maps.DeleteFunc(rec.extra, func(_, v string) bool { return v == "" })
	return rec, remarks
}

var errTooBig = errors.New("the file is larger than an import takes")

// limited fails, where io.LimitReader would end quietly in the middle of a row.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, errTooBig
	}
	return n, err
}
