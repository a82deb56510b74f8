package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// The place of a row in a file, and on PostgreSQL the number of its transaction, tell when it came. Settling lays the rows
// down again in the order of their random names. On SQLite the whole apart file is built anew, so that it depends on
// nothing but the rows; on PostgreSQL all rows of an agency get one transaction number, and what they were is vacuumed away.

const (
	// settleShare is how many times as long as settling took nobody settles again, so that it takes one hundredth of the time.
	settleShare = 100

	// settleLimit is how long settling may take before it is given up, and tried again.
	settleLimit = 60 * time.Second

	// mostRebuilt is the size of an apart file that is still built anew, in bytes: SQLite does so in memory.
	mostRebuilt = 256 << 20

	// mostRelaid is the size of a PostgreSQL table of which all rows are laid down again, in bytes. Of a larger one it is
	// those of yesterday and today.
	mostRelaid = 64 << 20

	// trimEvery is how many batches of a busy time SQLite's log may hold.
	trimEvery = 8
)

// settling remembers what lies in order.
type settling struct {
	inOrder map[id.Agency]bool // rows of whom nothing was deposited since; of others nothing is known
	touched map[id.Agency]bool // agencies that deposited since they were settled
	last    map[id.Agency]lap
	batches int // in SQLite's log
}

// A lap is one time of settling.
type lap struct {
	at   time.Time
	took time.Duration
}

func newSettling() settling {
	return settling{inOrder: map[id.Agency]bool{}, touched: map[id.Agency]bool{}, last: map[id.Agency]lap{}}
}

func (s *settling) note(agency id.Agency) {
	delete(s.inOrder, agency)
	s.touched[agency] = true
}

// Settle lays the apart rows of an agency down in the order of their random names, where something was deposited since the
// last time. A job does it each minute, and Close once more.
func (db *DB) Settle(ctx context.Context, agency id.Agency) error {
	if db.dialect == SQLite {
		agency = id.Agency{} // one file for all
	}
	a := db.apart
	a.writing.Lock()
	defer a.writing.Unlock()
	begun, last := db.clk(), a.settle.last[agency]
	if a.settle.inOrder[agency] && len(a.touchedIn(agency)) == 0 || begun.Sub(last.at) < settleShare*last.took {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, settleLimit) // whoever deposits waits as long
	defer cancel()
	if err := a.laydown(ctx, agency); err != nil {
		a.rollback()
		return err
	}
	a.settle.inOrder[agency] = true
	for _, one := range a.touchedIn(agency) {
		delete(a.settle.touched, one)
	}
	ended := db.clk()
	a.settle.last[agency] = lap{at: ended, took: ended.Sub(begun)}
	return nil
}

// touchedIn are the agencies with new rows that settling for one agency puts in order.
func (a *apart) touchedIn(agency id.Agency) (list []id.Agency) {
	for one := range a.settle.touched {
		if a.db.dialect == SQLite || one == agency {
			list = append(list, one)
		}
	}
	return list
}

func (a *apart) laydown(ctx context.Context, agency id.Agency) error {
	if len(a.db.apartTables.list()) == 0 {
		return nil
	}
	if a.db.dialect == SQLite {
		return a.rebuild(ctx)
	}
	if err := a.relay(ctx, agency); err != nil {
		return err
	}
	for _, t := range a.db.apartTables.list() {
		if _, err := a.conn.ExecContext(ctx, `VACUUM `+t.Name); err != nil {
			return err
		}
	}
	return nil
}

// rebuild writes the apart file anew and empties its log.
func (a *apart) rebuild(ctx context.Context) error {
	if err := a.connect(ctx); err != nil {
		return err
	}
	var pages, size int64
	if err := a.conn.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&pages); err != nil {
		return err
	}
	if err := a.conn.QueryRowContext(ctx, `PRAGMA page_size`).Scan(&size); err != nil {
		return err
	}
	if pages*size <= mostRebuilt {
		if _, err := a.conn.ExecContext(ctx, `VACUUM`); err != nil {
			return err
		}
	}
	return a.truncate(ctx)
}

// trim empties SQLite's log after a batch; while others wait, after some.
func (a *apart) trim(ctx context.Context) {
	if a.db.dialect != SQLite || a.conn == nil {
		return
	}
	if a.settle.batches++; a.waiting.Load() > 0 && a.settle.batches < trimEvery {
		return
	}
	_ = a.truncate(ctx) // the next batch, or the job that settles, does it
}

// errBusyLog says that a reader still looks at the log.
var errBusyLog = errors.New("store: the log of what is kept apart could not be emptied yet")

func (a *apart) truncate(ctx context.Context) error {
	var busy, frames, moved int
	if err := a.conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errBusyLog
	}
	a.settle.batches = 0
	return nil
}

// relay deletes and inserts the rows of an agency in one transaction, while nobody else writes to the tables.
func (a *apart) relay(ctx context.Context, agency id.Agency) error {
	if err := a.begin(ctx); err != nil {
		return err
	}
	if err := a.enter(ctx, agency); err != nil {
		return err
	}
	tables := a.db.apartTables.list()
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.Name
	}
	lock := `SET LOCAL statement_timeout = '60s'; LOCK TABLE ` + strings.Join(names, `, `) + ` IN SHARE ROW EXCLUSIVE MODE`
	if _, err := a.conn.ExecContext(ctx, lock); err != nil {
		return err
	}
	for _, t := range tables {
		since, err := a.sinceOnPostgres(ctx, t)
		if err != nil {
			return err
		}
		_, err = a.conn.ExecContext(ctx, `WITH gone AS (DELETE FROM `+t.Name+` WHERE agency_id = $1 AND day >= $2 RETURNING *)`+
			` INSERT INTO `+t.Name+` SELECT * FROM gone ORDER BY `+t.Apart, agency, since)
		if err != nil {
			return err
		}
	}
	_, err := a.conn.ExecContext(ctx, `COMMIT`)
	return err
}

// sinceOnPostgres is the first day, counted since 1970, of which rows are laid down again.
func (a *apart) sinceOnPostgres(ctx context.Context, t Table) (day int64, err error) {
	var size int64
	err = a.conn.QueryRowContext(ctx, `SELECT pg_total_relation_size($1::regclass)`, t.Name).Scan(&size)
	if err == nil && size > mostRelaid {
		day = a.db.clk().Unix()/(24*60*60) - 1
	}
	return day, err
}

// settleLast puts what was deposited in order before the database is closed.
func (a *apart) settleLast() error {
	ctx, cancel := context.WithTimeout(context.Background(), groupLimit)
	defer cancel()
	var errs []error
	for agency := range a.settle.touched {
		clear(a.settle.last)
		errs = append(errs, a.db.Settle(ctx, agency))
	}
	return errors.Join(errs...)
}

func (a *apart) close() error {
	err := a.settleLast()
	a.writing.Lock()
	defer a.writing.Unlock()
	a.release()
	return errors.Join(err, a.pool.Close())
}
