package watch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/care/reporting/watch"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A house is one that is really served, with its desks manned.
type house struct {
	*apptest.World
	http.Handler
	release watch.Release
	t       *testing.T
}

func newHouse(t *testing.T, w *apptest.World) *house {
	t.Helper()
	w.Clock.Set(time.Now())
	if _, err := w.OpenIntake(t.Context(), w.Coalition); err != nil {
		t.Fatal(err)
	}
	rt, err := w.Web(apptest.WebConfig{ExitURL: "https://weather.example/", Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	assets, err := webkit.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	return &house{World: w, Handler: rt, release: watch.Own(assets), t: t}
}

// watcher looks at what h serves, from 127.0.0.1, and never waits.
func (h *house) watcher(served http.Handler, seen *watch.Seen) *watch.Watcher {
	h.t.Helper()
	server := httptest.NewServer(served)
	h.t.Cleanup(server.Close)
	origin, err := watch.ReadOrigin(server.URL)
	if err != nil {
		h.t.Fatal(err)
	}
	return &watch.Watcher{Origin: origin, Releases: []watch.Release{h.release}, Languages: []string{"en", "es", "ar", "am", "vi"}, Visitors: watch.DefaultVisitors,
		Seen: seen, Clock: h.Clock.Now, Pause: func(context.Context, time.Duration) error { return nil }}
}

func (h *house) nothingSeen() *watch.Seen {
	h.t.Helper()
	s, err := watch.ReadSeen(filepath.Join(h.t.TempDir(), "none"), "")
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func look(t *testing.T, w *watch.Watcher) watch.Findings {
	t.Helper()
	found, err := w.Look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A house that serves what was released is looked at in quiet, at first and again; what is new is told by number and role.
func TestAHouseAsReleasedIsQuiet(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := newHouse(t, w)
		eye := h.watcher(h, h.nothingSeen())
		first := look(t, eye)
		if first.Worst() != watch.Note || !first.Has(watch.Pinned) || !first.Has(watch.NewReaders) {
			t.Errorf("the first look: %v", first)
		}
		if again := look(t, eye); again.Worst() != watch.Note || again.Has(watch.Pinned) || again.Has(watch.NewReaders) {
			t.Errorf("the second look: %v", again)
		}
		file := filepath.Join(t.TempDir(), "seen")
		if err := eye.Seen.Write(file); err != nil {
			t.Fatal(err)
		}
		kept, err := watch.ReadSeen(file, "")
		if err != nil || len(kept.Roots) == 0 || len(kept.Windows) == 0 {
			t.Fatalf("%v %+v", err, kept)
		}
		if _, err := watch.ReadSeen(file, "https://another.example"); err == nil {
			t.Error("what was seen of one house counts for another")
		}
		eye.Seen = kept
		if later := look(t, eye); later.Worst() != watch.Note || later.Has(watch.Pinned) {
			t.Errorf("a look after a restart: %v", later)
		}
	})
}

// A taken house is one that serves something else under some paths, to some visitors.
type taken struct {
	path   string           // "" is every path
	agent  string           // part of the browser's name for itself; "" is every visitor
	change func(a *served)  // what is served instead
	answer http.HandlerFunc // or: another answer altogether
}

type served struct {
	head http.Header
	body string
}

func (x taken) over(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, x.path) || !strings.Contains(r.UserAgent(), x.agent) {
			h.ServeHTTP(w, r)
			return
		}
		if x.answer != nil {
			x.answer(w, r)
			return
		}
		r.Header.Del("Accept-Encoding")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		a := served{rec.Header(), rec.Body.String()}
		x.change(&a)
		for name, values := range a.head {
			if name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write([]byte(a.body))
	})
}

func swap(old, with string) func(a *served) {
	return func(a *served) { a.body = strings.Replace(a.body, old, with, 1) }
}

// edit changes a manifest as the program would write it.
func edit(t *testing.T, fn func(m *reporting.Manifest)) func(a *served) {
	return func(a *served) {
		var m reporting.Manifest
		if err := json.Unmarshal([]byte(a.body), &m); err != nil {
			t.Error(err)
		}
		fn(&m)
		text, err := json.Marshal(m)
		if err != nil {
			t.Error(err)
		}
		a.body = string(text)
	}
}

