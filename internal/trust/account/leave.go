package account

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// Leave ends everything of somebody who works here, in the name of the actor and in the caller's transaction: their place in the
// roster, sessions, drafts, passkeys, team keys, membership and the account's own sealed key. The teams it belonged to make a new
// key when a remaining member next signs in (see Tend).
func (s *Service) Leave(ctx context.Context, tx *store.Tx, by Actor, account id.ID) error {
	st, err := s.StandingIn(ctx, &tx.Reader, by, s.clk())
	if err == nil && !st.Active {
		err = ErrNoSession
	}
	if err != nil {
		return err
	}
	list, err := s.Roster(ctx, &tx.Reader, by)
	if err != nil {
		return err
	}
	if m, ok := list.Member(account); ok && m.Active() {
		if _, err := s.sign(ctx, tx, by, roster.Entry{End: &roster.End{Account: account}}); err != nil {
			return err
		}
	}
	if list.IsZero() { // noted for the day on which the agency gets its list (see RootAgency)
		if _, err := tx.Exec(ctx, markTeamsDue, tx.Agency(), account, true); err != nil {
			return err
		}
	}
	return closeAccount(ctx, tx, account)
}

// LeaveWith is Leave by the root: two custodians have brought the recovery key back.
func (s *Service) LeaveWith(ctx context.Context, tx *store.Tx, account id.ID, recovery keys.PrivateKey) error {
	if err := closeAccount(ctx, tx, account); err != nil {
		return err
	}
	list, err := s.Roster(ctx, &tx.Reader, Actor{})
	if err != nil {
		return err
	}
	if m, ok := list.Member(account); ok && !m.Active() {
		return nil // their sign-in was ended before
	}
	_, err = s.signRoot(ctx, tx, recovery, roster.Entry{End: &roster.End{Account: account}})
	return err
}

// closeAccount takes away what opens.
func closeAccount(ctx context.Context, tx *store.Tx, account id.ID) error {
	for _, stmt := range []string{deleteSessions, deletePasskeys, deleteCeremonies, deleteDrafts, deleteSignIns, deleteGrants, deleteMemberships, deleteEnrolled} {
		if _, err := tx.Exec(ctx, stmt, tx.Agency(), account); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, updateLeft, left, []byte{}, tx.Agency(), account)
	if err == nil && n == 0 {
		return ErrNoAccount
	}
	return err
}

// Remove ends a person's own sign-in, of which nothing is to stay.
func Remove(ctx context.Context, tx *store.Tx, account id.ID) error {
	if err := closeAccount(ctx, tx, account); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, deleteAccount, tx.Agency(), account)
	return err
}

const (
	deleteAccount     = `DELETE FROM account WHERE agency_id = $1 AND account_id = $2`
	deletePasskeys    = `DELETE FROM passkey WHERE agency_id = $1 AND account_id = $2`
	deleteGrants      = `DELETE FROM team_grant WHERE agency_id = $1 AND account_id = $2`
	deleteEnrolled    = `DELETE FROM invitation WHERE agency_id = $1 AND account_id = $2`
	deleteMemberships = `DELETE FROM team_member WHERE agency_id = $1 AND account_id = $2`
	markTeamsDue      = `UPDATE team SET rotate_due = $3 WHERE agency_id = $1 AND team_id IN (SELECT m.team_id FROM team_member m WHERE m.agency_id = $1 AND m.account_id = $2)`
	updateLeft        = `UPDATE account SET state = $1, sealed_private = $2 WHERE agency_id = $3 AND account_id = $4`
)
