package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// The place of a row in a file, and on PostgreSQL the number of its transaction, tell when it came. Settling lays the rows
// down again in the order of their random names. On SQLite the whole file of what is kept apart is built anew, so that it
// depends on nothing but the rows; on PostgreSQL all rows of an agency get one transaction number, and what they were is
// vacuumed away.

const (
	// settleShare is how many times as long as settling took nobody settles again, so that it takes one hundredth of the time.
	settleShare = 100

	// settleLimit is how long settling may take before it is given up, and tried again. Whoever deposits waits as long.
	settleLimit = 60 * time.Second

	// mostRebuilt is the size of a SQLite file that is still built anew, in bytes: SQLite does so in memory.
	mostRebuilt = 256 << 20

	// mostRelaid is the size of a PostgreSQL table of which all rows are laid down again, in bytes. Of a larger one that names
	// its Day it is those of yesterday and today.
	mostRelaid = 64 << 20
)

// settled tells, for each place, what is known of the order of its rows. Of a place that is not in it nothing is known.
type settled map[id.Agency]lap

// A lap is one time of settling.
type lap struct {
	inOrder bool // nothing was deposited since
	at      time.Time
	took    time.Duration
}

func (s settled) disturb(place id.Agency) {
	l := s[place]
	l.inOrder = false
	s[place] = l
}

// place is where the rows of an agency lie: SQLite has one file for all.
func (db *DB) place(agency id.Agency) id.Agency {
	if db.dialect == SQLite {
		return id.Agency{}
	}
	return agency
}

// Settle lays the apart rows of an agency down in the order of their random names, where something was deposited since the
// last time. A job does it each minute, and the program once more before it ends.
func (db *DB) Settle(ctx context.Context, agency id.Agency, schemas ...Schema) error {
	a, place := db.apart, db.place(agency)
	a.writing.Lock()
	defer a.writing.Unlock()
	begun, last := db.clk(), a.settled[place]
	if last.inOrder || begun.Sub(last.at) < settleShare*last.took {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	if err := a.settle(ctx, agency, apartTables(schemas)); err != nil {
		return err
	}
	ended := db.clk()
	a.settled[place] = lap{true, ended, ended.Sub(begun)}
	return nil
}

func apartTables(schemas []Schema) (tables []Table) {
	for _, s := range schemas {
		for _, t := range s.Tables {
			if t.Apart != "" {
				tables = append(tables, t)
			}
		}
	}
	return tables
}

func (a *apart) settle(ctx context.Context, agency id.Agency, tables []Table) error {
	if a.db.dialect == SQLite {
		return errors.Join(a.rebuild(ctx), a.empty(ctx))
	}
	if len(tables) == 0 {
		return nil
	}
	conn, err := a.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := a.relay(ctx, conn, agency, tables); err != nil {
		undo(conn)
		return err
	}
	for _, t := range tables {
		if _, err := conn.ExecContext(ctx, `VACUUM `+t.Name); err != nil {
			return err
		}
	}
	return nil
}

// rebuild writes SQLite's apart file anew.
func (a *apart) rebuild(ctx context.Context) error {
	var pages, size int64
	if err := a.pool.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&pages); err != nil {
		return err
	}
	if err := a.pool.QueryRowContext(ctx, `PRAGMA page_size`).Scan(&size); err != nil {
		return err
	}
	if pages*size > mostRebuilt {
		return nil
	}
	_, err := a.pool.ExecContext(ctx, `VACUUM`)
	return err
}

// errBusyLog says that a reader still looks at the log.
var errBusyLog = errors.New("store: the log of what is kept apart could not be emptied yet")

// empty takes everything out of SQLite's log, which holds the rows in the order in which they came.
func (a *apart) empty(ctx context.Context) error {
	if a.db.dialect != SQLite {
		return nil
	}
	var busy, frames, moved int
	if err := a.pool.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errBusyLog
	}
	return nil
}

const tableSizePostgres = `SELECT pg_total_relation_size($1::regclass)`

// relay deletes and inserts the rows of an agency in one transaction, while nobody else writes to the tables.
func (a *apart) relay(ctx context.Context, conn *sql.Conn, agency id.Agency, tables []Table) error {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.Name
	}
	for _, text := range []string{beginText(Postgres, agency, false), `SET LOCAL statement_timeout = '60s'`,
		`LOCK TABLE ` + strings.Join(names, `, `) + ` IN SHARE ROW EXCLUSIVE MODE`} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	for _, t := range tables {
		condition, args := `agency_id = $1`, []any{agency}
		var size int64
		if err := conn.QueryRowContext(ctx, tableSizePostgres, t.Name).Scan(&size); err != nil {
			return err
		}
		if size > mostRelaid && t.Day != "" {
			condition, args = condition+` AND `+t.Day+` >= $2`, append(args, a.db.clk().Unix()/(24*60*60)-1)
		}
		_, err := conn.ExecContext(ctx, `WITH gone AS (DELETE FROM `+t.Name+` WHERE `+condition+` RETURNING *)`+
			` INSERT INTO `+t.Name+` SELECT * FROM gone ORDER BY `+t.Apart, args...)
		if err != nil {
			return err
		}
	}
	_, err := conn.ExecContext(ctx, `COMMIT`)
	return err
}
