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

// declined is an act that the rules permit and that does not happen.
type declined struct {
	why    Reason
	answer error
}

func (d *declined) Error() string { return string(d.why) }

// Decline is what an act returns that found, with what the pass opened, that it must not happen: the person has paused it,
// or a word that was said is not theirs. What it wrote until then stays, the log says that it was refused and why, and Open
// returns answer.
func Decline(why Reason, answer error) error { return &declined{why, answer} }
