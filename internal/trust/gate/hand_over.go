package gate

import (
	"context"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// HandTo makes somebody the person's worker in the place of who was it so far. It takes a pass for HandOver. Whoever stands
// in still does; where they are the new worker, the two change places. So nobody is without a named worker and a cover at
// any commit (INV-14). Those who work with the person in other functions stay as they are.
func (p Pass) HandTo(ctx context.Context, to id.ID) error {
	if p.req.Action != HandOver || p.tx == nil {
		return ErrRefused
	}
	role, ok, err := p.gate.staff.StaffRole(ctx, &p.tx.Reader, p.req.Actor, to)
	if err != nil {
		return err
	}
	if !ok || !slices.Contains(role.Functions(), account.Advocates) {
		return ErrSuccessor
	}
	pair, err := p.advocates(ctx)
	if err != nil {
		return err
	}
	worker, stands := pair[Worker], slices.Contains(pair[Cover], to)
	switch {
	case len(worker) != 1 || len(pair[Cover]) == 0:
		return ErrSuccessor
	case worker[0] == to:
		return nil
	case stands:
		return p.relate(ctx, map[id.ID]Relation{worker[0]: Cover, to: Worker})
	}
	if _, err := p.tx.Exec(ctx, deleteAssignment, p.Agency(), p.person.id, worker[0]); err != nil {
		return err
	}
	_, err = p.tx.Exec(ctx, insertAssignment, p.Agency(), p.person.id, to, Worker, p.at.UnixMicro())
	return err
}

func (p Pass) relate(ctx context.Context, all map[id.ID]Relation) error {
	for account, r := range all {
		if _, err := p.tx.Exec(ctx, updateRelation, r, p.Agency(), p.person.id, account); err != nil {
			return err
		}
	}
	return nil
}

// advocates are those of the advocates' function who work with the person, by relation.
func (p Pass) advocates(ctx context.Context) (map[Relation][]id.ID, error) {
	all, err := p.assigned(ctx)
	if err != nil {
		return nil, err
	}
	out := map[Relation][]id.ID{}
	for account, r := range all {
		ok, err := p.advocate(ctx, account)
		if err != nil {
			return nil, err
		}
		if ok {
			out[r] = append(out[r], account)
		}
	}
	return out, nil
}

func (p Pass) advocate(ctx context.Context, who id.ID) (bool, error) {
	role, here, err := p.gate.staff.StaffRole(ctx, &p.tx.Reader, p.req.Actor, who)
	return here && slices.Contains(role.Functions(), account.Advocates), err
}

func (p Pass) assigned(ctx context.Context) (map[id.ID]Relation, error) {
	rows, err := p.tx.Query(ctx, selectAssigned, p.Agency(), p.person.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[id.ID]Relation{}
	for rows.Next() {
		var account id.ID
		var r Relation
		if err := rows.Scan(&account, &r); err != nil {
			return nil, err
		}
		all[account] = r
	}
	return all, rows.Err()
}

const (
	selectAssigned   = `SELECT account_id, relation FROM assignment WHERE agency_id = $1 AND person_id = $2`
	deleteAssignment = `DELETE FROM assignment WHERE agency_id = $1 AND person_id = $2 AND account_id = $3`
	updateRelation   = `UPDATE assignment SET relation = $1 WHERE agency_id = $2 AND person_id = $3 AND account_id = $4`
)
