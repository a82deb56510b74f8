package plan_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// phone takes every text message.
type phone struct{}

func (phone) Channel() contact.Channel                     { return contact.SMS }
func (phone) Hand(context.Context, contact.Outgoing) error { return nil }

// reachable writes down that the person may be sent a text message at any hour.
func (s *site) reachable() {
	s.t.Helper()
	s.Contact.Use(phone{})
	c := contact.SafeContact{Channel: contact.SMS, Address: "+15550123", Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6}, From: 0, To: 24 * 60,
		Zone: "America/New_York", AskAgain: s.Clock.Now().AddDate(0, 0, 120)}
	if err := s.Contact.Set(s.t.Context(), s.me(), s.hana, c, id.ID{}, "", s.Clock.Now()); err != nil {
		s.t.Fatal(err)
	}
}

// sends holds how the wish to send a message ends.
func (s *site) sends(want contact.Reason) {
	s.t.Helper()
	sent, err := s.Contact.Send(s.t.Context(), s.ruth, s.hana, contact.Message{Template: contact.MessageWaiting})
	if err != nil || sent.Reason != want {
		s.t.Errorf("a message ends with %q, %v; want %q", sent.Reason, err, want)
	}
}

// A journey is somebody on a small phone who reads one language.
type journey struct {
	*site
	*browser.Tab
	word func(key string, args ...any) string
	host string
}

// J2 on a small phone, in two scripts that are not Latin, with the page's script off and on.
func TestJ2ThePlanOnASmallPhone(t *testing.T) {
	for script, language := range map[bool]string{false: "am", true: "ar"} {
		t.Run(fmt.Sprintf("script=%v", script), func(t *testing.T) {
			onSite(t, func(t *testing.T, s *site) {
				server := s.serve()
				tab := browser.Open(t, browser.Options{Width: 320, Height: 568, Script: script, Language: language})
				j := &journey{site: s, Tab: tab, word: s.words(language), host: server.URL}
				s.language = language
				s.enter(tab, server.URL, language)
				j.life(t)
				j.hiddenNote(t)
				j.proposals(t)
				j.correction(t)
				j.pause(t)
				j.closing(t)
			})
		})
	}
}

func (j *journey) visit(path string) { j.Visit(j.host + path) }

// today is the day in the journey's language.
func (j *journey) today() string {
	b, err := locale.New(apptest.Words()...)
	if err != nil {
		j.t.Fatal(err)
	}
	return b.For(j.language).Day(j.Clock.Now(), time.UTC)
}

// hiddenNote is T4.1: a note is hidden for a listed reason only; the person sees that it is there, who wrote it, why, and
// says that it should not be.
func (j *journey) hiddenNote(t *testing.T) {
	const text = "her cousin is here"
	if _, err := j.Plans.Hide(t.Context(), j.ruth, j.hana, "she would be angry", text, ""); !errors.Is(err, plan.ErrHide) {
		t.Errorf("hidden without a reason from the list: %v", err)
	}
	note, err := j.Plans.Hide(t.Context(), j.ruth, j.hana, plan.HarmsAnother, text, "")
	if err != nil {
		t.Fatal(err)
	}
	j.visit("/my/plan/written")
	j.Click(j.word("kept.kind.plan.hidden"))
	for _, said := range []string{j.word("plan.hidden.there"), j.word("plan.hidden.harms_another"), j.word("plan.hidden.challenge"), "Ruth"} {
		j.See(said)
	}
	j.DontSee(text)
	fits(t, j.Tab)
	j.Fill(j.word("myplan.thing.beside_label"), "I want to know")
	j.Submit(j.word("myplan.hidden.do"))
	j.See(j.word("myplan.hidden.challenged", "day", j.today()))
	if _, ok := j.plan().Hidden[0].Challenged(); !ok {
		t.Error("the challenge is not kept")
	}
	j.Clock.Advance(time.Second)
	if err := j.Plans.LookAgain(t.Context(), j.imani, j.hana, note, true, plan.LookAgain{Words: "you can know this"}, ""); err != nil {
		t.Fatal(err)
	}
	j.Reload()
	j.See(text)
	j.See("you can know this")
}

