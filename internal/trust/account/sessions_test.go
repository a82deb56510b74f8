package account_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestAnOwnerSeesWhereTheyAreSignedIn: each place by its device and times; one can be ended, or all the others, or all.
func TestAnOwnerSeesWhereTheyAreSignedIn(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		phone := o.openFrom(aPhone)
		w.Clock.Advance(2 * time.Minute)
		computer := o.openFrom(aComputer)
		third := o.openFrom(account.Device{})
		me := w.Resume(computer)
		list, err := w.Accounts.Sessions(ctx, me)
		if err != nil || len(list) != 3 {
			t.Fatalf("%d places, %v", len(list), err)
		}
		find := func(d account.Device) account.OpenSession {
			for _, one := range list {
				if one.Device == d {
					return one
				}
			}
			t.Fatalf("no session on %v", d)
			return account.OpenSession{}
		}
		if p := find(aPhone); p.This || !p.MadeAt.Equal(w.Clock.Now().Add(-2*time.Minute)) || p != list[2] {
			t.Errorf("the phone is %v", p)
		}
		if !find(aComputer).This || find(account.Device{}).This {
			t.Error("the place that asks is not marked")
		}
		ruths, err := w.Accounts.Sessions(ctx, o.ruth)
		if err != nil || len(ruths) != 1 {
			t.Fatalf("the worker has %d places, %v", len(ruths), err)
		}
		for _, handle := range []string{find(aPhone).Handle, find(aPhone).Handle, ruths[0].Handle, "", "x"} {
			if err := w.Accounts.EndSession(ctx, me, handle); err != nil {
				t.Fatal(err)
			}
		}
		if o.opens(phone) || !o.opens(computer) || !o.opens(third) {
			t.Error("not the one that was named has ended")
		}
		if !o.standing(o.ruth).Active {
			t.Error("somebody else's session was ended")
		}
		if err := w.Accounts.EndOthers(ctx, me); err != nil {
			t.Fatal(err)
		}
		if !o.opens(computer) || o.opens(third) {
			t.Error("the others are there, or this one is not")
		}
		w.Clock.Advance(10 * time.Minute)
		if list, err := w.Accounts.Sessions(ctx, o.in()); err != nil || len(list) != 1 {
			t.Errorf("an idle session is listed as a place: %v, %v", list, err)
		}
	})
}

// A place is what a reader of the rules expects of one session.
type place struct {
	session          account.Session
	begun, end, seen time.Time
	fresh            time.Time
}

func (p *place) live(now time.Time) bool {
	return now.Before(p.end) && now.Before(p.seen.Add(10*time.Minute))
}

// TestManySessionsProperty: whatever is done with the sessions of one person, in any order, exactly those open that a
// reader of the rules expects, and exactly those are fresh.
func TestManySessionsProperty(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		rapid.Check(t, func(rt *rapid.T) {
			m := &many{owner: o, rt: rt}
			if err := w.Accounts.SignOutEverywhere(t.Context(), o.in()); err != nil {
				rt.Fatal(err)
			}
			for range rapid.IntRange(1, 14).Draw(rt, "steps") {
				act := rapid.SampledFrom([]string{"sign in", "wait", "step up", "end others", "end all", "change", "tidy"}).Draw(rt, "act")
				m.do(act)
				for i, p := range m.places {
					if a, ok := m.use(p); ok && o.standing(a).StepUp != w.Clock.Now().Before(p.fresh) {
						rt.Fatalf("after %s session %d is fresh: %v", act, i, o.standing(a).StepUp)
					}
				}
			}
		})
	})
}

// many is a person with many sessions.
type many struct {
	*owner
	rt     *rapid.T
	places []*place
}

// use makes a request, which is noted once a minute.
func (m *many) use(p *place) (account.Actor, bool) {
	now := m.Clock.Now()
	a, err := m.Accounts.Resume(m.t.Context(), p.session.Token)
	if (err == nil) != p.live(now) {
		m.rt.Fatalf("a session that is expected to be live (%v) answers %v", p.live(now), err)
	}
	if err == nil && now.Sub(p.seen) >= time.Minute {
		p.seen = now
	}
	return a, err == nil
}

func (m *many) do(act string) {
	now := m.Clock.Now()
	if act == "wait" {
		m.Clock.Advance(time.Duration(rapid.IntRange(1, 9*60).Draw(m.rt, "seconds")) * time.Second)
		return
	}
	if act == "sign in" || len(m.places) == 0 {
		m.places = append(m.places, &place{m.open(), now, now.Add(12 * time.Hour), now, now.Add(5 * time.Minute)})
		return
	}
	p := m.places[rapid.IntRange(0, len(m.places)-1).Draw(m.rt, "place")]
	me, ok := m.use(p)
	if !ok {
		return
	}
	next, err := m.change(act, me)
	if err != nil {
		m.rt.Fatalf("%s: %v", act, err)
	}
	for _, other := range m.places {
		if act == "end all" || other != p && (act == "end others" || act == "change") {
			other.end = time.Time{}
		}
	}
	if next.Token == "" {
		return
	}
	if soon := now.Add(30 * time.Second); soon.Before(p.end) {
		p.end = soon
	}
	m.places = append(m.places, &place{next, p.begun, p.begun.Add(12 * time.Hour), now, now.Add(5 * time.Minute)})
}

func (m *many) change(act string, me account.Actor) (next account.Session, err error) {
	ctx := m.t.Context()
	switch act {
	case "step up":
		return m.Accounts.StepUp(ctx, me, m.pass)
	case "change":
		was := m.pass
		m.pass = rapid.StringMatching(`[a-z]{8,12}`).Filter(func(s string) bool { return s != was }).Draw(m.rt, "to")
		return m.Accounts.ChangePassphrase(ctx, me, account.Change{Card: m.card, Old: was, New: m.pass})
	case "end others":
		return next, m.Accounts.EndOthers(ctx, me)
	case "end all":
		return next, m.Accounts.SignOutEverywhere(ctx, me)
	}
	return next, m.Accounts.Tidy(ctx, me.Agency)
}
