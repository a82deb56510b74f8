package webkit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/amparo-project/amparo/internal/browser"
)

const strictPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'"

// gallery serves every component in each room: /rooms/<room>/<dir>, and the page after the exit.
func gallery(t *testing.T) string {
	t.Helper()
	assets, err := LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := ParseTemplates(assets, fstest.MapFS{
		"page.html": {Data: []byte(`{{define "main"}}<h1>Everything</h1>{{range .}}{{component .}}{{end}}{{end}}`)},
	}, "*.html")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(AssetsPath, assets)
	mux.HandleFunc("GET /leave", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("the weather")) })
	mux.HandleFunc("GET /rooms/{room}/{dir}", func(w http.ResponseWriter, r *http.Request) {
		shell := fullShell(Room(r.PathValue("room")))
		shell.Dir, shell.NamesHidden = r.PathValue("dir"), false
		if shell.Dir == "ltr" {
			shell.Lang = "en"
		}
		list := fullComponents()
		if r.URL.RawQuery != "errors" {
			list = list[1:]
		}
		out, err := pages.Render("page", View{Shell: shell, Page: list})
		if err != nil {
			t.Errorf("rendering: %v", err)
		}
		w.Header().Set("Content-Security-Policy", strictPolicy)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(out)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// smallTargets names what a finger may miss: controls under 44 px high that are not covered by a larger label or card.
const smallTargets = `[...document.querySelectorAll("a, button, input, select, textarea, summary")]
	.filter(e => e.checkVisibility() && !e.closest(".govuk-skip-link"))
	.filter(e => e.getBoundingClientRect().height < 44)
	.map(e => e.outerHTML.slice(0, 90) + " " + e.getBoundingClientRect().height)`

const tooWide = `document.documentElement.scrollWidth > document.documentElement.clientWidth
	? [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1).map(e => e.outerHTML.slice(0, 90))
	: []`

// outside opens everything that opens and names what then hangs over an edge of the screen.
const outside = `[...document.querySelectorAll("details")].flatMap(d => { d.open = true; return [...d.querySelectorAll("ul, dl")] })
	.filter(e => e.getBoundingClientRect().left < 0 || e.getBoundingClientRect().right > innerWidth)
	.map(e => e.outerHTML.slice(0, 90))`

func TestPagesFitEveryScreen(t *testing.T) {
	url := gallery(t)
	for _, options := range []browser.Options{{Width: 320, Height: 640}, {Width: 1280}, {Width: 320, Height: 640, Dark: true}} {
		t.Run(fmt.Sprintf("width %d dark %v", options.Width, options.Dark), func(t *testing.T) {
			tab := browser.Open(t, options)
			for _, path := range []string{"/rooms/public/ltr", "/rooms/survivor/rtl", "/rooms/staff/ltr", "/rooms/staff/rtl"} {
				tab.Visit(url + path)
				for _, broken := range tab.Axe() {
					t.Errorf("%s: %v", path, broken)
				}
				for _, small := range browser.Eval[[]string](tab, smallTargets) {
					t.Errorf("%s: too small for a finger: %s", path, small)
				}
				for _, wide := range browser.Eval[[]string](tab, tooWide) {
					t.Errorf("%s: wider than the screen: %s", path, wide)
				}
				for _, over := range browser.Eval[[]string](tab, outside) {
					t.Errorf("%s: hangs over the edge: %s", path, over)
				}
			}
			for _, problem := range tab.Problems() {
				t.Error(problem)
			}
		})
	}
}

func TestLeavingLeavesNothingOnBack(t *testing.T) {
	url := gallery(t)
	for name, leave := range map[string]func(*browser.Tab){
		"click": func(tab *browser.Tab) { tab.Click("Leave quickly") },
		"keys":  func(tab *browser.Tab) { tab.Keys("Shift", "Shift", "Shift") },
	} {
		t.Run(name, func(t *testing.T) {
			tab := browser.Open(t, browser.Options{Script: true, Width: 320, Height: 640})
			tab.Visit(url + "/rooms/survivor/ltr")
			tab.Keys("Shift", "Shift", "x", "Shift")
			tab.See("Everything")
			leave(tab)
			tab.See("the weather")
			tab.Back()
			if text := tab.Text(); strings.Contains(text, "Everything") {
				t.Errorf("Back shows %q", text)
			}
		})
	}
}

func TestErrorSummaryTakesTheFocus(t *testing.T) {
	url := gallery(t)
	for _, script := range []bool{false, true} {
		tab := browser.Open(t, browser.Options{Script: script})
		tab.Visit(url + "/rooms/survivor/ltr?errors")
		if got := tab.Focused(); !strings.HasPrefix(got, "To put right") {
			t.Errorf("script %v: the focus is on %q", script, got)
		}
	}
}

func TestStaffKeys(t *testing.T) {
	tab := browser.Open(t, browser.Options{Script: true})
	tab.Visit(gallery(t) + "/rooms/staff/ltr")
	tab.Keys("?")
	tab.See("search")
	tab.Keys(".")
	if hidden := browser.Eval[string](tab, `getComputedStyle(document.querySelector(".name")).color`); hidden != "rgba(0, 0, 0, 0)" {
		t.Errorf("names have the colour %s, want none", hidden)
	}
	tab.Keys("/")
	if got := tab.Focused(); got != "Search" {
		t.Errorf("/ leads to %q, want the search field", got)
	}
	tab.Keys("g", "t", ".")
	// The debugger types the slash although the page has taken it, so only what follows counts.
	if got := tab.Value("Search"); !strings.HasSuffix(got, "gt.") {
		t.Errorf("the search field holds %q: a key was taken from somebody who types", got)
	}
	browser.Eval[bool](tab, `document.activeElement.blur() || true`)
	tab.Keys("g", "t")
	if got := tab.Address(); !strings.HasSuffix(got, "/") {
		t.Errorf("g t leads to %s", got)
	}
}

func TestTheScriptShowsWhatNeedsIt(t *testing.T) {
	url := gallery(t)
	for _, script := range []bool{false, true} {
		tab := browser.Open(t, browser.Options{Script: script})
		tab.Visit(url + "/rooms/staff/ltr")
		for _, selector := range []string{"[data-print]", "[data-hides-names]"} {
			if shown := browser.Eval[bool](tab, `document.querySelector("`+selector+`").checkVisibility()`); shown != script {
				t.Errorf("script %v: %s shown is %v", script, selector, shown)
			}
		}
	}
}
