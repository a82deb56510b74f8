package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Fired is what a clock has just done.
type Fired struct {
	Machine    *Machine
	From       State
	Event      Event
	Instance   Instance // where the subject stands now
	EscalateTo Kind     // who is to be told; empty for nobody
}

// Tick fires the clocks of one agency whose moment has come at at, and returns how many it fired. Each fires in a
// transaction of its own, in which handle is called: what handle writes is kept exactly when the transition is, and two
// processes that tick at once fire each clock once. One that fails stays due and keeps none of the others from firing;
// the failures come back together.
func Tick(ctx context.Context, db *store.DB, agency id.Agency, m *Machine, at time.Time,
	handle func(ctx context.Context, tx *store.Tx, f Fired) error) (fired int, err error) {
	var failures []error
	var last Instance
	for {
		var found []Instance
		if err := db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
			found, err = due(ctx, r, m, at, last)
			return err
		}); err != nil {
			return fired, errors.Join(append(failures, err)...)
		}
		for _, i := range found {
			ours, err := m.tick(ctx, db, agency, i, at, handle)
			if err != nil {
				failures = append(failures, fmt.Errorf("clock of %s, subject %v: %w", m.Name(), i.Subject, err))
			} else if ours {
				fired++
			}
		}
		if len(found) < page {
			return fired, errors.Join(failures...)
		}
		last = found[len(found)-1]
	}
}

// tick fires one clock; ours is false when another process was quicker.
func (m *Machine) tick(ctx context.Context, db *store.DB, agency id.Agency, i Instance, at time.Time,
	handle func(ctx context.Context, tx *store.Tx, f Fired) error) (ours bool, err error) {
	c, ok := m.clocks[i.State]
	if !ok {
		return false, fmt.Errorf("state %q has lost its clock", i.State)
	}
	mv := Move{Subject: i.Subject, Event: c.Fire, Actor: Actor{Kind: ByTime}, Version: i.Version}
	err = db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		next, err := fire(ctx, tx, m, mv, at)
		if ours = !errors.Is(err, ErrStale); !ours {
			return nil
		}
		if err != nil {
			return err
		}
		return handle(ctx, tx, Fired{Machine: m, From: i.State, Event: c.Fire, Instance: next, EscalateTo: c.EscalateTo})
	})
	return ours, err
}
