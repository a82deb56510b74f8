package gate

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Fetch decides whether an actor may open something that another agency shared with a team of theirs. find looks it up in
// the deciding transaction and says to which team it was addressed; found is false when there is no such thing. act, which
// may be nil, runs only when it is permitted. The look, or the refusal, is written to the agency's own log, sealed to its
// oversight team: the person is not known here.
func (g *Gate) Fetch(ctx context.Context, actor account.Actor,
	find func(ctx context.Context, r *store.Reader) (to account.Function, found bool, err error),
	act func(ctx context.Context, tx *store.Tx, at time.Time) error) error {
	if actor.IsZero() || actor.Agency.IsZero() {
		return ErrRefused
	}
	var refused bool
	err := g.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		at := g.clk()
		to, found, err := find(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		ok, reason, err := g.decideOutside(ctx, &tx.Reader, actor, Receive, Compartment(to), at)
		if err != nil {
			return err
		}
		if !found {
			ok, reason = false, ReasonNotThere
		}
		refused = !ok
		outcome := Allowed
		if refused {
			outcome = Refused
		} else if act != nil {
			if err := act(ctx, tx, at); err != nil {
				return err
			}
		}
		teams, err := g.staff.TeamKeys(ctx, &tx.Reader, actor)
		if err != nil {
			return err
		}
		event := Request{Actor: actor, Action: Receive, Purpose: Release}.event(outcome, reason)
		return g.append(ctx, tx, id.ID{}, signed(actor), teams[account.Oversight].Key.Bytes(), at, event)
	})
	if err == nil && refused {
		return ErrRefused
	}
	return err
}
