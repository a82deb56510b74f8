package account

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Named returns the account of a member of staff by their sign-in name, or ErrNoAccount; also of one whom two custodians have let
// in and who has not joined. It is for commands on the machine.
func (s *Service) Named(ctx context.Context, agency id.Agency, signInName string) (id.ID, error) {
	account, err := read(ctx, s.db, agency, func(ctx context.Context, r *store.Reader) (account id.ID, err error) {
		err = r.QueryRow(ctx, selectByHandle, agency, signInName, active, Survivor, stateEnrolled).Scan(&account)
		return account, err
	})
	if store.IsNoRows(err) {
		return id.ID{}, ErrNoAccount
	}
	return account, err
}

const selectByHandle = `SELECT a.account_id FROM account a WHERE a.agency_id = $1 AND a.handle = $2 AND a.role <> $4
	AND (a.state = $3 OR EXISTS (SELECT 1 FROM invitation i WHERE i.agency_id = a.agency_id AND i.account_id = a.account_id AND i.state = $5))`
