package contact

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

func spoken(t testing.TB) *locale.Bundle {
	t.Helper()
	b, err := locale.New(Words())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// gsm are the characters that a text message holds 160 of (3GPP TS 23.038, 6.2.1); those of gsmTwice take two places. With
// any other it holds 70.
const (
	gsm = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwice = "^{}\\[~]|€\f"
)

// segment returns how many places of one text message a text takes, and how many there are.
func segment(text string) (takes, holds int) {
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsm, r):
			takes++
		case strings.ContainsRune(gsmTwice, r):
			takes += 2
		default:
			return len(utf16.Encode([]rune(text))), 70
		}
	}
	return takes, 160
}

func TestSegment(t *testing.T) {
	for text, want := range map[string][2]int{"": {0, 160}, "ñ¿€": {4, 160}, "á": {1, 70}, "🌻": {2, 70}, "ሰላም": {3, 70}, strings.Repeat("a", 161): {161, 160}} {
		if takes, holds := segment(text); takes != want[0] || holds != want[1] {
			t.Errorf("%q takes %d of %d, want %v", text, takes, holds, want)
		}
	}
}

// moments are days and hours whose texts are as long as any: each weekday of each month, on a day of two digits, before and
// after noon.
func moments() (list []time.Time) {
	for month := range 12 {
		for day := range 7 {
			for _, hour := range []int{11, 23} {
				list = append(list, time.Date(2028, time.January+time.Month(month), 21+day, hour, 58, 0, 0, time.UTC))
			}
		}
	}
	return list
}

// TestINV05NoTextTellsAnything: in every language, every text that can leave names neither the service nor the situation,
// fits into one text message, and says nothing but a day and an hour.
func TestINV05NoTextTellsAnything(t *testing.T) {
	b := spoken(t)
	for _, language := range b.Languages() {
		l := b.For(language.Tag)
		check := func(name, text string) {
			for _, found := range Telling(language.Tag, text) {
				t.Errorf("%s: %s says %q", language.Tag, name, found)
			}
			if takes, holds := segment(text); takes > holds || text == "" {
				t.Errorf("%s: %s takes %d of %d places: %s", language.Tag, name, takes, holds, text)
			}
			if strings.ContainsAny(text, "⟦⟧{}@/") {
				t.Errorf("%s: %s holds more than a text: %s", language.Tag, name, text)
			}
		}
		check("the subject", l.T("contact.subject"))
		check("what staff are asked", l.T("contact.standby", "urgent", 99, "others", 999))
		for _, template := range Templates() {
			if bare := l.T("contact.message." + string(template)); template.Dated() != strings.Contains(bare, "⟦day⟧") {
				t.Errorf("%s: %s: dated is %v: %s", language.Tag, template, template.Dated(), bare)
			}
			all := moments()
			if !template.Dated() {
				all = all[:1]
			}
			for _, at := range all {
				check(string(template), template.text(l, at, time.UTC))
			}
		}
	}
}

// TestOnlyADayAndAnHourAreFilledIn reads the files: no text that leaves has another place for words.
func TestOnlyADayAndAnHourAreFilledIn(t *testing.T) {
	names, err := fs.Glob(words, "words/*.json")
	if err != nil || len(names) < 5 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	place := regexp.MustCompile(`\{([a-z_]+)\}`)
	for _, name := range names {
		file, err := fs.ReadFile(words, name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(file)) {
			leaves := strings.Contains(line, `"contact.message.`) || strings.Contains(line, `"contact.subject"`)
			_, text, _ := strings.Cut(line, `": `)
			if i := strings.LastIndex(text, `"other": `); i >= 0 {
				text = text[i:]
			}
			for _, found := range place.FindAllStringSubmatch(text, -1) {
				if leaves && found[1] != "day" && found[1] != "time" {
					t.Errorf("%s: a text that leaves has a place for %q", name, found[1])
				}
			}
		}
	}
}

