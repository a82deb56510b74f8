package app_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A webForm is a form of a page as a browser holds it.
type webForm struct {
	page, action string
	several      bool // multipart/form-data
	fields       []*html.Node
	files        []string
	secrets      []string // the names of fields of passwords
	values       url.Values
	made         bool // by the test, for a route that only another form leads to
}

// formsOf are the forms of a page that are sent by POST, with what stands in them.
func formsOf(t *testing.T, page, body string) (list []*webForm) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || !strings.EqualFold(attribute(n, "method"), "post") {
			continue
		}
		f := &webForm{page: page, action: attribute(n, "action"), several: attribute(n, "enctype") == "multipart/form-data", values: url.Values{}}
		if f.action == "" {
			f.action, _, _ = strings.Cut(page, "?")
		}
		for e := range n.Descendants() {
			if e.Type == html.ElementNode && slices.Contains([]string{"input", "textarea", "select", "button"}, e.Data) && attribute(e, "name") != "" {
				f.fields = append(f.fields, e)
			}
		}
		f.stand()
		list = append(list, f)
	}
	return list
}

// stand sets the values that a browser would send if nobody touched the form.
func (f *webForm) stand() {
	for _, e := range f.fields {
		name, kind := attribute(e, "name"), attribute(e, "type")
		switch {
		case e.Data == "textarea":
			f.values.Add(name, strings.TrimPrefix(textOf(e), "\n"))
		case e.Data == "select":
			f.values.Add(name, chosen(e))
		case kind == "file":
			f.files = append(f.files, name)
		case kind == "password":
			f.secrets = append(f.secrets, name)
			f.values.Add(name, "")
		case kind == "radio" || kind == "checkbox":
			if has(e, "checked") {
				f.values.Add(name, attribute(e, "value"))
			}
		case e.Data == "input":
			f.values.Add(name, attribute(e, "value"))
		}
	}
	for _, e := range f.fields { // one button is pressed
		if e.Data == "button" && !has(e, "formaction") {
			f.values.Set(attribute(e, "name"), attribute(e, "value"))
			return
		}
	}
}

// options are what can be chosen under a name.
func (f *webForm) options(name string) (values []string) {
	for _, e := range f.fields {
		if kind := attribute(e, "type"); attribute(e, "name") == name && (kind == "radio" || kind == "checkbox") {
			values = append(values, attribute(e, "value"))
		}
		if attribute(e, "name") == name && e.Data == "select" {
			for o := range e.Descendants() {
				if o.Type == html.ElementNode && o.Data == "option" && attribute(o, "value") != "" {
					values = append(values, attribute(o, "value"))
				}
			}
		}
	}
	return values
}

// dates are the names of the fields of days.
func (f *webForm) dates() (names []string) {
	for _, e := range f.fields {
		if attribute(e, "type") == "date" {
			names = append(names, attribute(e, "name"))
		}
	}
	return names
}

// choices are the names under which one of several is chosen.
func (f *webForm) choices() (names []string) {
	for _, e := range f.fields {
		if (attribute(e, "type") == "radio" || e.Data == "select") && !slices.Contains(names, attribute(e, "name")) {
			names = append(names, attribute(e, "name"))
		}
	}
	return names
}

// multiline reports whether a field takes several lines.
func (f *webForm) multiline(name string) bool {
	return slices.ContainsFunc(f.fields, func(e *html.Node) bool { return e.Data == "textarea" && attribute(e, "name") == name })
}

// writable are the names of the fields in which somebody can write.
func (f *webForm) writable() (names []string) {
	for _, e := range f.fields {
		if e.Data == "textarea" || e.Data == "input" && slices.Contains([]string{"", "text", "search", "tel", "email"}, attribute(e, "type")) {
			names = append(names, attribute(e, "name"))
		}
	}
	return names
}

func chosen(e *html.Node) string {
	first, found := "", false
	for o := range e.Descendants() {
		if o.Type != html.ElementNode || o.Data != "option" {
			continue
		}
		if has(o, "selected") {
			return attribute(o, "value")
		}
		if !found {
			first, found = attribute(o, "value"), true
		}
	}
	return first
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// routeFor is the route that takes a request; the zero Route where there is none.
func routeFor(routes []webkit.Route, method, path string) (route webkit.Route) {
	for _, r := range routes {
		if r.Method == method && matches(strings.ReplaceAll(r.Pattern, "{$}", ""), path) && (route.Pattern == "" || strings.Count(r.Pattern, "{") < strings.Count(route.Pattern, "{")) {
			route = r
		}
	}
	return route
}

// visibleTexts are the texts of all fields of a page in which something can be read.
func visibleTexts(t *testing.T, body string) (texts []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "textarea":
			texts = append(texts, textOf(n))
		case n.Data == "input" && !slices.Contains([]string{"hidden", "password", "radio", "checkbox"}, attribute(n, "type")):
			texts = append(texts, attribute(n, "value"))
		}
	}
	return texts
}
