package staff_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestClosingNeedsItsGrounds (T4.3): not without the person's yes, not on a yes that one worker alone heard, but when a second
// one closes; and it can be opened again.
func TestClosingNeedsItsGrounds(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		today := url.Values{"agreed": {o.Clock.Now().Format(time.DateOnly)}}
		if early := ruth.post(h.address+"/ending/close", url.Values{}); early.Code != http.StatusUnprocessableEntity {
			t.Errorf("closing what nobody wants closed is answered %d", early.Code)
		}
		ruth.sends(h.address+"/ending/ask", url.Values{"reason": {"enough"}, "words": {"You said it is enough."}})
		no := ruth.post(h.address+"/ending/close", url.Values{})
		if no.Code != http.StatusUnprocessableEntity {
			t.Errorf("closing without grounds is answered %d", no.Code)
		}
		holds(t, no.Body.String(), "This stays open. It closes with the person&#39;s own yes")
		today.Set("say", "yes")
		ruth.sends(ruth.link(h.address+"/ending", "They told me their answer"), today)
		alone := ruth.post(h.address+"/ending/close", url.Values{})
		holds(t, alone.Body.String(), "A second worker who heard it too closes the plan.")
		imani := o.at(w.Shelter.As(account.Supervisor))
		holds(t, imani.get(imani.sends(h.address+"/ending/close", url.Values{})), "The plan is closed")
		if s := h.plan().Stands.State; s != plan.Closed {
			t.Fatalf("the plan stands in %s", s)
		}
		page := imani.get(h.address + "/ending")
		version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(page)[1]
		imani.sends(h.address+"/plan/move", url.Values{"to": {"reopened"}, "version": {version}})
		holds(t, imani.get(h.address), "Open again")
	})
}

// TestT43NothingClosesWhileSomethingKeepsThemSafe: the person's own wish stands and waits; once the measure is over, the plan
// closes on it.
func TestT43NothingClosesWhileSomethingKeepsThemSafe(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		ruth.sends(h.address+"/safety", url.Values{"text": {"A bed in the other house tonight."}})
		me := h.me()
		if err := h.Plans.AskToClose(t.Context(), me, me.Person, plan.Closing{Reason: plan.Enough}, ""); err != nil {
			t.Fatal(err)
		}
		if s := h.plan().Stands.State; s != plan.InClosing {
			t.Fatalf("with something open the plan stands in %s", s)
		}
		if no := ruth.post(h.address+"/ending/close", url.Values{}); no.Code != http.StatusUnprocessableEntity {
			t.Errorf("closing is answered %d", no.Code)
		}
		page := ruth.get(h.address + "/safety")
		over := regexp.MustCompile(`action="([^"]*/over)"`).FindStringSubmatch(page)
		if over == nil {
			t.Fatal("nothing on the page says that it is over")
		}
		for range 2 { // pressed twice, it is over once
			ruth.post(over[1], url.Values{"over": {"yes"}})
		}
		holds(t, ruth.get(h.address+"/safety"), "A bed in the other house tonight.", "It is needed again")
		holds(t, ruth.get(ruth.sends(h.address+"/ending/close", url.Values{})), "The plan is closed")
		if s := h.plan().Stands.State; s != plan.Closed {
			t.Errorf("the plan stands in %s", s)
		}
	})
}

// TestAPauseSaidAloud stops at once; what the person paused themselves only they begin again.
func TestAPauseSaidAloud(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth := o.at(w.Shelter.As(account.Advocate))
		day := o.Clock.Now().Format(time.DateOnly)
		if without := ruth.post(h.address+"/ending/pause", url.Values{"on": {"yes"}}); without.Code != http.StatusUnprocessableEntity {
			t.Errorf("a pause without a day is answered %d", without.Code)
		}
		holds(t, ruth.get(ruth.sends(h.address+"/ending/pause", url.Values{"on": {"yes"}, "agreed": {day}, "check": {"Ruth rings on Friday."}})), "Contact is paused", "Ruth rings on Friday.")
		ruth.sends(h.address+"/ending/pause", url.Values{"on": {"no"}, "agreed": {day}})
		me := h.me()
		if err := o.Plans.Pause(t.Context(), me, me.Person, plan.Pause{On: true}, ""); err != nil {
			t.Fatal(err)
		}
		page := ruth.get(h.address + "/ending")
		holds(t, page, "They paused it themselves.")
		if over := ruth.post(h.address+"/ending/pause", url.Values{"on": {"no"}, "agreed": {day}}); over.Code != http.StatusConflict {
			t.Errorf("a worker begins again what the person stopped: %d", over.Code)
		}
		holds(t, ruth.get(ruth.sends(h.address+"/ending/try", url.Values{"way": {"sms"}, "reached": {"no"}})), "Tries that count: 0")
	})
}

