package webkit

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeaders(t *testing.T) {
	rt := NewRouter(testConfig())
	rt.Handle(public("GET", "/page", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Security-Policy", "default-src *")
		w.Header().Set("Cache-Control", "public")
		_, err := w.Write([]byte("<html>"))
		return err
	}))
	w := serve(rt, httptest.NewRequest("GET", "/page", nil))
	want := http.Header{
		"Cache-Control":                {"no-store"},
		"Content-Length":               {"6"},
		"Content-Security-Policy":      {contentPolicy},
		"Content-Type":                 {"text/plain; charset=utf-8"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Date":                         {"Mon, 23 Nov 2026 12:00:00 GMT"},
		"Permissions-Policy":           {permissions},
		"Referrer-Policy":              {"no-referrer"},
		"X-Content-Type-Options":       {"nosniff"},
		"X-Frame-Options":              {"DENY"},
	}
	if diff := cmp.Diff(want, w.Header()); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

func TestTransportSecurityOnlyOverTLS(t *testing.T) {
	cfg := testConfig()
	cfg.Origins = twoOrigins(t)
	for host, want := range map[string]bool{"desk.example.org": true, someOnion: false} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		if got := serve(NewRouter(cfg), r).Header().Get("Strict-Transport-Security") != ""; got != want {
			t.Errorf("%s: sent %v, want %v", host, got, want)
		}
	}
}

