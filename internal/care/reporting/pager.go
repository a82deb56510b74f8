package reporting

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// PageEvery is the time between two messages to whoever stands by, however many reports come in it.
const PageEvery = 5 * time.Minute

// pageTakes is how long a message may be on its way before another process sends it.
const pageTakes = time.Minute

// Waits is what a message to whoever stands by says: how many reports wait, urgent ones first, and nothing of any of them.
type Waits struct {
	Urgent int
	Others int
}

// wantPage notes, in the transaction in which a report became late, that somebody is to be asked.
func wantPage(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, upsertWanted, tx.Agency())
	return err
}

// sendPage asks whoever stands by, once for everything that has become urgent since the last time. What was wanted before a
// message is told by it; what comes later waits for the next. A message that did not go out is tried again.
func (s *Service) sendPage(ctx context.Context, agency id.Agency) error {
	if s.page == nil {
		return nil
	}
	now := s.clk()
	there, err := read(ctx, s, agency, func(ctx context.Context, r *store.Reader) (bool, error) {
		var next int64
		err := r.QueryRow(ctx, selectPage, agency).Scan(&next)
		if store.IsNoRows(err) {
			return false, nil
		}
		return err == nil && next <= clock.Micros(now), err
	})
	if err != nil || !there {
		return err
	}
	var wanted int64
	claimed := false
	err = s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, deletePage, agency, clock.Micros(now)); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, claimPage, agency, clock.Micros(now), clock.Micros(now.Add(pageTakes))).Scan(&wanted)
		if claimed = err == nil; store.IsNoRows(err) {
			return nil
		}
		return err
	})
	if err != nil || !claimed {
		return err
	}
	w, err := read(ctx, s, agency, waits)
	if err != nil {
		return err
	}
	if w.Urgent > 0 { // otherwise somebody answered meanwhile
		if err := s.page(ctx, agency, w); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, updateTold, wanted, clock.Micros(now.Add(PageEvery)), agency)
		return err
	})
}

func waits(ctx context.Context, r *store.Reader) (w Waits, err error) {
	rows, err := list(ctx, r, scanReport, selectWaiting, r.Agency(), true)
	for _, row := range rows {
		if row.isUrgent() {
			w.Urgent++
		} else {
			w.Others++
		}
	}
	return w, err
}

const (
	upsertWanted = `INSERT INTO report_page (agency_id, wanted, told, next_at) VALUES ($1, 1, 0, 0)
		ON CONFLICT (agency_id) DO UPDATE SET wanted = report_page.wanted + 1`
	selectPage    = `SELECT next_at FROM report_page WHERE agency_id = $1`
	claimPage     = `UPDATE report_page SET next_at = $3 WHERE agency_id = $1 AND wanted > told AND next_at <= $2 RETURNING wanted`
	updateTold    = `UPDATE report_page SET told = $1, next_at = $2 WHERE agency_id = $3`
	deletePage    = `DELETE FROM report_page WHERE agency_id = $1 AND wanted <= told AND next_at <= $2`
	selectWaiting = `SELECT ` + reportColumns + ` FROM report WHERE agency_id = $1 AND waiting = $2`
)