// readers lets fn change the readers of the first organisation's channel for help.
func readers(t *testing.T, fn func(list []reporting.Reader) []reporting.Reader) func(a *served) {
	return edit(t, func(m *reporting.Manifest) {
		help := m.Agencies[0].Channels[reporting.Help]
		help.Readers = fn(help.Readers)
		m.Agencies[0].Channels[reporting.Help] = help
	})
}

// Each thing that a taken server could do to one visitor alone raises its own alarm, which says what was wrong for whom.
func TestEachAttackRaisesItsAlarm(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	honest := h.watcher(h, h.nothingSeen())
	if found := look(t, honest); found.Worst() != watch.Note {
		t.Fatal(found)
	}
	const one, page = "SamsungBrowser", "/ask/am"
	head := func(name, value string) func(a *served) { return func(a *served) { a.head.Set(name, value) } }
	for name, x := range map[string]struct {
		taken
		want watch.Kind
	}{
		"another script":              {taken{path: "/report.js", agent: one, change: func(a *served) { a.body += "\n" }}, watch.AnotherScript},
		"another script of all pages": {taken{path: "/app.js", agent: one, change: func(a *served) { a.body = "steal()" }}, watch.AnotherScript},
		"one script more":             {taken{path: page, agent: one, change: swap("</head>", `<script src="/assets/0000000000000000/more.js"></script></head>`)}, watch.AnotherScript},
		"a script in the page":        {taken{path: page, agent: one, change: swap("</head>", "<SCRIPT>steal()</SCRIPT></head>")}, watch.AnotherScript},
		"another hash":                {taken{path: page, agent: one, change: swap(`integrity="sha384-`, `integrity="sha384-A`)}, watch.AnotherFile},
		"no hash of the script": {taken{path: page, agent: one, change: func(a *served) {
			at := strings.Index(a.body, "report.js\"")
			a.body = a.body[:at] + strings.Replace(a.body[at:], " integrity=", " data-x=", 1)
		}}, watch.AnotherScript},
		"another style":        {taken{path: "/app.css", agent: one, change: func(a *served) { a.body += " " }}, watch.AnotherFile},
		"no script":            {taken{path: page, agent: one, change: without}, watch.NoScript},
		"a form elsewhere":     {taken{path: page, agent: one, change: swap(`action="/ask/am"`, `action="https://127.0.0.1:1/"`)}, watch.AnotherPage},
		"a frame":              {taken{path: page, agent: one, change: swap("</main>", `<iframe src="/x"></iframe></main>`)}, watch.AnotherPage},
		"words of its own":     {taken{path: page, agent: one, change: swap("</main>", `<p>Ring this number instead</p></main>`)}, watch.Split},
		"a cookie":             {taken{path: page, agent: one, change: head("Set-Cookie", "who=you")}, watch.Cookie},
		"a cookie with a file": {taken{path: "/report.js", agent: one, change: head("Set-Cookie", "who=you")}, watch.Cookie},
		"a looser policy": {taken{path: page, agent: one, change: func(a *served) {
			a.head.Set("Content-Security-Policy", strings.Replace(a.head.Get("Content-Security-Policy"), "script-src 'self'", "script-src 'self' 'unsafe-inline'", 1))
		}}, watch.WeakHead},
		"no trusted types": {taken{path: page, agent: one, change: func(a *served) {
			a.head.Set("Content-Security-Policy", strings.Replace(a.head.Get("Content-Security-Policy"), "; require-trusted-types-for 'script'", "", 1))
		}}, watch.WeakHead},
		"two policies":         {taken{path: page, agent: one, change: func(a *served) { a.head.Add("Content-Security-Policy", "default-src *") }}, watch.WeakHead},
		"kept by browsers":     {taken{path: page, agent: one, change: head("Cache-Control", "public, max-age=60")}, watch.WeakHead},
		"a page that moves on": {taken{path: page, agent: one, change: head("Refresh", "9; url=https://127.0.0.1:1/")}, watch.WeakHead},
		"another alphabet":     {taken{path: page, agent: one, change: head("Content-Type", "text/html; charset=utf-7")}, watch.WeakHead},
		"another root":         {taken{path: page, agent: one, change: otherRoot}, watch.AnotherRoot},
		"a redirect": {taken{path: page, agent: one, answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/ask/am", http.StatusFound)
		}}, watch.Redirect},
		"a body without end":    {taken{path: page, agent: one, answer: endless}, watch.TooLarge},
		"other words":           {taken{path: "/ask/words/english", agent: one, change: swap("\n", "\nabandon")}, watch.AnotherFile},
		"a ghost":               {taken{path: "/ask/channels", agent: one, change: readers(t, func(l []reporting.Reader) []reporting.Reader { g := l[0]; g.Key = l[1].Key; return append(l, g) })}, watch.Ghost},
		"a ghost of its own":    {taken{path: "/ask/channels", agent: one, change: readers(t, func(l []reporting.Reader) []reporting.Reader { g := l[0]; g.Signer = l[1].Signer; return append(l, g) })}, watch.Ghost},
		"a role we do not know": {taken{path: "/ask/channels", agent: one, change: readers(t, func(l []reporting.Reader) []reporting.Reader { l[0].Role = "helper"; return l })}, watch.Ghost},
		"a window that is past": {taken{path: "/ask/channels", agent: one, change: readers(t, func(l []reporting.Reader) []reporting.Reader { l[0].Until = "2020-01-01"; return l })}, watch.Ghost},
		"one reader fewer":      {taken{path: "/ask/channels", agent: one, change: readers(t, func(l []reporting.Reader) []reporting.Reader { return l[1:] })}, watch.Split},
		"an old manifest":       {taken{path: "/ask/channels", agent: one, change: edit(t, func(m *reporting.Manifest) { m.Day = "2026-01-02" })}, watch.OldManifest},
		"past its last day":     {taken{path: "/ask/channels", agent: one, change: edit(t, func(m *reporting.Manifest) { m.Until = "2026-01-02" })}, watch.OldManifest},
		"good for a year":       {taken{path: "/ask/channels", agent: one, change: edit(t, func(m *reporting.Manifest) { m.Until = "2099-01-02" })}, watch.OldManifest},
		"two lists in one":      {taken{path: "/ask/channels", agent: one, change: swap(`"readers":[`, `"Readers":[],"readers":[`)}, watch.BadManifest},
		"no answer":             {taken{path: page, agent: one, answer: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }}, watch.Unreached},
		"no page":               {taken{path: page, agent: one, answer: http.NotFound}, watch.Unreached},
	} {
		t.Run(name, func(t *testing.T) {
			eye := h.watcher(x.over(h), copied(t, honest.Seen))
			eye.Languages = []string{"am", "ar"}
			found := look(t, eye)
			level := watch.Alarm
			if x.want == watch.Unreached {
				level = watch.Blind
			}
			if !found.Has(x.want) || found.Worst() != level {
				t.Fatalf("found %v", found)
			}
			for _, f := range found {
				if f.Kind == x.want && f.Kind != watch.Split && (len(f.Visitors) != 1 || f.Visitors[0] != "Samsung Internet") {
					t.Errorf("it says of whom: %v", f)
				}
				for _, never := range []string{"steal", "127.0.0.1", "unsafe", "helper"} {
					if strings.Contains(f.String(), never) {
						t.Errorf("it repeats what the server wrote: %v", f)
					}
				}
			}
		})
	}
}

