package account_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

func newPair(t testing.TB) keys.PrivateKey {
	t.Helper()
	k, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestINV20WhoWritesInTheDatabaseIsLetIntoNothing: somebody who can write there, and has no key of the roster, makes an account of
// their own, changes the key or the role of one, or puts themselves into a team. Whatever the others do, they get no key.
func TestINV20WhoWritesInTheDatabaseIsLetIntoNothing(t *testing.T) {
	public := newPair(t).Public().Bytes()
	eve := id.Random()
	for what, write := range map[string]func(o *owner, ada id.ID) id.ID{
		"an account of their own": func(o *owner, ada id.ID) id.ID {
			o.sql(`INSERT INTO account (agency_id, account_id, handle, role, state, public_key, sealed_private, second_step, attested_until, made_at, version, sign_key)
				SELECT agency_id, $4, 'eve', role, state, $3, sealed_private, 0, attested_until, made_at, 1, sign_key FROM account WHERE agency_id = $1 AND account_id = $2`, ada, public, eve)
			o.sql(`INSERT INTO team_member (agency_id, team_id, account_id) SELECT agency_id, team_id, $3 FROM team_member WHERE agency_id = $1 AND account_id = $2`, ada, eve)
			return eve
		},
		"another key": func(o *owner, ada id.ID) id.ID {
			o.sql(`UPDATE account SET public_key = $2 WHERE agency_id = $1 AND account_id = $3`, public, ada)
			return ada
		},
		"another role": func(o *owner, ada id.ID) id.ID {
			o.sql(`UPDATE account SET role = 'supervisor' WHERE agency_id = $1 AND account_id = $2`, ada)
			return ada
		},
	} {
		t.Run(what, func(t *testing.T) {
			apptest.Run(t, func(t *testing.T, w *apptest.World) {
				o := newOwner(t, w)
				ada, gone := enrol(t, w, w.Shelter, account.Advocate, "Ada"), enrol(t, w, w.Shelter, account.Advocate, "Gone")
				let := write(o, ada.Account)
				if err := w.Leaves(w.Shelter, gone.Account, id.ID{}); err != nil {
					t.Fatal(err)
				}
				if err := w.Accounts.Tend(t.Context(), o.ruth); err != nil {
					t.Fatal(err)
				}
				if n := numbers(t, w, o.ruth.Agency, `SELECT version FROM team_grant WHERE agency_id = $1 AND account_id = $2 AND version = 2`, let); len(n) != 0 {
					t.Errorf("keys of versions %v were given", n)
				}
				advocates := teamKey(t, w, o.ruth.Agency, account.Advocates)
				w.Clock.Advance(30 * time.Second)
				if advocates.Version != 2 || !w.SignIn(w.Shelter.As(account.Advocate)).Holds(advocates.Team, 2) {
					t.Error("an honest colleague has not the new key")
				}
			})
		})
	}
}

// TestNothingIsSealedToAKeyThatNobodySignedFor: a newer key of a team, another in its place, a grant of it to everybody, another
// recipient for partners, another key of the agency.
func TestNothingIsSealedToAKeyThatNobodySignedFor(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		thief := newPair(t)
		team := teamKey(t, w, o.ruth.Agency, account.Advocates)
		o.sql(`INSERT INTO team_key (agency_id, team_id, version, public_key, sealed_recovery, made_at) VALUES ($1, $2, 2, $3, $3, 0)`, team.Team, thief.Public().Bytes())
		o.sql(`UPDATE team SET version = 2 WHERE agency_id = $1 AND team_id = $2`, team.Team)
		granted, err := o.own(t, w).Seal(keys.Binding{Agency: o.ruth.Agency, Entry: team.Team, Version: 2, Use: "team-grant"}, thief.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		o.sql(`INSERT INTO team_grant (agency_id, account_id, team_id, version, sealed) VALUES ($1, $2, $3, 2, $4)`, o.ruth.Account, team.Team, granted)
		if k := teamKey(t, w, o.ruth.Agency, account.Advocates); !k.Team.IsZero() {
			t.Errorf("version %d of a team that nobody signed for is sealed to", k.Version)
		}
		w.Clock.Advance(30 * time.Second)
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		if ruth.Holds(team.Team, 2) {
			t.Error("a key that nobody signed for opens something")
		}
		if _, err := w.Records.Start(ctx, ruth, w.Shelter.As(account.Supervisor).Account); err == nil {
			t.Error("a record began under a key that nobody signed for")
		}
		o.sql(`UPDATE team SET version = 1 WHERE agency_id = $1 AND team_id = $2`, team.Team)
		o.sql(`UPDATE team_key SET public_key = $2 WHERE agency_id = $1 AND team_id = $3 AND version = 1`, thief.Public().Bytes(), team.Team)
		if k := teamKey(t, w, o.ruth.Agency, account.Advocates); !k.Team.IsZero() {
			t.Error("another key in the place of the first is sealed to")
		}
		err = w.DB.WriteShared(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE agency SET verify_key = $1 WHERE agency_id = $2`, keys.NewSigningKey().Public().Bytes(), w.Clinic.Agency.ID); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE agency_recipient SET public_key = $1 WHERE agency_id = $2`, thief.Public().Bytes(), w.Clinic.Agency.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Accounts.Recipient(ctx, ruth, w.Clinic.Agency.ID, account.Clinicians); !errors.Is(err, account.ErrNoAgency) {
			t.Errorf("a partner's key that nobody signed for: %v", err)
		}
		if a, err := w.Accounts.Agency(ctx, w.Clinic.Agency.ID); err != nil || !a.Verify.IsZero() {
			t.Errorf("a partner's signatures are checked with a key that nobody signed for, %v", err)
		}
	})
}

// own is the public key of the advocate's own account.
func (o *owner) own(t testing.TB, w *apptest.World) keys.PublicKey {
	t.Helper()
	var k keys.PublicKey
	err := w.DB.Read(t.Context(), o.ruth.Agency, func(ctx context.Context, r *store.Reader) (err error) {
		k, err = account.PublicKey(ctx, r, o.ruth.Account)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestARowSaysNobodysRole: with a role changed in the row nobody is signed in any more, be it to another one or to that of a person
// who is helped.
func TestARowSaysNobodysRole(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		m := w.Shelter.As(account.ShelterManager)
		for _, role := range []account.Role{account.Advocate, account.Survivor, account.Admin} {
			o.sql(`UPDATE account SET role = $2 WHERE agency_id = $1 AND account_id = $3`, role, m.Account)
			w.Clock.Advance(30 * time.Second)
			if s, err := w.Accounts.SignInStaff(ctx, m.SignInName, m.Passphrase, code(t, w, m)); err != account.ErrSignIn {
				t.Errorf("as %s: %q, %v", role, s.Token, err)
			}
		}
		o.sql(`UPDATE account SET role = $2 WHERE agency_id = $1 AND account_id = $3`, m.Role, m.Account)
		w.SignIn(m)
	})
}

// TestWhoLeftStaysAwayWhenTheirRowsComeBack, with the cookie of before.
func TestWhoLeftStaysAwayWhenTheirRowsComeBack(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		ada := enrol(t, w, w.Shelter, account.Advocate, "Ada")
		digits := code(t, w, ada)
		session, err := w.Accounts.SignInStaff(ctx, ada.SignInName, ada.Passphrase, digits)
		if err != nil {
			t.Fatal(err)
		}
		var sealed, key, grant []byte
		var sid string
		var team id.ID
		var made, seen, ends int64
		err = w.DB.Read(ctx, o.ruth.Agency, func(ctx context.Context, r *store.Reader) error {
			return errors.Join(
				r.QueryRow(ctx, `SELECT sealed_private FROM account WHERE agency_id = $1 AND account_id = $2`, r.Agency(), ada.Account).Scan(&sealed),
				r.QueryRow(ctx, `SELECT session_id, sealed_key, made_at, seen_at, ends_at FROM session WHERE agency_id = $1 AND account_id = $2`, r.Agency(), ada.Account).Scan(&sid, &key, &made, &seen, &ends),
				r.QueryRow(ctx, `SELECT team_id, sealed FROM team_grant WHERE agency_id = $1 AND account_id = $2 ORDER BY team_id LIMIT 1`, r.Agency(), ada.Account).Scan(&team, &grant))
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Leaves(w.Shelter, ada.Account, id.ID{}); err != nil {
			t.Fatal(err)
		}
		o.sql(`UPDATE account SET state = 'active', sealed_private = $2 WHERE agency_id = $1 AND account_id = $3`, sealed, ada.Account)
		o.sql(`INSERT INTO session (agency_id, session_id, account_id, second_factor, sealed_key, made_at, seen_at, ends_at) VALUES ($1, $2, $3, TRUE, $4, $5, $6, $7)`, sid, ada.Account, key, made, seen, ends)
		o.sql(`INSERT INTO team_member (agency_id, team_id, account_id) VALUES ($1, $2, $3)`, team, ada.Account)
		o.sql(`INSERT INTO team_grant (agency_id, account_id, team_id, version, sealed) VALUES ($1, $2, $3, 1, $4)`, ada.Account, team, grant)
		if _, err := w.Accounts.Resume(ctx, session.Token); err != account.ErrNoSession {
			t.Errorf("the cookie of before: %v", err)
		}
		w.Clock.Advance(30 * time.Second)
		if _, err := w.Accounts.SignInStaff(ctx, ada.SignInName, ada.Passphrase, code(t, w, ada)); err != account.ErrSignIn {
			t.Errorf("signing in: %v", err)
		}
		if findings, err := w.Accounts.Check(ctx, o.ruth.Agency); err != nil || len(findings) != 2 {
			t.Errorf("of the account and the grant nobody is told: %v, %v", findings, err)
		}
	})
}

// TestAListThatDoesNotHoldOpensNothing: an entry changed, taken out, or the end cut off while the program runs.
func TestAListThatDoesNotHoldOpensNothing(t *testing.T) {
	for what, c := range map[string]string{
		"changed":   `UPDATE roster SET body = (SELECT o.body FROM roster o WHERE o.agency_id = $1 AND o.place = 2) WHERE agency_id = $1 AND place = 3`,
		"taken out": `DELETE FROM roster WHERE agency_id = $1 AND place = 5`,
		"cut off":   `DELETE FROM roster WHERE agency_id = $1 AND place >= (SELECT MAX(o.place) FROM roster o WHERE o.agency_id = $1)`,
		"emptied":   `DELETE FROM roster WHERE agency_id = $1`,
	} {
		t.Run(what, func(t *testing.T) {
			apptest.Run(t, func(t *testing.T, w *apptest.World) {
				ctx, o := t.Context(), newOwner(t, w)
				m := w.Shelter.As(account.Supervisor)
				session, err := w.Accounts.SignInStaff(ctx, m.SignInName, m.Passphrase, code(t, w, m))
				if err != nil {
					t.Fatal(err)
				}
				w.Resume(session)
				o.sql(c)
				running := account.New(w.DB, w.Root, apptest.Cheap) // as after a new start
				if _, err := running.Resume(ctx, session.Token); err != account.ErrNoSession {
					t.Errorf("an open session: %v", err)
				}
				if findings, err := running.Check(ctx, o.ruth.Agency); err != nil || len(findings) == 0 {
					t.Errorf("nobody is told: %v, %v", findings, err)
				}
				w.Clock.Advance(30 * time.Second)
				if _, err := running.SignInStaff(ctx, m.SignInName, m.Passphrase, code(t, w, m)); !errors.Is(err, account.ErrRoster) {
					t.Errorf("signing in: %v", err)
				}
			})
		})
	}
}

// TestTheRootCannotBeReplaced: whoever writes another agency's list, root and all, into the rows, gets nothing from who is here.
func TestTheRootCannotBeReplaced(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		o.sql(`DELETE FROM signing WHERE agency_id = $1`)
		w.Clock.Advance(30 * time.Second)
		m := w.Shelter.As(account.Advocate)
		if a := w.SignIn(m); a.Root.IsZero() {
			t.Error("the root came from a row")
		}
		if findings, err := w.Accounts.Check(ctx, o.ruth.Agency); err != nil || len(findings) == 0 {
			t.Errorf("nobody is told that the installation has lost its copy: %v, %v", findings, err)
		}
	})
}
