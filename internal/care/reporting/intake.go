package reporting

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// act does something with a report through the gate: decided, written to the ledger, and done in one transaction.
func (s *Service) through(ctx context.Context, actor account.Actor, report id.ID, what gate.ReportAct, do func(ctx context.Context, tx *store.Tx, row reportRow, at time.Time) error) error {
	var row reportRow
	find := func(ctx context.Context, r *store.Reader) (gate.Compartment, bool, error) {
		var err error
		row, err = scanReport(r.QueryRow(ctx, selectReport, r.Agency(), report))
		if store.IsNoRows(err) {
			return gate.HelpChannel, false, nil
		}
		return gate.Compartment(row.channel), err == nil, err
	}
	return s.gate.OpenReport(ctx, actor, report, what, find, func(ctx context.Context, tx *store.Tx, at time.Time) error {
		return do(ctx, tx, row, at)
	})
}

// OpenDrop hands out one sealed file, for the worker's browser to open. That it was handed out, and whether to put the queue
// in order or to be read, is in the ledger before it is.
func (s *Service) OpenDrop(ctx context.Context, actor account.Actor, report id.ID, drop string, look gate.ReportAct) (sealed []byte, err error) {
	if look != gate.SortReport && look != gate.ReadReport {
		return nil, ErrNoReport
	}
	err = s.through(ctx, actor, report, look, func(ctx context.Context, tx *store.Tx, _ reportRow, _ time.Time) error {
		err := tx.QueryRow(ctx, selectSealed, tx.Agency(), report, drop).Scan(&sealed)
		if store.IsNoRows(err) {
			return ErrNoReport
		}
		return err
	})
	return sealed, err
}

// Reply leaves an answer that the worker's browser sealed to the reporter. The first one acknowledges the report. The same
// key leaves one answer.
func (s *Service) Reply(ctx context.Context, actor account.Actor, report id.ID, sealed []byte, key string) error {
	if _, err := shape(sealed, 1); err != nil || key == "" || len(key) > 64 || !utf8.ValidString(key) || strings.ContainsRune(key, 0) {
		return ErrSealed
	}
	var answers *reportRow
	err := s.through(ctx, actor, report, gate.AnswerReport, func(ctx context.Context, tx *store.Tx, row reportRow, at time.Time) error {
		answers = nil // until it is known that this is not the same once more
		_, _, err := store.Once(ctx, tx, "report-reply/"+report.String()+"/"+key, fromNumber(number(at)).UnixMicro(), func() (string, error) {
			answers = &row
			return "", s.reply(ctx, tx, actor, row, sealed, at)
		})
		return err
	})
	if err != nil || answers == nil {
		return err
	}
	return s.answered(ctx, actor.Agency, *answers)
}

func (s *Service) reply(ctx context.Context, tx *store.Tx, actor account.Actor, row reportRow, sealed []byte, at time.Time) error {
	var position int64
	if err := tx.QueryRow(ctx, nextPosition, tx.Agency(), row.id).Scan(&position); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertReply, tx.Agency(), row.id, position, number(at), sealed); err != nil {
		return err
	}
	now, err := stateOf(ctx, &tx.Reader, row.id)
	if err != nil {
		return err
	}
	if now.Version == 0 {
		if _, err := advance(ctx, tx, actor, row, Move{Event: Acknowledge}, at); err != nil {
			return err
		}
	}
	return quiet(ctx, tx, row.id)
}

// Decide takes one step of the triage.
func (s *Service) Decide(ctx context.Context, actor account.Actor, report id.ID, mv Move) error {
	var decided reportRow
	err := s.through(ctx, actor, report, gate.DecideReport, func(ctx context.Context, tx *store.Tx, row reportRow, at time.Time) error {
		decided = row
		if _, err := advance(ctx, tx, actor, row, mv, at); err != nil {
			return err
		}
		return quiet(ctx, tx, row.id)
	})
	if err != nil {
		return err
	}
	return s.answered(ctx, actor.Agency, decided)
}

