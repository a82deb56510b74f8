package takeaway_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/survivor/takeaway"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const lookPath = takeaway.BackPath + "/look"

// keeps writes what somebody may want back one day, and what they can't bring back, and gives the file.
func (h *house) keeps(g *guest) string {
	h.t.Helper()
	ctx := h.t.Context()
	write := func(by account.Actor, b plan.Body, e plan.Edit) id.ID {
		h.t.Helper()
		entry, err := h.Plans.Write(ctx, by, g.person, b, e)
		if err != nil {
			h.t.Fatal(err)
		}
		return entry
	}
	goal := write(g.actor, &plan.Goal{Pillar: plan.Recovery, Words: "to sing <b>again</b>", Why: "it \"carries\" me"}, plan.Edit{})
	write(g.actor, &plan.Step{Goal: goal, Words: "find the choir", Owner: plan.ByPerson, Due: h.Clock.Now()}, plan.Edit{})
	write(g.actor, &plan.Strength{Words: "my sister"}, plan.Edit{})
	write(g.actor, &plan.Assessment{Area: plan.Family, Going: plan.GoingWell, Words: "near again"}, plan.Edit{})
	let := write(g.actor, &plan.Goal{Pillar: plan.Safety, Words: "to move away"}, plan.Edit{})
	write(g.actor, &plan.Goal{Pillar: plan.Safety, Words: "to move away", State: plan.GoalLetGo}, plan.Edit{Replaces: let})
	write(h.ruth, &plan.Goal{Pillar: plan.Justice, Words: "what Ruth proposes"}, plan.Edit{})
	write(h.ruth, &plan.Note{Text: "what Ruth noted"}, plan.Edit{})
	if err := h.Statement.Write(ctx, g.actor, statement.Section{Heading: "How it began", Text: "told once\nin two lines"}, id.ID{}, id.Reference()); err != nil {
		h.t.Fatal(err)
	}
	return g.take(h.t)
}

// ticked are the boxes of a page with what was found, by the text above them.
func ticked(page browser.Part, wanted ...string) url.Values {
	form := url.Values{"day": {page.In("[name=day]").Attr("value")}, "key": {page.In("form[action="+takeaway.BackPath+"]", "[name=key]").Attr("value")}}
	for i := range page.Count("input[type=checkbox]") {
		name := fmt.Sprintf("item_%d", i)
		value := page.In("[name=" + name + "]").Attr("value")
		if slices.ContainsFunc(wanted, func(w string) bool { return strings.Contains(value, w) }) {
			form.Set(name, value)
		}
	}
	return form
}

