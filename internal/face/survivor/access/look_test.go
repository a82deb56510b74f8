package access_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

// holds holds a page to what every page keeps to: nobody scrolls sideways, and WCAG 2.2 AA.
func holds(t *testing.T, tab *browser.Tab, name string) {
	t.Helper()
	tab.Screenshot(name)
	if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		t.Errorf("%s is %d pixels wider than the screen", name, over)
	}
	for _, v := range tab.Axe() {
		t.Errorf("%s: %s", name, v)
	}
}

// TestThePagesInTheBrowser walks every page of getting in, on a small phone from right to left and in Ge'ez script without
// script, and on a wide screen with it, by keyboard where something is chosen.
func TestThePagesInTheBrowser(t *testing.T) {
	db, clk := storetest.SQLite(t)
	s := newSpace(t, apptest.New(t, db, clk))
	server := httptest.NewServer(s.pages)
	t.Cleanup(server.Close)
	words, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, opts := range []browser.Options{{Width: 320, Height: 640, Language: "ar"}, {Width: 1280, Height: 900, Language: "en", Script: true}} {
		l := words.For(opts.Language)
		s.on(shop)
		tab := browser.Open(t, opts)
		tab.Visit(server.URL + "/sign-in")
		tab.Fill(l.T("survivor.sign_in.card"), s.card)
		tab.Fill(l.T("survivor.sign_in.words"), "quiet river stone")
		tab.Submit(l.T("survivor.sign_in.go"))
		languages := []string{opts.Language}
		if opts.Width == 320 {
			languages = append(languages, "am")
		}
		for _, language := range languages {
			tab.Visit(server.URL + "/language/" + language + "?next=/my/more")
			for _, page := range []string{"more", "settings", "settings/ask", "settings/sign-ins", "settings/words", "again", "draft", "looks"} {
				tab.Visit(server.URL + "/my/" + page)
				holds(t, tab, fmt.Sprintf("access-%s-%s-%d", language, strings.ReplaceAll(page, "/", "-"), opts.Width))
			}
		}
		tab.Visit(server.URL + "/language/" + opts.Language + "?next=/my/settings")
		tab.Submit(l.T("access.calm.on"))
		for _, page := range []string{"", "/settings", "/more", "/looks", "/choices"} {
			tab.Visit(server.URL + "/my" + page)
			holds(t, tab, fmt.Sprintf("access-calm%s-%d", strings.ReplaceAll(page, "/", "-"), opts.Width))
		}
		if paper := browser.Eval[string](tab, "getComputedStyle(document.body).backgroundColor"); paper != "rgb(20, 29, 28)" {
			t.Errorf("a calm page is on %s", paper)
		}
		tab.Visit(server.URL + "/my/settings")
		tab.Submit(l.T("access.calm.off"))
		if browser.Eval[bool](tab, "document.documentElement.hasAttribute('data-calm')") {
			t.Error("calm does not end")
		}
		tab.Visit(server.URL + "/language/" + opts.Language + "?next=/my/settings/words")
		tab.Submit(l.T("access.words.go"))
		holds(t, tab, fmt.Sprintf("access-%s-words-empty-%d", opts.Language, opts.Width))
		tab.Visit(server.URL + "/my/settings/ask")
		for tab.Focused() != l.T("access.ask.contact") {
			tab.Keys("Tab")
		}
		tab.Keys("Space")
		s.Clock.Advance(6 * time.Minute)
		tab.Submit(l.T("access.ask.go"))
		tab.See(l.T("page.again.heading"))
		tab.Fill(l.T("page.again.words"), "quiet river stone")
		tab.Submit(l.T("page.again.go"))
		tab.See(l.T("page.again.on"))
		holds(t, tab, fmt.Sprintf("access-%s-on-%d", opts.Language, opts.Width))
		tab.Submit(l.T("page.again.go"))
		tab.See(l.T("access.ask.kept"))
	}
}
