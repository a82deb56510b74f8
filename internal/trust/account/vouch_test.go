package account_test

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestINV20WhoWritesInTheDatabaseIsLetIntoNothing: somebody who can write there, and has not the installation key, makes an
// account of their own, changes the key or the role of one, or puts themselves into a team. No colleague's sign-in, no new
// key after somebody left and no two shares let them in, and everybody else goes on.
func TestINV20WhoWritesInTheDatabaseIsLetIntoNothing(t *testing.T) {
	thief, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	public := thief.Public().Bytes()
	eve := id.Random()
	for what, write := range map[string]func(o *owner, invited id.ID) id.ID{
		"an account of their own": func(o *owner, invited id.ID) id.ID {
			o.sql(`INSERT INTO account (agency_id, account_id, handle, role, state, public_key, sealed_private, second_step, attested_until, made_at, version, voucher)
				SELECT agency_id, $4, 'eve', role, state, $3, sealed_private, 0, attested_until, made_at, 1, voucher FROM account WHERE agency_id = $1 AND account_id = $2`, invited, public, eve)
			o.sql(`INSERT INTO team_member (agency_id, team_id, account_id) SELECT agency_id, team_id, $3 FROM team_member WHERE agency_id = $1 AND account_id = $2`, invited, eve)
			return eve
		},
		"another key": func(o *owner, invited id.ID) id.ID {
			o.sql(`UPDATE account SET public_key = $2 WHERE agency_id = $1 AND account_id = $3`, public, invited)
			return invited
		},
		"another role": func(o *owner, invited id.ID) id.ID {
			o.sql(`UPDATE account SET role = 'supervisor' WHERE agency_id = $1 AND account_id = $2`, invited)
			return invited
		},
		"no voucher": func(o *owner, invited id.ID) id.ID {
			o.sql(`UPDATE account SET voucher = NULL WHERE agency_id = $1 AND account_id = $2`, invited)
			return invited
		},
		"another's voucher": func(o *owner, invited id.ID) id.ID {
			o.sql(`UPDATE account SET voucher = (SELECT r.voucher FROM account r WHERE r.agency_id = $1 AND r.account_id = $3) WHERE agency_id = $1 AND account_id = $2`, invited, o.ruth.Account)
			return invited
		},
	} {
		t.Run(what, func(t *testing.T) {
			apptest.Run(t, func(t *testing.T, w *apptest.World) {
				o := newOwner(t, w)
				invited, honest := enrol(t, w, w.Shelter, account.Advocate, "Eve"), enrol(t, w, w.Shelter, account.Advocate, "Ada")
				let := write(o, invited.Account)
				recovery, err := keys.Combine(w.Shelter.Shares[0], w.Shelter.Shares[1])
				if err != nil {
					t.Fatal(err)
				}
				o.tends()
				if err := w.Accounts.LetInFirst(t.Context(), o.ruth.Agency, let, recovery); err != account.ErrNoAccount {
					t.Errorf("with two shares: %v", err)
				}
				o.sql(`UPDATE team SET rotate_due = TRUE WHERE agency_id = $1`)
				o.tends()
				if n := numbers(t, w, o.ruth.Agency, `SELECT version FROM team_grant WHERE agency_id = $1 AND account_id = $2`, let); len(n) != 0 {
					t.Errorf("keys of versions %v were given", n)
				}
				advocates := teamKey(t, w, o.ruth.Agency, account.Advocates)
				if a := w.SignIn(honest); advocates.Version != 2 || !a.Holds(advocates.Team, 1) || !a.Holds(advocates.Team, 2) {
					t.Error("an honest colleague was not let in")
				}
			})
		})
	}
}

// TestAVoucherIsForTheTeamsOfItsRole: somebody who may be let into one team is not let into another by a row that says so.
func TestAVoucherIsForTheTeamsOfItsRole(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		grace := w.Shelter.As(account.ShelterManager)
		advocates := teamKey(t, w, o.ruth.Agency, account.Advocates)
		o.sql(`INSERT INTO team_member (agency_id, team_id, account_id) VALUES ($1, $2, $3)`, advocates.Team, grace.Account)
		o.tends()
		if w.SignIn(grace).Holds(advocates.Team, advocates.Version) {
			t.Error("the shelter's manager was let in among the advocates")
		}
	})
}

// tends has the advocate sign in, who lets in whoever waits.
func (o *owner) tends() {
	o.t.Helper()
	o.Clock.Advance(30 * time.Second)
	if err := o.Accounts.Tend(o.t.Context(), o.SignIn(o.Shelter.As(account.Advocate))); err != nil {
		o.t.Fatal(err)
	}
}

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

// TestVouchingForAll: an installation that is older than vouchers goes on once its operator has vouched.
func TestVouchingForAll(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		ada := enrol(t, w, w.Shelter, account.Advocate, "Ada")
		o.sql(`UPDATE account SET voucher = NULL WHERE agency_id = $1`)
		o.sql(`UPDATE team SET rotate_due = TRUE WHERE agency_id = $1`)
		advocates := teamKey(t, w, o.ruth.Agency, account.Advocates)
		for _, vouched := range []bool{false, true} {
			if vouched {
				if n, err := w.Accounts.VouchForAll(ctx, o.ruth.Agency); err != nil || n != len(w.Shelter.Members)+2 {
					t.Errorf("vouched for %d, %v", n, err)
				}
			}
			if err := w.Accounts.Tend(ctx, o.ruth); err != nil {
				t.Fatal(err)
			}
			w.Clock.Advance(30 * time.Second)
			if got := w.SignIn(ada).Holds(advocates.Team, 1); got != vouched {
				t.Errorf("let in: %v", got)
			}
			if now := teamKey(t, w, o.ruth.Agency, account.Advocates); (now.Version == 2) != vouched {
				t.Errorf("the key is version %d", now.Version)
			}
		}
		if n, err := w.Accounts.VouchForAll(ctx, o.ruth.Agency); err != nil || n != 0 {
			t.Errorf("a second time it vouched for %d, %v", n, err)
		}
	})
}
