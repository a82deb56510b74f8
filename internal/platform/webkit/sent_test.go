package webkit_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// failing is a router whose one form ends in a fault, and what the page for the fault is given.
func failing(handler webkit.HandlerFunc) (rt *webkit.Router, sent *webkit.Sent, ok *bool) {
	sent, ok = new(webkit.Sent), new(bool)
	rt = webkit.NewRouter(webkit.RouterConfig{
		Guard:   func(*http.Request, webkit.Route) (*http.Request, error) { return nil, nil },
		OnError: func(_ http.ResponseWriter, r *http.Request, _ webkit.Route, _ error) { *sent, *ok = webkit.SentBy(r) }})
	rt.Handle(webkit.Route{Method: http.MethodPost, Pattern: "/form", Door: webkit.Door{Level: webkit.LevelPublic}, Secrets: []string{"words"}, Handler: handler},
		webkit.Route{Method: http.MethodPost, Pattern: "/other", Door: webkit.Door{Level: webkit.LevelPublic}, Handler: handler})
	return rt, sent, ok
}

func post(rt http.Handler, path string, body io.Reader, header ...string) {
	r := httptest.NewRequest(http.MethodPost, path, body)
	r.Host = "localhost"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rt.ServeHTTP(httptest.NewRecorder(), r)
}

func broken(http.ResponseWriter, *http.Request) error { return errors.New("broken") }

// TestWhateverAFormBringsIsKept until it is answered, in its order, whether or not a handler read it, and when it panics.
func TestWhateverAFormBringsIsKept(t *testing.T) {
	form := webkit.Form{Fields: []webkit.FormField{{Name: "text", Kind: webkit.KindMultiline}}, Repeatable: true}
	handlers := []webkit.HandlerFunc{broken,
		func(_ http.ResponseWriter, r *http.Request) error { form.Read(r); return errors.New("after reading") },
		func(_ http.ResponseWriter, r *http.Request) error {
			_, _ = r.Body.Read(make([]byte, 3))
			panic("half way")
		},
		func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "error.not_found") }}
	rapid.Check(t, func(t *rapid.T) {
		rt, sent, ok := failing(rapid.SampledFrom(handlers).Draw(t, "handler"))
		var body []string
		var want []webkit.SentField
		for range rapid.IntRange(1, 5).Draw(t, "fields") {
			f := webkit.SentField{Name: rapid.SampledFrom([]string{"text", "a", "b"}).Draw(t, "name"), Value: rapid.String().Draw(t, "value")}
			want = append(want, f)
			body = append(body, url.QueryEscape(f.Name)+"="+url.QueryEscape(f.Value))
		}
		post(rt, "/form", strings.NewReader(strings.Join(body, "&")))
		if !*ok || sent.Cut || sent.Secret || len(sent.Fields) != len(want) {
			t.Fatalf("kept %v of %v", sent, want)
		}
		for i, f := range sent.Fields {
			if f.Name != want[i].Name || f.Value != want[i].Value {
				t.Fatalf("field %d is %v, want %v", i, f, want[i])
			}
		}
	})
}

func TestWhatOpensAnAccountIsLeftOut(t *testing.T) {
	body := url.Values{"words": {"said"}, "passphrase": {"p"}, "text": {"typed"}}.Encode()
	for path, words := range map[string]string{"/form": "", "/other": "said", "/nowhere": ""} {
		rt, sent, ok := failing(broken)
		post(rt, path, strings.NewReader(body))
		if !*ok || sent.Get("text") != "typed" || sent.Get("passphrase") != "" || sent.Get("words") != words || !sent.Secret {
			t.Errorf("%s: %+v", path, sent)
		}
		inner := sent.Inside("/form", body)
		if inner.Get("words") != "" || inner.Get("passphrase") != "" || inner.Get("text") != "typed" || inner.Path != "/form" {
			t.Errorf("carried along to /form: %+v", inner)
		}
	}
}

// TestAnotherSitesWordsAreNotShown as somebody's own.
func TestAnotherSitesWordsAreNotShown(t *testing.T) {
	rt, sent, ok := failing(broken)
	post(rt, "/form", strings.NewReader("text=ring+this+number"), "Sec-Fetch-Site", "cross-site")
	if *ok || len(sent.Fields) != 0 {
		t.Errorf("kept %v", sent)
	}
}

// TestWhatWasTooLongComesBack: of a text that is larger than its form, and of one whose line broke, the form's own page has
// what arrived, with the one problem that matters.
func TestWhatWasTooLongComesBack(t *testing.T) {
	form := webkit.Form{Fields: []webkit.FormField{{Name: "title", Required: true}, {Name: "text", Kind: webkit.KindMultiline}}}
	long := strings.Repeat("so long ", 20_000)
	for name, c := range map[string]struct {
		body io.Reader
		want string
		key  string
	}{
		"too large": {strings.NewReader(url.Values{"text": {long}}.Encode()), long, "error.too_large"},
		"broken":    {io.MultiReader(strings.NewReader("text=half+a+sen"), brokenLine{}), "half a sen", "error.form"},
		"in a sign": {io.MultiReader(strings.NewReader("text=half%C3%A"), brokenLine{}), "half\ufffd\ufffd", "error.form"},
	} {
		var values webkit.Values
		var problems webkit.Problems
		rt, _, _ := failing(func(_ http.ResponseWriter, r *http.Request) error { values, problems = form.Read(r); return nil })
		post(rt, "/form", c.body)
		if values.Get("text") != c.want || len(problems) != 1 || problems[0].Key != c.key {
			t.Errorf("%s: %d characters, problems %v", name, len(values.Get("text")), problems)
		}
	}
}

type brokenLine struct{}

func (brokenLine) Read([]byte) (int, error) { return 0, errors.New("the line broke") }

// TestNothingLargeIsTakenWhereThereIsHardlyRoom: what can wait is refused before it is read, and nothing else.
func TestNothingLargeIsTakenWhereThereIsHardlyRoom(t *testing.T) {
	var got error
	done := 0
	rt := webkit.NewRouter(webkit.RouterConfig{Cramped: func() bool { return true },
		Guard:   func(*http.Request, webkit.Route) (*http.Request, error) { return nil, nil },
		OnError: func(_ http.ResponseWriter, _ *http.Request, _ webkit.Route, err error) { got = err }})
	handler := func(http.ResponseWriter, *http.Request) error { done++; return nil }
	public := webkit.Door{Level: webkit.LevelPublic}
	rt.Handle(webkit.Route{Method: http.MethodPost, Pattern: "/large", Door: public, Bulk: true, Handler: handler}, webkit.Route{Method: http.MethodPost, Pattern: "/words", Door: public, Handler: handler})
	post(rt, "/large", strings.NewReader("a=b"))
	if fault.KindOf(got) != fault.Full || done != 0 {
		t.Errorf("what is large: %v", got)
	}
	if post(rt, "/words", strings.NewReader("a=b")); done != 1 {
		t.Error("words are refused")
	}
}
