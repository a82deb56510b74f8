package queue

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Kind names what is to be done; each has one handler.
type Kind string

// A Job is one piece of work as its handler sees it.
type Job struct {
	Agency  id.Agency
	ID      id.ID
	Kind    Kind
	Subject id.ID // what it is about; zero when the kind says it all
	Try     int   // 1 the first time
}

// A Handler does one kind of job. It runs outside any transaction and can run twice for one job.
type Handler func(ctx context.Context, j Job) error

const (
	// Lease is how long a worker keeps a job to itself. The handler's context ends with it.
	Lease = 5 * time.Minute
	// MaxTries is how often a job is tried before it is dead: with the waits between them, nine to seventeen hours.
	MaxTries = 12

	firstWait   = 30 * time.Second
	longestWait = 12 * time.Hour
)

// A Queue knows the handlers. It never changes and is safe for concurrent use.
type Queue struct {
	db       *store.DB
	clk      clock.Clock
	handlers map[Kind]Handler
}

// New returns a queue on db that works with handlers.
func New(db *store.DB, clk clock.Clock, handlers map[Kind]Handler) *Queue {
	return &Queue{db: db, clk: clk, handlers: maps.Clone(handlers)}
}

// Kinds lists every registered kind, so that a test can walk them.
func (q *Queue) Kinds() []Kind { return slices.Sorted(maps.Keys(q.handlers)) }

// Enqueue asks, in the caller's transaction, for a job at or after runAt. A second job of the same kind and key is not
// made, and made is then false; the key is of the caller's choosing and holds no more than identifiers and codes.
func Enqueue(ctx context.Context, tx *store.Tx, kind Kind, subject id.ID, key string, runAt time.Time) (made bool, err error) {
	n, err := tx.Exec(ctx, insertJob, tx.Agency(), id.New(runAt), kind, subject, key, clock.Micros(runAt))
	return n == 1, err
}

// Work does the jobs of the agencies whose time has come, turn by turn so that a busy agency holds up no other, until
// none is left or ctx ends. It returns how many were done, and the failures of those that will be tried again or are dead.
func (q *Queue) Work(ctx context.Context, agencies ...id.Agency) (done int, err error) {
	var failures []error
	for left := slices.Clone(agencies); len(left) > 0 && ctx.Err() == nil; {
		var more []id.Agency
		for _, agency := range left {
			found, err := q.one(ctx, agency)
			if found {
				more = append(more, agency)
			}
			if err != nil {
				failures = append(failures, err)
			} else if found {
				done++
			}
		}
		left = more
	}
	return done, errors.Join(failures...)
}

// one claims, does and settles one job. A kind without a handler fails as a handler does: a newer version of the program
// may know it.
func (q *Queue) one(ctx context.Context, agency id.Agency) (found bool, err error) {
	var j Job
	now := q.clk()
	err = q.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) (err error) {
		j, found, err = claim(ctx, tx, now, now.Add(Lease))
		return err
	})
	if err != nil || !found {
		return false, err
	}
	failure := q.run(ctx, j)
	if err := q.settle(ctx, j, failure); err != nil {
		return true, fmt.Errorf("settling job %v: %w", j.ID, err)
	}
	if failure != nil {
		return true, fmt.Errorf("job %v of kind %s, try %d: %w", j.ID, j.Kind, j.Try, failure)
	}
	return true, nil
}

func (q *Queue) run(ctx context.Context, j Job) (err error) {
	handle, ok := q.handlers[j.Kind]
	if j.Try > MaxTries { // each worker that took it died of it
		return errors.New("every try ended without an answer")
	}
	if !ok {
		return errors.New("no handler for this kind")
	}
	ctx, cancel := context.WithTimeout(ctx, Lease)
	defer cancel()
	defer func() {
		if recover() != nil { // the value could hold what somebody typed, so only the place is told
			err = fmt.Errorf("the handler panicked in %s", panicked())
		}
	}()
	return handle(ctx, j)
}

// settle writes the outcome, even when the worker has been told to stop: the work was done.
func (q *Queue) settle(ctx context.Context, j Job, failure error) error {
	state, runAt := Done, q.clk()
	switch {
	case failure == nil:
	case j.Try >= MaxTries:
		state = Dead
	default:
		state, runAt = Waiting, runAt.Add(wait(j.Try))
	}
	return q.db.Write(context.WithoutCancel(ctx), j.Agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, settleJob, state, clock.Micros(runAt), tx.Agency(), j.ID, j.Try)
		return err
	})
}

// wait is the pause after a failed try: doubling, and between half and all of that at random, so that jobs which failed
// together do not come back together.
func wait(try int) time.Duration {
	d := longestWait
	if try < MaxTries {
		d = min(longestWait, firstWait<<(try-1))
	}
	return d/2 + rand.N(d/2)
}

// panicked names the function that panicked, seen from the deferred function that recovered.
func panicked() string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		f, more := frames.Next()
		if !more || !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s, line %d", f.Function, f.Line)
		}
	}
}
