package plan_test

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

func apptestKinds() []record.Kind { return apptest.Kinds() }

// TestT44APauseStopsEveryMessage: from the moment of the pause the safe-contact gate lets nothing go, by any way, at any
// hour, whoever asks; it lets go again only when the person says so.
func TestT44APauseStopsEveryMessage(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		s.reachable(t)
		stopped := func() bool {
			c, _ := contact.Newest(s.read(t, s.ruth, gate.Contact))
			all := true
			for _, ch := range contact.Channels() {
				for hour := range 7 * 24 {
					all = all && contact.Decide(c, ch, s.Clock.Now().Add(time.Duration(hour)*time.Hour)) != contact.Allowed
				}
			}
			return all
		}
		pause := func(p plan.Pause) error { s.pass(); return s.Plans.Pause(ctx, s.me, s.hana, p, "") }
		if stopped() {
			t.Fatal("nothing goes before the pause either: the test shows nothing")
		}
		if err := pause(plan.Pause{On: true, Check: "Ruth asks on Fridays whether the library is open"}); err != nil {
			t.Fatal(err)
		}
		if !stopped() || !s.open(t, s.ruth).Pause.Stops(false) || s.open(t, s.ruth).Pause.Stops(true) {
			t.Error("a message could go, or the agreed safety check could not")
		}
		refused(t, "a worker ends it", s.Plans.Pause(ctx, s.ruth, s.hana, plan.Pause{Agreed: s.Clock.Now()}, ""), plan.ErrOwnSay)
		s.reachable(t)
		if !stopped() {
			t.Error("a new answer about contact ended the pause")
		}
		if err := pause(plan.Pause{}); err != nil {
			t.Fatal(err)
		}
		if stopped() {
			t.Error("the person's own word did not end it")
		}
		refused(t, "a worker without a conversation", s.Plans.Pause(ctx, s.ruth, s.hana, plan.Pause{On: true}, ""), plan.ErrAgreed)
		s.pass()
		if err := s.Plans.Pause(ctx, s.ruth, s.hana, plan.Pause{On: true, Agreed: s.Clock.Now()}, ""); err != nil || !stopped() {
			t.Errorf("said aloud: %v", err)
		}
		s.pass()
		if err := s.Plans.Pause(ctx, s.imani, s.hana, plan.Pause{Agreed: s.Clock.Now()}, ""); err != nil || stopped() {
			t.Errorf("ended aloud: %v", err)
		}
		if got := len(s.open(t, s.me).Pauses); got != 4 {
			t.Errorf("%d words about contact are told", got)
		}
	})
}

// TestPausingWithoutHavingSaidAnything stops what is said later too.
func TestPausingWithoutHavingSaidAnything(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		if err := s.Plans.Pause(t.Context(), s.me, s.hana, plan.Pause{On: true}, ""); err != nil {
			t.Fatal(err)
		}
		s.reachable(t)
		c, _ := contact.Newest(s.read(t, s.ruth, gate.Contact))
		if got := contact.Decide(c, contact.SMS, time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)); got != contact.Paused {
			t.Errorf("after pausing first: %s", got)
		}
	})
}

// TestPromisesAreKeptOrLate: the first contact within 48 hours, the first plan within ten working days or later by
// agreement, a review every thirty days and later every ninety. Late blocks nothing.
func TestPromisesAreKeptOrLate(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		want := func(when string, p plan.Promise, state flow.State) {
			t.Helper()
			if got := s.promised(t, p); got != state {
				t.Fatalf("%s: %s is %q, want %q", when, p, got, state)
			}
		}
		want("at the beginning", plan.FirstContact, plan.Waiting)
		want("at the beginning", plan.FirstPlan, plan.Waiting)
		want("at the beginning", plan.NextReview, "")
		s.turn(t, 48*time.Hour-time.Second)
		want("a second before", plan.FirstContact, plan.Waiting)
		s.turn(t, time.Second)
		want("after 48 hours", plan.FirstContact, plan.Late)
		if due, err := s.Plans.Due(ctx, s.imani); err != nil || len(due) != 1 || due[0].Promises[0].Promise != plan.FirstContact || due[0].Promises[0].State != plan.Late {
			t.Errorf("who stands in sees %+v, %v", due, err)
		}
		if _, err := s.Plans.Try(ctx, s.ruth, s.hana, plan.Try{Way: "in_person", Reached: true}, ""); err != nil {
			t.Fatal(err)
		}
		want("when they met", plan.FirstContact, plan.Kept)

		s.turn(t, 5*day)
		later := s.Clock.Now().Add(20 * day)
		s.pass()
		refused(t, "more time on nobody's word", s.Plans.Postpone(ctx, s.ruth, s.hana, plan.Postponing{To: later}, ""), plan.ErrAgreed)
		if err := s.Plans.Postpone(ctx, s.ruth, s.hana, plan.Postponing{To: later, Agreed: s.Clock.Now()}, ""); err != nil {
			t.Fatal(err)
		}
		s.turn(t, 20*day-time.Hour)
		want("by agreement later", plan.FirstPlan, plan.Waiting)
		goal := s.write(t, s.ruth, &room, plan.Edit{})
		want("a proposal is no plan", plan.FirstPlan, plan.Waiting)
		s.answer(t, s.me, goal, plan.Answer{Say: plan.Yes})
		want("a goal that the person agreed to", plan.FirstPlan, plan.Kept)
		want("and then", plan.NextReview, plan.Waiting)

		refused(t, "more time for what is done", s.Plans.Postpone(ctx, s.me, s.hana, plan.Postponing{To: s.Clock.Now().Add(day)}, ""), flow.ErrNotNow)

		for _, gap := range []time.Duration{30, 30, 30, 90} {
			s.turn(t, gap*day-time.Hour)
			want("an hour before the review", plan.NextReview, plan.Waiting)
			s.turn(t, time.Hour)
			want("on the day of the review", plan.NextReview, plan.Late)
			s.write(t, s.ruth, &plan.Review{Words: "looked through together"}, plan.Edit{})
			want("after the review", plan.NextReview, plan.Waiting)
		}
	})
}

