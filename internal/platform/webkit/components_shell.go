package webkit

// Room says which of the rooms a page belongs to.
type Room string

const (
	Public   Room = "public"
	Survivor Room = "survivor"
	Staff    Room = "staff"
)

// Exit is the way out of the page, first in tab order and always in the same place.
type Exit struct {
	Text string
	URL  string // "/leave" if empty
}

// Address is URL, or "/leave".
func (e Exit) Address() string {
	if e.URL == "" {
		return "/leave"
	}
	return e.URL
}

// LanguageChoice is a language, written in itself.
type LanguageChoice struct {
	Lang    string
	Dir     string
	Name    string
	URL     string
	Current bool
}

// NavItem is one of the ways that stand on every page of a room.
type NavItem struct {
	Text    string
	URL     string
	Current bool
	Count   string
	Key     string // staff key, for example "g p"
}

// Search is the search field of the staff room. It posts, so that what is searched never stands in an address.
type Search struct {
	Label string
	URL   string
	Name  string
	Value string
}

// Shortcuts is the list of keys behind "?".
type Shortcuts struct {
	Label string
	Items []Pair // Term is the key, Text what it does
}

// Shell is everything around the main part of a page. The title is neutral: it stands in the history of a device that
// others may hold.
type Shell struct {
	Lang           string
	Dir            string
	Title          string
	Room           Room
	Skip           string // "Go to the main part"
	Exit           Exit
	Home           Link // what the mark leads to
	Languages      []LanguageChoice
	LanguagesLabel string
	NavLabel       string
	Nav            []NavItem
	Back           *Link
	Human          *HumanRoute
	Calm           bool   // dark, and without pictures
	Aloud          *Aloud // where the page can be read aloud, by a voice of the device
	Script         string // one more script, for what this page alone does; or empty
	Draft          string // "The words of this page are a draft translation.", or empty
	Limits         string // what leaving quickly does not hide

	// Staff only.
	Search      *Search
	HideNames   string // text of the privacy switch, or empty
	NamesHidden bool
	CoverNames  string // where "cover" and "show" are kept for the next pages, or empty
	Prints      bool   // the page is made for paper; every other page behind a sign-in prints nothing
	Shortcuts   *Shortcuts
	SignOut     *Button // Action is its address
	Logged      string  // "Looking is logged."
	Notice      *Notice // what everybody who works here has to know now, whatever the page is
}

// Aloud is the button that has a page read aloud. It is seen only where the device has a voice in the page's language.
type Aloud struct {
	Listen, Stop string
	Note         string // that others near can hear it
}

// Style is the name of the style sheet for the direction of the page.
func (s Shell) Style() string {
	if s.Dir == "rtl" {
		return "app.rtl.css"
	}
	return "app.css"
}

// Direction is Dir, or "ltr".
func (s Shell) Direction() string {
	if s.Dir == "rtl" {
		return "rtl"
	}
	return "ltr"
}

// Language is the language of the page as its chooser shows it.
func (s Shell) Language() LanguageChoice {
	for _, choice := range s.Languages {
		if choice.Current {
			return choice
		}
	}
	return LanguageChoice{Lang: s.Lang, Dir: s.Dir, Name: s.Lang}
}

// IsStaff reports whether the page is a desk.
func (s Shell) IsStaff() bool { return s.Room == Staff }
