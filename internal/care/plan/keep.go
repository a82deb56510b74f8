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
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A Promised is one promise to a person as it stands.
type Promised struct {
	Promise
	flow.Instance
}

// Open reports whether it is still to be kept.
func (p Promised) Open() bool { return p.State == Waiting || p.State == Late }

// begin starts the plan and its first promises with the record that they are part of, or at the first act where the record
// is older.
func (s *Service) begin(ctx context.Context, pass gate.Pass) error {
	_, err := flow.Get(ctx, pass.Reader(), machine, pass.Person())
	if !errors.Is(err, flow.ErrUnknown) {
		return err
	}
	if _, err := flow.Start(ctx, pass.Tx(), machine, flow.Move{Subject: pass.Person(), Actor: by(pass)}, pass.At()); err != nil {
		return err
	}
	for _, p := range []Promise{FirstContact, FirstPlan} {
		if err := promise(ctx, pass, p, p.first(pass.At())); err != nil {
			return err
		}
	}
	return nil
}

func by(pass gate.Pass) flow.Actor {
	return flow.Actor{ID: pass.Actor().Account, Kind: kindOf(pass.Actor())}
}

// promise makes a promise, or gives one that was made before a new day.
func promise(ctx context.Context, pass gate.Pass, p Promise, due time.Time) error {
	mv := flow.Move{Subject: p.subject(pass.Person()), Actor: by(pass), Due: due}
	now, err := flow.Get(ctx, pass.Reader(), p.machine(), mv.Subject)
	if errors.Is(err, flow.ErrUnknown) {
		_, err = flow.Start(ctx, pass.Tx(), p.machine(), mv, pass.At())
		return err
	}
	if err != nil {
		return err
	}
	mv.Event, mv.Version = moveIt, now.Version
	_, err = flow.Fire(ctx, pass.Tx(), p.machine(), mv, pass.At())
	return err
}

// keep notes that a promise is kept. While its clock has come and not been served it stays as it is: what the person does
// never waits for a clock, and the next act keeps it.
func keep(ctx context.Context, pass gate.Pass, p Promise) error {
	return settle(ctx, pass, p, keepIt, Waiting, Late)
}

func settle(ctx context.Context, pass gate.Pass, p Promise, event flow.Event, from ...flow.State) error {
	now, err := flow.Get(ctx, pass.Reader(), p.machine(), p.subject(pass.Person()))
	if errors.Is(err, flow.ErrUnknown) || err == nil && (now.Overdue(pass.At()) || !slices.Contains(from, now.State)) {
		return nil
	}
	if err == nil {
		_, err = flow.Fire(ctx, pass.Tx(), p.machine(), flow.Move{Subject: now.Subject, Event: event, Actor: by(pass), Version: now.Version}, pass.At())
	}
	return err
}

// planMade notes that there is a plan: the first goal or step that counts. From then on it is looked through together.
func planMade(ctx context.Context, pass gate.Pass) error {
	err := errors.Join(keep(ctx, pass, FirstContact), keep(ctx, pass, FirstPlan))
	if err != nil {
		return err
	}
	_, err = flow.Get(ctx, pass.Reader(), promises, NextReview.subject(pass.Person()))
	if errors.Is(err, flow.ErrUnknown) {
		return promise(ctx, pass, NextReview, nextReview(pass.At(), pass.At()))
	}
	return err
}

// reviewed sets the day of the next review.
func reviewed(ctx context.Context, pass gate.Pass) error {
	steps, err := flow.History(ctx, pass.Reader(), promises, NextReview.subject(pass.Person()))
	if err != nil {
		return err
	}
	began := pass.At()
	if len(steps) > 0 {
		began = steps[0].At
	}
	return promise(ctx, pass, NextReview, nextReview(began, pass.At()))
}

// answerDue sets the day by which the oldest open request is to be answered. One that is late stays late until it is.
func answerDue(ctx context.Context, pass gate.Pass, dues []time.Time) error {
	if len(dues) == 0 {
		return keep(ctx, pass, AnAnswer)
	}
	next := slices.MinFunc(dues, time.Time.Compare)
	now, err := flow.Get(ctx, pass.Reader(), answers, AnAnswer.subject(pass.Person()))
	if err != nil && !errors.Is(err, flow.ErrUnknown) {
		return err
	}
	if now.Overdue(pass.At()) || !next.After(pass.At()) || now.State == Waiting && now.Due.Equal(next) {
		return nil
	}
	return promise(ctx, pass, AnAnswer, next)
}

