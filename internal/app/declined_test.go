package app_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestT36ANoTakesNothingAway: whoever says no to sharing is helped as before. What was promised stands unchanged, what they ask
// for is taken, and their worker's next step reaches them.
func TestT36ANoTakesNothingAway(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		card, err := w.Records.Enrol(ctx, ruth, hana, "quiet river stone")
		must(err)
		session, err := w.Accounts.SignInSurvivor(ctx, card, "quiet river stone")
		must(err)
		me := w.Resume(session)
		note, err := w.Plans.Write(ctx, ruth, hana, &plan.Note{Text: "Wants to see a doctor."}, plan.Edit{})
		must(err)
		before, err := w.Plans.Open(ctx, me, hana)
		must(err)

		first, err := w.Disclosure.Propose(ctx, ruth, hana, disclosure.Proposal{Recipient: w.Clinic.Agency.ID, Function: account.Clinicians, Purpose: consent.Medical,
			Items: []consent.Item{{Entry: note, Kind: plan.NoteKind, Compartment: string(gate.Plan)}}, Days: 30})
		must(err)
		must(w.Disclosure.Decline(ctx, me, hana, first))

		after, err := w.Plans.Open(ctx, me, hana)
		must(err)
		if !reflect.DeepEqual(before.Promises, after.Promises) || before.Stands.State != after.Stands.State || !slices.Equal(before.Moves, after.Moves) {
			t.Errorf("after a no it stands otherwise: %+v, %+v", before.Stands, after.Stands)
		}
		write := func(by account.Actor, b plan.Body) (id.ID, error) {
			return w.Plans.Write(ctx, by, hana, b, plan.Edit{})
		}
		for name, err := range map[string]error{
			"a request":        second(write(me, &plan.Ask{Words: "a room with a lock"})),
			"what cannot wait": second(write(me, &plan.Need{Domain: plan.Housing, Immediate: true})),
			"a worker's step":  second(write(ruth, &plan.Step{Words: "ring the house", Owner: plan.ByWorker, Who: "Ruth", Due: w.Clock.Now()})),
			"the next state":   w.Plans.Move(ctx, ruth, hana, plan.Assessing, after.Stands.Version),
		} {
			if err != nil {
				t.Errorf("%s after a no: %v", name, err)
			}
		}
	})
}

func second(_ id.ID, err error) error { return err }
