package queue_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
)

func enqueue(t *testing.T, db *store.DB, agency id.Agency, kind queue.Kind, key string, at time.Time) (made bool) {
	t.Helper()
	if err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = queue.Enqueue(ctx, tx, kind, id.Random(), key, at)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return made
}

func dead(t *testing.T, db *store.DB, agency id.Agency) (jobs []queue.Job) {
	t.Helper()
	if err := db.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) (err error) {
		jobs, err = queue.DeadJobs(ctx, r, 10)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return jobs
}

// A counter is a handler that notes what it was given.
type counter struct {
	mu   sync.Mutex
	jobs []queue.Job
}

func (c *counter) handle(_ context.Context, j queue.Job) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jobs = append(c.jobs, j)
	return nil
}

func TestAJobRunsAtItsTimeAndOnce(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		var c counter
		q := queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"send": c.handle})
		agency, other := id.NewAgency(clk.Now()), id.NewAgency(clk.Now())
		at := clk.Now().Add(time.Hour)
		if !enqueue(t, db, agency, "send", "a", at) || enqueue(t, db, agency, "send", "a", at) || !enqueue(t, db, other, "send", "a", at) {
			t.Error("a key makes one job in each agency")
		}
		clk.Set(at.Add(-time.Microsecond))
		if n, err := q.Work(t.Context(), agency, other); n != 0 || err != nil {
			t.Errorf("a microsecond early: %d done, %v", n, err)
		}
		clk.Set(at)
		if n, err := q.Work(t.Context(), agency); n != 1 || err != nil || c.jobs[0].Agency != agency {
			t.Errorf("%d done, %v", n, err)
		}
		if n, err := q.Work(t.Context(), agency); n != 0 || err != nil {
			t.Errorf("a second time: %d done, %v", n, err)
		}
		if enqueue(t, db, agency, "send", "a", clk.Now()) {
			t.Error("the key of a job that is done made another")
		}
	}, queue.Schema())
}

func TestAJobExistsExactlyWhenItsTransactionDoes(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		var c counter
		q := queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"send": c.handle})
		agency := id.NewAgency(clk.Now())
		refused := errors.New("refused")
		err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
			if _, err := queue.Enqueue(ctx, tx, "send", id.Random(), "a", clk.Now()); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if n, err := q.Work(t.Context(), agency); n != 0 || err != nil {
			t.Errorf("%d done, %v", n, err)
		}
	}, queue.Schema())
}

func TestAFailingJobIsTriedAgainLaterAndAtLastIsDead(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		broken := errors.New("broken")
		tries := 0
		q := queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"send": func(context.Context, queue.Job) error {
			if tries++; tries == 2 {
				panic("what somebody typed")
			}
			return broken
		}})
		enqueue(t, db, agency, "send", "a", clk.Now())
		for try := 1; try <= queue.MaxTries; try++ {
			_, err := q.Work(t.Context(), agency)
			if try == 2 && !strings.Contains(err.Error(), "queue_test.") {
				t.Errorf("the place of the panic is not told: %v", err)
			}
			if err == nil || tries != try || strings.Contains(err.Error(), "typed") {
				t.Fatalf("after try %d: %d tries, %v", try, tries, err)
			}
			if _, err := q.Work(t.Context(), agency); err != nil || tries != try {
				t.Fatalf("tried again at once: %d tries, %v", tries, err)
			}
			clk.Advance(12 * time.Hour)
		}
		if _, err := q.Work(t.Context(), agency); err != nil || tries != queue.MaxTries {
			t.Errorf("a dead job was tried: %d tries, %v", tries, err)
		}
		jobs := dead(t, db, agency)
		if len(jobs) != 1 || jobs[0].Try != queue.MaxTries {
			t.Fatalf("dead: %+v", jobs)
		}
		if err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
			found, err := queue.Revive(ctx, tx, jobs[0].ID, clk.Now())
			if !found {
				t.Error("the dead job was not found")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := q.Work(t.Context(), agency); !errors.Is(err, broken) {
			t.Errorf("revived: %v", err)
		}
	}, queue.Schema())
}

