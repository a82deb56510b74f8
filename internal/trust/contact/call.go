package contact

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// OnCall says what may be said to a line that a worker's call has reached, and writes the call to the person's log. said is
// the code word as the voice said it; with the right one the line is Known. A wrong one ends the call.
func (s *Service) OnCall(ctx context.Context, actor account.Actor, person id.ID, line Line, said string) (Reason, error) {
	var why Reason
	req := gate.Request{Actor: actor, Action: gate.Message, Purpose: purposeOf(actor), Person: person,
		Compartments: []gate.Compartment{gate.Contact, gate.Identity}}
	err := s.parts.Gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		why = WordFirst
		c, _, _, err := s.said(ctx, pass)
		if err != nil {
			return err
		}
		at := line
		if at != Machine {
			at = Somebody // that somebody is known is for the word to say
		}
		why = DecideCall(c, at, pass.At())
		if why == WordFirst && said != "" {
			if err := hear(ctx, pass, c.CodeWord, said); err != nil {
				return err
			}
			why = DecideCall(c, Known, pass.At())
		}
		if why != Allowed {
			return gate.Decline(gate.Reason(why), nil)
		}
		pass.By(string(Call))
		return nil
	})
	return why, err
}

// LostPhone ends every sign-in of a person who rang because a phone is lost, and has them asked first before anything is
// sent again. said is the code word as the voice said it. Each session is over at its next request; what waited to be sent
// is not sent.
func (s *Service) LostPhone(ctx context.Context, actor account.Actor, person id.ID, said string) error {
	req := gate.Request{Actor: actor, Action: gate.Lost, Purpose: purposeOf(actor), Person: person, Compartments: []gate.Compartment{gate.Contact}}
	return s.parts.Gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		c, entry, _, err := s.said(ctx, pass)
		if err != nil {
			return err
		}
		if err := hear(ctx, pass, c.CodeWord, said); err != nil {
			return err
		}
		c.AskFirst = true
		if _, err := s.parts.Records.Add(ctx, pass, gate.Contact, record.Draft{Kind: Kind, Body: &c, Supersedes: entry}); err != nil {
			return err
		}
		if s.parts.Lost != nil {
			if err := s.parts.Lost(ctx, pass); err != nil {
				return err
			}
		}
		return account.EndSessions(ctx, pass.Tx(), pass.SurvivorAccount())
	})
}
