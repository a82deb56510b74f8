package webkit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

const key = "abcdefghijkmnpqrstuvwxyz23"

// example has a field of every kind.
func example() Form {
	return Form{Fields: []FormField{
		{Name: "name", IsName: true, Max: 10},
		{Name: "note", Kind: KindMultiline, Max: 20},
		{Name: "one", Kind: KindChoice, Options: []string{"a", "b"}},
		{Name: "any", Kind: KindChoices, Options: []string{"a", "b", "c"}},
		{Name: "box", Kind: KindBool},
		{Name: "day", Kind: KindDate},
		{Name: "count", Kind: KindInteger},
		{Name: "ref", Kind: KindReference},
		{Name: "must", Required: true},
	}}
}

func send(body string) *http.Request {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func sendJSON(body string) *http.Request {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json; charset=UTF-8")
	return r
}

// said writes problems as "field key" in order.
func said(p Problems) []string {
	var all []string
	for _, q := range p {
		all = append(all, q.Field+" "+q.Key)
	}
	return all
}

func TestFormProblems(t *testing.T) {
	base := "must=x&key=" + key
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"nothing wrong", base, nil},
		{"everything right", base + "&name=Ana&note=a%0D%0Ab&one=a&any=a&any=c&box=yes&day=2026-02-28&count=-3&ref=" + key + "&version=7", nil},
		{"required", "must=+&key=" + key, []string{"must error.required"}},
		{"no key", "must=x", []string{"key error.key_missing"}},
		{"a key of another shape", "must=x&key=1", []string{"key error.key_shape"}},
		{"a version below zero", base + "&version=-1", []string{"version error.version"}},
		{"unknown field", base + "&admin=1", []string{"admin error.unknown_field"}},
		{"unknown field with markup in its name", base + "&%3Cb%3Ex%00%FF=1", []string{"bx error.unknown_field"}},
		{"repeated", base + "&name=a&name=b", []string{"name error.repeated"}},
		{"the same box twice", base + "&any=a&any=a", []string{"any error.repeated"}},
		{"too long", base + "&name=" + strings.Repeat("a", 11), []string{"name error.too_long"}},
		{"long enough in another script", base + "&name=" + url.QueryEscape(strings.Repeat("አ", 10)), nil},
		{"a null byte", base + "&name=a%00b", []string{"name error.control_characters"}},
		{"a line break in one line", base + "&name=a%0Ab", []string{"name error.control_characters"}},
		{"an escape in lines", base + "&note=a%1Bb", []string{"note error.control_characters"}},
		{"not UTF-8", base + "&name=a%FFb", []string{"name error.not_text"}},
		{"a broken escape", base + "&name=%zz", []string{" error.form"}},
		{"a choice not offered", base + "&one=c", []string{"one error.option"}},
		{"one of several not offered", base + "&any=a&any=d", []string{"any error.option"}},
		{"a box with a word", base + "&box=perhaps", []string{"box error.option"}},
		{"a day that is none", base + "&day=2026-02-29", []string{"day error.date"}},
		{"a day in three boxes", base + "&day-day=1&day-month=3&day-year=2026", nil},
		{"half a day in three boxes", base + "&day-day=1&day-month=&day-year=2026", []string{"day error.date"}},
		{"no day in three boxes", base + "&day-day=&day-month=&day-year=", nil},
		{"not a number", base + "&count=many", []string{"count error.integer"}},
		{"a number too large", base + "&count=9223372036854775808", []string{"count error.integer"}},
		{"not a reference", base + "&ref=00", []string{"ref error.reference"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := example().Read(send(tt.body))
			if diff := cmp.Diff(tt.want, said(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormValues(t *testing.T) {
	v, problems := example().Read(send("must=+x+&key=" + key + "&version=7&box=on&day=%D9%A2%D9%A0%D9%A2%D9%A6-%D9%A0%D9%A3-%D9%A0%D9%A1&count=%DB%B4%DB%B2" +
		"&any=a&any=c&note=a%0D%0Ab%0Dc&name=%E2%80%AEe%CC%81%E2%80%8F"))
	if problems.Any() {
		t.Fatal(problems)
	}
	got := []any{v.Get("must"), v.Key(), v.Version(), v.Bool("box"), v.Date("day"), v.Int("count"), v.All("any"), v.Has("any", "c"),
		v.Has("any", "b"), v.Get("note"), v.Get("name"), v.Get("one"), v.Int("ref"), v.Date("one").IsZero()}
	want := []any{" x ", key, int64(7), true, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), int64(42), []string{"a", "c"}, true,
		false, "a\nb\nc", "é", "", int64(0), true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

func TestWhatWasTypedIsKept(t *testing.T) {
	long := strings.Repeat("a", 50)
	v, _ := example().Read(send("name=" + long + "&note=x%00y&one=z&day=soon&day-day=&count=many&admin=1"))
	for name, want := range map[string]string{"name": long, "note": "x\ufffdy", "one": "z", "day": "soon", "count": "many", "admin": ""} {
		if got := v.Get(name); got != want {
			t.Errorf("%s is shown again as %q, want %q", name, got, want)
		}
	}
	v, problems := example().Read(send("must=x&key=" + key + "&day-day=1&day-month=x&day-year="))
	if got := v.Get("day-day") + v.Get("day-month") + v.Get("day-year"); got != "1x" || len(problems.For("day")) != 1 {
		t.Errorf("the boxes of a day are shown again as %q, with %v", got, said(problems))
	}
}

func TestDirectionMarksInText(t *testing.T) {
	v, _ := example().Read(send("note=" + url.QueryEscape("a\u202eb\u200f")))
	if got := v.Get("note"); got != "a\u202eb\u200f" {
		t.Errorf("running text lost its marks: %q", got)
	}
}

func TestFormJSON(t *testing.T) {
	form := example()
	form.JSON = true
	base := `{"must":"x","key":"` + key + `"`
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"right", base + `,"one":"a","any":["a","b"],"box":true,"count":3,"day":"2026-01-01","name":null}`, nil},
		{"a number for text", base + `,"name":3}`, []string{"name error.wrong_type"}},
		{"text for a number", base + `,"count":"3"}`, []string{"count error.wrong_type"}},
		{"text for a box", base + `,"box":"yes"}`, []string{"box error.wrong_type"}},
		{"text for a list", base + `,"any":"a"}`, []string{"any error.wrong_type"}},
		{"a list for text", base + `,"name":["a"]}`, []string{"name error.wrong_type"}},
		{"an object for text", base + `,"name":{"a":1}}`, []string{"name error.wrong_type"}},
		{"a null in a list", base + `,"any":["a",null]}`, []string{"any error.wrong_type"}},
		{"a fraction", base + `,"count":1.5}`, []string{"count error.integer"}},
		{"twice", base + `,"name":"a","name":"b"}`, []string{"name error.repeated"}},
		{"unknown", base + `,"admin":{"a":[1]}}`, []string{"admin error.unknown_field"}},
		{"two objects", base + `}{}`, []string{" error.form"}},
		{"half an object", base, []string{" error.form"}},
		{"not an object", `[]`, []string{" error.form"}},
		{"not UTF-8", base + ",\"name\":\"\xff\"}", []string{" error.not_text"}},
		{"an escaped null byte", base + `,"name":"\u0000"}`, []string{"name error.control_characters"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := form.Read(sendJSON(tt.body))
			if diff := cmp.Diff(tt.want, said(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormTakesOneType(t *testing.T) {
	for _, kind := range []string{"", "text/plain", "application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=latin1"} {
		r := send("must=x&key=" + key)
		r.Header.Set("Content-Type", kind)
		if _, problems := example().Read(r); len(problems) == 0 || problems[0].Key != keyFormType {
			t.Errorf("%q: %v", kind, said(problems))
		}
	}
}

func TestRepeatableFormNeedsNoKey(t *testing.T) {
	form := Form{Repeatable: true, Fields: []FormField{{Name: "q"}}}
	if _, problems := form.Read(send("q=help")); problems.Any() {
		t.Errorf("a search: %v", said(problems))
	}
	form.Repeatable = false
	if _, problems := form.Read(httptest.NewRequest("GET", "/?q=help", nil)); problems.Any() {
		t.Errorf("a query: %v", said(problems))
	}
}

func TestFormTooLarge(t *testing.T) {
	r := send("must=" + strings.Repeat("a", 100))
	r.Body = http.MaxBytesReader(nil, r.Body, 50)
	_, problems := example().Read(r)
	if fault.KindOf(problems.Err()) != fault.TooLarge || problems.Status() != http.StatusRequestEntityTooLarge {
		t.Errorf("a body beyond the limit: %v", said(problems))
	}
	_, problems = example().Read(send("must=&key=" + key))
	if err := problems.Err(); fault.KindOf(err) != fault.BadInput || err.Error() != "must: error.required" || problems.Status() != 422 {
		t.Errorf("a field left out: %v", err)
	}
	if err := (Problems{}).Err(); err != nil {
		t.Errorf("no problem is an error: %v", err)
	}
}

func TestUnknownFieldsAreBounded(t *testing.T) {
	var body strings.Builder
	for i := range 100 {
		fmt.Fprintf(&body, "f%d=1&", i)
	}
	_, problems := Form{Repeatable: true}.Read(send(body.String()))
	if len(problems) != maxUnknown {
		t.Errorf("%d problems, want %d", len(problems), maxUnknown)
	}
}

// checkRead holds for whatever is sent.
func checkRead(t interface{ Errorf(string, ...any) }, r *http.Request, form Form) {
	v, problems := form.Read(r)
	for name, all := range v.typed {
		for _, s := range append([]string{name}, all...) {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || !norm.NFC.IsNormalString(s) {
				t.Errorf("a value of %q is not clean text: %q", name, s)
			}
		}
	}
	for _, p := range problems {
		if strings.Trim(p.Field, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" {
			t.Errorf("a problem names a field %q", p.Field)
		}
	}
}

func FuzzFormRead(f *testing.F) {
	f.Add("must=x&name=%00&day-day=1", false)
	f.Add(`{"must":"x","any":["a"],"count":1e9}`, true)
	f.Add("a;b&%zz=%&=", false)
	f.Add(`{"a":`, true)
	f.Fuzz(func(t *testing.T, body string, asJSON bool) {
		form, r := example(), send(body)
		if form.JSON = asJSON; asJSON {
			r = sendJSON(body)
		}
		checkRead(t, r, form)
	})
}

func TestAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pairs := rapid.SliceOf(rapid.Custom(func(t *rapid.T) string {
			names := []string{"name", "note", "one", "any", "box", "day", "day-day", "count", "ref", "must", "key", "version", "other"}
			raw := rapid.SliceOf(rapid.Byte()).Draw(t, "value")
			return rapid.SampledFrom(names).Draw(t, "name") + "=" + url.QueryEscape(string(raw))
		})).Draw(t, "pairs")
		checkRead(t, send(strings.Join(pairs, "&")), example())
	})
}
