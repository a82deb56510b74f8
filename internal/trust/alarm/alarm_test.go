package alarm_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// desk is one agency's findings, with a clock that the test turns.
type desk struct {
	*testing.T
	db     *store.DB
	clk    *clock.Hand
	agency id.Agency
}

func (d desk) write(fn func(ctx context.Context, tx *store.Tx) error) {
	d.Helper()
	if err := d.db.Write(d.Context(), d.agency, fn); err != nil {
		d.Fatal(err)
	}
}

func (d desk) raise(f alarm.Finding) {
	d.Helper()
	f.Agency = d.agency
	d.write(func(ctx context.Context, tx *store.Tx) error { return alarm.Raise(ctx, tx, f, d.clk.Now()) })
}

func (d desk) list() (found []alarm.Finding) {
	d.Helper()
	if err := d.db.Read(d.Context(), d.agency, func(ctx context.Context, r *store.Reader) (err error) {
		found, err = alarm.List(ctx, r, 100)
		return err
	}); err != nil {
		d.Fatal(err)
	}
	return found
}

func run(t *testing.T, fn func(d desk)) {
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) {
		fn(desk{t, db, clk, id.NewAgency(clk.Now())})
	}, alarm.Schema())
}

// TestAFindingStandsOnceUntilItIsSeen holds the law of repetition: once while unseen, quiet for a week after it was seen, and
// raised anew when its cause is still there after that.
func TestAFindingStandsOnceUntilItIsSeen(t *testing.T) {
	run(t, func(d desk) {
		f := alarm.Finding{Check: alarm.LogBroken, Subject: "log/12"}
		first := d.clk.Now()
		d.raise(f)
		d.clk.Advance(6 * time.Hour)
		d.raise(f)
		d.raise(alarm.Finding{Check: alarm.LogBroken, Subject: "log/13"})
		got := d.list()
		if len(got) != 2 {
			d.Fatalf("%d rows for two findings", len(got))
		}
		one := got[0]
		if one.Subject != "log/12" {
			one = got[1]
		}
		if !one.FoundAt.Equal(first) || !one.Again.Equal(d.clk.Now()) || one.Seen() {
			d.Errorf("the finding is %+v", one)
		}
		by := id.Random()
		seen := d.clk.Now()
		d.write(func(ctx context.Context, tx *store.Tx) error { return alarm.MarkSeen(ctx, tx, one.ID, by, seen) })
		d.clk.Advance(6 * 24 * time.Hour)
		d.raise(f)
		if got = d.list(); len(got) != 2 || got[0].Subject != "log/13" || !got[1].SeenAt.Equal(seen) || got[1].SeenBy != by {
			d.Errorf("six days after it was seen: %+v", got)
		}
		d.write(func(ctx context.Context, tx *store.Tx) error {
			return alarm.MarkSeen(ctx, tx, one.ID, id.Random(), d.clk.Now())
		})
		if got = d.list(); got[1].SeenBy != by {
			d.Error("who saw it first was replaced")
		}
		d.clk.Advance(2 * 24 * time.Hour)
		d.raise(f)
		if got = d.list(); len(got) != 3 {
			d.Errorf("more than a week after it was seen there are %d rows", len(got))
		}
	})
}

// TestAFindingSaysAPlaceAndNothingElse holds that no sentence, no unknown code and no other agency gets into the table.
func TestAFindingSaysAPlaceAndNothingElse(t *testing.T) {
	run(t, func(d desk) {
		for name, f := range map[string]alarm.Finding{
			"a sentence":     {Agency: d.agency, Check: alarm.LogBroken, Subject: "what Hana said"},
			"no place":       {Agency: d.agency, Check: alarm.LogBroken},
			"a code":         {Agency: d.agency, Check: "something", Subject: "log/1"},
			"another agency": {Agency: id.NewAgency(d.clk.Now()), Check: alarm.LogBroken, Subject: "log/1"},
		} {
			err := d.db.Write(d.Context(), d.agency, func(ctx context.Context, tx *store.Tx) error { return alarm.Raise(ctx, tx, f, d.clk.Now()) })
			if !errors.Is(err, alarm.ErrFinding) {
				d.Errorf("%s: %v", name, err)
			}
		}
		if got := d.list(); len(got) != 0 {
			d.Errorf("%d rows", len(got))
		}
		err := d.db.Write(d.Context(), d.agency, func(ctx context.Context, tx *store.Tx) error {
			return alarm.MarkSeen(ctx, tx, id.Random(), id.Random(), d.clk.Now())
		})
		if !errors.Is(err, alarm.ErrNone) {
			d.Errorf("seeing what is not there: %v", err)
		}
	})
}

// TestAPersonHearsOfWhatTouchesThem holds that a finding about somebody's rows is theirs alone, and one about the whole log
// is everybody's.
func TestAPersonHearsOfWhatTouchesThem(t *testing.T) {
	run(t, func(d desk) {
		me, other := id.Random(), id.Random()
		d.raise(alarm.Finding{Check: alarm.RowChanged, Subject: "assignment/1", Person: me})
		d.raise(alarm.Finding{Check: alarm.RowChanged, Subject: "assignment/2", Person: other})
		d.raise(alarm.Finding{Check: alarm.RowChanged, Subject: "setting/1"})
		d.raise(alarm.Finding{Check: alarm.PinShorter, Subject: "log/7"})
		var got []alarm.Finding
		about := func(since time.Time) {
			d.Helper()
			if err := d.db.Read(d.Context(), d.agency, func(ctx context.Context, r *store.Reader) (err error) {
				got, err = alarm.About(ctx, r, me, since)
				return err
			}); err != nil {
				d.Fatal(err)
			}
		}
		about(d.clk.Now().Add(-time.Hour))
		if len(got) != 2 || got[0].Person == other || got[1].Person == other {
			d.Errorf("%+v", got)
		}
		if about(d.clk.Now().Add(time.Hour)); len(got) != 0 {
			d.Errorf("after its time: %+v", got)
		}
	})
}
