package account

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// adopt gives an account that was sealed before its agency had a root the one that the installation keeps, and seals both
// again under the same secret, at a sign-in. This once the account trusts the installation key; from then on its own passphrase.
func (s *Service) adopt(ctx context.Context, t try, o opened) (unlocked, error) {
	u, row := o.unlocked, o.row
	if !u.root.IsZero() || t.session != "" {
		return u, nil
	}
	root, err := read(ctx, s.db, t.agency, func(ctx context.Context, r *store.Reader) (keys.VerifyKey, error) {
		return s.rootFor(ctx, r, Actor{})
	})
	if err != nil || root.IsZero() {
		return u, err
	}
	u.root = root
	sealed, err := keys.SealWithPassphrase(s.params, t.secret, bind(t.agency, row.id, 1, "account-key"), u.bytes())
	if err != nil {
		return u, err
	}
	return u, s.db.Write(ctx, t.agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, updateAdopted, sealed, t.agency, row.id, active, row.version)
		return err
	})
}

// admit refuses a sign-in that has been proved and stands in no roster. Where the agency has none yet, it notes the public
// half of what the account will sign with, for the day on which the agency gets one.
func (s *Service) admit(ctx context.Context, tx *store.Tx, e opened) error {
	if e.row.role == Survivor {
		return nil
	}
	list, err := s.Roster(ctx, &tx.Reader, Actor{Root: e.root})
	if err != nil {
		return err
	}
	key := roster.MemberKey(e.own.Bytes()).Public()
	if list.IsZero() {
		_, err := tx.Exec(ctx, updateSignKey, key.Bytes(), tx.Agency(), e.row.id)
		return err
	}
	if !stands(list, e.row.id, e.row.role, key) {
		return ErrSignIn
	}
	return nil
}

const (
	updateAdopted = `UPDATE account SET sealed_private = $1 WHERE agency_id = $2 AND account_id = $3 AND state = $4 AND version = $5`
	updateSignKey = `UPDATE account SET sign_key = $1 WHERE agency_id = $2 AND account_id = $3`
)
