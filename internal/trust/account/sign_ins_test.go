package account_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

var (
	aPhone    = account.Device{Kind: account.Phone, Browser: account.Firefox}
	aComputer = account.Device{Kind: account.Computer, Browser: account.Edge}
)

// TestINV07AnOwnerSeesTheirSignIns: their own, those of somebody who had the card and guessed, and who typed their passphrase
// inside an open session; with the device and the minute, newest first, for ninety days.
func TestINV07AnOwnerSeesTheirSignIns(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		start := w.Clock.Now()
		me := w.Resume(o.openFrom(aPhone))
		w.Clock.Advance(90 * time.Second)
		if _, err := w.Accounts.SignInSurvivor(account.WithDevice(ctx, aComputer), o.card, "guess"); err != account.ErrSignIn {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Minute)
		if _, err := w.Accounts.StepUp(account.WithDevice(ctx, aPhone), me, "guess"); err != account.ErrPassphrase {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Minute)
		s, err := w.Accounts.StepUp(account.WithDevice(ctx, aPhone), me, theirWords)
		if err != nil {
			t.Fatal(err)
		}
		me = w.Resume(s)
		minute := func(d time.Duration) time.Time { return start.Add(d).Truncate(time.Minute) }
		want := []account.SignIn{
			{What: account.SteppedUp, At: minute(210 * time.Second), Device: aPhone},
			{What: account.NotSteppedUp, At: minute(150 * time.Second), Device: aPhone},
			{What: account.NotOpened, At: minute(90 * time.Second), Device: aComputer},
			{What: account.SignedIn, At: minute(0), Device: aPhone},
		}
		list := func() []account.SignIn {
			t.Helper()
			got, err := w.Accounts.SignIns(ctx, me)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if got := list(); !slices.Equal(got, want) {
			t.Errorf("the list is %v, want %v", got, want)
		}
		other := newOwner(t, w)
		theirs, err := w.Accounts.SignIns(ctx, other.in())
		if err != nil || len(theirs) != 1 {
			t.Errorf("somebody else sees %v, %v", theirs, err)
		}
		w.Clock.Set(start.AddDate(0, 0, 89))
		if got := list(); len(got) != 4 {
			t.Errorf("after 89 days %d lines are left", len(got))
		}
		w.Clock.Set(start.AddDate(0, 0, 90))
		if got := list(); len(got) != 0 {
			t.Errorf("after 90 days %v is still shown", got)
		}
		if err := w.Accounts.Tidy(ctx, me.Agency); err != nil {
			t.Fatal(err)
		}
		if n := o.rows(me, "sign_in"); n != 0 {
			t.Errorf("after the job %d rows are left", n)
		}
	})
}

// TestALineTellsItsDayAndNoMore: a row holds neither what happened, nor the device, nor the time of day; a try for nobody
// leaves no row, and one for somebody leaves one.
func TestALineTellsItsDayAndNoMore(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := account.WithDevice(t.Context(), aPhone), newOwner(t, w)
		me := o.in()
		w.Clock.Advance(time.Hour)
		for _, c := range []string{o.card[:len(o.card)-4] + "ZZZZ", o.card} {
			if _, err := w.Accounts.SignInSurvivor(ctx, c, "guess"); err != account.ErrSignIn {
				t.Fatal(err)
			}
		}
		type row struct {
			day    int64
			sealed []byte
		}
		var rows []row
		err := w.DB.Read(ctx, me.Agency, func(ctx context.Context, r *store.Reader) error {
			rows = nil
			list, err := r.Query(ctx, `SELECT day, sealed FROM sign_in WHERE agency_id = $1 AND account_id = $2`, me.Agency, me.Account)
			if err != nil {
				return err
			}
			defer list.Close()
			for list.Next() {
				var one row
				if err := list.Scan(&one.day, &one.sealed); err != nil {
					return err
				}
				rows = append(rows, one)
			}
			return list.Err()
		})
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, one := range rows {
			if one.day != w.Clock.Now().Unix()/86400 || len(one.sealed) != len(rows[0].sealed) {
				t.Errorf("day %d, %d bytes", one.day, len(one.sealed))
			}
			for _, word := range []string{"phone", "Firefox", "signed_in", "not_opened"} {
				if bytes.Contains(one.sealed, []byte(word)) {
					t.Errorf("the row says %q", word)
				}
			}
		}
		if n := numbers(t, w, me.Agency, `SELECT count(*) FROM sign_in WHERE agency_id = $1`); n[0] != 3 { // Ruth's own is the third
			t.Errorf("%d rows in all", n[0])
		}
	})
}

// TestStaffSeeTheirSignInsToo: with a code and with a device.
func TestStaffSeeTheirSignInsToo(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		token, question := k.pends()
		if _, err := k.keys.FinishSignIn(account.WithDevice(t.Context(), aComputer), token, k.d.get(question)); err != nil {
			t.Fatal(err)
		}
		token, _ = k.pends()
		if _, err := k.keys.FinishSignIn(t.Context(), token, nil); err != account.ErrSignIn {
			t.Fatal(err)
		}
		list, err := w.Accounts.SignIns(t.Context(), k.actor)
		if err != nil {
			t.Fatal(err)
		}
		count := map[account.SignIn]int{}
		for _, one := range list {
			one.At = time.Time{}
			count[one]++
		}
		if len(list) != 3 || count[account.SignIn{What: account.SignedIn}] != 1 || count[account.SignIn{What: account.SignedIn, Device: aComputer}] != 1 || count[account.SignIn{What: account.NotOpened}] != 1 {
			t.Errorf("the list is %v", list)
		}
	})
}
