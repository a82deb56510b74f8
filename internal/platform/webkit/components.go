package webkit

// Localiser gives the words of one language. A page model carries one as L where its template needs words that are not
// in a component.
type Localiser interface {
	T(key string, args ...any) string
	Dir() string  // "ltr" or "rtl"
	Lang() string // BCP 47
}

// A Component is a piece of a page. Every text in it is already in the reader's language. A template shows one by its
// name, {{template "input" .Phone}}, or a list of different ones with {{range .Fields}}{{component .}}{{end}}.
type Component interface {
	// Component is the name of the template that shows it.
	Component() string
}

// Link is a way to another page.
type Link struct {
	Text string
	URL  string
}

// Pair is a term and what is said about it. Code says that Text is a reference or a number, written left to right.
type Pair struct {
	Term string
	Text string
	Code bool
}

// ErrorSummary lists what can be put right, at the top of the page. It takes the focus when the page opens.
type ErrorSummary struct {
	Heading string
	Items   []Link // URL is "#" and the DOMID of a field, or empty
}

// Notice says what happened: after a step what was kept, who can see it, what comes next and when.
type Notice struct {
	Heading   string
	Text      string
	Items     []Pair
	Attention bool // something needs care; otherwise it was done
	Undo      *Button
}

// Inset sets a text apart.
type Inset struct{ Text string }

// Tone is the colour of a tag. The tag's text says the same thing.
type Tone string

const (
	Plain     Tone = ""
	Active    Tone = "active"
	Done      Tone = "done"
	Attention Tone = "attention"
)

// Tag is a short state in words.
type Tag struct {
	Text string
	Tone Tone
}

// Drawing is one of the project's line drawings: door, cup, path, chairs, paper, calendar or mark. Words say what it shows;
// empty words mark it as decoration.
type Drawing struct {
	Name  string
	Words string
}

// HumanRoute is the way to a person that every page ends with.
type HumanRoute struct {
	Heading string
	Text    string
	Name    string
	Phone   string
	Hours   string
	Place   string
	More    *Link
}

// EmptyState says what will be on an empty page and what can be done now.
type EmptyState struct {
	Drawing Drawing
	Heading string
	Text    string
	Action  *Button
}

// Tab is an address that shows another side of the same thing.
type Tab struct {
	Text    string
	URL     string
	Current bool
	Count   string
	Key     string // staff key, for example "g n"
}

// Tabs are links, so that each side of a thing has an address and works without a script.
type Tabs struct {
	Label string
	Items []Tab
}

// Paging leads through a long list.
type Paging struct {
	Label    string
	Previous *Link
	Next     *Link
}

func (ErrorSummary) Component() string { return "errors" }
func (Notice) Component() string       { return "notice" }
func (Inset) Component() string        { return "inset" }
func (Tag) Component() string          { return "tag" }
func (Drawing) Component() string      { return "drawing" }
func (HumanRoute) Component() string   { return "human" }
func (EmptyState) Component() string   { return "empty" }
func (Tabs) Component() string         { return "tabs" }
func (Paging) Component() string       { return "paging" }

// Any reports whether there is something to put right.
func (s ErrorSummary) Any() bool { return len(s.Items) > 0 }
