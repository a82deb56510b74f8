package page

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// AgainPath and DeskAgainPath are where somebody types the words that they sign in with once more, for what asks for them
// inside an open session.
const (
	AgainPath     = "/my/again"
	DeskAgainPath = "/desk/again"
)

// maxAgain is room for the longest form, with itself inside.
const maxAgain = 3 * webkit.DefaultMaxBody

// An againPage is the page that asks for the words, and the one that goes on after them.
type againPage struct {
	Heading, Text string
	Errors        webkit.ErrorSummary
	Said          []string // what was typed, to read before it is sent
	Action        string
	Words         *webkit.Input // nil where the words were right
	Kept          []kept
	Go            webkit.Button
	Device        *webkit.Button // asks a device in the place of the words
	Back          *webkit.Link
}

// kept is a field that is carried along unseen.
type kept struct{ Name, Value string }

// An asked is what is asked for the words: where it leads, and the form that was sent there.
type asked struct{ to, form string }

var againFields = []webkit.FormField{{Name: "to", Required: true, Max: 300}, {Name: "form", Max: webkit.DefaultMaxBody}}

var againForm = webkit.Form{Repeatable: true, Fields: append([]webkit.FormField{{Name: "words", Required: true, Max: 200}}, againFields...)}

// askedOf reads where the words lead back to: a page of the same room, and of no other.
func askedOf(r *http.Request, v webkit.Values) asked {
	room := roomOf(r.URL.Path)
	a := asked{webkit.LocalPath(v.Get("to")), v.Get("form")}
	if roomOf(a.to) != room || a.to == waysOf(room).again {
		a.to = waysOf(room).home
	}
	return a
}

func (a asked) fields() []kept { return []kept{{"to", a.to}, {"form", a.form}} }

// askAgain shows the page that asks for the words, with the form that was sent inside it.
func (h *House) askAgain(w http.ResponseWriter, r *http.Request) error {
	a := asked{to: webkit.LocalPath(r.URL.Path)}
	if sent, ok := webkit.SentBy(r); ok && !sent.Several { // a file is chosen anew
		a.form = sent.Values().Encode()
	}
	return h.showAgain(w, r, fault.StepUp.Status(), a, nil)
}

func (h *House) showAgain(w http.ResponseWriter, r *http.Request, status int, a asked, problems webkit.Problems) error {
	l, room := h.Speak(r), roomOf(r.URL.Path)
	heading, text, words := "page.again.heading", "account.error.step_up", "page.again.words"
	if room == webkit.Staff {
		heading, text, words = "page.again.desk", "page.again.desk_text", "page.again.passphrase"
	}
	m := againPage{Heading: l.T(heading), Text: l.T(text), Action: waysOf(room).again,
		Words: &webkit.Input{Field: webkit.Field{Name: "words", Label: l.T(words), Error: FieldError(l, problems, "words")}, Type: "password"},
		Kept:  a.fields(), Go: webkit.Button{Text: l.T("page.again.go"), Kind: webkit.Primary}}
	if problems.Any() {
		m.Errors = Summary(l, problems)
	}
	if h.hasPasskey(r) {
		m.Device = &webkit.Button{Text: l.T("page.again.device")}
	}
	return Show(w, h.errors, status, "templates/again", webkit.View{Shell: h.roomShell(r), Page: m})
}

// AgainFor is the address that asks for the words and then leads to a page of the same room.
func AgainFor(page string) string { return waysOf(roomOf(page)).again + "?to=" + url.QueryEscape(page) }

var againAsk = webkit.Form{Repeatable: true, Fields: []webkit.FormField{{Name: "to", Max: 300}}}

// ask shows the page that asks for the words to somebody who chose to type them.
func (h *House) ask(w http.ResponseWriter, r *http.Request) error {
	v, problems := againAsk.Read(r)
	if problems.Any() {
		return problems.Err()
	}
	return h.showAgain(w, r, http.StatusOK, askedOf(r, v), nil)
}

// again takes the words and goes on with what asked for them. Where that was a form, it is shown as one button: no page
// sends a form by itself.
func (h *House) again(w http.ResponseWriter, r *http.Request) error {
	v, problems := againForm.Read(r)
	a := askedOf(r, v)
	if problems.Any() && len(v.All("words")) == 0 { // it comes from the page about a device
		return h.showAgain(w, r, fault.StepUp.Status(), a, nil)
	}
	if problems.Any() {
		return h.showAgain(w, r, problems.Status(), a, problems)
	}
	session, err := h.Accounts.StepUp(r.Context(), Actor(r.Context()), v.Get("words"))
	if err != nil && fault.KindOf(err) == fault.BadInput {
		problems = webkit.Problems{{Field: "words", Key: fault.KeyOf(err)}}
		return h.showAgain(w, r, problems.Status(), a, problems)
	}
	if err != nil {
		return err
	}
	return h.goOn(w, r, session, a)
}

// goOn continues, in the session that is stepped up, with what asked for it.
func (h *House) goOn(w http.ResponseWriter, r *http.Request, session account.Session, a asked) error {
	h.Carry(w, session)
	fields, err := url.ParseQuery(a.form)
	if err != nil || len(fields) == 0 {
		webkit.SeeOther(w, a.to)
		return nil
	}
	l := h.Speak(r)
	m := againPage{Heading: l.T("page.again.thanks"), Text: l.T("page.again.on"), Action: a.to, Kept: carried(fields),
		Go: webkit.Button{Text: l.T("page.again.go"), Kind: webkit.Primary}}
	return Show(w, h.errors, http.StatusOK, "templates/again", webkit.View{Shell: h.roomShell(r), Page: m})
}

// carried are the fields of a form, as another page carries them along.
func carried(fields url.Values) (list []kept) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			list = append(list, kept{name, value})
		}
	}
	return list
}
