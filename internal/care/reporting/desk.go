package reporting

import (
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// DeskKeys are what a worker's browser made for their desk. What is sealed in it opens nowhere but there.
type DeskKeys struct {
	Opener        string `json:"opener"`         // age recipient
	Sealed        []byte `json:"sealed"`         // the opener, sealed under the worker's words
	Passkey       string `json:"passkey"`        // the name of a passkey, or empty
	SealedPasskey []byte `json:"sealed_passkey"` // the opener, sealed under that passkey
	Signer        []byte `json:"signer"`         // Ed25519 public key
	SealedSigner  []byte `json:"sealed_signer"`  // its private half, sealed to the opener
}

// A desk is what the server keeps of a worker's desk.
type desk struct {
	DeskKeys
	signer         []byte
	certified      []byte
	certifiedUntil int64
}

// maxSealedKey bounds what a browser seals of its keys.
const maxSealedKey = 8 << 10

func (k DeskKeys) check() error {
	if _, err := age.ParseHybridRecipient(k.Opener); err != nil || len(k.Signer) != 32 || len(k.Passkey) > 1<<10 || (k.Passkey == "") != (len(k.SealedPasskey) == 0) {
		return ErrDesk
	}
	for _, sealed := range [][]byte{k.Sealed, k.SealedSigner, k.SealedPasskey} {
		if len(sealed) > maxSealedKey {
			return ErrDesk
		}
	}
	if len(k.Sealed) == 0 || len(k.SealedSigner) == 0 {
		return ErrDesk
	}
	return nil
}

// SetUpDesk keeps the keys that a worker's browser made. Doing it again starts anew: windows of the old keys are taken off
// the duty list, and the custodians certify the new signer. The way back for a worker who lost their words.
func (s *Service) SetUpDesk(ctx context.Context, actor account.Actor, k DeskKeys) error {
	if err := k.check(); err != nil {
		return err
	}
	defer s.manifest.forget()
	return s.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		if err := s.mayServeAny(ctx, &tx.Reader, actor); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteWindowsOf, actor.Agency, actor.Account); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, upsertDesk, actor.Agency, actor.Account, k.Opener, k.Sealed, k.Passkey, notNil(k.SealedPasskey), k.Signer, k.SealedSigner, []byte{}, 0)
		return err
	})
}

// notNil is the empty value of a column that is never NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// A Window is a key for about two weeks, made and signed in a worker's browser.
type Window struct {
	ID        string  `json:"id"` // set by the server
	Channel   Channel `json:"channel"`
	Shown     string  `json:"shown"`
	Recipient string  `json:"recipient"`
	Signature []byte  `json:"signature"`
	Sealed    []byte  `json:"sealed"` // the identity, sealed to the worker's opener
	From      string  `json:"from"`
	Until     string  `json:"until"`
	DeleteOn  string  `json:"delete_on"` // set by the server
}

const (
	windowDays  = 14 // two weeks: this one and the next
	keptWindows = 30 // days that the private half is kept after its last day of use
	maxShown    = 40
)

// AddWindow puts a window of the worker on the duty list, in place of an earlier one in the same channel.
func (s *Service) AddWindow(ctx context.Context, actor account.Actor, w Window) error {
	now := s.clk()
	until, err := time.Parse(dayForm, w.Until)
	if err != nil || number(until) < number(now) || number(until) > number(now)+windowDays || utf8.RuneCountInString(w.Shown) > maxShown ||
		len(w.Sealed) == 0 || len(w.Sealed) > maxSealedKey {
		return ErrWindow
	}
	if _, err := age.ParseHybridRecipient(w.Recipient); err != nil {
		return ErrWindow
	}
	defer s.manifest.forget()
	return s.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		if err := s.mayServe(ctx, &tx.Reader, actor, w.Channel); err != nil {
			return err
		}
		d, found, err := selectDesk(ctx, &tx.Reader, actor.Account)
		if err != nil {
			return err
		}
		set, open, err := selectSettings(ctx, &tx.Reader)
		switch {
		case err != nil:
			return err
		case !found || !open || !verifies(set.Root, signerLines(actor.Agency, actor.Role, d.signer, day(fromNumber(d.certifiedUntil))), d.certified) || d.certifiedUntil < number(now):
			return ErrUncertain
		case !verifies(d.signer, WindowLines(actor.Agency, w.Channel, actor.Role, w.Recipient, w.Until), w.Signature):
			return ErrWindow
		}
		if _, err := tx.Exec(ctx, updateDuty, false, actor.Agency, actor.Account, w.Channel); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, insertWindow, actor.Agency, id.Random(), actor.Account, w.Channel, w.Shown, w.Recipient, w.Signature, w.Sealed,
			number(now), number(until), number(until)+keptWindows, true)
		return err
	})
}

