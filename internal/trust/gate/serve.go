package gate

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// A Basis is what lets something leave the agency. It is asked in the deciding transaction, so that a consent withdrawn
// or expired a moment ago is no basis any more.
type Basis interface {
	// Stands returns "stands", or a reason code that says why not.
	Stands(ctx context.Context, r *store.Reader, at time.Time) (string, error)
}

// BasisStands is the reason of a basis that holds.
const BasisStands = consent.BasisStands

// A Visit is another agency's wish to open what was shared with it.
type Visit struct {
	Agency     id.Agency // the vault that is asked
	Person     id.ID     // whom the shared items are about, in that vault
	Who        string    // who looks, as their agency says
	Role       string
	AgencyName string
	Items      int
	Basis      Basis
}

// Serve decides a visit and, when it is permitted, writes it to the person's log and runs act with a pass for Serve. A
// refusal is written too. The visitor's own standing was decided by the gate of the visitor's agency.
func (g *Gate) Serve(ctx context.Context, v Visit, act func(ctx context.Context, pass Pass) error) error {
	var refused bool
	err := g.db.Write(ctx, v.Agency, func(ctx context.Context, tx *store.Tx) error {
		at := g.clk()
		req := Request{Actor: account.Actor{Agency: v.Agency}, Action: Serve, Purpose: Release, Person: v.Person}
		p, err := g.find(ctx, tx, req)
		if err != nil {
			return err
		}
		basis, err := v.Basis.Stands(ctx, &tx.Reader, at)
		if err != nil {
			return err
		}
		ok, reason := g.rules.decide(facts{role: "partner", relation: None, basis: basis, standing: account.Standing{
			Active: true, SecondFactor: true, Attested: true, Certificates: []account.Certificate{account.Confidentiality},
		}}, Serve, "package")
		event := Event{Who: v.Who, Role: v.Role, AgencyName: v.AgencyName, Action: Serve, Purpose: Release, Items: v.Items,
			Outcome: Allowed, Reason: reason}
		refused = !ok || p.id.IsZero()
		switch {
		case p.id.IsZero():
			event.Outcome, event.Reason = Refused, ReasonNotThere
		case refused:
			event.Outcome, event.Reason = Refused, Reason(basis)
		}
		if refused {
			return g.logRefused(ctx, tx, p, account.Actor{}, at, event)
		}
		if err := act(ctx, Pass{View: View{r: &tx.Reader, req: req, at: at, person: p}, gate: g, tx: tx}); err != nil {
			return err
		}
		return g.append(ctx, tx, p.id, nobody, p.log, at, event)
	})
	if err == nil && refused {
		return ErrRefused
	}
	return err
}
