package account_test

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestNoKeyIsHandedToAnotherThanThePerson: with another key, or another account, in the place of the person's own, what they
// lack is not sealed to it.
func TestNoKeyIsHandedToAnotherThanThePerson(t *testing.T) {
	thief, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		me, other := o.in(), newOwner(t, w).in()
		count := func() int64 {
			return numbers(t, w, me.Agency, `SELECT count(*) FROM compartment_key WHERE agency_id = $1 AND person_id = $2 AND holder_kind = 'account'`, o.person)[0]
		}
		before := count()
		look := func() {
			t.Helper()
			w.Clock.Advance(30 * time.Second)
			ruth := w.SignIn(w.Shelter.As(account.Advocate))
			if !w.Opens(ruth, o.person) {
				t.Error("the worker reads nothing")
			}
		}
		o.sql(`DELETE FROM compartment_key WHERE agency_id = $1 AND person_id = $2 AND holder_kind = 'account' AND compartment = 'identity'`, o.person)
		o.sql(`UPDATE account SET public_key = $2 WHERE agency_id = $1 AND account_id = $3`, thief.Public().Bytes(), me.Account)
		look()
		if n := count(); n != before-1 {
			t.Errorf("%d keys were handed to another key", n-before+1)
		}
		o.sql(`UPDATE person SET account_id = $2 WHERE agency_id = $1 AND person_id = $3`, other.Account, o.person)
		look()
		if n := count(); n != before-1 {
			t.Errorf("%d keys were handed to another account", n-before+1)
		}
	})
}
