package locale

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Category is a plural category of CLDR.
type Category string

// The six categories. Which of them a language uses is in tables.go.
const (
	Zero  Category = "zero"
	One   Category = "one"
	Two   Category = "two"
	Few   Category = "few"
	Many  Category = "many"
	Other Category = "other"
)

// countName is the placeholder that chooses the plural category.
const countName = "count"

// A message is one entry of a file: forms[Other] always exists.
type message struct{ forms map[Category]text }

func (m message) plural() bool { return len(m.forms) > 1 }

// A text is a form cut at its placeholders: literal, name, literal, name, … literal.
type text []string

func (t text) names() []string {
	var names []string
	for i := 1; i < len(t); i += 2 {
		names = append(names, t[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (t text) String() string {
	var b strings.Builder
	for i, part := range t {
		if i%2 == 1 {
			part = "{" + part + "}"
		}
		b.WriteString(part)
	}
	return b.String()
}

var (
	errBraces = errors.New("a brace that opens or closes no placeholder")
	errBidi   = errors.New("an invisible direction character")
	errEmpty  = errors.New("an empty text")
	errUTF8   = errors.New("text that is not UTF-8")
)

func parseText(s string) (text, error) {
	switch {
	case strings.TrimSpace(s) == "":
		return nil, errEmpty
	case strings.ContainsFunc(s, isDirectionControl):
		return nil, errBidi
	}
	var t text
	for {
		literal, rest, open := strings.Cut(s, "{")
		if strings.Contains(literal, "}") {
			return nil, errBraces
		}
		t = append(t, literal)
		if !open {
			return t, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || !isName(name) {
			return nil, errBraces
		}
		t = append(t, name)
		s = after
	}
}

func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// UnmarshalJSON reads either a text or an object of plural forms.
func (m *message) UnmarshalJSON(b []byte) error {
	forms := map[Category]string{}
	var plain string
	if err := json.Unmarshal(b, &plain); err == nil {
		forms[Other] = plain
	} else {
		var object struct {
			Description                      string
			Zero, One, Two, Few, Many, Other string
		}
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&object); err != nil {
			return fmt.Errorf("neither a text nor plural forms: %w", err)
		}
		for c, s := range map[Category]string{Zero: object.Zero, One: object.One, Two: object.Two, Few: object.Few, Many: object.Many} {
			if s != "" {
				forms[c] = s
			}
		}
		forms[Other] = object.Other
	}
	m.forms = make(map[Category]text, len(forms))
	for c, s := range forms {
		t, err := parseText(s)
		if err != nil {
			return fmt.Errorf("%s: %w", c, err)
		}
		m.forms[c] = t
	}
	return nil
}

// A file is one language of one source.
type file struct {
	draft    bool
	messages map[string]message
}

const statusDraft, statusReviewed = "draft translation", "reviewed"

// parseFile reads one file. Unlike encoding/json alone it refuses a key that stands twice, since one of the two texts
// would be lost without a word.
func parseFile(data []byte) (file, error) {
	f := file{messages: map[string]message{}}
	if !utf8.Valid(data) {
		return f, errUTF8
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return f, errors.New("not a JSON object")
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return f, err
		}
		key, _ := t.(string)
		if key == "_meta" {
			if f.draft, err = parseMeta(dec); err != nil {
				return f, err
			}
			continue
		}
		if _, twice := f.messages[key]; twice {
			return f, fmt.Errorf("%q stands twice", key)
		}
		var m message
		if err := dec.Decode(&m); err != nil {
			return f, fmt.Errorf("%q: %w", key, err)
		}
		f.messages[key] = m
	}
	if _, err := dec.Token(); err != nil {
		return f, err
	}
	if dec.More() {
		return f, errors.New("something follows the object")
	}
	return f, nil
}

func parseMeta(dec *json.Decoder) (draft bool, err error) {
	var meta struct{ Status string }
	if err := dec.Decode(&meta); err != nil {
		return false, fmt.Errorf("_meta: %w", err)
	}
	if meta.Status != statusDraft && meta.Status != statusReviewed {
		return false, fmt.Errorf("_meta: the status is neither %q nor %q", statusDraft, statusReviewed)
	}
	return meta.Status == statusDraft, nil
}
