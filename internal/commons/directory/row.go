package directory

import (
	"reflect"
	"strings"
)

// column is one stored field of an HSDS type.
type column struct {
	name  string
	index int
}

// columnsOf lists the stored fields of t in the order of the statements in sql_*.go: texts, numbers and flags.
func columnsOf(t reflect.Type) []column {
	var cols []column
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("col")
		if name == "" {
			name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
		}
		switch f.Type {
		case textType, numberType, flagType:
			cols = append(cols, column{name, i})
		}
	}
	return cols
}

var (
	textType   = reflect.TypeFor[string]()
	numberType = reflect.TypeFor[*float64]()
	flagType   = reflect.TypeFor[bool]()
)

// values returns what is stored of row, a pointer to an HSDS type, in column order.
func values(row any) []any {
	v := reflect.ValueOf(row).Elem()
	cols := columnsOf(v.Type())
	args := make([]any, len(cols))
	for i, c := range cols {
		args[i] = v.Field(c.index).Interface()
	}
	return args
}

// targets returns where Scan puts the columns of row.
func targets(row any) []any {
	v := reflect.ValueOf(row).Elem()
	cols := columnsOf(v.Type())
	dest := make([]any, len(cols))
	for i, c := range cols {
		dest[i] = v.Field(c.index).Addr().Interface()
	}
	return dest
}

// sameRow compares the stored fields of two rows of one type.
func sameRow(a, b any) bool {
	return reflect.DeepEqual(values(a), values(b))
}

// text reads or finds nothing: the value of a text column by name, empty where the type has no such column.
func text(row any, name string) string {
	if f, ok := field(row, name); ok && f.Kind() == reflect.String {
		return f.String()
	}
	return ""
}

// setText sets a text column by name and reports whether the type has it.
func setText(row any, name, value string) bool {
	f, ok := field(row, name)
	if ok && f.Kind() == reflect.String {
		f.SetString(value)
		return true
	}
	return false
}

func field(row any, name string) (reflect.Value, bool) {
	v := reflect.ValueOf(row).Elem()
	for _, c := range columnsOf(v.Type()) {
		if c.name == name {
			return v.Field(c.index), true
		}
	}
	return reflect.Value{}, false
}