// TestWhatThePersonAsksForIsAnsweredInTime: ten working days, one where it is about safety; a no names how it can be looked
// at again.
func TestWhatThePersonAsksForIsAnsweredInTime(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		due := func() string {
			for _, p := range s.open(t, s.me).Promises {
				if p.Promise == plan.AnAnswer && p.Open() {
					return p.Due.Format(time.DateOnly)
				}
			}
			return ""
		}
		slow := s.write(t, s.me, &plan.Ask{Words: "another time for our talks"}, plan.Edit{})
		if got := due(); got != "2026-03-27" {
			t.Errorf("an answer is due on %v", got)
		}
		quick := s.write(t, s.me, &plan.Ask{Words: "not at that door", Safety: true}, plan.Edit{})
		if got := due(); got != "2026-03-16" { // from a Saturday
			t.Errorf("about safety an answer is due on %v", got)
		}
		refused(t, "a no for good", s.Plans.Reply(ctx, s.ruth, s.hana, quick, plan.Reply{Words: "no"}, ""), plan.ErrReview)
		refused(t, "an answer to nothing", s.Plans.Reply(ctx, s.ruth, s.hana, s.hana, plan.Reply{Yes: true, Words: "yes"}, ""), plan.ErrNothing)
		if err := s.Plans.Reply(ctx, s.ruth, s.hana, quick, plan.Reply{Yes: true, Words: "the garden door from now on"}, ""); err != nil {
			t.Fatal(err)
		}
		if got := due(); got != "2026-03-27" {
			t.Errorf("the other answer is due on %v", got)
		}
		left := func(want bool) {
			t.Helper()
			if waits, err := s.Plans.LeftWaiting(ctx, s.Shelter.Agency.ID); err != nil || waits != want {
				t.Errorf("somebody is left waiting: %v, %v", waits, err)
			}
		}
		left(false)
		s.turn(t, 14*day)
		left(true)
		if got := s.promised(t, plan.AnAnswer); got != plan.Late {
			t.Errorf("after two weeks: %s", got)
		}
		if err := s.Plans.Reply(ctx, s.imani, s.hana, slow, plan.Reply{Words: "mornings only", Review: "Imani looks at it again in May"}, ""); err != nil {
			t.Fatal(err)
		}
		if got := s.promised(t, plan.AnAnswer); got != plan.Kept {
			t.Errorf("when both are answered: %s", got)
		}
		left(false)
		for _, a := range s.open(t, s.me).Asks {
			if a.Open() || len(a.Replies) != 1 {
				t.Errorf("%+v", a)
			}
		}
	})
}

// TestThePersonNeverWaitsForAClock: in the seconds between a clock's moment and its serving the person writes as ever.
func TestThePersonNeverWaitsForAClock(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.Clock.Advance(48 * time.Hour)
		s.me = s.again(t)
		s.write(t, s.me, &room, plan.Edit{})
		s.turn(t, 0)
		if got := s.promised(t, plan.FirstContact); got != plan.Late {
			t.Errorf("the clock did what it does: %s", got)
		}
		s.write(t, s.me, &plan.Note{Text: "x"}, plan.Edit{})
		if got := s.promised(t, plan.FirstContact); got != plan.Kept {
			t.Errorf("the next act keeps it: %s", got)
		}
	})
}