// Carry adds a drop that a worker's browser opened and sealed again, unchanged, to those on duty now. The original stays. That
// it was carried is in the ledger before it is: whoever sends it once more, after it failed in between, carries it then.
func (s *Service) Carry(ctx context.Context, actor account.Actor, report id.ID, original string, sealed []byte) error {
	class, err := shape(sealed, stanzaCount)
	if err != nil {
		return ErrSealed
	}
	var came int64
	err = s.through(ctx, actor, report, gate.CarryReport, func(ctx context.Context, tx *store.Tx, row reportRow, _ time.Time) error {
		var was int64
		var carried string
		err := tx.QueryRow(ctx, selectCarried, tx.Agency(), report, original).Scan(&came, &was, &carried)
		if store.IsNoRows(err) || err == nil && (int(was) != class || carried != "") {
			return ErrNoReport
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.db.Deposit(ctx, actor.Agency, func(ctx context.Context, tx *store.ApartTx) error {
		n, err := tx.Exec(ctx, insertCarried, actor.Agency, dropName(sealed), report, came, class, original, sealed, false)
		if err != nil || n == 0 {
			return err // the same once more, or withdrawn meanwhile
		}
		_, err = tx.Exec(ctx, deleteCarried, actor.Agency, report, original, dropName(sealed))
		return err
	})
}

// A Conversion moves a passage of a report into a new record. It is the only text of a report that reaches the server, and
// it comes from the worker's browser.
type Conversion struct {
	Passage string
	Basis   string // "agreed": the reporter said yes; "emergency": a reason of the list stands instead
	Reason  string
	Cover   id.ID
	Key     string
}

// Emergencies are the reasons for beginning a record before anybody could be asked.
var Emergencies = []string{"life_in_danger", "child_in_danger"}

// Convert begins a record with a passage, by the worker who asks and a colleague who stands in. The record's door is the
// gate's own: who may not begin a record cannot by this way.
func (s *Service) Convert(ctx context.Context, actor account.Actor, report id.ID, c Conversion) (person id.ID, err error) {
	if strings.TrimSpace(c.Passage) == "" {
		return id.ID{}, ErrPassage
	}
	emergency := c.Basis == "emergency" && contains(Emergencies, c.Reason)
	if !emergency && (c.Basis != "agreed" || c.Reason != "") {
		return id.ID{}, ErrAgreement
	}
	row, err := s.convertible(ctx, actor, report)
	if err != nil {
		return id.ID{}, err
	}
	if row.converted != "" {
		return id.Parse(row.converted)
	}
	passage := &Passage{Text: c.Passage, Day: day(fromNumber(row.day)), Basis: c.Basis, Reason: c.Reason}
	person, err = s.records.Start(ctx, actor, c.Cover, record.Draft{Kind: PassageKind, Body: passage, Key: "report/" + report.String()})
	if err != nil {
		return id.ID{}, err
	}
	err = s.through(ctx, actor, report, gate.ConvertReport, func(ctx context.Context, tx *store.Tx, row reportRow, _ time.Time) error {
		if row.converted != "" && row.converted != person.String() {
			return flow.ErrStale
		}
		return nil
	})
	if err == nil {
		err = s.mark(ctx, actor.Agency, updateConverted, person.String(), actor.Agency, report)
	}
	return person, err
}

// convertible reads a report that a worker is about to begin a record from.
func (s *Service) convertible(ctx context.Context, actor account.Actor, report id.ID) (reportRow, error) {
	row, err := read(ctx, s, actor.Agency, func(ctx context.Context, r *store.Reader) (reportRow, error) {
		row, err := scanReport(r.QueryRow(ctx, selectReport, r.Agency(), report))
		if store.IsNoRows(err) {
			return row, ErrNoReport
		}
		if err == nil {
			err = s.mayServe(ctx, r, actor, row.channel)
		}
		return row, err
	})
	if err == nil && (row.channel != Help || row.withdrawn) {
		err = ErrNoReport
	}
	return row, err
}

func contains(list []string, one string) bool {
	for _, l := range list {
		if l == one {
			return true
		}
	}
	return false
}

const (
	selectReport  = `SELECT ` + reportColumns + ` FROM report WHERE agency_id = $1 AND report_id = $2`
	selectSealed  = `SELECT sealed FROM report_drop WHERE agency_id = $1 AND report_id = $2 AND drop_name = $3`
	selectCarried = `SELECT day, class, carried FROM report_drop WHERE agency_id = $1 AND report_id = $2 AND drop_name = $3`
	deleteCarried = `DELETE FROM report_drop WHERE agency_id = $1 AND report_id = $2 AND carried = $3 AND drop_name <> $4`
	insertCarried = `INSERT INTO report_drop (agency_id, drop_name, report_id, day, class, carried, sealed)
		SELECT agency_id, CAST($2 AS TEXT), report_id, CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS TEXT), $7
		FROM report WHERE agency_id = $1 AND report_id = $3 AND withdrawn = $8 ON CONFLICT (agency_id, drop_name) DO NOTHING`
	nextPosition = `SELECT COALESCE(max(position), 0) + 1 FROM report_reply WHERE agency_id = $1 AND report_id = $2`
	insertReply  = `INSERT INTO report_reply (agency_id, report_id, position, day, sealed) VALUES ($1, $2, $3, $4, $5)`

	updateConverted = `UPDATE report SET converted = $1 WHERE agency_id = $2 AND report_id = $3`
)
