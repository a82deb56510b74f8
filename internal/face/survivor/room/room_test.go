package room_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

func newRoom(t *testing.T) *room.Room {
	t.Helper()
	words, err := locale.New(webkit.Words(), page.Words(), room.Words())
	if err != nil {
		t.Fatal(err)
	}
	assets, err := webkit.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	house := &page.House{Words: words, Assets: assets, Zone: time.UTC, Clock: clock.At(time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)).Now}
	m, err := room.New(house, page.NewHandles())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// everything is one of each part, with what can be in it.
func everything(m *room.Room, l *locale.Localiser) []webkit.Component {
	now := m.Moment(l, time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC))
	entry := room.Entry{Title: "A note", Who: "Ruth", When: now, Lines: []string{"said <b>"}, EarlierH: "Before", Say: &webkit.Link{Text: "Say", URL: "/s"}}
	with := entry
	with.Earlier, with.Beside = &entry, []room.Entry{entry}
	return []webkit.Component{
		room.Text{Heading: "H", Lines: []string{"a", "b"}}, room.Text{Lines: []string{"quiet"}, Quiet: true}, room.Said{Lines: []string{"words"}},
		room.Card{Heading: "Card", Name: true, Who: "Ruth", When: &now, Tag: &webkit.Tag{Text: "Open"}, Parts: []webkit.Component{room.Said{Lines: []string{"in it"}}}},
		room.Card{Heading: "Below", Under: true}, room.Card{},
		room.Form{Heading: "Ask", Action: "/a", Key: "k", Hidden: []webkit.Pair{{Term: "n", Text: "v"}}, Fields: []webkit.Component{webkit.Input{Field: webkit.Field{Name: "x", Label: "X"}}}, Buttons: []webkit.Button{{Text: "Go"}}},
		room.Links{Heading: "Ways", Items: []room.Link{{Text: "One", About: "about it", URL: "/one"}}},
		room.Details{Summary: "More", Parts: []webkit.Component{room.Text{Lines: []string{"inside"}}}},
		room.Pairs{Rows: []webkit.Pair{{Term: "T", Text: "V"}}}, with, room.Entry{},
		room.Waiting{Heading: "A question", Text: "text", Button: webkit.Button{Text: "Look", URL: "/q"}},
	}
}

// A sheet shows every part, and what was typed is text and nothing else.
func TestEveryPartIsShown(t *testing.T) {
	m := newRoom(t)
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/my", nil)
	handler := m.At(func(v room.Visit) error {
		s := room.Sheet{Top: room.Top{Heading: "Heading", Lead: "Lead"}, Back: "/my", Parts: everything(m, v.L)}
		s.Problems(v.L, webkit.Problems{{Field: "x", Key: "room.back"}})
		return m.ShowSheet(v, s)
	})
	if err := handler(w, r); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("answered %d", w.Code)
	}
	p := browser.Check(t, w.Body.String())
	for _, text := range []string{"Heading", "Lead", "quiet", "in it", "Below", "about it", "inside", "said <b>", "Before", "A question"} {
		p.HasText(text)
	}
	if p.Count("[name=n]") != 1 || p.Count("[name=key]") != 1 {
		t.Error("the form lost what it carries")
	}
}

// A desk's own pages find the shared parts and its own beside them.
func TestADeskHasTheSharedParts(t *testing.T) {
	m := newRoom(t)
	pages, err := m.Templates(fstest.MapFS{
		"templates/one.html":   {Data: []byte(`{{define "main"}}{{template "top" .}}{{template "ours" .}}{{end}}`)},
		"templates/_ours.html": {Data: []byte(`{{define "ours"}}its own{{end}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/my", nil)
	if err := m.Show(w, r, room.Page{Of: pages, Name: "one", Back: "/my", Model: room.Top{Heading: "Heading"}}); err != nil {
		t.Fatal(err)
	}
	p := browser.Check(t, w.Body.String())
	p.HasText("Heading")
	p.HasText("its own")
}

func TestWhoIsNamed(t *testing.T) {
	l := bundle(t).For("en")
	for want, got := range map[string]string{
		"Somebody": room.Who(l, "", ""), "an advocate": room.Who(l, "", account.Advocate),
		"You": room.By(l, true, "Hana", account.Survivor), locale.Isolate("Ruth"): room.Who(l, "Ruth", ""),
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}
