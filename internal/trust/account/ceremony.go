package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ceremonyLasts is how long a question to a device can be answered.
const ceremonyLasts = 5 * time.Minute

// A Purpose is what a device is asked for.
type Purpose string

// The purposes.
const (
	Adding    Purpose = "add"     // a new passkey
	SigningIn Purpose = "sign-in" // the second factor, after the passphrase
	Stepping  Purpose = "step-up" // once more, inside an open session
)

// A ceremony is the time between a question to a device and its answer. The database holds it, so that any node can take
// the answer; only the browser holds the secret that leads to it.
type ceremony struct {
	account id.ID
	state   webauthn.SessionData
	own     []byte // the account's private key, while signing in
}

// beginCeremony stores a question in place of an earlier one for the same purpose, and returns the browser's token for it.
// The account's key is sealed under the token's secret, which is not stored.
func beginCeremony(ctx context.Context, tx *store.Tx, purpose Purpose, c ceremony, question any, now time.Time) (string, error) {
	secret := keys.NewSecret()
	sealed, err := keys.DeriveDataKey(secret, "ceremony").Seal(bind(tx.Agency(), c.account, 1, "ceremony"), c.own)
	if err != nil {
		return "", err
	}
	state, err := json.Marshal(c.state)
	if err != nil {
		return "", err
	}
	options, err := json.Marshal(question)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, deleteEarlier, tx.Agency(), c.account, purpose, clock.Micros(now)); err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, insertCeremony, tx.Agency(), ceremonyID(secret), c.account, purpose, state, options, sealed,
		clock.Micros(now.Add(ceremonyLasts)))
	return token(tx.Agency(), secret), err
}

// takeCeremony ends a ceremony and returns it; ok is false where there is none, or it is over. What it deletes stays
// deleted only if the caller commits, also where it refuses the answer.
func takeCeremony(ctx context.Context, tx *store.Tx, purpose Purpose, secret []byte, now time.Time) (c ceremony, ok bool, err error) {
	var state, sealed []byte
	var ends int64
	err = tx.QueryRow(ctx, deleteCeremony, tx.Agency(), ceremonyID(secret), purpose).Scan(&c.account, &state, &sealed, &ends)
	if store.IsNoRows(err) {
		return c, false, nil
	}
	if err != nil || !now.Before(clock.FromMicros(ends)) {
		return c, false, err
	}
	if err := json.Unmarshal(state, &c.state); err != nil {
		return c, false, err
	}
	c.own, err = keys.DeriveDataKey(secret, "ceremony").Open(bind(tx.Agency(), c.account, 1, "ceremony"), sealed)
	return c, err == nil, err
}

// Options returns the question of a begun ceremony, as JSON for the browser's navigator.credentials. It returns
// ErrNoSession where nothing is asked with this token, or no longer.
func (p *Passkeys) Options(ctx context.Context, purpose Purpose, token string) (string, error) {
	agency, secret, ok := parseToken(token)
	if !ok {
		return "", ErrNoSession
	}
	return read(ctx, p.s.db, agency, func(ctx context.Context, r *store.Reader) (string, error) {
		var options []byte
		err := r.QueryRow(ctx, selectOptions, agency, ceremonyID(secret), purpose, clock.Micros(p.s.clk())).Scan(&options)
		if store.IsNoRows(err) {
			return "", ErrNoSession
		}
		return string(options), err
	})
}

// ceremonyID is what the database knows of a token: a hash that leads back to no cookie.
func ceremonyID(secret []byte) string {
	h := sha256.Sum256(append([]byte("amparo ceremony\x00"), secret...))
	return hex.EncodeToString(h[:])
}

const (
	insertCeremony = `INSERT INTO passkey_ceremony (agency_id, ceremony_id, account_id, purpose, state, options, sealed_key, ends_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	selectOptions  = `SELECT options FROM passkey_ceremony WHERE agency_id = $1 AND ceremony_id = $2 AND purpose = $3 AND ends_at > $4`
	deleteCeremony = `DELETE FROM passkey_ceremony WHERE agency_id = $1 AND ceremony_id = $2 AND purpose = $3
		RETURNING account_id, state, sealed_key, ends_at`
	deleteEarlier    = `DELETE FROM passkey_ceremony WHERE agency_id = $1 AND (ends_at <= $4 OR (account_id = $2 AND purpose = $3))`
	deleteCeremonies = `DELETE FROM passkey_ceremony WHERE agency_id = $1 AND account_id = $2`
)
