package reporting

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// erase deletes everything of reports. What stays is that acts on a random number stand in the ledger, the signature in the
// reporter's hands, and in the channel's list the numbers of its drops, with why they are gone. First goes what workers did,
// then what the reporter brought: where the program ends in between, the report is still there to be erased.
func (s *Service) erase(ctx context.Context, agency id.Agency, why goneReason, reports ...id.ID) error {
	err := s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		for _, report := range reports {
			if err := eraseAnswers(ctx, tx, report); err != nil {
				return err
			}
			if err := quiet(ctx, tx, report); err != nil {
				return err
			}
			if err := flow.Forget(ctx, tx, machine, report); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.db.Deposit(ctx, agency, func(ctx context.Context, tx *store.ApartTx) error {
		for _, report := range reports {
			if err := noteGone(ctx, tx, report, why, s.clk()); err != nil {
				return err
			}
			for _, stmt := range []string{deleteDrops, deleteReport} {
				if _, err := tx.Exec(ctx, stmt, agency, report); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// eraseAnswers deletes what workers wrote for a report.
func eraseAnswers(ctx context.Context, tx *store.Tx, report id.ID) error {
	for _, stmt := range []string{deleteReplies, deleteIdentity} {
		if _, err := tx.Exec(ctx, stmt, tx.Agency(), report); err != nil {
			return err
		}
	}
	return nil
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

// Purge deletes the reports that nobody visited for as long as they are kept, and what a worker wrote in the moment in which
// its reporter took the report back. A job does it, without any key.
func (s *Service) Purge(ctx context.Context, agency id.Agency) error {
	for {
		due, err := read(ctx, s, agency, func(ctx context.Context, r *store.Reader) ([]id.ID, error) {
			return list(ctx, r, scanID, selectPurge, agency, number(s.clk()), purgePage)
		})
		if err != nil || len(due) == 0 {
			return errors.Join(err, s.sweep(ctx, agency))
		}
		if err := s.erase(ctx, agency, purged, due...); err != nil {
			return err
		}
	}
}

func (s *Service) sweep(ctx context.Context, agency id.Agency) error {
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		for _, stmt := range []string{sweepReplies, sweepIdentity} {
			if _, err := tx.Exec(ctx, stmt, agency); err != nil {
				return err
			}
		}
		return nil
	})
}

func scanID(row interface{ Scan(...any) error }) (i id.ID, err error) {
	err = row.Scan(&i)
	return i, err
}

const (
	selectPurge  = `SELECT report_id FROM report WHERE agency_id = $1 AND visited_day + keep_days <= $2 ORDER BY report_id LIMIT $3`
	sweepReplies = `DELETE FROM report_reply WHERE agency_id = $1 AND NOT EXISTS
		(SELECT 1 FROM report r WHERE r.agency_id = report_reply.agency_id AND r.report_id = report_reply.report_id)`
	sweepIdentity = `DELETE FROM report_identity WHERE agency_id = $1 AND NOT EXISTS
		(SELECT 1 FROM report r WHERE r.agency_id = report_identity.agency_id AND r.report_id = report_identity.report_id)`
)
