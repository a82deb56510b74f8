package room

import "github.com/amparo-project/amparo/internal/platform/webkit"

// A Text is one paragraph of the house's own words, or several, below a heading or not.
type Text struct {
	Heading string
	Lines   []string
	Quiet   bool // smaller, beside what matters
}

// A Said is what somebody wrote, in their words and direction.
type Said struct{ Lines []string }

// A Card sets what belongs together apart from what is around it.
type Card struct {
	Heading string
	Name    bool   // the heading is somebody's name
	URL     string // where the heading leads, if anywhere
	Under   bool   // it stands below a heading of its page, so that its own is one step smaller
	Who     string
	When    *webkit.Moment
	Tag     *webkit.Tag
	Parts   []webkit.Component
}

// A Form is what a page asks, with the key that makes a second sending do nothing.
type Form struct {
	Heading string
	Action  string // the address of the page when empty
	Key     string
	Hidden  []webkit.Pair // name and value
	Files   bool          // it carries a file
	Fields  []webkit.Component
	Buttons []webkit.Button
}

// A Link leads on, with what will be found there.
type Link struct{ Text, About, URL string }

// Links is a list of ways on.
type Links struct {
	Heading string
	Items   []Link
}

// Details shows something when it is asked for.
type Details struct {
	Summary string
	Parts   []webkit.Component
}

// Pairs are short facts.
type Pairs struct{ Rows []webkit.Pair }

// An Entry is one thing that was written, with its earlier wordings and what was said beside it.
type Entry struct {
	Title, Who string
	When       webkit.Moment
	Lines      []string
	Locked     string // instead of a wording that the person's keys do not open yet
	Say        *webkit.Link
	EarlierH   string
	Earlier    *Entry
	Beside     []Entry
}

// A Waiting is something that the person can decide, whenever they like.
type Waiting struct {
	Heading, Text string
	Button        webkit.Button
}

func (Text) Component() string    { return "room-text" }
func (Said) Component() string    { return "room-said" }
func (Card) Component() string    { return "room-card" }
func (Form) Component() string    { return "room-form" }
func (Links) Component() string   { return "room-links" }
func (Details) Component() string { return "room-details" }
func (Pairs) Component() string   { return "room-pairs" }
func (Entry) Component() string   { return "entry" }
func (Waiting) Component() string { return "room-waiting" }
