package account_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// sealedKey is what an account's passphrase opens.
func (o *owner) sealedKey(m apptest.Member) (opened []byte, at keys.Binding) {
	o.t.Helper()
	at = keys.Binding{Agency: o.Shelter.Agency.ID, Entry: m.Account, Version: 1, Use: "account-key"}
	err := o.DB.Read(o.t.Context(), at.Agency, func(ctx context.Context, r *store.Reader) error {
		var sealed []byte
		err := r.QueryRow(ctx, `SELECT sealed_private FROM account WHERE agency_id = $1 AND account_id = $2`, r.Agency(), m.Account).Scan(&sealed)
		if err == nil {
			opened, err = keys.OpenWithPassphrase([]byte(m.Passphrase), at, sealed)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return opened, at
}

// becomesOlder makes the shelter what it was before there was a list: no root beside any key, and rows that say who may open.
func (o *owner) becomesOlder() {
	o.t.Helper()
	for _, m := range o.Shelter.Members {
		opened, at := o.sealedKey(m)
		sealed, err := keys.SealWithPassphrase(apptest.Cheap, []byte(m.Passphrase), at, opened[:keys.PrivateKeySize])
		if err != nil {
			o.t.Fatal(err)
		}
		o.sql(`UPDATE account SET sealed_private = $2, sign_key = NULL, attested_until = $3 WHERE agency_id = $1 AND account_id = $4`, sealed,
			o.Clock.Now().AddDate(1, 0, 0).UnixMicro(), m.Account)
		o.sql(`INSERT INTO certificate (agency_id, account_id, kind, valid_to) VALUES ($1, $2, 'confidentiality', $3)`, m.Account, o.Clock.Now().AddDate(1, 0, 0).UnixMicro())
	}
	agency := o.Shelter.Agency.ID
	at := keys.Binding{Agency: agency, Entry: agency.ID, Version: 1, Use: "signing"}
	err := o.DB.Write(o.t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
		var sealed []byte
		if err := tx.QueryRow(ctx, `SELECT sealed FROM signing WHERE agency_id = $1`, agency).Scan(&sealed); err != nil {
			return err
		}
		opened, err := o.Root.Open(at, sealed)
		if err != nil {
			return err
		}
		if sealed, err = o.Root.Seal(at, opened[:32]); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE signing SET sealed = $2 WHERE agency_id = $1`, agency, sealed)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.sql(`DELETE FROM session WHERE agency_id = $1`)
	o.sql(`DELETE FROM roster WHERE agency_id = $1`)
}

// TestAnOlderAgencyGetsItsList: until then people sign in and work as before, and nobody is let in; then the root signs for whoever
// has signed in, and each of them carries it from their next sign-in on.
func TestAnOlderAgencyGetsItsList(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		shelter := w.Shelter.Agency.ID
		o.becomesOlder()
		w.Clock.Advance(30 * time.Second)
		ruth, mei := w.SignIn(w.Shelter.As(account.Advocate)), w.SignIn(w.Shelter.As(account.Admin))
		if st, err := w.Accounts.StandingOf(ctx, ruth); err != nil || !st.Active || !st.Attested || len(st.Certificates) != 1 || !ruth.Root.IsZero() {
			t.Errorf("before there is a list: %+v, %v", st, err)
		}
		if !w.Opens(ruth, w.Person(ruth, "Sara")) {
			t.Error("before there is a list nobody works")
		}
		if _, err := w.Accounts.Invite(ctx, mei, account.Advocate, "Ada", "k"); !errors.Is(err, account.ErrNoRoster) {
			t.Errorf("inviting without a list: %v", err)
		}
		if found, err := w.Accounts.Check(ctx, shelter); err != nil || len(found) != 1 || found[0].Key != account.FindsNoRoster {
			t.Errorf("nobody is told: %v, %v", found, err)
		}
		if err := w.DB.Write(ctx, shelter, func(ctx context.Context, tx *store.Tx) error {
			return w.Accounts.Leave(ctx, tx, mei, w.Shelter.As(account.ShelterManager).Account)
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Accounts.RootAgency(ctx, shelter, w.Recovery(w.Clinic), true); !errors.Is(err, account.ErrOtherShares) {
			t.Errorf("by another agency's shares: %v", err)
		}
		done, err := w.Accounts.RootAgency(ctx, shelter, w.Recovery(w.Shelter), false)
		if rooted, _ := w.Accounts.Rooted(ctx, shelter); err != nil || len(done.Without) != len(w.Shelter.Members)-3 || rooted {
			t.Errorf("while some have not signed in: %+v, %v", done, err)
		}
		done, err = w.Accounts.RootAgency(ctx, shelter, w.Recovery(w.Shelter), true)
		if err != nil || len(done.Signed) != 2 {
			t.Fatalf("the root signed for %d, %v", len(done.Signed), err)
		}
		if _, err := w.Accounts.RootAgency(ctx, shelter, w.Recovery(w.Shelter), true); !errors.Is(err, account.ErrRooted) {
			t.Errorf("a second time: %v", err)
		}
		w.Clock.Advance(30 * time.Second)
		ruth = w.SignIn(w.Shelter.As(account.Advocate))
		if st, err := w.Accounts.StandingOf(ctx, ruth); err != nil || !st.Active || !st.Attested || len(st.Certificates) != 1 || ruth.Root.IsZero() {
			t.Errorf("with the list: %+v, %v", st, err)
		}
		if opened, _ := o.sealedKey(w.Shelter.As(account.Advocate)); len(opened) != 2*keys.PrivateKeySize {
			t.Errorf("the account holds %d bytes", len(opened))
		}
		if k := teamKey(t, w, shelter, account.Shelter); k.Version != 2 {
			t.Errorf("the key of the team that somebody left is version %d", k.Version)
		}
		imani := w.Shelter.As(account.Supervisor)
		if _, err := w.Accounts.SignInStaff(ctx, imani.SignInName, imani.Passphrase, code(t, w, imani)); err != account.ErrSignIn {
			t.Errorf("who was left out signs in: %v", err)
		}
		ada := w.Invites(w.SignIn(w.Shelter.As(account.Admin)), account.Advocate, "Ada")
		w.LetsIn(ruth, ada)
	})
}
