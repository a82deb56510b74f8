package public_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// The most that may come over the wire, with everything but the fonts, which load only where the device has none.
const (
	firstPageBytes = 40_000
	pageBytes      = 100_000
)

// journeys runs a visit on both engines over the real directory, with the page's script off and on, on a small phone.
func journeys(t *testing.T, visit func(t *testing.T, tab *browser.Tab, s *site, url, elsewhere string)) {
	t.Helper()
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		clk.Set(monday)
		load(t, db, realData(t))
		for _, script := range []bool{false, true} {
			t.Run(fmt.Sprintf("script=%v", script), func(t *testing.T) {
				neutral := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", "text/html; charset=utf-8")
					_, _ = w.Write([]byte("<!doctype html><title>Weather</title><link rel=icon href='data:,'><p>Sunny, with a breeze</p>"))
				}))
				t.Cleanup(neutral.Close)
				s := newSite(t, directory.New(db), clk.Now, neutral.URL+"/")
				server := httptest.NewServer(s)
				t.Cleanup(server.Close)
				tab := browser.Open(t, browser.Options{Width: 320, Height: 568, Script: script, Language: "en"})
				visit(t, tab, s, server.URL, neutral.URL)
			})
		}
	}, directory.Schema())
}

// Step 1 of the path: somebody opens the start on a small phone, reads it in Arabic, finds a legal service, and leaves.
func TestAVisitorFindsALawyerAndLeaves(t *testing.T) {
	journeys(t, func(t *testing.T, tab *browser.Tab, s *site, url, elsewhere string) {
		l := s.words.For("ar")
		tab.Visit(url + "/")
		tab.See("Help is near, and you choose")
		underBudget(t, tab, "the first page", firstPageBytes)

		tab.Click("العربية")
		tab.See(l.T("public.start.heading"))
		if dir := browser.Eval[string](tab, "getComputedStyle(document.body).direction"); dir != "rtl" {
			t.Errorf("the page runs %s", dir)
		}
		fits(t, tab, "the start")
		readable(t, tab, "the start")

		tab.Click(l.T("public.start.find"))
		tab.Fill(l.T("public.find.need"), l.T("public.need.legal"))
		fits(t, tab, "the form")
		readable(t, tab, "the form")
		tab.Submit(l.T("public.find.search"))
		tab.See(l.T("public.find.order"))
		tab.See(l.T("public.result.why"))
		tab.See(l.T("public.why.need", "value", l.T("public.need.legal")))
		fits(t, tab, "the results")
		readable(t, tab, "the results")
		name := browser.Eval[string](tab, `document.querySelector("#found li h3").textContent`)

		tab.Click("#found li button")
		tab.See(l.T("public.service.back"))
		tab.See(strings.Join(strings.Fields(name), " "))
		fits(t, tab, "the service")
		readable(t, tab, "the service")
		underBudget(t, tab, "everything together", pageBytes)
		if got := tab.Address(); got != url+"/find" {
			t.Errorf("the address tells more than /find: %s", got)
		}
		if got := tab.Title(); got != l.T("page.title") {
			t.Errorf("the title says %q", got)
		}
		if problems := tab.Problems(); len(problems) > 0 {
			t.Errorf("the browser complains: %v", problems)
		}
		onlyTo(t, tab, url)
		for _, c := range tab.Cookies() {
			if c.Name != "l" || !c.HTTPOnly || !c.Session {
				t.Errorf("a cookie is kept: %+v", c)
			}
		}

		tab.Click(l.T("page.leave"))
		tab.See("Sunny, with a breeze")
		for press := range 6 {
			tab.Back()
			if press == 0 { // the browser asks whether to send the form again: yes
				tab.Reload()
				tab.See(s.words.For("en").T("leave.continue")) // leaving takes the chosen language along
			}
			for _, trace := range []string{name, l.T("public.start.heading"), l.T("public.find.heading"), l.T("public.find.order")} {
				if strings.Contains(tab.Text(), trace) {
					t.Errorf("press %d of Back shows what was seen", press+1)
				}
			}
		}
		onlyTo(t, tab, url, elsewhere)
	})
}

// Every page stays within its budget for a browser that has nothing of the site yet, in the script that takes most bytes.
func TestPagesAreSmall(t *testing.T) {
	onDirectory(t, realData(t), func(t *testing.T, s *site) {
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		for path, most := range map[string]int64{"/": firstPageBytes, "/find": pageBytes, "/about": pageBytes} {
			tab := browser.Open(t, browser.Options{Width: 320, Height: 568, Script: true, Language: "am"})
			tab.Visit(server.URL + path)
			underBudget(t, tab, path, most)
			fits(t, tab, path)
			if path == "/find" {
				tab.Submit(s.words.For("am").T("public.find.search"))
				tab.See(s.words.For("am").T("public.find.order"))
				underBudget(t, tab, "a list after the form", pageBytes)
			}
			readable(t, tab, path)
		}
	})
}

func underBudget(t *testing.T, tab *browser.Tab, what string, most int64) {
	t.Helper()
	if got := tab.TransferredBytes(); got > most {
		t.Errorf("%s takes %d bytes, at most %d", what, got, most)
	} else {
		t.Logf("%s takes %d bytes of %d", what, got, most)
	}
}

// smallTargets names what a finger may miss: less than 44 pixels high, and not inside a larger card.
const smallTargets = `[...document.querySelectorAll("a, button, input, select, summary")]
	.filter(e => e.checkVisibility() && !e.closest(".govuk-skip-link, .choices"))
	.filter(e => e.getBoundingClientRect().height && e.getBoundingClientRect().height < 44)
	.map(e => e.outerHTML.slice(0, 90))`

// fits fails when the page is wider than the screen, or something on it is too small for a finger.
func fits(t *testing.T, tab *browser.Tab, what string) {
	t.Helper()
	if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		t.Errorf("%s is %d pixels wider than the screen", what, over)
	}
	for _, small := range browser.Eval[[]string](tab, smallTargets) {
		t.Errorf("%s: too small for a finger: %s", what, small)
	}
}

func readable(t *testing.T, tab *browser.Tab, what string) {
	t.Helper()
	for _, v := range tab.Axe() {
		t.Errorf("%s: %s", what, v)
	}
}

func onlyTo(t *testing.T, tab *browser.Tab, hosts ...string) {
	t.Helper()
	for _, address := range tab.Requests() {
		known := false
		for _, host := range hosts {
			known = known || strings.HasPrefix(address, host+"/")
		}
		if !known && !strings.HasPrefix(address, "data:") {
			t.Errorf("a page asks %s", address)
		}
	}
}
