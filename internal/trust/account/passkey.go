package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// maxPasskeys is how many one account can have: a few devices, not a list without an end.
const maxPasskeys = 10

var (
	// ErrOrigin says that an address cannot stand for this installation to a browser's passkeys.
	ErrOrigin = errors.New("account: an origin for passkeys is https://host, or http://localhost with a port; never an IP address")

	// ErrPasskey says that a passkey was not added: the answer did not fit the question, or came too late or twice.
	ErrPasskey = fault.New(fault.BadInput, "account.error.passkey")

	// ErrPasskeysFull says that an account has as many passkeys as it can.
	ErrPasskeysFull = fault.New(fault.BadInput, "account.error.passkeys_full")
)

// Passkeys are the second factor of staff who sign in with a device instead of six digits (WebAuthn Level 3). They stand
// beside the codes, which every account keeps.
type Passkeys struct {
	s   *Service
	web *webauthn.WebAuthn
}

// NewPasskeys returns the passkeys of an installation that browsers reach at origin, as in "https://desk.example.org".
func NewPasskeys(s *Service, origin string) (*Passkeys, error) {
	host, ok := hostOf(origin)
	if !ok {
		return nil, ErrOrigin
	}
	web, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: issuer, RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation, // which maker's device somebody carries is nobody's business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:      protocol.ResidentKeyRequirementDiscouraged, // a second factor is asked for by name
			UserVerification: protocol.VerificationPreferred,
		},
	})
	if err != nil {
		return nil, err
	}
	return &Passkeys{s: s, web: web}, nil
}

// hostOf is the host of an origin that browsers let passkeys be used at.
func hostOf(origin string) (string, bool) {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || u.Scheme+"://"+u.Host != origin {
		return "", false
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return "", false
	}
	return u.Hostname(), u.Scheme == "https" || u.Scheme == "http" && u.Hostname() == "localhost"
}

// A Passkey is one device of an account. Handle names it in an address of the account's own pages.
type Passkey struct {
	Handle string
	MadeAt time.Time
}

// List returns the passkeys of the actor's account, oldest first.
func (p *Passkeys) List(ctx context.Context, a Actor) ([]Passkey, error) {
	h, err := read(ctx, p.s.db, a.Agency, func(ctx context.Context, r *store.Reader) (holder, error) {
		return selectHolder(ctx, r, a.Account)
	})
	list := make([]Passkey, len(h.keys))
	for i, k := range h.keys {
		list[i] = Passkey{Handle: passkeyHandle(k.ID), MadeAt: h.madeAt[i]}
	}
	return list, err
}

// Remove takes a passkey from the actor's account. One that is not there any more is no error. It asks for the passphrase
// once more (ErrStepUp).
func (p *Passkeys) Remove(ctx context.Context, a Actor, handle string) error {
	return p.s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		if err := p.s.fresh(ctx, tx, a); err != nil {
			return err
		}
		h, err := selectHolder(ctx, &tx.Reader, a.Account)
		if err != nil {
			return err
		}
		for _, k := range h.keys {
			if passkeyHandle(k.ID) != handle {
				continue
			}
			if _, err := tx.Exec(ctx, deletePasskey, a.Agency, a.Account, credentialText(k.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

func passkeyHandle(credential []byte) string {
	h := sha256.Sum256(append([]byte("amparo passkey\x00"), credential...))
	return hex.EncodeToString(h[:12])
}

// credentialText is how the number that a device gave its key is stored.
func credentialText(credential []byte) string {
	return base64.RawURLEncoding.EncodeToString(credential)
}

// A holder is an account as passkeys see it. It implements webauthn.User.
type holder struct {
	agency  id.Agency
	account id.ID
	name    string // the sign-in name
	keys    []webauthn.Credential
	madeAt  []time.Time
}

// WebAuthnID is what devices call the account. It leads back to no account number, since devices hand it out.
func (h holder) WebAuthnID() []byte {
	sum := sha256.Sum256([]byte("amparo passkey holder\x00" + h.agency.String() + h.account.String()))
	return sum[:]
}

func (h holder) WebAuthnName() string                       { return h.name }
func (h holder) WebAuthnDisplayName() string                { return h.name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// selectHolder reads an account's sign-in name and passkeys. An account that does not exist has neither.
func selectHolder(ctx context.Context, r *store.Reader, account id.ID) (holder, error) {
	h := holder{agency: r.Agency(), account: account}
	rows, err := r.Query(ctx, selectPasskeys, r.Agency(), account)
	if err != nil {
		return h, err
	}
	defer rows.Close()
	for rows.Next() {
		var stored []byte
		var made int64
		var key webauthn.Credential
		if err := rows.Scan(&stored, &made); err != nil {
			return h, err
		}
		if err := json.Unmarshal(stored, &key); err != nil {
			return h, err
		}
		h.keys, h.madeAt = append(h.keys, key), append(h.madeAt, clock.FromMicros(made))
	}
	if err := rows.Err(); err != nil {
		return h, err
	}
	err = r.QueryRow(ctx, selectHandle, r.Agency(), account).Scan(&h.name)
	if store.IsNoRows(err) {
		return h, nil
	}
	return h, err
}

// encodeCredential keeps of a credential what a later sign-in is checked against: number, public key, flags, count of
// signatures and ways to reach the device. How the device proved its make is not kept.
func encodeCredential(c *webauthn.Credential) ([]byte, error) {
	kept := *c
	kept.Attestation = webauthn.CredentialAttestation{}
	return json.Marshal(kept)
}

const (
	selectPasskeys = `SELECT credential, made_at FROM passkey WHERE agency_id = $1 AND account_id = $2 ORDER BY made_at, credential_id`
	selectHandle   = `SELECT handle FROM account WHERE agency_id = $1 AND account_id = $2`
	deletePasskey  = `DELETE FROM passkey WHERE agency_id = $1 AND account_id = $2 AND credential_id = $3`
)
