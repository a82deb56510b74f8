package staff

import (
	"strings"

	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A form is what a page asks, with the key that makes a second sending do nothing.
type form struct {
	Heading string
	Action  string // the address of the page when empty
	Key     string
	Hidden  []webkit.Pair // name and value
	Fields  []webkit.Component
	Buttons []webkit.Button
	OnCard  bool // set apart from what is around it
}

// A text is one paragraph, or several.
type text struct {
	Heading string
	Lines   []string
	Quiet   bool
}

// A list is a list of short lines.
type list struct {
	Heading string
	Lines   []string
}

// A version is one wording of an entry.
type version struct {
	Who   string
	When  webkit.Moment
	Lines []string
}

// A beside is a statement that stands beside an entry. Own says that the person themselves wrote it.
type beside struct {
	Own   bool
	Who   string
	When  webkit.Moment
	Lines []string
}

// An entry is one thing that was written, as the desk shows it: its newest wording, the wordings before, and what was said
// beside it.
type entry struct {
	version
	Kind        string // empty where all entries of the page are of one kind
	Locked      string // instead of a wording that the reader's keys do not open
	Corrected   string // says that there are earlier wordings, with how many
	Before      []version
	Beside      []beside
	CorrectURL  string
	CorrectText string
}

type entries struct {
	Label string
	Items []entry
}

// A hidden is something shown only when asked for.
type hidden struct{ Summary, Text string }

// A standing is where one choice about sharing stands, with what can be done about it.
type standing struct {
	Heading string
	Tag     webkit.Tag
	Pairs   []webkit.Pair
	Items   []item
	More    webkit.Actions
	Actions []form
}

// An item is one thing that would go, or went, to another agency.
type item struct {
	Heading    string
	About      string // who wrote it, and on which day
	Lines      []string
	BesideHead string
	Beside     []string // what the person said beside it
}

type items struct{ Items []item }

// A card is what the person takes with them, printed once.
type card struct {
	Cut, Code, Note string
}

// Lines are the code in two lines of two groups, for the large letters.
func (c card) Lines() []string {
	half := len(c.Code) / 2
	return []string{strings.TrimSpace(c.Code[:half]), strings.TrimSpace(c.Code[half:])}
}

// A facts is what is to be copied exactly.
type facts struct{ Pairs []webkit.Pair }

// A square is a QR code as the path of an SVG drawing.
type square struct {
	Label string
	Size  int
	Path  string
}

// A passkey is a question to a device, with a form that carries its answer back. The script of the page asks; without it,
// the page says Without.
type passkey struct {
	Do       string // "create" or "get", of navigator.credentials
	Key      string
	Question string // JSON
	Button   webkit.Button
	Without  string
	Failed   string
}

func (form) Component() string     { return "staff-form" }
func (text) Component() string     { return "staff-text" }
func (list) Component() string     { return "staff-list" }
func (entries) Component() string  { return "staff-entries" }
func (hidden) Component() string   { return "staff-hidden" }
func (standing) Component() string { return "staff-standing" }
func (items) Component() string    { return "staff-items" }
func (card) Component() string     { return "staff-card" }
func (facts) Component() string    { return "staff-facts" }
func (square) Component() string   { return "staff-square" }
func (passkey) Component() string  { return "staff-passkey" }
