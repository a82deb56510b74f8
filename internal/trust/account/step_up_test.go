package account_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestAPassphraseCountsForFiveMinutes: at the sign-in and at each step up, and not a moment longer.
func TestAPassphraseCountsForFiveMinutes(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		me := o.in()
		fresh := func(what string, a account.Actor, want bool) {
			t.Helper()
			if got := o.standing(a); got.StepUp != want || got.Fresh(account.Sharing) != want || !got.Active {
				t.Errorf("%s: fresh is %v, active %v", what, got.StepUp, got.Active)
			}
			if got := a.AskedFor(account.Sharing, w.Clock.Now()); got == want {
				t.Errorf("%s: the pages ask: %v", what, got)
			}
		}
		fresh("signed in", me, true)
		w.Clock.Advance(5*time.Minute - time.Microsecond)
		fresh("a moment before", me, true)
		w.Clock.Advance(time.Microsecond)
		fresh("five minutes later", me, false)
		if _, err := w.Accounts.StepUp(t.Context(), me, "wrong river stone"); err != account.ErrPassphrase {
			t.Errorf("a wrong passphrase: %v", err)
		}
		fresh("after a wrong passphrase", me, false)
		next, err := w.Accounts.StepUp(t.Context(), me, "quiet\u00a0river stone")
		if err != nil {
			t.Fatal(err)
		}
		again := w.Resume(next)
		fresh("stepped up", again, true)
		fresh("the cookie before", me, false)
		if n := numbers(t, w, w.Shelter.Agency.ID, `SELECT failures FROM sign_in_try WHERE agency_id = $1`); !slices.Equal(n, []int64{1}) {
			t.Errorf("after a step up %v tries are counted, want those from everywhere together", n)
		}
	})
}

// TestAStepUpHasAnotherCookie: the one before answers half a minute more, for the form that was sent twice, and the new one
// lives no longer than what was signed in to.
func TestAStepUpHasAnotherCookie(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		first, begun := o.open(), w.Clock.Now()
		next, err := w.Accounts.StepUp(t.Context(), w.Resume(first), theirWords)
		if err != nil {
			t.Fatal(err)
		}
		if next.Token == first.Token {
			t.Fatal("the cookie is the same")
		}
		second, err := w.Accounts.StepUp(t.Context(), w.Resume(first), theirWords)
		if err != nil {
			t.Errorf("the same form again: %v", err)
		}
		w.Clock.Advance(30*time.Second - time.Microsecond)
		if !o.opens(first) {
			t.Error("the cookie before ends at once")
		}
		w.Clock.Advance(time.Microsecond)
		if o.opens(first) {
			t.Error("the cookie before goes on")
		}
		for w.Clock.Now().Before(begun.Add(12*time.Hour - 9*time.Minute)) {
			w.Clock.Advance(9 * time.Minute)
			if !o.opens(next) || !o.opens(second) {
				t.Fatal("a session in use ended")
			}
		}
		w.Clock.Set(begun.Add(12 * time.Hour))
		if o.opens(next) || o.opens(second) {
			t.Error("stepping up made a session live longer than its sign-in")
		}
	})
}

// TestAStepUpWaitsLikeASignIn: wrong passphrases count for both, and the right one is not looked at while waiting.
func TestAStepUpWaitsLikeASignIn(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		me := o.in()
		together(9, func() {
			if _, err := w.Accounts.StepUp(t.Context(), me, "wrong"); err != account.ErrPassphrase {
				t.Error(err)
			}
		})
		if n := numbers(t, w, w.Shelter.Agency.ID, `SELECT failures FROM sign_in_try WHERE agency_id = $1`); !slices.Equal(n, []int64{5, 5, 5}) {
			t.Errorf("counted %v, want 5 from everywhere, from here and in this session", n)
		}
		if _, err := w.Accounts.StepUp(t.Context(), me, theirWords); err != account.ErrPassphrase {
			t.Errorf("the right passphrase while waiting: %v", err)
		}
		if _, err := w.Accounts.SignInSurvivor(t.Context(), o.card, theirWords); err != account.ErrSignIn {
			t.Errorf("signing in while waiting: %v", err)
		}
		w.Clock.Advance(30 * time.Second)
		if _, err := w.Accounts.StepUp(t.Context(), me, theirWords); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

// TestStepUpsTogether: as many as are sent at once are each a session of their own, and the list of places stays short.
func TestStepUpsTogether(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		me := o.in()
		got := make(chan account.Session, 6)
		together(cap(got), func() {
			s, err := w.Accounts.StepUp(t.Context(), me, theirWords)
			if err != nil {
				t.Error(err)
			}
			got <- s
		})
		close(got)
		for s := range got {
			if !o.standing(w.Resume(s)).StepUp {
				t.Error("one of them is not stepped up")
			}
		}
		if list, err := w.Accounts.Sessions(t.Context(), me); err != nil || len(list) != 6 {
			t.Errorf("%d places are listed, %v", len(list), err)
		}
	})
}

