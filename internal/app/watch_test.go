package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// TestT39AChangedLedgerIsNoticed without anybody asking for it, in the agency that it is about and in no other.
func TestT39AChangedLedgerIsNoticed(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		w.Person(w.SignIn(w.Shelter.As(account.Advocate)), "Hana")
		check := func(agency id.Agency) error {
			t.Helper()
			for _, j := range w.Jobs() {
				if j.Name == "ledger.verify" {
					return j.Run(t.Context(), agency)
				}
			}
			t.Fatal("nobody looks")
			return nil
		}
		shelter, clinic := w.Shelter.Agency.ID, w.Clinic.Agency.ID
		for _, agency := range []id.Agency{shelter, clinic} {
			if err := w.Checkpoint(t.Context(), agency); err != nil {
				t.Fatal(err)
			}
			if err := check(agency); err != nil {
				t.Errorf("before anything is touched: %v", err)
			}
		}
		err := w.DB.Write(t.Context(), shelter, func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.Exec(ctx, `UPDATE ledger_leaf SET at = at + 1 WHERE agency_id = $1 AND idx = 0`, tx.Agency())
			if err == nil && n != 1 {
				t.Errorf("%d entries were changed", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := check(shelter); err == nil || !strings.Contains(err.Error(), "log.broken log/0/changed") {
			t.Errorf("of a changed entry it says %v", err)
		}
		if err := check(clinic); err != nil {
			t.Errorf("the other agency's: %v", err)
		}
		raised := func(agency id.Agency) (found []alarm.Finding) {
			t.Helper()
			if err := w.DB.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) (err error) {
				found, err = alarm.List(ctx, r, 10)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return found
		}
		if got := raised(shelter); len(got) != 1 || got[0].Check != alarm.LogBroken || got[0].Subject != "log/0/changed" {
			t.Errorf("raised: %+v", got)
		}
		if got := raised(clinic); len(got) != 0 {
			t.Errorf("raised at the other agency: %+v", got)
		}
	})
}
