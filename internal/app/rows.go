package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// bucketsAtOnce is how many buckets of guarded rows one turn of the audit counts for one agency. A person has about eight, so
// an agency with a hundred people is counted in one minute, one with ten thousand in an hour and a half. The rows about a
// person who is looked at, and those of a consent on which something would leave, are counted before that, whatever the turn.
const bucketsAtOnce = 200

// examineRows goes on with the audit of an agency's guarded rows, and gives what any reading or writing has noticed since it
// was asked last. The shared rows are audited once a turn, before the agencies' own (auditSomeShared).
func (a *App) examineRows(ctx context.Context, agency id.Agency) ([]alarm.Finding, error) {
	if err := a.auditSome(ctx, agency); err != nil {
		return nil, err
	}
	var found []alarm.Finding
	for _, t := range a.DB.Tampered() {
		f := findingOf(t)
		if f.Agency.IsZero() { // a shared row of no agency that is known: said at every desk
			f.Agency = agency
		}
		found = append(found, f)
	}
	return found, nil
}

// auditSomeShared goes on with the audit of the rows that all agencies share. What it finds is given by the next examineRows.
func (a *App) auditSomeShared(ctx context.Context) error { return a.auditSome(ctx, id.Agency{}) }

func (a *App) auditSome(ctx context.Context, of id.Agency) error {
	a.auditing.Lock()
	from := a.audited[of]
	a.auditing.Unlock()
	next := from
	if err := a.DB.Read(ctx, of, func(ctx context.Context, r *store.Reader) (err error) {
		next, err = r.AuditSome(ctx, from, bucketsAtOnce)
		return err
	}); err != nil {
		return err
	}
	a.auditing.Lock()
	defer a.auditing.Unlock()
	a.audited[of] = next
	return nil
}

// findingOf is what an alarm says of a row or a bucket of rows. It names the person whom the row is about, where the table is
// divided by people.
func findingOf(t store.Tampering) alarm.Finding {
	f := alarm.Finding{Agency: t.Agency, Check: alarm.RowsMissing, Subject: "rows/" + t.Table + "/" + placeOf(t.Key) + "/" + string(t.What)}
	switch t.What {
	case store.RowChanged:
		f.Check = alarm.RowChanged
	case store.RowsUnsigned:
		f.Check = alarm.Authority
	}
	first, _, _ := strings.Cut(t.Key, " ")
	if aboutPeople(t.Table) {
		if person, err := id.Parse(first); err == nil {
			f.Person = person
		}
	}
	if t.Agency.IsZero() {
		_ = f.Agency.Scan(first) // a row of the list of agencies is that agency's matter; another has none
	}
	return f
}

// Place is what a command says of a row or a bucket of rows: the table, the row's key or the value that its bucket shares, and
// what is wrong. These are identifiers, never content.
func Place(t store.Tampering) string {
	switch t.What {
	case store.RowChanged:
		return fmt.Sprintf("table %s, row %s: it was put in or changed by something else than this program", t.Table, placeOf(t.Key))
	case store.RowsMissing:
		return fmt.Sprintf("table %s, %s %s: rows were deleted, put in, or put back from before", t.Table, guardOf(t.Table), placeOf(t.Key))
	case store.RowsUnsigned:
		return fmt.Sprintf("table %s, %s %s: these rows decide who may open, and nobody has signed for how they stand", t.Table, guardOf(t.Table), placeOf(t.Key))
	case store.HeadFromPast:
		return "the sum over all guarded rows is one from before"
	}
	return "the sum over all guarded rows is gone, or is not that of the rows"
}

// AuditShared recounts the rows that all agencies share, which no agency's log speaks of.
func (a *App) AuditShared(ctx context.Context) (found []store.Tampering, err error) {
	err = a.DB.ReadShared(ctx, func(ctx context.Context, r *store.Reader) (err error) {
		found, err = r.Audit(ctx)
		return err
	})
	return found, err
}

// placeOf is a row's key as it can stand in an alarm: identifiers as they are, and the hash of whatever else a key holds.
func placeOf(key string) string {
	place := strings.ReplaceAll(key, " ", "/")
	if plainKey.MatchString(place) {
		return place
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}

var plainKey = regexp.MustCompile(`^[a-z0-9_.:/-]{0,120}$`)

// aboutPeople reports whether the rows of a table are found by the person that they are about.
func aboutPeople(table string) bool { return guardOf(table) == "person_id" }

// guardOf is the column that divides a table's rows into buckets; empty for a table without a guard.
func guardOf(table string) string {
	for _, s := range Schemas() {
		for _, t := range s.Tables {
			if t.Name == table {
				return t.Guard
			}
		}
	}
	return ""
}
