package survivor_test

import (
	"net/http/httptest"
	"os"
	"testing"
	"net/url"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

func TestShots(t *testing.T) {
	db, clk := storetest.SQLite(t)
	s := newSite(t, apptest.New(t, db, clk))
	path := s.link(s.get("/my/record"), "/my/record/[a-z0-9]+/statement")
	v := form(s.get(path))
	v.Set("text", "it was my own idea")
	s.post(path, v)
	c := form(s.get("/my/contact"))
	details(c)
	s.post("/my/contact", c)
	s.propose()
	p, v := s.walkTo("answer", understood)
	v.Set("go", "yes")
	s.post(p, v)
	s.propose()
	srv := httptest.NewServer(s)
	defer srv.Close()
	for _, o := range []struct{ lang string; width int }{{"en", 320}, {"ar", 320}, {"en", 1280}, {"am", 320}, {"ar", 1280}} {
		tab := browser.Open(t, browser.Options{Width: o.width, Height: 900, Language: o.lang})
		word := bundle(t).For(o.lang).T
		shot := func(name string) { b := tab.Screenshot(name); os.Rename(b, "/tmp/sv/shots/"+name+"-"+o.lang+"-"+map[int]string{320: "320", 1280: "1280"}[o.width]+".png") }
		tab.Visit(srv.URL + "/sign-in")
		shot("signin")
		tab.Fill(word("survivor.sign_in.card"), s.card)
		tab.Fill(word("survivor.sign_in.words"), words)
		tab.Submit(word("survivor.sign_in.go"))
		shot("today")
		for _, p := range []string{"record", "choices", "looks", "contact", "kept", "settings"} {
			tab.Visit(srv.URL + "/my/" + p)
			shot(p)
		}
		tab.Visit(srv.URL + path)
		shot("statement")
		tab.Visit(srv.URL + "/my")
		tab.Click(word("survivor.today.look"))
		shot("t1what")
		next := func() { tab.Submit(word("survivor.talk.next")) }
		next()
		shot("t2items")
		next()
		shot("t2error")
		tab.Choose(word("kept.kind.plan.note"))
		next()
		shot("t3who")
		tab.Choose(word("survivor.talk.days_n", "n", 14))
		next()
		shot("t4weigh")
		next()
		shot("t5alone")
		tab.Choose(word("survivor.talk.alone.alone"))
		next()
		for _, answer := range []string{"what.listed", "help.less", "undo.any"} {
			tab.Choose(word("survivor.talk.q." + answer))
		}
		next()
		shot("t6again")
		tab.Choose(word("survivor.talk.q.help.same"))
		next()
		shot("t7answer")
		tab.Visit(srv.URL + p)
		shot("receipt")
		tab.Visit(srv.URL + p + "/withdraw")
		shot("withdraw")
	}
	_ = url.Values{}
}
