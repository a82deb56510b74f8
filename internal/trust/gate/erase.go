package gate

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// ReasonOver is the reason of an Erase that nobody asked for: the time for which it was kept is over.
const ReasonOver Reason = "kept.over"

// Lapse gives act a pass to destroy what is kept about a person, when the time is over for which they were told that it is
// kept. Nobody has signed in, so it opens nothing; the clock that came belongs to the caller, and tx is the transaction in
// which it fired. Of somebody who is not in the register any more nothing is left to destroy.
func (g *Gate) Lapse(ctx context.Context, tx *store.Tx, person id.ID, at time.Time, act func(ctx context.Context, pass Pass) error) error {
	req := Request{Actor: account.Actor{Agency: tx.Agency()}, Action: Erase, Purpose: Care, Person: person}
	p, err := g.find(ctx, tx, req)
	if err != nil || p.id.IsZero() {
		return err
	}
	if err := act(ctx, Pass{View: View{r: &tx.Reader, req: req, at: at, person: p}, gate: g, tx: tx}); err != nil {
		return err
	}
	return g.append(ctx, tx, p.id, nobody, p.log, at, req.event(Allowed, ReasonOver))
}

// End takes a person out of the register, with who works with them. It takes a pass for Erase, and comes when nothing is
// left that hangs on them. The ledger keeps that somebody was there, without who.
func (p Pass) End(ctx context.Context) error {
	if p.req.Action != Erase || p.tx == nil {
		return ErrRefused
	}
	for _, stmt := range []string{deleteAssignments, deletePerson} {
		if _, err := p.tx.Exec(ctx, stmt, p.Agency(), p.Person()); err != nil {
			return err
		}
	}
	return nil
}

const (
	deleteAssignments = `DELETE FROM assignment WHERE agency_id = $1 AND person_id = $2`
	deletePerson      = `DELETE FROM person WHERE agency_id = $1 AND person_id = $2`
)
