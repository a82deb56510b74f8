package reach_test

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
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// TestTheDeskInTheBrowser walks contacting somebody and the worker's own account, on a wide screen with script, and on a small
// one from right to left and in Ge'ez script without: nobody scrolls sideways, WCAG 2.2 AA, and a name is covered for who
// looks over a shoulder (A36).
func TestTheDeskInTheBrowser(t *testing.T) {
	db, clk := storetest.SQLite(t)
	o := newOffice(t, apptest.New(t, db, clk))
	o.says(contact.Call, func(c *contact.SafeContact) { c.OthersSee, c.Child, c.Zone = "my sister, in the evening", true, "UTC" })
	server := httptest.NewServer(o.pages)
	t.Cleanup(server.Close)
	words, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, opts := range []browser.Options{{Width: 1280, Height: 900, Language: "en", Script: true}, {Width: 320, Height: 640, Language: "ar"}} {
		l, tab := words.For(opts.Language), o.sits(server.URL, words, opts)
		holds := func(language, name string) {
			t.Helper()
			tab.Screenshot(fmt.Sprintf("reach-%s-%s-%d", language, name, opts.Width))
			if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
				t.Errorf("%s is %d pixels wider than the screen", name, over)
			}
			for _, v := range tab.Axe() {
				t.Errorf("%s, %s: %s", name, language, v)
			}
		}
		languages := []string{opts.Language}
		if opts.Width == 320 {
			languages = append(languages, "am")
		}
		for _, language := range languages {
			tab.Visit(server.URL + "/language/" + language + "?next=/desk/own")
			for _, page := range []string{"/desk/calls", "/desk/own", "/desk/own/passphrase", "/desk/again", "/desk/draft", o.at + "/reach", o.at + "/reach/call", o.at + "/reach/lost-phone",
				o.at + "/reach/says", o.at + "/new-card"} {
				tab.Visit(server.URL + page)
				holds(language, strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(page, o.at), "/desk"), "/", ""))
			}
		}
		tab.Visit(server.URL + "/language/" + opts.Language + "?next=" + o.at + "/reach")
		tab.Choose(l.T("contact.template.hello"))
		tab.Submit(l.T("reach.text.look"))
		tab.See(l.T("reach.check.not"))
		holds(opts.Language, "not")
		tab.Visit(server.URL + o.at + "/reach/call")
		tab.Submit(l.T("reach.call.go"))
		holds(opts.Language, "call-empty")
		tab.Choose(l.T("reach.call.somebody"))
		tab.Fill(l.T("reach.call.word"), "blue heron")
		tab.Submit(l.T("reach.call.go"))
		tab.See(l.T("reach.call.may"))
		holds(opts.Language, "call-may")
	}
}

// sits signs the worker in before a browser.
func (o *office) sits(url string, words *locale.Bundle, opts browser.Options) *browser.Tab {
	o.t.Helper()
	o.Clock.Advance(time.Minute)
	l, m := words.For(opts.Language), o.Shelter.As(account.Advocate)
	code, err := m.Second.Code(o.Clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	tab := browser.Open(o.t, opts)
	tab.Visit(url + "/desk/sign-in")
	tab.Fill(l.T("staff.sign_in.name"), m.SignInName)
	tab.Fill(l.T("staff.sign_in.passphrase"), m.Passphrase)
	tab.Fill(l.T("staff.sign_in.code"), code)
	tab.Submit(l.T("staff.sign_in.go"))
	return tab
}
