package disclosure

import (
	"context"
	"errors"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// attestWithin is how long a recipient has to say that copies are destroyed (practice map C3).
const attestWithin = 7 * 24 * time.Hour

// Withdraw takes a consent back, from any state that is not over. From this transaction on the package opens no more: the
// half of its key that stayed is destroyed. The recipient is told, without a reason.
func (s *Service) Withdraw(ctx context.Context, actor account.Actor, person, consentID id.ID) error {
	return s.end(ctx, actor, person, consentID, gate.Withdraw, consent.Withdraw, true)
}

// Decline says no to a proposal. Nothing else changes.
func (s *Service) Decline(ctx context.Context, actor account.Actor, person, consentID id.ID) error {
	return s.end(ctx, actor, person, consentID, gate.Consent, consent.Decline, false)
}

// Dispute says "this is not what I agreed to". The consent is suspended at once.
func (s *Service) Dispute(ctx context.Context, actor account.Actor, person, consentID id.ID) error {
	return s.end(ctx, actor, person, consentID, gate.Consent, consent.Dispute, false)
}

// Suspend stops a consent while a worker looks into whether the person was pressed.
func (s *Service) Suspend(ctx context.Context, actor account.Actor, person, consentID id.ID) error {
	return s.end(ctx, actor, person, consentID, gate.Consent, consent.Suspend, false)
}

func (s *Service) end(ctx context.Context, actor account.Actor, person, consentID id.ID, action gate.Action, event consent.Event, recall bool) error {
	found, err := s.record(ctx, actor, person, consentID)
	if err != nil {
		return err
	}
	sign, err := s.accounts.Signer(ctx, actor.Agency)
	if err != nil {
		return err
	}
	req := gate.Request{Actor: actor, Action: action, Purpose: purposeOf(actor), Person: person, Ends: true}
	err = s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		at, err := flow.Get(ctx, &pass.Tx().Reader, consent.Machine(), consentID)
		if err != nil {
			return err
		}
		mv := flow.Move{Subject: consentID, Event: flow.Event(event), Actor: flow.Actor{ID: actor.Account, Kind: kindOf(actor)}, Version: at.Version}
		if event == consent.Suspend || event == consent.Dispute {
			mv.Due = found.ExpiresAt // the end that was agreed stays the end
		}
		if _, err := flow.Fire(ctx, pass.Tx(), consent.Machine(), mv, pass.At()); err != nil {
			return err
		}
		if !recall {
			return nil
		}
		return s.recall(ctx, pass.Tx(), consentID, sign, pass.At())
	})
	if err == nil && recall {
		s.flushSoon(ctx, actor.Agency)
	}
	return err
}

// endWith ends every share of a person in the transaction that destroys what shares are made of. It needs no content.
func (s *Service) endWith(ctx context.Context, pass gate.Pass) error {
	sign, err := s.accounts.SignerIn(ctx, &pass.Tx().Reader)
	if err != nil {
		return err
	}
	consents, err := sharedOf(ctx, pass)
	if err != nil {
		return err
	}
	for _, c := range consents {
		at, err := flow.Get(ctx, &pass.Tx().Reader, consent.Machine(), c)
		if err != nil {
			return err
		}
		if !consent.State(at.State).Over() && !at.Overdue(pass.At()) {
			mv := flow.Move{Subject: c, Event: flow.Event(consent.Withdraw), Actor: flow.Actor{ID: pass.Actor().Account, Kind: kindOf(pass.Actor())}, Version: at.Version}
			if _, err := flow.Fire(ctx, pass.Tx(), consent.Machine(), mv, pass.At()); err != nil {
				return err
			}
		}
		if err := s.recall(ctx, pass.Tx(), c, sign, pass.At()); err != nil {
			return err
		}
	}
	return nil
}

// sharedOf lists the consents of a person under which something is out and not yet called back.
func sharedOf(ctx context.Context, pass gate.Pass) (list []id.ID, err error) {
	rows, err := pass.Tx().Query(ctx, selectShared, pass.Agency(), pass.Person())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c id.ID
		if err := rows.Scan(&c); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// record finds a consent by its identifier among what the actor may read.
func (s *Service) record(ctx context.Context, actor account.Actor, person, consentID id.ID) (consent.Record, error) {
	rec, err := s.records.Read(ctx, actor, person, purposeOf(actor), gate.Plan)
	if err != nil {
		return consent.Record{}, err
	}
	for _, p := range newest(rec.Entries) {
		if p.ID == consentID {
			return p.Record, nil
		}
	}
	return consent.Record{}, ErrNoProposal
}

// recall destroys the half that stayed and tells the recipient, in the transaction that ends the consent.
func (s *Service) recall(ctx context.Context, tx *store.Tx, consentID id.ID, sign keys.SigningKey, at time.Time) error {
	rows, err := tx.Query(ctx, selectSent, tx.Agency(), consentID)
	if err != nil {
		return err
	}
	type sent struct {
		id        id.ID
		recipient id.Agency
	}
	var list []sent
	for rows.Next() {
		var d sent
		if err := rows.Scan(&d.id, &d.recipient); err != nil {
			rows.Close()
			return err
		}
		list = append(list, d)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, d := range list {
		if _, err := tx.Exec(ctx, dropWaiting, clock.Micros(at), []byte{}, tx.Agency(), d.id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, updateRecalled, clock.Micros(at), clock.Micros(at.Add(attestWithin)), tx.Agency(), d.id); err != nil {
			return err
		}
		h := Header{Kind: KindRecall, To: d.recipient, About: d.id, Expires: clock.Micros(at.Add(controlLife))}
		if err := enqueue(ctx, tx, h, keys.PublicKey{}, nil, sign, at); err != nil {
			return err
		}
	}
	return nil
}

// ExpireDue ends every consent of an agency whose end has come, destroys the halves of its packages and tells the
// recipients. It is a job: it runs without any person's key. Looking has stopped by itself at the very second of the end.
func (s *Service) ExpireDue(ctx context.Context, agency id.Agency) error {
	sign, err := s.accounts.Signer(ctx, agency)
	if err != nil {
		return err
	}
	now := s.clk()
	_, err = flow.Tick(ctx, s.db, agency, consent.Machine(), now, func(ctx context.Context, tx *store.Tx, f flow.Fired) error {
		return s.recall(ctx, tx, f.Instance.Subject, sign, now)
	})
	return err
}

const (
	// A package that has not left yet does not leave any more.
	dropWaiting    = `UPDATE outbox SET delivered_at = $1, envelope = $2 WHERE agency_id = $3 AND envelope_id = $4 AND delivered_at = 0`
	selectShared   = `SELECT consent_id FROM disclosure WHERE agency_id = $1 AND person_id = $2 AND recalled_at = 0 ORDER BY disclosure_id`
	selectSent     = `SELECT disclosure_id, recipient_agency FROM disclosure WHERE agency_id = $1 AND consent_id = $2 AND recalled_at = 0`
	updateRecalled = `UPDATE disclosure SET recalled_at = $1, attest_due = $2, key_half = NULL WHERE agency_id = $3 AND disclosure_id = $4`
)
