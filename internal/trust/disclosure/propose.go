package disclosure

import (
	"context"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Proposal is a package that a worker puts together for the person to decide on.
type Proposal struct {
	Recipient id.Agency
	Function  account.Function // the team of the recipient that will open it
	Purpose   consent.Purpose
	Items     []consent.Item
	Days      int    // how long the consent should last
	Key       string // idempotency key
}

// Faults of a proposal, each about one field.
var (
	ErrRecipient = fault.In("recipient", "consent.error.recipient")
	ErrItems     = fault.In("items", "consent.error.items_none")
	ErrPurpose   = fault.In("purpose", "consent.error.purpose")
	ErrDays      = fault.In("days", "consent.error.end_too_far")
)

// shareable are the compartments whose entries can be put into a package by somebody who works with the person.
var shareable = []gate.Compartment{gate.Identity, gate.Contact, gate.Plan, gate.Safety}

// Propose puts a package together. Nothing leaves, and nothing changes for the person: they find it in their own space.
func (s *Service) Propose(ctx context.Context, actor account.Actor, person id.ID, p Proposal) (id.ID, error) {
	if err := s.check(ctx, actor, p); err != nil {
		return id.ID{}, err
	}
	proposed := id.New(s.clk())
	req := gate.Request{Actor: actor, Action: gate.Compose, Purpose: gate.Care, Person: person, Compartments: compartmentsOf(p.Items)}
	err := s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		entries, err := s.records.Open(ctx, pass)
		if err != nil {
			return err
		}
		if !listed(entries, p.Items) {
			return ErrItems
		}
		body := Consent{consent.Record{
			ID: proposed, Person: person, State: consent.StateDrafted, Purpose: p.Purpose, Items: p.Items, RecipientAgency: p.Recipient,
			RecipientRoles: []consent.Role{consent.Role(p.Function)}, Actions: []consent.Action{consent.View},
			RecordedBy: actor.Account, ValidFrom: pass.At(), ExpiresAt: pass.At().Add(time.Duration(p.Days) * 24 * time.Hour),
		}}
		first, err := s.propose(ctx, pass, body, p.Key)
		if err == nil {
			proposed, err = id.Parse(first)
		}
		return err
	})
	return proposed, err
}

// propose keeps the proposal and begins its life, once for each key: a form that was sent twice is one proposal.
func (s *Service) propose(ctx context.Context, pass gate.Pass, body Consent, key string) (string, error) {
	begin := func() (string, error) {
		if _, err := s.records.Add(ctx, pass, gate.Plan, record.Draft{Kind: ConsentKind, Body: &body}); err != nil {
			return "", err
		}
		mv := flow.Move{Subject: body.Record.ID, Actor: flow.Actor{ID: pass.Actor().Account, Kind: flow.Kind(consent.Worker)}}
		_, err := flow.Start(ctx, pass.Tx(), consent.Machine(), mv, pass.At())
		return body.Record.ID.String(), err
	}
	if key == "" {
		return begin()
	}
	first, _, err := store.Once(ctx, pass.Tx(), "proposal/"+pass.Actor().Account.String()+"/"+key, pass.At().UnixMicro(), begin)
	return first, err
}

func (s *Service) check(ctx context.Context, actor account.Actor, p Proposal) error {
	if p.Recipient == actor.Agency || !slices.Contains(account.Receives(), p.Function) {
		return ErrRecipient
	}
	if _, err := s.accounts.Recipient(ctx, actor, p.Recipient, p.Function); err != nil {
		return ErrRecipient
	}
	if len(p.Items) == 0 {
		return ErrItems
	}
	for _, item := range p.Items {
		if item.Entry.IsZero() || !slices.Contains(shareable, gate.Compartment(item.Compartment)) {
			return ErrItems
		}
	}
	if !slices.Contains(consent.Purposes(), p.Purpose) {
		return ErrPurpose
	}
	if p.Days < 1 || time.Duration(p.Days)*24*time.Hour > consent.MaxExpiry {
		return ErrDays
	}
	return nil
}

// compartmentsOf returns the compartments that the items stand in, and the plan, in which consents are kept.
func compartmentsOf(items []consent.Item) []gate.Compartment {
	list := []gate.Compartment{gate.Plan}
	for _, item := range items {
		if c := gate.Compartment(item.Compartment); !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// listed reports whether every item is an opened entry of the kind and compartment that it says.
func listed(entries []record.Entry, items []consent.Item) bool {
	for _, item := range items {
		found := slices.ContainsFunc(entries, func(e record.Entry) bool {
			return e.ID == item.Entry && e.Kind == item.Kind && string(e.Compartment) == item.Compartment && !e.Locked && !aboutSharing(e.Kind)
		})
		if !found {
			return false
		}
	}
	return true
}

// aboutSharing reports whether entries of a kind are about sharing itself. Who was asked what, and said what, goes nowhere.
func aboutSharing(kind string) bool {
	return slices.ContainsFunc(Kinds(), func(k record.Kind) bool { return k.Name == kind })
}
