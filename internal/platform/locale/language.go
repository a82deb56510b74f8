package locale

import (
	"golang.org/x/text/language"
)

// A Language is one shipped language.
type Language struct {
	Tag     string // BCP 47, for the lang attribute
	OwnName string // in its own script, as its readers look for it
	Dir     string // "ltr" or "rtl", for the dir attribute
	Draft   bool   // true until a person who reads the language has reviewed every file of it
	Digits  string // the ten digits, zero first
}

const latinDigits = "0123456789"

// source is the language in which words are written first and to which the others are compared.
const source = "en"

// A rules value is what a language needs beside its words.
type rules struct {
	Language
	plural   func(n uint64) Category
	required []Category // those that whole numbers below a million reach
}

// shipped lists the languages in the order in which a chooser shows them.
func shipped() []rules {
	two := []Category{One, Other}
	return []rules{
		{Language{Tag: "en", OwnName: "English", Dir: "ltr", Digits: latinDigits}, pluralEn, two},
		{Language{Tag: "es", OwnName: "Español", Dir: "ltr", Digits: latinDigits}, pluralEs, two},
		{Language{Tag: "ar", OwnName: "العربية", Dir: "rtl", Digits: latinDigits}, pluralAr, []Category{Zero, One, Two, Few, Many, Other}},
		{Language{Tag: "am", OwnName: "አማርኛ", Dir: "ltr", Digits: latinDigits}, pluralAm, two},
		{Language{Tag: "vi", OwnName: "Tiếng Việt", Dir: "ltr", Digits: latinDigits}, pluralVi, []Category{Other}},
	}
}

// matcher chooses among tags, the first being what a reader of none of them gets.
func matcher(tags []string) language.Matcher {
	parsed := make([]language.Tag, len(tags))
	for i, t := range tags {
		parsed[i] = language.Make(t)
	}
	return language.NewMatcher(parsed)
}

// Match returns the tag of the language to speak: chosen when the person chose a shipped one, else the best for the
// Accept-Language header, else English. A header that cannot be read counts as none.
func (b *Bundle) Match(acceptLanguage, chosen string) string {
	if _, ok := b.localisers[chosen]; ok {
		return chosen
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return source
	}
	_, i, confidence := b.match.Match(wanted...)
	if confidence == language.No {
		return source
	}
	return b.languages[i].Tag
}
