package app_test

import (
	"errors"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestComingBackAfterEverythingWasDestroyed (A44): who had everything destroyed and returns begins anew like anybody else,
// with the same worker, without a trace of before and without a question about it.
func TestComingBackAfterEverythingWasDestroyed(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		before := w.Person(ruth, "Hana")
		hana := w.Survivor(ruth, before, "quiet river stone")
		if _, err := w.Plans.Write(ctx, hana, before, &plan.Goal{Pillar: plan.Recovery, Words: "a heron in the reeds"}, plan.Edit{}); err != nil {
			t.Fatal(err)
		}
		if err := w.Records.Erase(ctx, hana, before); err != nil {
			t.Fatal(err)
		}
		if rec, err := w.Records.Read(ctx, ruth, before, gate.Care, gate.Plan); err == nil {
			for _, e := range rec.Entries {
				if !e.Locked {
					t.Errorf("%s is read after it was destroyed", e.Kind)
				}
			}
		} else if !errors.Is(err, gate.ErrRefused) {
			t.Fatal(err)
		}
		after := w.Person(ruth, "Hana")
		again := w.Survivor(ruth, after, "another river stone")
		v, err := w.Plans.Open(ctx, again, after)
		if err != nil || len(v.Goals) != 0 || v.Stands.State != plan.Engaging {
			t.Errorf("she begins with %d goals in %q, %v", len(v.Goals), v.Stands.State, err)
		}
		if team, err := w.Records.Team(ctx, again, after); err != nil || len(team) != 2 {
			t.Errorf("%d people work with her, %v", len(team), err)
		}
		if _, err := w.Plans.Open(ctx, again, before); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("what was hers before answers: %v", err)
		}
	})
}
