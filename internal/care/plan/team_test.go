package plan_test

import (
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestASupervisorSeesPromisesAndCovers: all of the agency, the most urgent first, each look in the person's log, nothing for
// another role, nothing of another agency.
func TestASupervisorSeesPromisesAndCovers(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		s := begin(t, w)
		ctx := t.Context()
		s.turn(t, time.Hour)
		other := w.Person(s.ruth, "Tomas")
		s.turn(t, 47*time.Hour+30*time.Minute)
		s.turn(t, time.Hour)
		list, err := w.Plans.Team(ctx, s.imani)
		if err != nil || len(list) != 2 {
			t.Fatalf("%d people, %v", len(list), err)
		}
		ruth, imani := w.Shelter.As(account.Advocate).Account, w.Shelter.As(account.Supervisor).Account
		for _, o := range list {
			if o.Worker != ruth || o.Cover != imani || o.Relation != gate.Cover || !o.WorkerCame.IsZero() || !o.CoverCame.IsZero() || len(o.Promises) == 0 || o.Promises[0].State != plan.Late {
				t.Errorf("a supervisor sees %+v", o)
			}
		}
		if list[0].Person != s.hana || list[1].Person != other {
			t.Error("the promise that is late for longer is not the first")
		}
		looks, err := w.Records.Looks(ctx, s.again(t), s.hana, 1<<62)
		if err != nil || len(looks) == 0 {
			t.Fatalf("%d looks, %v", len(looks), err)
		}
		found := false
		for _, l := range looks {
			found = found || l.Action == gate.Oversee && len(l.Compartments) == 0
		}
		if !found {
			t.Error("the look is not in the person's log")
		}
		for _, actor := range []account.Actor{s.ruth, w.SignIn(w.Shelter.As(account.PrivacyOfficer))} {
			if _, err := w.Plans.Team(ctx, actor); !errors.Is(err, gate.ErrRefused) {
				t.Errorf("%s: %v", actor.Role, err)
			}
		}
		due, err := w.Plans.DueAmong(ctx, s.ruth, []id.ID{other, s.hana})
		if err != nil || len(due) != 2 || due[0].Person != s.hana {
			t.Errorf("%+v, %v", due, err)
		}
		if _, err := w.Plans.DueAmong(ctx, w.SignIn(w.Clinic.As(account.Clinician)), []id.ID{s.hana}); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("somebody else's people: %v", err)
		}
	})
}
