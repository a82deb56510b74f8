package app_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// byScript are the doors that a page's own script knocks at, which keeps what was typed in the page until it hears that it
// was taken, and those that other programs ask. Nobody's form is lost there. The reason stands beside each.
var byScript = map[string]string{
	"/ask/drop": "sealed by the page, which keeps it and offers to send it again", "/ask/box": "as /ask/drop", "/ask/act": "as /ask/drop",
	"/desk/intake/": "the desk's script holds what was typed and says what went wrong beside it", "/desk/concerns/": "as /desk/intake",
	"/hsds/": "an API of the directory that writes nothing",
}

// nothingKept are forms in which nobody types: those of the exit and of signing out, the choice of calm pages, which lives in a
// cookie, and that of a newcomer, with one code out of four or the code of a paper, which is kept nowhere else.
var nothingKept = []string{webkit.ReturnPath, "/my/sign-out", "/desk/sign-out", "/my/settings/calm", "/desk/join/wait"}

// A failing house is a lived-in one in which every form has been found.
type failing struct {
	*lived
	t     *testing.T
	forms map[string]*webForm
	by    map[string]*apptest.Client
	roles map[string]*apptest.Client
}

func newFailing(t *testing.T, w *apptest.World) *failing {
	t.Helper()
	if _, err := w.OpenIntake(t.Context(), w.Coalition); err != nil {
		t.Fatal(err)
	}
	h := &failing{lived: liveIn(t, w), t: t, forms: map[string]*webForm{}, by: map[string]*apptest.Client{}, roles: map[string]*apptest.Client{}}
	anybody, person := w.Client(h.router), w.Client(h.router)
	h.collect(anybody, "/", "/sign-in", "/desk/sign-in", "/ask/en")
	for _, house := range w.Houses() {
		for _, m := range house.Members {
			c := w.WorksAs(h.router, m)
			if h.roles[string(m.Role)] == nil {
				h.roles[string(m.Role)] = c
			}
			h.collect(c, "/desk")
		}
	}
	person.Opens(h.card, livedWords) // last: their space locks after ten minutes
	h.roles["survivor"] = person
	h.collect(person, "/my")
	for _, r := range h.router.Routes() {
		if r.Method == http.MethodPost && h.forms[r.Pattern] == nil && reason(r.Pattern) == "" {
			h.forms[r.Pattern], h.by[r.Pattern] = h.made(r)
		}
	}
	return h
}

// reason says why a door is not one that a form is sent to; empty for all others.
func reason(pattern string) string {
	for door, why := range byScript {
		if strings.HasPrefix(pattern, door) {
			return why
		}
	}
	return ""
}

// collect walks every link from the first pages of a room and keeps, for each route that takes a form, the one with the most to
// write in.
func (h *failing) collect(c *apptest.Client, first ...string) {
	visited, asked := map[string]int{}, map[string]bool{}
	for queue := first; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		u, err := url.Parse(path)
		if err != nil || asked[path] || u.Path == webkit.LeavePath {
			continue
		}
		route := routeFor(h.router.Routes(), http.MethodGet, u.Path)
		if route.Pattern == "" || route.Pattern == "/language/{language}" || visited[route.Pattern] >= 3 {
			continue
		}
		asked[path] = true
		visited[route.Pattern]++
		a := c.Get(path)
		if a.Code == http.StatusSeeOther {
			queue = append(queue, a.To)
		}
		for _, f := range formsOf(h.t, path, a.Body) {
			to := routeFor(h.router.Routes(), http.MethodPost, f.action).Pattern
			if to == "" {
				h.t.Errorf("%s has a form for %s, which nothing takes", path, f.action)
				continue
			}
			if known := h.forms[to]; known == nil || len(known.writable()) < len(f.writable()) {
				h.forms[to], h.by[to] = f, c
			}
		}
		for _, link := range regexp.MustCompile(`href="(/[^"#]*)`).FindAllStringSubmatch(a.Body, -1) {
			queue = append(queue, link[1])
		}
	}
}

