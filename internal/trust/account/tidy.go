package account

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// day is for how long an invitation that has ended still says so to whoever waits for it.
const day = 24 * time.Hour

// Tidy takes away what has had its time: sessions that are over, what their cookies opened, drafts, lists of sign-ins,
// invitations and the counts of tries of the days before. It
// is a job: it runs without anybody's key. Whether it has run or not, nothing of all this opens or shows any more.
func (s *Service) Tidy(ctx context.Context, agency id.Agency) error {
	now := s.clk()
	ago := func(d time.Duration) int64 { return clock.Micros(now.Add(-d)) }
	err := s.db.Write(ctx, s.nowhere, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, deleteTriesBefore, s.nowhere, dayOf(now))
		return err
	})
	if err != nil {
		return err
	}
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		for _, idle := range []struct {
			empty, drop string
			after       time.Duration
		}{{emptySurvivors, deleteSurvivors, survivorIdle}, {emptyStaff, deleteStaff, staffIdle}} {
			// A session that was left open keeps its row for as long as a draft may come, with nothing in it.
			if _, err := tx.Exec(ctx, idle.empty, agency, ago(idle.after), ago(0), Survivor, []byte{}); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, idle.drop, agency, ago(idle.after+draftLasts), ago(draftLasts), Survivor); err != nil {
				return err
			}
		}
		for _, old := range []struct {
			stmt   string
			before int64
		}{{deleteDraftsBefore, ago(0)}, {deleteCeremoniesBefore, ago(0)}, {deleteSignInsBefore, dayOf(now) - signInsKept}, {deleteTriesBefore, dayOf(now)},
			{deleteWaitingBefore, ago(day)}, {deleteInvitationsBefore, ago(day)}} {
			if _, err := tx.Exec(ctx, old.stmt, agency, old.before); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	emptySurvivors = `UPDATE session SET sealed_key = $5, sealed_card = NULL, sealed_device = NULL WHERE agency_id = $1 AND (seen_at <= $2 OR ends_at <= $3)
		AND length(sealed_key) > 0 AND account_id IN (SELECT a.account_id FROM account a WHERE a.agency_id = $1 AND a.role = $4)`
	emptyStaff = `UPDATE session SET sealed_key = $5, sealed_card = NULL, sealed_device = NULL WHERE agency_id = $1 AND (seen_at <= $2 OR ends_at <= $3)
		AND length(sealed_key) > 0 AND account_id IN (SELECT a.account_id FROM account a WHERE a.agency_id = $1 AND a.role <> $4)`
	deleteSurvivors = `DELETE FROM session WHERE agency_id = $1 AND (seen_at <= $2 OR ends_at <= $3)
		AND account_id IN (SELECT a.account_id FROM account a WHERE a.agency_id = $1 AND a.role = $4)`
	deleteStaff = `DELETE FROM session WHERE agency_id = $1 AND (seen_at <= $2 OR ends_at <= $3)
		AND account_id IN (SELECT a.account_id FROM account a WHERE a.agency_id = $1 AND a.role <> $4)`
	deleteCeremoniesBefore  = `DELETE FROM passkey_ceremony WHERE agency_id = $1 AND ends_at <= $2`
	deleteWaitingBefore     = `DELETE FROM account WHERE agency_id = $1 AND state = 'waiting' AND account_id IN (SELECT i.account_id FROM invitation i WHERE i.agency_id = $1 AND i.ends_at <= $2 AND i.state <> 'enrolled')`
	deleteInvitationsBefore = `DELETE FROM invitation WHERE agency_id = $1 AND ends_at <= $2 AND state <> 'enrolled'`
	deleteSignInsBefore     = `DELETE FROM sign_in WHERE agency_id = $1 AND day <= $2`
)
