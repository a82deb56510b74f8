package plan_test

import (
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestTheSixSteps: a plan moves a step on or back by either of the two, never past closing, and an old page moves nothing.
func TestTheSixSteps(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		s.stands(t, "at the beginning", plan.Engaging)
		s.move(t, s.ruth, plan.Assessing, plan.Planning)
		s.move(t, s.me, plan.Assessing)
		s.move(t, s.ruth, plan.Planning, plan.Doing, plan.FollowingUp)
		s.stands(t, "after the steps", plan.FollowingUp)
		v := s.open(t, s.me)
		if len(v.History) != 7 || len(v.Moves) != 1 || v.Moves[0] != plan.Doing {
			t.Errorf("%d steps of history, on to %v", len(v.History), v.Moves)
		}
		for _, to := range []flow.State{plan.InClosing, plan.Closed, plan.Engaging, plan.Reopened, "nowhere"} {
			if err := s.Plans.Move(ctx, s.ruth, s.hana, to, v.Stands.Version); !errors.Is(err, flow.ErrNotNow) {
				t.Errorf("to %s: %v", to, err)
			}
		}
		refused(t, "from an old page", s.Plans.Move(ctx, s.me, s.hana, plan.Doing, v.Stands.Version-1), flow.ErrStale)
	})
}

// TestNoClockClosesAPlan (practice map, S10): time moves no plan; it only ends for how long a closed one is kept.
func TestNoClockClosesAPlan(t *testing.T) {
	for _, state := range plan.Machine().States() {
		for _, o := range plan.Machine().Offers(state, flow.ByTime) {
			if state != plan.Closed || o.To != plan.Closed {
				t.Errorf("time moves a plan from %s to %s", state, o.To)
			}
		}
		if state != plan.Closed && len(plan.Machine().Offers(state, plan.ThePerson)) == 0 {
			t.Errorf("the person cannot move a plan out of %s", state)
		}
	}
	for _, o := range plan.Machine().Offers(plan.InClosing, plan.AWorker) {
		if o.Event == "close_aloud" && !o.SecondPerson {
			t.Error("one worker alone closes on a word that was said aloud")
		}
	}
}

// TestT43ClosingTakesThePersonsYesOrProof, and nothing closes while something that keeps the person safe is open.
func TestT43ClosingTakesThePersonsYesOrProof(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		s.reachable(t)
		propose := func() {
			t.Helper()
			s.pass()
			if err := s.Plans.AskToClose(ctx, s.ruth, s.hana, plan.Closing{Reason: plan.GoalsReached}, ""); err != nil {
				t.Fatal(err)
			}
		}
		newest := func() plan.Thing[plan.Closing] { c := s.open(t, s.ruth).Closing; return c[len(c)-1] }
		close := func(a account.Actor) error { _, err := s.Plans.Close(ctx, a, s.hana); return err }

		refused(t, "a plan that nobody wants closed", close(s.ruth), flow.ErrNotNow)
		propose()
		s.stands(t, "proposed", plan.InClosing)
		refused(t, "without the person's yes", close(s.ruth), plan.ErrGrounds)
		refused(t, "without the person's yes, by the cover", close(s.imani), plan.ErrGrounds)
		s.answer(t, s.me, newest().Tip(), plan.Answer{Say: plan.No})
		s.stands(t, "the person says no", plan.FollowingUp)

		propose()
		s.answer(t, s.ruth, newest().Tip(), plan.Answer{Say: plan.Yes, Agreed: s.Clock.Now()})
		refused(t, "on a yes aloud, by who wrote it down", close(s.ruth), plan.ErrSecond)
		refused(t, "on a yes aloud, by the person", close(s.me), plan.ErrSecond)
		if err := close(s.imani); err != nil {
			t.Fatal(err)
		}
		s.stands(t, "a second worker heard it", plan.Closed)
		s.answer(t, s.me, newest().Tip(), plan.Answer{Say: plan.No, Words: "I never said that"})
		s.stands(t, "the person disputes it", plan.Reopened)

		propose()
		s.answer(t, s.me, newest().Tip(), plan.Answer{Say: plan.Yes})
		s.stands(t, "the person says yes", plan.Closed)
		if got := len(s.open(t, s.me).Closing); got != 3 {
			t.Errorf("%d wishes to close are told", got)
		}
	})
}