// TestA44WhatWasKeptComesBackAsTheirOwn: after everything was destroyed somebody begins anew, chooses from their file what they
// want, and it is written today, by them, once. Nothing that others wrote comes back, and nothing that they did not choose.
func TestA44WhatWasKeptComesBackAsTheirOwn(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		w.Clock.Run()
		h := &house{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
		pages := w.Pages()
		before := h.guest(pages, "Hana")
		file := h.keeps(before)
		if err := w.Records.Erase(t.Context(), before.actor, before.person); err != nil {
			t.Fatal(err)
		}
		g := h.guest(pages, "Hana again")
		g.Get(takeaway.Path).Page().HasText("Bring back what you kept")
		answer := g.Upload(lookPath, "file", "notes.html", []byte(file))
		page := answer.Page()
		for _, there := range []string{"to sing <b>again</b>", "find the choir", "my sister", "near again", "How it began"} {
			page.HasText(there)
		}
		for _, absent := range []string{"to move away", "what Ruth proposes", "what Ruth noted"} {
			if strings.Contains(page.Text(), absent) {
				t.Errorf("it offers %q", absent)
			}
		}
		if page.Count("input[checked]") != 0 || strings.Contains(answer.Body, "<b>again") {
			t.Error("something is ticked beforehand, or is markup")
		}
		if v := h.plan(g); len(v.Goals)+len(v.Notes) != 0 {
			t.Error("looking has written something")
		}
		form := ticked(page, "to sing", "near again", "How it began")
		for range 2 { // sent twice, it is written once
			if a := g.Post(takeaway.BackPath, form); a.To != takeaway.BackPath+"?done=3" {
				t.Fatalf("answered %d, %q", a.Code, a.To)
			}
		}
		g.Get(takeaway.BackPath + "?done=3").Page().HasText("Brought back: 3.")
		v := h.plan(g)
		if len(v.Goals) != 1 || len(v.Assessments) != 1 || len(v.Steps)+len(v.Strengths) != 0 || len(v.Notes) != 1 {
			t.Fatalf("the plan holds %d goals, %d assessments, %d steps, %d notes", len(v.Goals), len(v.Assessments), len(v.Steps), len(v.Notes))
		}
		goal := v.Goals[0].Current()
		if want := (plan.Goal{Pillar: plan.Recovery, Words: "to sing <b>again</b>", Why: "it \"carries\" me"}); goal.Body != want || !goal.Own || goal.At.Before(w.Clock.Now().AddDate(0, 0, -1)) {
			t.Errorf("%+v", goal)
		}
		if note := v.Notes[0].Current(); !note.Own || !strings.Contains(note.Body.Text, "what I kept") {
			t.Errorf("the note says %q", note.Body.Text)
		}
		told, err := w.Statement.Open(t.Context(), g.actor)
		if err != nil || len(told.Parts) != 1 || told.Parts[0].Now().Text != "told once\nin two lines" {
			t.Errorf("the statement: %+v, %v", told.Parts, err)
		}
		again := g.Upload(lookPath, "file", "notes.html", []byte(file)).Page()
		if a := g.Post(takeaway.BackPath, ticked(again, "near again")); a.To != takeaway.BackPath+"?done=0" {
			t.Errorf("what is there already: %d, %q", a.Code, a.To)
		}
	})
}

func (h *house) plan(g *guest) plan.View {
	h.t.Helper()
	v, err := h.Plans.Open(h.t.Context(), g.actor, g.person)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// carrying is a file that carries something.
func carrying(kept ...string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><body data-day="2026-03-14">`)
	for _, k := range kept {
		fmt.Fprintf(&b, `<article data-kept="%s"></article>`, html.EscapeString(k))
	}
	return b.String()
}

const soundGoal = `{"kind":"plan.goal","body":{"pillar":"safety","words":"a room","why":"","by":"0001-01-01T00:00:00Z","state":""}}`

// spoiled are files that somebody changed, or that are none.
var spoiled = map[string]string{
	"empty":                 "",
	"another page":          "<!doctype html><p>hello",
	"no day":                strings.Replace(carrying(soundGoal), "2026-03-14", "yesterday", 1),
	"cut short":             carrying(soundGoal[:len(soundGoal)-4]),
	"a key too many":        carrying(strings.Replace(soundGoal, `"why"`, `"agreed":true,"why"`, 1)),
	"two values":            carrying(soundGoal + soundGoal),
	"a kind of others":      carrying(`{"kind":"plan.decision","body":{"what":"x"}}`),
	"a consent":             carrying(`{"kind":"consent.record","body":{}}`),
	"a worker's step":       carrying(`{"kind":"plan.step","body":{"goal":"","words":"x","owner":"worker","who":"Ruth","due":"2026-03-14T00:00:00Z","state":""}}`),
	"a null byte":           carrying(strings.Replace(soundGoal, "a room", `a \u0000 room`, 1)),
	"a turned direction":    carrying(strings.Replace(soundGoal, "a room", `a \u202e room`, 1)),
	"a very long text":      carrying(strings.Replace(soundGoal, "a room", strings.Repeat("a", 5001), 1)),
	"more than anybody has": carrying() + many(301),
	"nothing to bring back": carrying(),
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<article data-kept="%s"></article>`, html.EscapeString(strings.Replace(soundGoal, "a room", fmt.Sprint("room ", i), 1)))
	}
	return b.String()
}

