package browser

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A Part is a part of an HTML document, for tests of one handler that need no browser.
type Part struct {
	t    testing.TB
	node *html.Node
}

// Check reads a document. Text is compared as people read it: blanks and invisible direction marks make no difference.
func Check(t testing.TB, document string) Part {
	t.Helper()
	node, err := html.Parse(strings.NewReader(document))
	if err != nil {
		t.Fatalf("reading HTML: %v", err)
	}
	return Part{t, node}
}

// In is the first element for the first selector, in it the first for the second, and so on. A selector is what one element
// must be: a tag, "#id", ".class", "[attribute]", "[attribute=value]", or several written together. No element fails the
// test.
func (p Part) In(selectors ...string) Part {
	p.t.Helper()
	for _, s := range selectors {
		found := p.all(s)
		if len(found) == 0 {
			p.t.Fatalf("there is no %s in %q", s, p.Text())
		}
		p.node = found[0]
	}
	return p
}

// Count is the number of elements below this one that the selector names.
func (p Part) Count(selector string) int { return len(p.all(selector)) }

// Text is what the part says, without scripts and styles, in one line.
func (p Part) Text() string {
	var b strings.Builder
	for n := range p.node.Descendants() {
		if n.Type == html.TextNode && !slices.Contains([]string{"script", "style", "template"}, n.Parent.Data) {
			b.WriteString(n.Data + " ")
		}
	}
	return plain(b.String())
}

// HasText fails the test where the part does not say text.
func (p Part) HasText(text string) {
	p.t.Helper()
	if !strings.Contains(p.Text(), plain(text)) {
		p.t.Errorf("%q is not in %q", text, p.Text())
	}
}

// HasNoText fails the test where the part says text.
func (p Part) HasNoText(text string) {
	p.t.Helper()
	if strings.Contains(p.Text(), plain(text)) {
		p.t.Errorf("%q is in %q", text, p.Text())
	}
}

// Attr is the value of an attribute, or empty.
func (p Part) Attr(name string) string {
	value, _ := attr(p.node, name)
	return value
}

func (p Part) all(selector string) (found []*html.Node) {
	for n := range p.node.Descendants() {
		if n.Type == html.ElementNode && matches(n, selector) {
			found = append(found, n)
		}
	}
	return found
}

// matches tests n against the simple selectors that are written together.
func matches(n *html.Node, selector string) bool {
	for rest := selector; rest != ""; {
		end := len(rest)
		if rest[0] == '[' {
			end = strings.IndexByte(rest, ']') + 1
		} else if i := strings.IndexAny(rest[1:], "#.["); i >= 0 {
			end = i + 1
		}
		if end == 0 || !matchesOne(n, rest[:end]) {
			return false
		}
		rest = rest[end:]
	}
	return true
}

func matchesOne(n *html.Node, simple string) bool {
	switch simple[0] {
	case '#':
		value, _ := attr(n, "id")
		return value == simple[1:]
	case '.':
		value, _ := attr(n, "class")
		return slices.Contains(strings.Fields(value), simple[1:])
	case '[':
		name, want, given := strings.Cut(strings.Trim(simple, "[]"), "=")
		value, ok := attr(n, name)
		return ok && (!given || value == strings.Trim(want, `"`))
	default:
		return n.Data == simple
	}
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// plain is the function of the same name in finder.js.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\u00ad' || r == '\u200e' || r == '\u200f' || '\u2066' <= r && r <= '\u2069' {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
