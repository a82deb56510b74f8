package locale

import (
	"fmt"
	"strconv"
	"strings"
)

// A Localiser speaks one language. It is safe for concurrent use.
type Localiser struct {
	rules
	messages map[string]message
	calendar calendar
	pseudo   func(string) string // nil outside of tests
}

// Lang is the BCP 47 tag, for the lang attribute.
func (l *Localiser) Lang() string { return l.Tag }

// Dir is "ltr" or "rtl", for the dir attribute.
func (l *Localiser) Dir() string { return l.Language.Dir }

// Draft reports whether any file of this language still waits for its review by a person.
func (l *Localiser) Draft() bool { return l.Language.Draft }

// T returns the text for key as plain text: a template escapes it. The args are names and values in turn, as in
// T("plan.steps", "count", 3). The value of "count" chooses the plural form. Names of people and whatever else a person
// typed are given through Isolate. T never fails: an unknown key, and a placeholder without a value, come back as ⟦name⟧,
// which Bundle.Has and New keep from happening.
func (l *Localiser) T(key string, args ...any) string {
	m, ok := l.messages[key]
	if !ok {
		return missing(key)
	}
	form := m.forms[l.category(m, args)]
	if form == nil {
		form = m.forms[Other]
	}
	var b strings.Builder
	for i, part := range form {
		switch {
		case i%2 == 1:
			b.WriteString(l.value(part, args))
		case l.pseudo != nil:
			b.WriteString(l.pseudo(part))
		default:
			b.WriteString(part)
		}
	}
	return b.String()
}

func missing(name string) string { return "⟦" + name + "⟧" }

func (l *Localiser) category(m message, args []any) Category {
	if !m.plural() {
		return Other
	}
	if n, ok := whole(argument(countName, args)); ok {
		return l.plural(magnitude(n))
	}
	return Other
}

func (l *Localiser) value(name string, args []any) string {
	v := argument(name, args)
	if n, ok := whole(v); ok {
		return l.Number(n)
	}
	switch v := v.(type) {
	case nil:
		return missing(name)
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}

func argument(name string, args []any) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

func whole(v any) (int64, bool) {
	switch v := v.(type) {
	case int:
		return int64(v), true
	case int32:
		return int64(v), true
	case int64:
		return v, true
	}
	return 0, false
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Number writes a whole number in the digits of the language, without separators between thousands: they differ, and are
// read as decimal points by others.
func (l *Localiser) Number(n int64) string { return l.digits(strconv.FormatInt(n, 10)) }

func (l *Localiser) digits(s string) string {
	if l.Language.Digits == latinDigits {
		return s
	}
	own := []rune(l.Language.Digits)
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return own[r-'0']
		}
		return r
	}, s)
}