// without takes the reporter's script out of a page.
func without(a *served) {
	at := strings.Index(a.body, "report.js")
	from := strings.LastIndex(a.body[:at], "<script")
	end := at + strings.Index(a.body[at:], "</script>") + len("</script>")
	a.body = a.body[:from] + a.body[end:]
}

// otherRoot puts a key of the server's own in the place of the first root of a page.
func otherRoot(a *served) {
	const between = "&#34;:&#34;"
	at := strings.Index(a.body, "data-roots=")
	at += strings.Index(a.body[at:], between) + len(between)
	letter := "A"
	if a.body[at] == 'A' {
		letter = "B"
	}
	a.body = a.body[:at] + letter + a.body[at+1:]
}

func endless(w http.ResponseWriter, r *http.Request) {
	line := bytes.Repeat([]byte("a"), 1<<16)
	for r.Context().Err() == nil {
		if _, err := w.Write(line); err != nil {
			return
		}
	}
}

func copied(t *testing.T, s *watch.Seen) *watch.Seen {
	t.Helper()
	file := filepath.Join(t.TempDir(), "seen")
	if err := s.Write(file); err != nil {
		t.Fatal(err)
	}
	c, err := watch.ReadSeen(file, s.Origin)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What changes for everybody is told from what was seen before.
func TestWhatEarlierLooksSawIsHeld(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	honest := h.watcher(h, h.nothingSeen())
	look(t, honest)
	for name, x := range map[string]struct {
		change func(s *watch.Seen)
		want   watch.Kind
		level  watch.Level
	}{
		"the day goes backwards": {func(s *watch.Seen) { s.Day = h.Clock.Now().AddDate(0, 0, 1).Format(time.DateOnly) }, watch.OldManifest, watch.Alarm},
		"an organisation is new": {func(s *watch.Seen) {
			for a := range s.Roots {
				delete(s.Roots, a)
				break
			}
		}, watch.NewRoot, watch.Alarm},
		"desks are new": {func(s *watch.Seen) { clear(s.Windows); clear(s.Signers) }, watch.NewReaders, watch.Note},
	} {
		eye := h.watcher(h, copied(t, honest.Seen))
		x.change(eye.Seen)
		if found := look(t, eye); !found.Has(x.want) || found.Worst() != x.level {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// A house that changes while it is looked at is looked at once more, and then is quiet.
func TestAChangeIsNoAlarm(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	var asked atomic.Int32
	turning := taken{path: "/ask/channels", change: readers(t, func(l []reporting.Reader) []reporting.Reader {
		if n := asked.Add(1); n == 2 || n == 4 {
			return l[1:] // two processes answer, one of them with what it knew some seconds ago
		}
		return l
	})}
	eye := h.watcher(turning.over(h), h.nothingSeen())
	waited := 0
	eye.Pause = func(context.Context, time.Duration) error { waited++; return nil }
	if found := look(t, eye); found.Worst() != watch.Note || waited != 1 {
		t.Errorf("waited %d times, found %v", waited, found)
	}
}

// Nobody but the given house is asked anything, whatever its page names.
func TestOnlyTheHouseIsContacted(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(other.Close)
	u, err := url.Parse(other.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, with := range []func(a *served){swap(`src="/assets/`, `src="//`+u.Host+`/assets/`), swap(`href="/assets/`, `href="`+other.URL+`/assets/`)} {
		look(t, h.watcher(taken{path: "/ask/", change: with}.over(h), h.nothingSeen()))
	}
	look(t, h.watcher(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect), h.nothingSeen()))
	if n := asked.Load(); n != 0 {
		t.Errorf("another host was asked %d times", n)
	}
}

func TestAReleaseIsReadAsItIsWritten(t *testing.T) {
	assets, err := webkit.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	var list bytes.Buffer
	if err := watch.Own(assets).Write(&list); err != nil {
		t.Fatal(err)
	}
	r, err := watch.ReadRelease(list.Bytes())
	if err != nil || r.Files["report.js"] != assets.Integrity("report.js") || !strings.Contains(r.Policy, "require-trusted-types-for 'script'") {
		t.Errorf("%v %+v", err, r)
	}
	for _, bad := range []string{"", "policy x", strings.Replace(list.String(), "report.js", "other.js", 1), strings.Replace(list.String(), "policy ", "", 1), list.String() + list.String(), strings.Repeat("#", 1<<20)} {
		if _, err := watch.ReadRelease([]byte(bad)); err == nil {
			t.Errorf("this is a release: %.60q", bad)
		}
	}
	for _, bad := range []string{"", "desk.example.org", "ftp://a", "https://a/ask", "https://u:p@a", "https://a/?x", "https://"} {
		if _, err := watch.ReadOrigin(bad); err == nil {
			t.Errorf("this is an address of a house: %q", bad)
		}
	}
}
