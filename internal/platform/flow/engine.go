package flow

import (
	"context"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// The refusals of the engine. Their words are in this package's locale files.
var (
	ErrUnknown = fault.New(fault.NotFound, "flow.unknown") // nothing was started for the subject
	ErrNotYou  = fault.New(fault.Refused, "flow.unknown")  // the actor's kind may not make this transition
	ErrNotNow  = fault.New(fault.BadInput, "flow.not_now") // the event does not exist in this state
	ErrStale   = fault.New(fault.Stale, "flow.stale")      // somebody, or time, was quicker
	ErrReason  = fault.In("reason", "flow.reason")         // no reason, or one that is not on the list
	ErrSecond  = fault.In("second", "flow.second_person")  // nobody else has agreed
	ErrDue     = fault.In("due", "flow.due")               // a moment that is missing, past or not asked for
	ErrTwice   = fault.New(fault.Stale, "flow.stale")      // the subject has been started before
)

// An Actor is who makes a transition, as the caller has already established.
type Actor struct {
	ID     id.ID // zero for time
	Kind   Kind
	Second id.ID // who else agreed, where the transition needs a second person
}

// A Move asks for one transition.
type Move struct {
	Subject id.ID
	Event   Event // empty for Start
	Actor   Actor
	Reason  Reason
	Version int64     // what the actor saw; zero for Start
	Due     time.Time // for a state whose clock is Given
}

// An Instance is where one subject stands in one machine.
type Instance struct {
	Subject id.ID
	State   State
	Version int64     // 1 when started
	Since   time.Time // when State was entered
	Due     time.Time // when the clock of State fires; zero without one
}

// Overdue reports whether the clock's moment has come at at: only the clock may act then.
func (i Instance) Overdue(at time.Time) bool { return !i.Due.IsZero() && !at.Before(i.Due) }

// Start puts the subject of mv into the initial state. A second start of the same subject is refused with ErrTwice.
func Start(ctx context.Context, tx *store.Tx, m *Machine, mv Move, at time.Time) (Instance, error) {
	if !slices.Contains(m.spec.StartedBy, mv.Actor.Kind) {
		return Instance{}, ErrNotYou
	}
	due, err := m.due(m.spec.Initial, mv.Due, at)
	if err != nil {
		return Instance{}, err
	}
	i := Instance{Subject: mv.Subject, State: m.spec.Initial, Version: 1, Since: at, Due: due}
	n, err := tx.Exec(ctx, insertInstance, tx.Agency(), m.Name(), i.Subject, i.State, clock.Micros(at), clock.Micros(due))
	if err != nil {
		return Instance{}, err
	}
	if n == 0 {
		return Instance{}, ErrTwice
	}
	mv.Event = started
	return i, record(ctx, tx, m, "", i, mv, at)
}

// Fire makes one transition, or says why not. It belongs in the transaction of whatever else the transition means.
func Fire(ctx context.Context, tx *store.Tx, m *Machine, mv Move, at time.Time) (Instance, error) {
	if mv.Actor.Kind == ByTime {
		return Instance{}, ErrNotYou // only Tick speaks for time
	}
	return fire(ctx, tx, m, mv, at)
}

func fire(ctx context.Context, tx *store.Tx, m *Machine, mv Move, at time.Time) (Instance, error) {
	now, err := Get(ctx, &tx.Reader, m, mv.Subject)
	if err != nil {
		return Instance{}, err
	}
	if now.Version != mv.Version || now.Overdue(at) != (mv.Actor.Kind == ByTime) {
		return Instance{}, ErrStale
	}
	t, err := m.allow(now.State, mv)
	if err != nil {
		return Instance{}, err
	}
	due, err := m.due(t.To, mv.Due, at)
	if err != nil {
		return Instance{}, err
	}
	next := Instance{Subject: mv.Subject, State: t.To, Version: now.Version + 1, Since: at, Due: due}
	n, err := tx.Exec(ctx, updateInstance, next.State, next.Version, clock.Micros(at), clock.Micros(due),
		tx.Agency(), m.Name(), next.Subject, now.Version)
	if err != nil {
		return Instance{}, err
	}
	if n == 0 {
		return Instance{}, ErrStale
	}
	return next, record(ctx, tx, m, now.State, next, mv, at)
}

// allow checks a move against the declaration. Who may is checked before what was given, so that nothing about the form
// is told to somebody who may not fill it in.
func (m *Machine) allow(from State, mv Move) (Transition, error) {
	t, ok := m.transitions[move{from, mv.Event}]
	switch {
	case !ok:
		return t, ErrNotNow
	case !slices.Contains(t.Who, mv.Actor.Kind):
		return t, ErrNotYou
	case len(t.Reasons) == 0 && mv.Reason != "", len(t.Reasons) > 0 && !slices.Contains(t.Reasons, mv.Reason):
		return t, ErrReason
	case t.SecondPerson && (mv.Actor.Second.IsZero() || mv.Actor.Second == mv.Actor.ID):
		return t, ErrSecond
	}
	return t, nil
}

// due is when the clock of a state that is entered at at will fire.
func (m *Machine) due(s State, given, at time.Time) (time.Time, error) {
	c, ok := m.clocks[s]
	switch {
	case ok && c.Given && given.After(at):
		return given.UTC().Truncate(time.Microsecond), nil
	case ok && c.Given, !given.IsZero():
		return time.Time{}, ErrDue
	case ok:
		return at.Add(c.After), nil
	}
	return time.Time{}, nil
}
