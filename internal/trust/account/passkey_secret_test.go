package account_test

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestAWaitHoldsForPasskeys: too many wrong tries make the first step wait. A question that was asked before is answered: who
// has it knew the passphrase, and nobody's wrong tries keep them out.
func TestAWaitHoldsForPasskeys(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		token, question := k.pends()
		for range 5 {
			if _, err := w.Accounts.SignInStaff(t.Context(), k.m.SignInName, "wrong", "0"); err != account.ErrSignIn {
				t.Fatal(err)
			}
		}
		if _, err := k.keys.BeginSignIn(t.Context(), k.m.SignInName, k.m.Passphrase); err != account.ErrSignIn {
			t.Errorf("the first step while waiting: %v", err)
		}
		if _, err := k.keys.FinishSignIn(t.Context(), token, k.d.get(question)); err != nil {
			t.Errorf("the second step while waiting: %v", err)
		}
	})
}

// TestINV04AnEmptyCodeIsOneAnswer: who does not know the passphrase cannot tell a name with passkeys from one without, or
// from none: the same error, the same derivation, the same count of tries.
func TestINV04AnEmptyCodeIsOneAnswer(t *testing.T) {
	db, clk := storetest.SQLite(t)
	w := apptest.New(t, db, clk)
	const derivation = 16 << 20 // bytes
	s := account.New(db, w.Root, keys.Params{Time: 1, Memory: derivation >> 10, Threads: 1})
	p, err := account.NewPasskeys(s, origin)
	if err != nil {
		t.Fatal(err)
	}
	m := w.JoinBy(s, w.Shelter, account.Advocate, "Ada")
	code, err := m.Second.Code(clk.Now())
	if err != nil {
		t.Fatal(err)
	}
	opened, err := s.SignInStaff(t.Context(), m.SignInName, m.Passphrase, code)
	if err != nil {
		t.Fatal(err)
	}
	actor, err := s.Resume(t.Context(), opened.Token)
	if err != nil {
		t.Fatal(err)
	}
	try := func(what, name, passphrase string) {
		t.Helper()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if token, err := p.BeginSignIn(t.Context(), name, passphrase); err != account.ErrSignIn || token != "" {
			t.Errorf("%s: %v", what, err)
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took < derivation || took >= 2*derivation {
			t.Errorf("%s took %d bytes, one derivation takes %d", what, took, derivation)
		}
	}
	try("the right passphrase, without passkeys", m.SignInName, m.Passphrase)
	try("a wrong passphrase, without passkeys", m.SignInName, "wrong")
	k := &keyed{World: w, t: t, keys: p}
	k.add(actor, newDevice(t))
	try("a wrong passphrase, with passkeys", m.SignInName, "wrong")
	try("no such name", "cedar-zzzz@harbour", "wrong")
	try("no such agency", "cedar-zzzz@nowhere", "wrong")
	try("not a name", "?", "wrong")
	if n := k.tries(); !slices.Equal(slices.Sorted(slices.Values(n)), []int64{1, 1, 3, 3}) {
		t.Errorf("the tries are %v, want 3 and 1, from everywhere and from here", n)
	}
}

// TestTheWaitingKeyIsSealed: what waits between the two steps holds the account's key under the browser's secret alone.
func TestTheWaitingKeyIsSealed(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		token, _ := k.pends()
		var sealed, state, options []byte
		err := w.DB.Read(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
			return r.QueryRow(ctx, `SELECT sealed_key, state, options FROM passkey_ceremony WHERE agency_id = $1`, w.Shelter.Agency.ID).Scan(&sealed, &state, &options)
		})
		if err != nil {
			t.Fatal(err)
		}
		secret := token[len(w.Shelter.Agency.ID.String())+1:]
		if len(sealed) < 48 || bytes.Contains(append(append(sealed, state...), options...), []byte(secret)) {
			t.Error("the row holds the browser's secret, or no key")
		}
	})
}
