package locale

import (
	"maps"
	"strings"
)

// Pseudo-locales, for tests only. Text that shows unchanged in them was never given to a translator.
const (
	Accented = "en-XA" // English with accents and a third longer: finds fixed widths and unmarked text
	Mirrored = "ar-XB" // English from right to left: finds pages that only work from left to right
)

// Pseudo returns a bundle that also speaks Accented and Mirrored. Neither is listed by Languages nor matched by a header;
// Match takes them as a choice.
func (b *Bundle) Pseudo() *Bundle {
	p := *b
	p.localisers = maps.Clone(b.localisers)
	p.localisers[Accented] = b.pseudo(Accented, "ltr", accent)
	p.localisers[Mirrored] = b.pseudo(Mirrored, "rtl", mirror)
	return &p
}

func (b *Bundle) pseudo(tag, dir string, change func(string) string) *Localiser {
	l := *b.localisers[source]
	l.Language.Tag, l.Language.Dir, l.Language.Draft, l.pseudo = tag, dir, true, change
	return &l
}

func accent(s string) string {
	if strings.TrimSpace(s) == "" {
		return s
	}
	s = strings.NewReplacer("a", "á", "e", "é", "i", "í", "o", "ó", "u", "ú", "n", "ñ", "c", "ç", "y", "ý",
		"A", "Á", "E", "É", "I", "Í", "O", "Ó", "U", "Ú", "N", "Ñ", "C", "Ç", "Y", "Ý").Replace(s)
	return s + strings.Repeat("~", len(s)/3)
}

func mirror(s string) string {
	if strings.TrimSpace(s) == "" {
		return s
	}
	return "\u202e" + s + "\u202c"
}