// proposals is T4.2: what a worker writes waits; yes counts, and what was agreed in conversation can be disputed.
func (j *journey) proposals(t *testing.T) {
	j.write(j.ruth, &plan.Goal{Pillar: plan.Safety, Words: "a room with a lock"}, plan.Edit{})
	j.write(j.ruth, &plan.Goal{Pillar: plan.Justice, Words: "to get the papers back"}, plan.Edit{Agreed: j.Clock.Now()})
	if _, counts := j.plan().Goals[0].Now(); counts {
		t.Error("a proposal counts by itself")
	}
	j.visit("/my")
	j.Click("a room with a lock")
	j.See(j.word("myplan.thing.proposed"))
	fits(t, j.Tab)
	j.Fill(j.word("myplan.thing.beside_label"), "on the first floor please")
	j.Submit(j.word("plan.say.yes"))
	j.DontSee(j.word("myplan.thing.proposed"))
	if v, counts := j.plan().Goals[0].Now(); !counts || v.Said().Words != "on the first floor please" {
		t.Error("the person's yes does not count, or lost its words")
	}
	j.visit("/my/plan")
	j.Click("to get the papers back")
	j.See(j.word("myplan.thing.agreed", "day", j.today()))
	j.Submit(j.word("myplan.thing.dispute"))
	j.See(j.word("myplan.thing.declined"))
	if _, counts := j.plan().Goals[1].Now(); counts {
		t.Error("what the person disputes still counts")
	}
}

// correction is T4.7: a fact is put right, and both wordings stand with their authors.
// life is how things are, the good first: one part of life is told in two taps, another is left out, and nobody asks again.
func (j *journey) life(t *testing.T) {
	j.visit("/my/plan")
	j.Click(j.word("myplan.life.heading"))
	j.Click(j.word("myplan.life.add"))
	j.Fill(j.word("myplan.ask.strength"), "the choir on Sundays")
	j.Submit(j.word("myplan.keep"))
	j.visit("/my/plan/life")
	j.See("the choir on Sundays")
	for area, going := range map[plan.Area]plan.Going{plan.MindAndSleep: plan.GoingHard, plan.Family: plan.Skipped} {
		j.visit("/my/plan/life")
		j.Click(j.word("plan.area." + string(area)))
		j.Choose(j.word("plan.going." + string(going)))
		j.Submit(j.word("myplan.keep"))
		j.See(j.word("plan.going." + string(going)))
	}
	j.visit("/my/plan/life")
	fits(t, j.Tab)
	j.Screenshot("how-things-are-" + j.language)
	family, ok := j.plan().Assessed(plan.Family)
	if !ok || family.Current().Body.Going != plan.Skipped {
		t.Errorf("%+v", family)
	}
	_, err := j.Plans.Write(t.Context(), j.ruth, j.hana, &plan.Assessment{Area: plan.Family, Going: plan.GoingHard}, plan.Edit{Replaces: family.Tip()})
	if !errors.Is(err, plan.ErrSkipped) {
		t.Errorf("a worker asks about what was left out: %v", err)
	}
}

func (j *journey) correction(t *testing.T) {
	j.write(j.ruth, &plan.Note{Text: "born in Gondar"}, plan.Edit{})
	j.visit("/my/plan/written")
	j.Click(j.word("kept.kind.plan.note"))
	j.Click(j.word("myplan.thing.edit"))
	j.Fill(j.word("myplan.ask.note"), "born in Bahir Dar")
	j.Submit(j.word("myplan.keep"))
	j.See("born in Bahir Dar")
	j.See(j.word("room.you"))
	j.Click(j.word("myplan.thing.before"))
	j.See("born in Gondar")
	j.See("Ruth")
	fits(t, j.Tab)
	if n := j.plan().Notes[0]; len(n.Versions) != 2 || n.Versions[0].Own || !n.Versions[1].Own {
		t.Errorf("%+v", n.Versions)
	}
}

