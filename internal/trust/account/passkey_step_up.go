package account

import (
	"context"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// BeginStepUp asks for a passkey inside an open session, in the place of the passphrase, and returns the browser's token for
// the answer. Whoever holds the device may be somebody else, so the device asks for its PIN, finger or face. An account
// without passkeys is answered with ErrPassphrase.
func (p *Passkeys) BeginStepUp(ctx context.Context, a Actor) (token string, err error) {
	return write(ctx, p.s.db, a.Agency, func(ctx context.Context, tx *store.Tx) (string, error) {
		h, err := selectHolder(ctx, &tx.Reader, a.Account)
		if err != nil {
			return "", err
		}
		if len(h.keys) == 0 {
			return "", ErrPassphrase
		}
		question, state, err := p.web.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationRequired))
		if err != nil {
			return "", err
		}
		return beginCeremony(ctx, tx, Stepping, ceremony{account: a.Account, state: *state}, question.Response, p.s.clk())
	})
}

// FinishStepUp is Service.StepUp with the answer of a device. Whatever the answer is, the question cannot be answered again.
func (p *Passkeys) FinishStepUp(ctx context.Context, a Actor, token string, answer []byte) (Session, error) {
	agency, secret, ok := parseToken(token)
	if !ok || agency != a.Agency {
		return Session{}, ErrPassphrase
	}
	return p.s.answered(ctx, agency, ErrPassphrase, func(ctx context.Context, tx *store.Tx) (Session, error) {
		c, ok, err := takeCeremony(ctx, tx, Stepping, secret, p.s.clk())
		if err != nil || !ok || c.account != a.Account || c.state.UserVerification != protocol.VerificationRequired {
			return Session{}, err
		}
		return p.decide(ctx, tx, c, answer, try{session: a.session, right: SteppedUp, wrong: NotSteppedUp, then: p.s.stepped(a)})
	})
}