// TestA44AFileThatWasChangedChangesNothing: each gets an answer in words, and writes nothing.
func TestA44AFileThatWasChangedChangesNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		h := &house{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
		g := h.guest(w.Pages(), "Hana")
		files := map[string]string{"too large": carrying(soundGoal) + strings.Repeat(" ", 4<<20)}
		for name, file := range spoiled {
			files[name] = file
		}
		for name, file := range files {
			a := g.Upload(lookPath, "file", "notes.html", []byte(file))
			if a.Code != http.StatusUnprocessableEntity && a.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: answered %d", name, a.Code)
			}
			a.Page().HasText("Nothing was changed.")
		}
		if a := g.Post(lookPath, url.Values{}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("no file at all: %d", a.Code)
		}
		for name, item := range map[string]string{"a worker's step": `{"kind":"plan.step","body":{"words":"x","owner":"worker","who":"Ruth"}}`, "none": "x", "an area that is none": `{"kind":"plan.assessment","body":{"area":"x","going":"well","words":""}}`} {
			if a := g.Post(takeaway.BackPath, url.Values{"day": {"2026-03-14"}, "item_0": {item}}); a.Code < 400 {
				t.Errorf("%s sent past the page: %d", name, a.Code)
			}
		}
		if a := g.Post(takeaway.BackPath, url.Values{"day": {"2026-03-14"}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("nothing ticked: %d", a.Code)
		}
		v := h.plan(g)
		if len(v.Goals)+len(v.Steps)+len(v.Notes)+len(v.Assessments)+len(v.Decisions) != 0 {
			t.Error("something was written")
		}
	})
}

// TestA44OnAnOldPhone: with and without script, in two scripts that are not Latin, by somebody who comes back.
func TestA44OnAnOldPhone(t *testing.T) {
	for script, language := range map[bool]string{false: "am", true: "ar"} {
		t.Run(language, func(t *testing.T) {
			w := apptest.SQLite(t)
			h := &house{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
			pages := w.Pages()
			server := httptest.NewServer(pages)
			t.Cleanup(server.Close)
			before := h.guest(pages, "Hana")
			file := h.keeps(before)
			if err := w.Records.Erase(t.Context(), before.actor, before.person); err != nil {
				t.Fatal(err)
			}
			g := h.guest(pages, "Hana again")
			bundle, err := locale.New(apptest.Words()...)
			if err != nil {
				t.Fatal(err)
			}
			word := bundle.For(language).T
			tab := browser.Open(t, browser.Options{Width: 320, Height: 640, Script: script, Language: language})
			tab.Visit(server.URL + "/sign-in")
			tab.Fill(word("survivor.sign_in.card"), g.card)
			tab.Fill(word("survivor.sign_in.words"), words)
			tab.Submit(word("survivor.sign_in.go"))
			tab.Visit(server.URL + takeaway.Path)
			tab.Click(word("takeaway.back.heading"))
			tab.Screenshot("back-ask-" + language)
			browser.Eval[bool](tab, fmt.Sprintf(`(() => {
				const held = new DataTransfer();
				held.items.add(new File([%q], "notes.html", { type: "text/html" }));
				document.querySelector("input[type=file]").files = held.files;
				return true;
			})()`, file))
			tab.Submit(word("takeaway.back.look"))
			tab.See("to sing <b>again</b>")
			tab.Screenshot("back-found-" + language)
			if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%d pixels too wide", over)
			}
			for _, v := range tab.Axe() {
				t.Errorf("%+v", v)
			}
			tab.Choose(word("takeaway.back.take"))
			tab.Submit(word("takeaway.back.keep"))
			tab.See(word("takeaway.back.done_text", "n", 1))
		})
	}
}
