package app_test

import (
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// informed is a yes with everything that has to be told and understood first.
func informed(items ...id.ID) disclosure.Yes {
	answer := consent.Answer{Question: "what", Said: "yes", Understood: true}
	return disclosure.Yes{Items: items, Days: 30, Language: "am", NoticeVersion: "1", NoticeHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		Answers: [3]consent.Answer{answer, answer, answer}, Told: disclosure.Told{Benefits: true, Risks: true, Alternatives: true, CanSayNo: true}, Alone: consent.Alone}
}

// TestThePath walks the whole path below the screens: start, write, enrol, read, propose, consent, look, withdraw.
func TestThePath(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "")
		write := func(c gate.Compartment, kind string, body any) id.ID {
			t.Helper()
			e, err := w.Records.Write(ctx, ruth, hana, gate.Care, c, record.Draft{Kind: kind, Body: body})
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		note := write(gate.Plan, plan.NoteKind, &plan.Note{Text: "wants to see a doctor"})
		other := write(gate.Plan, plan.NoteKind, &plan.Note{Text: "not for the clinic"})
		measure := write(gate.Safety, safety.MeasureKind, &safety.Measure{Text: "do not ring after six"})
		me := w.Survivor(ruth, hana, "quiet river stone")

		rec, err := w.Records.Read(ctx, me, hana, gate.OwnLife, gate.Compartments()...)
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Entries) != 4 {
			t.Fatalf("the person sees %d entries, want the name and the three that were written", len(rec.Entries))
		}
		for _, e := range rec.Entries {
			if e.Locked || e.AuthorName != "Ruth Bekker" {
				t.Errorf("entry %s: locked %v, author %q", e.Kind, e.Locked, e.AuthorName)
			}
		}
		items := []consent.Item{{Entry: note, Kind: plan.NoteKind, Compartment: "plan"}, {Entry: measure, Kind: safety.MeasureKind, Compartment: "safety"}}
		proposal, err := w.Disclosure.Propose(ctx, ruth, hana, disclosure.Proposal{Recipient: w.Clinic.Agency.ID, Function: account.Clinicians, Purpose: consent.Medical, Items: items, Days: 30})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Disclosure.Give(ctx, me, hana, proposal, informed(note, other)); err == nil {
			t.Fatal("an item that was not proposed was accepted")
		}
		if err := w.Disclosure.Give(ctx, me, hana, proposal, informed(note, measure)); err != nil {
			t.Fatal(err)
		}

		doctor := w.SignIn(w.Clinic.As(account.Clinician))
		open, notices, err := w.Disclosure.Inbox(ctx, doctor)
		if err != nil || len(open) != 1 || len(notices) != 0 {
			t.Fatalf("the clinic's inbox: %d open, %d notices, %v", len(open), len(notices), err)
		}
		p, err := w.Disclosure.Look(ctx, doctor, open[0].Reference)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Items) != 2 || p.SenderName != "Harbour House" {
			t.Errorf("the clinic sees %d items from %q", len(p.Items), p.SenderName)
		}
		leila := w.SignIn(w.LegalAid.As(account.Lawyer))
		if open, notices, err := w.Disclosure.Inbox(ctx, leila); err != nil || len(open)+len(notices) != 0 {
			t.Errorf("the legal aid office sees %d and %d, %v", len(open), len(notices), err)
		}
		if _, err := w.Disclosure.Look(ctx, leila, open[0].Reference); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("the legal aid office with the clinic's reference: %v", err)
		}

		if err := w.Disclosure.Withdraw(ctx, me, hana, proposal); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Second)
		if _, err := w.Disclosure.Look(ctx, doctor, open[0].Reference); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("a look after the withdrawal: %v", err)
		}
		open, notices, err = w.Disclosure.Inbox(ctx, doctor)
		if err != nil || len(open) != 0 || len(notices) != 1 {
			t.Errorf("after the withdrawal the inbox shows %d open, %d notices, %v", len(open), len(notices), err)
		}
		looks, err := w.Records.Looks(ctx, me, hana, ledger.Latest)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, l := range looks {
			seen[l.Who+" "+string(l.Action)+" "+string(l.Outcome)] = true
		}
		for _, want := range []string{"Ruth Bekker start allowed", "Ruth Bekker write allowed", "Ruth Bekker enrol allowed", "Ruth Bekker compose allowed",
			" share allowed", "Amara Okafor serve allowed", " withdraw allowed"} {
			if !seen[want] {
				t.Errorf("the person does not see %q among %v", want, seen)
			}
		}
	})
}