// TestT43AnOpenMeasureKeepsAPlanOpen, whoever wants it closed; the person's own yes stands until it is over.
func TestT43AnOpenMeasureKeepsAPlanOpen(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, open := t.Context(), true
		registry, err := record.NewRegistry(append(apptestKinds(), record.Kind{Name: "safety.test", Compartment: gate.Safety, Body: &measure{}})...)
		if err != nil {
			t.Fatal(err)
		}
		records := record.New(s.Gate, s.Accounts, registry)
		plans := plan.New(s.Gate, s.Accounts, records, plan.Neighbours{
			Measures: func(entries []record.Entry) bool {
				for _, e := range entries {
					if _, ok := e.Body.(*measure); ok {
						return open
					}
				}
				return false
			},
			Safe: func([]record.Entry, string, time.Time) (time.Time, bool) { return time.Time{}, false },
		})
		if _, err := records.Write(ctx, s.ruth, s.hana, gate.Care, gate.Safety, record.Draft{Kind: "safety.test", Body: &measure{"a bed for tonight"}}); err != nil {
			t.Fatal(err)
		}
		if err := plans.AskToClose(ctx, s.me, s.hana, plan.Closing{Reason: plan.Enough}, ""); err != nil {
			t.Fatal(err)
		}
		at := func() flow.State {
			v, err := plans.Open(ctx, s.me, s.hana)
			if err != nil {
				t.Fatal(err)
			}
			return v.Stands.State
		}
		for name, a := range map[string]account.Actor{"the worker": s.ruth, "the cover": s.imani, "the person": s.me} {
			_, err := plans.Close(ctx, a, s.hana)
			refused(t, name, err, plan.ErrMeasures)
		}
		if at() != plan.InClosing {
			t.Errorf("with an open measure it stands in %s", at())
		}
		v, err := plans.Open(ctx, s.ruth, s.hana)
		if err != nil {
			t.Fatal(err)
		}
		refused(t, "leading the person's own wish back", plans.Move(ctx, s.ruth, s.hana, plan.FollowingUp, v.Stands.Version), plan.ErrOwnSay)
		open = false
		if on, err := plans.Close(ctx, s.ruth, s.hana); err != nil || on != plan.OwnWord || at() != plan.Closed {
			t.Errorf("when it is over: %s, %v, %s", on, err, at())
		}
	})
}

type measure struct {
	Text string `json:"text" keep:"keep_safer; D3; closed_2y"`
}

// TestT43LostContactClosesWithProof: three tries over thirty days by the way that the person called safe, on the real
// safe-contact gate, through the change of the clocks.
func TestT43LostContactClosesWithProof(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		ny, err := time.LoadLocation("America/New_York")
		if err != nil {
			t.Fatal(err)
		}
		s.Clock.Set(time.Date(2026, 10, 12, 9, 0, 0, 0, ny)) // the clocks go back on the first of November
		s.turn(t, 0)
		s.reachable(t)
		if err := s.Plans.AskToClose(ctx, s.ruth, s.hana, plan.Closing{Reason: plan.ContactLost}, ""); err != nil {
			t.Fatal(err)
		}
		try := func(way contact.Channel, want bool) {
			t.Helper()
			s.pass()
			if counts, err := s.Plans.Try(ctx, s.ruth, s.hana, plan.Try{Way: string(way)}, ""); err != nil || counts != want {
				t.Errorf("a try by %s on %v counts: %v, %v", way, s.Clock.Now().In(ny), counts, err)
			}
		}
		next := func(days int) {
			t.Helper()
			s.Clock.Set(s.Clock.Now().In(ny).AddDate(0, 0, days)) // the same hour by the person's clock
			s.turn(t, 0)
		}
		try(contact.Call, false)
		try(contact.OwnSpace, false)
		try(contact.SMS, true)
		next(14)
		try(contact.SMS, true)
		_, err = s.Plans.Close(ctx, s.imani, s.hana)
		refused(t, "after two tries", err, plan.ErrGrounds)
		next(15)
		try(contact.SMS, true)
		_, err = s.Plans.Close(ctx, s.imani, s.hana)
		refused(t, "a day early", err, plan.ErrGrounds)
		s.turn(t, 15*time.Hour)
		try(contact.SMS, false) // at midnight, which is the thirtieth day
		_, err = s.Plans.Close(ctx, s.imani, s.hana)
		refused(t, "by a try outside the hours", err, plan.ErrGrounds)
		s.turn(t, 9*time.Hour)
		try(contact.SMS, true)
		if l, err := s.Plans.Lost(ctx, s.imani, s.hana); err != nil || !l.Proven() || l.Days != 30 {
			t.Errorf("the proof: %+v, %v", l, err)
		}
		if on, err := s.Plans.Close(ctx, s.imani, s.hana); err != nil || on != plan.Gone {
			t.Fatalf("%s, %v", on, err)
		}
		for _, p := range []plan.Promise{plan.FirstContact, plan.FirstPlan} {
			if got := s.promised(t, p); got == plan.Waiting {
				t.Errorf("the promise %s still waits", p)
			}
		}
		next(200)
		s.move(t, s.me, plan.Reopened)
		v := s.open(t, s.me)
		if len(v.Closing) != 1 || len(v.Tries) < 4 || len(v.History) != 4 || v.Stands.State != plan.Reopened {
			t.Errorf("coming back keeps the history: %d wishes, %d tries, %d steps", len(v.Closing), len(v.Tries), len(v.History))
		}
		s.move(t, s.me, plan.Doing)
	})
}

// TestThePersonLeavesInOneStep, and comes back in one.
func TestThePersonLeavesInOneStep(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.write(t, s.me, &room, plan.Edit{})
		for range 2 { // sent twice, it is one wish
			if err := s.Plans.AskToClose(t.Context(), s.me, s.hana, plan.Closing{Reason: plan.NotSaid}, "once"); err != nil {
				t.Fatal(err)
			}
		}
		s.stands(t, "after leaving", plan.Closed)
		if due, err := s.Plans.Due(t.Context(), s.ruth); err != nil || len(due) != 1 || len(due[0].Promises) != 0 {
			t.Errorf("something is due to somebody who left: %+v, %v", due, err)
		}
		s.move(t, s.me, plan.Reopened)
		if v := s.open(t, s.me); len(v.Goals) != 1 || s.promised(t, plan.NextReview) != plan.Waiting {
			t.Errorf("after coming back: %d goals", len(v.Goals))
		}
	})
}
