package alarm

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Finding is something that a check found.
type Finding struct {
	ID      id.ID     // zero before it is raised
	Agency  id.Agency // whose rows or log it is about
	Check   Check
	Subject string // a table and a row, or a place in a log: "assignment/3f…", "log/1042"
	Person  id.ID  // whose rows it touches; zero where it is nobody's or everybody's
	FoundAt time.Time
	Again   time.Time // the newest time it was found
	SeenAt  time.Time // zero while nobody has said that they saw it
	SeenBy  id.ID     // an account of this agency, or of the member of oversight
}

// Seen reports whether somebody has said that they saw it.
func (f Finding) Seen() bool { return !f.SeenAt.IsZero() }

// String is the one line of a finding for a command: codes and places, nothing that anybody wrote.
func (f Finding) String() string { return fmt.Sprintf("%s %s", f.Check, f.Subject) }

// ErrFinding is returned for a finding that no caller should have made: a check that is not of the list, a subject that is
// no place, or an agency that is not the transaction's.
var ErrFinding = fault.New(fault.Internal, "alarm.finding")

// ErrNone is returned where there is no such finding.
var ErrNone = fault.New(fault.NotFound, "error.not_found")

// subjects are the places that a finding can be about: no spaces, no capitals, and so no sentence of anybody's.
var subjects = regexp.MustCompile(`^[a-z0-9_.:/@+-]{1,200}$`)

// quiet is how long a finding that was seen is not raised anew while its cause lasts.
const quiet = 7 * 24 * time.Hour

// Raise keeps what a check found, with the time at. The same finding, raised again while it is unseen, is one row.
func Raise(ctx context.Context, tx *store.Tx, f Finding, at time.Time) error {
	if tx.Agency().IsZero() || f.Agency != tx.Agency() || !f.Check.Valid() || !subjects.MatchString(f.Subject) {
		return ErrFinding
	}
	now := clock.Micros(at)
	n, err := tx.Exec(ctx, moveAgain, tx.Agency(), f.Check, f.Subject, now, clock.Micros(at.Add(-quiet)))
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec(ctx, insertAlarm, tx.Agency(), id.Random(), f.Check, f.Subject, f.Person, now)
	return err
}

// RaiseAll raises findings of several agencies, each agency in a transaction of its own.
func RaiseAll(ctx context.Context, db *store.DB, found []Finding, at time.Time) error {
	byAgency := map[id.Agency][]Finding{}
	for _, f := range found {
		byAgency[f.Agency] = append(byAgency[f.Agency], f)
	}
	for agency, list := range byAgency {
		err := db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
			for _, f := range list {
				if err := Raise(ctx, tx, f, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// List returns up to max findings of the reader's agency: unseen ones first, the newest first.
func List(ctx context.Context, r *store.Reader, max int) ([]Finding, error) {
	return list(ctx, r, selectAll, r.Agency(), max)
}

// Open counts the findings that nobody has seen.
func Open(ctx context.Context, r *store.Reader) (n int, err error) {
	err = r.QueryRow(ctx, countOpen, r.Agency()).Scan(&n)
	return n, err
}

// About returns the findings since a time that touch a person: those of their own rows, and those that touch everybody.
func About(ctx context.Context, r *store.Reader, person id.ID, since time.Time) ([]Finding, error) {
	all, err := list(ctx, r, selectSince, r.Agency(), clock.Micros(since))
	var theirs []Finding
	for _, f := range all {
		if f.Person == person && !person.IsZero() || f.Person.IsZero() && f.Check.Everybody() {
			theirs = append(theirs, f)
		}
	}
	return theirs, err
}

// MarkSeen notes who has seen a finding, and when. One that was seen before stays as it is, and there is no way back.
func MarkSeen(ctx context.Context, tx *store.Tx, finding, by id.ID, at time.Time) error {
	n, err := tx.Exec(ctx, markSeen, tx.Agency(), finding, clock.Micros(at), by)
	if err != nil || n > 0 {
		return err
	}
	var there int
	if err := tx.QueryRow(ctx, countOne, tx.Agency(), finding).Scan(&there); err != nil {
		return err
	}
	if there == 0 {
		return ErrNone
	}
	return nil
}

// Forget takes a person who is erased out of what was found: that something was found stays, without about whom or where.
func Forget(ctx context.Context, tx *store.Tx, person id.ID) error {
	_, err := tx.Exec(ctx, forgetPerson, tx.Agency(), person)
	return err
}

func list(ctx context.Context, r *store.Reader, query string, args ...any) ([]Finding, error) {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []Finding
	for rows.Next() {
		f := Finding{Agency: r.Agency()}
		var at, again int64
		var seen *int64
		if err := rows.Scan(&f.ID, &f.Check, &f.Subject, &f.Person, &at, &again, &seen, &f.SeenBy); err != nil {
			return nil, err
		}
		f.FoundAt, f.Again = clock.FromMicros(at), clock.FromMicros(again)
		if seen != nil {
			f.SeenAt = clock.FromMicros(*seen)
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

const (
	moveAgain = `UPDATE alarm SET again_at = $4 WHERE agency_id = $1 AND code = $2 AND subject = $3
AND (seen_at IS NULL OR seen_at > $5)`
	insertAlarm = `INSERT INTO alarm (agency_id, alarm_id, code, subject, person_id, found_at, again_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`
	selectAll   = `SELECT alarm_id, code, subject, person_id, found_at, again_at, seen_at, seen_by FROM alarm
WHERE agency_id = $1 ORDER BY CASE WHEN seen_at IS NULL THEN 0 ELSE 1 END, again_at DESC, alarm_id LIMIT $2`
	selectSince = `SELECT alarm_id, code, subject, person_id, found_at, again_at, seen_at, seen_by FROM alarm
WHERE agency_id = $1 AND again_at >= $2 ORDER BY again_at DESC, alarm_id`
	countOpen    = `SELECT COUNT(*) FROM alarm WHERE agency_id = $1 AND seen_at IS NULL`
	countOne     = `SELECT COUNT(*) FROM alarm WHERE agency_id = $1 AND alarm_id = $2`
	forgetPerson = `UPDATE alarm SET person_id = NULL, subject = 'erased' WHERE agency_id = $1 AND person_id = $2`
	markSeen     = `UPDATE alarm SET seen_at = $3, seen_by = $4 WHERE agency_id = $1 AND alarm_id = $2 AND seen_at IS NULL`
)
