package queue

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
	return store.Schema{Name: "queue", Files: migrations, Tables: []store.Table{{Name: "job", Kind: store.Tenant, Guard: "job_id"}}}
}

// A State is where a job stands.
type State string

// A job waits until it is done or, after its last try, dead. A waiting job with a lease in the future is being worked on.
const (
	Waiting State = "waiting"
	Done    State = "done"
	Dead    State = "dead"
)

const (
	insertJob = `INSERT INTO job (agency_id, job_id, kind, subject_id, once_key, state, run_at, lease_until, tries)
		VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, 0) ON CONFLICT (agency_id, kind, once_key) DO NOTHING`

	// nextJob has a suffix on PostgreSQL, where several claims run at once; SQLite has one writer.
	nextJob = `SELECT job_id, kind, subject_id, tries FROM job
		WHERE agency_id = $1 AND state = 'waiting' AND run_at <= $2 AND lease_until <= $2 ORDER BY run_at, job_id LIMIT 1`
	nextJobPostgres = nextJob + ` FOR UPDATE SKIP LOCKED`
	leaseJob        = `UPDATE job SET lease_until = $1, tries = tries + 1 WHERE agency_id = $2 AND job_id = $3`

	// The number of tries says whose lease it is: a worker that was thought dead must not settle its successor's job.
	settleJob = `UPDATE job SET state = $1, run_at = $2, lease_until = 0
		WHERE agency_id = $3 AND job_id = $4 AND tries = $5 AND state = 'waiting'`
	reviveJob = `UPDATE job SET state = 'waiting', run_at = $1, lease_until = 0, tries = 0
		WHERE agency_id = $2 AND job_id = $3 AND state = 'dead'`
	forgetJob = `DELETE FROM job WHERE agency_id = $1 AND kind = $2 AND once_key = $3`
	knowsJob  = `SELECT job_id FROM job WHERE agency_id = $1 AND kind = $2 AND once_key = $3`
	sweepJobs = `DELETE FROM job WHERE agency_id = $1 AND state = 'done' AND run_at < $2`
	deadJobs  = `SELECT job_id, kind, subject_id, tries FROM job
		WHERE agency_id = $1 AND state = 'dead' ORDER BY run_at, job_id LIMIT $2`
)

// claim takes the next job whose time has come; ok is false when there is none.
func claim(ctx context.Context, tx *store.Tx, now, until time.Time) (j Job, ok bool, err error) {
	text := nextJob
	if tx.Dialect() == store.Postgres {
		text = nextJobPostgres
	}
	err = tx.QueryRow(ctx, text, tx.Agency(), clock.Micros(now)).Scan(&j.ID, &j.Kind, &j.Subject, &j.Try)
	if store.IsNoRows(err) {
		return Job{}, false, nil
	}
	if err != nil {
		return Job{}, false, err
	}
	j.Agency, j.Try = tx.Agency(), j.Try+1
	_, err = tx.Exec(ctx, leaseJob, clock.Micros(until), tx.Agency(), j.ID)
	return j, err == nil, err
}

// DeadJobs lists the jobs that wait for the operator, at most max of them, the oldest first.
func DeadJobs(ctx context.Context, r *store.Reader, max int) (jobs []Job, err error) {
	rows, err := r.Query(ctx, deadJobs, r.Agency(), max)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		j := Job{Agency: r.Agency()}
		if err := rows.Scan(&j.ID, &j.Kind, &j.Subject, &j.Try); err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	return jobs, rows.Err()
}

// Revive gives a dead job all its tries again; found is false when there is no such dead job.
func Revive(ctx context.Context, tx *store.Tx, job id.ID, at time.Time) (found bool, err error) {
	n, err := tx.Exec(ctx, reviveJob, clock.Micros(at), tx.Agency(), job)
	return n == 1, err
}

// Sweep deletes the agency's jobs that were done before a moment. Until then their keys keep a job from being asked for
// twice.
func Sweep(ctx context.Context, tx *store.Tx, before time.Time) (swept int64, err error) {
	return tx.Exec(ctx, sweepJobs, tx.Agency(), clock.Micros(before))
}

// Knows reports whether there is a job of a kind and key, whether it waits or is done.
func Knows(ctx context.Context, r *store.Reader, kind Kind, key string) (bool, error) {
	var job id.ID
	err := r.QueryRow(ctx, knowsJob, r.Agency(), kind, key).Scan(&job)
	if store.IsNoRows(err) {
		return false, nil
	}
	return err == nil, err
}

// Forget deletes a job by its kind and key, whether it waits or was done: for work whose very moment should not be kept.
// A job that is being worked on runs to its end and settles nothing.
func Forget(ctx context.Context, tx *store.Tx, kind Kind, key string) error {
	_, err := tx.Exec(ctx, forgetJob, tx.Agency(), kind, key)
	return err
}
