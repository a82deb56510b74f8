package reporting

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A goneReason says why a drop is gone. There are no others: whatever else is not there was removed.
type goneReason string

const (
	purged    goneReason = "purged"    // nobody visited it for as long as it was kept
	withdrawn goneReason = "withdrawn" // whoever wrote it took it back
)

// noteGone leaves the numbers of a report's drops, in the transaction that deletes them: a number that was drawn at random, the
// day it came and the day it went, and nothing that holds the drops of one report together. Once the day is closed they stand in
// the channel's list and nowhere else. Copies that a desk sealed again were never on the list.
func noteGone(ctx context.Context, tx *store.ApartTx, report id.ID, why goneReason, now time.Time) error {
	_, err := tx.Exec(ctx, insertGone, tx.Agency(), report, number(now), why)
	return err
}

func isGone(ctx context.Context, tx *store.ApartTx, name string) (bool, error) {
	var day int64
	err := tx.QueryRow(ctx, selectGone, tx.Agency(), name).Scan(&day)
	if store.IsNoRows(err) {
		return false, nil
	}
	return err == nil, err
}

const (
	insertGone = `INSERT INTO report_gone (agency_id, drop_name, channel, day, gone_day, reason)
		SELECT d.agency_id, d.drop_name, r.channel, d.day, CAST($3 AS BIGINT), CAST($4 AS TEXT) FROM report_drop d
		JOIN report r ON r.agency_id = d.agency_id AND r.report_id = d.report_id
		WHERE d.agency_id = $1 AND d.report_id = $2 AND d.carried = '' ON CONFLICT (agency_id, drop_name) DO NOTHING`
	selectGone = `SELECT gone_day FROM report_gone WHERE agency_id = $1 AND drop_name = $2`
)
