package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/clock"
)

// pages serves an installation's pages.
func pages(t *testing.T, cfg app.Config) http.Handler {
	t.Helper()
	cfg.Params, cfg.DeskWork = apptest.Cheap, 4
	a, err := app.Open(t.Context(), cfg, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	rt, err := a.Web(app.WebConfig{ExitURL: "https://weather.example/", Zone: time.UTC, Helper: page.Helper{Phone: "+1 312 555 0199", Hours: "24 / 7", Emergency: "911"}})
	if err != nil {
		t.Fatal(err)
	}
	return rt
}

// watched is the address of an installation that is served to others.
func watched(t *testing.T, cfg app.Config) string {
	t.Helper()
	server := httptest.NewServer(pages(t, cfg))
	t.Cleanup(server.Close)
	return server.URL
}

// TestWatchEndsWithWhatItFound holds that the command ends with 0 for a house as released, 3 for an alarm and 1 for a house
// that does not answer, prints a line for each finding, pins nothing at a first look that raised an alarm, and takes a list
// of a release in the place of its own build.
func TestWatchEndsWithWhatItFound(t *testing.T) {
	folder, c := installation(t)
	reported(t, folder, c)
	house := pages(t, app.Config{Folder: folder})
	var script, down bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case down:
			w.WriteHeader(http.StatusServiceUnavailable)
		case script && strings.HasSuffix(r.URL.Path, "/report.js"):
			_, _ = w.Write([]byte("steal()"))
		default:
			house.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	seen := filepath.Join(t.TempDir(), "seen.json")
	look := func(more ...string) (string, int) {
		t.Helper()
		var out bytes.Buffer
		err := execute(t.Context(), append([]string{"watch", server.URL, "--seen", seen}, more...), &out)
		if err == nil {
			return out.String(), 0
		}
		return out.String(), exitCode(err)
	}
	script = true
	if out, code := look(); code != codeAlarm || !strings.Contains(out, "ALARM another-script: report.js") {
		t.Errorf("%d %s", code, out)
	}
	if _, err := os.Stat(seen); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a first look with an alarm pins roots: %v", err)
	}
	script = false
	if out, code := look(); code != 0 || !strings.Contains(out, "note pinned") || !strings.Contains(out, "as released: 6 visitors, 5 languages") {
		t.Errorf("%d %s", code, out)
	}
	if info, err := os.Stat(seen); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	down = true
	if out, code := look(); code != codeFailed || !strings.Contains(out, "BLIND not-reached") {
		t.Errorf("%d %s", code, out)
	}
	down = false

	var list bytes.Buffer
	if err := execute(t.Context(), []string{"release"}, &list); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{list.String(): 0, strings.Replace(list.String(), "sha384-", "sha384-A", 1000): codeAlarm, "": codeFailed} {
		file := filepath.Join(t.TempDir(), "release")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, code := look("--release", file); code != want {
			t.Errorf("with the list %.40q…: %d %s", text, code, out)
		}
	}
	if err := os.WriteFile(seen, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := look(); code != codeFailed || strings.Contains(out, "pinned") {
		t.Errorf("a spoiled file is taken for a first look: %d %s", code, out)
	}
}

// TestWatchKeepsLookingUntilStopped holds that --every looks again and ends at once, in quiet, when it is stopped.
func TestWatchKeepsLookingUntilStopped(t *testing.T) {
	folder, c := installation(t)
	reported(t, folder, c)
	at := watched(t, app.Config{Folder: folder})
	if err := execute(t.Context(), []string{"watch", at, "--every", "10s"}, &bytes.Buffer{}); !errors.Is(err, errEvery) {
		t.Errorf("every ten seconds: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out := &stopping{stop: stop, at: "as released"}
	if err := execute(ctx, []string{"watch", at, "--seen", filepath.Join(t.TempDir(), "seen"), "--every", "10m"}, out); err != nil {
		t.Errorf("stopped: %v\n%s", err, &out.Buffer)
	}
}

// stopping ends a command once it has written something.
type stopping struct {
	bytes.Buffer
	stop func()
	at   string
}

func (s *stopping) Write(p []byte) (int, error) {
	if strings.Contains(string(p), s.at) {
		s.stop()
	}
	return s.Buffer.Write(p)
}
