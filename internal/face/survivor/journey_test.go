package survivor_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/browser"
)

// Steps 3 to 5 of the path, on a small phone: the person signs in, is asked, says yes in Arabic, and takes it back in two
// taps, with the page's script off and on.
func TestAYesAndTwoTapsOnASmallPhone(t *testing.T) {
	for _, script := range []bool{false, true} {
		t.Run(fmt.Sprintf("script=%v", script), func(t *testing.T) {
			onSite(t, func(t *testing.T, s *site) {
				s.propose()
				server := httptest.NewServer(s)
				t.Cleanup(server.Close)
				tab := browser.Open(t, browser.Options{Width: 320, Height: 568, Script: script, Language: "ar"})
				word := bundle(t).For("ar").T
				tab.Visit(server.URL + "/sign-in")
				tab.Fill(word("survivor.sign_in.card"), s.card)
				tab.Fill(word("survivor.sign_in.words"), words)
				tab.Submit(word("survivor.sign_in.go"))
				tab.Click(word("survivor.today.look"))
				next := func() {
					t.Helper()
					fits(t, tab)
					tab.Submit(word("survivor.talk.next"))
				}
				next()
				tab.Choose(word("kept.kind.plan.note"))
				next()
				tab.Choose(word("survivor.talk.days_n", "n", 14))
				next()
				next()
				tab.Choose(word("survivor.talk.alone.alone"))
				next()
				for _, answer := range []string{"what.listed", "help.same", "undo.any"} {
					tab.Choose(word("survivor.talk.q." + answer))
				}
				next()
				tab.See("wants to see a doctor")
				tab.DontSee("do not ring after six")
				fits(t, tab)
				tab.Submit(word("survivor.talk.yes"))
				tab.See(word("survivor.receipt.allowed"))
				tab.Click(word("survivor.withdraw.button"))
				tab.Submit(word("survivor.withdraw.do"))
				tab.See(word("survivor.receipt.withdrawn"))
				for _, path := range []string{"/my", "/my/record", "/my/choices", "/my/looks", "/my/contact", "/my/kept", "/my/more"} {
					tab.Visit(server.URL + path)
					fits(t, tab)
				}
			})
		})
	}
}

// fits fails when a page is wider than the screen, or when somebody with other senses cannot use it.
func fits(t *testing.T, tab *browser.Tab) {
	t.Helper()
	if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("%s is %d pixels too wide", tab.Address(), over)
	}
	if strings.Contains(tab.Text(), "⟦") {
		t.Errorf("%s: words are missing", tab.Address())
	}
	for _, v := range tab.Axe() {
		t.Errorf("%s: %s", tab.Address(), v)
	}
}
