package gate

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
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
			if !ok {
				continue // an assignment that no rule lets be seen, such as after a change of role, shows nothing
			}
			people = append(people, Listed{Pass{tx: tx, req: req, at: at, person: p.personRow}, p.reference})
			if err := appendEvent(ctx, tx, p.id, actor.Account, p.log, at, req.event(Allowed, reason)); err != nil {
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
		var log []byte
		if err := rows.Scan(&p.id, &p.reference, &log, &p.account, &p.relation); err != nil {
			return nil, err
		}
		if p.log, err = keys.ParsePublicKey(log); err != nil {
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
	err := g.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		err := r.QueryRow(ctx, selectByReference, agency, reference).Scan(&person)
		if store.IsNoRows(err) {
			return nil
		}
		return err
	})
	return person, err
}

// Leave ends everything of one member of staff: what account.Leave ends, and their assignments, which pass to whoever
// stands in for them in the same transaction, so that nobody is without a named worker at any commit.
func (g *Gate) Leave(ctx context.Context, agency id.Agency, leaving id.ID, successor id.ID) error {
	return g.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		at := clock.Micros(g.clk())
		for _, stmt := range []string{promoteCover, handToSuccessor} {
			args := []any{agency, leaving, Worker, Cover}
			if stmt == handToSuccessor {
				args = []any{agency, leaving, Worker, successor, at}
			}
			if _, err := tx.Exec(ctx, stmt, args...); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, deleteAssignments, agency, leaving); err != nil {
			return err
		}
		return account.Leave(ctx, tx, leaving)
	})
}

const (
	selectOwnPeople = `SELECT p.person_id, p.reference, p.log_key, p.account_id, a.relation FROM assignment a
		JOIN person p ON p.agency_id = a.agency_id AND p.person_id = a.person_id
		WHERE a.agency_id = $1 AND a.account_id = $2 ORDER BY a.from_at DESC, p.person_id`
	selectByReference = `SELECT person_id FROM person WHERE agency_id = $1 AND reference = $2`

	// The first in line to take over a leaving worker's people is who already stands in for them.
	promoteCover = `UPDATE assignment SET relation = $3 WHERE agency_id = $1 AND relation = $4 AND account_id <> $2
		AND person_id IN (SELECT w.person_id FROM assignment w WHERE w.agency_id = $1 AND w.account_id = $2 AND w.relation = $3)`
	handToSuccessor = `INSERT INTO assignment (agency_id, person_id, account_id, relation, from_at)
		SELECT w.agency_id, w.person_id, $4, w.relation, $5 FROM assignment w
		WHERE w.agency_id = $1 AND w.account_id = $2
		AND NOT EXISTS (SELECT 1 FROM assignment o WHERE o.agency_id = $1 AND o.person_id = w.person_id AND o.account_id <> $2 AND o.relation = $3)
		ON CONFLICT (agency_id, person_id, account_id) DO NOTHING`
	deleteAssignments = `DELETE FROM assignment WHERE agency_id = $1 AND account_id = $2`
)
