package locale_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/google/go-cmp/cmp"
)

const draft = `"_meta": {"status": "draft translation"}, `

// words is a complete source; a test changes one file of it.
func words() fstest.MapFS {
	return fstest.MapFS{
		"en.json": {Data: []byte(`{"plan.save": "Keep this", "plan.by": "Written by {name}", "plan.steps": {"description": "d", "one": "One step", "other": "{count} steps"}}`)},
		"es.json": {Data: []byte(`{` + draft + `"plan.save": "Guardar esto", "plan.by": "Escrito por {name}", "plan.steps": {"one": "Un paso", "other": "{count} pasos"}}`)},
		"ar.json": {Data: []byte(`{` + draft + `"plan.save": "احتفظ بهذا", "plan.by": "كتبه {name}", "plan.steps": {"zero": "لا خطوات", "one": "خطوة واحدة", "two": "خطوتان", "few": "{count} خطوات", "many": "{count} خطوة", "other": "{count} خطوة"}}`)},
		"am.json": {Data: []byte(`{` + draft + `"plan.save": "ይህን አስቀምጥ", "plan.by": "የጻፈው {name}", "plan.steps": {"one": "{count} እርምጃ", "other": "{count} እርምጃዎች"}}`)},
		"vi.json": {Data: []byte(`{"_meta": {"status": "reviewed"}, "plan.save": "Giữ lại", "plan.by": "{name} viết", "plan.steps": "{count} bước"}`)},
	}
}

func with(file, data string) fs.FS {
	w := words()
	w[file] = &fstest.MapFile{Data: []byte(data)}
	return w
}

func bundle(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.New(locale.Source{Name: "plan", FS: words(), Survivor: true})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTextByKey(t *testing.T) {
	b := bundle(t)
	for _, tt := range []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"en", "plan.save", nil, "Keep this"},
		{"fr", "plan.save", nil, "Keep this"},
		{"es", "plan.by", []any{"name", "Ana"}, "Escrito por Ana"},
		{"en", "plan.steps", []any{"count", 1}, "One step"},
		{"en", "plan.steps", []any{"count", 0}, "0 steps"},
		{"ar", "plan.steps", []any{"count", 0}, "لا خطوات"},
		{"ar", "plan.steps", []any{"count", 2}, "خطوتان"},
		{"ar", "plan.steps", []any{"count", int64(103)}, "103 خطوات"},
		{"am", "plan.steps", []any{"count", 0}, "0 እርምጃ"},
		{"vi", "plan.steps", []any{"count", 7}, "7 bước"},
		{"es", "plan.steps", []any{"count", 1000000}, "1000000 pasos"},
		{"en", "plan.gone", nil, "⟦plan.gone⟧"},
		{"en", "plan.by", nil, "Written by ⟦name⟧"},
		{"en", "plan.by", []any{"name"}, "Written by ⟦name⟧"},
	} {
		if got := b.For(tt.lang).T(tt.key, tt.args...); got != tt.want {
			t.Errorf("%s %s%v = %q, want %q", tt.lang, tt.key, tt.args, got, tt.want)
		}
	}
}

