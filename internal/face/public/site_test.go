package public_test

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/public"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// monday is a Monday morning in Chicago, where the directories of these tests keep their hours.
var monday = time.Date(2026, 3, 9, 15, 30, 0, 0, time.UTC)

// A site is the public face over a directory, with the router and the exit of the program.
type site struct {
	*webkit.Router
	t     *testing.T
	words *locale.Bundle
}

func sources() []locale.Source { return []locale.Source{webkit.Words(), page.Words(), public.Words()} }

func newSite(t *testing.T, services public.Services, now clock.Clock, exit string) *site {
	t.Helper()
	words, err := locale.New(sources()...)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := webkit.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	house, err := page.New(page.House{Words: words, Assets: assets, Clock: now, Zone: time.UTC,
		Helper: page.Helper{Phone: "+1 312 555 0199", Hours: "24 / 7", Emergency: "911"}})
	if err != nil {
		t.Fatal(err)
	}
	face, err := public.New(house, services, func(context.Context) ([]string, error) { return nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	rt := webkit.NewRouter(webkit.RouterConfig{Guard: house.Guard, OnError: house.OnError, Clock: now,
		Exit: &webkit.Leaving{URL: exit, EndSession: house.EndSession, Speak: house.Speak}})
	rt.Handle(face.Routes()...)
	rt.Handle(webkit.LanguageRoute(words, house.Cookies), webkit.Route{Method: "GET", Pattern: webkit.AssetsPath,
		Door: webkit.Door{Level: webkit.LevelPublic}, Handler: func(w http.ResponseWriter, r *http.Request) error {
			assets.ServeHTTP(w, r)
			return nil
		}})
	return &site{rt, t, words}
}

// onSeed runs fn on both engines over the project's own directory, on a Monday at half past ten in the morning.
func onSeed(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	onDirectory(t, directory.Seed(), fn)
}

func onDirectory(t *testing.T, files fs.FS, fn func(t *testing.T, s *site)) {
	t.Helper()
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		clk.Set(monday)
		load(t, db, files)
		fn(t, newSite(t, directory.New(db), clk.Now, "https://weather.example/"))
	}, directory.Schema())
}

func load(t *testing.T, db *store.DB, files fs.FS) {
	t.Helper()
	opts := directory.ImportOptions{Zone: "America/Chicago", Country: "US"}
	if _, err := directory.Import(t.Context(), db, files, opts); err != nil {
		t.Fatal(err)
	}
}

// realData is the directory of Illinois Legal Aid Online where it lies beside the project; otherwise the project's own.
func realData(t *testing.T) fs.FS {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	folder := filepath.Join(filepath.Dir(here), "..", "..", "..", "..", "shared", "data", "hsds-ilao")
	if _, err := os.Stat(folder); err == nil {
		return os.DirFS(folder)
	}
	return directory.Seed()
}

// noServices is a directory that must not be asked.
type noServices struct{ public.Services }

func (noServices) Search(context.Context, directory.Query) (*directory.Results, error) {
	panic("the directory was asked")
}

// ask sends a request in a language and returns the answer.
func (s *site) ask(method, path, language, body string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Accept-Language", language)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// get opens a page and reads it.
func (s *site) get(path, language string) browser.Part {
	s.t.Helper()
	w := s.ask(http.MethodGet, path, language, "")
	if w.Code != http.StatusOK {
		s.t.Fatalf("GET %s answers %d", path, w.Code)
	}
	return browser.Check(s.t, w.Body.String())
}

// find sends a search and reads the page that answers it.
func (s *site) find(form url.Values) browser.Part {
	s.t.Helper()
	w := s.ask(http.MethodPost, "/find", "en", form.Encode())
	if w.Code != http.StatusOK {
		s.t.Fatalf("POST /find answers %d: %s", w.Code, w.Body)
	}
	return browser.Check(s.t, w.Body.String())
}
