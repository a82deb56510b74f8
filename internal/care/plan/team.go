package plan

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// DueAmong is Due for people whom the actor has listed already, so that one page is one look.
func (s *Service) DueAmong(ctx context.Context, actor account.Actor, people []id.ID) ([]PersonDue, error) {
	var list []PersonDue
	for _, p := range people {
		reference, err := s.gate.ReferenceOf(ctx, actor, p)
		if err != nil {
			return nil, err
		}
		list = append(list, PersonDue{Person: p, Reference: reference})
	}
	err := s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) (err error) {
		for i := range list {
			if list[i].Stands, list[i].Promises, err = dueOf(ctx, r, list[i].Person); err != nil {
				return err
			}
		}
		return nil
	})
	byPromise(list)
	return list, err
}

// dueOf is where somebody's plan stands and what is still promised to them, the next first.
func dueOf(ctx context.Context, r *store.Reader, person id.ID) (flow.State, []Promised, error) {
	stands, err := flow.Get(ctx, r, machine, person)
	if err != nil && !errors.Is(err, flow.ErrUnknown) {
		return "", nil, err
	}
	all, err := promisesOf(ctx, r, person)
	open := slices.DeleteFunc(all, func(p Promised) bool { return !p.Open() || stands.State == Closed })
	slices.SortStableFunc(open, func(a, b Promised) int { return a.when().Compare(b.when()) })
	return stands.State, open, err
}

// byPromise puts first whom something was promised to next, and last whom nothing is.
func byPromise(list []PersonDue) { slices.SortStableFunc(list, comparePromises) }

func comparePromises(a, b PersonDue) int {
	if len(a.Promises) == 0 || len(b.Promises) == 0 {
		return len(b.Promises) - len(a.Promises)
	}
	return a.Promises[0].when().Compare(b.Promises[0].when())
}

// An Overseen is one person as somebody sees them who watches over promises and covers: where the plan stands, what is
// promised, who works with them. There is nothing in it that anybody wrote.
type Overseen struct {
	PersonDue
	Worker, Cover id.ID // zero where nobody is
	Disputed      bool  // they say of something they agreed to that it was not so (practice map, T3.11)

	WorkerCame, CoverCame time.Time // zero where they were there when the record began
}

// Team lists all the people of the agency by the next promise, for a supervisor. Every line is a look that stands in the
// person's log.
func (s *Service) Team(ctx context.Context, actor account.Actor) ([]Overseen, error) {
	var list []Overseen
	err := s.gate.OpenTeam(ctx, actor, func(ctx context.Context, people []gate.Overseen) error {
		list = list[:0]
		for _, p := range people {
			stands, open, err := dueOf(ctx, p.Pass.Reader(), p.Pass.Person())
			if err != nil {
				return err
			}
			one := Overseen{PersonDue: PersonDue{p.Pass.Person(), p.Reference, p.Pass.Relation(), stands, open}}
			if one.Disputed, err = consent.Disputed(ctx, p.Pass.Reader(), p.Pass.Person(), p.Pass.At()); err != nil {
				return err
			}
			one.Worker, one.WorkerCame = came(p, gate.Worker)
			one.Cover, one.CoverCame = came(p, gate.Cover)
			list = append(list, one)
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Overseen) int { return comparePromises(a.PersonDue, b.PersonDue) })
	return list, err
}

// came is who stands to a person in a relation, and when they came where that was later than the record began.
func came(p gate.Overseen, r gate.Relation) (who id.ID, at time.Time) {
	who, since, _ := p.Of(r)
	if since.After(p.Began) {
		at = since
	}
	return who, at
}
