package gate

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A Listed is one person of the actor's own, with a pass for List.
type Listed struct {
	Pass      Pass
	Reference string // the random reference that stands in addresses
}

// OpenList decides and logs, one by one, the people the actor works with, and runs act with a pass for each that is
// permitted. Seeing a name in a list is a look like any other.
func (g *Gate) OpenList(ctx context.Context, actor account.Actor, act func(ctx context.Context, people []Listed) error) error {
	if actor.IsZero() || actor.Agency.IsZero() {
		return ErrRefused
	}
	return g.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		at := g.clk()
		rows, err := ownPeople(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		var people []Listed
		for _, p := range rows {
			req := Request{Actor: actor, Action: List, Purpose: Care, Person: p.id, Compartments: []Compartment{Identity}}
			ok, reason, err := g.decide(ctx, tx, req, p.personRow, at)
			if err != nil {
				return err
			}
			if !ok { // an assignment that no rule lets be seen, such as after a certificate has ended, shows nothing
				if err := g.logRefusal(ctx, tx, req, p.personRow, reason, at); err != nil {
					return err
				}
				continue
			}
			people = append(people, Listed{Pass{View: View{r: &tx.Reader, req: req, at: at, person: p.personRow}, gate: g, tx: tx}, p.reference})
			if err := g.append(ctx, tx, p.id, signed(actor), p.log, at, req.event(Allowed, reason)); err != nil {
				return err
			}
		}
		return act(ctx, people)
	})
}

type ownPerson struct {
	personRow
	reference string
}

func ownPeople(ctx context.Context, tx *store.Tx, actor id.ID) ([]ownPerson, error) {
	rows, err := tx.Query(ctx, selectOwnPeople, tx.Agency(), actor)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []ownPerson
	for rows.Next() {
		var p ownPerson
		if err := rows.Scan(&p.id, &p.reference, &p.log, &p.account, &p.relation); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// PersonByReference turns the reference of an address into an identifier, and a reference that leads nowhere into one
// that is not there, so that the gate's refusal is the only answer either way. It tells nothing by itself.
func (g *Gate) PersonByReference(ctx context.Context, agency id.Agency, reference string) (id.ID, error) {
	person := id.Random()
	if !id.IsReference(reference) {
		return person, nil // never asked of the database, which does not take every text
	}
	err := g.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		err := r.QueryRow(ctx, selectByReference, agency, reference).Scan(&person)
		if store.IsNoRows(err) {
			return nil
		}
		return err
	})
	return person, err
}

// ReferenceOf returns the reference that stands in the addresses of one of the actor's own people, and ErrRefused for
// anybody else. It leads to the gate, not past it.
func (g *Gate) ReferenceOf(ctx context.Context, actor account.Actor, person id.ID) (string, error) {
	var reference string
	err := g.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, selectOwnReference, actor.Agency, person, actor.Account).Scan(&reference)
	})
	if store.IsNoRows(err) {
		return "", ErrRefused
	}
	return reference, err
}

// Beside returns the other accounts that are assigned to one of the actor's own people, and ErrRefused for anybody else's.
// It tells who works with the person and opens nothing.
func (g *Gate) Beside(ctx context.Context, actor account.Actor, person id.ID) ([]id.ID, error) {
	if _, err := g.ReferenceOf(ctx, actor, person); err != nil {
		return nil, err
	}
	var list []id.ID
	err := g.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		rows, err := r.Query(ctx, selectBeside, actor.Agency, person, actor.Account)
		if err != nil {
			return err
		}
		defer rows.Close()
		list = nil
		for rows.Next() {
			var a id.ID
			if err := rows.Scan(&a); err != nil {
				return err
			}
			list = append(list, a)
		}
		return rows.Err()
	})
	return list, err
}

const (
	selectOwnPeople = `SELECT p.person_id, p.reference, p.log_key, p.account_id, a.relation FROM assignment a
		JOIN person p ON p.agency_id = a.agency_id AND p.person_id = a.person_id
		WHERE a.agency_id = $1 AND a.account_id = $2 ORDER BY a.from_at DESC, p.person_id`
	selectByReference  = `SELECT person_id FROM person WHERE agency_id = $1 AND reference = $2`
	selectOwnReference = `SELECT p.reference FROM person p JOIN assignment a ON a.agency_id = p.agency_id AND a.person_id = p.person_id
		WHERE p.agency_id = $1 AND p.person_id = $2 AND a.account_id = $3`
	selectBeside = `SELECT account_id FROM assignment WHERE agency_id = $1 AND person_id = $2 AND account_id <> $3 ORDER BY account_id`
)
