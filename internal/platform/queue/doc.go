// Package queue runs work later, and once more when it fails: a small durable queue in the same database as everything
// else, so that a job exists exactly when the change that asked for it does.
//
// A job names a kind and a subject, by identifier; what the subject is about never enters the queue. A worker takes a
// job on lease: when it dies, the lease runs out and another takes the job. A handler can therefore run more than once
// for one job, and makes sure, by the job's identifier, that its effect happens once. After the last try a job is dead
// and waits for the operator; it is never dropped.
package queue
