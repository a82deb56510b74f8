package page

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A givenPage gives back what a form brought when it could not be kept.
type givenPage struct {
	Heading, Text string
	Notes         []string
	Action        string // where it is sent again, "" where that leads nowhere
	Several       bool   // as multipart/form-data
	Unseen        []kept
	Typed         []webkit.Textarea
	Go            *webkit.Button
	Open, Start   *webkit.Link
}

// giveBack answers an error with everything that the form brought: it is read again, marked and copied, or sent again to the
// same address with the same key, so that it is done once. What opens an account and files are not given back, and the page
// says so. It reports false, having written nothing, where there is nothing to give back.
//
// The page depends on the request and the kind of the error alone. It asks no service, since none may answer.
func (h *House) giveBack(w http.ResponseWriter, r *http.Request, err error) bool {
	sent, ok := webkit.SentBy(r)
	if !ok {
		return false
	}
	if sent = unwrapped(sent); len(sent.Fields) == 0 {
		return false
	}
	l, kind, room := h.Speak(r), fault.KindOf(err), roomOf(r.URL.Path)
	m := givenPage{Heading: l.T("page.given.heading"), Text: l.T(fault.KeyOf(err)), Several: sent.Several}
	again := (kind.Ours() || kind == fault.Throttled) && !sent.Secret && !sent.Files && !sent.Cut
	if again {
		m.Action = webkit.LocalPath(sent.Path)
	}
	m.fill(l, sent)
	if len(m.Typed) == 0 && !again {
		return false
	}
	m.Notes = notesOf(l, sent, again)
	switch {
	case again:
		m.Go = &webkit.Button{Text: l.T("page.given.again"), Kind: webkit.Primary}
	case kind == fault.NotFound || kind == fault.Refused: // of an address that may not be there the page says nothing
		m.Heading = l.T("page.error.heading")
	case sent.Page != "":
		m.Open = &webkit.Link{Text: l.T("page.given.open"), URL: webkit.LocalPath(sent.Page)}
	}
	m.Start = &webkit.Link{Text: l.T("page.error.start"), URL: waysOf(room).home}
	shell := h.shell(l, "/", room)
	shell.Languages, shell.Human = nil, h.human(l) // choosing a language would leave the page
	return Show(w, h.errors, kind.Status(), "templates/given", webkit.View{Shell: shell, Page: m}) == nil
}

// unwrapped is the form that was sent, also where the words that open an account were being asked for in between.
func unwrapped(sent webkit.Sent) webkit.Sent {
	if at := waysOf(roomOf(sent.Path)).again; at == "" || !strings.HasPrefix(sent.Path, at) {
		return sent
	}
	inner := sent.Inside(webkit.LocalPath(sent.Get("to")), sent.Get("form"))
	if roomOf(inner.Path) != roomOf(sent.Path) {
		return webkit.Sent{}
	}
	return inner
}

func notesOf(l *locale.Localiser, sent webkit.Sent, again bool) []string {
	notes := []string{l.T("page.given.here")}
	for _, n := range []struct {
		when bool
		key  string
	}{{again && sent.Get(webkit.KeyField) != "", "page.given.once"}, {sent.Cut, "page.given.cut"}, {sent.Files, "page.given.files"}, {sent.Secret, "page.given.secret"}} {
		if n.when {
			notes = append(notes, l.T(n.key))
		}
	}
	return notes
}

// fill sets the fields: in sight what was typed, out of sight what was chosen or stood in the form.
func (m *givenPage) fill(l *locale.Localiser, sent webkit.Sent) {
	for _, f := range sent.Fields {
		if unseen(f, m.Action != "") {
			m.Unseen = append(m.Unseen, kept{f.Name, f.Value})
			continue
		}
		n := strconv.Itoa(len(m.Typed) + 1)
		m.Typed = append(m.Typed, webkit.Textarea{Fixed: true, Rows: rowsOf(f.Value), Value: f.Value,
			Field: webkit.Field{Name: f.Name, ID: "typed-" + n, Label: l.T("page.given.nth", "n", n)}})
	}
	if len(m.Typed) == 1 {
		m.Typed[0].Label = l.T("page.given.one")
	}
}

// pointer is the shape of what stands in a form for a thing that it is about: a handle, an identifier, a page of the house.
var pointer = regexp.MustCompile(`^([a-z2-7]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|/[^\s]*)$`)

// unseen reports whether a field is carried along rather than shown: what nobody typed, and where all of it can be sent
// again, also days, numbers and what a form that nobody has read holds in one bare word.
func unseen(f webkit.SentField, again bool) bool {
	if f.Name == webkit.KeyField || f.Name == webkit.VersionField || strings.TrimSpace(f.Value) == "" || id.IsReference(f.Value) || pointer.MatchString(f.Value) {
		return true
	}
	if !f.Declared {
		return again && isBare(f.Value)
	}
	switch f.Kind {
	case webkit.KindText, webkit.KindMultiline:
		return false
	case webkit.KindDate, webkit.KindInteger:
		return again
	}
	return true
}

func isBare(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("_-.:", r))
	})
}

// rowsOf is how tall a text stands on the page.
func rowsOf(s string) int {
	const wide, least, most = 40, 2, 16
	rows := 0
	for line := range strings.Lines(s) {
		rows += 1 + utf8.RuneCountInString(line)/wide
	}
	return min(max(rows, least), most)
}
