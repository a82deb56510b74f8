package account_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestAPassphraseIsChangedByItsOwner: with the card and the old one; every other session ends, what was sealed stays open,
// and the old one opens nothing.
func TestAPassphraseIsChangedByItsOwner(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		other, mine := o.open(), o.open()
		me := w.Resume(mine)
		if err := w.Accounts.SetSettings(ctx, me, account.Settings{AskMoney: true}); err != nil {
			t.Fatal(err)
		}
		stranger := newOwner(t, w)
		const next = "brown ladder cup"
		for what, c := range map[string]struct {
			change account.Change
			want   error
		}{
			"wrong passphrase": {account.Change{Card: o.card, Old: "quiet river", New: next}, account.ErrPassphrase},
			"no card":          {account.Change{Old: theirWords, New: next}, account.ErrPassphrase},
			"another card":     {account.Change{Card: stranger.card, Old: theirWords, New: next}, account.ErrPassphrase},
			"short":            {account.Change{Card: o.card, Old: theirWords, New: "seven77"}, account.ErrNewShort},
			"long":             {account.Change{Card: o.card, Old: theirWords, New: strings.Repeat("ab", 101)}, account.ErrNewLong},
			"the same":         {account.Change{Card: o.card, Old: theirWords, New: "quiet\u00a0river stone"}, account.ErrSame},
		} {
			if s, err := w.Accounts.ChangePassphrase(ctx, me, c.change); err != c.want || s.Token != "" {
				t.Errorf("%s: %v", what, err)
			}
		}
		if n := numbers(t, w, me.Agency, `SELECT failures FROM sign_in_try WHERE agency_id = $1`); !slices.Equal(n, []int64{3, 3, 3}) {
			t.Errorf("the tries are %v, want 3 from everywhere, from here and in this session", n)
		}
		s, err := w.Accounts.ChangePassphrase(ctx, me, account.Change{Card: strings.ToLower(o.card), Old: theirWords, New: next})
		if err != nil {
			t.Fatal(err)
		}
		if o.opens(other) || !o.opens(s) {
			t.Error("another session goes on, or this one does not")
		}
		if _, err := w.Accounts.SignInSurvivor(ctx, o.card, theirWords); err != account.ErrSignIn {
			t.Errorf("the old passphrase: %v", err)
		}
		o.pass = next
		again := o.in()
		if !w.Opens(again, o.person) || !again.Settings.AskMoney {
			t.Error("something was lost on the way")
		}
		list, err := w.Accounts.SignIns(ctx, again)
		if err != nil || len(list) != 8 { // two sign-ins, three wrong, one change, one wrong, one sign-in
			t.Errorf("the owner sees %v, %v", list, err)
		}
	})
}

// TestStaffChangeTheirPassphrase: with the second factor, and a longer one than a person's, whose card protects it.
func TestStaffChangeTheirPassphrase(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, k := t.Context(), newKeyed(t, w)
		k.pends() // a question to a device holds the opened key
		w.Clock.Advance(30 * time.Second)
		const next = "four words of her own"
		digits := code(t, w, k.m)
		for what, c := range map[string]struct {
			change account.Change
			want   error
		}{
			"short":    {account.Change{Code: digits, Old: k.m.Passphrase, New: "fifteen letters"}, account.ErrNewShort},
			"no code":  {account.Change{Old: k.m.Passphrase, New: next}, account.ErrPassphrase},
			"bad code": {account.Change{Code: "000000", Old: k.m.Passphrase, New: next}, account.ErrPassphrase},
			"wrong":    {account.Change{Code: digits, Old: "wrong", New: next}, account.ErrPassphrase},
		} {
			if _, err := w.Accounts.ChangePassphrase(ctx, k.actor, c.change); err != c.want {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := w.Accounts.ChangePassphrase(ctx, k.actor, account.Change{Code: digits[:3] + " " + digits[3:], Old: k.m.Passphrase, New: next}); err != nil {
			t.Fatal(err)
		}
		if n := k.rows(countCeremonies); n != 0 {
			t.Errorf("%d questions still hold the key", n)
		}
		if _, err := w.Accounts.SignInStaff(ctx, k.m.SignInName, next, digits); err != account.ErrSignIn {
			t.Errorf("the code a second time: %v", err)
		}
		k.m.Passphrase = next
		w.Clock.Advance(30 * time.Second)
		if a := w.SignIn(k.m); !a.Holds(teamKey(t, w, a.Agency, account.Advocates).Team, 1) {
			t.Error("the keys of the team were lost on the way")
		}
		token, question := k.pends()
		if _, err := k.keys.FinishSignIn(ctx, token, k.d.get(question)); err != nil {
			t.Errorf("with the device: %v", err)
		}
	})
}

