package disclosure

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// AskedKind is the kind of the sealed entry in which a worker says that they asked the person, alone.
const AskedKind = "consent.asked"

// Asked is a worker's word that they asked the person, alone, and that a stopped consent may start again. It starts
// nothing: the person says so in their own space.
type Asked struct {
	Consent id.ID `json:"consent" keep:"your_say; D3; closed_2y"`
	Stop    int64 `json:"stop" keep:"your_say; D3; closed_2y"` // which stop was talked about; a later one is asked about afresh
}

// An Asking is an Asked that waits for the person.
type Asking struct {
	By     string // the name of the worker
	At     time.Time
	worker id.ID
	stop   int64
}

// AskedAlone notes that a worker who had no part in a stopped consent asked the person, alone. The question then waits for
// the person in their own space.
func (s *Service) AskedAlone(ctx context.Context, actor account.Actor, person, consentID id.ID) error {
	c, err := s.stopped(ctx, actor, person, consentID)
	if err != nil {
		return err
	}
	if actor.IsSurvivor() {
		return ErrNoProposal
	}
	if err := c.mayResume(actor.Account); err != nil {
		return err
	}
	return s.gate.Open(ctx, choosing(actor, person), func(ctx context.Context, pass gate.Pass) error {
		at, err := standsStopped(ctx, pass, consentID)
		if err != nil {
			return err
		}
		_, err = s.records.Add(ctx, pass, gate.Plan, record.Draft{Kind: AskedKind, Body: &Asked{consentID, at.Version}})
		return err
	})
}

// Resume is the person's own yes to sharing again, given in their own space. It takes the word of a worker who had no part
// in the consent as well. The end stays the one that was agreed.
func (s *Service) Resume(ctx context.Context, actor account.Actor, person, consentID id.ID) error {
	c, err := s.stopped(ctx, actor, person, consentID)
	if err != nil {
		return err
	}
	if !actor.IsSurvivor() {
		return ErrNoProposal
	}
	if err := c.mayResume(c.asking.worker); err != nil {
		return err
	}
	return s.gate.Open(ctx, choosing(actor, person), func(ctx context.Context, pass gate.Pass) error {
		at, err := standsStopped(ctx, pass, consentID)
		if err != nil {
			return err
		}
		if at.Version != c.asking.stop {
			return flow.ErrStale // it was stopped once more since
		}
		if err := s.worksHere(ctx, pass, c.asking.worker); err != nil {
			return err
		}
		both := flow.Actor{ID: c.asking.worker, Kind: flow.Kind(consent.OtherWorker), Second: actor.Account}
		_, err = flow.Fire(ctx, pass.Tx(), consent.Machine(), flow.Move{Subject: consentID, Event: flow.Event(consent.Resume),
			Actor: both, Version: at.Version, Due: c.ExpiresAt}, pass.At())
		return err
	})
}

func choosing(actor account.Actor, person id.ID) gate.Request {
	return gate.Request{Actor: actor, Action: gate.Consent, Purpose: purposeOf(actor), Person: person, Compartments: []gate.Compartment{gate.Plan}}
}

// stopped is a consent with what a worker said about it last.
type stopped struct {
	stored
	asking Asking
}

func (s *Service) stopped(ctx context.Context, actor account.Actor, person, consentID id.ID) (stopped, error) {
	rec, err := s.records.Read(ctx, actor, person, purposeOf(actor), gate.Plan)
	if err != nil {
		return stopped{}, err
	}
	for _, p := range newest(rec.Entries) {
		if p.ID == consentID {
			return stopped{p, askings(rec.Entries)[consentID]}, nil
		}
	}
	return stopped{}, ErrNoProposal
}

// mayResume reports why a worker may not take up a consent again. Whoever put it together had a part in it as well.
func (p stored) mayResume(worker id.ID) error {
	if worker == p.proposer {
		worker = id.ID{}
	}
	return consent.CheckResume(p.Record, worker, true)
}

// standsStopped is where a consent stands that is stopped and not over.
func standsStopped(ctx context.Context, pass gate.Pass, consentID id.ID) (flow.Instance, error) {
	at, err := flow.Get(ctx, &pass.Tx().Reader, consent.Machine(), consentID)
	switch {
	case err != nil:
		return at, err
	case at.Overdue(pass.At()):
		return at, flow.ErrStale
	case at.State != flow.State(consent.StateSuspended):
		return at, flow.ErrNotNow
	}
	return at, nil
}

// askings returns, by consent, the last word of a worker who asked.
func askings(entries []record.Entry) map[id.ID]Asking {
	list := map[id.ID]Asking{}
	for _, e := range entries {
		if b, ok := e.Body.(*Asked); ok && e.AuthorRole != string(account.Survivor) {
			list[b.Consent] = Asking{By: e.AuthorName, At: e.At, worker: e.Author, stop: b.Stop}
		}
	}
	return list
}
