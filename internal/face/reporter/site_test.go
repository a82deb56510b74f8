package reporter_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A site is the page over the real channel, with the demo coalition's desks manned.
type site struct {
	*webkit.Router
	*apptest.World
	words  *locale.Bundle
	desks  []apptest.Manned
	actors map[string]account.Actor
	t      *testing.T
}

var languages = []string{"en", "es", "ar", "am", "vi"}

func sources() []locale.Source { return apptest.Words() }

// onSite runs fn on both engines.
func onSite(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) { fn(t, newSite(t, w, "https://weather.example/")) })
}

func newSite(t *testing.T, w *apptest.World, exit string) *site {
	t.Helper()
	w.Clock.Set(time.Now()) // the browser has a clock of its own, and looks at the days of keys
	desks, err := w.OpenIntake(t.Context(), w.Coalition)
	if err != nil {
		t.Fatal(err)
	}
	rt, err := w.Web(apptest.WebConfig{ExitURL: exit, Zone: time.UTC, Helper: page.Helper{Phone: "+1 312 555 0199", Hours: "24 / 7", Emergency: "911"}})
	if err != nil {
		t.Fatal(err)
	}
	return &site{Router: rt, World: w, words: bundle(t), desks: desks, actors: map[string]account.Actor{}, t: t}
}

// ask sends a request and returns the answer.
func (s *site) ask(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	r.Host = "localhost"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

// page reads the page of a language.
func (s *site) page(lang string) browser.Part {
	s.t.Helper()
	w := s.get("/ask/" + lang)
	if w.Code != http.StatusOK {
		s.t.Fatalf("/ask/%s answers %d", lang, w.Code)
	}
	return browser.Check(s.t, w.Body.String())
}