// TestStaffStepUp: with the passphrase alone, since the session has its second factor, or with a device.
func TestStaffStepUp(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		other := w.SignIn(w.Shelter.As(account.Supervisor))
		w.Clock.Advance(6 * time.Minute)
		if _, err := k.keys.BeginAdding(t.Context(), k.actor); err != account.ErrStepUp {
			t.Errorf("adding a passkey in an open session: %v", err)
		}
		list, err := k.keys.List(t.Context(), k.actor)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.keys.Remove(t.Context(), k.actor, list[0].Handle); err != account.ErrStepUp {
			t.Errorf("removing a passkey in an open session: %v", err)
		}
		if _, err := k.keys.BeginStepUp(t.Context(), other); err != account.ErrPassphrase {
			t.Errorf("somebody without a device: %v", err)
		}
		ask := func() (token, question string) {
			token, err := k.keys.BeginStepUp(t.Context(), k.actor)
			if err != nil {
				t.Fatal(err)
			}
			return token, k.question(account.Stepping, token)
		}
		token, question := ask()
		answer := k.d.get(question)
		if _, err := k.keys.FinishStepUp(t.Context(), other, token, answer); err != account.ErrPassphrase {
			t.Errorf("another's question: %v", err)
		}
		token, _ = ask()
		if _, err := k.keys.FinishStepUp(t.Context(), k.actor, token, answer); err != account.ErrPassphrase {
			t.Errorf("the answer to an earlier question: %v", err)
		}
		if n := k.tries(); !slices.Equal(n, []int64{1, 1, 1}) {
			t.Errorf("the tries are %v", n)
		}
		token, question = ask()
		if !strings.Contains(question, `"userVerification":"required"`) {
			t.Errorf("the device is not told to ask who holds it: %s", question)
		}
		k.d.flags &^= userVerified
		if _, err := k.keys.FinishStepUp(t.Context(), k.actor, token, k.d.get(question)); err != account.ErrPassphrase {
			t.Errorf("a device that did not ask who holds it: %v", err)
		}
		k.d.flags |= userVerified
		token, question = ask()
		answer = k.d.get(question)
		s, err := k.keys.FinishStepUp(t.Context(), k.actor, token, answer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.keys.FinishStepUp(t.Context(), k.actor, token, answer); err != account.ErrPassphrase {
			t.Errorf("the same answer again: %v", err)
		}
		if _, err := k.keys.FinishSignIn(t.Context(), token, answer); err != account.ErrSignIn {
			t.Errorf("as the answer of a sign-in: %v", err)
		}
		if a := w.Resume(s); !a.SecondFactor || k.rows(countCeremonies) != 0 {
			t.Error("the session is not what it was")
		}
		k.add(w.Resume(s), newDevice(t))
		k.add(k.steppedUp(k.actor), newDevice(t))
	})
}

// TestINV04AStepUpIsOneDerivation: whatever is typed, exactly one key is derived.
func TestINV04AStepUpIsOneDerivation(t *testing.T) {
	db, clk := storetest.SQLite(t)
	w := apptest.New(t, db, clk)
	const derivation = 16 << 20 // bytes
	s := account.New(db, w.Root, keys.Params{Time: 1, Memory: derivation >> 10, Threads: 1})
	m := w.JoinBy(s, w.Shelter, account.Advocate, "Ada")
	code, err := m.Second.Code(clk.Now())
	if err != nil {
		t.Fatal(err)
	}
	opened, err := s.SignInStaff(t.Context(), m.SignInName, m.Passphrase, code)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Resume(t.Context(), opened.Token)
	if err != nil {
		t.Fatal(err)
	}
	for _, passphrase := range []string{"wrong", "", m.Passphrase} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := s.StepUp(t.Context(), a, passphrase); (err == nil) != (passphrase == m.Passphrase) {
			t.Errorf("%q: %v", passphrase, err)
		}
		runtime.ReadMemStats(&after)
		took := after.TotalAlloc - before.TotalAlloc
		if took < derivation || took >= 2*derivation {
			t.Errorf("%q took %d bytes, one derivation takes %d", passphrase, took, derivation)
		}
	}
}