// made is a form for a route that only another form leads to: it holds a text for whichever field.
func (h *failing) made(r webkit.Route) (*webForm, *apptest.Client) {
	f := &webForm{action: r.Pattern, made: true, values: url.Values{"key": {id.Reference()}, "text": {""}, "words": {""}}}
	for pattern, known := range h.forms { // of the same room, with a reference that is somebody's
		want, have := strings.Split(r.Pattern, "/"), strings.Split(known.action, "/")
		if i := slices.Index(want, "{ref}"); i > 0 && strings.HasPrefix(pattern, strings.Join(want[:i+1], "/")) {
			f.action = strings.Replace(f.action, "{ref}", have[i], 1)
		}
	}
	f.action = fill(f.action, id.Reference())
	if len(r.Door.Roles) == 0 {
		return f, h.World.Client(h.router)
	}
	return f, h.roles[r.Door.Roles[0]]
}

// fillIn types into every field in which somebody can write, and chooses the first of what can be chosen.
func (h *failing) fillIn(f *webForm, line, text string) (values url.Values, typed []string) {
	values = url.Values{}
	for name, v := range f.values {
		values[name] = slices.Clone(v)
	}
	for _, name := range f.choices() {
		if options := f.options(name); values.Get(name) == "" && len(options) > 0 {
			values[name] = options[:1]
		}
	}
	for _, name := range f.dates() {
		values.Set(name, "2026-04-04")
	}
	secret := routeFor(h.router.Routes(), http.MethodPost, f.action).Secrets
	for _, name := range f.writable() {
		switch {
		case name == "card" || slices.Contains(secret, name):
			values.Set(name, opener)
		case f.multiline(name):
			values.Set(name, text)
			typed = append(typed, text)
		case lines[name] != "":
			values.Set(name, lines[name])
		case strings.HasSuffix(name, "-day") || strings.HasSuffix(name, "-month"):
			values.Set(name, "4")
		case strings.HasSuffix(name, "-year"):
			values.Set(name, "2026")
		default:
			values.Set(name, line)
			typed = append(typed, line)
		}
	}
	for _, name := range f.secrets {
		values.Set(name, opener)
	}
	if f.made {
		inner := url.Values{"text": {text}, "key": {id.Reference()}}
		values = url.Values{"text": {text}, "key": {id.Reference()}, "words": {line}}
		if room := f.action[:strings.IndexByte(f.action[1:], '/')+1]; strings.HasPrefix(f.action, room+"/again") {
			values = url.Values{"to": {room + "/own"}, "form": {inner.Encode()}, "words": {opener}}
		}
		typed = []string{text}
	}
	return values, typed
}

// opener is typed wherever a passphrase is asked for. No answer may hold it.
const opener = "brass lantern orchard"

// lines are what some fields take that is no free text.
var lines = map[string]string{"hour": "10:30", "from": "10:00", "to": "11:00"}

// sends sends a form by the one who found it.
func (h *failing) sends(route string, f *webForm, values url.Values) apptest.Answer {
	h.t.Helper()
	if f.several {
		return h.by[route].Several(f.action, values)
	}
	return h.by[route].Plain(f.action, values)
}

// isShown reports whether a page has a text in a field that can be seen and marked.
func isShown(t *testing.T, body, text string) bool {
	t.Helper()
	for _, v := range visibleTexts(t, body) {
		if strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")) == strings.TrimSpace(text) {
			return true
		}
	}
	return false
}

// count is how many rows there are in every table, seen by every agency.
func (h *failing) count() map[string]int64 {
	h.t.Helper()
	counts := map[string]int64{}
	for _, house := range h.Houses() {
		if err := h.DB.Read(h.t.Context(), house.Agency.ID, func(ctx context.Context, r *store.Reader) error {
			for _, s := range apptest.Schemas() {
				for _, table := range s.Tables {
					var n int64
					if err := r.QueryRow(ctx, `SELECT count(*) FROM `+table.Name).Scan(&n); err != nil {
						return err
					}
					counts[table.Name] += n
				}
			}
			return nil
		}); err != nil {
			h.t.Fatal(err)
		}
	}
	return counts
}

// check sends one form while nothing can be written, and holds that all that was typed comes back and no more.
func (h *failing) check(fail func(format string, args ...any), route, line, text string) apptest.Answer {
	h.t.Helper()
	f := h.forms[route]
	values, typed := h.fillIn(f, line, text)
	a := h.sends(route, f, values)
	if a.Code < 400 && a.Code != http.StatusOK {
		fail("%s: answered %d to %q, though nothing could be kept", route, a.Code, a.To)
	}
	for _, want := range typed {
		if a.Code != http.StatusOK && !isShown(h.t, a.Body, want) {
			fail("%s: answered %d, and %q is lost", route, a.Code, want)
		}
	}
	// The report's own page comes back with its PIN: left out, a report would be sent without one by somebody who chose one.
	if route != "/ask/{language}" && strings.Contains(a.Body, opener) {
		fail("%s: the answer holds what opens an account", route)
	}
	return a
}