// dues are the days by which the open requests are to be answered.
func dues(asks []Asked) (list []time.Time) {
	for _, a := range asks {
		if a.Open() {
			list = append(list, a.Due())
		}
	}
	return list
}

// Postpone moves the day of the first plan, because the person wants more time. A worker names the day on which they said
// so.
func (s *Service) Postpone(ctx context.Context, actor account.Actor, person id.ID, p Postponing, key string) error {
	if err := mayMark(actor, p.Agreed); err != nil {
		return err
	}
	if err := p.check(s.clk()); err != nil {
		return err
	}
	_, err := s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		now, err := flow.Get(ctx, a.pass.Reader(), promises, FirstPlan.subject(person))
		if err == nil && now.State != Waiting && now.State != Late {
			err = flow.ErrNotNow
		}
		if err == nil {
			err = promise(ctx, a.pass, FirstPlan, p.To)
		}
		if err != nil {
			return id.ID{}, err
		}
		return s.add(ctx, a, &p, id.ID{}, id.ID{})
	})
	return err
}

// Reply answers what the person asked for.
func (s *Service) Reply(ctx context.Context, actor account.Actor, person, ask id.ID, r Reply, key string) error {
	if actor.IsSurvivor() {
		return ErrNothing
	}
	if err := r.check(s.clk()); err != nil {
		return err
	}
	_, err := s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		i := slices.IndexFunc(a.Asks, func(q Asked) bool { return q.at(ask) >= 0 })
		if i < 0 {
			return id.ID{}, ErrNothing
		}
		entry, err := s.add(ctx, a, &r, ask, id.ID{})
		if err == nil {
			err = answerDue(ctx, a.pass, dues(slices.Delete(slices.Clone(a.Asks), i, i+1)))
		}
		return entry, err
	})
	return err
}

// promisesOf reads the promises to a person that have begun.
func promisesOf(ctx context.Context, r *store.Reader, person id.ID) ([]Promised, error) {
	var list []Promised
	for _, p := range Promises() {
		i, err := flow.Get(ctx, r, p.machine(), p.subject(person))
		if errors.Is(err, flow.ErrUnknown) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, Promised{p, i})
	}
	return list, nil
}

// A PersonDue is one of a worker's own people with the open promises to them, the next first.
type PersonDue struct {
	Person    id.ID
	Reference string
	Relation  gate.Relation
	Stands    flow.State
	Promises  []Promised
}

// Due lists whom the actor works with, by the next promise. It opens nothing that anybody wrote; it is a look at the list
// of one's people, and is logged as one.
func (s *Service) Due(ctx context.Context, actor account.Actor) ([]PersonDue, error) {
	var list []PersonDue
	err := s.gate.OpenList(ctx, actor, func(ctx context.Context, people []gate.Listed) error {
		list = list[:0]
		for _, p := range people {
			stands, open, err := dueOf(ctx, p.Pass.Reader(), p.Pass.Person())
			if err != nil {
				return err
			}
			list = append(list, PersonDue{p.Pass.Person(), p.Reference, p.Pass.Relation(), stands, open})
		}
		return nil
	})
	byPromise(list)
	return list, err
}

// when is the moment by which a promise is sorted: its day, or the moment in which that went by.
func (p Promised) when() time.Time {
	if p.State == Late {
		return p.Since
	}
	return p.Instance.Due
}

// Tick lets the promises of one agency whose day has come be late, and destroys what is kept no longer. It opens nothing.
func (s *Service) Tick(ctx context.Context, agency id.Agency) error {
	_, failed := flow.Tick(ctx, s.db, agency, machine, s.clk(), s.over)
	for _, m := range []*flow.Machine{promises, answers} {
		_, err := flow.Tick(ctx, s.db, agency, m, s.clk(), func(context.Context, *store.Tx, flow.Fired) error { return nil })
		failed = errors.Join(failed, err)
	}
	return failed
}

// LeftWaiting reports whether anybody who asked an agency for a change waits for longer than was promised: what everybody
// may know. It says no number, and of nobody.
func (s *Service) LeftWaiting(ctx context.Context, agency id.Agency) (waits bool, err error) {
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		waits, err = flow.Any(ctx, r, answers, Late)
		return err
	})
	return waits, err
}
