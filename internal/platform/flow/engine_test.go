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
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"pgregory.net/rapid"
)

// desk is one agency's loans on one database.
type desk struct {
	t       testing.TB
	db      *store.DB
	clk     *clock.Hand
	agency  id.Agency
	machine *flow.Machine
}

func newDesk(t testing.TB, db *store.DB, clk *clock.Hand) *desk {
	return &desk{t, db, clk, id.NewAgency(clk.Now()), flow.Must(loan())}
}

var (
	reader    = flow.Actor{ID: id.Random(), Kind: "reader"}
	librarian = flow.Actor{ID: id.Random(), Kind: "librarian"}
)

func (d *desk) start() id.ID {
	d.t.Helper()
	subject := id.New(d.clk.Now())
	err := d.db.Write(d.t.Context(), d.agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := flow.Start(ctx, tx, d.machine, flow.Move{Subject: subject, Actor: reader}, d.clk.Now())
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return subject
}

func (d *desk) fire(mv flow.Move) (i flow.Instance, err error) {
	err = d.db.Write(d.t.Context(), d.agency, func(ctx context.Context, tx *store.Tx) (err error) {
		i, err = flow.Fire(ctx, tx, d.machine, mv, d.clk.Now())
		return err
	})
	return i, err
}

func (d *desk) lend(subject id.ID, due time.Time) {
	d.t.Helper()
	if _, err := d.fire(flow.Move{Subject: subject, Event: "lend", Actor: librarian, Version: 1, Due: due}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) get(subject id.ID) (i flow.Instance) {
	d.t.Helper()
	if err := d.db.Read(d.t.Context(), d.agency, func(ctx context.Context, r *store.Reader) (err error) {
		i, err = flow.Get(ctx, r, d.machine, subject)
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
	return i
}

func (d *desk) history(subject id.ID) (steps []flow.Step) {
	d.t.Helper()
	if err := d.db.Read(d.t.Context(), d.agency, func(ctx context.Context, r *store.Reader) (err error) {
		steps, err = flow.History(ctx, r, d.machine, subject)
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
	return steps
}

func (d *desk) tick(handle func(ctx context.Context, tx *store.Tx, f flow.Fired) error) (int, error) {
	return flow.Tick(d.t.Context(), d.db, d.agency, d.machine, d.clk.Now(), handle)
}

func nothing(context.Context, *store.Tx, flow.Fired) error { return nil }

func TestRefusals(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		d := newDesk(t, db, clk)
		subject := d.start()
		later := clk.Now().Add(time.Hour)
		for _, tt := range []struct {
			name string
			mv   flow.Move
			want *fault.Error
		}{
			{"nothing was started", flow.Move{Subject: id.Random(), Event: "lend", Actor: librarian, Version: 1}, flow.ErrUnknown},
			{"an old page", flow.Move{Event: "lend", Actor: librarian, Version: 0, Due: later}, flow.ErrStale},
			{"a page from the future", flow.Move{Event: "lend", Actor: librarian, Version: 2, Due: later}, flow.ErrStale},
			{"not in this state", flow.Move{Event: "return", Actor: reader, Version: 1}, flow.ErrNotNow},
			{"an invented event", flow.Move{Event: "burn", Actor: librarian, Version: 1}, flow.ErrNotNow},
			{"not this kind of actor", flow.Move{Event: "lend", Actor: reader, Version: 1, Due: later}, flow.ErrNotYou},
			{"somebody who says to be time", flow.Move{Event: "unanswered", Actor: flow.Actor{Kind: flow.ByTime}, Version: 1}, flow.ErrNotYou},
			{"no reason", flow.Move{Event: "decline", Actor: librarian, Version: 1}, flow.ErrReason},
			{"a reason of one's own", flow.Move{Event: "decline", Actor: librarian, Version: 1, Reason: "dislike"}, flow.ErrReason},
			{"a reason not asked for", flow.Move{Event: "lend", Actor: librarian, Version: 1, Reason: "worn", Due: later}, flow.ErrReason},
			{"no moment", flow.Move{Event: "lend", Actor: librarian, Version: 1}, flow.ErrDue},
			{"this very moment", flow.Move{Event: "lend", Actor: librarian, Version: 1, Due: clk.Now()}, flow.ErrDue},
			{"a moment not asked for", flow.Move{Event: "decline", Actor: librarian, Version: 1, Reason: "worn", Due: later}, flow.ErrDue},
		} {
			if tt.mv.Subject.IsZero() {
				tt.mv.Subject = subject
			}
			if _, err := d.fire(tt.mv); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
			}
		}
		if n := len(d.history(subject)); n != 1 {
			t.Errorf("refusals left %d rows of history, want the start alone", n)
		}
		err := db.Write(t.Context(), d.agency, func(ctx context.Context, tx *store.Tx) error {
			_, err := flow.Start(ctx, tx, d.machine, flow.Move{Subject: subject, Actor: reader}, clk.Now())
			return err
		})
		if !errors.Is(err, flow.ErrTwice) {
			t.Errorf("a second start: %v", err)
		}
	}, flow.Schema())
}

func TestASecondPersonIsSomebodyElse(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		d := newDesk(t, db, clk)
		subject := d.start()
		d.lend(subject, clk.Now().Add(time.Hour))
		clk.Advance(time.Hour)
		if _, err := d.tick(nothing); err != nil {
			t.Fatal(err)
		}
		for _, second := range []id.ID{{}, librarian.ID} {
			mv := flow.Move{Subject: subject, Event: "write_off", Actor: flow.Actor{ID: librarian.ID, Kind: "librarian", Second: second}, Version: 3}
			if _, err := d.fire(mv); !errors.Is(err, flow.ErrSecond) {
				t.Errorf("second person %v: %v", second, err)
			}
		}
		second := id.Random()
		if _, err := d.fire(flow.Move{Subject: subject, Event: "write_off", Actor: flow.Actor{ID: librarian.ID, Kind: "librarian", Second: second}, Version: 3}); err != nil {
			t.Error(err)
		}
		if steps := d.history(subject); len(steps) != 4 || steps[3].Actor.Second != second || steps[2].Actor.Kind != flow.ByTime || !steps[2].Actor.ID.IsZero() {
			t.Errorf("history: %+v", steps)
		}
	}, flow.Schema())
}

func TestAClockFiresAtTheVerySecond(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		d := newDesk(t, db, clk)
		subject := d.start()
		due := clk.Now().Add(30 * 24 * time.Hour)
		d.lend(subject, due)
		clk.Set(due.Add(-time.Microsecond))
		if n, err := d.tick(nothing); n != 0 || err != nil {
			t.Errorf("a microsecond early: %d fired, %v", n, err)
		}
		clk.Set(due)
		// Tick has not run: the moment alone decides.
		if _, err := d.fire(flow.Move{Subject: subject, Event: "return", Actor: reader, Version: 2}); !errors.Is(err, flow.ErrStale) {
			t.Errorf("somebody acted after the clock's moment: %v", err)
		}
		var got flow.Fired
		n, err := d.tick(func(_ context.Context, _ *store.Tx, f flow.Fired) error { got = f; return nil })
		if n != 1 || err != nil || got.Event != "overdue" || got.From != "lent" || got.EscalateTo != "librarian" {
			t.Errorf("%d fired, %v: %+v", n, err, got)
		}
		if i := d.get(subject); i.State != "late" || i.Version != 3 || !i.Due.IsZero() {
			t.Errorf("stands at %+v", i)
		}
		if n, err := d.tick(nothing); n != 0 || err != nil {
			t.Errorf("a second tick: %d fired, %v", n, err)
		}
	}, flow.Schema())
}

