package staff_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// link finds the address behind a link or button with these words.
func (d *desk) link(page, words string) string {
	d.t.Helper()
	m := regexp.MustCompile(`href="([^"]+)"[^>]*>`+regexp.QuoteMeta(words)+`<`).FindAllStringSubmatch(d.get(page), -1)
	if m == nil {
		d.t.Fatalf("%s has no way %q", page, words)
	}
	return m[len(m)-1][1]
}

// hidden is the value of a hidden field of a page.
func (d *desk) hidden(page, name string) string {
	d.t.Helper()
	m := regexp.MustCompile(`type="hidden" name="` + name + `" value="([^"]*)"`).FindStringSubmatch(d.get(page))
	if m == nil {
		d.t.Fatalf("%s carries no %s", page, name)
	}
	return m[1]
}

// plan is the plan as Hana sees it.
func (h *hanaHere) plan() plan.View {
	h.t.Helper()
	me := h.me()
	v, err := h.Plans.Open(h.t.Context(), me, me.Person)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// answers is what Hana says in her own space.
func (h *hanaHere) answers(about id.ID, say plan.Say) {
	h.t.Helper()
	h.Clock.Advance(time.Second)
	me := h.me()
	if err := h.Plans.Answer(h.t.Context(), me, me.Person, about, plan.Answer{Say: say}, ""); err != nil {
		h.t.Fatal(err)
	}
}

// TestAWorkersEditIsAQuestion (T4.2): it shows as a proposal until the person says yes, or counts as agreed in conversation
// with its day, until they take it back.
func TestAWorkersEditIsAQuestion(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		today := o.Clock.Now().Format(time.DateOnly)
		goal := url.Values{"pillar": {"justice"}, "words": {"Wages that were kept."}, "how": {"propose"}, "key": {id.Reference()}}
		for range 2 { // sent twice, kept once
			if to := ruth.sends(h.address+"/plan/goals/new", goal); to != h.address+"?done=asked_them" {
				t.Errorf("a proposal leads to %q", to)
			}
		}
		page := ruth.get(h.address)
		if n := strings.Count(page, `<bdi>Wages that were kept.</bdi>`); n != 1 {
			t.Errorf("the goal stands %d times", n)
		}
		holds(t, page, "Waits for the person", "Nothing yet: the person has not said yes to it.")
		goals := h.plan().Goals
		if _, counts := goals[len(goals)-1].Now(); counts {
			t.Error("a worker's goal counts before the person says yes")
		}
		h.answers(goals[len(goals)-1].Tip(), plan.Yes)
		lacks(t, ruth.get(h.address), "Waits for the person")

		step := url.Values{"words": {"Ring the lawyer."}, "owner": {"worker"}, "who": {"Ruth"}, "due": {o.Clock.Now().AddDate(0, 0, 5).Format(time.DateOnly)}, "how": {"agreed"}}
		if without := ruth.post(h.address+"/plan/steps/new", step); without.Code != http.StatusUnprocessableEntity {
			t.Errorf("an agreement without a day is answered %d", without.Code)
		}
		step.Set("agreed", o.Clock.Now().AddDate(0, 0, 1).Format(time.DateOnly))
		holds(t, ruth.post(h.address+"/plan/steps/new", step).Body.String(), "Ring the lawyer.", "It can be today or an earlier day")
		step.Set("agreed", today)
		holds(t, ruth.get(ruth.sends(h.address+"/plan/steps/new", step)), "It counts, as agreed", "Agreed in conversation on")
		steps := h.plan().Steps
		h.answers(steps[0].Tip(), plan.No)
		holds(t, ruth.get(h.address), "They said: no", "Written, and does not count")
		if _, counts := h.plan().Steps[0].Now(); counts {
			t.Error("the person's no does not take back what was agreed aloud")
		}
	})
}

