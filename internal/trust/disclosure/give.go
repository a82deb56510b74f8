package disclosure

import (
	"context"
	"crypto/sha256"
	"encoding/json"
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

// A Yes is a consent as it is given: what the person agreed to out of the proposal, and how they were informed.
type Yes struct {
	Items         []id.ID // those of the proposal that may go; at least one
	Days          int     // from now, at most what was proposed
	Language      string
	NoticeVersion string
	NoticeHash    string // SHA-256 of the exact words, hexadecimal
	AudioPlayed   bool
	Answers       [3]consent.Answer
	Told          Told
	Alone         consent.Aloneness
	// Spoken is set when a worker writes down what the person said aloud.
	Spoken *Spoken
}

// Told is what the person was told before the question.
type Told struct{ Benefits, Risks, Alternatives, CanSayNo bool }

// Spoken is how a consent that was not given in the person's own space was given.
type Spoken struct {
	Method    consent.Method
	Witness   id.ID
	Recording id.ID
}

// ErrNoProposal says that there is nothing (any more) to decide on.
var ErrNoProposal = fault.New(fault.Refused, "error.not_found")

// Faults of a spoken consent.
var (
	ErrWitness   = fault.In("witness", "consent.error.witness")
	ErrRecording = fault.In("recording", "consent.error.recording")
)

// Give gives consent to a proposal, or to less of it, and sends the package in the same transaction: there is no consent
// without its package and no package without its consent.
func (s *Service) Give(ctx context.Context, actor account.Actor, person, proposal id.ID, yes Yes) error {
	found, err := s.find(ctx, actor, person, proposal)
	if err != nil {
		return err
	}
	r, err := found.record.accept(actor, yes, s.clk())
	if err != nil {
		return err
	}
	to, err := s.accounts.Recipient(ctx, r.RecipientAgency, account.Function(r.RecipientRoles[0]))
	if err != nil {
		return err
	}
	sign, err := s.accounts.Signer(ctx, actor.Agency)
	if err != nil {
		return err
	}
	req := gate.Request{Actor: actor, Action: gate.Share, Purpose: purposeOf(actor), Person: person, Compartments: compartmentsOf(r.Items)}
	err = s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		entries, err := s.records.Open(ctx, pass)
		if err != nil {
			return err
		}
		if err := heard(ctx, pass, r, entries); err != nil {
			return err
		}
		if err := s.agree(ctx, pass, found.entry, r); err != nil {
			return err
		}
		content, whole, err := contentOf(r, entries)
		if err != nil {
			return err
		}
		if !whole {
			return ErrItems
		}
		return s.post(ctx, pass, outgoing{record: r, to: to, content: content, sign: sign})
	})
	if err != nil {
		return err
	}
	s.flushSoon(ctx, actor.Agency)
	return nil
}

// accept fills the proposal with what was agreed and checks it as a whole.
func (p stored) accept(actor account.Actor, yes Yes, now time.Time) (consent.Record, error) {
	r := p.Record
	r.State, r.ValidFrom, r.ExpiresAt = consent.StateGiven, now, now.Add(time.Duration(yes.Days)*24*time.Hour)
	if longest := p.ExpiresAt.Sub(p.ValidFrom); time.Duration(yes.Days)*24*time.Hour > longest {
		return r, ErrDays
	}
	r.Items = slices.DeleteFunc(slices.Clone(p.Items), func(i consent.Item) bool { return !slices.Contains(yes.Items, i.Entry) })
	if len(r.Items) != len(yes.Items) || len(r.Items) == 0 {
		return r, ErrItems
	}
	r.GivenBy, r.Giver = consent.BySelf, consent.Giver{ExclusionChecked: true}
	r.Method, r.RecordedBy = consent.Portal, id.ID{}
	if actor.IsSurvivor() {
		r.Giver.Account = actor.Account
	} else {
		if yes.Spoken == nil {
			return r, fault.In("method", "consent.error.method")
		}
		r.Method, r.Witness, r.Recording, r.RecordedBy = yes.Spoken.Method, yes.Spoken.Witness, yes.Spoken.Recording, actor.Account
	}
	r.Language, r.NoticeVersion, r.NoticeHash, r.AudioPlayed = yes.Language, yes.NoticeVersion, yes.NoticeHash, yes.AudioPlayed
	r.UnderstandingCheck, r.AloneCheck = yes.Answers, yes.Alone
	r.ToldBenefits, r.ToldRisks, r.ToldAlternatives, r.ToldCanSayNo = yes.Told.Benefits, yes.Told.Risks, yes.Told.Alternatives, yes.Told.CanSayNo
	r.ReceiptID = id.Random()
	if problems := consent.Validate(r, now); len(problems) > 0 {
		return r, problems[0]
	}
	ask := consent.Request{Person: r.Person, RecipientAgency: r.RecipientAgency, RecipientRole: r.RecipientRoles[0], Purpose: r.Purpose, Items: r.Items, Action: consent.View}
	if d := consent.Decide([]consent.Record{r}, ask, now); !d.Allowed {
		return r, fault.New(fault.BadInput, "consent.error.step")
	}
	return r, nil
}

// heard checks what stands behind a consent that a worker wrote down: the witness is a colleague who works here, and the
// recording is one of the person's own entries. Workers record and do not invent (practice map, C3).
func heard(ctx context.Context, pass gate.Pass, r consent.Record, entries []record.Entry) error {
	if !r.Witness.IsZero() {
		if _, ok, err := account.StaffRole(ctx, &pass.Tx().Reader, r.Witness); err != nil {
			return err
		} else if !ok {
			return ErrWitness
		}
	}
	isRecording := func(e record.Entry) bool { return e.ID == r.Recording }
	if !r.Recording.IsZero() && !slices.ContainsFunc(entries, isRecording) {
		return ErrRecording
	}
	return nil
}

// agree moves the consent on, keeps its askable part, and puts the sealed consent in the place of the proposal.
func (s *Service) agree(ctx context.Context, pass gate.Pass, proposal id.ID, r consent.Record) error {
	who := flow.Actor{ID: pass.Actor().Account, Kind: kindOf(pass.Actor())}
	at, err := flow.Get(ctx, &pass.Tx().Reader, consent.Machine(), r.ID)
	if err != nil {
		return err
	}
	if at.State == flow.State(consent.StateDrafted) {
		if at, err = flow.Fire(ctx, pass.Tx(), consent.Machine(), flow.Move{Subject: r.ID, Event: flow.Event(consent.Explain), Actor: who, Version: at.Version}, pass.At()); err != nil {
			return err
		}
	}
	give := flow.Move{Subject: r.ID, Event: flow.Event(consent.Give), Actor: who, Version: at.Version, Due: r.ExpiresAt}
	if _, err := flow.Fire(ctx, pass.Tx(), consent.Machine(), give, pass.At()); err != nil {
		return err
	}
	if err := consent.Keep(ctx, pass.Tx(), r); err != nil {
		return err
	}
	_, err = s.records.Add(ctx, pass, gate.Plan, record.Draft{Kind: ConsentKind, Body: &Consent{r}, Supersedes: proposal})
	return err
}

func kindOf(a account.Actor) flow.Kind {
	if a.IsSurvivor() {
		return flow.Kind(consent.ThePerson)
	}
	return flow.Kind(consent.Recorder)
}

func purposeOf(a account.Actor) gate.Purpose {
	if a.IsSurvivor() {
		return gate.OwnLife
	}
	return gate.Care
}

func contentHash(c Content) ([]byte, error) {
	b, err := json.Marshal(c)
	sum := sha256.Sum256(b)
	return sum[:], err
}
