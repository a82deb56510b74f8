package webkit

import (
	"net/http"
	"slices"
)

// A FieldKind says what may stand in a field.
type FieldKind int

// The kinds of fields. The zero kind is KindText.
const (
	KindText      FieldKind = iota // one line
	KindMultiline                  // text with line breaks, which are read as \n
	KindChoice                     // one of Options
	KindChoices                    // any of Options, each at most once
	KindBool                       // a box: absent, "no" or "false" is no; "yes", "true", "on" or "1" is yes
	KindDate                       // a day, as YYYY-MM-DD or in the three fields name-day, name-month and name-year
	KindInteger                    // a whole number
	KindReference                  // an id.Reference
	KindKey                        // an idempotency key; it has the shape of an id.Reference
)

// The longest texts, in runes, of fields that set no Max.
const (
	DefaultMaxText      = 200
	DefaultMaxMultiline = 5000
)

// The hidden fields that every form may carry.
const (
	KeyField     = "key"     // makes a second sending of the same form do nothing
	VersionField = "version" // the version of what the person was looking at
)

// A FormField is one field of a form.
type FormField struct {
	Name     string
	Kind     FieldKind
	Required bool
	Max      int      // the most runes, for text; 0 is the default of the kind
	IsName   bool     // a name of somebody: direction marks are taken out, since they can make it read as another
	Options  []string // for KindChoice and KindChoices
}

// Codes are the values of a list of the core as a field offers them, or as a door names them.
func Codes[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = string(one)
	}
	return out
}

// A Form says exactly what a request may bring. Anything else is a problem, not ignored: a field nobody declared is a
// mistake of ours or an attempt of somebody's.
type Form struct {
	Fields     []FormField
	JSON       bool // the body is a flat JSON object, not an HTML form
	Repeatable bool // sending it twice does no harm (a search, a choice of language), so it needs no key
}

// Read reads the form from the query of a GET request and from the body of any other. It never panics, whatever was sent.
// The values hold what was typed also where there are problems, so that the page can show it again; only a value with
// problems must not be used.
func (f Form) Read(r *http.Request) (Values, Problems) {
	if k := keptOf(r); k != nil {
		k.form = f.Fields
	}
	sent, problems, whole := f.receive(r)
	v := Values{typed: map[string][]string{}}
	if problems.Any() && len(sent) == 0 {
		return v, problems // nothing could be read: that no field was filled in is not the person's to hear
	}
	found := f.take(sent, v, !asks(r) && !f.Repeatable)
	if !whole {
		return v, problems // nor is what is wrong with a part of it
	}
	return v, append(problems, found...)
}

// take moves what was sent into the values of the fields, and says what is to be put right.
func (f Form) take(sent sentFields, v Values, keyed bool) (problems Problems) {
	known := append(slices.Clone(f.Fields), FormField{Name: VersionField, Kind: KindInteger})
	if !f.declares(KeyField) {
		known = append(known, FormField{Name: KeyField, Kind: KindKey, Required: keyed})
	}
	for _, field := range known {
		if field.Kind == KindDate {
			sent.joinDate(field.Name, v.typed)
		}
		values := field.clean(sent.take(field.Name), &problems)
		if len(values) > 0 {
			v.typed[field.Name] = values
		}
	}
	sent.reportUnknown(&problems)
	return problems
}

// asks reports whether r only asks for something, so that what it brings stands in its address.
func asks(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

func (f Form) declares(name string) bool {
	return slices.ContainsFunc(f.Fields, func(field FormField) bool { return field.Name == name })
}

// max is the longest text of the field in runes. What is chosen rather than typed has a length too, so that nothing
// unbounded is kept for the page.
func (f FormField) max() int {
	switch {
	case f.Max > 0:
		return f.Max
	case f.Kind == KindMultiline:
		return DefaultMaxMultiline
	}
	return DefaultMaxText
}
