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
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestThePathAtTheDesk walks an advocate's part of the path, the clinic's, and the withdrawal, through the pages alone.
func TestThePathAtTheDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth := o.at(w.Shelter.As(account.Advocate))
		if to := ruth.ask(http.MethodGet, "/desk", "").Header().Get("Location"); to != "/desk/people" {
			t.Fatalf("an advocate's desk begins at %q", to)
		}
		holds(t, ruth.get("/desk/people"), "Nobody here at this moment", "Start a record")
		hana := ruth.starts("")
		holds(t, ruth.get("/desk/people"), "No name given", "Their worker", hana)
		holds(t, ruth.get(hana+"?done=started"), "The record is started", "No need is written here", "They have not said")

		ruth.sends(hana+"/notes", url.Values{"text": {"Wants to see a doctor.\nPrefers mornings."}})
		ruth.sends(hana+"/notes", url.Values{"text": {"Not for the clinic."}})
		ruth.sends(hana+"/safety", url.Values{"text": {"Do not ring after six."}})
		holds(t, ruth.get(hana+"/notes"), "Wants to see a doctor.", "Prefers mornings.", w.Shelter.As(account.Advocate).Name+", advocate")
		holds(t, ruth.get(hana+"/safety"), "Do not ring after six.")
		card := ruth.enrols(hana, "quiet river stone")

		composing := ruth.get(hana + "/share")
		offered := boxes(composing, "items")
		lacks(t, composing, "checked")
		form := url.Values{"step": {"check"}, "purpose": {string(consent.Medical)}, "days": {"30"},
			"recipient": {ruth.option(hana+"/share", "recipient", "Riverside Clinic: clinicians")},
			"items":     {offered["Wants to see a doctor. · Prefers mornings."], offered["Do not ring after six."]}}
		check := ruth.post(hana+"/share", form)
		holds(t, check.Body.String(), "This is exactly what would go", "Prefers mornings.", "Do not ring after six.", "Health care", "30 days")
		lacks(t, mainOf(check.Body.String()), "Not for the clinic.")
		form.Set("step", "put")
		if to := ruth.sends(hana+"/share", form); to != hana+"/sharing?done=proposed" {
			t.Errorf("after the proposal the page leads to %q", to)
		}
		ruth.sends(hana+"/share", form) // the same form again: still one proposal
		sharing := ruth.get(hana + "/sharing?done=proposed")
		holds(t, sharing, "Nothing has left", "Waits for their answer")
		if n := strings.Count(sharing, "/withdraw"); n != 1 {
			t.Errorf("there are %d proposals, want one", n)
		}

		o.gives(card, "quiet river stone")
		doctor := o.at(w.Clinic.As(account.Clinician))
		inbox := doctor.get("/desk/inbox")
		holds(t, inbox, "Harbour House")
		at := regexp.MustCompile(`/desk/inbox/[a-z2-9]{26}`).FindString(inbox)
		got := doctor.get(at)
		holds(t, got, "Wants to see a doctor.", "Do not ring after six.", "Looking only", "Health care")
		lacks(t, got, "Not for the clinic.", w.Shelter.As(account.Advocate).Name)

		leila := o.at(w.LegalAid.As(account.Lawyer))
		holds(t, leila.get("/desk/inbox"), "Nothing has come")
		never := leila.ask(http.MethodGet, "/desk/inbox/"+id.Reference(), "")
		if other := leila.ask(http.MethodGet, at, ""); other.Code != http.StatusNotFound || other.Body.String() != never.Body.String() {
			t.Error("what is the clinic's is answered unlike what never was")
		}

		holds(t, ruth.get(hana), "Riverside Clinic can look until")
		withdraw := regexp.MustCompile(`action="([^"]*/withdraw)"`).FindStringSubmatch(ruth.get(hana + "/sharing"))[1]
		holds(t, ruth.get(ruth.sends(withdraw, url.Values{})), "It is taken back", "Nothing opens there any more")
		w.Clock.Advance(time.Second)
		if gone := doctor.ask(http.MethodGet, at, ""); gone.Code != http.StatusNotFound || gone.Body.String() != never.Body.String() {
			t.Errorf("a page already open is answered %d after the withdrawal", gone.Code)
		}
		notice := doctor.get("/desk/inbox")
		holds(t, notice, "A share was withdrawn", "Copies are destroyed")
		attest := regexp.MustCompile(`action="([^"]*/attest)"`).FindStringSubmatch(notice)[1]
		holds(t, doctor.get(doctor.sends(attest, url.Values{})), "Your team said that copies are destroyed.")
		holds(t, ruth.get(hana+"/sharing"), "They say that copies are destroyed")
	})
}

