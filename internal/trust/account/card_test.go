package account

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/id"
)

func drawCard(t *rapid.T) card {
	letters := rapid.SliceOfN(rapid.SampledFrom([]rune(cardLetters)), 16, 16).Draw(t, "letters")
	return card(string(letters))
}

// TestACardIsReadAsItIsTyped: however people space, case and break a printed code, it is the same code.
func TestACardIsReadAsItIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCard(t)
		if got, ok := parseCard(c.String()); !ok || got != c {
			t.Fatalf("the printed form of %q was read as %q, %v", string(c), string(got), ok)
		}
		var typed strings.Builder
		for _, r := range string(c) {
			if rapid.Bool().Draw(t, "lower") {
				r = []rune(strings.ToLower(string(r)))[0]
			}
			typed.WriteRune(r)
			typed.WriteString(rapid.SampledFrom([]string{"", " ", "-", "\u00a0", "\u2011", "  "}).Draw(t, "between"))
		}
		if got, ok := parseCard(typed.String()); !ok || got != c {
			t.Fatalf("%q was read as %q, %v", typed.String(), string(got), ok)
		}
	})
}

func TestACardIsRandomAndOfTheAgency(t *testing.T) {
	seen := map[card]bool{}
	for range 200 {
		c := newCard("ABCD")
		if c.locator() != "ABCD" || len(c) != 16 || seen[c] {
			t.Fatalf("card %q", string(c))
		}
		if strings.Contains(c.handle(), string(c[4:8])) || c.handle() == (c[:15]+"Z").handle() && c[15] != 'Z' {
			t.Errorf("the handle of %q leads back to it", string(c))
		}
		seen[c] = true
	}
}

// TestThePassphraseIsOneAcrossKeyboards: composed and decomposed letters and the spaces of other scripts are the same.
func TestThePassphraseIsOneAcrossKeyboards(t *testing.T) {
	for _, pair := range [][2]string{{"bánh mì ngon", "ba\u0301nh mi\u0300 ngon"}, {"two words", "two\u00a0words"}, {"two words", "two\u3000words"}} {
		if normal(pair[0]) != normal(pair[1]) {
			t.Errorf("%+q and %+q differ", pair[0], pair[1])
		}
	}
	if normal("Word") == normal("word") {
		t.Error("case must count")
	}
}

func TestACodeIsTakenOnceAndNearItsMoment(t *testing.T) {
	second, err := newSecond("cedar-abcd@harbour")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 14, 9, 0, 10, 0, time.UTC)
	code := func(d time.Duration) string {
		c, err := second.Code(now.Add(d))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	step := now.Unix() / stepSeconds
	for _, c := range []struct {
		name string
		off  time.Duration
		last int64
		ok   bool
	}{
		{"now", 0, 0, true}, {"a step before", -30 * time.Second, 0, true}, {"a step after", 30 * time.Second, 0, true},
		{"two steps before", -time.Minute, 0, false}, {"two steps after", time.Minute, 0, false},
		{"accepted before", 0, step, false}, {"older than the last", -30 * time.Second, step, false}, {"newer than the last", 30 * time.Second, step, true},
	} {
		if _, ok := acceptStep(second.Secret, code(c.off), now, c.last); ok != c.ok {
			t.Errorf("%s: %v, want %v", c.name, ok, c.ok)
		}
	}
	for _, bad := range []string{"", "000", "abcdef", "1234567", "\x00\x00\x00\x00\x00\x00"} {
		if _, ok := acceptStep(second.Secret, bad, now, 0); ok && bad != code(0) {
			t.Errorf("%q was taken", bad)
		}
	}
}

func FuzzParseCard(f *testing.F) {
	for _, s := range []string{"", "ABCD EFGH JKMN PQRS", "abcd-efgh-jkmn-pqrs", "ABCD EFGH JKMN PQR0", "\xff\x00", "ſſſſ ſſſſ ſſſſ ſſſſ", strings.Repeat("A", 17)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := parseCard(s)
		if !ok {
			return
		}
		if again, ok := parseCard(c.String()); !ok || again != c || len(c) != 16 {
			t.Errorf("%q was read as %q and then as %q", s, string(c), string(again))
		}
	})
}

// FuzzParseToken: a cookie has one spelling, or a signed-out value could be written differently and pass a list of them.
func FuzzParseToken(f *testing.F) {
	agency := id.NewAgency(time.Unix(0, 0)).String()
	secret := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	for _, s := range []string{"", ".", agency, agency + "." + secret, agency + "." + secret + "\n", agency + "." + secret[:42] + "B", "\x00." + secret} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, secret, ok := parseToken(s)
		if ok && a.String()+"."+base64.RawURLEncoding.EncodeToString(secret) != s {
			t.Errorf("%q is not the only spelling of its secret", s)
		}
	})
}