func TestAClockThatStaysInItsStateFiresAgainLater(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		d := newDesk(t, db, clk)
		subject := d.start()
		for range 3 {
			clk.Advance(48 * time.Hour)
			if n, err := d.tick(nothing); n != 1 || err != nil {
				t.Fatalf("%d fired, %v", n, err)
			}
		}
		if i := d.get(subject); i.State != "asked" || i.Version != 4 || !i.Due.Equal(clk.Now().Add(48*time.Hour)) {
			t.Errorf("stands at %+v", i)
		}
	}, flow.Schema())
}

func TestAFailingHandlerKeepsItsClockDueAndNoOther(t *testing.T) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		d := newDesk(t, db, clk)
		var subjects []id.ID
		for range 250 { // more than two pages
			subjects = append(subjects, d.start())
		}
		clk.Advance(48 * time.Hour)
		// A handler's own refusal must not pass for a clock that another process has fired.
		broken := fault.New(fault.Stale, "elsewhere.stale")
		n, err := d.tick(func(_ context.Context, _ *store.Tx, f flow.Fired) error {
			if f.Instance.Subject == subjects[7] {
				return broken
			}
			return nil
		})
		if n != 249 || !errors.Is(err, broken) {
			t.Errorf("%d fired, %v", n, err)
		}
		if i := d.get(subjects[7]); i.Version != 1 {
			t.Errorf("the failed one stands at %+v", i)
		}
		if n, err := d.tick(nothing); n != 1 || err != nil {
			t.Errorf("the next tick: %d fired, %v", n, err)
		}
	}, flow.Schema())
}

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
		spec := loan()
		rapid.Check(t, func(rt *rapid.T) {
			d := newDesk(t, db, clk)
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
