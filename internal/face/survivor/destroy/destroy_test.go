package destroy_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/face/survivor/destroy"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

const words = "quiet river stone"

// A house is the shelter with somebody who has a sign-in.
type house struct {
	*apptest.World
	t     *testing.T
	pages http.Handler
	ruth  account.Actor
	hana  id.ID
	card  string
}

func open(t *testing.T, w *apptest.World) *house {
	t.Helper()
	h := &house{World: w, t: t, pages: w.Pages(), ruth: w.SignIn(w.Shelter.As(account.Advocate))}
	h.hana = w.Person(h.ruth, "Hana")
	w.Note(h.ruth, h.hana, "a heron in the reeds")
	var err error
	if h.card, err = w.Records.Enrol(t.Context(), h.ruth, h.hana, words); err != nil {
		t.Fatal(err)
	}
	return h
}

// opens reports whether the worker still finds who the person is.
func (h *house) opens() bool { return h.Opens(h.ruth, h.hana) }

// TestItTakesATickAndTheWords: nothing is ticked beforehand, a press without the tick destroys nothing, and in a session that
// was left open the words are asked for once more.
func TestItTakesATickAndTheWords(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := open(t, w)
		c := w.Client(h.pages)
		c.Opens(h.card, words)
		before := c.Get(destroy.Path).Page()
		before.HasText("It can't be undone.")
		if before.Count("[name=sure][checked]") != 0 {
			t.Error("the box is ticked beforehand")
		}
		if a := c.Plain(destroy.Path, nil); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Nothing was destroyed") || !h.opens() {
			t.Errorf("without the tick: %d", a.Code)
		}
		w.Clock.Advance(6 * time.Minute)
		if a := c.Plain(destroy.Path, url.Values{"sure": {"yes"}}); a.Code == http.StatusOK || !strings.Contains(a.Body, "Your words") || !h.opens() {
			t.Errorf("six minutes after the words were typed: %d", a.Code)
		}
		if a := c.Plain("/my/again", url.Values{"to": {destroy.Path}, "form": {"sure=yes"}, "words": {"not my words"}}); a.Code == http.StatusOK || !h.opens() {
			t.Errorf("with other words: %d", a.Code)
		}
		if a := c.Plain("/my/again", url.Values{"to": {destroy.Path}, "form": {"sure=yes"}, "words": {words}}); a.Code != http.StatusOK || !h.opens() {
			t.Errorf("with the words, and before the last press: %d", a.Code)
		}
		a := c.Plain(destroy.Path, url.Values{"sure": {"yes"}})
		if a.Code != http.StatusOK || !strings.Contains(a.Body, "Everything is destroyed") || strings.Contains(a.Body, "heron") || h.opens() {
			t.Errorf("with tick and words: %d", a.Code)
		}
		if a := c.Get("/my"); a.Code != http.StatusSeeOther || a.To != "/sign-in" {
			t.Errorf("the space answers %d %s", a.Code, a.To)
		}
		if a := w.Client(h.pages).Plain("/sign-in", url.Values{"card": {h.card}, "words": {words}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("the card opens: %d", a.Code)
		}
	})
}

// TestNobodyElseDestroys: no worker can, whoever they are.
func TestNobodyElseDestroys(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := open(t, w)
		for _, role := range []account.Role{account.Advocate, account.Supervisor, account.PrivacyOfficer, account.Admin} {
			c := w.WorksAs(h.pages, w.Shelter.As(role))
			if a := c.Post(destroy.Path, url.Values{"sure": {"yes"}}); a.Code < 300 || strings.Contains(a.Body, "is destroyed") {
				t.Errorf("%s: %d", role, a.Code)
			}
		}
		h.ruth = w.SignIn(w.Shelter.As(account.Advocate))
		if err := w.Records.Erase(t.Context(), h.ruth, h.hana); err != gate.ErrRefused {
			t.Errorf("below the pages: %v", err)
		}
		if !h.opens() {
			t.Error("it was destroyed")
		}
	})
}

// TestThroughTheBrowser walks it on a small phone, in two scripts, with the page's script off and on.
func TestThroughTheBrowser(t *testing.T) {
	for script, language := range map[bool]string{false: "ar", true: "am"} {
		t.Run(fmt.Sprintf("script=%v", script), func(t *testing.T) {
			w := apptest.SQLite(t)
			h := open(t, w)
			server := httptest.NewServer(h.pages)
			t.Cleanup(server.Close)
			all, err := locale.New(apptest.Words()...)
			if err != nil {
				t.Fatal(err)
			}
			l := all.For(language)
			tab := browser.Open(t, browser.Options{Width: 320, Height: 640, Script: script, Language: language})
			tab.Visit(server.URL + "/sign-in")
			tab.Fill(l.T("survivor.sign_in.card"), h.card)
			tab.Fill(l.T("survivor.sign_in.words"), words)
			tab.Submit(l.T("survivor.sign_in.go"))
			tab.Visit(server.URL + "/my/more")
			tab.Click(l.T("destroy.heading"))
			h.looks(tab, "before-"+language)
			tab.Submit(l.T("destroy.go"))
			tab.See(l.T("destroy.error.sure"))
			tab.Choose(l.T("destroy.sure_yes"))
			tab.Submit(l.T("destroy.go"))
			tab.See(l.T("destroy.done"))
			h.looks(tab, "done-"+language)
			if h.opens() {
				t.Error("it is still there")
			}
			tab.Back()
			tab.DontSee("heron")
			tab.DontSee("Hana")
		})
	}
}

func (h *house) looks(tab *browser.Tab, name string) {
	h.t.Helper()
	tab.Screenshot("destroy-" + name)
	if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		h.t.Errorf("%s is %d pixels too wide", name, over)
	}
	for _, v := range tab.Axe() {
		h.t.Errorf("%s: %+v", name, v)
	}
}