// enrols sets up a person's own sign-in and returns the code of the card.
func (d *desk) enrols(address, passphrase string) string {
	d.t.Helper()
	w := d.post(address+"/sign-in", url.Values{"passphrase": {passphrase}})
	code := regexp.MustCompile(`<bdi dir="ltr">([A-Z2-9 ]{19})</bdi>`).FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || code == nil {
		d.t.Fatalf("setting up a sign-in: %d\n%s", w.Code, mainOf(w.Body.String()))
	}
	holds(d.t, w.Body.String(), "shown once", "Cut here", "data-print")
	again := d.post(address+"/sign-in", url.Values{"passphrase": {passphrase}})
	if again.Code != http.StatusConflict || strings.Contains(again.Body.String(), code[1]) {
		d.t.Errorf("a second sending is answered %d", again.Code)
	}
	holds(d.t, again.Body.String(), "They have their own sign-in already")
	holds(d.t, d.get(address+"/sign-in"), "They have their own sign-in already")
	return code[1]
}

// gives is what the person does in their own space: they say yes to all that was proposed.
func (o *office) gives(card, passphrase string) {
	o.t.Helper()
	ctx := o.t.Context()
	session, err := o.Accounts.SignInSurvivor(ctx, card, passphrase)
	if err != nil {
		o.t.Fatal(err)
	}
	me := o.Resume(session)
	choices, err := o.Disclosure.Choices(ctx, me, me.Person)
	if err != nil || len(choices) != 1 {
		o.t.Fatalf("the person finds %d proposals, %v", len(choices), err)
	}
	var all []id.ID
	for _, e := range choices[0].Items {
		all = append(all, e.ID)
	}
	if err := o.Disclosure.Give(ctx, me, me.Person, choices[0].ID, yes(all)); err != nil {
		o.t.Fatal(err)
	}
}

// TestCorrecting keeps both wordings, and what was typed when somebody else was quicker.
func TestCorrecting(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth, imani := o.at(w.Shelter.As(account.Advocate)), o.at(w.Shelter.As(account.Supervisor))
		hana := ruth.starts("Hana")
		ruth.sends(hana+"/notes", url.Values{"text": {"The first wording."}})
		link := regexp.MustCompile(`/desk/people/[a-z2-9]+/entries/[a-z2-7]+/correct`)
		mine, hers := link.FindString(ruth.get(hana+"/notes")), link.FindString(imani.get(hana+"/notes"))
		if mine == hers {
			t.Error("the address of an entry is the same for two accounts")
		}
		holds(t, ruth.get(mine), "The first wording.")
		holds(t, imani.get(imani.sends(hers, url.Values{"text": {"Imani's wording."}})), "The correction is kept", "Imani&#39;s wording.", "The first wording.")

		key := id.Reference()
		stale := ruth.post(mine, url.Values{"text": {"Ruth's wording."}, "key": {key}})
		if stale.Code != http.StatusConflict {
			t.Fatalf("a stale correction is answered %d", stale.Code)
		}
		holds(t, stale.Body.String(), "Somebody corrected this while you were writing", "Imani&#39;s wording.", "Ruth&#39;s wording.")
		if to := ruth.ask(http.MethodGet, mine, "").Header().Get("Location"); to == "" || to == mine {
			t.Error("an older wording does not lead to the newest")
		}
		next := link.FindString(mainOf(stale.Body.String()))
		for range 2 { // sent twice, kept once
			ruth.sends(next, url.Values{"text": {"Ruth's wording."}, "key": {key}})
		}
		page := ruth.get(hana + "/notes")
		if n := strings.Count(page, "Ruth&#39;s wording."); n != 1 {
			t.Errorf("the correction stands %d times", n)
		}
		holds(t, page, "Earlier wordings: 2")
	})
}

