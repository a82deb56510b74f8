package webkit

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// clean checks what arrived for the field and returns it as text that can be shown and stored.
func (f FormField) clean(sent sentField, problems *Problems) []string {
	if !f.fits(sent) {
		problems.add(f.Name, keyWrongType)
	}
	var values []string
	problem := ""
	for _, s := range sent.values {
		text, bad := f.text(s)
		values = append(values, text)
		if problem == "" {
			problem = bad
		}
	}
	if problem != "" {
		problems.add(f.Name, problem)
		return values
	}
	f.check(values, problems)
	return values
}

// fits reports whether a JSON value has the type of the field.
func (f FormField) fits(sent sentField) bool {
	switch sent.shape {
	case shapeForm:
		return true
	case shapeText:
		return sent.list == (f.Kind == KindChoices) && f.Kind != KindBool && f.Kind != KindInteger
	case shapeNumber:
		return f.Kind == KindInteger
	case shapeBool:
		return f.Kind == KindBool
	}
	return false
}

// text returns s as valid text in Unicode normal form C, and the key of a problem. Where s was not text, or had characters
// that no keyboard types, U+FFFD stands for them, so that the person sees where.
func (f FormField) text(s string) (text, problem string) {
	if !utf8.ValidString(s) {
		s, problem = strings.ToValidUTF8(s, "\ufffd"), keyNotText
	}
	if f.Kind == KindMultiline {
		s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case f.Kind == KindMultiline && (r == '\n' || r == '\t'):
			return r
		case unicode.IsControl(r):
			problem = keyControl
			return '\ufffd'
		case f.IsName && directs(r):
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s), problem
}

// directs reports the characters that change the direction of text (Unicode UAX #9): embeddings, overrides, isolates and
// marks. In running text they stay, since a page isolates what it shows and Arabic and Hebrew use them.
func directs(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f' || r == '\u061c'
}

// check reports the first problem of the values as a whole.
func (f FormField) check(values []string, problems *Problems) {
	filled := slices.ContainsFunc(values, func(s string) bool { return strings.TrimSpace(s) != "" })
	switch {
	case f.Kind != KindChoices && len(values) > 1:
		problems.add(f.Name, keyRepeated)
	case !filled && f.Required:
		problems.add(f.Name, f.missing())
	case !filled:
		return
	case f.Kind == KindChoices && repeats(values):
		problems.add(f.Name, keyRepeated)
	default:
		f.checkEach(values, problems)
	}
}

func repeats(values []string) bool {
	sorted := slices.Sorted(slices.Values(values))
	return len(slices.Compact(sorted)) < len(values)
}

func (f FormField) missing() string {
	if f.Kind == KindKey {
		return keyKeyMissing
	}
	return keyRequired
}

func (f FormField) checkEach(values []string, problems *Problems) {
	for _, s := range values {
		if n := utf8.RuneCountInString(s); n > f.max() {
			problems.add(f.Name, keyTooLong, "max", f.max(), "length", n)
			return
		}
		if problem := f.checkOne(s); problem != "" {
			problems.add(f.Name, problem)
			return
		}
	}
}

func (f FormField) checkOne(s string) (problem string) {
	switch f.Kind {
	case KindChoice, KindChoices:
		if !slices.Contains(f.Options, s) {
			return keyOption
		}
	case KindBool:
		if _, ok := readBool(s); !ok {
			return keyOption
		}
	case KindDate:
		if _, ok := readDate(s); !ok {
			return keyDate
		}
	case KindInteger:
		if n, ok := readInteger(s); f.Name == VersionField && (!ok || n < 0) {
			return keyVersion
		} else if !ok {
			return keyInteger
		}
	case KindReference:
		if !id.IsReference(s) {
			return keyReference
		}
	case KindKey:
		if !id.IsReference(s) {
			return keyKeyShape
		}
	}
	return ""
}

func readBool(s string) (yes, ok bool) {
	switch s {
	case "yes", "true", "on", "1":
		return true, true
	case "", "no", "false":
		return false, true
	}
	return false, false
}

func readDate(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, latinDigits(s))
	return t, err == nil
}

func readInteger(s string) (int64, bool) {
	n, err := strconv.ParseInt(latinDigits(s), 10, 64)
	return n, err == nil
}

// latinDigits trims s and writes the digits of Arabic and Persian keyboards as 0 to 9.
func latinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\u0660' && r <= '\u0669':
			return r - '\u0660' + '0'
		case r >= '\u06f0' && r <= '\u06f9':
			return r - '\u06f0' + '0'
		}
		return r
	}, strings.TrimSpace(s))
}