// TestAChangeSentTwiceIsOneChange: the second goes on in a session of its own, and is no wrong try.
func TestAChangeSentTwiceIsOneChange(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		me := o.in()
		c := account.Change{Card: o.card, Old: theirWords, New: "brown ladder cup"}
		first, err := w.Accounts.ChangePassphrase(ctx, me, c)
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.Accounts.ChangePassphrase(ctx, me, c)
		if err != nil {
			t.Fatal(err)
		}
		if !o.opens(first) || !o.opens(second) {
			t.Error("one of the two answers is signed out")
		}
		if o.standing(w.Resume(second)).StepUp {
			t.Error("a replay counts as the passphrase typed once more")
		}
		if n := numbers(t, w, me.Agency, `SELECT failures FROM sign_in_try WHERE agency_id = $1`); len(n) != 0 {
			t.Errorf("wrong tries are counted: %v", n)
		}
		w.Clock.Advance(30 * time.Second)
		if _, err := w.Accounts.ChangePassphrase(ctx, me, c); err != account.ErrNoSession {
			t.Errorf("long after: %v", err)
		}
	})
}

// TestTortureOfAChange: changes, sign-ins with the passphrases before and after, and step ups, all at once. One change
// holds, no session is left that the passphrase of now did not open, and its owner is not shut out.
func TestTortureOfAChange(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		for range 4 {
			was, options := o.pass, []string{o.pass + " one", o.pass + " two", o.pass + " three"}
			o.sql(`DELETE FROM sign_in_try WHERE agency_id = $1`) // what is counted here is tested elsewhere
			var mu sync.Mutex
			var sessions []account.Session
			held := map[string]account.Session{}
			keep := func(s account.Session, err error) {
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					sessions = append(sessions, s)
				} else if !errors.Is(err, account.ErrSignIn) && !errors.Is(err, account.ErrPassphrase) && !errors.Is(err, account.ErrNoSession) {
					t.Error(err)
				}
			}
			actors := []account.Actor{o.in(), o.in(), o.in()}
			var wg sync.WaitGroup
			for i, next := range options {
				me := actors[i]
				wg.Go(func() {
					s, err := w.Accounts.ChangePassphrase(ctx, me, account.Change{Card: o.card, Old: was, New: next})
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						held[next] = s
					case !errors.Is(err, account.ErrChanged) && !errors.Is(err, account.ErrPassphrase) && !errors.Is(err, account.ErrNoSession):
						t.Error(err)
					}
				})
				wg.Go(func() { keep(w.Accounts.StepUp(ctx, me, was)) })
				wg.Go(func() { keep(w.Accounts.SignInSurvivor(ctx, o.card, was)) })
			}
			wg.Wait()
			if len(held) != 1 {
				t.Fatalf("%d changes hold", len(held))
			}
			for next, s := range held {
				o.pass = next
				if !o.opens(s) {
					t.Error("whoever changed it is signed out")
				}
			}
			w.Clock.Advance(time.Minute)
			for _, s := range sessions {
				if o.opens(s) {
					t.Error("a session that the old passphrase opened goes on")
				}
			}
			for _, c := range []string{was, o.pass} {
				o.sql(`DELETE FROM sign_in_try WHERE agency_id = $1`)
				if _, err := w.Accounts.SignInSurvivor(ctx, o.card, c); (err == nil) != (c == o.pass) {
					t.Errorf("the passphrase of now (%v): %v", c == o.pass, err)
				}
			}
		}
	})
}
