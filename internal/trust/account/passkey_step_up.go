package account

import (
	"context"

	"github.com/go-webauthn/webauthn/protocol"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// BeginStepUp asks for a passkey inside an open session, in the place of the passphrase, and returns the browser's token for
// the answer. An account without passkeys is answered with ErrPassphrase.
func (p *Passkeys) BeginStepUp(ctx context.Context, a Actor) (token string, err error) {
	return write(ctx, p.s.db, a.Agency, func(ctx context.Context, tx *store.Tx) (string, error) {
		now := p.s.clk()
		h, err := selectHolder(ctx, &tx.Reader, a.Account)
		if err != nil {
			return "", err
		}
		until, err := waitsUntil(ctx, &tx.Reader, h.name)
		if err != nil {
			return "", err
		}
		if now.Before(until) || len(h.keys) == 0 {
			return "", ErrPassphrase
		}
		question, state, err := p.web.BeginLogin(h)
		if err != nil {
			return "", err
		}
		return beginCeremony(ctx, tx, Stepping, ceremony{account: a.Account, state: *state}, question.Response, now)
	})
}

// FinishStepUp is Service.StepUp with the answer of a device. Whatever the answer is, the question cannot be answered again.
func (p *Passkeys) FinishStepUp(ctx context.Context, a Actor, token string, answer []byte) (Session, error) {
	agency, secret, ok := parseToken(token)
	if !ok || agency != a.Agency {
		return Session{}, ErrPassphrase
	}
	parsed, unread := protocol.ParseCredentialRequestResponseBytes(answer)
	if unread != nil {
		parsed = nil
	}
	now := p.s.clk()
	return p.s.answered(ctx, agency, ErrPassphrase, func(ctx context.Context, tx *store.Tx) (Session, error) {
		c, ok, err := takeCeremony(ctx, tx, Stepping, secret, now)
		if err != nil || !ok || c.account != a.Account {
			return Session{}, err
		}
		h, err := selectHolder(ctx, &tx.Reader, a.Account)
		if err != nil {
			return Session{}, err
		}
		until, err := waitsUntil(ctx, &tx.Reader, h.name)
		if err != nil || now.Before(until) {
			return Session{}, err
		}
		if ok, err = p.proves(ctx, tx, h, c, parsed); err != nil {
			return Session{}, err
		}
		what := SteppedUp
		if !ok {
			what = NotSteppedUp
		}
		l, err := p.s.lineIn(ctx, tx, a.Account, what, now)
		if err != nil {
			return Session{}, err
		}
		if !ok {
			return Session{}, failTry(ctx, tx, h.name, l, now)
		}
		return p.s.renew(ctx, tx, a, l, now.Add(freshFor), now)
	})
}
