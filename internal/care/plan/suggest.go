package plan

import (
	"embed"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The lists come from the language rules of the field guide (practice map, section 9.2), one pair a line: words that blame,
// label or doubt, "=", and what could be written. "*" at the end or the beginning of a word stands for any letters there;
// "#" begins a comment. Each list is to be reviewed by survivors who speak the language.
//
//go:embed instead/*.txt
var insteadFiles embed.FS

// A Suggestion is one place in a text that could be put in words that do not blame.
type Suggestion struct {
	From, To int    // bytes of the text
	Found    string // as it stands there
	Use      string // what could be written; the author decides
}

// Suggest looks through what somebody is writing. It changes nothing and keeps nothing. A language without a list, or with
// a region ("es-MX"), is looked up by its first part; where that has no list either there is nothing to suggest.
func Suggest(lang, text string) []Suggestion {
	tag, _, _ := strings.Cut(lang, "-")
	list, err := insteadFiles.ReadFile("instead/" + tag + ".txt")
	if err != nil {
		return nil
	}
	return suggest(parseInstead(string(list)), text)
}

// An instead is one line of a list.
type instead struct {
	words []look
	use   string
}

// A look is one word that is looked for, as normal writes it.
type look struct {
	bare          string
	before, after bool // other letters may stand there
}

func (l look) is(w string) bool {
	switch {
	case l.before && l.after:
		return strings.Contains(w, l.bare)
	case l.before:
		return strings.HasSuffix(w, l.bare)
	case l.after:
		return strings.HasPrefix(w, l.bare)
	}
	return w == l.bare
}

func parseInstead(list string) []instead {
	var out []instead
	for line := range strings.Lines(list) {
		line, _, _ = strings.Cut(line, "#")
		words, use, _ := strings.Cut(line, "=")
		one := instead{use: strings.TrimSpace(use)}
		for _, w := range strings.Fields(words) {
			w = normal(w)
			one.words = append(one.words, look{strings.Trim(w, "*"), strings.HasPrefix(w, "*"), strings.HasSuffix(w, "*")})
		}
		if one.use != "" && len(one.words) > 0 && !slices.ContainsFunc(one.words, func(l look) bool { return l.bare == "" }) {
			out = append(out, one)
		}
	}
	// The longest first: "failed to attend" before "failed".
	slices.SortStableFunc(out, func(a, b instead) int { return len(b.words) - len(a.words) })
	return out
}

func suggest(list []instead, text string) []Suggestion {
	found := []Suggestion(nil)
	all := wordsOf(text)
	for at := 0; at < len(all); at++ {
		i := slices.IndexFunc(list, func(one instead) bool { return one.stands(all[at:]) })
		if i < 0 {
			continue
		}
		end := at + len(list[i].words)
		from, to := all[at].from, all[end-1].to
		found = append(found, Suggestion{from, to, text[from:to], list[i].use})
		at = end - 1
	}
	return found
}

// stands reports whether the words begin with the entry.
func (i instead) stands(words []word) bool {
	if len(words) < len(i.words) {
		return false
	}
	for n, l := range i.words {
		if !l.is(words[n].text) {
			return false
		}
	}
	return true
}

// A word is one word of a text, with its place.
type word struct {
	from, to int
	text     string // as normal writes it
}

func wordsOf(text string) []word {
	var list []word
	from := -1
	end := func(to int) {
		if from >= 0 {
			bare := strings.TrimLeft(text[from:to], joins)
			from = to - len(bare)
			if bare = strings.TrimRight(bare, joins); bare != "" {
				list = append(list, word{from, from + len(bare), normal(bare)})
			}
		}
		from = -1
	}
	for i, r := range text {
		if inWord(r) {
			if from < 0 {
				from = i
			}
			continue
		}
		end(i)
	}
	end(len(text))
	return list
}

// joins are signs that belong to a word between two of its letters: "non-compliant" is one.
const joins = "'’-"

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '%' || strings.ContainsRune(joins, r)
}

// normal writes a word as the lists do: small letters, one form of the apostrophe and of letters with marks, without the
// vowel signs of Arabic, which are optional in writing.
func normal(w string) string {
	w = strings.ReplaceAll(strings.ToLower(norm.NFC.String(w)), "’", "'")
	return strings.Map(func(r rune) rune {
		if r >= '\u064b' && r <= '\u0652' || r == '\u0640' {
			return -1
		}
		return r
	}, w)
}
