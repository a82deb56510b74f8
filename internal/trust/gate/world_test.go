package gate_test

import (
	"context"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// enrol makes a member of staff in good standing, let into their teams by the recovery key.
func enrol(t testing.TB, w *apptest.World, role account.Role, name string) apptest.Member {
	t.Helper()
	return w.Join(w.Shelter, role, name)
}

// log returns the newest entries of an agency's ledger, newest first, as kind and person.
func log(t testing.TB, w *apptest.World, agency id.Agency, actor id.ID, max int) []ledger.Record {
	t.Helper()
	var list []ledger.Record
	err := w.DB.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) (err error) {
		list, err = ledger.ByActor(ctx, r, actor, ledger.Latest, max)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// look asks the gate to read the plan of a person, and says how it ended.
func look(t testing.TB, w *apptest.World, a account.Actor, person id.ID) error {
	t.Helper()
	return w.Gate.Open(t.Context(), gate.Request{Actor: a, Action: gate.Read, Purpose: gate.Care, Person: person, Compartments: []gate.Compartment{gate.Plan}},
		func(context.Context, gate.Pass) error { return nil })
}

// assigned returns who works with a person, by relation.
func assigned(t testing.TB, w *apptest.World, person id.ID) map[gate.Relation][]id.ID {
	t.Helper()
	out := map[gate.Relation][]id.ID{}
	err := w.DB.Read(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
		clear(out)
		rows, err := r.Query(ctx, `SELECT relation, account_id FROM assignment WHERE agency_id = $1 AND person_id = $2`, r.Agency(), person)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var relation gate.Relation
			var who id.ID
			if err := rows.Scan(&relation, &who); err != nil {
				return err
			}
			out[relation] = append(out[relation], who)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