// TestTwoWorkersAndThePersonLoseNothing (A32): each began at the same wording; who is later sees what the others wrote, and
// what they typed.
func TestTwoWorkersAndThePersonLoseNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth, imani := o.at(w.Shelter.As(account.Advocate)), o.at(w.Shelter.As(account.Supervisor))
		change := regexp.MustCompile(`/desk/people/[a-z2-9]+/plan/goals/[a-z2-7]{24}`)
		mine, hers := change.FindString(ruth.get(h.address)), change.FindString(imani.get(h.address))
		if mine == hers {
			t.Error("the address of a goal is the same for two accounts")
		}
		tips := []string{ruth.hidden(mine, "tip"), imani.hidden(hers, "tip")}
		goal := h.plan().Goals[0]
		h.writes(&plan.Goal{Pillar: plan.Recovery, Words: "Sleep, and wake without fear."}, plan.Edit{Replaces: goal.Tip()})
		form := func(words, tip string) url.Values {
			return url.Values{"pillar": {"recovery"}, "words": {words}, "how": {"propose"}, "tip": {tip}, "state": {"open"}}
		}
		for i, try := range []struct {
			d             *desk
			at, mine, not string
		}{{ruth, mine, "Ruth&#39;s words.", "Imani&#39;s words."}, {imani, hers, "Imani&#39;s words.", ""}} {
			words := strings.ReplaceAll(try.mine, "&#39;", "'")
			stale := try.d.post(try.at, form(words, tips[i]))
			if stale.Code != http.StatusConflict {
				t.Fatalf("a stale edit is answered %d", stale.Code)
			}
			holds(t, stale.Body.String(), "Somebody changed this while you were writing", "Sleep, and wake without fear.", try.mine)
			try.d.sends(try.at, form(words, try.d.hidden(try.at, "tip")))
		}
		page := ruth.get(h.address)
		holds(t, page, "Sleep, and wake without fear.", "Imani&#39;s words.", "Earlier wordings: 2")
		v, ok := h.plan().Goals[0].Now()
		if !ok || !v.Own || len(h.plan().Goals[0].Versions) != 4 {
			t.Errorf("of four wordings %d are left, and %+v counts", len(h.plan().Goals[0].Versions), v.Body)
		}
	})
}

// TestOptionsDecisionsAndOrder: side by side and none marked, a decision with its reason and the way to have it looked at
// again, and the order of the three.
func TestOptionsDecisionsAndOrder(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		one := url.Values{"words": {"Where to live"}, "what_1": {"A room here"}, "next_1": {"look at it"}, "risks_1": {"noise"}, "helps_1": {"Ruth"}}
		alone := ruth.post(h.address+"/plan/options/new", one)
		if alone.Code != http.StatusUnprocessableEntity {
			t.Errorf("one way is answered %d", alone.Code)
		}
		holds(t, alone.Body.String(), "Write at least two ways", "A room here", "#what_1")
		lacks(t, mainOf(alone.Body.String()), "checked")
		for k, text := range map[string]string{"what_2": "With her aunt", "next_2": "ring her", "risks_2": "far away", "helps_2": "Imani"} {
			one.Set(k, text)
		}
		ruth.sends(h.address+"/plan/options/new", one)
		page := ruth.get(h.address)
		holds(t, page, "Way 1", "Way 2", "May go wrong: far away")
		said := ruth.link(h.address, "They told me their answer")
		lacks(t, mainOf(ruth.get(said)), "checked")
		holds(t, ruth.get(said), "None of them")
		ruth.sends(said, url.Values{"say": {"way_2"}, "agreed": {o.Clock.Now().Format(time.DateOnly)}})
		holds(t, ruth.get(h.address), "They chose way 2")
		if got := h.plan().Options[0].Versions[0].Said(); got.Option != 2 || got.Own {
			t.Errorf("the answer is %+v", got.Answer)
		}

		no := ruth.post(h.address+"/plan/decisions/new", url.Values{"words": {"No second room."}, "reason": {"All are taken."}, "by": {"Imani"}})
		if no.Code != http.StatusUnprocessableEntity {
			t.Errorf("a decision for good is answered %d", no.Code)
		}
		ruth.sends(h.address+"/plan/decisions/new", url.Values{"words": {"No second room."}, "reason": {"All are taken."}, "by": {"Imani"}, "others": {"a shared room\na hotel"}, "review": {"Ask Grace."}})
		holds(t, ruth.get(h.address), "Because: All are taken.", "Also possible: a hotel", "To look at it again: Ask Grace.")

		twice := ruth.post(h.address+"/plan/order", url.Values{"first": {"justice"}, "second": {"justice"}, "third": {"safety"}, "how": {"propose"}})
		holds(t, twice.Body.String(), "Put all three in an order")
		first := url.Values{"first": {"justice"}, "second": {"recovery"}, "third": {"safety"}, "how": {"propose"}}
		ruth.sends(h.address+"/plan/order", first)
		ruth.sends(h.address+"/plan/order", first) // the same form again: still one order
		first.Set("key", id.Reference())
		if other := ruth.post(h.address+"/plan/order", first); other.Code != http.StatusConflict {
			t.Errorf("a second first order is answered %d", other.Code)
		}
		holds(t, ruth.get(h.address), "1. Justice")
		old := ruth.post(h.address+"/plan/order", url.Values{"first": {"safety"}, "second": {"recovery"}, "third": {"justice"}, "how": {"propose"}, "tip": {"of-before-a-restart"}})
		if old.Code != http.StatusConflict {
			t.Errorf("a page from before a restart is answered %d", old.Code)
		}
	})
}

