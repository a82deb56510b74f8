package disclosure

import (
	"context"
	"errors"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// outgoing is a package about to be sent.
type outgoing struct {
	record  consent.Record
	to      account.Recipient
	content Content
	sign    keys.SigningKey
}

// post seals a package and puts it into the outbox, in the transaction that gives the consent.
func (s *Service) post(ctx context.Context, pass gate.Pass, o outgoing) error {
	at := pass.At()
	disclosure := id.Random() // it travels, so it must not tell when it was made
	stays, goes, err := pack(o.content, pass.Agency(), o.record.RecipientAgency, disclosure)
	if err != nil {
		return err
	}
	hash, err := contentHash(o.content)
	if err != nil {
		return err
	}
	if _, err := pass.Tx().Exec(ctx, insertDisclosure, pass.Agency(), disclosure, o.record.ID, pass.Person(), o.record.RecipientAgency,
		len(o.content.Items), hash, stays, clock.Micros(at), 0, 0, 0, 0); err != nil {
		return err
	}
	h := Header{ID: disclosure, Kind: KindPackage, To: o.record.RecipientAgency, Expires: clock.Micros(o.record.ExpiresAt),
		Function: o.to.Function, Team: o.to.Team, TeamVersion: o.to.Version, SizeClass: keys.SizeClass(len(goes))}
	return enqueue(ctx, pass.Tx(), h, o.to.Key, goes, o.sign, at)
}

// enqueue numbers, seals and signs an envelope and leaves it in the outbox.
func enqueue(ctx context.Context, tx *store.Tx, h Header, to keys.PublicKey, body []byte, sign keys.SigningKey, at time.Time) error {
	h.Version, h.From, h.Created = envelopeVersion, tx.Agency(), clock.Micros(at)
	if h.ID.IsZero() {
		h.ID = id.Random()
	}
	if err := tx.QueryRow(ctx, nextSequence, tx.Agency(), h.To).Scan(&h.Sequence); err != nil {
		return err
	}
	raw, err := seal(h, to, body, sign)
	if err != nil {
		return err
	}
	if len(raw) > maxEnvelope {
		return ErrTooMuch
	}
	_, err = tx.Exec(ctx, insertOutbox, tx.Agency(), h.To, h.Sequence, h.ID, raw, h.Expires, clock.Micros(at), 0, 0)
	return err
}

// flushSoon delivers what has just been put into the outbox. What was decided stands whether or not it gets through now:
// the job tries again, so a failure here is not the actor's.
func (s *Service) flushSoon(ctx context.Context, agency id.Agency) { _ = s.Flush(ctx, agency) }

// Flush delivers what waits in an agency's outbox, oldest first for each recipient. A delivery that fails is tried again
// later, longer after each try, until the envelope expires. It is a job and needs no person's key.
func (s *Service) Flush(ctx context.Context, agency id.Agency) error {
	now := s.clk()
	var waiting []waitingEnvelope
	if err := s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		waiting, err = waitingEnvelopes(ctx, r, now)
		return err
	}); err != nil {
		return err
	}
	var failures []error
	for _, w := range waiting {
		receipt, err := s.link.Deliver(ctx, w.to, w.envelope)
		if err == nil {
			err = s.acknowledged(ctx, agency, w, receipt)
		}
		if err != nil {
			failures = append(failures, s.later(ctx, agency, w, now))
		}
	}
	return errors.Join(failures...)
}

type waitingEnvelope struct {
	to       id.Agency
	sequence int64
	id       id.ID
	envelope []byte
	tries    int64
}

func waitingEnvelopes(ctx context.Context, r *store.Reader, now time.Time) ([]waitingEnvelope, error) {
	rows, err := r.Query(ctx, selectWaiting, r.Agency(), clock.Micros(now))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []waitingEnvelope
	for rows.Next() {
		var w waitingEnvelope
		if err := rows.Scan(&w.to, &w.sequence, &w.id, &w.envelope, &w.tries); err != nil {
			return nil, err
		}
		list = append(list, w)
	}
	return list, rows.Err()
}

// acknowledged checks the receipt, notes it, and drops the delivered bytes: the recipient has them.
func (s *Service) acknowledged(ctx context.Context, agency id.Agency, w waitingEnvelope, receipt []byte) error {
	e, h, err := readHeader(receipt)
	if err != nil {
		return err
	}
	from, err := s.accounts.Agency(ctx, w.to)
	if err != nil {
		return err
	}
	now := s.clk()
	if h.Kind != KindReceipt || h.From != w.to || h.To != agency || h.About != w.id || e.verify(h, from.Verify, now) != nil {
		return ErrEnvelope
	}
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, updateDelivered, clock.Micros(now), []byte{}, agency, w.to, w.sequence); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, updateAcknowledged, clock.Micros(now), agency, w.id)
		return err
	})
}

func (s *Service) later(ctx context.Context, agency id.Agency, w waitingEnvelope, now time.Time) error {
	wait := min(time.Hour, time.Second<<min(w.tries, 12))
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, updateNextTry, clock.Micros(now.Add(wait)), agency, w.to, w.sequence)
		return err
	})
}

const (
	insertDisclosure = `INSERT INTO disclosure (agency_id, disclosure_id, consent_id, person_id, recipient_agency, items, content_hash, key_half, sent_at,
		acknowledged_at, recalled_at, attest_due, attested_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	nextSequence = `INSERT INTO outbox_head (agency_id, to_agency, last) VALUES ($1, $2, 1)
		ON CONFLICT (agency_id, to_agency) DO UPDATE SET last = outbox_head.last + 1 RETURNING last`
	insertOutbox = `INSERT INTO outbox (agency_id, to_agency, sequence, envelope_id, envelope, expires_at, next_try, tries, delivered_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	selectWaiting = `SELECT to_agency, sequence, envelope_id, envelope, tries FROM outbox
		WHERE agency_id = $1 AND delivered_at = 0 AND next_try <= $2 AND expires_at > $2 ORDER BY to_agency, sequence LIMIT 200`
	updateDelivered    = `UPDATE outbox SET delivered_at = $1, envelope = $2 WHERE agency_id = $3 AND to_agency = $4 AND sequence = $5`
	updateAcknowledged = `UPDATE disclosure SET acknowledged_at = $1 WHERE agency_id = $2 AND disclosure_id = $3`
	updateNextTry      = `UPDATE outbox SET next_try = $1, tries = tries + 1 WHERE agency_id = $2 AND to_agency = $3 AND sequence = $4`
)
