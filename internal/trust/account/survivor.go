package account

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A NewSurvivor is a survivor's account that is about to be stored together with the keys of their record.
type NewSurvivor struct {
	Account id.ID
	Card    string // printed once, kept by the person
	Public  keys.PublicKey
	row     sealedRow
}

// PrepareSurvivor makes a card code and an account key sealed under the card and the passphrase that the person typed.
// The root that the worker carries is sealed beside it. Nothing is stored yet: the record's keys and the account are stored in one transaction, by NewSurvivor.Insert.
func (s *Service) PrepareSurvivor(ctx context.Context, worker Actor, person id.ID, passphrase string) (NewSurvivor, error) {
	if err := checkPassphrase(passphrase, survivorPassphraseMin); err != nil {
		return NewSurvivor{}, err
	}
	a, err := s.Agency(ctx, worker.Agency)
	if err != nil {
		return NewSurvivor{}, err
	}
	private, err := keys.NewPrivateKey()
	if err != nil {
		return NewSurvivor{}, err
	}
	c := newCard(a.Locator)
	n := NewSurvivor{Account: id.New(s.clk()), Card: c.String(), Public: private.Public()}
	n.row, err = s.seal(ctx, newRow{agency: worker.Agency, id: n.Account, handle: c.handle(), role: Survivor, person: person,
		unlocked: unlocked{private, worker.Root}, secret: c.secret(passphrase)})
	return n, err
}

// Insert stores the account.
func (n NewSurvivor) Insert(ctx context.Context, tx *store.Tx, clk clock.Clock) error {
	return n.row.insert(ctx, tx, active, clock.Micros(clk()))
}

// PublicKey returns the public half of an account's key, for sealing to it.
func PublicKey(ctx context.Context, r *store.Reader, account id.ID) (keys.PublicKey, error) {
	var b []byte
	if err := r.QueryRow(ctx, selectPublicKey, r.Agency(), account).Scan(&b); err != nil {
		return keys.PublicKey{}, err
	}
	return keys.ParsePublicKey(b)
}

const selectPublicKey = `SELECT public_key FROM account WHERE agency_id = $1 AND account_id = $2`
