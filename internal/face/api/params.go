package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/fault"
)

const (
	maxBody  = 16 << 10 // bytes of a POST body
	maxValue = 200      // characters of one value
)

// values are the parameters of a request as texts. A JSON body is brought into the same form, after its types are checked.
type values map[string]string

// readValues takes the parameters of a GET from the address and those of a POST from the body, and refuses names that are
// not in allowed.
func readValues(w http.ResponseWriter, r *http.Request, allowed []string) (values, error) {
	if r.Method == http.MethodPost {
		return readBody(w, r, allowed)
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.BadInput, "error.query")
	}
	vs := values{}
	for name, all := range query {
		switch {
		case !slices.Contains(allowed, name):
			return nil, fault.In(printable(name), "error.unknown_field")
		case len(all) > 1:
			return nil, fault.In(name, "error.twice")
		}
		vs[name] = all[0]
	}
	return vs, vs.check()
}

func readBody(w http.ResponseWriter, r *http.Request, allowed []string) (values, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, fault.New(fault.BadInput, "error.media_type")
	}
	if r.URL.RawQuery != "" {
		return nil, fault.New(fault.BadInput, "error.query")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.UseNumber()
	var body map[string]any
	if err := d.Decode(&body); err != nil {
		return nil, bodyFault(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) || body == nil {
		return nil, bodyFault(err)
	}
	vs := values{}
	for name, v := range body {
		if !slices.Contains(allowed, name) {
			return nil, fault.In(printable(name), "error.unknown_field")
		}
		text, err := bodyText(name, v)
		if err != nil {
			return nil, err
		}
		vs[name] = text
	}
	return vs, vs.check()
}

func bodyFault(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.TooLarge, "error.too_large")
	}
	return fault.New(fault.BadInput, "error.json")
}

// bodyText checks that v has the JSON type of the parameter.
func bodyText(name string, v any) (string, error) {
	switch name {
	case "page", "per_page":
		if n, ok := v.(json.Number); ok {
			return n.String(), nil
		}
		return "", fault.In(name, "error.number")
	case "minimal", "full", "full_service", "top_only":
		if b, ok := v.(bool); ok {
			return strconv.FormatBool(b), nil
		}
		return "", fault.In(name, "error.flag")
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	return "", fault.In(name, "error.text")
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// printable is the name of a parameter that nobody knows, when it looks like a name; a name can hold anything.
func printable(name string) string {
	if !plainName.MatchString(name) {
		return "?"
	}
	return name
}

// check refuses values that no parameter takes.
func (vs values) check() error {
	for name, v := range vs {
		if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
			return fault.In(name, "error.text")
		}
		if utf8.RuneCountInString(v) > maxValue {
			return fault.In(name, "error.too_long")
		}
	}
	return nil
}

// filter reads the parameters of any list.
func (vs values) filter() (f directory.Filter, err error) {
	p := parser{vs: vs}
	f = directory.Filter{
		Search: vs["search"], Postcode: strings.TrimSpace(vs["postcode"]),
		OrganizationID: p.id("organization_id"), TaxonomyTermID: p.id("taxonomy_term_id"), TaxonomyID: p.id("taxonomy_id"),
		ParentID: p.id("parent_id"), ModifiedAfter: p.moment("modified_after"),
		Full: p.flag("full"), FullService: p.flag("full_service"), TopOnly: p.flag("top_only"),
		Page: p.number("page", 1_000_000), PerPage: p.number("per_page", 100),
	}
	if _, asked := vs["proximity"]; asked {
		p.refuse("proximity", "error.unsupported")
	}
	if format := vs["format"]; format != "" && format != "json" {
		p.refuse("format", "error.choice")
	}
	return f, p.err
}

// parser reads values and keeps the first fault.
type parser struct {
	vs  values
	err error
}

func (p *parser) refuse(name, key string) {
	if p.err == nil {
		p.err = fault.In(name, key)
	}
}

func (p *parser) id(name string) string {
	v := strings.ToLower(p.vs[name])
	if u, err := uuid.Parse(v); v != "" && (err != nil || u.String() != v) {
		p.refuse(name, "error.id")
	}
	return v
}

func (p *parser) flag(name string) bool {
	switch p.vs[name] {
	case "", "false":
	case "true":
		return true
	default:
		p.refuse(name, "error.flag")
	}
	return false
}

// number reads a whole number from 1 to most; absent is 0.
func (p *parser) number(name string, most int) int {
	v, given := p.vs[name]
	if !given {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > most {
		p.refuse(name, "error.number")
		return 0
	}
	return n
}

func (p *parser) moment(name string) time.Time {
	v := p.vs[name]
	if v == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, v); err == nil {
			return t
		}
	}
	p.refuse(name, "error.moment")
	return time.Time{}
}
