package form

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// A State says why a question has no answer.
type State string

// The states. The zero State is that of a question which is answered, or which nobody has come to yet.
const (
	Skipped State = "skipped" // the person chose not to answer: not asked again unless they wish
	Later   State = "later"   // the person wants to be asked another time
)

// An Answer is what was given to one question. Values are written as a page sends them: an option's code, "true" or
// "false", a whole number, a date as 2026-11-23, 2026-11 or 2026, or a text.
type Answer struct {
	State  State
	Values []string
	Other  string // words of one's own beside or instead of the options of an OpenChoice
}

func (a Answer) given() bool { return len(a.Values) > 0 || a.Other != "" }

// Answers holds the answers by link id.
type Answers map[string]Answer

// Check lists what is wrong with the answers, in the order of the page, each naming its field by link id. Questions that
// are not asked are not checked; an answer to something that is no question of the form comes last.
func (f *Form) Check(answers Answers) (wrong []*fault.Error) {
	for _, i := range f.Asked(answers) {
		if key := i.check(answers[i.LinkID]); key != "" {
			wrong = append(wrong, fault.In(i.LinkID, key))
		}
	}
	var unknown []string
	for linkID := range answers {
		if i, ok := f.byID[linkID]; !ok || !i.Question() {
			unknown = append(unknown, linkID)
		}
	}
	if len(unknown) > 0 {
		wrong = append(wrong, fault.New(fault.BadInput, "form.unknown")) // a made-up name is not repeated
	}
	return wrong
}

// check returns the locale key of what is wrong, or nothing.
func (i Item) check(a Answer) string {
	if !i.Question() {
		return ""
	}
	switch {
	case a.State != "" && a.State != Skipped && a.State != Later, a.State != "" && a.given():
		return "form.state"
	case i.Required && !a.given():
		return "form.required"
	case a.Other != "" && i.Type != OpenChoice:
		return "form.choice"
	case !i.Repeats && len(a.Values) > 1, !i.Repeats && len(a.Values) == 1 && a.Other != "":
		return "form.one"
	}
	for n, v := range a.Values {
		if slices.Contains(a.Values[:n], v) {
			return "form.choice"
		}
		if key := i.checkValue(v); key != "" {
			return key
		}
	}
	if a.Other != "" {
		return checkText(a.Other, i.MaxLength, false)
	}
	return ""
}

func (i Item) checkValue(v string) string {
	switch i.Type {
	case Boolean:
		if v != "true" && v != "false" {
			return "form.choice"
		}
	case Choice, OpenChoice:
		if !slices.ContainsFunc(i.Options, func(o Option) bool { return o.Code == v }) {
			return "form.choice"
		}
	case Integer: // FHIR: 32 bits
		if n, err := strconv.ParseInt(v, 10, 32); err != nil || strconv.FormatInt(n, 10) != v {
			return "form.integer"
		}
	case Date:
		if !isDate(v) {
			return "form.date"
		}
	case String:
		return checkText(v, i.MaxLength, false)
	case LongText:
		return checkText(v, i.MaxLength, true)
	}
	return ""
}

// isDate accepts a day, a month or a year of four digits.
func isDate(s string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return true
		}
	}
	return false
}

// checkText refuses what a page cannot show again as it was typed: control and direction characters, and empty text.
func checkText(s string, length int, lines bool) string {
	switch {
	case !utf8.ValidString(s), strings.ContainsFunc(s, func(r rune) bool { return isControl(r, lines) }):
		return "form.characters"
	case utf8.RuneCountInString(s) > length:
		return "form.too_long"
	case strings.TrimSpace(s) == "":
		return "form.empty"
	}
	return ""
}

func isControl(r rune, lines bool) bool {
	if lines && (r == '\n' || r == '\r' || r == '\t') {
		return false
	}
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
