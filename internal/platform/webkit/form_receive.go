package webkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// A shape is what JSON calls the type of a value; an HTML form has only text.
type shape int

const (
	shapeForm   shape = iota // a field of an HTML form: any kind is written as text
	shapeText                // a JSON string, or an array of them
	shapeNumber              // a JSON number
	shapeBool                // true or false
	shapeOther               // anything deeper
)

// A sentField is one field as it arrived.
type sentField struct {
	values []string
	shape  shape
	list   bool // a JSON array
}

// sentFields are all fields that arrived and were not yet taken, by name.
type sentFields map[string]sentField

func (s sentFields) take(name string) sentField {
	f := s[name]
	delete(s, name)
	return f
}

// maxUnknown bounds how many fields nobody asked for are named.
const maxUnknown = 10

// reportUnknown names what is left. The name is cut and cleaned: it was typed by whoever made the request.
func (s sentFields) reportUnknown(problems *Problems) {
	var names []string
	for name := range s {
		names = append(names, fieldName(name))
	}
	slices.Sort(names)
	for i, name := range slices.Compact(names) {
		if i == maxUnknown {
			return
		}
		problems.add(name, keyUnknown)
	}
}

// fieldName keeps of a name only what names of fields are made of.
func fieldName(name string) string {
	keep := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r) {
			return r
		}
		return -1
	}
	name = strings.Map(keep, name)
	return name[:min(len(name), 40)]
}

// receive returns what arrived. whole is false for a body that was too large or broke off: then the fields are those that
// are kept of it, to be shown again and not to be used.
func (f Form) receive(r *http.Request) (sent sentFields, problems Problems, whole bool) {
	if asks(r) {
		return readQuery(r.URL.RawQuery, &problems), problems, true
	}
	if !f.takes(r.Header.Get("Content-Type")) {
		problems.add("", keyFormType)
		return sentFields{}, problems, true
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return f.remains(r), readProblem(err), false
	}
	if f.JSON {
		return readJSON(body, &problems), problems, true
	}
	return readQuery(string(body), &problems), problems, true
}

// remains are the fields of a form that was too large, or did not arrive whole, for the page that says so.
func (f Form) remains(r *http.Request) sentFields {
	fields := sentFields{}
	sent, ok := SentBy(r)
	if !ok || f.JSON {
		return fields
	}
	for _, s := range sent.Fields {
		fields[s.Name] = sentField{values: append(fields[s.Name].values, s.Value)}
	}
	return fields
}

func readProblem(err error) Problems {
	var tooMuch *http.MaxBytesError
	if errors.As(err, &tooMuch) {
		return Problems{{Key: keyTooLarge}}
	}
	return Problems{{Key: keyForm}} // the line broke
}

func (f Form) takes(contentType string) bool {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return false
	}
	if f.JSON {
		return kind == "application/json"
	}
	return kind == "application/x-www-form-urlencoded"
}

// readQuery keeps every pair that can be read, so that one broken pair does not lose the text of the others.
func readQuery(query string, problems *Problems) sentFields {
	values, err := url.ParseQuery(query)
	if err != nil {
		problems.add("", keyForm)
	}
	sent := sentFields{}
	for name, v := range values {
		sent[name] = sentField{values: v}
	}
	return sent
}

// readJSON reads one flat object: names with a string, a number, true, false, null (as if absent) or a list of strings.
func readJSON(body []byte, problems *Problems) sentFields {
	sent := sentFields{}
	if !utf8.Valid(body) { // encoding/json would replace what is no text without a word
		problems.add("", keyNotText)
		return sent
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if err := sent.readObject(dec, problems); err != nil {
		problems.add("", keyForm)
	}
	return sent
}

var errNotAnObject = errors.New("the body is not one JSON object")

func (s sentFields) readObject(dec *json.Decoder, problems *Problems) error {
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errNotAnObject
	}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		name := token.(string) // inside an object a token before a value is its name
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		if _, twice := s[name]; twice {
			problems.add(fieldName(name), keyRepeated)
			continue
		}
		if f, ok := readJSONValue(raw); ok {
			s[name] = f
		}
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errNotAnObject
	}
	return nil
}

// readJSONValue reports false for null, which stands for a field that was not sent.
func readJSONValue(raw json.RawMessage) (sentField, bool) {
	var text string
	var list []string
	switch raw[0] {
	case 'n':
		return sentField{}, false
	case 't', 'f':
		return sentField{values: []string{string(raw)}, shape: shapeBool}, true
	case '"':
		if json.Unmarshal(raw, &text) == nil {
			return sentField{values: []string{text}, shape: shapeText}, true
		}
	case '[':
		if onlyStrings(raw, &list) {
			return sentField{values: list, shape: shapeText, list: true}, true
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return sentField{values: []string{string(raw)}, shape: shapeNumber}, true
	}
	return sentField{shape: shapeOther}, true
}

// onlyStrings reads a list in which every element is a string: a null among them is not one.
func onlyStrings(raw json.RawMessage, into *[]string) bool {
	var list []*string
	if json.Unmarshal(raw, &list) != nil {
		return false
	}
	for _, s := range list {
		if s == nil {
			return false
		}
		*into = append(*into, *s)
	}
	return true
}
