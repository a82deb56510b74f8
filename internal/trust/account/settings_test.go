package account_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestWhatAsksIsChosen: by the owner, who is asked for the passphrase for it; sharing always asks.
func TestWhatAsksIsChosen(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		s := o.open()
		me := w.Resume(s)
		asks := func(a account.Actor) [3]bool {
			return [3]bool{a.Settings.Asks(account.Sharing), a.Settings.Asks(account.Contact), a.Settings.Asks(account.Money)}
		}
		if got := asks(me); got != [3]bool{true, false, false} {
			t.Errorf("before anything was chosen %v ask", got)
		}
		o.choose(me, account.Settings{AskContact: true})
		w.Clock.Advance(5 * time.Minute)
		me = w.Resume(s)
		if got := asks(me); got != [3]bool{true, true, false} {
			t.Errorf("after choosing contact %v ask", got)
		}
		st := o.standing(me)
		if st.Fresh(account.Sharing) || st.Fresh(account.Contact) || !st.Fresh(account.Money) || !st.Active {
			t.Errorf("the standing is %v", st)
		}
		if err := w.Accounts.SetSettings(ctx, me, account.Settings{}); err != account.ErrStepUp {
			t.Errorf("choosing in an open session: %v", err)
		}
		if got := asks(w.Resume(s)); !got[1] {
			t.Error("a refused choice changed something")
		}
		if err := w.Accounts.SignOut(ctx, s.Token); err != nil {
			t.Fatal(err)
		}
		if err := w.Accounts.SetSettings(ctx, me, account.Settings{}); err != account.ErrNoSession {
			t.Errorf("choosing after signing out: %v", err)
		}
	})
}

// TestINV20WhatWasChosenIsSealed: the row does not tell that somebody fears for their telephone, and one that was tampered
// with asks for everything.
func TestINV20WhatWasChosenIsSealed(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		me := o.in()
		sealed := func() (b []byte) {
			err := w.DB.Read(t.Context(), me.Agency, func(ctx context.Context, r *store.Reader) error {
				return r.QueryRow(ctx, `SELECT sealed_settings FROM account WHERE agency_id = $1 AND account_id = $2`, me.Agency, me.Account).Scan(&b)
			})
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		o.choose(me, account.Settings{AskContact: true, AskMoney: true, KeepDrafts: true})
		all := sealed()
		o.choose(me, account.Settings{})
		none := sealed()
		if len(all) != len(none) || bytes.Contains(all, []byte("ask_contact")) {
			t.Errorf("%d and %d bytes", len(all), len(none))
		}
		none[len(none)-1] ^= 1
		o.sql(`UPDATE account SET sealed_settings = $2 WHERE agency_id = $1 AND account_id = $3`, none, me.Account)
		if got := o.in().Settings; got != (account.Settings{AskContact: true, AskMoney: true}) {
			t.Errorf("what cannot be read is %v", got)
		}
	})
}