// TestHandingOver: the person's choice said aloud makes a colleague their worker; nobody is without one, and the supervisor's
// page says so (T4.5, A11). It names nobody who is helped.
func TestHandingOver(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth, imani := o.at(w.Shelter.As(account.Advocate)), o.at(w.Shelter.As(account.Supervisor))
		team := imani.get("/desk/team")
		holds(t, team, "Ruth Bekker", "Imani Njoroge", h.address)
		lacks(t, team, "Hana")
		for _, d := range []*desk{ruth, o.at(w.Shelter.As(account.Admin))} {
			if got := d.ask(http.MethodGet, "/desk/team", ""); got.Code == http.StatusOK {
				t.Error("the team's promises are shown to another role")
			}
		}
		offer := ruth.get(h.address + "/ending/hand-over")
		who := regexp.MustCompile(`name="offered" type="checkbox" value="([^"]+)"`).FindStringSubmatch(offer)
		if who == nil {
			t.Fatalf("there is nobody to offer:\n%s", mainOf(offer))
		}
		ruth.sends(h.address+"/ending/hand-over", url.Values{"offered": {who[1]}, "words": {"I leave in May."}})
		choose := ruth.link(h.address+"/ending", "They told me whom they choose")
		ruth.sends(choose, url.Values{"who": {who[1]}, "agreed": {o.Clock.Now().Format(time.DateOnly)}})
		o.Clock.Advance(time.Minute)
		holds(t, imani.get("/desk/people"), "Their worker")
		holds(t, ruth.get("/desk/people"), "Standing in")

		mei := o.at(w.Shelter.As(account.Admin)) // somebody leaves: who stood in takes over, somebody new stands in, nobody is alone
		tariq := o.at(o.Join(w.Shelter, account.Advocate, "Tariq"))
		address := mei.accountOf("Ruth Bekker")
		mei.sends(address+"/leave", url.Values{"successor": {mei.option(address+"/leave", "successor", "Tariq")}})
		for _, said := range []int{tariq.leavingStep("accept").Code, imani.leavingStep("cosign").Code} {
			if said != http.StatusSeeOther {
				t.Errorf("a step of leaving is answered %d", said)
			}
		}
		left := imani.get("/desk/team")
		holds(t, left, "Tariq", "New:")
		lacks(t, left, "Ruth Bekker", "Nobody</strong>")
	})
}

// TestAMeetingWithoutWhatThePersonTookOff: the sheet lies on the table without it, and the next wording of the agenda too.
func TestAMeetingWithoutWhatThePersonTookOff(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		h := o.hanas()
		ruth, imani := o.at(w.Shelter.As(account.Advocate)), o.at(w.Shelter.As(account.Supervisor))
		meeting := url.Values{"what": {"How it goes on"}, "at": {o.Clock.Now().AddDate(0, 0, 3).Format(time.DateOnly)}, "time": {"10:30"}, "who": {"Ruth\nImani"}, "item_1": {"The room"}, "item_2": {"Her brother"}}
		for field, bad := range map[string]string{"time": "noon", "item_1": "", "at": ""} {
			broken := url.Values{}
			for k, v := range meeting {
				broken[k] = v
			}
			broken.Set(field, bad)
			if field == "item_1" {
				broken.Set("item_2", "")
			}
			if got := ruth.post(h.address+"/meetings/new", broken); got.Code != http.StatusUnprocessableEntity {
				t.Errorf("a meeting with a bad %s is answered %d", field, got.Code)
			}
		}
		ruth.sends(h.address+"/meetings/new", meeting)
		c := h.plan().Conferences[0]
		me := h.me()
		o.Clock.Advance(time.Second)
		off := plan.ConferenceSay{Come: plan.Yes, Off: []id.ID{c.Versions[0].Body.Items[1].ID}}
		if err := o.Plans.SayToConference(t.Context(), me, me.Person, c.Tip(), off, ""); err != nil {
			t.Fatal(err)
		}
		sheet := ruth.link(h.address+"/meetings", "The sheet for the meeting")
		page := mainOf(ruth.get(sheet))
		holds(t, page, "The room", "Taken off by the person: 1", "They want to be there")
		lacks(t, page, "Her brother")
		change := imani.link(imani.link(h.address+"/meetings", "The sheet for the meeting"), "Change")
		lacks(t, mainOf(imani.get(change)), "Her brother")
		stale := ruth.hidden(sheet+"/change", "tip")
		form := url.Values{"state": {"to_come"}, "tip": {imani.hidden(change, "tip")}, "mark_1": {imani.hidden(change, "mark_1")}}
		for k, v := range meeting {
			form[k] = v
		}
		form.Set("item_2", "her  BROTHER") // written anew it does not come back
		form.Set("item_3", "The lawyer")
		imani.sends(change, form)
		page = mainOf(ruth.get(sheet))
		holds(t, page, "The room", "The lawyer")
		lacks(t, page, "BROTHER")
		form.Set("tip", stale)
		form.Del("mark_1")
		form.Del("key")
		if late := ruth.post(sheet+"/change", form); late.Code != http.StatusConflict {
			t.Errorf("an older agenda is answered %d", late.Code)
		}
		if over := ruth.post(sheet+"/said", url.Values{"come": {"no"}, "agreed": {o.Clock.Now().Format(time.DateOnly)}}); over.Code != http.StatusConflict {
			t.Errorf("a worker speaks over the person: %d", over.Code)
		}
	})
}
