package account

import (
	"context"
	"encoding/json"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// ErrNoCard says that the person has no sign-in of their own yet: one is set up instead.
var ErrNoCard = fault.New(fault.Stale, "account.error.no_card")

// A NewCard is a person's account with a new card and a new key, about to take the place of what the lost card opened.
type NewCard struct {
	Account id.ID
	Card    string // printed once, kept by the person
	Public  keys.PublicKey

	version                          int64
	handle                           string
	sealedPrivate, profile, settings []byte
	voucher                          []byte
}

// PrepareCard makes a card code and an account key for a person who lost their card, sealed under the card and the passphrase
// that the person typed. Nothing is stored yet (see Replace). For somebody without a sign-in it does the same work, and Account
// is zero: whether they have one is told by the gate.
//
// What the person had chosen about their sessions was sealed to the key before. They begin again with everything asking that
// can ask: the lost card may be in other hands.
func (s *Service) PrepareCard(ctx context.Context, worker Actor, person id.ID, passphrase string) (n NewCard, err error) {
	if err := checkPassphrase(passphrase, survivorPassphraseMin); err != nil {
		return NewCard{}, err
	}
	agency := worker.Agency
	a, err := s.Agency(ctx, agency)
	if err != nil {
		return NewCard{}, err
	}
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, selectByPerson, agency, person, Survivor).Scan(&n.Account, &n.version)
	})
	if err != nil && !store.IsNoRows(err) {
		return NewCard{}, err
	}
	private, err := keys.NewPrivateKey()
	if err != nil {
		return NewCard{}, err
	}
	c := newCard(a.Locator)
	n.Card, n.handle, n.Public = c.String(), c.handle(), private.Public()
	body, err := json.Marshal(profile{})
	if err != nil {
		return NewCard{}, err
	}
	if n.profile, err = n.Public.Seal(bind(agency, n.Account, 1, "profile"), body); err != nil {
		return NewCard{}, err
	}
	if n.settings, err = careful.seal(ownKey(private.Bytes()), agency, n.Account); err != nil {
		return NewCard{}, err
	}
	if n.voucher, err = s.vouch(agency, vouched{account: n.Account, person: person, role: Survivor, public: n.Public.Bytes()}); err != nil {
		return NewCard{}, err
	}
	n.sealedPrivate, err = keys.SealWithPassphrase(s.params, c.secret(passphrase), bind(agency, n.Account, 1, "account-key"),
		unlocked{private, worker.Root}.bytes())
	return n, err
}

// Replace puts the new card and key in the place of those before, ends every session, and drops what was sealed to the key
// before and only its owner could read. Of two cards made at once the second finds that the account has changed (ErrChanged).
func (s *Service) Replace(ctx context.Context, tx *store.Tx, n NewCard) error {
	changed, err := tx.Exec(ctx, updateCard, n.handle, n.Public.Bytes(), n.sealedPrivate, n.profile, n.settings, n.voucher,
		tx.Agency(), n.Account, active, n.version)
	if err == nil && changed == 0 {
		err = ErrChanged
	}
	if err != nil {
		return err
	}
	if err := EndSessions(ctx, tx, n.Account); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, deleteSignIns, tx.Agency(), n.Account); err != nil {
		return err
	}
	l, err := s.lineIn(ctx, tx, n.Account, CardMade, s.clk())
	if err != nil {
		return err
	}
	return l.insert(ctx, tx)
}

const (
	selectByPerson = `SELECT account_id, version FROM account WHERE agency_id = $1 AND person_id = $2 AND role = $3`
	updateCard     = `UPDATE account SET handle = $1, public_key = $2, sealed_private = $3, sealed_profile = $4, sealed_settings = $5,
		voucher = $6, version = version + 1 WHERE agency_id = $7 AND account_id = $8 AND state = $9 AND version = $10`
)
