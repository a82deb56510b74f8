package webkit

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// testConfig lets everybody in and writes the key of an error as its page.
func testConfig() RouterConfig {
	return RouterConfig{
		Clock: clock.At(noon).Now,
		Guard: func(r *http.Request, _ Route) (*http.Request, error) { return r, nil },
		OnError: func(w http.ResponseWriter, r *http.Request, rt Route, err error) {
			_, _ = io.WriteString(w, "page for "+fault.KeyOf(err)+" on "+rt.Pattern+r.Pattern)
		},
	}
}

func testWords(t *testing.T) *locale.Bundle {
	t.Helper()
	words, err := locale.New(Words())
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func testExit(t *testing.T, url string) *Leaving {
	words := testWords(t)
	return &Leaving{
		URL:        url,
		EndSession: func(context.Context, *http.Request) error { return nil },
		Speak:      func(r *http.Request) *locale.Localiser { return Speak(r, words, Cookies{}) },
	}
}

func public(method, pattern string, h HandlerFunc) Route {
	return Route{Method: method, Pattern: pattern, Door: Door{Level: LevelPublic}, Handler: h}
}

func htmlPage(body string) HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := io.WriteString(w, "<!doctype html><title>Page</title>"+body)
		return err
	}
}
