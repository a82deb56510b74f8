package disclosure

import (
	"context"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Spoken is who gave a consent that was not given in the person's own space, and how.
type Spoken struct {
	Method  consent.Method
	Witness id.ID           // the account of the second worker who was there
	GivenBy consent.GivenBy // empty is consent.BySelf
	Giver   consent.Giver   // where somebody else gave it, or helped to
	Minor   bool            // under 18, or the age is in doubt
}

// SpokenMethods lists the ways that a worker can write down. A recording is not among them: a record holds no files.
func SpokenMethods() []consent.Method {
	return []consent.Method{consent.SpokenWitnessed, consent.MarkOrThumb, consent.SignLanguage}
}

// HeardKind is the kind of the sealed entry that holds what was heard until the witness has confirmed it, and afterwards.
const HeardKind = "consent.heard"

// Heard is a yes as one worker wrote it down. It gives nothing, and nothing leaves by it.
type Heard struct {
	Record      consent.Record `json:"record" keep:"your_say; D3; closed_2y"`       // as it would be given; its days count from the confirmation
	WitnessName string         `json:"witness_name" keep:"your_say; D3; closed_2y"` // so that the person can read who was named
}

// ErrWitness says that the one who was named cannot be a witness.
var ErrWitness = fault.In("witness", "consent.error.witness")

// A Hearing is what was heard about one proposal, in its newest form.
type Hearing struct {
	Entry    id.ID
	Record   consent.Record
	Recorder string // the name of who wrote it down
	Witness  string // the name of who was there too
	At       time.Time
	author   id.ID
}

// Until is when the witness can confirm no more.
func (h Hearing) Until() time.Time { return h.At.Add(consent.HeardLasts) }

// Witnesses lists the colleagues who can confirm that they heard what this actor writes down: those who work with the
// person, or stand in, and whose role opens what is shared. Nobody else could look at what they confirm.
func (s *Service) Witnesses(ctx context.Context, actor account.Actor, person id.ID) ([]account.Colleague, error) {
	beside, err := s.gate.Beside(ctx, actor, person)
	if err != nil {
		return nil, err
	}
	colleagues, err := s.accounts.Colleagues(ctx, actor)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(colleagues, func(c account.Colleague) bool {
		return !slices.Contains(beside, c.Account) || !slices.Contains(c.Role.Functions(), account.Advocates)
	}), nil
}

// Hear writes down that somebody said yes aloud. Workers record and do not invent (practice map, C3): it waits until the
// witness, signed in as themselves, has said that they heard it. key makes a second sending do nothing.
func (s *Service) Hear(ctx context.Context, actor account.Actor, person, proposal id.ID, yes Yes, key string) error {
	found, err := s.find(ctx, actor, person, proposal)
	if err != nil {
		return err
	}
	if actor.IsSurvivor() {
		return ErrNoProposal // their own yes is Give
	}
	witnesses, err := s.Witnesses(ctx, actor, person)
	if err != nil {
		return err
	}
	r, err := found.record.accept(yes, s.clk(), yes.spokenBy(actor))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(witnesses, func(c account.Colleague) bool { return c.Account == r.Witness })
	if at < 0 {
		return ErrWitness
	}
	req := gate.Request{Actor: actor, Action: gate.Consent, Purpose: gate.Care, Person: person, Compartments: compartmentsOf(r.Items)}
	return s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		entries, err := s.records.Open(ctx, pass)
		if err != nil {
			return err
		}
		if !listed(entries, r.Items) {
			return ErrItems
		}
		now, err := explained(ctx, pass, r.ID)
		if err == nil && now.State != flow.State(consent.StateExplained) {
			err = flow.ErrStale // answered meanwhile
		}
		if err != nil {
			return err
		}
		_, err = s.records.Add(ctx, pass, gate.Plan, record.Draft{Kind: HeardKind, Body: &Heard{r, witnesses[at].Name},
			Supersedes: hearings(entries)[r.ID].Entry, Key: key})
		return err
	})
}

