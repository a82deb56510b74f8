package account

import (
	"context"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// BeginAdding asks for a new passkey of the actor's account, and returns the browser's token for the answer. Whoever finds an
// open session must not be able to add their own device: it asks for the passphrase once more (ErrStepUp).
func (p *Passkeys) BeginAdding(ctx context.Context, a Actor) (token string, err error) {
	return write(ctx, p.s.db, a.Agency, func(ctx context.Context, tx *store.Tx) (string, error) {
		if err := p.s.fresh(ctx, tx, a); err != nil {
			return "", err
		}
		h, err := selectHolder(ctx, &tx.Reader, a.Account)
		if err != nil {
			return "", err
		}
		if len(h.keys) >= maxPasskeys {
			return "", ErrPasskeysFull
		}
		known := webauthn.Credentials(h.keys).CredentialDescriptors()
		question, state, err := p.web.BeginRegistration(h, webauthn.WithExclusions(known))
		if err != nil {
			return "", err
		}
		return beginCeremony(ctx, tx, Adding, ceremony{account: a.Account, state: *state}, question.Response, p.s.clk())
	})
}

// FinishAdding stores the passkey that a device made. The answer is the browser's JSON; whatever it is, the question cannot
// be answered again.
func (p *Passkeys) FinishAdding(ctx context.Context, a Actor, token string, answer []byte) error {
	agency, secret, ok := parseToken(token)
	if !ok || agency != a.Agency {
		return ErrPasskey
	}
	parsed, unread := protocol.ParseCredentialCreationResponseBytes(answer)
	added, err := write(ctx, p.s.db, agency, func(ctx context.Context, tx *store.Tx) (bool, error) {
		c, ok, err := takeCeremony(ctx, tx, Adding, secret, p.s.clk())
		if err != nil || !ok || c.account != a.Account || unread != nil || !plain(parsed) {
			return false, err
		}
		h, err := selectHolder(ctx, &tx.Reader, a.Account)
		if err != nil {
			return false, err
		}
		made, refused := p.web.CreateCredential(h, c.state, parsed)
		if refused != nil || len(h.keys) >= maxPasskeys {
			return false, nil
		}
		return p.insert(ctx, tx, a, made)
	})
	if err == nil && !added {
		return ErrPasskey
	}
	return err
}

// plain reports whether an answer proves no more than it was asked to. The other formats are of makers' services, and
// reading them would be work for whoever sends them.
func plain(answer *protocol.ParsedCredentialCreationData) bool {
	format := protocol.AttestationFormat(answer.Response.AttestationObject.Format)
	return format == protocol.AttestationFormatNone || format == protocol.AttestationFormatPacked
}

// insert stores a passkey, unless some account of the agency has it already (WebAuthn Level 3, 7.1, step 26).
func (p *Passkeys) insert(ctx context.Context, tx *store.Tx, a Actor, made *webauthn.Credential) (bool, error) {
	number := credentialText(made.ID)
	var taken int64
	if err := tx.QueryRow(ctx, countCredential, a.Agency, number).Scan(&taken); err != nil {
		return false, err
	}
	if taken > 0 {
		return false, nil
	}
	stored, err := encodeCredential(made)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, updateOpened, a.Agency, a.Account, active)
	if err != nil || n == 0 {
		return false, err // the account was closed meanwhile
	}
	_, err = tx.Exec(ctx, insertPasskey, a.Agency, a.Account, number, stored, clock.Micros(p.s.clk()))
	return err == nil, err
}

const (
	countCredential = `SELECT COUNT(credential_id) FROM passkey WHERE agency_id = $1 AND credential_id = $2`
	insertPasskey   = `INSERT INTO passkey (agency_id, account_id, credential_id, credential, made_at) VALUES ($1, $2, $3, $4, $5)`
)
