package conference_test

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
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const words = "quiet river stone"

// A house is the shelter, with a person about whose plan people want to meet.
type house struct {
	*apptest.World
	t      *testing.T
	ruth   account.Actor
	person id.ID
	card   string
	pages  http.Handler
}

func open(t *testing.T, w *apptest.World) *house {
	t.Helper()
	h := &house{World: w, t: t, pages: w.Pages(), ruth: w.SignIn(w.Shelter.As(account.Advocate))}
	h.person = w.Person(h.ruth, "Hana")
	var err error
	if h.card, err = w.Records.Enrol(t.Context(), h.ruth, h.person, words); err != nil {
		t.Fatal(err)
	}
	return h
}

// calls writes down a meeting, as a worker does.
func (h *house) calls(items ...string) {
	h.t.Helper()
	c := plan.Conference{What: "How it goes on", At: h.Clock.Now().Add(72 * time.Hour), Place: "The small room", Who: []string{"Ruth", "Imani"}}
	for _, i := range items {
		c.Items = append(c.Items, plan.AgendaItem{Words: i})
	}
	if _, err := h.Plans.Confer(h.t.Context(), h.ruth, h.person, c, plan.Edit{}); err != nil {
		h.t.Fatal(err)
	}
	h.Clock.Advance(time.Second)
}

// sheet is what lies on the table.
func (h *house) sheet() (list []string) {
	h.t.Helper()
	v, err := h.Plans.Open(h.t.Context(), h.ruth, h.person)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, i := range v.Conferences[0].Sheet() {
		list = append(list, i.Words)
	}
	return list
}

var address = regexp.MustCompile(`/my/meetings/[a-z2-7]{24}`)

// TestTakingSomethingOff: nothing is marked beforehand, what is taken off is gone from the sheet, saying it again takes the
// place of what was said, and nobody else finds the meeting.
func TestTakingSomethingOff(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := open(t, w)
		hana := h.Client(h.pages)
		hana.Opens(h.card, words)
		hana.Get("/my/meetings").Page().HasText("No meetings")
		h.calls("The flat <b>", "Her brother")
		hana.Get("/my").Page().HasText("How it goes on") // it waits on the first page, without a number
		list := hana.Get("/my/meetings")
		for _, text := range []string{"How it goes on", "The small room", "Imani", "The flat <b>", "To be talked about"} {
			list.Page().HasText(text)
		}
		at := address.FindString(list.Body)
		form := hana.Get(at)
		if form.Page().Count("input[checked]") != 0 {
			t.Error("something is chosen beforehand")
		}
		boxes := regexp.MustCompile(`name="off" type="checkbox" value="([^"]+)"`).FindAllStringSubmatch(form.Body, -1)
		if len(boxes) != 2 {
			t.Fatalf("%d items can be taken off", len(boxes))
		}
		if a := hana.Post(at, url.Values{"off": {"another"}, "words": {"not that"}}); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "not that") {
			t.Errorf("an item that is not there: %d", a.Code)
		}
		if a := hana.Post(at, url.Values{"words": {strings.Repeat("x", 10<<20)}}); a.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("ten megabytes: %d", a.Code)
		}
		said := url.Values{"off": {boxes[1][1]}, "come": {"yes"}, "key": {id.Reference()}}
		for range 2 { // a double tap is one
			if a := hana.Post(at, said); a.Code != http.StatusSeeOther {
				t.Fatalf("answered %d: %s", a.Code, a.Body)
			}
		}
		hana.Get("/my/meetings?done=said").Page().HasText("Taken off. It is not talked about.")
		if left := h.sheet(); len(left) != 1 || left[0] != "The flat <b>" {
			t.Errorf("the sheet says %q", left)
		}
		other := h.Person(h.ruth, "Lin")
		card, err := h.Records.Enrol(t.Context(), h.ruth, other, words)
		if err != nil {
			t.Fatal(err)
		}
		lin := h.Client(h.pages)
		lin.Opens(card, words)
		if a, b := lin.Get(at), lin.Get("/my/meetings/"+strings.Repeat("a", 24)); a.Code != http.StatusNotFound || a.Body != strings.ReplaceAll(b.Body, strings.Repeat("a", 24), address.FindString(at)[len("/my/meetings/"):]) {
			t.Errorf("somebody else's meeting is answered %d", a.Code)
		}
		h.Clock.Advance(time.Second)
		if a := hana.Post(at, url.Values{}); a.Code != http.StatusSeeOther {
			t.Fatalf("taking it back: %d", a.Code)
		}
		if left := h.sheet(); len(left) != 2 {
			t.Errorf("after she took it back the sheet says %q", left)
		}
	})
}

// TestOnAPhone takes an item off in Chromium: without the page's script and with it, in Amharic and from right to left.
func TestOnAPhone(t *testing.T) {
	h := open(t, apptest.SQLite(t))
	h.calls("The flat", "Her brother")
	server := httptest.NewServer(h.pages)
	t.Cleanup(server.Close)
	bundle, err := locale.New(apptest.Words()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, opts := range []browser.Options{{Width: 320, Height: 568, Language: "am"}, {Width: 320, Height: 568, Language: "ar", Script: true}} {
		tab, word := browser.Open(t, opts), bundle.For(opts.Language).T
		looks := func(name string) {
			t.Helper()
			tab.Screenshot("meetings-" + opts.Language + "-" + name)
			if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
				t.Errorf("%s is %d pixels wider than the screen", name, over)
			}
			for _, v := range tab.Axe() {
				t.Errorf("%s: %s", name, v)
			}
		}
		tab.Visit(server.URL + "/sign-in")
		tab.Fill(word("survivor.sign_in.card"), h.card)
		tab.Fill(word("survivor.sign_in.words"), words)
		tab.Submit(word("survivor.sign_in.go"))
		tab.Visit(server.URL + "/my/more")
		tab.Click(word("conference.heading"))
		looks("list")
		tab.Click(word("conference.say"))
		looks("form")
		tab.Choose("Her brother")
		tab.Choose(word("conference.come.no"))
		tab.Submit(word("conference.keep"))
		tab.See(word("conference.kept"))
		tab.See(word("conference.taken_off"))
		looks("kept")
		if left := h.sheet(); len(left) != 1 {
			t.Errorf("the sheet says %q", left)
		}
	}
}