// spokenBy says how a yes was given that actor wrote down. What is not said is left empty, so that consent.Validate finds it.
func (y Yes) spokenBy(actor account.Actor) func(*consent.Record) {
	return func(r *consent.Record) {
		r.GivenBy, r.Giver, r.Method, r.RecordedBy = consent.BySelf, consent.Giver{}, "", actor.Account
		if y.Spoken == nil {
			return
		}
		if slices.Contains(SpokenMethods(), y.Spoken.Method) {
			r.Method = y.Spoken.Method
		}
		if y.Spoken.GivenBy != "" {
			r.GivenBy = y.Spoken.GivenBy
		}
		r.Witness, r.Giver, r.Minor = y.Spoken.Witness, y.Spoken.Giver, y.Spoken.Minor
		r.Giver.ExclusionChecked = r.Giver.ExclusionChecked || r.GivenBy == consent.BySelf
	}
}

// Confirm is the witness's own word: "I was there and heard it". Only with it the consent is given and the package goes.
// heard is the entry that the witness read; one that was written anew meanwhile is not confirmed by it.
func (s *Service) Confirm(ctx context.Context, actor account.Actor, person, heard id.ID) error {
	rec, err := s.records.Read(ctx, actor, person, purposeOf(actor), gate.Plan)
	if err != nil {
		return err
	}
	proposal, h, ok := waitingFor(actor, rec.Entries, heard)
	if !ok {
		return ErrNoProposal
	}
	now := s.clk()
	if err := consent.CheckHeard(h.At, now); err != nil {
		return err
	}
	r := h.Record
	r.ValidFrom, r.ExpiresAt = now, now.Add(h.Record.ExpiresAt.Sub(h.Record.ValidFrom))
	if err := sound(r, now, nil); err != nil {
		return err
	}
	give := flow.Move{Event: consent.GiveSpoken, Actor: flow.Actor{ID: r.RecordedBy, Kind: flow.Kind(consent.Recorder), Second: actor.Account}}
	return s.send(ctx, actor, sending{record: r, proposal: proposal, give: give,
		check: func(ctx context.Context, pass gate.Pass, entries []record.Entry) error {
			if hearings(entries)[r.ID].Entry != heard {
				return record.ErrSuperseded
			}
			return s.worksHere(ctx, pass, r.RecordedBy)
		}})
}

// waitingFor finds what waits for the word of this very actor, and the proposal that it is about.
func waitingFor(actor account.Actor, entries []record.Entry, heard id.ID) (proposal id.ID, h Hearing, ok bool) {
	for _, h := range hearings(entries) {
		if h.Entry != heard || h.Record.Witness != actor.Account || h.author != h.Record.RecordedBy || h.author == actor.Account {
			continue
		}
		for _, p := range newest(entries) {
			if p.ID == h.Record.ID && p.State == consent.StateDrafted {
				return p.entry, h, true
			}
		}
	}
	return id.ID{}, Hearing{}, false
}

// worksHere holds that what a worker wrote down counts only while they work here.
func (s *Service) worksHere(ctx context.Context, pass gate.Pass, worker id.ID) error {
	_, ok, err := s.accounts.StaffRole(ctx, pass.Reader(), pass.Actor(), worker)
	if err == nil && !ok {
		err = fault.In("recorded_by", "consent.error.recorded_by")
	}
	return err
}

// hearings returns what was heard about each proposal, by the consent's identifier, in its newest form.
func hearings(entries []record.Entry) map[id.ID]Hearing {
	list := map[id.ID]Hearing{}
	for _, e := range entries {
		if b, ok := e.Body.(*Heard); ok {
			list[b.Record.ID] = Hearing{Entry: e.ID, Record: b.Record, Recorder: e.AuthorName, Witness: b.WitnessName, At: e.At, author: e.Author}
		}
	}
	return list
}
