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
	Entry         id.ID              // the sealed entry that holds it
	Proposed      string             // who put it together
	Items         []record.Entry     // opened, in the order of the record
	Beside        map[id.ID][]string // what the person wrote beside an item: it goes along
	RecipientName string
	Reason        consent.Reason // how it stands: Allowed, NotGiven, Expired …
	LastWeek      bool           // it stands, and its end is near
	RecalledAt    time.Time
	AttestedAt    time.Time // the recipient said that copies are destroyed
	Hearing       *Hearing  // a yes said aloud: while the choice is open it waits for its witness, afterwards it is how it was given
	HeardBy       string    // the name of the witness who confirmed it
	Asking        *Asking   // a worker asked, alone, whether it may start again; the person's answer is missing
	kept          stored    // as the entry says it, while State says where it stands
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
			c := Choice{Record: p.Record, Entry: p.entry, Proposed: p.proposedBy, RecipientName: names[p.Record.RecipientAgency], kept: p}
			at, err := flow.Get(ctx, r, consent.Machine(), p.ID)
			if err != nil {
				return err
			}
			c.State = consent.State(at.State)
			c.Reason = consent.StillStands(c.State, c.ValidFrom, c.ExpiresAt, now)
			c.LastWeek = c.Stands() && !now.Before(c.ExpiresAt.Add(-consent.LastWeek))
			c.Items = pick(entries, p.Record.Items)
			c.talk(entries, at, now)
			c.Beside = map[id.ID][]string{}
			for _, item := range c.Items {
				c.Beside[item.ID] = statementsBeside(item.ID, entries)
			}
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

// MayAsk reports whether this actor may ask the person whether a stopped choice may start again.
func (c Choice) MayAsk(actor account.Actor) bool { return c.kept.mayResume(actor.Account) == nil }

// WaitsFor reports whether the choice waits for this actor's word that they heard the yes.
func (c Choice) WaitsFor(actor account.Actor) bool {
	return c.Open() && c.Hearing != nil && c.Hearing.Record.Witness == actor.Account
}

// talk adds what was said aloud about the choice, as far as it counts at the moment now.
func (c *Choice) talk(entries []record.Entry, at flow.Instance, now time.Time) {
	if h, ok := hearings(entries)[c.ID]; ok {
		switch {
		case c.Open() && now.Before(h.Until()):
			c.Hearing = &h
		case !c.Open() && c.kept.State == consent.StateGiven && !c.Witness.IsZero():
			c.Hearing, c.HeardBy = &h, c.kept.keptBy
		}
	}
	if a, ok := askings(entries)[c.ID]; ok && c.Reason == consent.Suspended && a.stop == at.Version {
		c.Asking = &a
	}
}

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
	proposer   id.ID
	proposedBy string
	keptBy     string // who wrote the newest form
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
			list[i].Record, list[i].entry, list[i].keptBy = body.Record, e.ID, e.AuthorName
			continue
		}
		at[body.Record.ID] = len(list)
		list = append(list, stored{body.Record, e.ID, e.Author, e.AuthorName, e.AuthorName})
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
