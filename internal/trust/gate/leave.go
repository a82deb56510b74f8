package gate

import (
	"context"
	"errors"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// ErrSuccessor says that with this successor somebody would be left without a named worker and a second person who stands
// in, both of them working here: nothing has changed then.
var ErrSuccessor = fault.In("successor", "gate.error.successor")

// Leave ends everything of one member of staff: what account.Leave ends, and their assignments, in one transaction. Where
// they were the worker, whoever stands in becomes the worker; the place beside the worker goes to the successor. So nobody
// is without a named worker and a cover at any commit (INV-14). The successor may be zero for somebody without people.
func (g *Gate) Leave(ctx context.Context, by account.Actor, leaving id.ID, successor id.ID) error {
	return g.db.Write(ctx, by.Agency, func(ctx context.Context, tx *store.Tx) error {
		people, err := takeAssignments(ctx, tx, leaving)
		if err != nil {
			return err
		}
		if len(people) > 0 {
			if err := g.mayFollow(ctx, tx, by, leaving, successor); err != nil {
				return err
			}
		}
		at := clock.Micros(g.clk())
		for _, p := range people {
			if err := handOver(ctx, tx, p, successor, at); err != nil {
				return err
			}
		}
		return g.staff.Leave(ctx, tx, by, leaving)
	})
}

type leftPerson struct {
	id       id.ID
	relation Relation // how the one who leaves stood to them
}

// takeAssignments removes the assignments of one account and returns what they were.
func takeAssignments(ctx context.Context, tx *store.Tx, leaving id.ID) (list []leftPerson, err error) {
	rows, err := tx.Query(ctx, selectAssignments, tx.Agency(), leaving)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var p leftPerson
		if err := rows.Scan(&p.id, &p.relation); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		list = append(list, p)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, deleteOfAccount, tx.Agency(), leaving)
	return list, err
}

// mayFollow refuses a successor who does not work here, or in another function than the one who leaves.
func (g *Gate) mayFollow(ctx context.Context, tx *store.Tx, by account.Actor, leaving, successor id.ID) error {
	was, _, err := g.staff.StaffRole(ctx, &tx.Reader, by, leaving)
	if err != nil {
		return err
	}
	role, ok, err := g.staff.StaffRole(ctx, &tx.Reader, by, successor)
	if err != nil {
		return err
	}
	if !ok || successor == leaving || !slices.Equal(role.Functions(), was.Functions()) {
		return ErrSuccessor
	}
	return nil
}

// handOver fills the place that has become empty. A successor who is with the person already cannot also be the second.
func handOver(ctx context.Context, tx *store.Tx, p leftPerson, successor id.ID, at int64) error {
	if p.relation == Worker {
		n, err := tx.Exec(ctx, promoteCover, tx.Agency(), p.id, Cover, Worker)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrSuccessor
		}
	}
	n, err := tx.Exec(ctx, insertFollower, tx.Agency(), p.id, successor, Cover, at)
	if err == nil && n == 0 {
		return ErrSuccessor
	}
	return err
}

const (
	selectAssignments = `SELECT person_id, relation FROM assignment WHERE agency_id = $1 AND account_id = $2 ORDER BY person_id`
	deleteOfAccount   = `DELETE FROM assignment WHERE agency_id = $1 AND account_id = $2`
	promoteCover      = `UPDATE assignment SET relation = $4 WHERE agency_id = $1 AND person_id = $2 AND relation = $3`
	insertFollower    = `INSERT INTO assignment (agency_id, person_id, account_id, relation, from_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id, person_id, account_id) DO NOTHING`
)
