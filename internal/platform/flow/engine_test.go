package flow_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
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
