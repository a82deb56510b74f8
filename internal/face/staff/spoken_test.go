package staff_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// proposes puts two notes before the person and returns the address below which the proposal stands.
func (d *desk) proposes(address string) (choice string) {
	d.t.Helper()
	d.sends(address+"/notes", url.Values{"text": {"Wants to see a doctor."}})
	d.sends(address+"/notes", url.Values{"text": {"Prefers mornings."}})
	offered := boxes(d.get(address+"/share"), "items")
	d.sends(address+"/share", url.Values{"step": {"put"}, "purpose": {string(consent.Medical)}, "days": {"30"},
		"recipient": {d.option(address+"/share", "recipient", "Riverside Clinic: clinicians")},
		"items":     {offered["Wants to see a doctor."], offered["Prefers mornings."]}})
	return d.choice(address)
}

// choice is the address below which the one choice of a person stands, for this desk.
func (d *desk) choice(address string) string {
	d.t.Helper()
	m := regexp.MustCompile(`(/desk/people/[a-z2-9]+/sharing/[a-z2-7]+)/`).FindStringSubmatch(d.get(address + "/sharing"))
	if m == nil {
		d.t.Fatal("there is no choice")
	}
	return m[1]
}

// heard is what Ruth writes down of a yes to one of the two notes.
func (d *desk) heard(at string) url.Values {
	offered := boxes(d.get(at), "items")
	return url.Values{"told": {"benefits", "risks", "alternatives", "can_say_no"}, "alone": {"alone"}, "items": {offered["Prefers mornings."]}, "days": {"14"},
		"adult": {"yes"}, "given_by": {"self"}, "method": {"spoken_witnessed"}, "witness": {d.option(at, "witness", "Imani")}, "language": {"am"},
		"said_what": {"The mornings, for two weeks."}, "said_help": {"It stays."}, "said_undo": {"I tell you."}, "understood": {"what", "help", "undo"}}
}

// TestAYesAloudAtTheDesk: one worker writes it down, the other confirms it at their own desk, and only then something goes.
func TestAYesAloudAtTheDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth := o.at(w.Shelter.As(account.Advocate))
		hana := ruth.starts("Hana")
		at := ruth.proposes(hana) + "/spoken"
		page := ruth.get(at)
		holds(t, page, "Read this out first", "no files are kept here", "in this version", "Is this somebody who hurt the person")
		lacks(t, mainOf(page), "checked", " selected", "Ruth Bekker, advocate</option>")
		form := ruth.heard(at)
		form.Set("key", id.Reference())
		for range 2 { // sent twice: one hearing
			if to := ruth.sends(at, form); to != hana+"/sharing?done=heard" {
				t.Errorf("it leads to %q", to)
			}
		}
		mine := ruth.get(hana + "/sharing?done=heard")
		holds(t, mine, "Nothing has left", "for Imani Njoroge to confirm", "The mornings, for two weeks.", "14 days")
		lacks(t, mainOf(mine), "I was there and heard it", "Wants to see a doctor.")

		imani := o.at(w.Shelter.As(account.Supervisor))
		holds(t, imani.get(hana), "It waits for you to confirm")
		side := imani.get(hana + "/sharing")
		holds(t, side, "Waiting for you to confirm", "I was there and heard it", "Written down by Ruth Bekker")
		confirm, heard := imani.choice(hana)+"/confirm", regexp.MustCompile(`name="heard" value="([^"]+)"`).FindStringSubmatch(side)[1]
		if got := ruth.post(ruth.choice(hana)+"/confirm", url.Values{"heard": {heard}}); got.Header().Get("Location") != hana+"/sharing" {
			t.Errorf("the recorder with the witness's form: %d", got.Code)
		}
		doctor := o.at(w.Clinic.As(account.Clinician))
		holds(t, doctor.get("/desk/inbox"), "Nothing has come")
		if got := doctor.post(confirm, url.Values{"heard": {heard}}); got.Code != http.StatusNotFound {
			t.Errorf("another agency confirms: %d", got.Code)
		}
		holds(t, imani.get(imani.sends(confirm, url.Values{"heard": {heard}})), "The consent is given", "heard by Imani Njoroge")
		imani.sends(confirm, url.Values{"heard": {heard}}) // once more changes nothing
		at = regexp.MustCompile(`/desk/inbox/[a-z2-9]{26}`).FindString(doctor.get("/desk/inbox"))
		got := doctor.get(at)
		holds(t, got, "Prefers mornings.")
		lacks(t, got, "Wants to see a doctor.")
	})
}

