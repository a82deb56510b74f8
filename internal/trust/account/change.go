package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

var (
	// ErrChanged says that the passphrase was changed elsewhere a moment ago. The one chosen there holds.
	ErrChanged = fault.New(fault.Stale, "account.error.changed")

	// ErrSame refuses a new passphrase that is the old one.
	ErrSame = fault.In("new", "account.error.passphrase_same")

	// ErrNewShort and ErrNewLong refuse a new passphrase beside its own field.
	ErrNewShort = fault.In("new", "account.error.passphrase_short")
	ErrNewLong  = fault.In("new", "account.error.passphrase_long")
)

// A Change is what its owner types to change a passphrase.
type Change struct {
	Card string // a person's card code
	Code string // the six digits of somebody who works here
	Old  string
	New  string
}

// ChangePassphrase seals the actor's key under a new passphrase, and ends every other session of theirs. It asks for all
// that a sign-in asks for, with the same work and the same waits. It returns the session that goes on.
//
// Of two changes at once one holds and the other is told so (ErrChanged). A change that is sent twice is one change. The key
// itself stays what it is, so that nothing has to be sealed again and nothing can be lost on the way.
func (s *Service) ChangePassphrase(ctx context.Context, a Actor, c Change) (Session, error) {
	if err := c.check(a); err != nil {
		return Session{}, err
	}
	at, next, err := s.attemptToChange(ctx, a, c)
	if err != nil {
		return Session{}, err
	}
	now := s.clk()
	row, waiting, err := s.lookUp(ctx, at, now)
	if err != nil {
		return Session{}, err
	}
	if waiting {
		return Session{}, ErrPassphrase
	}
	p, err := s.tryChange(ctx, at, row, next, now)
	if err != nil {
		return Session{}, err
	}
	return s.answered(ctx, a.Agency, ErrPassphrase, func(ctx context.Context, tx *store.Tx) (Session, error) {
		until, err := waitsUntil(ctx, &tx.Reader, at.handle)
		if err != nil || now.Before(until) {
			return Session{}, err
		}
		if p.done {
			return s.renew(ctx, tx, a, line{}, time.Time{}, now) // nothing happened a second time
		}
		if p.sealed == nil {
			return Session{}, failTry(ctx, tx, at.handle, p.line, now)
		}
		return s.change(ctx, tx, a, p, now)
	})
}

// check refuses what protects too little. A person's card adds sixty random bits; staff have a passphrase alone against
// whoever holds the disk.
func (c Change) check(a Actor) error {
	minimum := staffPassphraseMin
	if a.IsSurvivor() {
		minimum = survivorPassphraseMin
	}
	switch err := checkPassphrase(c.New, minimum); {
	case errors.Is(err, ErrPassphraseShort):
		return ErrNewShort
	case err != nil:
		return ErrNewLong
	case normal(c.Old) == normal(c.New):
		return ErrSame
	}
	return nil
}

// attemptToChange is the attempt with the old passphrase, and the secret that the new one gives. A card that is not the
// account's own is a wrong try of the account.
func (s *Service) attemptToChange(ctx context.Context, a Actor, c Change) (at attempt, next []byte, err error) {
	if at, err = s.attemptBy(ctx, a, c.Old); err != nil {
		return at, nil, err
	}
	at.code, next = strings.ReplaceAll(c.Code, " ", ""), []byte(normal(c.New))
	if a.IsSurvivor() {
		typed, _ := parseCard(c.Card)
		at.secret, next = typed.secret(c.Old), typed.secret(c.New)
	}
	return at, next, nil
}

// proposed is a change as far as it goes without the database.
type proposed struct {
	row    accountRow
	handle string
	sealed []byte // the key under the new passphrase; nil where the old one does not fit
	step   int64  // of the code
	done   bool   // the very same change was made before
	line   line
}

func (s *Service) tryChange(ctx context.Context, at attempt, row accountRow, next []byte, now time.Time) (p proposed, err error) {
	p = proposed{row: row, handle: at.handle}
	own, ok, err := s.unlock(at, row)
	if err != nil {
		return p, err
	}
	if !ok {
		again := at
		again.secret = next
		if _, p.done, err = s.unlock(again, row); err != nil {
			return p, err
		}
	}
	if ok && !at.survivor {
		p.step, ok = checkSecond(at, row, own.own, now)
	}
	what := PassphraseChanged
	if ok {
		if p.sealed, err = keys.SealWithPassphrase(s.params, next, bind(at.agency, row.id, 1, "account-key"), own.bytes()); err != nil {
			return p, err
		}
	} else {
		what = NotSteppedUp
	}
	p.line, err = s.line(ctx, at.agency, row.id, row.public, what, now)
	return p, err
}

// change puts the newly sealed key in the place of the one that was opened, and of no other.
func (s *Service) change(ctx context.Context, tx *store.Tx, a Actor, p proposed, now time.Time) (Session, error) {
	n, err := tx.Exec(ctx, updatePassphrase, p.sealed, a.Agency, a.Account, active, p.row.version)
	if err == nil && n == 0 {
		err = ErrChanged
	}
	if err != nil {
		return Session{}, err
	}
	if !a.IsSurvivor() {
		n, err := tx.Exec(ctx, updateStep, p.step, a.Agency, a.Account, active, p.row.version+1)
		if err == nil && n == 0 {
			err = ErrChanged // the code was used in another window
		}
		if err != nil {
			return Session{}, err
		}
	}
	if err := endOthers(ctx, tx, a); err != nil {
		return Session{}, err
	}
	if _, err := tx.Exec(ctx, deleteTry, a.Agency, handleHash(p.handle)); err != nil {
		return Session{}, err
	}
	return s.renew(ctx, tx, a, p.line, now.Add(freshFor), now)
}

const updatePassphrase = `UPDATE account SET sealed_private = $1, version = version + 1 WHERE agency_id = $2 AND account_id = $3 AND state = $4 AND version = $5`