// TestSuspending stops a share at once, and leaves it to the person.
func TestSuspending(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth, doctor := o.at(w.Shelter.As(account.Advocate)), o.at(w.Clinic.As(account.Clinician))
		hana := ruth.starts("Hana")
		ruth.sends(hana+"/notes", url.Values{"text": {"Wants to see a doctor."}})
		card := ruth.enrols(hana, "quiet river stone")
		ruth.sends(hana+"/share", url.Values{"step": {"put"}, "purpose": {string(consent.Medical)}, "days": {"30"},
			"recipient": {ruth.option(hana+"/share", "recipient", "Riverside Clinic: clinicians")},
			"items":     {boxes(ruth.get(hana+"/share"), "items")["Wants to see a doctor."]}})
		o.gives(card, "quiet river stone")
		at := regexp.MustCompile(`/desk/inbox/[a-z2-9]{26}`).FindString(doctor.get("/desk/inbox"))
		holds(t, doctor.get(at), "Wants to see a doctor.")
		action := regexp.MustCompile(`action="([^"]*/suspend)"`)
		suspend := action.FindStringSubmatch(ruth.get(hana + "/sharing"))[1]
		page := ruth.get(ruth.sends(suspend, url.Values{}))
		holds(t, page, "It is stopped", "Stopped while we ask", "They told me to take it back")
		if action.MatchString(page) {
			t.Error("what is stopped can be stopped again")
		}
		if got := doctor.ask(http.MethodGet, at, ""); got.Code != http.StatusNotFound {
			t.Errorf("a look after it was stopped is answered %d", got.Code)
		}
		if again := ruth.sends(suspend, url.Values{}); again != hana+"/sharing" {
			t.Errorf("stopping again leads to %q", again)
		}
	})
}

// TestStatementsStandApart shows the person's own words beside the note that they are about.
func TestStatementsStandApart(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOffice(t, w)
		ruth := o.at(w.Shelter.As(account.Advocate))
		w.Clock.Advance(time.Minute)
		actor := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(actor, "Hana")
		note, err := w.Records.Write(t.Context(), actor, hana, gate.Care, gate.Plan, record.Draft{Kind: plan.NoteKind, Body: &plan.Note{Text: "A note."}})
		if err != nil {
			t.Fatal(err)
		}
		me := w.Survivor(actor, hana, "quiet river stone")
		_, err = w.Records.Write(t.Context(), me, hana, gate.OwnLife, gate.Plan,
			record.Draft{Kind: record.StatementKind, Body: &record.Statement{Text: "I see it another way."}, About: note})
		if err != nil {
			t.Fatal(err)
		}
		said := contact.SafeContact{Channel: contact.SMS, Address: "+1 312 555 0100", Days: []time.Weekday{time.Monday}, From: 540, To: 1020,
			Zone: "America/Chicago", CodeWord: "bluebird", AskAgain: w.Clock.Now().Add(24 * time.Hour)}
		if err := w.Contact.Set(t.Context(), me, hana, said, id.ID{}, "", w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		page := ruth.get(regexp.MustCompile(`/desk/people/[a-z2-9]{26}`).FindString(ruth.get("/desk/people")) + "/notes")
		holds(t, page, "In their own words", "I see it another way.", "data-own", "Text message", "09:00–17:00", "Show the code word")
		shut, _, _ := strings.Cut(page, "Show the code word")
		lacks(t, shut, "bluebird")
	})
}

// yes is a consent with everything that has to be told and understood first.
func yes(items []id.ID) disclosure.Yes {
	answer := consent.Answer{Question: "what", Said: "yes", Understood: true}
	return disclosure.Yes{Items: items, Days: 30, Language: "en", NoticeVersion: "1", NoticeHash: strings.Repeat("0a", 32),
		Answers: [3]consent.Answer{answer, answer, answer}, Told: disclosure.Told{Benefits: true, Risks: true, Alternatives: true, CanSayNo: true}, Alone: consent.Alone}
}
