package flow_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"pgregory.net/rapid"
)

func TestOfTwoThatActAtOnceOneWins(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		d := newDesk(t, db, clk)
		subject := d.start()
		d.lend(subject, clk.Now().Add(time.Hour))
		var won, stale atomic.Int32
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				switch _, err := d.fire(flow.Move{Subject: subject, Event: "return", Actor: reader, Version: 2}); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, flow.ErrStale):
					stale.Add(1)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || stale.Load() != 19 || len(d.history(subject)) != 3 {
			t.Errorf("%d won, %d were stale, history has %d rows", won.Load(), stale.Load(), len(d.history(subject)))
		}
	}, flow.Schema())
}

// Two processes are two stores on one database.
func TestTwoProcessesThatTickAtOnceFireEachClockOnce(t *testing.T) {
	for name, cfg := range map[string]store.Config{"sqlite": {Folder: t.TempDir()}, "postgres": {URL: storetest.NewDatabase(t)}} {
		t.Run(name, func(t *testing.T) {
			clk := clock.At(storetest.Start)
			first, second := open(t, cfg, clk), open(t, cfg, clk)
			if err := first.Migrate(t.Context(), flow.Schema()); err != nil {
				t.Fatal(err)
			}
			d := newDesk(t, first, clk)
			other := *d
			other.db = second
			for range 40 {
				d.start()
			}
			clk.Advance(48 * time.Hour)
			var kept, fired atomic.Int32
			var wg sync.WaitGroup
			for _, d := range []*desk{d, &other} {
				wg.Go(func() {
					n, err := d.tick(func(context.Context, *store.Tx, flow.Fired) error { kept.Add(1); return nil })
					if err != nil {
						t.Error(err)
					}
					fired.Add(int32(n))
				})
			}
			wg.Wait()
			if fired.Load() != 40 || kept.Load() < 40 {
				t.Errorf("%d clocks fired, handled %d times, want 40", fired.Load(), kept.Load())
			}
		})
	}
}

func open(t *testing.T, cfg store.Config, clk *clock.Hand) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), cfg, clk.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestAnotherAgencySeesNothing(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		d := newDesk(t, db, clk)
		subject := d.start()
		other := newDesk(t, db, clk)
		if _, err := other.fire(flow.Move{Subject: subject, Event: "lend", Actor: librarian, Version: 1, Due: clk.Now().Add(time.Hour)}); !errors.Is(err, flow.ErrUnknown) {
			t.Errorf("another agency: %v", err)
		}
		if steps := other.history(subject); len(steps) != 0 {
			t.Errorf("another agency reads %d steps", len(steps))
		}
		clk.Advance(100 * time.Hour)
		if n, err := other.tick(nothing); n != 0 || err != nil {
			t.Errorf("another agency's tick: %d fired, %v", n, err)
		}
	}, flow.Schema())
}

// Whatever happens in whatever order, only declared states are reached, by declared transitions, one version at a time.
func TestRandomEventsNeverLeaveTheDeclaration(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		spec, d := loan(), newDesk(t, db, clk)
		rapid.Check(t, func(rt *rapid.T) {
			subject := d.start()
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				before := d.get(subject)
				mv := flow.Move{
					Subject: subject,
					Event:   rapid.SampledFrom([]flow.Event{"lend", "decline", "unanswered", "overdue", "return", "write_off", "started", ""}).Draw(rt, "event"),
					Actor:   flow.Actor{ID: librarian.ID, Kind: rapid.SampledFrom([]flow.Kind{"reader", "librarian", flow.ByTime, ""}).Draw(rt, "kind"), Second: reader.ID},
					Reason:  rapid.SampledFrom([]flow.Reason{"", "worn", "other"}).Draw(rt, "reason"),
					Version: before.Version + rapid.Int64Range(-1, 1).Draw(rt, "version"),
				}
				if rapid.Bool().Draw(rt, "with a moment") {
					mv.Due = clk.Now().Add(rapid.SampledFrom([]time.Duration{-time.Hour, time.Hour}).Draw(rt, "due"))
				}
				_, err := d.fire(mv)
				after := d.get(subject)
				if err != nil && after != before {
					rt.Fatalf("refused with %v and yet changed from %+v to %+v", err, before, after)
				}
				clk.Advance(rapid.SampledFrom([]time.Duration{0, time.Minute, 50 * time.Hour}).Draw(rt, "time"))
				if _, err := d.tick(nothing); err != nil {
					rt.Fatal(err)
				}
			}
			state := spec.Initial
			for i, s := range d.history(subject)[1:] {
				if s.Version != int64(i+2) || s.From != state || !slices.ContainsFunc(spec.Transitions, func(tr flow.Transition) bool {
					return tr.From == s.From && tr.Event == s.Event && tr.To == s.To && slices.Contains(tr.Who, s.Actor.Kind)
				}) {
					rt.Fatalf("row %d of the history is not declared: %+v", i+2, s)
				}
				state = s.To
			}
		})
	}, flow.Schema())
}
