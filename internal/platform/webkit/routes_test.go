package webkit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
)

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	if r.Host == "example.com" { // what httptest calls every host
		r.Host = "localhost"
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func wantPanic(t *testing.T, with string, f func()) {
	t.Helper()
	defer func() {
		if got := fmt.Sprint(recover()); !strings.Contains(got, with) {
			t.Errorf("panic %q, want one that names %q", got, with)
		}
	}()
	f()
}

func TestRouteNeedsADoor(t *testing.T) {
	page := htmlPage("")
	for _, tt := range []struct {
		name  string
		route Route
	}{
		{"no door", Route{Method: "GET", Pattern: "/open", Handler: page}},
		{"a person without an action", Route{Method: "GET", Pattern: "/open", Door: Door{Level: LevelPerson}, Handler: page}},
		{"an action without a person", Route{Method: "GET", Pattern: "/open", Door: Door{Level: LevelAccount, Action: "read"}, Handler: page}},
		{"public with roles", Route{Method: "GET", Pattern: "/open", Door: Door{Level: LevelPublic, Roles: []string{"advocate"}}, Handler: page}},
		{"a level beyond the last", Route{Method: "GET", Pattern: "/open", Door: Door{Level: 9}, Handler: page}},
		{"no handler", Route{Method: "GET", Pattern: "/open", Door: Door{Level: LevelPublic}}},
		{"no method", Route{Pattern: "/open", Door: Door{Level: LevelPublic}, Handler: page}},
		{"HEAD", Route{Method: "HEAD", Pattern: "/open", Door: Door{Level: LevelPublic}, Handler: page}},
		{"a negative limit", Route{Method: "GET", Pattern: "/open", MaxBody: -1, Door: Door{Level: LevelPublic}, Handler: page}},
		{"a host in the pattern", Route{Method: "GET", Pattern: "host/open", Door: Door{Level: LevelPublic}, Handler: page}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantPanic(t, "open", func() { NewRouter(testConfig()).Handle(tt.route) })
		})
	}
	wantPanic(t, "Guard", func() { NewRouter(RouterConfig{}) })
}

func TestRoutesListsEveryDoor(t *testing.T) {
	var got []string
	for _, r := range exitRouter(t, nil).Routes() {
		got = append(got, fmt.Sprintf("%s %s %s %d", r.Method, r.Pattern, r.Door.Level, r.MaxBody))
	}
	want := []string{
		"GET /leave public 65536", "POST /return public 65536",
		"GET /page public 65536", "POST /page public 65536", "GET /assets/{file} public 65536",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes (-want +got):\n%s", diff)
	}
}

// everything is one router with a route for each way of not getting something.
func everything(change func(*RouterConfig)) *Router {
	cfg := testConfig()
	cfg.Guard = func(r *http.Request, rt Route) (*http.Request, error) {
		if rt.Pattern == "/guarded" {
			return nil, fault.New(fault.Refused, "error.role")
		}
		return r, nil
	}
	if change != nil {
		change(&cfg)
	}
	rt := NewRouter(cfg)
	fails := func(pattern string, err error) Route {
		return public("GET", pattern, func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("X-Trace", "somebody")
			Cookies{}.Set(w, "s", "somebody")
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, "half a page about somebody")
			return err
		})
	}
	rt.Handle(
		fails("/absent/{id}", fault.New(fault.NotFound, "error.no_such_person")),
		fails("/refused/{id}", fmt.Errorf("opening: %w", fault.New(fault.Refused, "error.not_assigned"))),
		fails("/guarded", nil),
		fails("/broken", errors.New("typed words")),
		fails("/signin", fault.New(fault.SignIn, "error.sign_in")),
		fails("/large", fmt.Errorf("reading: %w", &http.MaxBytesError{Limit: 1})),
		public("GET", "/panics", func(http.ResponseWriter, *http.Request) error { panic("typed words") }),
		public("GET", "/whole", htmlPage("whole")),
		public("GET", "/folder/{$}", htmlPage("folder")),
		public("POST", "/body", readBody),
	)
	return rt
}

