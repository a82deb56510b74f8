package plan_test

import (
	"errors"
	"testing"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestAnAreaIsAssessedOnce: there is one account of each area, it stays about that area, a worker's is a question to the person,
// and what they chose not to speak of is not asked about again until they open it themselves.
func TestAnAreaIsAssessedOnce(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		write := func(by account.Actor, area plan.Area, g plan.Going, replaces id.ID) (id.ID, error) {
			return s.Plans.Write(t.Context(), by, s.hana, &plan.Assessment{Area: area, Going: g}, plan.Edit{Replaces: replaces})
		}
		refused := func(what string, want error, err error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%s: %v", what, err)
			}
		}
		must := func(entry id.ID, err error) id.ID {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return entry
		}
		now := func(area plan.Area) (plan.Going, bool) {
			t.Helper()
			v, err := s.Plans.Open(t.Context(), s.me, s.hana)
			if err != nil {
				t.Fatal(err)
			}
			thing, _ := v.Assessed(area)
			w, counts := thing.Now()
			_, waits := thing.Proposed()
			return w.Body.Going, counts && !waits
		}
		_, err := write(s.me, "secrets", plan.GoingWell, id.ID{})
		refused("an area that is none", plan.ErrArea, err)
		_, err = write(s.me, plan.Health, "so_so", id.ID{})
		refused("an answer that is none", plan.ErrGoing, err)

		family := must(write(s.ruth, plan.Family, plan.GoingHard, id.ID{}))
		if _, counts := now(plan.Family); counts {
			t.Error("a worker's account counts without the person")
		}
		_, err = write(s.me, plan.Family, plan.GoingWell, id.ID{})
		refused("the same area begun twice", plan.ErrTwice, err)
		_, err = write(s.me, plan.Health, plan.GoingWell, family)
		refused("put under another area", plan.ErrArea, err)
		health := must(write(s.me, plan.Health, plan.GoingWell, id.ID{}))
		_, err = write(s.me, plan.Health, plan.GoingWell, family)
		refused("put under another area that is there", plan.ErrArea, err)

		family = must(write(s.me, plan.Family, plan.Skipped, family))
		if g, counts := now(plan.Family); g != plan.Skipped || !counts {
			t.Errorf("it stands as %q", g)
		}
		_, err = write(s.ruth, plan.Family, plan.GoingHard, family)
		refused("asked again about what was left out", plan.ErrSkipped, err)
		_, err = s.Plans.Write(t.Context(), s.ruth, s.hana, &plan.Assessment{Area: plan.Family, Going: plan.GoingHard}, plan.Edit{Replaces: family, Agreed: s.Clock.Now()})
		refused("said to be agreed, about what was left out", plan.ErrSkipped, err)
		family = must(write(s.me, plan.Family, plan.GoingMixed, family))
		must(write(s.ruth, plan.Family, plan.GoingHard, family))
		must(write(s.ruth, plan.Health, plan.GoingMixed, health))
		if g, counts := now(plan.Health); g != plan.GoingWell || counts {
			t.Errorf("with a worker's proposal beside it, it stands as %q", g)
		}
	})
}
