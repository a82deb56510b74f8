package record_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A carded is a person whose record has something in every compartment, with everybody who wrote it.
type carded struct {
	*world
	t                            testing.TB
	ruth, doctor, lawyer, keeper account.Actor
	hana                         id.ID
	card                         string
	me                           account.Actor
}

func newCarded(t *testing.T, w *world) *carded {
	t.Helper()
	c := &carded{world: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
	c.hana = w.Person(c.ruth, "Hana")
	c.doctor, c.lawyer = w.colleague(t, account.Clinician, c.hana, gate.Worker), w.colleague(t, account.Lawyer, c.hana, gate.Worker)
	c.keeper = w.SignIn(w.Shelter.As(account.PrivacyOfficer))
	for _, x := range []struct {
		a account.Actor
		c []gate.Compartment
	}{{c.ruth, []gate.Compartment{gate.Identity, gate.Contact, gate.Plan, gate.Safety}}, {c.doctor, []gate.Compartment{gate.Health, gate.Therapy}},
		{c.lawyer, []gate.Compartment{gate.Legal, gate.Evidence}}} {
		for _, in := range x.c {
			if _, err := w.write(t, x.a, c.hana, in, string(in), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	var err error
	if c.card, err = w.records.Enrol(t.Context(), c.ruth, c.hana, "quiet river stone"); err != nil {
		t.Fatal(err)
	}
	c.me = c.signIn(c.card, "quiet river stone")
	c.read(t, c.doctor, c.hana, gate.Health, gate.Therapy)
	c.read(t, c.lawyer, c.hana, gate.Legal, gate.Evidence)
	if _, err := w.write(t, c.me, c.hana, gate.Statement, "statement", nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *carded) signIn(card, passphrase string) account.Actor {
	c.t.Helper()
	return c.signedIn(c.t, card, passphrase)
}

func (w *world) signedIn(t testing.TB, card, passphrase string) account.Actor {
	t.Helper()
	s, err := w.Accounts.SignInSurvivor(t.Context(), card, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return w.Resume(s)
}

// opened are the words that somebody reads, and how many entries stay locked.
func (c *carded) opened(a account.Actor, in ...gate.Compartment) (list []string, locked int) {
	c.t.Helper()
	entries := c.read(c.t, a, c.hana, in...)
	for _, e := range entries {
		if e.Locked {
			locked++
		}
	}
	return slices.DeleteFunc(texts(entries), func(s string) bool { return s == "" }), locked
}

// TestANewCardLosesNothingThatATeamHolds: the person reads at once what their worker's team holds, the rest when its team
// next looks, and never again what they had kept to themselves; the old card and what it opened end at the next request.
func TestANewCardLosesNothingThatATeamHolds(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, c := t.Context(), newCarded(t, w)
		all := gate.Compartments()
		if got, locked := c.opened(c.me, all...); len(got) != 9 || locked != 0 {
			t.Fatalf("the test would prove little: before, %v and %d locked", got, locked)
		}
		before, err := w.records.Looks(ctx, c.me, c.hana, ledger.Latest)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Minute)
		card, err := w.records.NewCard(ctx, c.ruth, c.hana, "brown ladder cup")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.records.Read(ctx, c.me, c.hana, gate.OwnLife, gate.Plan); err != gate.ErrRefused {
			t.Errorf("a request that had begun: %v", err)
		}
		for _, typed := range [][2]string{{c.card, "quiet river stone"}, {c.card, "brown ladder cup"}, {card, "quiet river stone"}} {
			if _, err := w.Accounts.SignInSurvivor(ctx, typed[0], typed[1]); err != account.ErrSignIn {
				t.Errorf("a card or a passphrase from before: %v", err)
			}
		}
		was := c.me
		c.me = c.signIn(card, "brown ladder cup")
		if c.me.Account != was.Account || c.me.Person != c.hana {
			t.Error("it is another account")
		}
		c.reads("at once", []string{"contact", "identity", "plan", "safety"}, 5)
		c.read(t, c.doctor, c.hana, gate.Health, gate.Therapy)
		c.reads("the clinician looked", []string{"contact", "health", "identity", "plan", "safety", "therapy"}, 3)
		if _, err := w.write(t, c.lawyer, c.hana, gate.Legal, "more", nil); err != nil {
			t.Fatal(err)
		}
		c.read(t, c.lawyer, c.hana, gate.Legal, gate.Evidence)
		want := []string{"contact", "evidence", "health", "identity", "legal", "more", "plan", "safety", "therapy"}
		c.reads("everybody looked", want, 1)
		if _, err := w.write(t, c.me, c.hana, gate.Statement, "anew", nil); err != nil {
			t.Fatal(err)
		}
		if got, locked := c.opened(c.me, gate.Statement); !slices.Equal(got, []string{"anew"}) || locked != 1 {
			t.Errorf("of their own account they read %v, %d locked", got, locked)
		}
		for a, in := range map[*account.Actor][]gate.Compartment{&c.ruth: {gate.Identity, gate.Contact, gate.Plan, gate.Safety}, &c.doctor: {gate.Health, gate.Therapy}, &c.lawyer: {gate.Legal, gate.Evidence}} {
			if got, locked := c.opened(*a, in...); len(got) < len(in) || locked != 0 {
				t.Errorf("%s reads %v, %d locked", a.Role, got, locked)
			}
		}
		c.looks(before)
	})
}

func (c *carded) reads(when string, want []string, locked int) {
	c.t.Helper()
	if got, n := c.opened(c.me, gate.Compartments()...); !slices.Equal(got, want) || n != locked {
		c.t.Errorf("%s: %v, %d locked, want %v and %d", when, got, n, want, locked)
	}
}

// looks holds that who looked since the card was made is read at once, and the rest once the privacy officer has looked.
func (c *carded) looks(before []record.Look) {
	c.t.Helper()
	list := func(a account.Actor) []record.Look {
		looks, err := c.records.Looks(c.t.Context(), a, c.hana, ledger.Latest)
		if err != nil {
			c.t.Fatal(err)
		}
		return looks
	}
	since := list(c.me)
	first := since[len(since)-1]
	if first.Action != gate.Enrol || first.Reason != gate.ReasonNewCard || first.Who == "" || first.Index <= before[0].Index {
		c.t.Errorf("the first line is %v", first)
	}
	seen := list(c.keeper)
	if i := slices.IndexFunc(seen, func(l record.Look) bool { return l.Index == before[0].Index }); i < 0 || seen[i].Action != before[0].Action {
		c.t.Error("the privacy officer does not read what was before")
	}
	all := list(c.me)
	if len(all) != len(seen)+2 || all[len(all)-1].Index != before[len(before)-1].Index { // the officer's looks are read too
		c.t.Errorf("after the privacy officer looked %d lines are read, want %d", len(all), len(seen)+2)
	}
	for _, l := range all {
		if l.Index == before[0].Index && (l.Who != before[0].Who || l.Action != before[0].Action) {
			c.t.Errorf("a line from before is %v, was %v", l, before[0])
		}
	}
}

// TestANewCardIsMadeWithTheWorker: who is asked for their passphrase once more; for nobody else's person, and for nobody
// without a card. Of two made at once one holds, and a third works.
func TestANewCardIsMadeWithTheWorker(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, c := t.Context(), newCarded(t, w)
		sara := w.Person(c.ruth, "Sara")
		for what, x := range map[string]struct {
			a          account.Actor
			p          id.ID
			passphrase string
			want       error
		}{
			"a clinician": {c.doctor, c.hana, "brown ladder cup", gate.ErrRefused}, "the person": {c.me, c.hana, "brown ladder cup", gate.ErrRefused},
			"nobody's": {c.ruth, id.Random(), "brown ladder cup", gate.ErrRefused}, "no card yet": {c.ruth, sara, "brown ladder cup", account.ErrNoCard},
			"short": {c.ruth, c.hana, "brown", account.ErrPassphraseShort},
		} {
			if card, err := w.records.NewCard(ctx, x.a, x.p, x.passphrase); err != x.want || card != "" {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.Clock.Advance(6 * time.Minute)
		if _, err := w.records.NewCard(ctx, c.ruth, c.hana, "brown ladder cup"); err != account.ErrStepUp {
			t.Errorf("at a desk that was left open: %v", err)
		}
		s, err := w.Accounts.StepUp(ctx, c.ruth, w.Shelter.As(account.Advocate).Passphrase)
		if err != nil {
			t.Fatal(err)
		}
		c.ruth = w.Resume(s)
		c.signIn(c.card, "quiet river stone") // nothing that was refused changed anything
		var mu sync.Mutex
		var cards []string
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				card, err := w.records.NewCard(ctx, c.ruth, c.hana, "brown ladder cup")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					cards = append(cards, card)
				} else if fault.KindOf(err) != fault.Stale {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		works := 0
		for _, card := range cards {
			if _, err := w.Accounts.SignInSurvivor(ctx, card, "brown ladder cup"); err == nil {
				works++
			}
		}
		if works != 1 {
			t.Errorf("of %d cards %d open something", len(cards), works)
		}
		card, err := w.records.NewCard(ctx, c.ruth, c.hana, "tall green kettle")
		if err != nil {
			t.Fatal(err)
		}
		c.me = c.signIn(card, "tall green kettle")
		c.reads("after another", []string{"contact", "identity", "plan", "safety"}, 5)
		if !c.me.Settings.AskContact || !c.me.Settings.AskMoney || c.me.Settings.KeepDrafts {
			t.Errorf("the settings after a new card are %v", c.me.Settings)
		}
		if list, err := w.Accounts.SignIns(ctx, c.me); err != nil || len(list) != 2 || !slices.ContainsFunc(list, func(s account.SignIn) bool { return s.What == account.CardMade }) {
			t.Errorf("the person sees %v, %v", list, err)
		}
	})
}
