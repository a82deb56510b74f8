package disclosure

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Deliver takes an envelope for an agency: it checks who signed it and that it is in date, takes each only once, does
// what its kind asks, and answers with a signed receipt. An envelope that was taken before gets a receipt again, since the
// first may have been lost. It needs no person's key.
func (s *Service) Deliver(ctx context.Context, to id.Agency, raw []byte) ([]byte, error) {
	e, h, err := readHeader(raw)
	if err != nil {
		return nil, err
	}
	from, err := s.accounts.Agency(ctx, h.From)
	if err != nil || h.To != to {
		return nil, ErrEnvelope
	}
	now := s.clk()
	if err := e.verify(h, from.Verify, now); err != nil {
		return nil, err
	}
	sign, err := s.accounts.Signer(ctx, to)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, to, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, insertSeen, to, h.From, h.ID, clock.Micros(now))
		if err != nil || n == 0 {
			return err
		}
		if h.Kind == KindPackage {
			if err := s.ours(ctx, tx, h); err != nil {
				return err
			}
		}
		return take(ctx, tx, h, raw, now)
	})
	if err != nil {
		return nil, err
	}
	receipt := Header{Version: envelopeVersion, ID: id.Random(), Kind: KindReceipt, From: to, To: h.From, About: h.ID,
		Created: clock.Micros(now), Expires: clock.Micros(now.Add(controlLife))}
	return seal(receipt, keys.PublicKey{}, nil, sign)
}

// ours refuses a package that no team here could open.
func (s *Service) ours(ctx context.Context, tx *store.Tx, h Header) error {
	teams, err := s.accounts.TeamKeys(ctx, &tx.Reader, account.Actor{})
	if err != nil {
		return err
	}
	t := teams[h.Function]
	if !slices.Contains(account.Receives(), h.Function) || t.Team != h.Team || h.TeamVersion < 1 || h.TeamVersion > t.Version {
		return ErrEnvelope
	}
	return nil
}

// take does what one envelope asks. A recall may come before the package it is about: the package then arrives withdrawn.
func take(ctx context.Context, tx *store.Tx, h Header, raw []byte, now time.Time) error {
	switch h.Kind {
	case KindPackage:
		_, err := tx.Exec(ctx, insertPackage, tx.Agency(), h.ID, id.Reference(), h.From, h.Function, h.Team, h.TeamVersion,
			clock.Micros(now), h.Expires, raw, 0, 0)
		return err
	case KindRecall:
		_, err := tx.Exec(ctx, upsertWithdrawn, tx.Agency(), h.About, id.Reference(), h.From, account.Staff, h.About, 0,
			clock.Micros(now), h.Expires, nil, clock.Micros(now), 0)
		return err
	case KindAttest:
		_, err := tx.Exec(ctx, updateAttested, clock.Micros(now), tx.Agency(), h.About, h.From)
		return err
	}
	return ErrEnvelope // a receipt is an answer, never a delivery
}

// A Waiting is a package in an inbox before it is opened: nothing of its content shows.
type Waiting struct {
	Reference  string
	SenderName string
	Received   time.Time
	Until      time.Time
}

// A Notice says that a share was withdrawn. It does not say whose.
type Notice struct {
	Reference  string
	SenderName string
	At         time.Time
	AttestBy   time.Time
	Attested   bool
}

