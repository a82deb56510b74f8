package gate

import (
	"context"
	"errors"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// ErrRefused is the answer to everything that may not be had, whether it exists or not.
var ErrRefused = fault.New(fault.Refused, "error.not_found")

// A Request says who wants to do what with whose data, and why.
type Request struct {
	Actor        account.Actor
	Action       Action
	Purpose      Purpose
	Person       id.ID
	Compartments []Compartment // every one of them must be permitted
	Items        []id.ID       // entries named one by one, where the action is about such
	Ends         bool          // a Consent that says no or stops what was agreed: it never asks for the passphrase
}

// Gate is the one door.
type Gate struct {
	db     *store.DB
	staff  *account.Service
	clk    clock.Clock
	rules  policies
	sealer sealer

	counted *store.Counts // the rows about each person
}

// New returns the gate over the database of the accounts, which say who stands how. It fails when a policy file cannot be read.
func New(staff *account.Service) (*Gate, error) {
	rules, err := loadPolicies()
	if err != nil {
		return nil, err
	}
	db := staff.DB()
	return &Gate{db: db, staff: staff, clk: db.Clock(), rules: rules, counted: store.NewCounts(countEvery)}, nil
}

// Clock is the clock that the gate decides by.
func (g *Gate) Clock() clock.Clock { return g.clk }

// Open decides the request and, when it is permitted, writes the look to the ledger and runs act with a pass, all in one
// transaction. It returns nil only when both are durable. A refusal is durable before ErrRefused is returned, or
// account.ErrStepUp where the passphrase once more is all that is missing. When act fails, nothing happened: no change, and
// no entry, since nothing was seen. When act returns Decline, it is a refusal.
//
// act may run twice (see store.DB.Write), so it has no effect outside its pass; what it read is used after Open returned.
func (g *Gate) Open(ctx context.Context, req Request, act func(ctx context.Context, pass Pass) error) error {
	if req.Actor.IsZero() || req.Actor.Agency.IsZero() {
		return ErrRefused // nobody is signed in: there is no vault to look into, and no log to write to
	}
	var refused error
	var no *declined
	err := g.db.Write(ctx, req.Actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		at, way, told := g.clk(), "", false
		no = nil
		p, err := g.find(ctx, tx, req)
		if err != nil {
			return err
		}
		if err := g.recount(ctx, tx, p.id, at); err != nil {
			return err
		}
		ok, reason, err := g.decide(ctx, tx, req, p, at)
		if err != nil {
			return err
		}
		refused = answer(ok, reason)
		if !ok {
			return g.logRefusal(ctx, tx, req, p, reason, at)
		}
		err = act(ctx, Pass{View: View{r: &tx.Reader, req: req, at: at, person: p}, gate: g, tx: tx, way: &way, told: &told})
		if errors.As(err, &no) {
			return g.logRefusal(ctx, tx, req, p, no.why, at)
		}
		if err != nil {
			return err
		}
		if told || req.Action == Start {
			// The entry was sealed by Pass.Begin or Pass.NewLog, to the log key that it was given, before the rest was written.
			return ledger.Cover(ctx, tx, ledger.Entry{Kind: string(req.Action) + ".written", Actor: req.Actor.Account, At: at, Author: req.Actor.SigningKey()})
		}
		e := req.event(Allowed, reason)
		e.Way = way
		return g.append(ctx, tx, p.id, signed(req.Actor), p.log, at, e)
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return refused
	case no != nil:
		return no.answer
	}
	return nil
}

// countEvery is how long what was counted about a person is relied on: rows that were deleted or put back from before are
// noticed by the first look after it, and by the audit that goes round.
const countEvery = time.Minute

// recount counts the rows about a person before they decide anything, unless that was done a moment ago. What is found is
// noted for the alarm; the rows that are there still decide, so that a deleted row shuts nobody out of their own record.
func (g *Gate) recount(ctx context.Context, tx *store.Tx, person id.ID, at time.Time) error {
	if person.IsZero() {
		return nil
	}
	return g.counted.Due(person.String(), at, func() error {
		_, err := tx.Recount(ctx, "person_id", person.String())
		return err
	})
}

// answer is the error of a decision: nil where it is a yes.
func answer(ok bool, reason Reason) error {
	switch {
	case ok:
		return nil
	case reason.StepUp():
		return account.ErrStepUp
	}
	return ErrRefused
}

// View decides a request to look and writes it, or the refusal, to the ledger; when that is durable it runs act with a
// view of one snapshot of the record. Looking changes nothing, so it does not hold up those who write.
func (g *Gate) View(ctx context.Context, req Request, act func(ctx context.Context, view View) error) error {
	var seen View
	err := g.Open(ctx, req, func(_ context.Context, pass Pass) error {
		seen = pass.View
		return nil
	})
	if err != nil {
		return err
	}
	return g.db.Read(ctx, req.Actor.Agency, func(ctx context.Context, r *store.Reader) error {
		seen.r = r
		return act(ctx, seen)
	})
}

// decide reads standing in the deciding transaction and asks the rules about each compartment.
func (g *Gate) decide(ctx context.Context, tx *store.Tx, req Request, p personRow, at time.Time) (bool, Reason, error) {
	standing, err := g.staff.StandingIn(ctx, &tx.Reader, req.Actor, at)
	if err != nil {
		return false, "", err
	}
	ok, reason := g.judge(req, p, standing)
	if p.id.IsZero() && req.Action != Start {
		return false, ReasonNotThere, nil // said last, so that both refusals are the same work
	}
	return ok, reason, nil
}

// judge asks the rules about each compartment of a request.
func (g *Gate) judge(req Request, p personRow, standing account.Standing) (bool, Reason) {
	f := facts{role: string(req.Actor.Role), standing: standing, relation: p.relation, ends: req.Ends}
	compartments := req.Compartments
	if len(compartments) == 0 {
		compartments = []Compartment{"consent"} // an action on the record as a whole, such as withdrawing
	}
	reason, asking := ReasonNoRule, Reason("")
	for _, c := range compartments {
		ok, why := g.rules.decide(f, req.Action, c)
		switch {
		case !ok && why.StepUp():
			asking = why // unless another compartment is refused for good
		case !ok:
			return false, why
		}
		reason = why
	}
	if asking != "" {
		return false, asking
	}
	return true, reason
}

// personRow is what the gate knows of a person: nothing but keys and relations.
type personRow struct {
	id       id.ID
	log      []byte // public half of the log key; parsed where it is needed
	account  id.ID
	relation Relation
	names    bool // somebody who works with them has not been introduced by name
}

// find reads the person and the actor's relation in one statement. A person of another agency is not found here: their
// row has another agency_id.
func (g *Gate) find(ctx context.Context, tx *store.Tx, req Request) (p personRow, err error) {
	if req.Action == Start {
		return personRow{relation: None}, nil
	}
	var relation *string
	err = tx.QueryRow(ctx, selectPerson, tx.Agency(), req.Person, req.Actor.Account, false).Scan(&p.id, &p.log, &p.account, &relation, &p.names)
	if store.IsNoRows(err) {
		return personRow{relation: None}, nil
	}
	if err != nil {
		return p, err
	}
	p.relation = None
	switch {
	case req.Actor.IsSurvivor() && !p.account.IsZero() && p.account == req.Actor.Account && req.Actor.Person == p.id:
		p.relation = Self
	case relation != nil:
		p.relation = Relation(*relation)
	}
	return p, nil
}

const selectPerson = `SELECT p.person_id, p.log_key, p.account_id, a.relation,
	EXISTS (SELECT 1 FROM assignment u WHERE u.agency_id = p.agency_id AND u.person_id = p.person_id AND u.introduced = $4) FROM person p
	LEFT JOIN assignment a ON a.agency_id = p.agency_id AND a.person_id = p.person_id AND a.account_id = $3
	WHERE p.agency_id = $1 AND p.person_id = $2`
