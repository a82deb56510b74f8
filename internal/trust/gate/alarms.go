package gate

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Alarms is what checks have found in an agency's rows and log, as the rules name it. It belongs to no record.
const Alarms Compartment = "alarms"

// MayWatch reports whether the rules let somebody of a role with this standing read what checks have found (Look), or name
// who else reads it (Oversee). The reader is of the actor's own agency.
func (g *Gate) MayWatch(ctx context.Context, r *store.Reader, actor account.Actor, action Action) (bool, error) {
	if actor.IsZero() || actor.Agency != r.Agency() {
		return false, nil
	}
	ok, _, err := g.decideOutside(ctx, r, actor, action, Alarms, g.clk())
	return ok, err
}