// TestAYesAloudThatCannotStand keeps what was typed, says all that is missing, and writes nothing down.
func TestAYesAloudThatCannotStand(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ruth := newOffice(t, w).at(w.Shelter.As(account.Advocate))
		hana := ruth.starts("Hana")
		at := ruth.proposes(hana) + "/spoken"
		good := ruth.heard(at)
		for name, c := range map[string]struct {
			change map[string][]string
			status int
			says   []string
		}{
			"nothing at all":           {map[string][]string{"told": nil, "given_by": nil, "witness": nil, "said_help": nil}, 422, []string{"#told", "#given_by", "#witness", "#said_help"}},
			"who hurt the person":      {map[string][]string{"adult": {"no"}, "given_by": {"guardian"}, "giver": {"yes"}, "relation": {"parent"}, "basis": {"parental"}}, 422, []string{"can&#39;t give consent here", "#giver"}},
			"two things at once":       {map[string][]string{"adult": {"no"}, "told": {"risks"}, "alone": {"overheard"}, "understood": {"what"}}, 422, []string{"#given_by", "#told", "#alone", "#understood"}},
			"a guardian without more":  {map[string][]string{"adult": {"no"}, "given_by": {"guardian"}}, 422, []string{"#relation", "#giver", "#basis"}},
			"a field nobody asked for": {map[string][]string{"recording": {"x"}}, 422, []string{"govuk-error-summary"}},
			"a recording":              {map[string][]string{"method": {"spoken_recorded"}}, 422, []string{"#method"}},
			"a stranger as witness":    {map[string][]string{"witness": {"abc"}}, 422, []string{"#witness"}},
			"longer than was proposed": {map[string][]string{"days": {"90"}}, 422, []string{"#days"}},
			"a null byte":              {map[string][]string{"said_undo": {"a\x00b"}}, 422, []string{"#said_undo"}},
			"10 MB":                    {map[string][]string{"said_undo": {strings.Repeat("a", 10<<20)}}, 413, []string{"more than we can take"}},
		} {
			form := url.Values{}
			for k, v := range good {
				form[k] = v
			}
			for k, v := range c.change {
				form[k] = v
			}
			got := ruth.post(at, form)
			if got.Code != c.status {
				t.Errorf("%s: answered %d", name, got.Code)
			}
			holds(t, got.Body.String(), c.says...)
			if c.status == 422 {
				holds(t, got.Body.String(), "The mornings, for two weeks.", "Is this somebody who hurt")
			}
		}
		lacks(t, ruth.get(hana+"/sharing"), "Written down by")
		doctor := ruth.office.at(w.Clinic.As(account.Clinician))
		never := doctor.ask(http.MethodGet, strings.Replace(at, hana, "/desk/people/"+id.Reference(), 1), "")
		if got := doctor.ask(http.MethodGet, at, ""); got.Code != http.StatusNotFound || got.Body.String() != never.Body.String() {
			t.Errorf("another agency asks: %d", got.Code)
		}
	})
}

// TestStartingAgainAtTheDesk: the worker who put it together is told that another one asks; the other one's word waits for
// the person.
func TestStartingAgainAtTheDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth := o.at(w.Shelter.As(account.Advocate))
		hana := ruth.starts("Hana")
		ruth.proposes(hana)
		card := ruth.enrols(hana, "quiet river stone")
		o.gives(card, "quiet river stone")
		mine := ruth.choice(hana)
		ruth.sends(mine+"/suspend", url.Values{})
		holds(t, ruth.get(hana+"/sharing"), "You had a part in this choice")
		if to := ruth.sends(mine+"/asked", url.Values{}); to != hana+"/sharing" {
			t.Errorf("the worker who put it together asked: %q", to)
		}
		imani := o.at(w.Shelter.As(account.Supervisor))
		holds(t, imani.get(hana+"/sharing"), "I asked, alone: it may start again")
		holds(t, imani.get(imani.sends(imani.choice(hana)+"/asked", url.Values{})), "It is still stopped", "It waits for the person&#39;s own yes")
		lacks(t, ruth.get(hana+"/sharing"), "Can be looked at")
		if got := imani.ask(http.MethodPost, imani.choice(hana)+"/asked", "colour=red"); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("a form without a key: %d", got.Code)
		}
	})
}

// TestT311WhatIsDisputedIsATaskForTheSupervisor: what the person says of a choice stands beside them on the supervisor's list
// until it is settled; that a worker stopped it does not, and what it is about does not either.
func TestT311WhatIsDisputedIsATaskForTheSupervisor(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOffice(t, w)
		ruth, imani := o.at(w.Shelter.As(account.Advocate)), o.at(w.Shelter.As(account.Supervisor))
		hana := ruth.starts("Hana")
		choice := ruth.proposes(hana)
		card := ruth.enrols(hana, "quiet river stone")
		o.gives(card, "quiet river stone")
		const task = "Not what they agreed to: ask in private"
		step := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		lacks(t, imani.get("/desk/team"), task)
		ruth.sends(choice+"/suspend", url.Values{})
		lacks(t, imani.get("/desk/team"), task)

		session, err := o.Accounts.SignInSurvivor(ctx, card, "quiet river stone")
		step(err)
		me := o.Resume(session)
		all, err := o.Disclosure.Choices(ctx, me, me.Person)
		step(err)
		step(o.Disclosure.Dispute(ctx, me, me.Person, all[0].ID))
		page := imani.get("/desk/team")
		holds(t, page, task)
		lacks(t, page, "Riverside", "Prefers mornings.")
		imani.sends(imani.choice(hana)+"/asked", url.Values{})
		holds(t, imani.get("/desk/team"), task) // their own yes has not come yet
		step(o.Disclosure.Resume(ctx, me, me.Person, all[0].ID))
		lacks(t, imani.get("/desk/team"), task)

		step(o.Disclosure.Dispute(ctx, me, me.Person, all[0].ID))
		holds(t, imani.get("/desk/team"), task)
		w.Clock.Set(all[0].ExpiresAt)
		lacks(t, o.at(w.Shelter.As(account.Supervisor)).get("/desk/team"), task)
	})
}