func TestOnlyWholeStaticFilesAreKept(t *testing.T) {
	kept := func(status int, err error) HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Cache-Control", "max-age=9")
			w.WriteHeader(status)
			return err
		}
	}
	rt := NewRouter(testConfig())
	rt.Handle(
		public("GET", "/assets/a", kept(200, nil)), public("GET", "/assets/b", kept(304, nil)),
		public("GET", "/assets/c", kept(404, nil)), public("GET", "/assets/d", kept(200, notFound())),
		public("GET", "/assets", kept(200, nil)),
		public("GET", "/assets/e", htmlPage("")),
	)
	for path, want := range map[string]string{
		"/assets/a": "max-age=9", "/assets/b": "max-age=9", "/assets/c": "no-store", "/assets/d": "no-store",
		"/assets": "no-store", "/assets/e": "no-store", "/assets/none": "no-store",
	} {
		if got := serve(rt, httptest.NewRequest("GET", path, nil)).Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// A server says nothing about itself, and keeps no log that holds addresses.
func TestServer(t *testing.T) {
	s := Server("127.0.0.1:0", nil)
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout <= s.ReadTimeout || s.IdleTimeout == 0 || s.MaxHeaderBytes == 0 {
		t.Errorf("a limit is missing: %+v", s)
	}
	site := httptest.NewServer(NewRouter(testConfig()))
	defer site.Close()
	res, err := http.Get(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if got := res.Header.Get("Server"); got != "" {
		t.Errorf("Server: %s", got)
	}
	if got := res.Header.Get("Date"); got != "Mon, 23 Nov 2026 12:00:00 GMT" {
		t.Errorf("Date: %s", got)
	}
}

func TestCookies(t *testing.T) {
	cfg := testConfig()
	cfg.Origins = twoOrigins(t)
	rt, c := NewRouter(cfg), Cookies{}
	rt.Handle(public("GET", "/set", func(w http.ResponseWriter, r *http.Request) error {
		if got, ok := c.Get(r, SessionCookie); ok == OriginOf(r).secure {
			t.Errorf("at %s, a cookie without the prefix reads as %q", OriginOf(r), got)
		}
		c.Set(w, SessionCookie, "abc")
		return nil
	}))
	for host, want := range map[string]string{
		someOnion:          "s=abc; Path=/; HttpOnly; SameSite=Lax",
		"desk.example.org": "__Host-s=abc; Path=/; HttpOnly; Secure; SameSite=Lax",
	} {
		r := httptest.NewRequest("GET", "/set", nil)
		r.Host = host
		r.AddCookie(&http.Cookie{Name: "s", Value: "planted"})
		if got := serve(rt, r).Header().Get("Set-Cookie"); got != want {
			t.Errorf("%s: cookie %q, want %q", host, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	words := testWords(t)
	rt := NewRouter(testConfig())
	rt.Handle(LanguageRoute(words, Cookies{}))
	for _, tt := range []struct {
		path, location string
		code           int
	}{
		{"/language/am?next=/find", "/find", 303},
		{"/language/am", "/", 303},
		{"/language/am?next=//evil.example", "/", 303},
		{"/language/am?next=/%5Cevil.example", "/", 303},
		{"/language/am?next=https://evil.example", "/", 303},
		{"/language/xx?next=/find", "", 404},
		{"/language/am?other=1", "", 422},
	} {
		w := serve(rt, httptest.NewRequest("GET", tt.path, nil))
		if w.Code != tt.code || w.Header().Get("Location") != tt.location {
			t.Errorf("%s: %d to %q, want %d to %q", tt.path, w.Code, w.Header().Get("Location"), tt.code, tt.location)
		}
		if set := strings.HasPrefix(w.Header().Get("Set-Cookie"), "l=am;"); set != (tt.code == 303) {
			t.Errorf("%s: sets %q", tt.path, w.Header().Get("Set-Cookie"))
		}
	}
	r := withOrigin(httptest.NewRequest("GET", "/", nil), Origin{host: "localhost"})
	r.Header.Set("Accept-Language", "es-MX")
	if got := Speak(r, words, Cookies{}).Lang(); got != "es" {
		t.Errorf("the browser asks for Spanish and gets %s", got)
	}
	r.AddCookie(&http.Cookie{Name: LanguageCookie, Value: "ar"})
	if got := Speak(r, words, Cookies{}).Lang(); got != "ar" {
		t.Errorf("the person chose Arabic and gets %s", got)
	}
}

func TestWords(t *testing.T) {
	words := testWords(t)
	for _, found := range words.Banned() {
		t.Error(found)
	}
	data, err := fs.ReadFile(Words().FS, "en.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"invalid", "Invalid", " error ", "Error"} {
		if strings.Contains(strings.ReplaceAll(string(data), "\"error.", "\""), word) {
			t.Errorf("the words say %q", word)
		}
	}
	for _, key := range []string{keyControl, keyDate, keyForm, keyFormType, keyInteger, keyInternal, keyKeyMissing, keyKeyShape,
		keyNotFound, keyNotText, keyOption, keyOtherSite, keyReference, keyRepeated, keyRequired, keyThrottled, keyTooLarge,
		keyTooLong, keyUnknown, keyVersion, keyWrongType, keyContinue} {
		if !words.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
}

// A page that opens sealed things may fetch and show blobs; an error under its address, and every other page, may not.
func TestOnlyAFetchingPageMayFetch(t *testing.T) {
	fine := func(http.ResponseWriter, *http.Request) error { return nil }
	sealed, broken := public("GET", "/sealed", fine), public("GET", "/broken", func(http.ResponseWriter, *http.Request) error { return notFound() })
	sealed.Fetches, broken.Fetches = true, true
	rt := NewRouter(testConfig())
	rt.Handle(sealed, broken, public("GET", "/plain", fine))
	for path, may := range map[string]bool{"/sealed": true, "/plain": false, "/broken": false, "/nowhere": false} {
		policy := serve(rt, httptest.NewRequest("GET", path, nil)).Header().Get("Content-Security-Policy")
		if strings.Contains(policy, "connect-src 'self'") != may || strings.Contains(policy, "blob:") != may {
			t.Errorf("%s: policy %q", path, policy)
		}
		if !strings.Contains(policy, "require-trusted-types-for 'script'; trusted-types 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "wasm") {
			t.Errorf("%s: the policy has loosened: %q", path, policy)
		}
	}
}
