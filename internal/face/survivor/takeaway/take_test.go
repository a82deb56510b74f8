package takeaway_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/survivor/takeaway"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

const words = "quiet river stone"

// A guest is somebody with a sign-in of their own, and everything that was written about them.
type guest struct {
	*apptest.Client
	actor  account.Actor
	person id.ID
	card   string
	said   []string // what the file has to hold
	hidden []string // what it must not
}

type house struct {
	*apptest.World
	t    *testing.T
	ruth account.Actor
	n    int
}

func (h *house) guest(pages http.Handler, name string) *guest {
	h.t.Helper()
	g := &guest{Client: h.Client(pages), person: h.Person(h.ruth, name), said: []string{name}}
	card, err := h.Records.Enrol(h.t.Context(), h.ruth, g.person, words)
	if err != nil {
		h.t.Fatal(err)
	}
	s, err := h.Accounts.SignInSurvivor(h.t.Context(), card, words)
	if err != nil {
		h.t.Fatal(err)
	}
	g.actor = h.Resume(s)
	g.card = card
	g.Opens(card, words)
	return g
}

// something is a text that stands nowhere else.
func (h *house) something() string {
	h.n++
	return fmt.Sprintf("heron %d <in> the reeds", h.n)
}

// acts are what can be written about somebody, by them and by others.
func (h *house) acts(g *guest) map[string]func() error {
	ctx, text := h.t.Context(), h.something()
	say := func(err error) error {
		if err == nil {
			g.said = append(g.said, text)
		}
		return err
	}
	plans := func(by account.Actor, b plan.Body) error {
		_, err := h.Plans.Write(ctx, by, g.person, b, plan.Edit{Key: id.Reference()})
		return say(err)
	}
	return map[string]func() error{
		"a note":      func() error { return plans(h.ruth, &plan.Note{Text: text}) },
		"an own note": func() error { return plans(g.actor, &plan.Note{Text: text}) },
		"a goal":      func() error { return plans(h.ruth, &plan.Goal{Pillar: plan.Justice, Words: text}) },
		"a date":      func() error { return plans(h.ruth, &plan.Date{What: text, At: h.Clock.Now()}) },
		"a paper":     func() error { return plans(g.actor, &plan.Paper{What: text}) },
		"a request":   func() error { return plans(g.actor, &plan.Ask{Words: text}) },
		"a hidden note": func() error {
			_, err := h.Plans.Hide(ctx, h.ruth, g.person, plan.HarmsAnother, text, id.Reference())
			g.hidden = append(g.hidden, text)
			return err
		},
		"a measure": func() error {
			_, err := h.Records.Write(ctx, h.ruth, g.person, gate.Care, gate.Safety, record.Draft{Kind: safety.MeasureKind, Body: &safety.Measure{Text: text}})
			return say(err)
		},
		"a way to reach them": func() error {
			rec, err := h.Records.Read(ctx, g.actor, g.person, gate.OwnLife, gate.Contact)
			if err != nil {
				return err
			}
			_, entry := contact.Newest(rec.Entries)
			c := contact.SafeContact{Channel: contact.Call, Address: "+1 312 555 0199", Zone: "UTC", Days: []time.Weekday{1}, From: 600, To: 660, OthersSee: text, AskAgain: h.Clock.Now().AddDate(0, 1, 0)}
			return say(h.Contact.Set(ctx, g.actor, g.person, c, entry, id.Reference(), h.Clock.Now()))
		},
		"a question about sharing": func() error {
			rec, err := h.Records.Read(ctx, h.ruth, g.person, gate.Care, gate.Plan)
			if err != nil || len(rec.Entries) == 0 {
				rec.Entries = nil
				_, err = h.Plans.Write(ctx, h.ruth, g.person, &plan.Note{Text: text}, plan.Edit{})
				return say(err)
			}
			e := rec.Entries[0]
			_, err = h.Disclosure.Propose(ctx, h.ruth, g.person, disclosure.Proposal{Recipient: h.Clinic.Agency.ID, Function: account.Clinicians, Purpose: consent.Medical,
				Items: []consent.Item{{Entry: e.ID, Kind: e.Kind, Compartment: string(gate.Plan)}}, Days: 30})
			if err == nil {
				g.said = append(g.said, h.Clinic.Agency.Name)
			}
			return err
		},
		"a part of the statement": func() error {
			return say(h.Statement.Write(ctx, g.actor, statement.Section{Text: text}, id.ID{}, id.Reference()))
		},
		"something told": func() error {
			return say(h.Feedback.Tell(ctx, g.actor, feedback.Telling{Topic: feedback.TheHelp, Words: text}, id.Reference()))
		},
	}
}

// byRuth are the acts of the worker's; the person's own are theirs in the log.
var byRuth = map[string]bool{"a note": true, "a goal": true, "a date": true, "a hidden note": true, "a measure": true, "a question about sharing": true}

