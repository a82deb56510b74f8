package account

import (
	"context"

	"github.com/go-webauthn/webauthn/protocol"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// BeginSignIn takes a sign-in name and a passphrase, asks for a passkey of the account, and returns the browser's token for
// the answer. An account without passkeys is answered like every failed sign-in, with ErrSignIn, after the same work: who
// does not know the passphrase learns nothing.
func (p *Passkeys) BeginSignIn(ctx context.Context, name, passphrase string) (token string, err error) {
	t, err := p.s.tryOf(ctx, name, passphrase)
	if err != nil {
		return "", err
	}
	t.halfway = true
	var h holder
	t.holds = func(ctx context.Context, tx *store.Tx, o opened) (bool, error) {
		var err error
		if h, err = selectHolder(ctx, &tx.Reader, o.row.id); err != nil {
			return false, err
		}
		held, err := hold(ctx, tx, o)
		return held && len(h.keys) > 0, err
	}
	t.then = func(ctx context.Context, tx *store.Tx, o opened) (Session, error) {
		question, state, err := p.web.BeginLogin(h)
		if err != nil {
			return Session{}, err
		}
		token, err := beginCeremony(ctx, tx, SigningIn, ceremony{account: o.row.id, state: *state, own: o.bytes()}, question.Response, p.s.clk())
		return Session{Token: token}, err
	}
	begun, err := p.s.try(ctx, t)
	return begun.Token, err
}

// FinishSignIn opens a session with the answer of a device, the browser's JSON. Whatever the answer is, the question cannot
// be answered again; a wrong one is a failed try of the account. A question is asked of somebody who knew the passphrase, so
// it waits for nobody's wrong tries.
func (p *Passkeys) FinishSignIn(ctx context.Context, token string, answer []byte) (Session, error) {
	agency, secret, ok := parseToken(token)
	if !ok {
		return Session{}, ErrSignIn
	}
	return p.s.answered(ctx, agency, ErrSignIn, func(ctx context.Context, tx *store.Tx) (Session, error) {
		c, ok, err := takeCeremony(ctx, tx, SigningIn, secret, p.s.clk())
		if err != nil || !ok {
			return Session{}, err
		}
		return p.decide(ctx, tx, c, answer, try{session: ceremonyID(secret), right: SignedIn, wrong: NotOpened, then: p.s.entering("")})
	})
}

// decide checks the answer of a device, and counts it like a passphrase.
func (p *Passkeys) decide(ctx context.Context, tx *store.Tx, c ceremony, answer []byte, t try) (Session, error) {
	now := p.s.clk()
	h, err := selectHolder(ctx, &tx.Reader, c.account)
	if err != nil {
		return Session{}, err
	}
	o := opened{}
	if o.row, err = selectAccount(ctx, &tx.Reader, h.name); err != nil {
		return Session{}, err
	}
	parsed, unread := protocol.ParseCredentialRequestResponseBytes(answer)
	if unread != nil {
		parsed = nil
	}
	ok, err := p.proves(ctx, tx, h, c, parsed)
	if err != nil {
		return Session{}, err
	}
	if ok && len(c.own) > 0 {
		if o.unlocked, err = parseUnlocked(c.own); err != nil {
			return Session{}, err
		}
		o.marked = p.s.readMark(PlaceOf(ctx).Mark).fits(ownKey(o.own.Bytes()), o.row.version)
	}
	what := t.wrong
	if ok {
		what = t.right
	}
	l, err := p.s.line(ctx, tx.Agency(), c.account, o.row.public, what, now)
	if err != nil {
		return Session{}, err
	}
	t.handle, t.holds = h.name, hold
	return p.s.decide(ctx, tx, t, o, ok, l, now)
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

const updatePasskey = `UPDATE passkey SET credential = $1 WHERE agency_id = $2 AND account_id = $3 AND credential_id = $4`
