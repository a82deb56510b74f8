package reporter_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/reporting"
)

// A server that was taken over shows the page readers of its own, or a manifest that is past its last day: nothing can be
// sent then, and the page says so. A manifest older than one that this page has seen is not gone by either.
func TestATakenServerIsNotSealedTo(t *testing.T) {
	s := small(t, neutral(t))
	var change atomic.Pointer[func(m *reporting.Manifest)]
	w := s.on(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fn := change.Load()
		if fn == nil || r.URL.Path != "/ask/channels" {
			s.ServeHTTP(w, r)
			return
		}
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, r)
		var m reporting.Manifest
		if err := json.Unmarshal(rec.Body.Bytes(), &m); err != nil {
			t.Error(err)
		}
		(*fn)(&m)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(m)
	}), browser.Options{Script: true, Language: "en"})
	serve := func(fn func(m *reporting.Manifest)) { change.Store(&fn) }
	for name, fn := range map[string]func(m *reporting.Manifest){
		"past its last day": func(m *reporting.Manifest) { m.Until = "2026-01-02" },
		"ghosts alone": func(m *reporting.Manifest) {
			for _, a := range m.Agencies {
				for _, c := range a.Channels {
					for i := range c.Readers {
						c.Readers[i].Signer = a.Root // a key that nobody certified
					}
				}
			}
		},
		"roles that nobody knows": func(m *reporting.Manifest) {
			for _, a := range m.Agencies {
				for _, c := range a.Channels {
					for i := range c.Readers {
						c.Readers[i].Role = "helper"
					}
				}
			}
		},
	} {
		serve(fn)
		w.open()
		w.Click(w.say("way.help"))
		w.See(w.say("closed.heading"))
		if step := w.step(); step != "" {
			t.Errorf("%s: something can be written: %s", name, step)
		}
	}
	serve(func(*reporting.Manifest) {})
	w.open()
	w.Click(w.say("way.help"))
	w.leaves("")
	w.Click("#main form:not([hidden]) [data-do=stop]")
	w.See(w.say("stopped.heading"))
	serve(func(m *reporting.Manifest) { m.Day = "2026-01-02" })
	w.Click("#main section:not([hidden]) [data-do=start]")
	w.Click(w.say("way.help"))
	w.See(w.say("offline"))
}
