package gate_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestLeavingTakesThree: nobody alone, in whatever role, passes people on to somebody else; each step is refused to whoever did
// another, and what happened stands in the log of the person and among the acts about staff.
func TestLeavingTakesThree(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, h := t.Context(), w.Shelter
		ruth, imani := w.Acting(h.As(account.Advocate)), w.Acting(h.As(account.Supervisor))
		mei, yusuf := w.Acting(h.As(account.Admin)), w.Acting(h.As(account.PrivacyOfficer))
		ada := w.Acting(w.Join(h, account.Advocate, "Ada"))
		hana, err := w.Records.Start(ctx, ruth, imani.Account)
		if err != nil {
			t.Fatal(err)
		}
		refused := func(what string, err, want error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", what, err, want)
			}
		}
		propose := func(by account.Actor, successor account.Actor) error {
			_, err := w.Gate.ProposeLeaving(ctx, by, ruth.Account, successor.Account, false)
			return err
		}
		refused("an advocate proposes", propose(ada, imani), gate.ErrRefused)
		refused("who leaves proposes", propose(ruth, ada), gate.ErrRefused)
		refused("to follow oneself", propose(imani, imani), gate.ErrSecondPerson)
		refused("another function follows", propose(mei, yusuf), gate.ErrSuccessor)
		refused("co-signing nothing", w.Gate.CosignLeaving(ctx, yusuf, ruth.Account), gate.ErrNoLeaving)
		if err := propose(mei, ada); err != nil {
			t.Fatal(err)
		}
		refused("co-signing before the yes", w.Gate.CosignLeaving(ctx, yusuf, ruth.Account), gate.ErrNotAccepted)
		refused("another accepts", w.Gate.AcceptLeaving(ctx, imani, ruth.Account), gate.ErrNoLeaving)
		if err := w.Gate.DeclineLeaving(ctx, ada, ruth.Account); err != nil {
			t.Fatal(err)
		}
		refused("accepting what was declined", w.Gate.AcceptLeaving(ctx, ada, ruth.Account), gate.ErrNoLeaving)
		if err := propose(mei, ada); err != nil {
			t.Fatal(err)
		}
		if err := w.Gate.AcceptLeaving(ctx, ada, ruth.Account); err != nil {
			t.Fatal(err)
		}
		for who, by := range map[string]account.Actor{"who proposed it": mei, "who leaves": ruth, "who follows": ada} {
			if err := w.Gate.CosignLeaving(ctx, by, ruth.Account); err == nil {
				t.Errorf("%s co-signs", who)
			}
		}
		if _, err := w.Records.Team(ctx, ruth, hana); err != nil {
			t.Errorf("before the last signature something ended: %v", err)
		}
		if err := w.Gate.CosignLeaving(ctx, yusuf, ruth.Account); err != nil {
			t.Fatal(err)
		}
		team, err := w.Records.Team(ctx, ada, hana)
		if err != nil {
			t.Fatal(err)
		}
		if len(team) != 2 || team[0].Account != imani.Account || team[0].Relation != gate.Worker || team[1].Account != ada.Account {
			t.Errorf("who works with her: %+v", team)
		}
		if _, err := w.Records.Team(ctx, ruth, hana); err == nil {
			t.Error("who left still opens")
		}
		looks, err := w.Records.Looks(ctx, yusuf, hana, ledger.Latest)
		if err != nil {
			t.Fatal(err)
		}
		if len(looks) == 0 {
			t.Error("nothing stands in her log")
		}
		acts, err := w.Gate.Acts(ctx, yusuf)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, a := range acts {
			if a.Of == ruth.Account {
				kinds = append(kinds, a.Kind)
			}
		}
		slices.Reverse(kinds)
		want := []string{account.ActMember, account.ActConduct, account.ActTrained, account.LeavingProposed, account.LeavingDropped,
			account.LeavingProposed, account.LeavingAccepted, account.ActEnd, account.LeavingDone}
		if !slices.Equal(kinds, want) {
			t.Errorf("the acts about who left: %q, want %q", kinds, want)
		}
		if _, err := w.Gate.Acts(ctx, mei); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("an administrator reads the acts: %v", err)
		}
	})
}

// TestASignInCanEndAtOnce: where there is danger, the sign-in of who leaves ends with the proposal, and their people stay with whom
// they were until somebody else has agreed.
func TestASignInCanEndAtOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, h := t.Context(), w.Shelter
		ruth, imani := w.Acting(h.As(account.Advocate)), w.Acting(h.As(account.Supervisor))
		mei, yusuf := w.Acting(h.As(account.Admin)), w.Acting(h.As(account.PrivacyOfficer))
		ada := w.Acting(w.Join(h, account.Advocate, "Ada"))
		hana, err := w.Records.Start(ctx, ruth, imani.Account)
		if err != nil {
			t.Fatal(err)
		}
		if ended, err := w.Gate.ProposeLeaving(ctx, mei, ruth.Account, ada.Account, true); err != nil || ended {
			t.Fatalf("%v, %v", ended, err)
		}
		if st, err := w.Accounts.StandingOf(ctx, ruth); err != nil || st.Active {
			t.Errorf("the sign-in goes on: %v", err)
		}
		if _, err := w.Records.Team(ctx, ada, hana); err == nil {
			t.Error("who is to follow opens before it is co-signed")
		}
		if _, err := w.Records.Team(ctx, imani, hana); err != nil {
			t.Errorf("who stands in opens nothing: %v", err)
		}
		if err := errors.Join(w.Gate.AcceptLeaving(ctx, ada, ruth.Account), w.Gate.CosignLeaving(ctx, yusuf, ruth.Account)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Records.Team(ctx, ada, hana); err != nil {
			t.Errorf("who follows opens nothing: %v", err)
		}
	})
}
