package desk

import (
	"strings"

	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A Form is what a page asks, with the key that makes a second sending do nothing.
type Form struct {
	Heading string
	Action  string // the address of the page when empty
	Key     string
	Hidden  []webkit.Pair // name and value
	Fields  []webkit.Component
	Buttons []webkit.Button
	OnCard  bool // set apart from what is around it
}

// A Text is one paragraph, or several.
type Text struct {
	Heading string
	Lines   []string
	Quiet   bool
}

// A List is a list of short lines.
type List struct {
	Heading string
	Lines   []string
}

// A Version is one wording of an entry.
type Version struct {
	Who   string
	When  webkit.Moment
	Lines []string
}

// A Beside is a statement that stands beside an entry. Own says that the person themselves wrote it.
type Beside struct {
	Own   bool
	Who   string
	When  webkit.Moment
	Lines []string
}

// An Entry is one thing that was written, as the desk shows it: its newest wording, the wordings before, and what was said
// beside it.
type Entry struct {
	Version
	Kind        string // empty where all entries of the page are of one kind
	Locked      string // instead of a wording that the reader's keys do not open
	Corrected   string // says that there are earlier wordings, with how many
	Before      []Version
	Beside      []Beside
	CorrectURL  string
	CorrectText string
	Do          *Form // what can be done with it by one button
}

// Entries are what was written, the newest first.
type Entries struct {
	Label string
	Items []Entry
}

// A Hidden is something shown only when asked for.
type Hidden struct{ Summary, Text string }

// A Standing is where one choice about sharing stands, with what can be done about it.
type Standing struct {
	Heading string
	Tag     webkit.Tag
	Pairs   []webkit.Pair
	Items   []Item
	More    webkit.Actions
	Actions []Form
}

// An Item is one thing that would go, or went, to another agency.
type Item struct {
	Heading    string
	About      string // who wrote it, and on which day
	Lines      []string
	BesideHead string
	Beside     []string // what the person said beside it
}

// Items are what would go, or went.
type Items struct{ Items []Item }

// A Card is what the person takes with them, printed once.
type Card struct {
	Cut, Code, Note string
}

// Lines are the code in two lines of two groups, for the large letters.
func (c Card) Lines() []string {
	half := len(c.Code) / 2
	return []string{strings.TrimSpace(c.Code[:half]), strings.TrimSpace(c.Code[half:])}
}

// A Whose says on whose page one writes, so that nothing is written about somebody else by mistake.
type Whose struct{ Text, Name string }

// A Both is one thing side by side: what counts now, and beside it what is proposed and what was said about it.
type Both struct {
	Heading string
	Tag     *webkit.Tag
	Columns []Column
	Before  []Version // earlier wordings
	Earlier string    // says that there are some
	More    webkit.Actions
	Forms   []Form
}

// A Column is one side of it. Own says that it is the person's own.
type Column struct {
	Heading string
	Lines   []string
	Notes   []string // said about it by the desk
	Who     string
	When    *webkit.Moment
	Own     bool
}

// A Part is the heading of one part of a page, with what can be added to it.
type Part struct {
	Heading string
	Text    string
	Button  *webkit.Button
}

// Groups are questions that belong together, one group beside the other.
type Groups struct{ Items []Group }

// A Group is one of them.
type Group struct {
	Legend string
	Fields []webkit.Component
}

// A Facts is what is to be copied exactly.
type Facts struct{ Pairs []webkit.Pair }

// A Square is a QR code as the path of an SVG drawing.
type Square struct {
	Label string
	Size  int
	Path  string
}

// A Passkey is a question to a device, with a form that carries its answer back. The script of the page asks; without it,
// the page says Without.
type Passkey struct {
	Do       string // "create" or "get", of navigator.credentials
	Key      string
	Question string // JSON
	Button   webkit.Button
	Without  string
	Failed   string
}

func (Form) Component() string     { return "staff-form" }
func (Text) Component() string     { return "staff-text" }
func (List) Component() string     { return "staff-list" }
func (Entries) Component() string  { return "staff-entries" }
func (Hidden) Component() string   { return "staff-hidden" }
func (Standing) Component() string { return "staff-standing" }
func (Items) Component() string    { return "staff-items" }
func (Card) Component() string     { return "staff-card" }
func (Whose) Component() string    { return "staff-whose" }
func (Both) Component() string     { return "staff-both" }
func (Part) Component() string     { return "staff-part" }
func (Groups) Component() string   { return "staff-groups" }
func (Facts) Component() string    { return "staff-facts" }
func (Square) Component() string   { return "staff-square" }
func (Passkey) Component() string  { return "staff-passkey" }
