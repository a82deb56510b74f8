package reporting

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// erase deletes everything of a report. What stays is that acts on a random number stand in the ledger, the signature in the
// reporter's hands, and in the channel's list the numbers of its drops, with why they are gone.
func erase(ctx context.Context, tx *store.Tx, report id.ID, why goneReason, now time.Time) error {
	if err := noteGone(ctx, tx, report, why, now); err != nil {
		return err
	}
	for _, stmt := range []string{deleteDrops, deleteReplies, deleteIdentity, deleteReport} {
		if _, err := tx.Exec(ctx, stmt, tx.Agency(), report); err != nil {
			return err
		}
	}
	if err := quiet(ctx, tx, report); err != nil {
		return err
	}
	return flow.Forget(ctx, tx, machine, report)
}

// quiet ends the clock of an urgent report.
func quiet(ctx context.Context, tx *store.Tx, report id.ID) error {
	for level := 1; level <= 2; level++ {
		if err := queue.Forget(ctx, tx, UrgentKind, urgentKey(report, level)); err != nil {
			return err
		}
	}
	return nil
}

// purgePage is how many reports one transaction purges, so that nobody waits for a long one.
const purgePage = 50

// Purge deletes the reports that nobody visited for as long as they are kept. A job does it, without any key.
func (s *Service) Purge(ctx context.Context, agency id.Agency) error {
	for {
		n := 0
		err := s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
			due, err := list(ctx, &tx.Reader, scanID, selectPurge, agency, number(s.clk()), purgePage)
			n = len(due)
			for _, report := range due {
				if err := erase(ctx, tx, report, purged, s.clk()); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil || n < purgePage {
			return err
		}
	}
}

func scanID(row interface{ Scan(...any) error }) (i id.ID, err error) {
	err = row.Scan(&i)
	return i, err
}

const selectPurge = `SELECT report_id FROM report WHERE agency_id = $1 AND visited_day + keep_days <= $2 ORDER BY report_id LIMIT $3`