// TestAFailedWriteGivesTheFormBack makes every write fail and sends every form of the program: whatever was typed comes back,
// nothing is kept, and what came back can be sent once writing works again, with one effect.
func TestAFailedWriteGivesTheFormBack(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := newFailing(t, w)
		before := h.count()
		mend := storetest.FailWrites(t, w.DB)
		routes := slices.DeleteFunc(slices.Sorted(maps.Keys(h.forms)), func(route string) bool { return slices.Contains(nothingKept, route) })
		answers := map[string]apptest.Answer{}
		for _, route := range routes {
			answers[route] = h.check(t.Errorf, route, "a quiet place", "First line.\nSecond <b>line</b> & \"more\".")
		}
		rapid.Check(t, func(rt *rapid.T) {
			line := "x " + rapid.StringOfN(rapid.RuneFrom([]rune(`abc <>&"'%+=;ñé日እንኳን مرحبا`)), 1, 30, -1).Draw(rt, "line") + "y"
			text := line + "\n" + rapid.StringOfN(rapid.RuneFrom([]rune("\n\tabc <>&\"'%+=;ñéእንኳን مرحبا")), 0, 60, -1).Draw(rt, "text") + "z"
			h.check(rt.Fatalf, rapid.SampledFrom(routes).Draw(rt, "route"), line, text)
		})
		if after := h.count(); !maps.Equal(before, after) {
			t.Errorf("something was kept: %v, before %v", after, before)
		}
		mend()
		slices.SortStableFunc(routes, func(a, b string) int { return ending(a) - ending(b) })
		done := 0
		for _, route := range routes {
			if h.sendsAgain(route, answers[route]) {
				done++
			}
		}
		if done < len(routes)/2 {
			t.Errorf("only %d of %d forms were done when they were sent again: the test fills them in badly", done, len(routes))
		}
		t.Logf("%d forms, %d of them done when sent again", len(routes), done)
	})
}

// ending is how much a form ends that others need: those come last.
func ending(route string) int {
	for n, word := range []string{"/close", "/leave", "/leavings", "/destroy", "/sign-ins/", "/end", "/others", "everywhere"} {
		if strings.Contains(route, word) && !strings.Contains(route, "ending/") {
			return n + 1
		}
	}
	return 0
}

// sendsAgain presses the button of the page that gave a form back, twice. It reports whether it was done: what others did
// meanwhile, or a day that does not fit, can stand against it, and then the form's own page has what was typed.
func (h *failing) sendsAgain(route string, a apptest.Answer) (done bool) {
	h.t.Helper()
	for _, f := range formsOf(h.t, route, a.Body) {
		if f.action != h.forms[route].action || h.forms[route].made || a.Code < http.StatusInternalServerError {
			continue
		}
		got := h.sends(route, f, f.values)
		if got.Code >= http.StatusInternalServerError {
			h.t.Errorf("%s: sent again, it is answered %d", route, got.Code)
		}
		if got.Code >= http.StatusBadRequest {
			for _, text := range visibleTexts(h.t, a.Body) {
				if !isShown(h.t, got.Body, text) {
					h.t.Errorf("%s: sent again, it is answered %d, and %q is lost", route, got.Code, text)
				}
			}
			return false
		}
		once := h.count()
		h.sends(route, f, f.values)
		for table, n := range h.count() {
			if n != once[table] && !strings.HasPrefix(table, "ledger") {
				h.t.Errorf("%s: sent twice, %s has %d rows instead of %d", route, table, n, once[table])
			}
		}
		return true
	}
	asksFor := len(h.forms[route].files) + len(h.forms[route].secrets) + len(routeFor(h.router.Routes(), http.MethodPost, h.forms[route].action).Secrets)
	if asksFor == 0 && !h.forms[route].made && a.Code >= http.StatusInternalServerError {
		h.t.Errorf("%s: answered %d without a way to send it again", route, a.Code)
	}
	return false
}
