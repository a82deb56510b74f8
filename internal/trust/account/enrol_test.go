package account_test

import (
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestWhoeverMakesAnAccountSeesNothingItOpensWith holds that two custodians let somebody in by a code that is good once and for a
// week, that nobody signs in before the newcomer has chosen what with, that nothing is wrong meanwhile, and that an account whose
// code was lost is ended like any other.
func TestWhoeverMakesAnAccountSeesNothingItOpensWith(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, shelter := t.Context(), w.Shelter.Agency
		e, err := w.Accounts.EnrolStaff(ctx, shelter, account.Advocate, "Ada", w.Recovery(w.Shelter))
		if err != nil {
			t.Fatal(err)
		}
		for _, passphrase := range []string{"", e.Code, "quiet river stone"} {
			if _, err := w.Accounts.SignInStaff(ctx, e.SignInName, passphrase, "000000"); err == nil {
				t.Errorf("%q opens an account that waits", passphrase)
			}
		}
		if found, err := w.Accounts.Check(ctx, shelter.ID); err != nil || len(found) > 0 {
			t.Errorf("while it waits: %v, %v", found, err)
		}
		mei := w.SignIn(w.Shelter.As(account.Admin))
		if list, err := w.Accounts.Waiting(ctx, mei); err != nil || len(list) > 0 {
			t.Errorf("colleagues are asked to let in whom the root has let in: %v, %v", list, err)
		}
		if err := w.Accounts.Uninvite(ctx, mei, e.Account); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(6 * 24 * time.Hour)
		if err := w.Accounts.Tidy(ctx, shelter.ID); err != nil {
			t.Fatal(err)
		}
		ada, err := w.Joins(e.Code)
		if err != nil || ada.SignInName != e.SignInName || ada.Account != e.Account {
			t.Fatalf("joining: %v", err)
		}
		if state, err := w.Accounts.Wait(ctx, ada.Token); err != nil || !state.In || state.SignInName != e.SignInName {
			t.Errorf("after joining: %+v, %v", state, err)
		}
		if k := teamKey(t, w, shelter.ID, account.Advocates); !w.SignIn(apptest.Member{Credentials: ada}).Holds(k.Team, k.Version) {
			t.Error("whom the root let in holds no key")
		}
		if _, err := w.Joins(e.Code); !errors.Is(err, account.ErrNoInvitation) {
			t.Errorf("a code that was used: %v", err)
		}

		late, err := w.Accounts.EnrolStaff(ctx, shelter, account.Advocate, "Eve", w.Recovery(w.Shelter))
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(8*24*time.Hour + time.Second)
		if err := w.Accounts.Tidy(ctx, shelter.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Joins(late.Code); !errors.Is(err, account.ErrNoInvitation) {
			t.Errorf("a code that is late: %v", err)
		}
		who, err := w.Accounts.Named(ctx, shelter.ID, late.SignInName)
		if err != nil || who != late.Account {
			t.Fatalf("an account that nobody joined has no name: %v", err)
		}
		if err := w.Leaves(w.Shelter, late.Account, id.ID{}); err != nil {
			t.Fatal(err)
		}
		if found, err := w.Accounts.Check(ctx, shelter.ID); err != nil || len(found) > 0 {
			t.Errorf("after it was ended: %v, %v", found, err)
		}
	})
}
