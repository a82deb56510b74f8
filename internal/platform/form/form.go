package form

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
)

// A Type is the FHIR type of an item.
type Type string

// The types that are carried out. Group and Display hold no answer.
const (
	Group      Type = "group"
	Display    Type = "display"
	Boolean    Type = "boolean"
	Choice     Type = "choice"
	OpenChoice Type = "open-choice" // one of the options, or words of one's own
	String     Type = "string"      // one line
	LongText   Type = "text"        // several lines
	Date       Type = "date"        // a day, a month or only a year: nobody has to remember more
	Integer    Type = "integer"
)

// A Text is one text in several languages, by tag.
type Text map[string]string

// In returns the text in lang, or in English where lang has none.
func (t Text) In(lang string) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t["en"]
}

// A Form is one version of a questionnaire. It never changes; an answer names the version it was given to.
type Form struct {
	Name    string // as used in the program, for example "how-to-reach-me"
	URL     string
	Version string
	Title   Text
	Items   []Item
	byID    map[string]*Item
}

// An Item is a question, a group of them, or words between them.
type Item struct {
	LinkID    string
	Type      Type
	Text      Text
	Why, Who  Text // why we ask, who sees the answer; empty for Group and Display
	Sensitive bool
	Required  bool
	Repeats   bool // several answers may be given
	MaxLength int  // of a text, in characters
	Options   []Option
	Items     []Item
	enable    []condition
	all       bool // all conditions must hold, not just one
}

// An Option is one answer of a choice.
type Option struct {
	Code    string
	Display Text
}

// Question reports whether the item takes an answer.
func (i Item) Question() bool { return i.Type != Group && i.Type != Display }

// Item returns the item with the link id.
func (f *Form) Item(linkID string) (Item, bool) {
	i, ok := f.byID[linkID]
	if !ok {
		return Item{}, false
	}
	return *i, true
}

// Canonical names this version of the form, as a response refers to it.
func (f *Form) Canonical() string { return f.URL + "|" + f.Version }

// Texts lists every text of the form in one language, for tests of its words.
func (f *Form) Texts(lang string) []string {
	texts := []string{f.Title.In(lang)}
	f.walk(f.Items, func(i *Item) {
		for _, t := range []Text{i.Text, i.Why, i.Who} {
			if len(t) > 0 {
				texts = append(texts, t.In(lang))
			}
		}
		for _, o := range i.Options {
			texts = append(texts, o.Display.In(lang))
		}
	})
	return texts
}

// walk visits items depth first, in the order of the page.
func (f *Form) walk(items []Item, visit func(i *Item)) {
	for n := range items {
		visit(&items[n])
		f.walk(items[n].Items, visit)
	}
}

// A Library is a set of forms in all their versions. It never changes.
type Library struct{ forms map[string]*Form }

// Load parses every .json file at the root of files. Each text must be there in each of the languages, English among
// them. Its error lists everything wrong with all of the files.
func Load(files fs.FS, languages ...string) (*Library, error) {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	l := &Library{forms: map[string]*Form{}}
	var problems []error
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		f, err := Parse(data, languages...)
		if err != nil {
			problems = append(problems, &fileError{name, err})
			continue
		}
		if l.forms[f.Canonical()] != nil {
			problems = append(problems, &fileError{name, errors.New("another file has the same address and version")})
		}
		l.forms[f.Canonical()] = f
	}
	return l, errors.Join(problems...)
}

type fileError struct {
	file string
	err  error
}

func (e *fileError) Error() string { return e.file + ": " + e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// Version returns the form that a response's canonical name refers to.
func (l *Library) Version(canonical string) (*Form, bool) {
	f, ok := l.forms[canonical]
	return f, ok
}

// Newest returns the version of the named form that is to be asked now: the last in the order of version texts, which
// are therefore written as dates (2026-11-23).
func (l *Library) Newest(name string) (newest *Form, ok bool) {
	for _, key := range slices.Sorted(maps.Keys(l.forms)) {
		if f := l.forms[key]; f.Name == name && (newest == nil || f.Version > newest.Version) {
			newest = f
		}
	}
	return newest, newest != nil
}