func TestNewNamesEverythingThatDoesNotFit(t *testing.T) {
	for _, tt := range []struct {
		name, file, data string
		want             []string
	}{
		{"missing keys, all named", "vi.json", `{` + draft + `"plan.steps": "{count} bước"}`, []string{`vi: "plan.save" is missing`, `vi: "plan.by" is missing`}},
		{"placeholder lost", "es.json", strings.Replace(string(words()["es.json"].Data), "{name}", "ella", 1), []string{`es: "plan.by" has placeholders [], want [name]`}},
		{"plural category lost", "ar.json", strings.Replace(string(words()["ar.json"].Data), `"few": "{count} خطوات", `, "", 1), []string{`ar: "plan.steps" lacks the plural form "few"`}},
		{"key of no source", "am.json", strings.Replace(string(words()["am.json"].Data), "plan.save", "plan.keep", 1), []string{`am: "plan.keep" is not in the source language`, `am: "plan.save" is missing`}},
		{"key twice", "en.json", `{"a": "x", "a": "y"}`, []string{`plan: en.json: "a" stands twice`}},
		{"open brace", "en.json", `{"a": "x {name"}`, []string{"brace"}},
		{"closing brace", "en.json", `{"a": "x} y"}`, []string{"brace"}},
		{"empty text", "en.json", `{"a": " "}`, []string{"an empty text"}},
		{"override hidden in a text", "en.json", "{\"a\": \"x \u202e y\"}", []string{"invisible direction character"}},
		{"unknown field", "en.json", `{"a": {"othr": "x"}}`, []string{"unknown field"}},
		{"no review status", "es.json", `{"plan.save": "Guardar"}`, []string{"does not say in _meta"}},
		{"invented review status", "es.json", `{"_meta": {"status": "fine"}}`, []string{"_meta: the status"}},
		{"not an object", "es.json", `[]`, []string{"not a JSON object"}},
		{"two objects", "es.json", `{"_meta": {"status": "reviewed"}} {}`, []string{"something follows"}},
		{"not UTF-8", "es.json", "{\"a\": \"\xff\"}", []string{"not UTF-8"}},
		{"language nobody ships", "fr.json", `{}`, []string{"fr.json is not of a shipped language"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := locale.New(locale.Source{Name: "plan", FS: with(tt.file, tt.data)})
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestTwoSourcesMayNotDefineOneKey(t *testing.T) {
	_, err := locale.New(locale.Source{Name: "a", FS: words()}, locale.Source{Name: "b", FS: words()})
	if err == nil || !strings.Contains(err.Error(), `b: en.json: another source also defines "plan.save"`) {
		t.Errorf("got %v", err)
	}
}

func TestLanguages(t *testing.T) {
	b := bundle(t)
	var got []string
	for _, l := range b.Languages() {
		got = append(got, fmt.Sprint(l.Tag, " ", l.OwnName, " ", l.Dir, " ", l.Draft))
	}
	want := []string{"en English ltr false", "es Español ltr true", "ar العربية rtl true", "am አማርኛ ltr true", "vi Tiếng Việt ltr false"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if l := b.For("ar"); l.Dir() != "rtl" || l.Lang() != "ar" || !l.Draft() {
		t.Errorf("Arabic is %s %s, draft %v", l.Lang(), l.Dir(), l.Draft())
	}
}

func TestMatch(t *testing.T) {
	b := bundle(t)
	for _, tt := range []struct{ header, chosen, want string }{
		{"", "", "en"},
		{"vi-VN,vi;q=0.9,en;q=0.5", "", "vi"},
		{"es-419", "", "es"},
		{"ar-EG, en;q=0.8", "", "ar"},
		{"ti-ET, am;q=0.7", "", "am"},
		{"ja", "", "en"},
		{"ja", "ar", "ar"},
		{"am", "xx", "am"},
		{"am", "en", "en"},
		{strings.Repeat("a,", 5000), "", "en"},
		{"\x00;q=…", "", "en"},
	} {
		if got := b.Match(tt.header, tt.chosen); got != tt.want {
			t.Errorf("Match(%.20q, %q) = %q, want %q", tt.header, tt.chosen, got, tt.want)
		}
	}
}

func TestDates(t *testing.T) {
	b := bundle(t)
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 24, 3, 5, 0, 0, time.UTC) // still Monday evening in Chicago
	for lang, want := range map[string][2]string{
		"en": {"Monday, November 23, 2026 at 9:05 PM", "today 9:05 PM"},
		"es": {"lunes, 23 de noviembre de 2026, 21:05", "hoy 21:05"},
		"ar": {"الاثنين، 23 نوفمبر 2026 في 9:05 م", "اليوم 9:05 م"},
		"am": {"ሰኞ 23 ኖቬምበር 2026 9:05 ከሰዓት", "ዛሬ 9:05 ከሰዓት"},
		"vi": {"lúc 21:05 Thứ Hai, 23 tháng 11, 2026", "Hôm nay 21:05"},
	} {
		l := b.For(lang)
		got := [2]string{l.DateTime(at, chicago), l.Near(at, at.Add(time.Hour), chicago)}
		if got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	en := b.For("en")
	if got := en.Day(at, time.UTC); got != "November 24, 2026" {
		t.Errorf("Day = %q", got)
	}
	// 1 November 2026 has 25 hours in Chicago: its last minute is 24 hours and 59 minutes after its first.
	first := time.Date(2026, 11, 1, 0, 0, 0, 0, chicago)
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{
		{24*time.Hour + 59*time.Minute, "today 11:59 PM"},
		{25 * time.Hour, "tomorrow 12:00 AM"},
		{-time.Minute, "yesterday 11:59 PM"},
		{49 * time.Hour, "Tuesday, November 3, 2026 at 12:00 AM"},
	} {
		if got := en.Near(first.Add(tt.after), first, chicago); got != tt.want {
			t.Errorf("after %v: %q, want %q", tt.after, got, tt.want)
		}
	}
}

func TestIsolateKeepsAnOverrideInsideANameFromTurningThePage(t *testing.T) {
	if got, want := locale.Isolate("A\u202eb\u2069c\u200e"), "\u2068Abc\u200e\u2069"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPseudo(t *testing.T) {
	b := bundle(t).Pseudo()
	if got := b.For(locale.Accented).T("plan.by", "name", "Ana"); got != "Wríttéñ bý ~~~~~Ana" {
		t.Errorf("%q", got)
	}
	if l := b.For(b.Match("", locale.Mirrored)); l.Dir() != "rtl" || l.T("plan.save") != "\u202eKeep this\u202c" {
		t.Errorf("%s %q", l.Dir(), l.T("plan.save"))
	}
	if n := len(b.Languages()); n != 5 {
		t.Errorf("%d languages are offered, want 5", n)
	}
}

func TestBanned(t *testing.T) {
	for _, tt := range []struct {
		lang, text string
		want       []string
	}{
		{"en", "Your plan, your people.", nil},
		{"en", "Just in case you need it, call us.", nil},
		{"en", "Your CASE was denied.", []string{"case", "denied"}},
		{"en", "Don’t worry, this is 100% safe", []string{"100 %", "don't worry"}},
		{"en", "Victims", []string{"victim*"}},
		{"en", "a staircase and a showcase", nil},
		{"es", "Por supuesto. No tiene que contestar.", nil},
		{"es", "Su expediente fue denegado", []string{"expediente*", "denegad*"}},
		{"ar", "للضحيّة", []string{"*ضحية"}},
		{"am", "ለተጎጂዎች", []string{"*ተጎጂ*"}},
		{"vi", "Nạn nhân", []string{"nạn nhân"}},
		{"xx", "victim", nil},
	} {
		if d := cmp.Diff(tt.want, locale.Banned(tt.lang, tt.text)); d != "" {
			t.Errorf("%s %q: %s", tt.lang, tt.text, d)
		}
	}
}

func TestBannedLooksOnlyAtWhatSurvivorsRead(t *testing.T) {
	bad := with("en.json", strings.Replace(string(words()["en.json"].Data), "One step", "One case", 1))
	for _, survivor := range []bool{true, false} {
		b, err := locale.New(locale.Source{Name: "plan", FS: bad, Survivor: survivor})
		if err != nil {
			t.Fatal(err)
		}
		var want []locale.Finding
		if survivor {
			want = []locale.Finding{{Lang: "en", Key: "plan.steps", Entry: "case"}}
		}
		if d := cmp.Diff(want, b.Banned()); d != "" {
			t.Errorf("survivor %v: %s", survivor, d)
		}
	}
}
