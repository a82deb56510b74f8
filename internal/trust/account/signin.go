package account

import (
	"context"
	"errors"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ErrSignIn is the one answer to every failed sign-in: wrong name, wrong passphrase, wrong code, somebody who has left,
// or too many tries.
var ErrSignIn = fault.New(fault.SignIn, "account.error.sign_in")

// SignInStaff opens a session for a member of staff: sign-in name, passphrase, and the six digits of the second factor.
func (s *Service) SignInStaff(ctx context.Context, name, passphrase, code string) (Session, error) {
	t, err := s.tryOf(ctx, name, passphrase)
	if err != nil {
		return Session{}, err
	}
	t.asksCode, t.code = true, digitsOf(code)
	t.holds, t.then = accept, s.entering("")
	return s.try(ctx, t)
}

// digitsOf is a code as it was typed, without the space that some write in its middle.
func digitsOf(code string) string { return strings.ReplaceAll(code, " ", "") }

// tryOf is a try at a sign-in name.
func (s *Service) tryOf(ctx context.Context, name, passphrase string) (try, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	slug := ""
	if handleShape.MatchString(name) {
		_, slug, _ = strings.Cut(name, "@")
	} else {
		name = "" // nobody's, and one for all
	}
	agency, err := s.agencyOf(ctx, selectBySlug, slug)
	return try{agency: agency, handle: name, secret: []byte(normal(passphrase)), right: SignedIn, wrong: NotOpened, refusal: ErrSignIn}, err
}

// agencyOf is the agency that a name or a card leads to: nowhere, where there is none. There the same is done, for nobody.
func (s *Service) agencyOf(ctx context.Context, query, by string) (id.Agency, error) {
	a, err := s.agencyWhere(ctx, query, by)
	if errors.Is(err, ErrNoAgency) {
		return s.nowhere, nil
	}
	return a.ID, err
}

// SignInSurvivor opens a session with a printed card code and the person's own passphrase. Both are needed to open the
// account's key, so they are the two factors.
func (s *Service) SignInSurvivor(ctx context.Context, typed, passphrase string) (Session, error) {
	c := cardOf(typed)
	agency, err := s.agencyOf(ctx, selectByLocator, c.locator())
	if err != nil {
		return Session{}, err
	}
	return s.try(ctx, try{agency: agency, handle: c.handle(), secret: c.secret(passphrase), survivor: true, right: SignedIn, wrong: NotOpened,
		refusal: ErrSignIn, holds: hold, then: s.entering(c)})
}

// entering opens the session of a sign-in that passed.
func (s *Service) entering(c card) func(context.Context, *store.Tx, opened) (Session, error) {
	return func(ctx context.Context, tx *store.Tx, o opened) (Session, error) { return s.enter(ctx, tx, o, c) }
}

// enter opens a session.
func (s *Service) enter(ctx context.Context, tx *store.Tx, o opened, c card) (Session, error) {
	now := s.clk()
	key := ownKey(o.own.Bytes())
	device, err := sealDevice(key, tx.Agency(), o.row.id, deviceOf(ctx))
	if err != nil {
		return Session{}, err
	}
	if err := s.admit(ctx, tx, o); err != nil {
		return Session{}, err
	}
	settings := openSettings(key, tx.Agency(), o.row.id, o.row.role, o.row.settings)
	session, err := opening{account: o.row.id, unlocked: o.unlocked, second: true, card: c, device: device, keepsDrafts: settings.KeepDrafts,
		begun: now, freshUntil: now.Add(freshFor)}.insert(ctx, tx, now)
	if err == nil && (o.marked || PlaceOf(ctx).Keep) {
		session.Mark, err = s.newMark(key, o.row.version)
	}
	return session, err
}
