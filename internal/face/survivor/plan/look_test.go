package plan_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/browser"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// full is a plan with one of everything in it.
func (s *site) full() {
	s.t.Helper()
	ctx := s.t.Context()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	goal := s.write(s.me(), &plan.Goal{Pillar: plan.Recovery, Words: "to sleep through a night", Why: "so that I can work again"}, plan.Edit{})
	s.write(s.ruth, &plan.Goal{Pillar: plan.Safety, Words: "a room with a lock"}, plan.Edit{})
	s.write(s.ruth, &plan.Goal{Pillar: plan.Justice, Words: "to get the papers back"}, plan.Edit{Agreed: s.Clock.Now()})
	s.write(s.me(), &plan.Step{Goal: goal, Words: "ask about the sleep clinic", Owner: plan.ByPerson, Due: s.Clock.Now().Add(7 * day)}, plan.Edit{})
	s.write(s.ruth, &plan.Step{Goal: goal, Words: "ring the doctor", Owner: plan.ByWorker, Who: "Ruth", Due: s.Clock.Now().Add(3 * day)}, plan.Edit{})
	s.write(s.me(), &plan.Strength{Words: "my sister, and the choir"}, plan.Edit{})
	s.write(s.me(), &plan.Assessment{Area: plan.MindAndSleep, Going: plan.GoingHard, Words: "the nights are long"}, plan.Edit{})
	s.write(s.me(), &plan.Assessment{Area: plan.Family, Going: plan.Skipped}, plan.Edit{})
	s.write(s.ruth, &plan.Assessment{Area: plan.Training, Going: plan.GoingMixed}, plan.Edit{})
	s.write(s.me(), &plan.Need{Domain: plan.Medical, Immediate: true, Words: "a doctor this week"}, plan.Edit{})
	s.write(s.ruth, &plan.Options{About: "where to live", List: []plan.Option{
		{What: "a room here", Next: "move on Monday", Risks: "shared kitchen", Helps: "Ruth"}, {What: "a flat with two others", Next: "look at it together", Risks: "it may take a month", Helps: "the housing office"}}}, plan.Edit{})
	s.write(s.ruth, &plan.Decision{What: "the bus ticket is paid", Reason: "it is for the clinic", By: "Imani", Review: "ask Imani, any day"}, plan.Edit{})
	note := s.write(s.ruth, &plan.Note{Text: "born in Gondar"}, plan.Edit{})
	_, err := s.Plans.Beside(ctx, s.me(), s.hana, note, "I was born in Bahir Dar", "")
	must(err)
	_, err = s.Plans.Hide(ctx, s.ruth, s.hana, plan.HarmsAnother, "her cousin is here", "")
	must(err)
	s.write(s.me(), &plan.Ask{Words: "a worker who speaks Amharic"}, plan.Edit{})
	s.write(s.ruth, &plan.Review{Words: "we looked at everything"}, plan.Edit{})
	_, err = s.Plans.OfferHandOver(ctx, s.ruth, s.hana, plan.HandOver{Offered: []plan.Colleague{{Account: s.imani.Account}}, Words: "I move to another town"}, "")
	must(err)
	_, err = s.Plans.Try(ctx, s.ruth, s.hana, plan.Try{Way: "sms"}, "")
	must(err)
}

var pages = []string{"/my", "/my/plan", "/my/plan/life", "/my/plan/life/new", "/my/plan/life/new?area=work", "/my/plan/life/new-strength", "/my/plan/needs", "/my/plan/options", "/my/plan/written", "/my/plan/asks", "/my/plan/order", "/my/plan/close", "/my/plan/new-goal",
	"/my/plan/new-need", "/my/plan/new-step", "/my/plan/new-note", "/my/people", "/my/pause", "/my/dates", "/my/dates/new", "/my/papers", "/my/papers/new", "/my/contact", "/my/more", "/my/record"}

// enter signs in as people do, in the tab's language.
func (s *site) enter(tab *browser.Tab, address, language string) {
	s.t.Helper()
	word := s.words(language)
	tab.Visit(address + "/sign-in")
	tab.Fill(word("survivor.sign_in.card"), s.card)
	tab.Fill(word("survivor.sign_in.words"), passphrase)
	tab.Submit(word("survivor.sign_in.go"))
}

// Every page about the plan fits a small phone and can be used with other senses, in three scripts; and a wide screen.
func TestPagesFitAndCanBeUsedByEverybody(t *testing.T) {
	db, clk := storetest.SQLite(t)
	s := newSite(t, apptest.New(t, db, clk))
	s.full()
	ada := s.Join(s.Shelter, account.Advocate, "Ada")
	if _, err := s.Gate.ProposeLeaving(t.Context(), s.SignIn(s.Shelter.As(account.Admin)), s.ruth.Account, ada.Account, false); err != nil {
		t.Fatal(err)
	}
	server := s.serve()
	all := slices.Concat(pages, s.things())
	for _, o := range []browser.Options{{Width: 320, Height: 568, Language: "ar"}, {Width: 320, Height: 568, Language: "am"}, {Width: 320, Height: 568, Language: "en", Dark: true},
		{Width: 1280, Height: 900, Language: "en", Script: true}} {
		t.Run(fmt.Sprintf("%s, %d", o.Language, o.Width), func(t *testing.T) {
			t.Parallel()
			tab := browser.Open(t, o)
			s.enter(tab, server.URL, o.Language)
			for _, path := range all {
				tab.Visit(server.URL + path)
				fits(t, tab)
			}
		})
	}
}

// fits fails when a page is wider than the screen, or when somebody with other senses cannot use it.
func fits(t *testing.T, tab *browser.Tab) {
	t.Helper()
	if over := browser.Eval[int](tab, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
		t.Errorf("%s is %d pixels too wide", tab.Address(), over)
	}
	for _, v := range tab.Axe() {
		t.Errorf("%s: %s", tab.Address(), v)
	}
}
