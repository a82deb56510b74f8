package account

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Named returns the account of a member of staff by their sign-in name, or ErrNoAccount. It is for commands on the machine.
func (s *Service) Named(ctx context.Context, agency id.Agency, signInName string) (id.ID, error) {
	account, err := read(ctx, s.db, agency, func(ctx context.Context, r *store.Reader) (account id.ID, err error) {
		err = r.QueryRow(ctx, selectByHandle, agency, signInName, active, Survivor).Scan(&account)
		return account, err
	})
	if store.IsNoRows(err) {
		return id.ID{}, ErrNoAccount
	}
	return account, err
}

const selectByHandle = `SELECT account_id FROM account WHERE agency_id = $1 AND handle = $2 AND state = $3 AND role <> $4`
