package webkit

import (
	"slices"
	"time"
)

// Values are what a form brought: always valid text without control characters, in normal form C. Text keeps its spaces
// and its length, so that the page can show again what was typed.
type Values struct{ typed map[string][]string }

// Get returns the text of a field, "" when it was not sent.
func (v Values) Get(name string) string {
	if all := v.typed[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// All returns every text of a field.
func (v Values) All(name string) []string { return slices.Clone(v.typed[name]) }

// Has reports whether the field holds value: for the boxes of KindChoices.
func (v Values) Has(name, value string) bool { return slices.Contains(v.typed[name], value) }

// Bool returns a field of KindBool.
func (v Values) Bool(name string) bool {
	yes, _ := readBool(v.Get(name))
	return yes
}

// Int returns a field of KindInteger, 0 when it is empty.
func (v Values) Int(name string) int64 {
	n, _ := readInteger(v.Get(name))
	return n
}

// Date returns a field of KindDate as midnight in UTC, the zero time when it is empty.
func (v Values) Date(name string) time.Time {
	t, ok := readDate(v.Get(name))
	if !ok {
		return time.Time{}
	}
	return t
}

// Key returns the idempotency key.
func (v Values) Key() string { return v.Get(KeyField) }

// Version returns the version of what the person was looking at, 0 when the form has none.
func (v Values) Version() int64 { return v.Int(VersionField) }
