package gate

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// ReasonRole is the reason of a refusal before anything was looked up: the page is not for this role.
const ReasonRole Reason = "not_this_role"

// Refuse writes to the agency's log that an actor tried a page that is not for their role, and returns ErrRefused. Whom the
// page would have been about is not looked up.
func (g *Gate) Refuse(ctx context.Context, actor account.Actor, action Action) error {
	if actor.IsZero() || actor.Agency.IsZero() {
		return ErrRefused
	}
	err := g.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		return g.logRefusal(ctx, tx, Request{Actor: actor, Action: action, Purpose: Care}, personRow{relation: None}, ReasonRole, g.clk())
	})
	if err != nil {
		return err
	}
	return ErrRefused
}
