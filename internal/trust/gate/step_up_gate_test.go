package gate_test

import (
	"context"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestINV07AnOpenSessionSharesNothing (A5): in a session that was left open nothing is agreed, shared or erased without the
// passphrase; the try is in the log; what takes back and what looks is never made harder; and somebody else's person is not
// there, passphrase or not.
func TestINV07AnOpenSessionSharesNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		me := w.Survivor(ruth, hana, "quiet river stone")
		ran := false
		try := func(req gate.Request) error {
			ran = false
			req.Actor, req.Purpose = me, gate.OwnLife
			if req.Person.IsZero() {
				req.Person = hana
			}
			return w.Gate.Open(ctx, req, func(context.Context, gate.Pass) error { ran = true; return nil })
		}
		plan := []gate.Compartment{gate.Plan}
		for _, minutes := range []int{0, 5} {
			w.Clock.Advance(time.Duration(minutes) * time.Minute)
			for _, req := range []gate.Request{{Action: gate.Share, Compartments: plan}, {Action: gate.Consent, Compartments: plan}, {Action: gate.Erase, Compartments: plan}} {
				err := try(req)
				if fresh := minutes == 0; fresh != (err == nil) || fresh != ran || !fresh && err != account.ErrStepUp {
					t.Errorf("%s after %d minutes: %v, done: %v", req.Action, minutes, err, ran)
				}
				kind := string(req.Action) + ".allowed"
				if minutes > 0 {
					kind = string(req.Action) + ".refused"
				}
				if last := log(t, w, me.Agency, me.Account, 1); len(last) != 1 || last[0].Kind != kind || last[0].Person != hana {
					t.Errorf("the log says %v, want %s", last, kind)
				}
			}
			for _, req := range []gate.Request{{Action: gate.Withdraw}, {Action: gate.Recall}, {Action: gate.Consent, Ends: true},
				{Action: gate.Look, Compartments: []gate.Compartment{gate.Log}}, {Action: gate.Read, Compartments: plan}, {Action: gate.Write, Compartments: []gate.Compartment{gate.Contact}}} {
				if err := try(req); err != nil || !ran {
					t.Errorf("%s after %d minutes: %v", req.Action, minutes, err)
				}
			}
			for _, other := range []id.ID{w.Person(ruth, "Sara"), id.Random()} {
				if err := try(gate.Request{Action: gate.Share, Compartments: plan, Person: other}); err != gate.ErrRefused {
					t.Errorf("somebody else after %d minutes: %v", minutes, err)
				}
			}
		}
	})
}
