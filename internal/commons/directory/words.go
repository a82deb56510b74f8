package directory

import (
	"embed"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed words/*.txt
var wordFiles embed.FS

// A lexicon maps words and phrases to the codes of a closed list.
type lexicon struct {
	codes   []string
	phrases map[string][]phrase // by first word
}

type phrase struct {
	words []string
	code  string
}

var (
	needWords     = readLexicon("words/needs.txt")
	accessWords   = readLexicon("words/access.txt")
	languageWords = readLexicon("words/languages.txt")
)

// Needs lists the needs that a search can ask for; the words for each are in words/needs.txt.
func Needs() []string { return slices.Clone(needWords.codes) }

// AccessNeeds lists what a search can ask of a place.
func AccessNeeds() []string { return slices.Clone(accessWords.codes) }

// Languages lists the language codes that a search can ask for.
func Languages() []string { return slices.Clone(languageWords.codes) }

func readLexicon(name string) *lexicon {
	data, err := wordFiles.ReadFile(name)
	if err != nil {
		panic(err) // the file is embedded: it cannot be missing
	}
	l := &lexicon{phrases: map[string][]phrase{}}
	for line := range strings.Lines(string(data)) {
		code, words, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		l.codes = append(l.codes, code)
		for w := range strings.SplitSeq(words, ",") {
			if f := fold(w); len(f) > 0 {
				l.phrases[f[0]] = append(l.phrases[f[0]], phrase{f, code})
			}
		}
	}
	return l
}

func (l *lexicon) knows(code string) bool { return slices.Contains(l.codes, code) }

// find lists the codes whose words stand in folded text, in the lexicon's order.
func (l *lexicon) find(texts ...[]string) (codes []string) {
	found := map[string]bool{}
	for _, words := range texts {
		for i, w := range words {
			for _, p := range l.phrases[w] {
				if len(p.words) <= len(words)-i && slices.Equal(p.words, words[i:i+len(p.words)]) {
					found[p.code] = true
				}
			}
		}
	}
	for _, c := range l.codes {
		if found[c] {
			codes = append(codes, c)
		}
	}
	return codes
}

const maxWord = 64 // bytes of one folded word; longer ones are cut, on both sides alike

// fold cuts text into words the way they are indexed and searched: letters and digits, lower case, without accents and
// without an English plural. Both engines get these words, so both find the same.
func fold(text string) []string {
	var b strings.Builder
	for _, c := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case c == 'đ':
			b.WriteByte('d')
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			b.WriteRune(c)
		case unicode.Is(unicode.Mn, c) || c == '\'' || c == '’':
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	for i, w := range words {
		words[i] = cut(singular(w))
	}
	return words
}

// singular takes off an English plural. It is crude, and harmless: the same is done to what is searched for.
func singular(w string) string {
	switch {
	case len(w) < 4 || !strings.HasSuffix(w, "s") || strings.HasSuffix(w, "ss") || strings.HasSuffix(w, "us"):
		return w
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	}
	return w[:len(w)-1]
}

func cut(w string) string {
	if len(w) <= maxWord {
		return w
	}
	end := 0
	for i := range w {
		if i > maxWord {
			break
		}
		end = i
	}
	return w[:end]
}

// small words carry no meaning in a search of services and are not required to match.
var small = set("a", "an", "and", "at", "by", "for", "from", "i", "in", "is", "me", "my", "need", "near", "of", "on",
	"or", "the", "to", "with", "de", "del", "el", "en", "la", "las", "los", "para", "por", "un", "una", "y", "en", "con")