// Inbox lists, for the actor's teams, the packages that can be opened and the shares that were withdrawn.
func (s *Service) Inbox(ctx context.Context, actor account.Actor) (open []Waiting, notices []Notice, err error) {
	names, err := s.agencyNames(ctx)
	if err != nil {
		return nil, nil, err
	}
	now := s.clk()
	err = s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		open, notices = nil, nil
		for _, f := range actor.Role.Functions() {
			rows, err := r.Query(ctx, selectInbox, actor.Agency, f)
			if err != nil {
				return err
			}
			for rows.Next() {
				var p packageRow
				if err := rows.Scan(&p.reference, &p.sender, &p.received, &p.expires, &p.withdrawn, &p.attested); err != nil {
					rows.Close()
					return err
				}
				sender := names[p.sender]
				if p.withdrawn != 0 {
					at := clock.FromMicros(p.withdrawn)
					notices = append(notices, Notice{p.reference, sender, at, at.Add(attestWithin), p.attested != 0})
				} else if until := clock.FromMicros(p.expires); now.Before(until) {
					open = append(open, Waiting{p.reference, sender, clock.FromMicros(p.received), until})
				}
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
	return open, notices, err
}

type packageRow struct {
	id                                     id.ID
	reference                              string
	sender                                 id.Agency
	function                               account.Function
	team                                   id.ID
	version                                int64
	received, expires, withdrawn, attested int64
	envelope                               []byte
}

// Attest tells the sender that copies of a withdrawn share are destroyed.
func (s *Service) Attest(ctx context.Context, actor account.Actor, reference string) error {
	sign, err := s.accounts.Signer(ctx, actor.Agency)
	if err != nil {
		return err
	}
	var p packageRow
	err = s.gate.Fetch(ctx, actor, func(ctx context.Context, r *store.Reader) (to account.Function, found bool, err error) {
		p, found, err = selectByReference(ctx, r, reference)
		return p.function, found && p.withdrawn != 0, err
	}, func(ctx context.Context, tx *store.Tx, at time.Time) error {
		n, err := tx.Exec(ctx, updatePackageAttested, clock.Micros(at), tx.Agency(), p.id)
		if err != nil || n == 0 {
			return err // said before: said once
		}
		h := Header{Kind: KindAttest, To: p.sender, About: p.id, Expires: clock.Micros(at.Add(controlLife))}
		return enqueue(ctx, tx, h, keys.PublicKey{}, nil, sign, at)
	})
	if err != nil {
		return err
	}
	s.flushSoon(ctx, actor.Agency)
	return nil
}

func selectByReference(ctx context.Context, r *store.Reader, reference string) (p packageRow, found bool, err error) {
	if !id.IsReference(reference) {
		return packageRow{}, false, nil // never asked of the database, which does not take every text
	}
	err = r.QueryRow(ctx, selectPackage, r.Agency(), reference).Scan(&p.id, &p.sender, &p.function, &p.team, &p.version,
		&p.expires, &p.withdrawn, &p.envelope)
	if store.IsNoRows(err) {
		return packageRow{}, false, nil
	}
	return p, err == nil, err
}

const (
	insertSeen    = `INSERT INTO inbox_seen (agency_id, sender_agency, envelope_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id, sender_agency, envelope_id) DO NOTHING`
	insertPackage = `INSERT INTO package (agency_id, package_id, reference, sender_agency, function, team_id, team_version, received_at, expires_at,
		envelope, withdrawn_at, attested_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (agency_id, package_id) DO NOTHING`
	upsertWithdrawn = `INSERT INTO package (agency_id, package_id, reference, sender_agency, function, team_id, team_version, received_at, expires_at,
		envelope, withdrawn_at, attested_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (agency_id, package_id) DO UPDATE SET envelope = NULL, withdrawn_at = excluded.withdrawn_at, reference = excluded.reference
		WHERE package.sender_agency = excluded.sender_agency`
	updateAttested = `UPDATE disclosure SET attested_at = $1 WHERE agency_id = $2 AND disclosure_id = $3 AND recipient_agency = $4
		AND recalled_at <> 0 AND attested_at = 0`
	selectInbox   = `SELECT reference, sender_agency, received_at, expires_at, withdrawn_at, attested_at FROM package WHERE agency_id = $1 AND function = $2 ORDER BY received_at DESC, package_id LIMIT 200`
	selectPackage = `SELECT package_id, sender_agency, function, team_id, team_version, expires_at, withdrawn_at, envelope FROM package WHERE agency_id = $1 AND reference = $2`

	updatePackageAttested = `UPDATE package SET attested_at = $1 WHERE agency_id = $2 AND package_id = $3 AND attested_at = 0`
)
