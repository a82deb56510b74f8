package plan

import (
	"context"
	"errors"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Move moves a plan a step on or back (see View.Moves). It changes nothing else: no help begins or ends with a step. Where
// the person wants it closed, nobody else leads it back out of closing.
func (s *Service) Move(ctx context.Context, actor account.Actor, person id.ID, to flow.State, version int64) error {
	if to == InClosing || to == Closed {
		return flow.ErrNotNow
	}
	event := stepTo(to)
	if to == Reopened {
		event = comeBack
	}
	_, err := s.do(ctx, actor, person, "", func(ctx context.Context, a act) (id.ID, error) {
		if on, _ := a.ground(Lost{}); to == FollowingUp && on == OwnWord && !actor.IsSurvivor() {
			if now, err := flow.Get(ctx, a.pass.Reader(), machine, person); err != nil || now.State == InClosing {
				return id.ID{}, errors.Join(err, ErrOwnSay)
			}
		}
		mv := flow.Move{Subject: person, Event: event, Actor: by(a.pass), Version: version}
		_, err := flow.Fire(ctx, a.pass.Tx(), machine, mv, a.pass.At())
		if err == nil && to == Reopened {
			err = resume(ctx, a)
		}
		return id.ID{}, err
	})
	return err
}

// AskToClose writes down the wish to close. A worker's is a proposal to the person. The person's own closes the plan, or,
// where something that keeps them safe is still open, stands until that is over.
func (s *Service) AskToClose(ctx context.Context, actor account.Actor, person id.ID, c Closing, key string) error {
	if err := c.check(s.clk()); err != nil {
		return err
	}
	_, err := s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		entry, err := s.add(ctx, a, &c, id.ID{}, id.ID{})
		if err != nil {
			return entry, err
		}
		now, err := flow.Get(ctx, a.pass.Reader(), machine, person)
		if err == nil && now.State != InClosing {
			err = step(ctx, a, now, stepTo(InClosing), by(a.pass))
		}
		return entry, err
	})
	if err == nil && actor.IsSurvivor() {
		if _, err = s.Close(ctx, actor, person); errors.Is(err, ErrMeasures) || errors.Is(err, flow.ErrNotNow) {
			err = nil // the wish stands; or the same wish, sent twice, has closed it already
		}
	}
	return err
}

// Close closes a plan that stands in closing, on the best ground that there is: the person's own word; what they agreed
// aloud, when the one who closes is a second worker, who heard it too; lost contact, with proof. Nothing closes while
// something that keeps the person safe is still open.
func (s *Service) Close(ctx context.Context, actor account.Actor, person id.ID) (on Ground, err error) {
	beside := []gate.Compartment{gate.Safety}
	if !actor.IsSurvivor() {
		beside = append(beside, gate.Contact) // the person needs no proof
	}
	_, err = s.do(ctx, actor, person, "", func(ctx context.Context, a act) (id.ID, error) {
		now, err := flow.Get(ctx, a.pass.Reader(), machine, person)
		if err != nil {
			return id.ID{}, err
		}
		if now.State != InClosing {
			return id.ID{}, flow.ErrNotNow
		}
		if s.near.Measures(a.entries) {
			return id.ID{}, ErrMeasures
		}
		var heard id.ID
		on, heard = a.ground(LostContact(a.entries, s.near.Safe))
		who := by(a.pass)
		event := map[Ground]flow.Event{OwnWord: closeOwn, Aloud: closeAloud, Gone: closeGone}[on]
		switch {
		case on == none:
			return id.ID{}, ErrGrounds
		case on == Aloud && (actor.IsSurvivor() || heard == actor.Account):
			return id.ID{}, ErrSecond
		case on == Aloud:
			who.ID, who.Second = heard, actor.Account
		}
		if err := step(ctx, a, now, event, who); err != nil {
			return id.ID{}, err
		}
		return id.ID{}, endPromises(ctx, a.pass)
	}, beside...)
	return on, err
}

// step makes one transition from where the plan stands.
func step(ctx context.Context, a act, now flow.Instance, event flow.Event, who flow.Actor) error {
	_, err := flow.Fire(ctx, a.pass.Tx(), machine, flow.Move{Subject: now.Subject, Event: event, Actor: who, Version: now.Version}, a.pass.At())
	return err
}

// keepOn is what the person's no to closing does: it goes on, and what was closed is open again.
func keepOn(ctx context.Context, a act) error {
	now, err := flow.Get(ctx, a.pass.Reader(), machine, a.pass.Person())
	if err != nil {
		return err
	}
	switch now.State {
	case InClosing:
		return step(ctx, a, now, stepTo(FollowingUp), by(a.pass))
	case Closed:
		if err := step(ctx, a, now, comeBack, by(a.pass)); err != nil {
			return err
		}
		return resume(ctx, a)
	}
	return nil
}

// resume makes the promises of a plan that is open again. One whose clock has come and not been served stays as it is.
func resume(ctx context.Context, a act) error {
	now := a.pass.At()
	due := map[Promise]time.Time{NextReview: nextReview(now, now)}
	if len(dues(a.Asks)) > 0 {
		due[AnAnswer] = workdays(now, 10)
	}
	for p, at := range due {
		if err := promise(ctx, a.pass, p, at); err != nil && !errors.Is(err, flow.ErrStale) {
			return err
		}
	}
	return nil
}

func endPromises(ctx context.Context, pass gate.Pass) error {
	for _, p := range Promises() {
		if err := settle(ctx, pass, p, endIt, Waiting, Late, Kept); err != nil {
			return err
		}
	}
	return nil
}
