package disclosure_test

import (
	"errors"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestResumingTakesAnotherWorkerAndThePerson: a stopped consent starts again by the word of a worker who had no part in it
// and the person's own yes, in this order, and ends when it would have ended.
func TestResumingTakesAnotherWorkerAndThePerson(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, p := t.Context(), s.share(t, s.notes[0])
		reference, ends := s.only(t), s.choice(t, p).ExpiresAt
		imani := s.imani()
		if err := s.Disclosure.AskedAlone(ctx, imani, s.hana, p); !errors.Is(err, flow.ErrNotNow) {
			t.Errorf("asked about what was never stopped: %v", err)
		}
		if err := s.Disclosure.Suspend(ctx, s.worker, s.hana, p); err != nil {
			t.Fatal(err)
		}
		s.shut(t, "stopped", reference)
		if err := s.Disclosure.Resume(ctx, s.me, s.hana, p); fault.KeyOf(err) != "consent.error.resume_other_worker" {
			t.Errorf("the person alone: %v", err)
		}
		if err := s.Disclosure.AskedAlone(ctx, s.worker, s.hana, p); fault.KeyOf(err) != "consent.error.resume_other_worker" {
			t.Errorf("the worker who put it together: %v", err)
		}
		for name, who := range map[string]account.Actor{"the person": s.me, "another agency": s.doctor} {
			if err := s.Disclosure.AskedAlone(ctx, who, s.hana, p); fault.KindOf(err) != fault.Refused {
				t.Errorf("%s asks: %v", name, err)
			}
		}
		if c := s.choice(t, p); c.Asking != nil || c.MayAsk(s.worker) || !c.MayAsk(imani) {
			t.Errorf("before it was asked: %+v", c.Asking)
		}
		if err := s.Disclosure.AskedAlone(ctx, imani, s.hana, p); err != nil {
			t.Fatal(err)
		}
		s.shut(t, "asked, and not answered", reference)
		for name, who := range map[string]account.Actor{"the worker": imani, "another agency": s.doctor} {
			if err := s.Disclosure.Resume(ctx, who, s.hana, p); fault.KindOf(err) != fault.Refused {
				t.Errorf("%s answers: %v", name, err)
			}
		}
		if c := s.choice(t, p); c.Asking == nil || c.Asking.By != imani.Name {
			t.Errorf("the question: %+v", c.Asking)
		}
		if err := s.Disclosure.Resume(ctx, s.me, s.hana, p); err != nil {
			t.Fatal(err)
		}
		if err := s.look(t, reference); err != nil {
			t.Errorf("looking again: %v", err)
		}
		if c := s.choice(t, p); !c.Stands() || c.Asking != nil || !c.ExpiresAt.Equal(ends) {
			t.Errorf("after the yes: %s, %v", c.Reason, c.ExpiresAt)
		}
		s.Clock.Set(ends)
		s.renew(t)
		s.shut(t, "at its end", reference)
	})
}

// TestAStopIsAskedAboutAfresh: a yes that was asked for before the person stopped it once more starts nothing.
func TestAStopIsAskedAboutAfresh(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, p := t.Context(), s.share(t, s.notes[0])
		reference := s.only(t)
		step := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		step(s.Disclosure.Dispute(ctx, s.me, s.hana, p))
		s.shut(t, "disputed, the next look", reference)
		step(s.Disclosure.AskedAlone(ctx, s.imani(), s.hana, p))
		step(s.Disclosure.Dispute(ctx, s.me, s.hana, p))
		if c := s.choice(t, p); c.Asking != nil {
			t.Errorf("the old question still waits: %+v", c.Asking)
		}
		if err := s.Disclosure.Resume(ctx, s.me, s.hana, p); !errors.Is(err, flow.ErrStale) {
			t.Errorf("the old question is answered: %v", err)
		}
		s.shut(t, "disputed again", reference)
		step(s.Disclosure.Withdraw(ctx, s.me, s.hana, p))
		if err := s.Disclosure.Resume(ctx, s.me, s.hana, p); !errors.Is(err, flow.ErrNotNow) {
			t.Errorf("resumed after it was taken back: %v", err)
		}
	})
}

// TestNothingResumesAfterItsEnd: the end that was agreed is the end, stopped or not.
func TestNothingResumesAfterItsEnd(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, p := t.Context(), s.share(t, s.notes[0])
		reference, ends := s.only(t), s.choice(t, p).ExpiresAt
		if err := errors.Join(s.Disclosure.Dispute(ctx, s.me, s.hana, p), s.Disclosure.AskedAlone(ctx, s.imani(), s.hana, p)); err != nil {
			t.Fatal(err)
		}
		s.Clock.Set(ends)
		s.renew(t)
		if err := s.Disclosure.Resume(ctx, s.me, s.hana, p); !errors.Is(err, flow.ErrStale) {
			t.Errorf("resumed at its end: %v", err)
		}
		if err := s.Disclosure.AskedAlone(ctx, s.imani(), s.hana, p); !errors.Is(err, flow.ErrStale) {
			t.Errorf("asked after its end: %v", err)
		}
		s.shut(t, "at its end", reference)
	})
}

// TestWhoeverHeardItDoesNotResumeIt: with both workers part of a spoken yes it stays stopped, until the person takes it
// back or it ends.
func TestWhoeverHeardItDoesNotResumeIt(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx, p := t.Context(), s.hears(t, s.notes[0])
		s.confirm(t, p)
		reference := s.only(t)
		if err := s.Disclosure.Dispute(ctx, s.me, s.hana, p); err != nil {
			t.Fatal(err)
		}
		s.shut(t, "disputed, the next look", reference)
		for name, who := range map[string]account.Actor{"the recorder": s.worker, "the witness": s.imani()} {
			if err := s.Disclosure.AskedAlone(ctx, who, s.hana, p); fault.KeyOf(err) != "consent.error.resume_other_worker" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.Disclosure.AskedAlone(ctx, s.SignIn(s.Shelter.As(account.ShelterManager)), s.hana, p); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("a colleague who does not work with the person: %v", err)
		}
		if err := s.Disclosure.Resume(ctx, s.me, s.hana, id.Random()); fault.KindOf(err) != fault.Refused {
			t.Errorf("something that never was: %v", err)
		}
	})
}
