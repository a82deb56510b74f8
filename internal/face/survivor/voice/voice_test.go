package voice_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const words = "quiet river stone"

// A house is the shelter with a person who has a sign-in, and its pages.
type house struct {
	*apptest.World
	t     *testing.T
	pages http.Handler
	card  string
	hana  *apptest.Client
}

func open(t *testing.T, w *apptest.World) *house {
	t.Helper()
	h := &house{World: w, t: t, pages: w.Pages()}
	ruth := w.SignIn(w.Shelter.As(account.Advocate))
	var err error
	if h.card, err = w.Records.Enrol(t.Context(), ruth, w.Person(ruth, "Hana"), words); err != nil {
		t.Fatal(err)
	}
	h.comesBack()
	return h
}

func (h *house) comesBack() {
	h.hana = h.Client(h.pages)
	h.hana.Opens(h.card, words)
}

var (
	labels = regexp.MustCompile(`(?s)<label[^>]*for="([^"]+)"[^>]*>(.*?)</label>`)
	one    = regexp.MustCompile(`/desk/feedback/[a-z0-9]+`)
)

// choice is the value of the choice whose label holds text.
func choice(a apptest.Answer, text string) string {
	for _, label := range labels.FindAllStringSubmatch(a.Body, -1) {
		if strings.Contains(label[2], text) {
			return a.Page().In("#" + label[1]).Attr("value")
		}
	}
	return ""
}

// TestSaidAndAnswered goes through all of it on both engines: the person says something about their worker, the worker's desk
// shows nothing, the supervisor reads and answers, and what is late is said to everybody without a number.
func TestSaidAndAnswered(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := open(t, w)
		if a := h.hana.Post("/my/tell/new", url.Values{"step": {"topic"}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("about nothing: %d", a.Code)
		}
		form := h.hana.Post("/my/tell/new", url.Values{"step": {"topic"}, "topic": {"worker"}})
		page := form.Page()
		page.HasText("Somebody it is about does not read it")
		if page.Count("input[checked]")+h.hana.Get("/my/tell/new").Page().Count("input[checked]") != 0 {
			t.Error("something is chosen beforehand")
		}
		if a := h.hana.Post("/my/tell/new", url.Values{"step": {"words"}, "topic": {"worker"}, "from": {"H."}}); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "H.") {
			t.Errorf("without words: %d, and what was typed is lost", a.Code)
		}
		ruth := choice(form, "Ruth")
		if ruth == "" {
			t.Fatal("the worker cannot be named")
		}
		key := id.Reference()
		said := url.Values{"topic": {"worker"}, "who": {ruth}, "words": {"she was short with me\nand I felt <small>"}, "key": {key}}
		for range 2 { // a double tap is one
			if a := h.hana.Post("/my/tell/new", said); a.Code != http.StatusSeeOther {
				t.Fatalf("answered %d: %s", a.Code, a.Body)
			}
		}
		mine := h.hana.Get("/my/tell").Page()
		mine.HasText("and I felt <small>")
		mine.HasText("We said that an answer comes by")
		if n := strings.Count(mine.Text(), "short with me"); n != 1 {
			t.Errorf("it is there %d times", n)
		}

		worker := h.WorksAs(h.pages, w.Shelter.As(account.Advocate))
		worker.Get("/desk/feedback").Page().HasText("Nothing waits here")
		imani := h.WorksAs(h.pages, w.Shelter.As(account.Supervisor))
		list := imani.Get("/desk/feedback").Page()
		list.HasText("Waits for an answer")
		told := one.FindString(imani.Get("/desk/feedback").Body)
		if strings.Contains(list.Text(), "short with me") {
			t.Error("the list opens it")
		}
		if a := worker.Get(told); a.Code != http.StatusNotFound {
			t.Errorf("the worker opens it at the supervisor's address: %d", a.Code)
		}
		opened := imani.Get(told).Page()
		opened.HasText("she was short with me")
		opened.HasText("None") // no name under it
		if strings.Contains(opened.Text(), "Hana") {
			t.Error("the desk says who wrote it")
		}
		if a := imani.Post(told, url.Values{"words": {" "}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("an empty answer: %d", a.Code)
		}

		about := func() string { return h.Client(h.pages).Get("/about").Page().Text() }
		if strings.Contains(about(), "longer than we promised") {
			t.Error("it is late at once")
		}
		h.Clock.Advance(16 * 24 * time.Hour)
		if !strings.Contains(about(), "longer than we promised") {
			t.Error("nobody can see that somebody is left waiting")
		}
		h.comesBack()
		h.hana.Get("/my/tell").Page().HasText("No answer yet")
		imani = h.WorksAs(h.pages, w.Shelter.As(account.Supervisor))
		imani.Get("/desk/feedback").Page().HasText("Late: no answer yet")
		told = one.FindString(imani.Get("/desk/feedback").Body)
		if a := imani.Post(told, url.Values{"words": {"I have talked with her. Tell me if it happens again."}}); a.Code != http.StatusSeeOther {
			t.Fatalf("answering: %d", a.Code)
		}
		if strings.Contains(about(), "longer than we promised") {
			t.Error("it stays late")
		}
		answered := h.hana.Get("/my/tell").Page()
		answered.HasText("Tell me if it happens again")
		answered.HasText("Imani")
	})
}