// looks is who looked, newest first, as the person reads it.
func (h *house) looks(g *guest) []record.Look {
	h.t.Helper()
	var all []record.Look
	for before := ledger.Latest; ; before = all[len(all)-1].Index {
		some, err := h.Records.Looks(h.t.Context(), g.actor, g.person, before)
		if err != nil {
			h.t.Fatal(err)
		}
		if all = append(all, some...); len(some) < record.LooksPerPage {
			break
		}
	}
	return slices.DeleteFunc(all, func(k record.Look) bool { return k.Action == gate.Look }) // reading the list is a line of its own
}

// take is the file as it arrives.
func (g *guest) take(t *testing.T) string {
	t.Helper()
	a := g.Plain(takeaway.Path, url.Values{"sure": {"yes"}})
	if a.Code != http.StatusOK || !strings.HasPrefix(a.Body, "<!doctype html>") {
		t.Fatalf("answered %d", a.Code)
	}
	return a.Body
}

// TestINV07TheFileHoldsAllAndOnlyTheirs (T4.6): whatever was written about somebody, in whatever order, the file holds it, and
// nothing of anybody else's, and nothing that is hidden from them.
func TestINV07TheFileHoldsAllAndOnlyTheirs(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		w.Clock.Run() // what is shared was written before
		h := &house{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
		pages := w.Pages()
		guests := []*guest{h.guest(pages, "Hana of the harbour"), h.guest(pages, "Tomas of the hills")}
		rounds := 0
		rapid.Check(t, func(rt *rapid.T) {
			if rounds++; rounds > 8 { // each round adds to what the rounds before have written
				return
			}
			for range rapid.IntRange(1, 12).Draw(rt, "acts") {
				g := guests[rapid.IntRange(0, 1).Draw(rt, "whose")]
				acts := h.acts(g)
				var names []string
				for name := range acts {
					names = append(names, name)
				}
				name := rapid.SampledFrom(sorted(names)).Draw(rt, "act")
				before := h.looks(g)
				if err := acts[name](); err != nil {
					rt.Fatalf("%s: %v", name, err)
				}
				if after := h.looks(g); len(after) <= len(before) || byRuth[name] != (after[0].Who != "" && !after[0].Own) {
					rt.Fatalf("%s is no line of who looked, or another's: %+v", name, after[0])
				}
			}
			for i, g := range guests {
				text := browser.Check(t, g.take(t)).Text()
				for _, said := range g.said {
					if !strings.Contains(text, said) {
						rt.Errorf("the file lacks %q", said)
					}
				}
				others := slices.DeleteFunc(slices.Clone(guests[1-i].said), func(said string) bool { return said == h.Clinic.Agency.Name })
				for _, other := range append(others, append(g.hidden, guests[1-i].hidden...)...) {
					if strings.Contains(text, other) {
						rt.Errorf("the file holds %q", other)
					}
				}
			}
		})
	})
}

// TestTheFileComesAfterThePageAboutSafety, asks for the words once more after a while, has a name that says nothing, loads
// nothing, and is a line of "who looked".
func TestTheFileComesAfterThePageAboutSafety(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := &house{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
		g := h.guest(w.Pages(), "Hana")
		before := g.Get(takeaway.Path).Page()
		before.HasText("Before you do")
		if before.Count("[name=sure][checked]") != 0 {
			t.Error("the box is ticked beforehand")
		}
		if a := g.Plain(takeaway.Path, nil); a.Code != http.StatusUnprocessableEntity || strings.Contains(a.Body, "Hana") {
			t.Errorf("without the tick: %d", a.Code)
		}
		text := g.take(t)
		for _, far := range []string{"http://", "https://", "src=", "href=", "<script", "url(", "@import", "amparo", "Amparo"} {
			if strings.Contains(text, far) {
				t.Errorf("the file holds %q", far)
			}
		}
		if page := g.Get("/my/looks").Page(); !strings.Contains(page.Text(), "You took everything along as a file") {
			t.Error("it is no line of who looked")
		}
		w.Clock.Advance(6 * time.Minute)
		if a := g.Plain(takeaway.Path, url.Values{"sure": {"yes"}}); a.Code == http.StatusOK || strings.Contains(a.Body, "Hana") {
			t.Errorf("six minutes after the words were typed: %d", a.Code)
		}
	})
}

// TestTheFileOpensWithoutANetwork in a real browser, in a language written from right to left, without asking for anything.
func TestTheFileOpensWithoutANetwork(t *testing.T) {
	w := apptest.SQLite(t)
	h := &house{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
	g := h.guest(w.Pages(), "Hana")
	g.Language = "ar"
	for name, act := range h.acts(g) {
		if err := act(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	file := filepath.Join(t.TempDir(), "notes.html")
	if err := os.WriteFile(file, []byte(g.take(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	tab := browser.Open(t, browser.Options{Width: 320, Height: 640})
	tab.Visit("file://" + file)
	tab.See("ملاحظات")
	tab.See("heron 1 <in> the reeds")
	tab.Screenshot("takeaway-file-ar-320")
	for _, r := range tab.Requests() {
		if !strings.HasPrefix(r, "file://") {
			t.Errorf("it asks for %s", r)
		}
	}
	if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("%d pixels too wide", over)
	}
	for _, v := range tab.Axe() {
		t.Errorf("%+v", v)
	}
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}
