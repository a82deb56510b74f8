package gate

import (
	"context"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// An Overseen is one person of the agency with who works with them, for somebody who watches over promises and covers. Its
// pass opens no compartment.
type Overseen struct {
	Listed
	Began time.Time  // when the record began
	Team  []Assigned // without the names that they show, which stand under the person's own key
}

// Of returns who stands to the person in a relation, and since when; ok is false where nobody does.
func (o Overseen) Of(r Relation) (account id.ID, since time.Time, ok bool) {
	i := slices.IndexFunc(o.Team, func(a Assigned) bool { return a.Relation == r })
	if i < 0 {
		return id.ID{}, time.Time{}, false
	}
	return o.Team[i].Account, o.Team[i].Since, true
}

// OpenTeam decides and logs, one by one, all the people of the agency, and runs act with a pass for each that is permitted.
// It tells who works with whom, and nothing that anybody wrote.
func (g *Gate) OpenTeam(ctx context.Context, actor account.Actor, act func(ctx context.Context, people []Overseen) error) error {
	if actor.IsZero() || actor.Agency.IsZero() {
		return ErrRefused
	}
	refused := false
	err := g.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		at := g.clk()
		refused = false
		rows, err := everybody(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		var people []Overseen
		for _, o := range rows {
			req := Request{Actor: actor, Action: Oversee, Purpose: Care, Person: o.id}
			ok, reason, err := g.decide(ctx, tx, req, o.personRow, at)
			if err != nil {
				return err
			}
			if !ok { // the first no is the same no for all
				refused = true
				return g.logRefusal(ctx, tx, req, o.personRow, reason, at)
			}
			listed := Listed{Pass{View: View{r: &tx.Reader, req: req, at: at, person: o.personRow}, gate: g, tx: tx}, o.reference}
			people = append(people, Overseen{listed, o.began, o.team})
			if err := g.append(ctx, tx, o.id, signed(actor), o.log, at, req.event(Allowed, reason)); err != nil {
				return err
			}
		}
		return act(ctx, people)
	})
	if err == nil && refused {
		return ErrRefused
	}
	return err
}

type seenRow struct {
	ownPerson
	began time.Time
	team  []Assigned
}

// everybody are the people of the agency with who works with them, those whose record began first, first.
func everybody(ctx context.Context, tx *store.Tx, actor id.ID) ([]seenRow, error) {
	rows, err := tx.Query(ctx, selectEverybody, tx.Agency())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []seenRow
	for rows.Next() {
		var p ownPerson
		var who id.ID
		var made int64
		var relation *string
		var from *int64
		if err := rows.Scan(&p.id, &p.reference, &p.log, &p.account, &made, &who, &relation, &from); err != nil {
			return nil, err
		}
		if len(list) == 0 || list[len(list)-1].id != p.id {
			p.relation = None
			list = append(list, seenRow{ownPerson: p, began: clock.FromMicros(made)})
		}
		if relation == nil || from == nil {
			continue
		}
		one := &list[len(list)-1]
		one.team = append(one.team, Assigned{Account: who, Relation: Relation(*relation), Since: clock.FromMicros(*from)})
		if who == actor {
			one.relation = Relation(*relation)
		}
	}
	return list, rows.Err()
}

const selectEverybody = `SELECT p.person_id, p.reference, p.log_key, p.account_id, p.made_at, a.account_id, a.relation, a.from_at FROM person p
	LEFT JOIN assignment a ON a.agency_id = p.agency_id AND a.person_id = p.person_id
	WHERE p.agency_id = $1 ORDER BY p.made_at, p.person_id, a.from_at, a.account_id`
