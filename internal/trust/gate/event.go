package gate

import (
	"context"
	"encoding/json"
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
	Outcome      Outcome       `json:"outcome"`
	Reason       Reason        `json:"reason"`
}

func (r Request) event(outcome Outcome, reason Reason) Event {
	return Event{Who: r.Actor.Name, Role: string(r.Actor.Role), Action: r.Action, Purpose: r.Purpose,
		Compartments: r.Compartments, Items: len(r.Items), Outcome: outcome, Reason: reason}
}

// logRefusal writes that a request was refused.
func (g *Gate) logRefusal(ctx context.Context, tx *store.Tx, req Request, p personRow, reason Reason, at time.Time) error {
	return logRefused(ctx, tx, p, req.Actor.Account, at, req.event(Refused, reason))
}

// logRefused writes a refusal. About somebody unknown it is sealed to the oversight team; the key is read either way, so
// that both refusals do the same work.
func logRefused(ctx context.Context, tx *store.Tx, p personRow, actor id.ID, at time.Time, e Event) error {
	teams, err := account.TeamKeys(ctx, &tx.Reader)
	if err != nil {
		return err
	}
	key := teams[account.Oversight].Key
	if !p.id.IsZero() {
		key = p.log
	}
	return appendEvent(ctx, tx, p.id, actor, key, at, e)
}

func appendEvent(ctx context.Context, tx *store.Tx, person, actor id.ID, key keys.PublicKey, at time.Time, e Event) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	sealed, err := key.Seal(logBinding(tx.Agency(), person, at), keys.Pad(body))
	if err != nil {
		return err
	}
	kind := string(e.Action) + "." + string(e.Outcome)
	_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: kind, Person: person, Actor: actor, At: at, Sealed: sealed})
	return err
}

// logBinding ties the readable part to its place: the agency, the person and the moment.
func logBinding(agency id.Agency, person id.ID, at time.Time) keys.Binding {
	return keys.Binding{Agency: agency, Person: person, Compartment: string(Log), Version: at.UnixMicro(), Use: "event"}
}

// OpenEvent opens the readable part of a ledger entry with the private half of the log key.
func OpenEvent(rec ledger.Record, key keys.PrivateKey) (Event, error) {
	padded, err := key.Open(logBinding(rec.Agency, rec.Person, rec.At), rec.Sealed)
	if err != nil {
		return Event{}, err
	}
	body, err := keys.Unpad(padded)
	if err != nil {
		return Event{}, err
	}
	var e Event
	return e, json.Unmarshal(body, &e)
}