func TestAJobOfADeadWorkerIsTakenWhenItsLeaseEnds(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		enqueue(t, db, agency, "send", "a", clk.Now())
		var c counter
		second := queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"send": c.handle})
		// The first worker hangs in its handler while the second looks for work.
		first := queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"send": func(ctx context.Context, j queue.Job) error {
			clk.Advance(queue.Lease - time.Microsecond)
			if n, err := second.Work(ctx, agency); n != 0 || err != nil {
				t.Errorf("within the lease: %d done, %v", n, err)
			}
			clk.Advance(time.Microsecond)
			if n, err := second.Work(ctx, agency); n != 1 || err != nil {
				t.Errorf("after the lease: %d done, %v", n, err)
			}
			return errors.New("too late")
		}})
		if _, err := first.Work(t.Context(), agency); err == nil {
			t.Error("the first worker's failure is not reported")
		}
		clk.Advance(24 * time.Hour)
		if n, err := second.Work(t.Context(), agency); n != 0 || err != nil || len(c.jobs) != 1 || c.jobs[0].Try != 2 {
			t.Errorf("the first worker undid the second's outcome: %d done, %v, %+v", n, err, c.jobs)
		}
	}, queue.Schema())
}

// A job that kills each process that takes it must not be taken for ever. Here each worker takes the job when the lease
// of the one before, which still hangs, has run out.
func TestAJobThatKillsItsWorkersIsDeadAtLast(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		runs := 0
		var q *queue.Queue
		q = queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"send": func(ctx context.Context, _ queue.Job) error {
			runs++
			clk.Advance(queue.Lease)
			_, err := q.Work(ctx, agency)
			return err
		}})
		enqueue(t, db, agency, "send", "a", clk.Now())
		if _, err := q.Work(t.Context(), agency); err == nil {
			t.Error("nothing is reported")
		}
		if jobs := dead(t, db, agency); runs != queue.MaxTries || len(jobs) != 1 || jobs[0].Try != queue.MaxTries+1 {
			t.Errorf("%d runs, dead: %+v", runs, jobs)
		}
	}, queue.Schema())
}

func TestWorkersNeverShareAJobAndNoAgencyWaits(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		var c counter
		q := queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"send": c.handle})
		busy, calm := id.NewAgency(clk.Now()), id.NewAgency(clk.Now())
		for i := range 40 {
			enqueue(t, db, busy, "send", string(rune('a'+i)), clk.Now())
		}
		enqueue(t, db, calm, "send", "a", clk.Now())
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := q.Work(t.Context(), busy, calm); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		seen := map[id.ID]bool{}
		for _, j := range c.jobs {
			seen[j.ID] = true
		}
		if len(seen) != 41 || len(c.jobs) != 41 {
			t.Errorf("%d jobs were run %d times, want 41", len(seen), len(c.jobs))
		}
		if i := slices.IndexFunc(c.jobs, func(j queue.Job) bool { return j.Agency == calm }); i > 12 {
			t.Errorf("the calm agency's job was number %d", i)
		}
	}, queue.Schema())
}

func TestAnUnknownKindIsKept(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		agency := id.NewAgency(clk.Now())
		enqueue(t, db, agency, "of a newer version", "a", clk.Now())
		if _, err := queue.New(db, clk.Now, nil).Work(t.Context(), agency); err == nil {
			t.Error("an unknown kind is not reported")
		}
		clk.Advance(time.Hour)
		var c counter
		newer := queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"of a newer version": c.handle, "b": c.handle})
		if n, err := newer.Work(t.Context(), agency); n != 1 || err != nil {
			t.Errorf("%d done, %v", n, err)
		}
		if got := newer.Kinds(); !slices.Equal(got, []queue.Kind{"b", "of a newer version"}) {
			t.Errorf("kinds: %v", got)
		}
	}, queue.Schema())
}

func TestSweepForgetsOnlyWhatWasDoneLongAgo(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		var c counter
		q := queue.New(db, clk.Now, map[queue.Kind]queue.Handler{"send": c.handle})
		agency := id.NewAgency(clk.Now())
		enqueue(t, db, agency, "send", "old", clk.Now())
		enqueue(t, db, agency, "send", "waiting", clk.Now().Add(time.Hour))
		if _, err := q.Work(t.Context(), agency); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Minute)
		enqueue(t, db, agency, "send", "new", clk.Now())
		if _, err := q.Work(t.Context(), agency); err != nil {
			t.Fatal(err)
		}
		if err := db.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
			n, err := queue.Sweep(ctx, tx, clk.Now())
			if n != 1 {
				t.Errorf("%d swept, want 1", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}, queue.Schema())
}
