package reporter_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// hostile is what nobody types, and what must never be more than text.
const hostile = `<img src=x onerror=alert(1)>"'{{7*7}}</textarea><script>alert(2)</script>` + "\u202e"

// A walk is somebody with the page open on a device.
type walk struct {
	*browser.Tab
	s   *site
	l   *locale.Localiser
	url string
	t   *testing.T
}

// device opens the page in a language.
func (s *site) device(o browser.Options) *walk {
	s.t.Helper()
	server := httptest.NewServer(s)
	s.t.Cleanup(server.Close)
	if o.Width == 0 {
		o.Width, o.Height = 360, 740
	}
	return &walk{Tab: browser.Open(s.t, o), s: s, l: s.words.For(o.Language), url: server.URL, t: s.t}
}

// neutral is the page that the exit leads to.
func neutral(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><title>Weather</title><link rel=icon href='data:,'><p>Sunny, with a breeze</p>"))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// small is a site on one engine, for what happens in the browser alone. Two such tests run at a time.
func small(t *testing.T, exit string) *site {
	t.Helper()
	t.Parallel()
	db, clk := storetest.SQLite(t)
	return newSite(t, apptest.New(t, db, clk), exit)
}

func (w *walk) say(key string, args ...any) string { return w.l.T("reporter."+key, args...) }

func (w *walk) open() {
	w.t.Helper()
	w.Visit(w.url + "/ask/" + w.l.Lang())
	w.See(w.say("start.heading"))
}

// step is the question that is shown.
func (w *walk) step() string {
	w.t.Helper()
	return browser.Eval[string](w.Tab, `[...document.querySelectorAll("[data-step]")].find((step) => step.checkVisibility())?.dataset.step || ""`)
}

// pass goes from the question that is shown to the last one, answering as told.
func (w *walk) pass(answers map[string]func(), look func(step string)) {
	w.t.Helper()
	for range 25 {
		step := w.step()
		if answer := answers[step]; answer != nil {
			answer()
		}
		if look != nil {
			look(step)
		}
		if step == "check" {
			return
		}
		w.Click(w.say("next"))
		w.leaves(step)
	}
	w.t.Fatal("the questions do not end")
}

// leaves waits until another question is shown.
func (w *walk) leaves(step string) {
	w.t.Helper()
	for range 500 {
		if w.step() != step {
			return
		}
	}
	w.t.Fatalf("%s stays: %s", step, w.Text())
}

// add puts files into the field for them, as choosing them does.
func (w *walk) add(selector, name, kind string, data []byte) {
	w.t.Helper()
	browser.Eval[int](w.Tab, fmt.Sprintf(`(() => {
		const bytes = Uint8Array.from(atob(%q), (letter) => letter.charCodeAt(0));
		const chosen = new DataTransfer();
		chosen.items.add(new File([bytes], %q, { type: %q }));
		const field = document.querySelector(%q);
		field.files = chosen.files;
		field.dispatchEvent(new Event("change", { bubbles: true }));
		return 0;
	})()`, base64.StdEncoding.EncodeToString(data), name, kind, selector))
}

// receipt is what the page shows, as words or as numbers.
func (w *walk) receipt(kind string) []string {
	w.t.Helper()
	all := browser.Eval[[]string](w.Tab, `[...document.querySelectorAll("ol.receipt`+kind+` li")].map((item) => item.textContent)`)
	if len(all) != 12 {
		w.t.Fatalf("the receipt has %d places", len(all))
	}
	return all
}

const (
	asWords   = ":not(.receipt--numbers)"
	asNumbers = ".receipt--numbers"
)

// sound looks at the page as it stands: readable by the rules of WCAG, no wider than the device, and reachable.
func (w *walk) sound(what string) {
	w.t.Helper()
	for _, v := range w.Axe() {
		w.t.Errorf("%s: %s", what, v)
	}
	w.fits(what)
}

// fits looks at the measures of what is shown.
func (w *walk) fits(what string) {
	w.t.Helper()
	if wide := browser.Eval[int](w.Tab, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		over := browser.Eval[string](w.Tab, `[...document.querySelectorAll("body *")].filter((el) => el.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5 || el.scrollWidth > document.documentElement.clientWidth || el.getBoundingClientRect().left < -0.5).map((el) => el.outerHTML.slice(0, 90)).slice(-3).join("; ")`)
		w.t.Errorf("%s is %d pixels too wide: %s", what, wide, over)
	}
	little := browser.Eval[string](w.Tab, `[...document.querySelectorAll("a, button, summary, input:not([type=hidden]), select, textarea")].filter((el) => el.checkVisibility() &&
		!el.closest("p, li p, .govuk-skip-link") && !el.matches(".govuk-skip-link")).map((el) => [el, el.getBoundingClientRect()])
		.filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5)).map(([el, box]) => el.outerHTML.slice(0, 60) + " " + box.height).join("; ")`)
	if little != "" {
		w.t.Errorf("%s: too small for a finger: %s", what, little)
	}
}

// bare checks that nothing is left on the device and nothing was asked of anybody else.
func (w *walk) bare() {
	w.t.Helper()
	if problems := w.Problems(); len(problems) > 0 {
		w.t.Errorf("the browser complains: %v", problems)
	}
	for _, address := range w.Requests() {
		if !strings.HasPrefix(address, w.url+"/") && !strings.HasPrefix(address, "blob:"+w.url) {
			w.t.Errorf("the page asks %s", address)
		}
	}
	if c := w.Cookies(); len(c) > 0 {
		w.t.Errorf("cookies are kept: %+v", c)
	}
	if kept := browser.Eval[int](w.Tab, `localStorage.length + sessionStorage.length`); kept != 0 {
		w.t.Errorf("%d things are stored", kept)
	}
	if n := browser.Eval[int](w.Tab, `history.length`); n > 2 {
		w.t.Errorf("the history has %d entries", n)
	}
	if at := w.Address(); at != w.url+"/ask/"+w.l.Lang() {
		w.t.Errorf("the address is %s", at)
	}
	if got := w.Title(); got != w.l.T("page.title") {
		w.t.Errorf("the title is %q", got)
	}
}

// shot takes a picture where somebody asked for pictures.
func (w *walk) shot(name string) {
	if os.Getenv(browser.ShotsEnv) != "" {
		w.Screenshot(name)
	}
}

// phonePicture is a photograph with a place in it, and what it should come out as.
func phonePicture(t *testing.T) (before, after []byte) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "platform", "strip", "testdata", "pictures.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Name    string
		In, Out []byte
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.Name == "jpeg of a telephone" {
			return p.In, p.Out
		}
	}
	t.Fatal("there is no such picture")
	return nil, nil
}
