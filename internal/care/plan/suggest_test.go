package plan

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

func TestSuggest(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		want       []string // found, use, found, use …
	}{
		{"en", "She was rescued from the house.", []string{"rescued", "left, or: was supported to leave"}},
		{"en", "FAILED TO ATTEND on Monday", []string{"FAILED TO ATTEND", "did not come; we have asked whether the time was safe"}},
		{"en", "she ‘failed’, they say", []string{"failed", "did not"}},
		{"en-GB", "why didn’t you ring", []string{"why didn’t you", "what made it hard to"}},
		{"en", "100% confidential and non-compliant", []string{"100% confidential", "who can read it, and when others must be told", "non-compliant", "chose not to"}},
		{"en", "Johnson prefers john's pimples", nil},
		{"en", "rested, ate, and asked for a lawyer", nil},
		{"es", "La rescataron y no se presentó el lunes.", []string{"rescataron", "salió, o: recibió apoyo para salir", "no se presentó", "no vino; hemos preguntado si la hora era segura"}},
		{"ar", "رَفَضَتْ أن تأتي", []string{"رَفَضَتْ أن", "اختارت ألا"}},
		{"ar", "والضحايا", []string{"والضحايا", "ناجون، أو أشخاص؛ الكلمة القانونية فقط حيث يستخدمها القانون"}},
		{"am", "እሷ ሴተኛ አዳሪ ናት", []string{"ሴተኛ አዳሪ", "በ… የተበዘበዘ ሰው"}},
		{"vi", "Cô ấy từ chối", []string{"từ chối", "đã chọn không"}},
		{"vi", "Cô ấy tu\u031b\u0300 chô\u0301i", []string{"tu\u031b\u0300 chô\u0301i", "đã chọn không"}},
		{"fr", "rescued", nil},
		{"", "rescued", nil},
		{"../en", "rescued", nil},
		{"en", "", nil},
	} {
		var got []string
		for _, s := range Suggest(c.lang, c.text) {
			if c.text[s.From:s.To] != s.Found {
				t.Errorf("%q: %q does not stand at %d to %d", c.text, s.Found, s.From, s.To)
			}
			got = append(got, s.Found, s.Use)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s, %q: %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}

// TestEveryLanguageHasAList, each line of which can be found, and none of which suggests what it, or the house, warns of.
func TestEveryLanguageHasAList(t *testing.T) {
	b, err := locale.New(Words())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range b.Languages() {
		file, err := insteadFiles.ReadFile("instead/" + lang.Tag + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		lines := slices.DeleteFunc(strings.Split(string(file), "\n"), func(s string) bool { return strings.TrimSpace(s) == "" || s[0] == '#' })
		list := parseInstead(string(file))
		if len(list) != len(lines) || len(list) < 15 {
			t.Errorf("%s: %d of %d lines can be read", lang.Tag, len(list), len(lines))
		}
		for _, one := range list {
			var words []string
			for _, l := range one.words {
				words = append(words, l.bare)
			}
			text := strings.Join(words, " ")
			if len(suggest(list, text)) == 0 {
				t.Errorf("%s: %q is not found in itself", lang.Tag, text)
			}
			if again := suggest(list, one.use); len(again) > 0 {
				t.Errorf("%s: %q suggests %q", lang.Tag, text, again[0].Found)
			}
		}
	}
}

// FuzzSuggest: whatever is written, every suggestion names a place in it, in order, and changes nothing.
func FuzzSuggest(f *testing.F) {
	f.Add("en", "she refused, 'failed' and was rescued")
	f.Add("ar", "\u202eضَحِيَّة\u202c")
	f.Add("vi", "từ chối\x00\xff")
	f.Fuzz(func(t *testing.T, lang, text string) {
		at := 0
		for _, s := range Suggest(lang, text) {
			if s.From < at || s.To <= s.From || s.To > len(text) || text[s.From:s.To] != s.Found || s.Use == "" {
				t.Fatalf("%q: %+v after %d", text, s, at)
			}
			if utf8.ValidString(text) && !utf8.ValidString(s.Found) {
				t.Fatalf("%q: a sign is cut", text)
			}
			at = s.To
		}
	})
}

// FuzzParseInstead: any list can be read, and finds only what it has words for.
func FuzzParseInstead(f *testing.F) {
	f.Add("rescue* = left\n# no\n= x\n*** = y\n", "rescued")
	f.Fuzz(func(t *testing.T, list, text string) {
		for _, one := range parseInstead(list) {
			if len(one.words) == 0 || one.use == "" {
				t.Fatalf("%q has an empty line: %+v", list, one)
			}
		}
		for _, s := range suggest(parseInstead(list), text) {
			if text[s.From:s.To] != s.Found {
				t.Fatal("out of place")
			}
		}
	})
}
