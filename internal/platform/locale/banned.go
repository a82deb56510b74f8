package locale

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// The lists come from the language rules of the field guide: words that blame, label, threaten or promise what nobody can
// keep. Each list is to be reviewed by survivors who speak the language. One entry a line; "*" at an end stands for any
// letters there; a line with "=" names a harmless phrase that contains an entry; "#" begins a comment.
//
//go:embed banned/*.txt
var bannedFiles embed.FS

// A Finding is one banned entry in one text that survivors read.
type Finding struct{ Lang, Key, Entry string }

func (f Finding) String() string { return fmt.Sprintf("%s: %q says %q", f.Lang, f.Key, f.Entry) }

// Banned lists the entries of the language's list that stand in text, in the order of the list. A language without a list
// has none. Strings of the house must have none; for what a worker writes, the entries are suggestions.
func Banned(lang, text string) []string {
	data, err := bannedFiles.ReadFile("banned/" + lang + ".txt")
	if err != nil {
		return nil
	}
	return parseWordList(string(data)).in(text)
}

// Listed lists the entries of another list, written in the same form, that stand in text.
func Listed(list, text string) []string { return parseWordList(list).in(text) }

// Banned looks through everything that survivors read, in all languages: the test of every package with a survivor-facing
// Source asserts that it finds nothing.
func (b *Bundle) Banned() (found []Finding) {
	for _, l := range b.languages {
		data, err := bannedFiles.ReadFile("banned/" + l.Tag + ".txt")
		if err != nil {
			continue
		}
		list := parseWordList(string(data))
		for _, key := range b.Keys() {
			if !b.survivor[key] {
				continue
			}
			for _, entry := range list.inMessage(b.localisers[l.Tag].messages[key]) {
				found = append(found, Finding{l.Tag, key, entry})
			}
		}
	}
	return found
}

type wordList struct{ entries, harmless []string }

func parseWordList(data string) wordList {
	var w wordList
	for line := range strings.Lines(data) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		switch {
		case line == "":
		case line[0] == '=':
			w.harmless = append(w.harmless, words(line[1:]))
		default:
			w.entries = append(w.entries, line)
		}
	}
	return w
}

func (w wordList) in(text string) (found []string) {
	text = words(text)
	for _, h := range w.harmless {
		text = strings.ReplaceAll(text, h, " ")
	}
	for _, entry := range w.entries {
		look := words(entry)
		if strings.HasPrefix(entry, "*") {
			look = look[1:]
		}
		if strings.HasSuffix(entry, "*") {
			look = look[:len(look)-1]
		}
		if strings.Contains(text, look) {
			found = append(found, entry)
		}
	}
	return found
}

func (w wordList) inMessage(m message) (found []string) {
	for _, form := range m.forms {
		found = append(found, w.in(form.String())...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// words writes text as lower-case words between single spaces, with a space at both ends, so that a word can be looked
// for with its boundaries. Vowel signs of Arabic are left out, since they are optional in writing.
func words(text string) string {
	text = strings.NewReplacer("’", "'", "%", " % ").Replace(strings.ToLower(text))
	fields := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '%'
	})
	joined := strings.Map(func(r rune) rune {
		if r >= '\u064b' && r <= '\u0652' || r == '\u0640' {
			return -1
		}
		return r
	}, strings.Join(fields, " "))
	return " " + joined + " "
}
