package account

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Leave ends everything of one account in the caller's transaction: sessions, drafts, passkeys, team keys, membership and the
// account's own sealed key. The teams it belonged to make a new key when a remaining member next signs in (see Tend).
func Leave(ctx context.Context, tx *store.Tx, account id.ID) error {
	for _, stmt := range []string{deleteSessions, deletePasskeys, deleteCeremonies, deleteDrafts, deleteSignIns, markTeamsDue, deleteGrants, deleteMemberships} {
		args := []any{tx.Agency(), account}
		if stmt == markTeamsDue {
			args = append(args, true)
		}
		if _, err := tx.Exec(ctx, stmt, args...); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, updateLeft, left, []byte{}, tx.Agency(), account)
	if err == nil && n == 0 {
		return ErrNoAccount
	}
	return err
}

// Remove is Leave for a person's own sign-in, of which nothing is to stay.
func Remove(ctx context.Context, tx *store.Tx, account id.ID) error {
	if err := Leave(ctx, tx, account); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, deleteAccount, tx.Agency(), account)
	return err
}

const (
	deleteAccount     = `DELETE FROM account WHERE agency_id = $1 AND account_id = $2`
	deletePasskeys    = `DELETE FROM passkey WHERE agency_id = $1 AND account_id = $2`
	deleteGrants      = `DELETE FROM team_grant WHERE agency_id = $1 AND account_id = $2`
	deleteMemberships = `DELETE FROM team_member WHERE agency_id = $1 AND account_id = $2`
	markTeamsDue      = `UPDATE team SET rotate_due = $3 WHERE agency_id = $1 AND team_id IN (SELECT m.team_id FROM team_member m WHERE m.agency_id = $1 AND m.account_id = $2)`
	updateLeft        = `UPDATE account SET state = $1, sealed_private = $2 WHERE agency_id = $3 AND account_id = $4`
)
