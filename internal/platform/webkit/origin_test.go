package webkit

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const someOnion = "ckqvqvgsvdy5bcuuc2pwdnnbdnjxn5ld4rgx4jl4ndmyiv7stdtx7aqd.onion"

func twoOrigins(t testing.TB) Origins {
	t.Helper()
	list, err := ParseOrigins([]string{"https://Desk.example.org", "http://" + someOnion})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestOriginsOfAHouse(t *testing.T) {
	for _, texts := range [][]string{
		{}, {"https://desk.example.org"}, {"https://desk.example.org:8443"}, {"http://localhost:8080"}, {"http://127.0.0.1:8080"}, {"http://[::1]:8080"},
		{"http://" + someOnion}, {"https://" + someOnion, "https://desk.example.org"},
	} {
		if list, err := ParseOrigins(texts); err != nil || len(list) != len(texts) {
			t.Errorf("%q: %v", texts, err)
		}
	}
	for _, texts := range [][]string{
		{""}, {"desk.example.org"}, {"http://desk.example.org"}, {"https://desk.example.org/"}, {"https://desk.example.org."}, {"https://a@desk.example.org"},
		{"https://desk.example.org?x"}, {"https://"}, {"https://:443"}, {"https://desk.example.org:"}, {"ftp://localhost"}, {"http://192.168.0.2"}, {"http://localhost.example.org"},
		{"https://one.example.org", "https://two.example.org"}, {"http://" + someOnion, "https://other.onion"}, {"https://a.example", "http://" + someOnion, "https://b.example"},
	} {
		if list, err := ParseOrigins(texts); err != ErrOrigins {
			t.Errorf("%q are taken for %v", texts, list)
		}
	}
}

// ways in which a request can name its host, and by which origin it then comes; none where it is refused.
var waysToName = []struct{ host, configured, alone string }{
	{"desk.example.org", "https://desk.example.org", ""}, {"DESK.Example.ORG", "https://desk.example.org", ""}, {"desk.example.org:443", "https://desk.example.org", ""},
	{someOnion, "http://" + someOnion, ""}, {someOnion + ":80", "http://" + someOnion, ""}, {strings.ToUpper(someOnion), "http://" + someOnion, ""},
	{"", "", ""}, {"desk.example.org.", "", ""}, {"desk.example.org:80", "", ""}, {"desk.example.org:8443", "", ""}, {"desk.example.org:", "", ""}, {"desk.example.org:0443", "", ""},
	{"www.desk.example.org", "", ""}, {"example.org", "", ""}, {"desk.example.org.evil.example", "", ""}, {"desk.example.org@evil.example", "", ""}, {"desk.example.org,evil.example", "", ""},
	{"x" + someOnion, "", ""}, {"www." + someOnion, "", ""}, {someOnion + ":443", "", ""}, {someOnion + ".", "", ""},
	{"localhost", "", "http://localhost"}, {"LocalHost:8080", "", "http://localhost:8080"}, {"127.0.0.1:8080", "", "http://127.0.0.1:8080"}, {"127.3.2.1", "", "http://127.3.2.1"},
	{"[::1]:8080", "", "http://[::1]:8080"}, {"[::1]", "", "http://[::1]"}, {"::1", "", ""}, {"[::ffff:127.0.0.1]", "", "http://[::ffff:127.0.0.1]"},
	{"localhost.", "", ""}, {"localhost.evil.example", "", ""}, {"evil.localhost", "", ""}, {"127.0.0.1.evil.example", "", ""}, {"0.0.0.0", "", ""}, {"192.168.0.2:8080", "", ""}, {"[2001:db8::1]:8080", "", ""},
	{"evil.example", "", ""}, {"evil.example:443", "", ""}, {"*", "", ""}, {"/", "", ""}, {"localhost/", "", ""}, {"local host", "", ""},
}

// TestARequestForAnotherHostIsNotAnswered holds that under a name that is not of the list nothing of the house is shown, done,
// logged or put into the browser, and that under one that is, the request knows its origin.
func TestARequestForAnotherHostIsNotAnswered(t *testing.T) {
	for name, origins := range map[string]Origins{"configured": twoOrigins(t), "alone": nil} {
		var log bytes.Buffer
		called, by := 0, ""
		cfg := testConfig()
		cfg.Origins, cfg.Log = origins, slog.New(slog.NewTextHandler(&log, nil))
		cfg.Exit = testExit(t, elsewhere)
		guard := cfg.Guard
		cfg.Guard = func(r *http.Request, route Route) (*http.Request, error) { called++; return guard(r, route) }
		rt := NewRouter(cfg)
		rt.Handle(public("GET", "/page", func(w http.ResponseWriter, r *http.Request) error {
			by = OriginOf(r).String()
			Cookies{}.Set(w, SessionCookie, "abc")
			return nil
		}))
		for _, way := range waysToName {
			want := way.configured
			if origins == nil {
				want = way.alone
			}
			log.Reset()
			called, by = 0, ""
			for _, path := range []string{"/page", "/nothing", LeavePath} {
				r := httptest.NewRequest("GET", path, nil)
				r.Host = way.host
				w := httptest.NewRecorder()
				rt.ServeHTTP(w, r)
				if refused := w.Code == http.StatusMisdirectedRequest; refused != (want == "") || refused && (w.Body.Len() > 0 || w.Header().Get("Set-Cookie") != "" || w.Header().Get("Content-Type") != "") {
					t.Errorf("%s: %q %s is answered %d %v %q", name, way.host, path, w.Code, w.Header(), w.Body)
				}
			}
			if by != want || want == "" && (called > 0 || log.Len() > 0) {
				t.Errorf("%s: %q came by %q, want %q; called %d, logged %q", name, way.host, by, want, called, &log)
			}
		}
	}
}

// TestRandomHostsAreNotAnswered holds that of all names only those of the list are answered.
func TestRandomHostsAreNotAnswered(t *testing.T) {
	list := twoOrigins(t)
	own := map[string]bool{"desk.example.org": true, "desk.example.org:443": true, someOnion: true, someOnion + ":80": true}
	rapid.Check(t, func(t *rapid.T) {
		host := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string {
			part := rapid.SampledFrom([]string{"desk", "example", "org", ".", ":", "443", "80", "[", "]", "@", someOnion, "DESK.example.org", " ", "%", "\x00", "ⅾesk.example.org"})
			return strings.Join(rapid.SliceOf(part).Draw(t, "parts"), "")
		})).Draw(t, "host")
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		if _, ok := list.of(r); ok != own[strings.ToLower(host)] {
			t.Errorf("%q is answered: %v", host, ok)
		}
	})
}

// TestAPostFromAnotherHostOfTheListIsFromAnotherSite holds that the two origins of a house trust each other no more than any other.
func TestAPostFromAnotherHostOfTheListIsFromAnotherSite(t *testing.T) {
	cfg := testConfig()
	cfg.Origins = twoOrigins(t)
	rt := NewRouter(cfg)
	rt.Handle(public("POST", "/act", htmlPage("done")))
	for _, c := range []struct {
		host, from string
		done       bool
	}{
		{"desk.example.org", "https://desk.example.org", true}, {someOnion, "http://" + someOnion, true},
		{"desk.example.org", "http://" + someOnion, false}, {someOnion, "https://desk.example.org", false}, {"desk.example.org", "https://evil.example", false},
	} {
		r := httptest.NewRequest("POST", "/act", nil)
		r.Host = c.host
		r.Header.Set("Origin", c.from)
		if w := serve(rt, r); (w.Code == http.StatusOK) != c.done {
			t.Errorf("%s from %s is answered %d", c.host, c.from, w.Code)
		}
	}
}
