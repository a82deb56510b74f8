package account

import (
	"context"
	"time"

	"github.com/go-webauthn/webauthn/protocol"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// BeginSignIn takes a sign-in name and a passphrase, asks for a passkey of the account, and returns the browser's token for
// the answer. An account without passkeys is answered like every failed sign-in, with ErrSignIn, after the same work: who
// does not know the passphrase learns nothing.
func (p *Passkeys) BeginSignIn(ctx context.Context, name, passphrase string) (token string, err error) {
	at, err := p.s.attemptOf(ctx, name, passphrase)
	if err != nil {
		return "", err
	}
	now := p.s.clk()
	row, waiting, err := p.s.lookUp(ctx, at, now)
	if err != nil {
		return "", err
	}
	if waiting {
		return "", ErrSignIn
	}
	own, ok, err := p.s.unlock(at, row)
	if err != nil {
		return "", err
	}
	if ok {
		if own, err = p.s.adopt(ctx, at, row, own); err != nil {
			return "", err
		}
	}
	wrong, err := p.s.line(ctx, at.agency, row.id, row.public, NotOpened, now)
	if err != nil {
		return "", err
	}
	token, err = write(ctx, p.s.db, at.agency, func(ctx context.Context, tx *store.Tx) (string, error) {
		until, err := waitsUntil(ctx, &tx.Reader, at.handle)
		if err != nil || now.Before(until) {
			return "", err
		}
		h, err := selectHolder(ctx, &tx.Reader, row.id)
		if err != nil {
			return "", err
		}
		if !ok || len(h.keys) == 0 {
			return "", failTry(ctx, tx, at.handle, wrong, now)
		}
		if n, err := tx.Exec(ctx, holdVersion, at.agency, row.id, active, row.version); err != nil || n == 0 {
			return "", err // the account was closed or its passphrase changed meanwhile
		}
		question, state, err := p.web.BeginLogin(h)
		if err != nil {
			return "", err
		}
		return beginCeremony(ctx, tx, SigningIn, ceremony{account: row.id, state: *state, own: own.bytes()}, question.Response, now)
	})
	if err == nil && token == "" {
		err = ErrSignIn
	}
	return token, err
}

// FinishSignIn opens a session with the answer of a device, the browser's JSON. Whatever the answer is, the question cannot
// be answered again; a wrong one is a failed try of the account.
func (p *Passkeys) FinishSignIn(ctx context.Context, token string, answer []byte) (Session, error) {
	agency, secret, ok := parseToken(token)
	if !ok {
		return Session{}, ErrSignIn
	}
	parsed, unread := protocol.ParseCredentialRequestResponseBytes(answer)
	if unread != nil {
		parsed = nil
	}
	now := p.s.clk()
	return p.s.answered(ctx, agency, ErrSignIn, func(ctx context.Context, tx *store.Tx) (Session, error) {
		c, ok, err := takeCeremony(ctx, tx, SigningIn, secret, now)
		if err != nil || !ok {
			return Session{}, err
		}
		h, err := selectHolder(ctx, &tx.Reader, c.account)
		if err != nil {
			return Session{}, err
		}
		until, err := waitsUntil(ctx, &tx.Reader, h.name)
		if err != nil || now.Before(until) {
			return Session{}, err
		}
		ok, err = p.proves(ctx, tx, h, c, parsed)
		if err != nil {
			return Session{}, err
		}
		what := SignedIn
		if !ok {
			what = NotOpened
		}
		l, err := p.s.lineIn(ctx, tx, c.account, what, now)
		if err != nil {
			return Session{}, err
		}
		if !ok {
			return Session{}, failTry(ctx, tx, h.name, l, now)
		}
		return p.enter(ctx, tx, h, c, l, now)
	})
}

// proves checks an answer against the question and the account's passkeys, and stores what the device counts. A device
// whose count has not grown may have a twin, so neither is believed (WebAuthn Level 3, 6.1.1).
func (p *Passkeys) proves(ctx context.Context, tx *store.Tx, h holder, c ceremony, answer *protocol.ParsedCredentialAssertionData) (bool, error) {
	if answer == nil {
		return false, nil
	}
	used, refused := p.web.ValidateLogin(h, c.state, answer)
	if refused != nil || used.Authenticator.CloneWarning {
		return false, nil
	}
	stored, err := encodeCredential(used)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, updatePasskey, stored, h.agency, h.account, credentialText(used.ID))
	return n > 0, err
}

// enter opens the session with the key that the passphrase opened, unless the account was closed meanwhile.
func (p *Passkeys) enter(ctx context.Context, tx *store.Tx, h holder, c ceremony, l line, now time.Time) (Session, error) {
	n, err := tx.Exec(ctx, updateOpened, h.agency, h.account, active)
	if err != nil || n == 0 {
		return Session{}, err
	}
	own, err := parseUnlocked(c.own)
	if err != nil {
		return Session{}, err
	}
	row, err := selectAccount(ctx, &tx.Reader, h.name)
	if err != nil {
		return Session{}, err
	}
	return p.s.open(ctx, tx, entering{handle: h.name, row: row, unlocked: own, line: l}, now)
}

const updatePasskey = `UPDATE passkey SET credential = $1 WHERE agency_id = $2 AND account_id = $3 AND credential_id = $4`