// TestNobodyElseOpensThePages: another person, somebody without a session, another agency's supervisor.
func TestNobodyElseOpensThePages(t *testing.T) {
	h := open(t, apptest.SQLite(t))
	if a := h.hana.Post("/my/tell/new", url.Values{"topic": {"rule"}, "words": {"a heron"}}); a.Code != http.StatusSeeOther {
		t.Fatal(a.Code)
	}
	if a := h.Client(h.pages).Get("/my/tell"); a.Code != http.StatusSeeOther {
		t.Errorf("without a session: %d", a.Code)
	}
	other := h.WorksAs(h.pages, h.Clinic.As(account.Supervisor))
	if strings.Contains(other.Get("/desk/feedback").Body, "/desk/feedback/") {
		t.Error("another agency's supervisor sees it")
	}
	big := h.hana.Post("/my/tell/new", url.Values{"topic": {"rule"}, "words": {strings.Repeat("a", 10<<20)}})
	if big.Code < 400 || big.Code >= 500 {
		t.Errorf("ten megabytes: %d", big.Code)
	}
}

// TestOnASmallPhone walks the pages in Amharic and Arabic by keyboard and tap, with the page's script off and on.
func TestOnASmallPhone(t *testing.T) {
	w := apptest.SQLite(t)
	h := open(t, w)
	server := httptest.NewServer(h.pages)
	t.Cleanup(server.Close)
	all, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for lang, script := range map[string]bool{"am": false, "ar": true} {
		tab := browser.Open(t, browser.Options{Width: 320, Height: 640, Script: script, Language: lang})
		say := all.For(lang).T
		tab.Visit(server.URL + "/sign-in")
		tab.Fill(say("survivor.sign_in.card"), h.card)
		tab.Fill(say("survivor.sign_in.words"), words)
		tab.Submit(say("survivor.sign_in.go"))
		tab.Visit(server.URL + "/my/tell")
		looks(t, tab, "tell-"+lang)
		tab.Click(say("voice.start"))
		looks(t, tab, "tell-new-"+lang)
		tab.Choose(say("feedback.topic.worker"))
		tab.Submit(say("voice.next"))
		looks(t, tab, "tell-words-"+lang)
		tab.Fill(say("voice.words"), "የበሩ ሰዓት · ساعة الباب")
		tab.Submit(say("voice.send"))
		tab.See(say("voice.sent"))
		tab.See("የበሩ ሰዓት")
		looks(t, tab, "tell-sent-"+lang)
	}
}

// looks checks that a page fits the screen and can be used by everybody, and keeps a picture of it.
func looks(t *testing.T, tab *browser.Tab, name string) {
	t.Helper()
	if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("%s is %d pixels too wide", name, over)
	}
	for _, v := range tab.Axe() {
		t.Errorf("%s: %+v", name, v)
	}
	tab.Screenshot(name)
}
