package gate

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// An Outcome is how a request ended.
type Outcome string

const (
	Allowed Outcome = "allowed"
	Refused Outcome = "refused"
)

// An Event is the readable part of a ledger entry: enough to tell the person in plain words who did what and why. It is
// sealed to the person's own log key before it is stored.
type Event struct {
	Who          string        `json:"who"`
	Role         string        `json:"role"`
	AgencyName   string        `json:"agency,omitempty"` // only where the actor is from another agency
	Action       Action        `json:"action"`
	Purpose      Purpose       `json:"purpose"`
	Compartments []Compartment `json:"compartments,omitempty"`
	Items        int           `json:"items,omitempty"`
	Way          string        `json:"way,omitempty"` // by which way a message goes
	Outcome      Outcome       `json:"outcome"`
	Reason       Reason        `json:"reason"`
}

func (r Request) event(outcome Outcome, reason Reason) Event {
	return Event{Who: r.Actor.Shown, Role: string(r.Actor.Role), Action: r.Action, Purpose: r.Purpose,
		Compartments: r.Compartments, Items: len(r.Items), Outcome: outcome, Reason: reason}
}

// Tell writes into a person's log what the house did for them by itself, such as that a message left. It opens nothing:
// the entry is sealed to the public half of their log key.
func (g *Gate) Tell(ctx context.Context, tx *store.Tx, person id.ID, at time.Time, e Event) error {
	p, err := g.find(ctx, tx, Request{Person: person})
	if err != nil || p.id.IsZero() {
		return err
	}
	return g.append(ctx, tx, p.id, nobody, p.log, at, e)
}

// logRefusal writes that a request was refused.
func (g *Gate) logRefusal(ctx context.Context, tx *store.Tx, req Request, p personRow, reason Reason, at time.Time) error {
	return g.logRefused(ctx, tx, p, req.Actor, at, req.event(Refused, reason))
}

// logRefused writes a refusal. About somebody unknown it is sealed to the oversight team. The key is read either way, and
// the asymmetric seal is made each time, so that both refusals do the same work.
func (g *Gate) logRefused(ctx context.Context, tx *store.Tx, p personRow, actor account.Actor, at time.Time, e Event) error {
	teams, err := g.staff.TeamKeys(ctx, &tx.Reader, actor)
	if err != nil {
		return err
	}
	key := teams[account.Oversight].Key.Bytes()
	if !p.id.IsZero() {
		key = p.log
	}
	ep, err := freshEpoch(tx.Agency(), p.id, key, at)
	if err != nil {
		return err
	}
	return appendUnder(ctx, tx, p.id, signed(actor), ep, at, e)
}

// An author signs an entry of the ledger. What the program did by itself is signed by nobody.
type author struct {
	account id.ID // zero for the root
	key     keys.SigningKey
}

var nobody author

func signed(a account.Actor) author { return author{a.Account, a.SigningKey()} }

// append seals an event to a log key and adds it to the ledger.
func (g *Gate) append(ctx context.Context, tx *store.Tx, person id.ID, by author, log []byte, at time.Time, e Event) error {
	ep, err := g.sealer.epoch(tx.Agency(), person, log, at)
	if err != nil {
		return err
	}
	return appendUnder(ctx, tx, person, by, ep, at, e)
}

func appendUnder(ctx context.Context, tx *store.Tx, person id.ID, by author, ep epoch, at time.Time, e Event) error {
	sealed, err := ep.seal(tx.Agency(), person, at, e)
	if err != nil {
		return err
	}
	kind := string(e.Action) + "." + string(e.Outcome)
	_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: kind, Person: person, Actor: by.account, At: at, Sealed: sealed, Author: by.key})
	return err
}
