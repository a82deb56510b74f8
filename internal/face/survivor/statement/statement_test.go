package statement_test

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

type house struct {
	*apptest.World
	pages http.Handler
	card  string
	hana  *apptest.Client
	ref   string
}

func open(t *testing.T, w *apptest.World) *house {
	t.Helper()
	h := &house{World: w, pages: w.Pages()}
	ruth := w.SignIn(w.Shelter.As(account.Advocate))
	person := w.Person(ruth, "Hana")
	var err error
	if h.card, err = w.Records.Enrol(t.Context(), ruth, person, words); err != nil {
		t.Fatal(err)
	}
	if h.ref, err = w.Gate.ReferenceOf(t.Context(), ruth, person); err != nil {
		t.Fatal(err)
	}
	h.hana = h.Client(h.pages)
	h.hana.Opens(h.card, words)
	return h
}

var part = regexp.MustCompile(`/my/statement/[a-z0-9]{20,}`)

// TestToldOnceAndShownByTheirOwnAct walks it on both engines: written, put differently in two tabs, shown once, counted.
func TestToldOnceAndShownByTheirOwnAct(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := open(t, w)
		write := func(path string, form url.Values) apptest.Answer { t.Helper(); return h.hana.Post(path, form) }
		if a := write("/my/statement/new", url.Values{"heading": {"The house"}, "text": {"I worked from five\nevery day"}}); a.Code != http.StatusSeeOther {
			t.Fatalf("writing: %d", a.Code)
		}
		if a := write("/my/statement/new", url.Values{"heading": {"kept"}, "text": {" "}}); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "kept") {
			t.Errorf("an empty part: %d", a.Code)
		}
		at := part.FindString(h.hana.Get("/my/statement").Body)
		was := h.hana.Get(at).Page().In("[name=was]").Attr("value")
		if a := write(at, url.Values{"was": {was}, "heading": {"The house"}, "text": {"I worked from four"}}); a.Code != http.StatusSeeOther {
			t.Fatalf("putting it differently: %d", a.Code)
		}
		stale := write(at, url.Values{"was": {was}, "heading": {"The house"}, "text": {"from the other tab"}})
		if stale.Code != http.StatusConflict || !strings.Contains(stale.Body, "I worked from four") || !strings.Contains(stale.Body, "from the other tab") {
			t.Errorf("a stale tab: %d, or something is lost", stale.Code)
		}
		if a := write(at, url.Values{"was": {was}, "heading": {"The house"}, "text": {"I worked from four"}}); a.Code != http.StatusSeeOther {
			t.Errorf("sent twice: %d", a.Code)
		}

		worker := h.WorksAs(h.pages, w.Shelter.As(account.Advocate))
		reads := func() string {
			return worker.Get("/desk/people/"+h.ref).Body + worker.Get("/desk/people/"+h.ref+"/notes").Body
		}
		if strings.Contains(reads(), "worked from") {
			t.Error("the worker reads what nobody showed them")
		}
		show := h.hana.Get(at + "/show").Page()
		show.HasText("It stays as it is now")
		form := url.Values{"was": {show.In("[name=was]").Attr("value")}, "key": {id.Reference()}}
		for range 2 {
			if a := write(at+"/show", form); a.Code != http.StatusSeeOther {
				t.Fatalf("showing: %d", a.Code)
			}
		}
		if got := reads(); strings.Count(got, "I worked from four") < 1 || strings.Contains(got, "from five") {
			t.Error("the worker does not read the wording that was shown, or another")
		}
		if a := write("/my/statement/again", url.Values{"to": {"a judge"}, "day": {w.Clock.Now().Format(time.DateOnly)}}); a.Code != http.StatusSeeOther {
			t.Fatalf("counting: %d", a.Code)
		}
		mine := h.hana.Get("/my/statement").Page()
		for _, text := range []string{"Shown to the people who work with you", "Times you had to tell it again: 1", "a judge", "I worked from five"} {
			mine.HasText(text)
		}
		mine.HasNoText("from the other tab")
		// A6, A5: nobody else's address, and not after a while without the words.
		other := h.Client(h.pages)
		if a := other.Get(at); a.Code != http.StatusSeeOther {
			t.Errorf("without a session: %d", a.Code)
		}
		write("/my/statement/new", url.Values{"text": {"another part"}})
		w.Clock.Advance(6 * time.Minute)
		for _, address := range part.FindAllString(h.hana.Get("/my/statement").Body, -1) {
			page := h.hana.Get(address + "/show").Page()
			if page.Count("[name=was]") == 0 {
				continue
			}
			if a := write(address+"/show", url.Values{"was": {page.In("[name=was]").Attr("value")}}); a.Code == http.StatusSeeOther {
				t.Error("it is shown without the words once more")
			}
		}
	})
}

// TestOnASmallPhone looks at each page in Amharic and Arabic, with the page's script off and on, and at who knows what.
func TestOnASmallPhone(t *testing.T) {
	h := open(t, apptest.SQLite(t))
	server := httptest.NewServer(h.pages)
	t.Cleanup(server.Close)
	all, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for lang, width := range map[string]int{"am": 320, "ar": 320, "en": 1280} {
		tab := browser.Open(t, browser.Options{Width: width, Height: 700, Script: lang == "ar", Language: lang})
		say := all.For(lang).T
		tab.Visit(server.URL + "/sign-in")
		tab.Fill(say("survivor.sign_in.card"), h.card)
		tab.Fill(say("survivor.sign_in.words"), words)
		tab.Submit(say("survivor.sign_in.go"))
		tab.Visit(server.URL + "/my/statement")
		looks(t, tab, "statement-empty-"+lang)
		tab.Click(say("my_statement.write"))
		tab.Fill(say("my_statement.form.text"), "ጠዋት · في الصباح")
		looks(t, tab, "statement-new-"+lang)
		tab.Submit(say("my_statement.keep"))
		tab.See(say("my_statement.kept"))
		tab.Click(say("my_statement.show"))
		looks(t, tab, "statement-show-"+lang)
		tab.Submit(say("my_statement.show.yes"))
		tab.See(say("my_statement.shown"))
		looks(t, tab, "statement-"+lang)
		for _, path := range []string{"/my/knows", "/my/take", "/my/more", "/my/statement/again"} {
			tab.Visit(server.URL + path)
			looks(t, tab, strings.ReplaceAll(strings.TrimPrefix(path, "/my/"), "/", "-")+"-"+lang)
		}
	}
}

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
