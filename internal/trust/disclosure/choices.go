package disclosure

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Choice is a proposal or a consent as it stands now, with the items it is about.
type Choice struct {
	consent.Record
	Entry         id.ID          // the sealed entry that holds it
	Proposed      string         // who put it together
	Items         []record.Entry // opened, in the order of the record
	RecipientName string
	Reason        consent.Reason // how it stands: Allowed, NotGiven, Expired …
	RecalledAt    time.Time
	AttestedAt    time.Time // the recipient said that copies are destroyed
}

// Choices lists the proposals and consents of a person, newest first, with what each is about.
func (s *Service) Choices(ctx context.Context, actor account.Actor, person id.ID) ([]Choice, error) {
	rec, err := s.records.Read(ctx, actor, person, purposeOf(actor), shareable...)
	if err != nil {
		return nil, err
	}
	return s.ChoicesAmong(ctx, actor, rec.Entries)
}

// ChoicesAmong is Choices for entries that the actor has opened already, so that one page is one look.
func (s *Service) ChoicesAmong(ctx context.Context, actor account.Actor, entries []record.Entry) ([]Choice, error) {
	names, err := s.agencyNames(ctx)
	if err != nil {
		return nil, err
	}
	now := s.clk()
	var list []Choice
	err = s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		list = nil
		for _, p := range newest(entries) {
			c := Choice{Record: p.Record, Entry: p.entry, Proposed: p.proposedBy, RecipientName: names[p.Record.RecipientAgency]}
			at, err := flow.Get(ctx, r, consent.Machine(), p.ID)
			if err != nil {
				return err
			}
			c.State = consent.State(at.State)
			c.Reason = consent.StillStands(c.State, c.ValidFrom, c.ExpiresAt, now)
			c.Items = pick(entries, p.Record.Items)
			if err := c.fill(ctx, r); err != nil {
				return err
			}
			list = append([]Choice{c}, list...)
		}
		return nil
	})
	return list, err
}

// Stands reports whether the recipient can look at this moment.
func (c Choice) Stands() bool { return c.Reason == consent.Allowed }

// Open reports whether the person has not answered yet.
func (c Choice) Open() bool { return c.Reason == consent.NotGiven }

func (c *Choice) fill(ctx context.Context, r *store.Reader) error {
	var recalled, attested int64
	err := r.QueryRow(ctx, selectByConsent, r.Agency(), c.ID).Scan(&recalled, &attested)
	if store.IsNoRows(err) {
		return nil
	}
	c.RecalledAt, c.AttestedAt = clock.FromMicros(recalled), clock.FromMicros(attested)
	return err
}

// stored is a consent entry in its newest form.
type stored struct {
	consent.Record
	entry      id.ID
	proposedBy string
}

// newest returns each consent once, in its newest form, oldest proposal first.
func newest(entries []record.Entry) []stored {
	var list []stored
	at := map[id.ID]int{}
	for _, e := range entries {
		body, ok := e.Body.(*Consent)
		if !ok {
			continue
		}
		if i, seen := at[body.Record.ID]; seen {
			list[i].Record, list[i].entry = body.Record, e.ID
			continue
		}
		at[body.Record.ID] = len(list)
		list = append(list, stored{body.Record, e.ID, e.AuthorName})
	}
	return list
}

func pick(entries []record.Entry, items []consent.Item) []record.Entry {
	var list []record.Entry
	for _, item := range items {
		for _, e := range entries {
			if e.ID == item.Entry {
				list = append(list, e)
			}
		}
	}
	return list
}

// found is a proposal that can be decided on.
type found struct {
	entry  id.ID
	record stored
}

func (s *Service) find(ctx context.Context, actor account.Actor, person, proposal id.ID) (found, error) {
	rec, err := s.records.Read(ctx, actor, person, purposeOf(actor), gate.Plan)
	if err != nil {
		return found{}, err
	}
	for _, p := range newest(rec.Entries) {
		if p.ID == proposal && p.State == consent.StateDrafted {
			return found{p.entry, p}, nil
		}
	}
	return found{}, ErrNoProposal
}

func (s *Service) agencyNames(ctx context.Context) (map[id.Agency]string, error) {
	list, err := s.accounts.Agencies(ctx)
	names := map[id.Agency]string{}
	for _, a := range list {
		names[a.ID] = a.Name
	}
	return names, err
}

const selectByConsent = `SELECT recalled_at, attested_at FROM disclosure WHERE agency_id = $1 AND consent_id = $2`