// OffDuty takes a worker's windows off the duty list: nothing new is sealed to them. What waits was carried over by the
// worker's browser before.
func (s *Service) OffDuty(ctx context.Context, actor account.Actor, c Channel) error {
	defer s.manifest.forget()
	return s.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		if err := s.mayServe(ctx, &tx.Reader, actor, c); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, updateDuty, false, actor.Agency, actor.Account, c)
		return err
	})
}

func (s *Service) mayServe(ctx context.Context, r *store.Reader, actor account.Actor, c Channel) error {
	if !c.valid() || actor.IsZero() {
		return ErrNoReport
	}
	ok, err := s.gate.MayServe(ctx, r, actor, gate.Compartment(c))
	if err == nil && !ok {
		return ErrNoReport
	}
	return err
}

func (s *Service) mayServeAny(ctx context.Context, r *store.Reader, actor account.Actor) error {
	if err := s.mayServe(ctx, r, actor, Help); err == nil {
		return nil
	}
	return s.mayServe(ctx, r, actor, Concern)
}

// DeleteWindows deletes the private halves of windows whose day has come. It needs no key: a job does it.
func (s *Service) DeleteWindows(ctx context.Context, agency id.Agency) error {
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, deleteWindows, agency, number(s.clk()))
		return err
	})
}

func selectDesk(ctx context.Context, r *store.Reader, worker id.ID) (d desk, found bool, err error) {
	err = r.QueryRow(ctx, selectDeskRow, r.Agency(), worker).Scan(&d.Opener, &d.Sealed, &d.Passkey, &d.SealedPasskey, &d.signer, &d.SealedSigner, &d.certified, &d.certifiedUntil)
	if store.IsNoRows(err) {
		return desk{}, false, nil
	}
	return d, err == nil, err
}

// presence remembers, for as long as the process runs, which desks are looked at. It says whether somebody is there now.
type presence struct {
	mu   sync.Mutex
	seen map[id.ID]time.Time
}

// present is how long after its last question a desk counts as looked at; an open one asks every fifteen seconds.
const present = 2 * time.Minute

func (p *presence) note(worker id.ID, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil {
		p.seen = map[id.ID]time.Time{}
	}
	p.seen[worker] = at
}

func (p *presence) any(readers []Reader, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range readers {
		if at, ok := p.seen[r.account]; ok && now.Sub(at) < present {
			return true
		}
	}
	return false
}

const (
	upsertDesk = `INSERT INTO report_desk (agency_id, account_id, opener, sealed, passkey, sealed_passkey, signer, sealed_signer, certified, certified_until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (agency_id, account_id) DO UPDATE SET opener = excluded.opener, sealed = excluded.sealed, passkey = excluded.passkey,
			sealed_passkey = excluded.sealed_passkey, signer = excluded.signer, sealed_signer = excluded.sealed_signer,
			certified = excluded.certified, certified_until = excluded.certified_until`
	selectDeskRow = `SELECT opener, sealed, passkey, sealed_passkey, signer, sealed_signer, certified, certified_until
		FROM report_desk WHERE agency_id = $1 AND account_id = $2`
	insertWindow = `INSERT INTO report_window (agency_id, window_id, account_id, channel, shown, recipient, signature, sealed, from_day, until_day, delete_day, on_duty)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	updateDuty      = `UPDATE report_window SET on_duty = $1 WHERE agency_id = $2 AND account_id = $3 AND channel = $4`
	deleteWindows   = `DELETE FROM report_window WHERE agency_id = $1 AND delete_day <= $2`
	deleteWindowsOf = `DELETE FROM report_window WHERE agency_id = $1 AND account_id = $2`
)