// TestOffersMovesAndPromises: an answer to an offer said aloud, the steps on and back, the review, more time.
func TestOffersMovesAndPromises(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		today := o.Clock.Now().Format(time.DateOnly)
		holds(t, ruth.get("/desk/people"), "Promised next", "Answer what they asked for", "Hana Tesfaye")
		ruth.sends(h.address+"/plan/offers/mind", url.Values{"say": {"later"}, "agreed": {today}})
		holds(t, ruth.get(h.address), "They said: not now")
		if wrong := ruth.ask(http.MethodGet, h.address+"/plan/offers/housing", ""); wrong.Code != http.StatusNotFound {
			t.Errorf("an offer that was not opened is answered %d", wrong.Code)
		}
		move := func(to, version string) *url.Values { return &url.Values{"to": {to}, "version": {version}} }
		stale := ruth.hidden(h.address, "version")
		ruth.sends(h.address+"/plan/move", *move("assessing", stale))
		holds(t, ruth.get(h.address), "Looking at strengths and needs", "To getting to know each other")
		if again := ruth.post(h.address+"/plan/move", *move("planning", stale)); again.Code != http.StatusConflict {
			t.Errorf("a move from an older page is answered %d", again.Code)
		}
		ruth.sends(h.address+"/plan/reviews/new", url.Values{"words": {"It goes well."}})
		holds(t, ruth.get(h.address), "It goes well.", "Look through the plan together")
		ask := ruth.link(h.address, "Answer")
		ruth.sends(ask, url.Values{"say": {"yes"}, "words": {"Only in the morning from now on."}})
		holds(t, ruth.get(h.address), "Only in the morning from now on.")
		lacks(t, ruth.get("/desk/people"), "Answer what they asked for")
	})
}

// TestNobodyElseOpensThePlan (A6): a colleague without an assignment and people of other agencies find nothing, on every page.
func TestNobodyElseOpensThePlan(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		stranger := o.at(w.LegalAid.As(account.Supervisor))
		for _, page := range []string{"", "/notes", "/notes/hide", "/safety", "/ending", "/ending/pause", "/meetings", "/meetings/new", "/plan/goals/new", "/plan/offers/mind", "/plan/order"} {
			there, nowhere := stranger.ask(http.MethodGet, h.address+page, ""), stranger.ask(http.MethodGet, "/desk/people/"+id.Reference()+page, "")
			if there.Code != http.StatusNotFound || there.Body.String() != nowhere.Body.String() {
				t.Errorf("%s is answered %d, and unlike what is not there", page, there.Code)
			}
		}
		ruth := o.at(w.Shelter.As(account.Advocate))
		for _, page := range []string{"/plan/goals/new", "/notes/hide", "/meetings/new", "/ending/hand-over"} {
			flood := ruth.post(h.address+page, url.Values{"words": {strings.Repeat("x", 10<<20)}})
			if flood.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("%s with ten megabytes is answered %d", page, flood.Code)
			}
		}
	})
}
