package account

import (
	"context"
	"errors"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
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
// that a sign-in asks for, with the same work and one derivation more. It returns the session that goes on.
//
// Of two changes at once one holds and the other is told so (ErrChanged). A change that is sent twice is one change. The key
// itself stays what it is, so that nothing has to be sealed again and nothing can be lost on the way.
func (s *Service) ChangePassphrase(ctx context.Context, a Actor, c Change) (Session, error) {
	if err := c.check(a); err != nil {
		return Session{}, err
	}
	t, err := s.tryInside(ctx, a, c.Old)
	if err != nil {
		return Session{}, err
	}
	t.next = []byte(normal(c.New))
	if a.IsSurvivor() {
		typed := cardOf(c.Card) // one that is not the account's own is a wrong try of the account
		t.secret, t.next = typed.secret(c.Old), typed.secret(c.New)
	} else {
		t.asksCode, t.code = true, digitsOf(c.Code)
	}
	t.right, t.holds = PassphraseChanged, change
	t.then = func(ctx context.Context, tx *store.Tx, o opened) (Session, error) {
		return s.changed(ctx, tx, a, o)
	}
	return s.try(ctx, t)
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

// change puts the newly sealed key in the place of the one that was opened, and of no other. Where the very same change was
// made before, there is nothing left to do.
func change(ctx context.Context, tx *store.Tx, o opened) (bool, error) {
	account := o.row.id
	if o.again {
		account = id.ID{}
	}
	n, err := tx.Exec(ctx, updatePassphrase, o.next, tx.Agency(), account, active, o.row.version)
	if err != nil {
		return false, err
	}
	stepped, err := tx.Exec(ctx, updateStep, o.step, tx.Agency(), account, active, o.row.version+1)
	if err != nil {
		return false, err
	}
	if !account.IsZero() && (n == 0 || stepped == 0 && o.row.role != Survivor) {
		return false, ErrChanged // or the code was used in another window
	}
	return !o.row.id.IsZero(), nil
}

// changed ends the other sessions, and goes on in a new one.
func (s *Service) changed(ctx context.Context, tx *store.Tx, a Actor, o opened) (Session, error) {
	now := s.clk()
	if o.again {
		return s.renew(ctx, tx, a, time.Time{}, now)
	}
	if err := endOthers(ctx, tx, a); err != nil {
		return Session{}, err
	}
	session, err := s.renew(ctx, tx, a, now.Add(freshFor), now)
	if err == nil && o.marked {
		session.Mark, err = s.newMark(ownKey(o.own.Bytes()), o.row.version+1)
	}
	return session, err
}

const updatePassphrase = `UPDATE account SET sealed_private = $1, version = version + 1 WHERE agency_id = $2 AND account_id = $3 AND state = $4 AND version = $5`
