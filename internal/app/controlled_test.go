package app_test

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestINV01TheControlledPhone walks J2, step 5, below the screens: a partner finds an open session. They share nothing, and
// what they tried stands in "who looked"; what was shared can be stopped and taken back by whoever holds the phone, without
// a passphrase; the person shares after typing theirs.
func TestINV01TheControlledPhone(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		note := w.Note(ruth, hana, "wants to see a doctor")
		propose := func() id.ID {
			t.Helper()
			p, err := w.Disclosure.Propose(ctx, ruth, hana, disclosure.Proposal{Recipient: w.Clinic.Agency.ID, Function: account.Clinicians,
				Purpose: consent.Medical, Items: []consent.Item{{Entry: note, Kind: plan.NoteKind, Compartment: "plan"}}, Days: 30})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		first, second, third := propose(), propose(), propose()
		me := w.Survivor(ruth, hana, "quiet river stone")
		if err := w.Disclosure.Give(ctx, me, hana, first, informed(note)); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(5 * time.Minute)
		if err := w.Disclosure.Give(ctx, me, hana, second, informed(note)); err != account.ErrStepUp {
			t.Errorf("saying yes in a session that was left open: %v", err)
		}
		looks, err := w.Records.Looks(ctx, me, hana, ledger.Latest)
		if err != nil || len(looks) < 2 || looks[1].Action != gate.Share || looks[1].Outcome != gate.Refused || looks[1].Reason != gate.ReasonStepUp {
			t.Errorf("who looked says %v, %v", looks, err)
		}
		for what, end := range map[string]func() error{
			"stopping":    func() error { return w.Disclosure.Dispute(ctx, me, hana, first) },
			"saying no":   func() error { return w.Disclosure.Decline(ctx, me, hana, third) },
			"signing out": func() error { return w.Accounts.EndOthers(ctx, me) },
		} {
			if err := end(); err != nil {
				t.Errorf("%s without the passphrase: %v", what, err)
			}
		}
		if err := w.Disclosure.Withdraw(ctx, me, hana, first); err != nil {
			t.Errorf("taking back without the passphrase: %v", err)
		}
		if _, err := w.Accounts.StepUp(ctx, me, "the wrong words"); err != account.ErrPassphrase {
			t.Errorf("a guess: %v", err)
		}
		s, err := w.Accounts.StepUp(ctx, me, "quiet river stone")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Disclosure.Give(ctx, w.Resume(s), hana, second, informed(note)); err != nil {
			t.Errorf("after the passphrase: %v", err)
		}
	})
}
