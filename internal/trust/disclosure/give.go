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
	// Spoken is set when a worker writes down what somebody said aloud; see Hear.
	Spoken *Spoken
}

// Told is what the person was told before the question.
type Told struct{ Benefits, Risks, Alternatives, CanSayNo bool }

// ErrNoProposal says that there is nothing (any more) to decide on.
var ErrNoProposal = fault.New(fault.Refused, "error.not_found")

// Give gives consent to a proposal, or to less of it, in the person's own space, and sends the package in the same
// transaction: there is no consent without its package and no package without its consent. A worker gives nothing for
// anybody: what was said aloud takes Hear and then Confirm.
func (s *Service) Give(ctx context.Context, actor account.Actor, person, proposal id.ID, yes Yes) error {
	found, err := s.find(ctx, actor, person, proposal)
	if err != nil {
		return err
	}
	if !actor.IsSurvivor() {
		return fault.In("method", "consent.error.method_portal")
	}
	r, err := found.record.accept(yes, s.clk(), func(r *consent.Record) {
		r.GivenBy, r.Giver = consent.BySelf, consent.Giver{Account: actor.Account, ExclusionChecked: true}
		r.Method, r.RecordedBy = consent.Portal, id.ID{}
	})
	if err != nil {
		return err
	}
	give := flow.Move{Event: flow.Event(consent.Give), Actor: flow.Actor{ID: actor.Account, Kind: kindOf(actor)}}
	return s.send(ctx, actor, sending{record: r, proposal: found.entry, give: give})
}

// A sending is a consent that may be given, with the step that gives it.
type sending struct {
	record   consent.Record
	proposal id.ID // the entry that the consent supersedes
	give     flow.Move
	check    func(ctx context.Context, pass gate.Pass, entries []record.Entry) error // what must hold in the same transaction; may be nil
}

// send gives the consent and sends its package in one transaction.
func (s *Service) send(ctx context.Context, actor account.Actor, g sending) error {
	r := g.record
	to, err := s.accounts.Recipient(ctx, actor, r.RecipientAgency, account.Function(r.RecipientRoles[0]))
	if err != nil {
		return err
	}
	sign, err := s.accounts.Signer(ctx, actor.Agency)
	if err != nil {
		return err
	}
	req := gate.Request{Actor: actor, Action: gate.Share, Purpose: purposeOf(actor), Person: r.Person, Compartments: compartmentsOf(r.Items)}
	err = s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		entries, err := s.records.Open(ctx, pass)
		if err != nil {
			return err
		}
		if g.check != nil {
			if err := g.check(ctx, pass, entries); err != nil {
				return err
			}
		}
		if err := s.agree(ctx, pass, g); err != nil {
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

// accept fills the proposal with what was agreed, how says by whom and in what way, and checks it as a whole. Where
// something is wrong it says everything that is (fault.Several).
func (p stored) accept(yes Yes, now time.Time, how func(*consent.Record)) (consent.Record, error) {
	var wrong fault.Several
	r := p.Record
	lasts := time.Duration(yes.Days) * 24 * time.Hour
	r.State, r.ValidFrom, r.ExpiresAt = consent.StateGiven, now, now.Add(lasts)
	if lasts > p.ExpiresAt.Sub(p.ValidFrom) {
		wrong = append(wrong, ErrDays)
	}
	r.Items = slices.DeleteFunc(slices.Clone(p.Items), func(i consent.Item) bool { return !slices.Contains(yes.Items, i.Entry) })
	if len(r.Items) != len(yes.Items) {
		wrong = append(wrong, ErrItems)
	}
	how(&r)
	r.Language, r.NoticeVersion, r.NoticeHash, r.AudioPlayed = yes.Language, yes.NoticeVersion, yes.NoticeHash, yes.AudioPlayed
	r.UnderstandingCheck, r.AloneCheck = yes.Answers, yes.Alone
	r.ToldBenefits, r.ToldRisks, r.ToldAlternatives, r.ToldCanSayNo = yes.Told.Benefits, yes.Told.Risks, yes.Told.Alternatives, yes.Told.CanSayNo
	r.ReceiptID = id.Random()
	return r, sound(r, now, wrong)
}

// sound returns everything that keeps r from being given, beside what was found wrong before, or nil.
func sound(r consent.Record, now time.Time, wrong fault.Several) error {
	if wrong = append(wrong, consent.Validate(r, now)...); len(wrong) > 0 {
		return wrong
	}
	ask := consent.Request{Person: r.Person, RecipientAgency: r.RecipientAgency, RecipientRole: r.RecipientRoles[0], Purpose: r.Purpose, Items: r.Items, Action: consent.View}
	if d := consent.Decide([]consent.Record{r}, ask, now); !d.Allowed {
		return fault.New(fault.BadInput, "consent.error.step")
	}
	return nil
}

// agree moves the consent on, keeps its askable part, and puts the sealed consent in the place of the proposal.
func (s *Service) agree(ctx context.Context, pass gate.Pass, g sending) error {
	at, err := explained(ctx, pass, g.record.ID)
	if err != nil {
		return err
	}
	give := g.give
	give.Subject, give.Version, give.Due = g.record.ID, at.Version, g.record.ExpiresAt
	if _, err := flow.Fire(ctx, pass.Tx(), consent.Machine(), give, pass.At()); err != nil {
		return err
	}
	if err := consent.Keep(ctx, pass.Tx(), g.record); err != nil {
		return err
	}
	_, err = s.records.Add(ctx, pass, gate.Plan, record.Draft{Kind: ConsentKind, Body: &Consent{g.record}, Supersedes: g.proposal})
	return err
}

// explained notes that a proposal was talked through, where that was not noted before.
func explained(ctx context.Context, pass gate.Pass, proposal id.ID) (flow.Instance, error) {
	at, err := flow.Get(ctx, &pass.Tx().Reader, consent.Machine(), proposal)
	if err != nil || at.State != flow.State(consent.StateDrafted) {
		return at, err
	}
	who := flow.Actor{ID: pass.Actor().Account, Kind: kindOf(pass.Actor())}
	return flow.Fire(ctx, pass.Tx(), consent.Machine(), flow.Move{Subject: proposal, Event: flow.Event(consent.Explain), Actor: who, Version: at.Version}, pass.At())
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
