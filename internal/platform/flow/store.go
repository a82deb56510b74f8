package flow

import (
	"context"
	"embed"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this package.
func Schema() store.Schema {
	return store.Schema{Name: "flow", Files: migrations, Tables: []store.Table{
		{Name: "flow_instance", Kind: store.Tenant, Guard: "subject_id"},
		{Name: "flow_history", Kind: store.Tenant, Guard: "subject_id"},
	}}
}

const (
	insertInstance = `INSERT INTO flow_instance (agency_id, machine, subject_id, state, version, since, due_at)
		VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT (agency_id, machine, subject_id) DO NOTHING`
	updateInstance = `UPDATE flow_instance SET state = $1, version = $2, since = $3, due_at = $4
		WHERE agency_id = $5 AND machine = $6 AND subject_id = $7 AND version = $8`
	selectInstance = `SELECT state, version, since, due_at FROM flow_instance
		WHERE agency_id = $1 AND machine = $2 AND subject_id = $3`
	selectAny = `SELECT EXISTS (SELECT 1 FROM flow_instance WHERE agency_id = $1 AND machine = $2 AND state = $3)`
	selectDue = `SELECT subject_id, state, version, since, due_at FROM flow_instance
		WHERE agency_id = $1 AND machine = $2 AND due_at > 0 AND due_at <= $3
		AND (due_at > $4 OR (due_at = $4 AND subject_id > $5))
		ORDER BY due_at, subject_id LIMIT $6`
	deleteInstance = `DELETE FROM flow_instance WHERE agency_id = $1 AND machine = $2 AND subject_id = $3`
	deleteHistory  = `DELETE FROM flow_history WHERE agency_id = $1 AND machine = $2 AND subject_id = $3`
	insertHistory  = `INSERT INTO flow_history
		(agency_id, machine, subject_id, version, from_state, to_state, event, actor_id, actor_kind, second_id, reason, due_at, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	selectHistory = `SELECT version, from_state, to_state, event, actor_id, actor_kind, second_id, reason, due_at, at
		FROM flow_history WHERE agency_id = $1 AND machine = $2 AND subject_id = $3 ORDER BY version`
)

// Get returns where subject stands, or ErrUnknown.
func Get(ctx context.Context, r *store.Reader, m *Machine, subject id.ID) (Instance, error) {
	i := Instance{Subject: subject}
	var since, due int64
	err := r.QueryRow(ctx, selectInstance, r.Agency(), m.Name(), subject).Scan(&i.State, &i.Version, &since, &due)
	if store.IsNoRows(err) {
		return Instance{}, ErrUnknown
	}
	i.Since, i.Due = clock.FromMicros(since), clock.FromMicros(due)
	return i, err
}

// Any reports whether any subject of the agency stands in a state, without telling which.
func Any(ctx context.Context, r *store.Reader, m *Machine, state State) (found bool, err error) {
	err = r.QueryRow(ctx, selectAny, r.Agency(), m.Name(), state).Scan(&found)
	return found, err
}

// A Step is one row of the history: what a timeline shows.
type Step struct {
	Version  int64
	From, To State // From is empty in the first step
	Event    Event
	Actor    Actor
	Reason   Reason
	Due      time.Time // the deadline that was set with it; zero without one
	At       time.Time
}

// History returns every step of subject, the oldest first; none when it was never started.
func History(ctx context.Context, r *store.Reader, m *Machine, subject id.ID) (steps []Step, err error) {
	rows, err := r.Query(ctx, selectHistory, r.Agency(), m.Name(), subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s Step
		var due, at int64
		if err := rows.Scan(&s.Version, &s.From, &s.To, &s.Event, &s.Actor.ID, &s.Actor.Kind, &s.Actor.Second, &s.Reason, &due, &at); err != nil {
			return nil, err
		}
		s.Due, s.At = clock.FromMicros(due), clock.FromMicros(at)
		steps = append(steps, s)
	}
	return steps, rows.Err()
}

func record(ctx context.Context, tx *store.Tx, m *Machine, from State, i Instance, mv Move, at time.Time) error {
	_, err := tx.Exec(ctx, insertHistory, tx.Agency(), m.Name(), i.Subject, i.Version, from, i.State, mv.Event,
		mv.Actor.ID, mv.Actor.Kind, mv.Actor.Second, mv.Reason, clock.Micros(i.Due), clock.Micros(at))
	return err
}

// page is how many due subjects are read at a time.
const page = 100

// due reads the next page of subjects whose clock has come, after the last one of the page before.
func due(ctx context.Context, r *store.Reader, m *Machine, at time.Time, after Instance) (found []Instance, err error) {
	rows, err := r.Query(ctx, selectDue, r.Agency(), m.Name(), clock.Micros(at), clock.Micros(after.Due), after.Subject.String(), page)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i Instance
		var since, due int64
		if err := rows.Scan(&i.Subject, &i.State, &i.Version, &since, &due); err != nil {
			return nil, err
		}
		i.Since, i.Due = clock.FromMicros(since), clock.FromMicros(due)
		found = append(found, i)
	}
	return found, rows.Err()
}

// Forget deletes where a subject stands and its history, for what is purged on its day.
func Forget(ctx context.Context, tx *store.Tx, m *Machine, subject id.ID) error {
	for _, stmt := range []string{deleteHistory, deleteInstance} {
		if _, err := tx.Exec(ctx, stmt, tx.Agency(), m.Name(), subject); err != nil {
			return err
		}
	}
	return nil
}