// pause is T4.4: one tap and no message goes, from the way that is on the first page and beside how to be reached.
func (j *journey) pause(t *testing.T) {
	j.reachable()
	j.sends(contact.Allowed)
	j.visit("/my/contact")
	j.Click(j.word("myplan.pause.link"))
	fits(t, j.Tab)
	j.Submit(j.word("myplan.pause.do"))
	j.See(j.word("myplan.pause.by_you"))
	j.sends(contact.Paused)
	j.visit("/my")
	j.See(j.word("myplan.pause.begun"))
	j.Click(j.word("myplan.pause.look"))
	j.Submit(j.word("myplan.pause.begin"))
	j.DontSee(j.word("myplan.pause.by_you"))
	j.sends(contact.Allowed)
}

// closing is T4.3 as the person meets it: a worker's wish closes nothing, their no keeps the plan open, their own word closes
// it, and everything is there when they come back.
func (j *journey) closing(t *testing.T) {
	if err := j.Plans.AskToClose(t.Context(), j.ruth, j.hana, plan.Closing{Reason: plan.GoalsReached, Words: "all is well, I think"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Plans.Close(t.Context(), j.ruth, j.hana); !errors.Is(err, plan.ErrGrounds) {
		t.Errorf("a worker closes alone: %v", err)
	}
	j.visit("/my")
	j.Click("all is well, I think")
	j.Submit(j.word("plan.say.no"))
	j.stands(t, plan.FollowingUp)
	j.visit("/my/plan")
	j.Click(j.word("myplan.close.heading"))
	fits(t, j.Tab)
	j.Submit(j.word("myplan.close.do"))
	j.See(j.word("myplan.close.closed"))
	j.stands(t, plan.Closed)
	until := j.plan().Stands.Due
	j.Clock.Advance(5 * time.Minute)
	j.Submit(j.word("myplan.close.longer"))
	j.See(j.word("myplan.close.closed"))
	if later := j.plan().Stands.Due; later.Before(until.Add(5 * time.Minute)) {
		t.Errorf("kept until %v, and after asking for longer until %v", until, later)
	}
	j.visit("/my")
	j.Click(j.word("myplan.close.closed"))
	fits(t, j.Tab)
	j.Submit(j.word("myplan.close.again"))
	j.stands(t, plan.Reopened)
	j.See("a room with a lock")
}

func (j *journey) stands(t *testing.T, want flow.State) {
	t.Helper()
	if got := j.plan().Stands.State; got != want {
		t.Errorf("the plan stands in %s, want %s", got, want)
	}
}

// With the keyboard alone: from the first page to what waits, an answer, and out of the space.
func TestWithTheKeyboardAlone(t *testing.T) {
	onSite(t, func(t *testing.T, s *site) {
		s.write(s.ruth, &plan.Goal{Pillar: plan.Safety, Words: "a room with a lock"}, plan.Edit{})
		server := s.serve()
		tab := browser.Open(t, browser.Options{Width: 320, Height: 568, Script: true})
		s.enter(tab, server.URL, "en")
		reach := func(what string) {
			t.Helper()
			for range 60 {
				if tab.Focused() == what {
					return
				}
				tab.Keys("Tab")
			}
			t.Fatalf("the keyboard does not reach %q; it is at %q", what, tab.Focused())
		}
		reach("a room with a lock")
		tab.Keys("Enter")
		reach("Something to say beside your answer")
		tab.Keys("y", "e", "s")
		reach("Yes")
		tab.Keys("Enter")
		tab.See("You answered on")
		if v, counts := s.plan().Goals[0].Now(); !counts || v.Said().Words != "yes" {
			t.Error("the answer is not kept")
		}
		tab.Visit(server.URL + "/my/pause")
		reach("Stop all contact now")
		tab.Keys("Enter")
		tab.See("Contact is paused")
	})
}
