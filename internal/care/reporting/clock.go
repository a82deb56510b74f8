package reporting

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// What a reporter was promised, and when others are told that it is late.
const (
	UrgentWithin   = 15 * time.Minute // a human look, while somebody is there
	AnsweredWithin = 24 * time.Hour   // everything else that asks for help
	ackReminder    = 5                // days, for concerns: Directive (EU) 2019/1937, Art. 9, asks for seven
	ackDays        = 7
	feedbackMonths = 3
)

// UrgentKind is the kind of the queue's job that is the clock of an urgent report. It stands there until somebody answers,
// and is then deleted: it is the only place where the time of a report is kept.
const UrgentKind queue.Kind = "report.urgent"

func urgentKey(report id.ID, level int) string { return fmt.Sprintf("%s/%d", report, level) }

// startUrgent starts the clock of an urgent report, in a transaction of its own after the report is on the disk. Where the
// program ends in between, Watch starts it.
func (s *Service) startUrgent(ctx context.Context, m dropMeta, report id.ID, now time.Time) error {
	at := now.Add(UrgentWithin)
	if m.alone {
		at = now // nobody is there who could look within a quarter of an hour: whoever stands by is asked at once
	}
	return s.enqueueUrgent(ctx, m.agency, report, at)
}

func (s *Service) enqueueUrgent(ctx context.Context, agency id.Agency, report id.ID, at time.Time) error {
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := queue.Enqueue(ctx, tx, UrgentKind, report, urgentKey(report, urgentLevel), at)
		return err
	})
}

// deserted reports whether nobody looks at the desk of a channel at this moment.
func (s *Service) deserted(ctx context.Context, agency id.Agency, c Channel) (bool, error) {
	text, err := s.Manifest(ctx)
	if err != nil {
		return false, err
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return false, err
	}
	a, _ := m.agency(agency)
	return !a.Channels[c].Staffed, nil
}

// answered notes, after somebody answered or decided, that a report waits no more: unless its reporter has written since. It
// is a deposit of its own, since the act before it has a name. Where the program ends in between, the report goes on waiting.
func (s *Service) answered(ctx context.Context, agency id.Agency, row reportRow) error {
	s.arrivals.drop(row.id)
	return s.mark(ctx, agency, updateAnswered, agency, row.id, row.written)
}

// mark changes a report apart from the act with a name that it follows.
func (s *Service) mark(ctx context.Context, agency id.Agency, stmt string, args ...any) error {
	return s.db.Deposit(ctx, agency, func(ctx context.Context, tx *store.ApartTx) error {
		_, err := tx.Exec(ctx, stmt, args...)
		return err
	})
}

// UrgentLate is the handler of UrgentKind: an urgent report that nobody has answered is late, and later still after the
// same time again. The supervisor's desk shows the first, everybody's on the channel the second.
func (s *Service) UrgentLate(ctx context.Context, j queue.Job) error {
	level, waits := 0, false
	err := s.db.DepositNow(ctx, j.Agency, func(ctx context.Context, tx *store.ApartTx) error {
		row, err := scanReport(tx.QueryRow(ctx, selectLate, j.Agency, j.Subject, true))
		if waits = err == nil && row.isUrgent(); store.IsNoRows(err) || err == nil && !waits {
			return nil
		}
		if err != nil {
			return err
		}
		level = min(row.late+1, 2)
		_, err = tx.Exec(ctx, updateLate, level, j.Agency, j.Subject)
		return err
	})
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, j.Agency, func(ctx context.Context, tx *store.Tx) error {
		if waits && s.page != nil {
			if err := wantPage(ctx, tx); err != nil {
				return err
			}
		}
		if err := quiet(ctx, tx, j.Subject); err != nil || !waits || level == 2 {
			return err
		}
		_, err := queue.Enqueue(ctx, tx, UrgentKind, j.Subject, urgentKey(j.Subject, 2), s.clk().Add(UrgentWithin))
		return err
	})
	if err != nil || !waits {
		return err
	}
	return s.sendPage(ctx, j.Agency)
}

// arrivals remembers when reports came, for as long as the process runs: their clock needs the hour, and the database holds
// the day only. After a restart a report counts from the beginning of its day, so that it is early rather than late.
type arrivals struct {
	mu sync.Mutex
	at map[id.ID]time.Time
}

// maxArrivals bounds the memory in a flood; what is beyond counts from the beginning of its day.
const maxArrivals = 100_000

func (a *arrivals) note(report id.ID, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.at == nil {
		a.at = map[id.ID]time.Time{}
	}
	if _, known := a.at[report]; !known && len(a.at) < maxArrivals {
		a.at[report] = at
	}
}

func (a *arrivals) drop(report id.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.at, report)
}

func (a *arrivals) since(report id.ID, dayNumber int64) time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	if at, ok := a.at[report]; ok && number(at) == dayNumber {
		return at
	}
	return fromNumber(dayNumber)
}

// forget drops what nobody waits for any more.
func (a *arrivals) forget(before time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for report, at := range a.at {
		if at.Before(before) {
			delete(a.at, report)
		}
	}
}

