package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// A Source is the words of one package: a folder with <tag>.json for every shipped language.
type Source struct {
	Name     string // for messages of New, for example "survivor"
	FS       fs.FS
	Survivor bool // true when survivors read these words: Bundle.Banned then looks through them
}

// Embedded is the source in the folder "words" of a package's embedded files.
func Embedded(name string, files fs.FS, survivor bool) Source {
	words, err := fs.Sub(files, "words")
	if err != nil {
		panic(err) // the name is a constant and well formed
	}
	return Source{Name: name, FS: words, Survivor: survivor}
}

// A Bundle is the words of all sources in all languages. It never changes and is safe for concurrent use.
type Bundle struct {
	languages  []Language
	localisers map[string]*Localiser
	survivor   map[string]bool // keys that survivors read
	match      language.Matcher
}

// New reads the sources. Its error lists everything that is missing or does not fit, in all languages at once: files,
// keys, placeholders, plural categories, and keys that two sources define.
func New(sources ...Source) (*Bundle, error) {
	var problems []error
	survivor := map[string]bool{}
	all := shipped()
	merged := make([]map[string]message, len(all))
	for i, r := range all {
		merged[i] = map[string]message{}
		for _, s := range sources {
			f, err := readFile(s, r.Tag)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			all[i].Draft = all[i].Draft || f.draft
			problems = append(problems, merge(merged[i], f.messages, s, r.Tag)...)
			for key := range f.messages {
				survivor[key] = survivor[key] || s.Survivor
			}
		}
	}
	for _, s := range sources {
		problems = append(problems, unknownFiles(s, all)...)
	}
	for i := range all {
		problems = append(problems, compare(merged[0], merged[i], all[i])...)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return assemble(all, merged, survivor), nil
}

func assemble(all []rules, merged []map[string]message, survivor map[string]bool) *Bundle {
	dates := calendars()
	b := &Bundle{localisers: map[string]*Localiser{}, survivor: survivor}
	var tags []string
	for i, r := range all {
		b.languages = append(b.languages, r.Language)
		b.localisers[r.Tag] = &Localiser{rules: r, messages: merged[i], calendar: dates[r.Tag]}
		tags = append(tags, r.Tag)
	}
	b.match = matcher(tags)
	return b
}

func readFile(s Source, tag string) (file, error) {
	data, err := fs.ReadFile(s.FS, tag+".json")
	if err != nil {
		return file{}, fmt.Errorf("%s: %s.json cannot be read: %w", s.Name, tag, err)
	}
	f, err := parseFile(data)
	if err != nil {
		return file{}, fmt.Errorf("%s: %s.json: %w", s.Name, tag, err)
	}
	if tag != source && !strings.Contains(string(data), `"_meta"`) {
		return file{}, fmt.Errorf("%s: %s.json does not say in _meta whether it has been reviewed", s.Name, tag)
	}
	return f, nil
}

func merge(into, from map[string]message, s Source, tag string) (problems []error) {
	for _, key := range slices.Sorted(maps.Keys(from)) {
		if _, twice := into[key]; twice {
			problems = append(problems, fmt.Errorf("%s: %s.json: another source also defines %q", s.Name, tag, key))
		}
		into[key] = from[key]
	}
	return problems
}

func unknownFiles(s Source, all []rules) (problems []error) {
	names, err := fs.Glob(s.FS, "*.json")
	if err != nil {
		return []error{err}
	}
	for _, name := range names {
		tag := strings.TrimSuffix(name, ".json")
		if !slices.ContainsFunc(all, func(r rules) bool { return r.Tag == tag }) {
			problems = append(problems, fmt.Errorf("%s: %s is not of a shipped language", s.Name, name))
		}
	}
	return problems
}

// compare lists what one language lacks beside the source language.
func compare(want, have map[string]message, r rules) (problems []error) {
	report := func(key, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %q %s", r.Tag, key, fmt.Sprintf(format, args...)))
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		m, ok := have[key]
		if !ok {
			report(key, "is missing")
			continue
		}
		compareMessage(want[key], m, r, func(format string, args ...any) { report(key, format, args...) })
	}
	for _, key := range slices.Sorted(maps.Keys(have)) {
		if _, ok := want[key]; !ok {
			report(key, "is not in the source language")
		}
	}
	return problems
}

func compareMessage(want, have message, r rules, report func(format string, args ...any)) {
	switch {
	case want.plural():
		for _, c := range r.required {
			if have.forms[c] == nil {
				report("lacks the plural form %q", c)
			}
		}
	case have.plural():
		report("has plural forms that the source language has not")
	}
	names := want.forms[Other].names()
	for _, c := range slices.Sorted(maps.Keys(have.forms)) {
		got := have.forms[c].names()
		if want.plural() && c != Other { // "one step" may leave the number out
			if !slices.Equal(without(got, countName), without(names, countName)) {
				report("has placeholders %v in %q, want %v", got, c, names)
			}
		} else if !slices.Equal(got, names) {
			report("has placeholders %v, want %v", got, names)
		}
	}
}

func without(names []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
}

// Languages lists the shipped languages in the order in which a chooser shows them.
func (b *Bundle) Languages() []Language { return slices.Clone(b.languages) }

// For returns the Localiser of a language, and the English one for a tag that is not shipped.
func (b *Bundle) For(tag string) *Localiser {
	if l, ok := b.localisers[tag]; ok {
		return l
	}
	return b.localisers[source]
}

// Keys lists every key in order, for tests that walk them.
func (b *Bundle) Keys() []string { return slices.Sorted(maps.Keys(b.localisers[source].messages)) }

// Has reports whether key is defined, for tests that walk templates.
func (b *Bundle) Has(key string) bool {
	_, ok := b.localisers[source].messages[key]
	return ok
}