// TestTellingFindsWhatTells: the lists find, in each language, what a careless text would say.
func TestTellingFindsWhatTells(t *testing.T) {
	for lang, texts := range map[string][]string{
		"en": {"Your advocate at the shelter called.", "You are safe with us", "Court is at ten", "See https://x.example", "Your password", "Harbourshelter"},
		"es": {"La abogada te espera.", "Refugio Puerto", "Tu cita en la clínica", "Tu contraseña", "Estás a salvo"},
		"ar": {"موعدك في العيادة", "المحامية تنتظر", "أنت بأمان", "بلاغك وصل"},
		"am": {"ጠበቃዎ ይጠብቃሉ", "የክሊኒክ ቀጠሮ", "መጠለያው", "ደህና ነዎት"},
		"vi": {"Luật sư đang chờ.", "Lịch hẹn ở phòng khám", "Bạn đã an toàn", "Mật khẩu mới"},
	} {
		for _, text := range texts {
			if len(Telling(lang, text)) == 0 {
				t.Errorf("%s: %q passes", lang, text)
			}
		}
	}
	for _, sender := range []string{"", "help@example.org", "notes@harbour-shelter.org", "Refugio", "info@clinic.example", "Amparo", "مأوى"} {
		if neutral(sender) {
			t.Errorf("%q is taken for a neutral sender", sender)
		}
	}
	for _, sender := range []string{"notes@example.org", "Maria", "+12025550199", "post@blue-heron.example"} {
		if !neutral(sender) {
			t.Errorf("%q is not taken for a neutral sender", sender)
		}
	}
}

func TestEverythingHasWords(t *testing.T) {
	b := spoken(t)
	var want []string
	for _, r := range Reasons() {
		want = append(want, "contact.reason."+string(r))
	}
	for _, f := range append(Fates(), "waiting") {
		want = append(want, "contact.fate."+string(f))
	}
	for _, x := range Templates() {
		want = append(want, "contact.template."+string(x), "contact.message."+string(x))
	}
	for _, key := range want {
		if !b.Has(key) {
			t.Errorf("%q has no words", key)
		}
	}
	for _, key := range b.Keys() {
		if !slices.Contains(append(want, "contact.subject", "contact.standby", "contact.error.word", "contact.error.slow", "contact.error.template"), key) {
			t.Errorf("%q is not used", key)
		}
	}
	for _, found := range b.Banned() {
		t.Error(found)
	}
}

func TestSameWord(t *testing.T) {
	for _, same := range [][2]string{{"Blue Heron", "blueheron"}, {"blue-heron", "BLUE  HERON"}, {"Caf\u00e9", "cafe\u0301"}, {"ｈｅｒｏｎ", "heron"}, {"Straße", "STRASSE"}, {"🌻", " 🌻 "}, {"it's", "its"}} {
		if !sameWord(same[0], same[1]) || !sameWord(same[1], same[0]) {
			t.Errorf("%q is not %q", same[0], same[1])
		}
	}
	for _, other := range [][2]string{{"", ""}, {"", "heron"}, {"heron", ""}, {" ", " "}, {"\u200b", "\u200b"}, {"heron", "herons"}, {"má", "mà"}, {"🌻", "🌷"}} {
		if sameWord(other[0], other[1]) {
			t.Errorf("%q is %q", other[0], other[1])
		}
	}
}

func TestAddressFor(t *testing.T) {
	for _, c := range []struct {
		channel   Channel
		typed, to string
	}{
		{SMS, " +1 (202) 555-0100 ", "+12025550100"}, {SMS, "٠٩١٢٣٤٥٦٧", "091234567"}, {SMS, "0912.345.678", "0912345678"},
		{SMS, "12345", ""}, {SMS, "my sister", ""}, {SMS, "+1 202 555 0100; +1 202 555 0101", ""}, {SMS, "++12025550100", ""},
		{Email, "a@example.org ", "a@example.org"}, {Email, "A <a@example.org>", ""}, {Email, "a@example.org, b@example.org", ""},
		{Email, "a@example.org\r\nBcc: b@example.org", ""}, {Email, "a", ""}, {Email, strings.Repeat("a", 260) + "@example.org", ""}, {Call, "+12025550100", ""},
	} {
		if to, ok := addressFor(c.channel, c.typed); ok != (c.to != "") || ok && to != c.to {
			t.Errorf("%s %q: %q, %v", c.channel, c.typed, to, ok)
		}
	}
}

func FuzzAddressFor(f *testing.F) {
	for _, typed := range []string{"+1 202 555 0100", "a@example.org", "a@example.org\nBcc: b@example.org", "٠٩١٢٣٤٥٦٧", "\"a b\"@example.org"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if to, ok := addressFor(SMS, typed); ok && !phone.MatchString(to) {
			t.Errorf("%q is called as %q", typed, to)
		}
		if to, ok := addressFor(Email, typed); ok && (strings.ContainsAny(to, "\r\n") || strings.Count(to, "@") < 1) {
			t.Errorf("%q is written to as %q", typed, to)
		}
	})
}