// Watch marks what is late, and asks whoever stands by where that waited for its turn. A job does it every quarter of a
// minute, without any key.
func (s *Service) Watch(ctx context.Context, agency id.Agency) error {
	now := s.clk()
	if err := s.sendPage(ctx, agency); err != nil {
		return err
	}
	s.arrivals.forget(now.Add(-4 * AnsweredWithin))
	rows, err := read(ctx, s, agency, func(ctx context.Context, r *store.Reader) ([]reportRow, error) {
		return list(ctx, r, scanReport, selectWatched, agency, Concern, true)
	})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := s.restart(ctx, agency, row, now); err != nil {
			return err
		}
		late, err := s.lateness(ctx, agency, row, now)
		if err != nil {
			return err
		}
		if late <= row.late {
			continue
		}
		if err := s.mark(ctx, agency, updateLate, late, agency, row.id); err != nil {
			return err
		}
	}
	return nil
}

// startsWithin is how long whoever takes an urgent report has to start its clock.
const startsWithin = time.Minute

// restart starts the clock of an urgent report that has none, since the program ended between the two. After a restart the
// moment is not known: it counts from the beginning of its day, early rather than late.
func (s *Service) restart(ctx context.Context, agency id.Agency, row reportRow, now time.Time) error {
	came := s.arrivals.since(row.id, row.waitingDay)
	if !row.isUrgent() || !row.waiting || row.late > 0 || now.Sub(came) < startsWithin {
		return nil
	}
	known, err := read(ctx, s, agency, func(ctx context.Context, r *store.Reader) (bool, error) {
		return queue.Knows(ctx, r, UrgentKind, urgentKey(row.id, urgentLevel))
	})
	if err != nil || known {
		return err
	}
	at := came.Add(UrgentWithin)
	if at.Before(now) {
		at = now
	}
	return s.enqueueUrgent(ctx, agency, row.id, at)
}

// lateness is 0 while a promise holds, 1 when it is about to break or has just broken, 2 when it is long broken.
func (s *Service) lateness(ctx context.Context, agency id.Agency, row reportRow, now time.Time) (int, error) {
	if row.channel == Help {
		if row.isUrgent() {
			return row.late, nil // the queue has its clock
		}
		waited := now.Sub(s.arrivals.since(row.id, row.waitingDay))
		return min(2, int(waited/AnsweredWithin)), nil
	}
	d, err := read(ctx, s, agency, func(ctx context.Context, r *store.Reader) (deadline, error) { return concernDeadline(ctx, r, row) })
	return d.late(now), err
}

// A deadline is what is owed next in a concern.
type deadline struct {
	What        string    // "acknowledge" or "feedback"; empty when nothing is owed
	Remind, Due time.Time // whole days
}

func (d deadline) late(now time.Time) int {
	switch {
	case d.What == "" || number(now) < number(d.Remind):
		return 0
	case number(now) < number(d.Due):
		return 1
	}
	return 2
}

// concernDeadline is what is owed next: an acknowledgement within seven days, then feedback within three months of it; of
// the seventh day where none was sent, so that silence does not stop the clock (practice map, T15.4).
func concernDeadline(ctx context.Context, r *store.Reader, row reportRow) (deadline, error) {
	steps, err := flow.History(ctx, r, machine, row.id)
	if err != nil {
		return deadline{}, err
	}
	came := fromNumber(row.day)
	acknowledged := time.Time{}
	for _, step := range steps {
		switch {
		case step.To == FeedbackGiven || step.To == Closed:
			return deadline{}, nil
		case step.From != "" && acknowledged.IsZero():
			acknowledged = step.At
		}
	}
	last := came.AddDate(0, 0, ackDays)
	if acknowledged.IsZero() {
		return deadline{What: "acknowledge", Remind: came.AddDate(0, 0, ackReminder), Due: last}, nil
	}
	if acknowledged.After(last) {
		acknowledged = last
	}
	return deadline{What: "feedback", Remind: addMonths(acknowledged, feedbackMonths-1), Due: addMonths(acknowledged, feedbackMonths)}, nil
}

// addMonths adds calendar months; a day that the later month does not have becomes its last (31 January and one month is 28
// or 29 February).
func addMonths(t time.Time, months int) time.Time {
	t = t.UTC()
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

const (
	updateAgain = `UPDATE report SET urgent = (urgent OR $3), waiting_day = CASE WHEN waiting THEN waiting_day ELSE $4 END,
		late = CASE WHEN waiting THEN late ELSE 0 END, waiting = true, written = written + 1,
		visited_day = CASE WHEN visited_day < $4 THEN $4 ELSE visited_day END WHERE agency_id = $1 AND report_id = $2`
	updateAnswered = `UPDATE report SET waiting = false, late = 0 WHERE agency_id = $1 AND report_id = $2 AND written = $3`
	updateLate     = `UPDATE report SET late = $1 WHERE agency_id = $2 AND report_id = $3`
	selectLate     = `SELECT ` + reportColumns + ` FROM report WHERE agency_id = $1 AND report_id = $2 AND waiting = $3`
	selectWatched  = `SELECT ` + reportColumns + ` FROM report WHERE agency_id = $1 AND (channel = $2 OR waiting = $3)`
)
