package webkit

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const elsewhere = "https://weather.example/"

func exitRouter(t *testing.T, change func(*RouterConfig)) *Router {
	cfg := testConfig()
	cfg.Exit = testExit(t, elsewhere)
	if change != nil {
		change(&cfg)
	}
	rt := NewRouter(cfg)
	rt.Handle(
		public("GET", "/page", htmlPage("seen")),
		public("POST", "/page", htmlPage("sent")),
		public("GET", "/assets/{file}", htmlPage("style")),
	)
	return rt
}

func TestLeave(t *testing.T) {
	ended := false
	rt := exitRouter(t, func(cfg *RouterConfig) {
		cfg.Origins = twoOrigins(t)
		cfg.Exit.EndSession = func(ctx context.Context, r *http.Request) error {
			_, known := Cookies{}.Get(r, SessionCookie)
			ended = known && ctx.Err() == nil
			return nil
		}
	})
	r := httptest.NewRequest("GET", LeavePath, nil)
	r.Host = "desk.example.org"
	r.AddCookie(&http.Cookie{Name: "__Host-s", Value: "secret"})
	gone, cancel := context.WithCancel(context.Background())
	cancel() // the browser is on its way already
	w := serve(rt, r.WithContext(gone))
	if !ended {
		t.Error("the session was not ended")
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != elsewhere {
		t.Errorf("leaving answers %d to %q", w.Code, w.Header().Get("Location"))
	}
	if got := w.Header().Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("Clear-Site-Data = %s", got)
	}
	want := []string{
		"__Host-s=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
		"__Host-p=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
		"__Host-w=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
		"__Host-l=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
		"__Host-d=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
		"__Host-v=1; Path=/; Max-Age=120; HttpOnly; Secure; SameSite=Lax",
	}
	if diff := cmp.Diff(want, w.Header().Values("Set-Cookie")); diff != "" {
		t.Errorf("cookies (-want +got):\n%s", diff)
	}
}

func TestLeaveAlwaysWorks(t *testing.T) {
	for name, end := range map[string]func(context.Context, *http.Request) error{
		"error": func(context.Context, *http.Request) error { return errors.New("typed words") },
		"panic": func(context.Context, *http.Request) error { panic("typed words") },
	} {
		t.Run(name, func(t *testing.T) {
			var lines strings.Builder
			rt := exitRouter(t, func(cfg *RouterConfig) {
				cfg.Exit.EndSession = end
				cfg.Guard = func(*http.Request, Route) (*http.Request, error) { return nil, errors.New("no database") }
				cfg.Log = slog.New(slog.NewTextHandler(&lines, nil))
			})
			w := serve(rt, httptest.NewRequest("GET", LeavePath, nil))
			if w.Code != http.StatusSeeOther {
				t.Errorf("leaving answers %d", w.Code)
			}
			rt.LogLastCounts(t.Context())
			if !strings.Contains(lines.String(), "cause=") || strings.Contains(lines.String(), "typed words") {
				t.Errorf("the log says %q", lines.String())
			}
		})
	}
}

func TestCoveredAfterLeaving(t *testing.T) {
	rt := exitRouter(t, nil)
	left := func(method, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.AddCookie(&http.Cookie{Name: leftCookie, Value: "1"})
		return serve(rt, r)
	}
	page := left("GET", "/page")
	if !strings.Contains(page.Body.String(), "Continue") || strings.Contains(page.Body.String(), "seen") {
		t.Errorf("a page after leaving: %s", page.Body)
	}
	for _, other := range []*httptest.ResponseRecorder{left("POST", "/page"), left("GET", "/nothing")} {
		if diff := cmp.Diff(page.Body.String(), other.Body.String()); diff != "" || other.Code != page.Code {
			t.Errorf("the empty page differs between addresses: %s", diff)
		}
	}
	if got := left("GET", "/assets/a.css").Body.String(); !strings.Contains(got, "style") {
		t.Errorf("a style sheet after leaving: %s", got)
	}
	back := left("POST", ReturnPath)
	if back.Code != http.StatusSeeOther || !strings.HasPrefix(back.Header().Get("Set-Cookie"), "v=; Path=/; Max-Age=0") {
		t.Errorf("coming back answers %d with %q", back.Code, back.Header().Get("Set-Cookie"))
	}
}

func TestEmptyPageSpeaksThePersonsLanguage(t *testing.T) {
	r := httptest.NewRequest("GET", "/page", nil)
	r.AddCookie(&http.Cookie{Name: leftCookie, Value: "1"})
	r.Header.Set("Accept-Language", "ar-SY, en;q=0.5")
	got := serve(exitRouter(t, nil), r).Body.String()
	if !strings.Contains(got, `<html lang="ar" dir="rtl">`) || !strings.Contains(got, "متابعة") {
		t.Errorf("the empty page in Arabic: %s", got)
	}
}

func TestExitNeedsItsParts(t *testing.T) {
	for name, breakIt := range map[string]func(*Leaving){
		"no address":       func(e *Leaving) { e.URL = "" },
		"a path":           func(e *Leaving) { e.URL = "/start" },
		"a script":         func(e *Leaving) { e.URL = "javascript://x/" },
		"no EndSession":    func(e *Leaving) { e.EndSession = nil },
		"no words":         func(e *Leaving) { e.Speak = nil },
		"a name inside it": func(e *Leaving) { e.URL = "https://a@weather.example/" },
	} {
		t.Run(name, func(t *testing.T) {
			wantPanic(t, "webkit: the exit", func() { exitRouter(t, func(cfg *RouterConfig) { breakIt(cfg.Exit) }) })
		})
	}
}
