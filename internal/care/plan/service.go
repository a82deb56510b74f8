package plan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Neighbours is what this package needs of rooms that it does not know.
type Neighbours struct {
	// Stop keeps, in a pass that opens the contact compartment, that no message goes out from now on, or that they may
	// again.
	Stop func(ctx context.Context, pass gate.Pass, stopped bool) error
	// Safe says whether a way was safe at a moment, from entries of the contact compartment.
	Safe SafeWay
	// Measures says whether something that keeps the person safe is still open, from entries of the safety compartment.
	Measures func(entries []record.Entry) bool
}

// Service is what can be done with plans. Each function asks the gate once.
type Service struct {
	db       *store.DB
	clk      clock.Clock
	gate     *gate.Gate
	accounts *account.Service
	records  *record.Service
	near     Neighbours
}

// New returns the service. A plan begins with the record that it is part of.
func New(g *gate.Gate, accounts *account.Service, records *record.Service, near Neighbours) *Service {
	s := &Service{db: accounts.DB(), clk: g.Clock(), gate: g, accounts: accounts, records: records, near: near}
	records.OnStart(s.begin)
	records.OnErase(s.end)
	return s
}

func purposeOf(actor account.Actor) gate.Purpose {
	if actor.IsSurvivor() {
		return gate.OwnLife
	}
	return gate.Care
}

func kindOf(actor account.Actor) flow.Kind {
	if actor.IsSurvivor() {
		return ThePerson
	}
	return AWorker
}

// A View is a plan as one actor sees it.
type View struct {
	Plan
	Stands   flow.Instance // where it stands; its zero value for a record older than plans that nobody has touched
	History  []flow.Step
	Moves    []flow.State // where this actor can move it
	Promises []Promised   // as far as they have begun
}

// Open opens the plan. For the people who work with the person the text of hidden notes is opened too. Who they are is told by
// record.Service.Team.
func (s *Service) Open(ctx context.Context, actor account.Actor, person id.ID) (View, error) {
	rec, err := s.records.Read(ctx, actor, person, purposeOf(actor), gate.Plan)
	if err != nil {
		return View{}, err
	}
	return s.Of(ctx, actor, person, rec.Entries)
}

// Of is Open for entries of the person that the actor has opened already, so that one page is one look.
func (s *Service) Of(ctx context.Context, actor account.Actor, person id.ID, entries []record.Entry) (View, error) {
	if err := s.isWith(ctx, actor, person); err != nil {
		return View{}, err
	}
	v := View{Plan: Fold(entries)}
	v.unseal(actor, person)
	err := s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) (err error) {
		if v.Stands, err = flow.Get(ctx, r, machine, person); err != nil && !errors.Is(err, flow.ErrUnknown) {
			return err
		}
		if v.History, err = flow.History(ctx, r, machine, person); err != nil {
			return err
		}
		v.Moves = Moves(v.Stands.State, kindOf(actor))
		v.Promises, err = promisesOf(ctx, r, person)
		return err
	})
	return v, err
}

// isWith refuses everybody who could not have opened the entries: where a plan stands is not theirs to know.
func (s *Service) isWith(ctx context.Context, actor account.Actor, person id.ID) error {
	if actor.IsSurvivor() {
		if person != actor.Person {
			return gate.ErrRefused
		}
		return nil
	}
	_, err := s.gate.ReferenceOf(ctx, actor, person)
	return err
}

// unseal opens the hidden notes for those whom the seal lets read them.
func (v *View) unseal(actor account.Actor, person id.ID) {
	for i, h := range v.Hidden {
		if h.Shown || actor.IsSurvivor() {
			continue
		}
		if key, ok := h.note.key(actor, person); ok {
			v.Hidden[i].Text, _ = h.note.open(key)
		}
	}
}

// An act is what one request does with a plan.
type act struct {
	pass gate.Pass
	Plan
	entries []record.Entry
}

// do opens the gate once for an act, and folds the plan inside the pass. key makes a second sending do nothing and answer
// what the first did.
func (s *Service) do(ctx context.Context, actor account.Actor, person id.ID, key string, fn func(ctx context.Context, a act) (id.ID, error), beside ...gate.Compartment) (done id.ID, err error) {
	return s.doAs(ctx, gate.Write, actor, person, key, fn, beside...)
}

func (s *Service) doAs(ctx context.Context, action gate.Action, actor account.Actor, person id.ID, key string, fn func(ctx context.Context, a act) (id.ID, error), beside ...gate.Compartment) (done id.ID, err error) {
	req := gate.Request{Actor: actor, Action: action, Purpose: purposeOf(actor), Person: person, Compartments: append([]gate.Compartment{gate.Plan}, beside...)}
	err = s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) (err error) {
		run := func() (string, error) {
			e, err := s.run(ctx, pass, fn)
			return e.String(), err
		}
		var result string
		if key == "" {
			result, err = run()
		} else {
			hash := sha256.Sum256([]byte(key)) // what was sent need not be a text that a database takes
			result, _, err = store.Once(ctx, pass.Tx(), "plan/"+actor.Account.String()+"/"+hex.EncodeToString(hash[:]), pass.At().UnixMicro(), run)
		}
		if err == nil {
			done, err = id.Parse(result)
		}
		return err
	})
	return done, err
}

func (s *Service) run(ctx context.Context, pass gate.Pass, fn func(ctx context.Context, a act) (id.ID, error)) (id.ID, error) {
	entries, err := s.records.Open(ctx, pass)
	if err != nil {
		return id.ID{}, err
	}
	if err := s.begin(ctx, pass); err != nil {
		return id.ID{}, err
	}
	done, err := fn(ctx, act{pass, Fold(entries), entries})
	if err == nil && pass.Actor().IsSurvivor() {
		err = keep(ctx, pass, FirstContact)
	}
	return done, err
}

// add writes one entry of the act.
func (s *Service) add(ctx context.Context, a act, b Body, about, supersedes id.ID) (id.ID, error) {
	return s.records.Add(ctx, a.pass, gate.Plan, record.Draft{Kind: b.Kind(), Body: b, About: about, Supersedes: supersedes})
}
