package webkit

import "strings"

// The three boxes of a date that is typed rather than picked are named after the field with these ends.
const (
	dayPart   = "-day"
	monthPart = "-month"
	yearPart  = "-year"
)

// joinDate makes one text of the three boxes of a date where they were sent, and keeps each as it was typed, for the page.
func (s sentFields) joinDate(name string, typed map[string][]string) {
	var parts []string
	sentAny, filled := false, false
	for _, end := range []string{yearPart, monthPart, dayPart} {
		part, sent := s[name+end]
		if sent && part.shape == shapeForm && len(part.values) == 1 {
			delete(s, name+end) // a box sent twice stays, and is reported as unknown
			text, _ := FormField{Name: name + end}.text(part.values[0])
			typed[name+end] = []string{text}
			parts = append(parts, twoDigits(latinDigits(part.values[0])))
			sentAny, filled = true, filled || strings.TrimSpace(text) != ""
		}
	}
	if _, whole := s[name]; whole || !sentAny {
		return
	}
	date := ""
	if filled {
		date = strings.Join(parts, "-")
	}
	s[name] = sentField{values: []string{date}}
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