func readBody(w http.ResponseWriter, r *http.Request) error {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func raw(w *httptest.ResponseRecorder) string {
	var b bytes.Buffer
	_ = w.Result().Write(&b)
	return b.String()
}

func TestNotYoursIsNotThere(t *testing.T) {
	rt := everything(nil)
	want := raw(serve(rt, httptest.NewRequest("GET", "/nothing/at/all", nil)))
	if !strings.HasPrefix(want, "HTTP/1.1 404") || !strings.Contains(want, "error.not_found") {
		t.Fatalf("an unknown path: %s", want)
	}
	for _, tt := range []struct{ method, path string }{
		{"GET", "/absent/1"}, {"GET", "/refused/1"}, {"GET", "/guarded"},
		{"DELETE", "/whole"}, {"OPTIONS", "/whole"}, {"BREW", "/whole"},
		{"GET", "/folder"}, {"GET", "//whole"}, {"GET", "/a/../whole"}, {"GET", "/whole/"},
	} {
		got := raw(serve(rt, httptest.NewRequest(tt.method, tt.path, nil)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s differs from an unknown path (-want +got):\n%s", tt.method, tt.path, diff)
		}
	}
}

func TestErrorsLeaveNoHalfPage(t *testing.T) {
	for _, tt := range []struct {
		path string
		code int
		want string
	}{
		{"/broken", 500, "page for error.internal on /broken"},
		{"/panics", 500, "page for error.internal on /panics"},
		{"/signin", 401, "page for error.sign_in on /signin"},
		{"/large", 413, "page for error.too_large on /large"},
	} {
		w := serve(everything(nil), httptest.NewRequest("GET", tt.path, nil))
		if w.Code != tt.code || !strings.HasPrefix(w.Body.String(), tt.want) {
			t.Errorf("%s: %d %q, want %d %q", tt.path, w.Code, w.Body, tt.code, tt.want)
		}
		if got := w.Header().Get("X-Trace") + w.Header().Get("Set-Cookie"); got != "" {
			t.Errorf("%s: a header of the half page was sent: %q", tt.path, got)
		}
		if got, want := w.Header().Get("Content-Length"), fmt.Sprint(w.Body.Len()); got != want {
			t.Errorf("%s: Content-Length %s, want %s", tt.path, got, want)
		}
	}
}

func TestErrorPageThatPanics(t *testing.T) {
	rt := everything(func(cfg *RouterConfig) {
		cfg.OnError = func(http.ResponseWriter, *http.Request, Route, error) { panic("typed words") }
	})
	w := serve(rt, httptest.NewRequest("GET", "/broken", nil))
	if w.Code != 500 || w.Body.String() != neutralPage {
		t.Errorf("the neutral page: %d %q", w.Code, w.Body)
	}
}

func TestOtherSitesChangeNothing(t *testing.T) {
	rt := everything(nil)
	for _, tt := range []struct {
		name   string
		header [2]string
		want   int
	}{
		{"this site", [2]string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"another site", [2]string{"Sec-Fetch-Site", "cross-site"}, 422},
		{"another host of this site", [2]string{"Sec-Fetch-Site", "same-site"}, 422},
		{"another origin, old browser", [2]string{"Origin", "https://evil.example"}, 422},
		{"no browser", [2]string{"X-None", ""}, 200},
	} {
		r := httptest.NewRequest("POST", "/body", strings.NewReader("words"))
		r.Header.Set(tt.header[0], tt.header[1])
		if got := serve(rt, r).Code; got != tt.want {
			t.Errorf("from %s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	for size, want := range map[int]int{DefaultMaxBody: 200, DefaultMaxBody + 1: 413} {
		w := serve(everything(nil), httptest.NewRequest("POST", "/body", strings.NewReader(strings.Repeat("a", size))))
		if w.Code != want {
			t.Errorf("%d bytes: %d, want %d", size, w.Code, want)
		}
	}
}

// A browser that is still sending must be heard out, or it shows a broken connection in place of our page. This client
// sends everything before it reads, as browsers do.
func TestTooLargeBodyStillGetsAPage(t *testing.T) {
	site := httptest.NewServer(everything(nil))
	defer site.Close()
	line, err := net.Dial("tcp", site.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = line.Close() }()
	const size = 10 << 20
	_, err = fmt.Fprintf(line, "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", size, strings.Repeat("a", size))
	if err != nil {
		t.Fatalf("sending: %v", err)
	}
	res, err := http.ReadResponse(bufio.NewReader(line), nil)
	if err != nil {
		t.Fatalf("reading the answer: %v", err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("10 MB: %d", res.StatusCode)
	}
}

func TestHead(t *testing.T) {
	get := serve(everything(nil), httptest.NewRequest("GET", "/whole", nil))
	head := serve(everything(nil), httptest.NewRequest("HEAD", "/whole", nil))
	if head.Code != 200 || head.Body.Len() != 0 {
		t.Errorf("HEAD: %d with %d bytes", head.Code, head.Body.Len())
	}
	if diff := cmp.Diff(get.Header(), head.Header()); diff != "" {
		t.Errorf("headers of GET and HEAD (-GET +HEAD):\n%s", diff)
	}
}

// atDesk is a route that desks alone may try.
func atDesk(pattern string, h HandlerFunc) Route {
	return Route{Method: "GET", Pattern: pattern, Door: Door{Level: LevelAccount, Roles: []string{"advocate"}}, Handler: h}
}

// logged is a router at noon of which each request takes three milliseconds, and its log without the times of the lines.
func logged() (rt *Router, hand *clock.Hand, lines *bytes.Buffer) {
	hand, lines = clock.At(noon), &bytes.Buffer{}
	rt = everything(func(cfg *RouterConfig) {
		cfg.Clock, cfg.Desk = hand.Now, []string{"advocate", "supervisor"}
		cfg.Log = slog.New(slog.NewTextHandler(lines, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		cfg.Guard = func(r *http.Request, _ Route) (*http.Request, error) {
			hand.Advance(3 * time.Millisecond)
			return r, nil
		}
	})
	rt.Handle(atDesk("/desk", htmlPage("whole")),
		atDesk("/desk/absent/{id}", func(http.ResponseWriter, *http.Request) error {
			return fault.New(fault.NotFound, "error.no_such_person")
		}),
		atDesk("/desk/broken", func(http.ResponseWriter, *http.Request) error { return errors.New("typed words") }),
		atDesk("/desk/panics", func(http.ResponseWriter, *http.Request) error { panic("typed words") }))
	return rt, hand, lines
}

func TestLogLine(t *testing.T) {
	rt, _, lines := logged()
	for _, path := range []string{"/desk?q=secret", "/desk/absent/secret", "/desk/broken"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("User-Agent", "secret")
		serve(rt, r)
	}
	want := `level=INFO msg=request route=/desk method=GET status=200 took=3ms
level=INFO msg=request route="" method=GET status=404 took=3ms fault=error.no_such_person
level=ERROR msg=request route=/desk/broken method=GET status=500 took=3ms fault=error.internal cause=*errors.errorString
`
	want = strings.Replace(want, `route=""`, "route=/desk/absent/{id}", 1)
	if diff := cmp.Diff(want, lines.String()); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	lines.Reset()
	serve(rt, httptest.NewRequest("GET", "/desk/panics", nil))
	if got := lines.String(); !strings.Contains(got, "panic string at github.com/amparo-project/amparo/internal/platform/webkit.logged") || strings.Contains(got, "typed words") {
		t.Errorf("log of a panic: %s", got)
	}
}

// What is no desk's is counted by the hour, by its room, and written down when the hour is over, not when somebody came.
func TestVisitsAreCountedByTheHour(t *testing.T) {
	rt, hand, lines := logged()
	for _, path := range []string{"/whole?q=secret", "/whole", "/folder/", "/absent/secret", "/secret", "/broken"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("User-Agent", "secret")
		serve(rt, r)
	}
	serve(rt, httptest.NewRequest("SECRET", "/whole", nil))
	rt.LogCounts(t.Context())
	if lines.Len() > 0 {
		t.Errorf("within the hour the log says %q", lines)
	}
	hand.Advance(time.Hour)
	serve(rt, httptest.NewRequest("GET", "/whole", nil))
	if lines.Len() > 0 {
		t.Errorf("a visit writes %q", lines)
	}
	for range 2 {
		rt.LogCounts(t.Context())
	}
	hour := noon.UTC().Format("2006-01-02T15Z")
	want := strings.ReplaceAll(`level=INFO msg=requests hour=HOUR room=absent count=1
level=INFO msg=requests hour=HOUR room=broken count=1
level=ERROR msg=failures hour=HOUR room=broken count=1 cause=*errors.errorString
level=INFO msg=requests hour=HOUR room=folder count=1
level=INFO msg=requests hour=HOUR room=none count=2
level=INFO msg=requests hour=HOUR room=whole count=2
`, "HOUR", hour)
	if diff := cmp.Diff(want, lines.String()); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	lines.Reset()
	rt.LogLastCounts(t.Context())
	if want := "room=whole count=1"; !strings.Contains(lines.String(), want) {
		t.Errorf("at the end the log says %q, want %q", lines, want)
	}
}

// A door gets lines only where it names roles, and each of them works at a desk: a new one that says less is counted.
func TestOnlyDoorsOfDesksAloneHaveLines(t *testing.T) {
	desk := []string{"advocate", "supervisor"}
	for _, c := range []struct {
		door Door
		want bool
	}{
		{Door{Level: LevelPublic}, false}, {Door{Level: LevelAccount}, false}, {Door{}, false},
		{Door{Level: LevelAccount, Roles: []string{"survivor"}}, false}, {Door{Level: LevelPerson, Action: "read", Roles: []string{"advocate", "survivor"}}, false},
		{Door{Level: LevelAccount, Roles: []string{"advocate"}}, true}, {Door{Level: LevelPerson, Action: "read", Roles: desk}, true},
	} {
		if got := c.door.lined(desk); got != c.want {
			t.Errorf("%+v: %v, want %v", c.door, got, c.want)
		}
	}
}
