package app_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

const onion = "ckqvqvgsvdy5bcuuc2pwdnnbdnjxn5ld4rgx4jl4ndmyiv7stdtx7aqd.onion"

// TestNoDoorOpensUnderAnotherName walks every route of the house under names that are not its own: each time the answer is the
// same empty one, no cookie is set, nothing is logged, and no row is written.
func TestNoDoorOpensUnderAnotherName(t *testing.T) {
	w := apptest.SQLite(t)
	origins, err := webkit.ParseOrigins([]string{"https://desk.example.org", "http://" + onion})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		origins webkit.Origins
		foreign []string
	}{
		"configured": {origins, []string{"", "evil.example", "desk.example.org.", "desk.example.org:8080", "localhost", "127.0.0.1", "[::1]:443", "other.onion"}},
		"alone":      {nil, []string{"", "evil.example", "desk.example.org", "localhost.", "192.168.0.2:8080", "[2001:db8::1]", onion}},
	} {
		var log bytes.Buffer
		router, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC, Origins: c.origins, PasskeysAt: "https://desk.example.org", Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		if len(router.Routes()) < 100 {
			t.Fatalf("only %d routes", len(router.Routes()))
		}
		for _, route := range router.Routes() {
			for _, host := range c.foreign {
				r := httptest.NewRequest(route.Method, strings.NewReplacer("{", "", "}", "", "...", "").Replace(route.Pattern), strings.NewReader("key=a"))
				r.Host = host
				got := httptest.NewRecorder()
				router.ServeHTTP(got, r)
				if s := fmt.Sprint(got.Code, got.Header(), got.Body); s != "421 map[Connection:[close] Content-Length:[0] Date:[]] " {
					t.Errorf("%s: %s %s under %q is answered %s", name, route.Method, route.Pattern, host, s)
				}
			}
		}
		if log.Len() > 0 {
			t.Errorf("%s: logged %s", name, &log)
		}
	}
}

// TestPasskeysBelongToTheNameOfTheNet holds that passkeys are offered under the origin that they are made for, and that by the
// onion service no page names them and none leads to them.
func TestPasskeysBelongToTheNameOfTheNet(t *testing.T) {
	w := apptest.SQLite(t)
	origins, err := webkit.ParseOrigins([]string{"http://" + onion, "https://desk.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	router, err := w.Web(app.WebConfig{ExitURL: "http://127.0.0.1:1/", Zone: time.UTC, Origins: origins})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(host, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = host
		got := httptest.NewRecorder()
		router.ServeHTTP(got, r)
		return got
	}
	for host, offered := range map[string]bool{"desk.example.org": true, onion: false} {
		if page := ask(host, "/desk/sign-in"); page.Code != http.StatusOK || strings.Contains(page.Body.String(), "passkey") != offered {
			t.Errorf("%s: the sign-in is answered %d", host, page.Code)
		}
		if got := ask(host, "/desk/sign-in/key").Code == http.StatusSeeOther; got != offered {
			t.Errorf("%s: the page of a passkey is there: %v", host, got)
		}
	}
}
