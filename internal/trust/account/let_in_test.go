package account_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// other is a code of a list that is not this one.
func other(choices []string, code string) string {
	return choices[slices.IndexFunc(choices, func(c string) bool { return c != code })]
}

// holds reports whether a member, signed in, holds the newest key of a team.
func holds(t testing.TB, w *apptest.World, m apptest.Member, f account.Function) bool {
	t.Helper()
	k := teamKey(t, w, w.Shelter.Agency.ID, f)
	_, err := w.Acting(m).Team(k.Team, k.Version)
	return err == nil
}

// TestTwoPeopleLetSomebodyIn: an administrator invites, a colleague lets in, and the list says so for ever. Until then the
// newcomer's account opens nothing, and nobody's mere sign-in changes that.
func TestTwoPeopleLetSomebodyIn(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		mei, ruth := w.Acting(w.Shelter.As(account.Admin)), w.Acting(w.Shelter.As(account.Advocate))
		ada := w.Invites(mei, account.Advocate, "Ada")
		for _, m := range w.Shelter.Members {
			if err := w.Accounts.Tend(ctx, w.Acting(m)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Accounts.SignInStaff(ctx, ada.SignInName, ada.Passphrase, code(t, w, ada.Member)); err != account.ErrSignIn {
			t.Errorf("who waits signs in: %v", err)
		}
		for who, c := range map[string]struct {
			by   account.Role
			want error
		}{
			"the inviter":           {account.Admin, account.ErrOwnInvitation},
			"the privacy officer":   {account.PrivacyOfficer, account.ErrNotOfTeam},
			"the shelter's manager": {account.ShelterManager, account.ErrNotOfTeam},
		} {
			if _, err := w.Accounts.BeginLettingIn(ctx, w.Acting(w.Shelter.As(c.by)), ada.Account); !errors.Is(err, c.want) {
				t.Errorf("%s begins to let in: %v", who, err)
			}
		}
		w.LetsIn(ruth, ada)
		w.Clock.Advance(30 * time.Second)
		if !holds(t, w, ada.Member, account.Advocates) || !holds(t, w, ada.Member, account.Staff) || holds(t, w, ada.Member, account.Oversight) {
			t.Error("the newcomer holds other keys than those of the role")
		}
		if state, err := w.Accounts.Wait(ctx, ada.Token); err != nil || !state.In {
			t.Errorf("the newcomer's page says %+v, %v", state, err)
		}
		colleagues, err := w.Accounts.Colleagues(ctx, ruth)
		i := slices.IndexFunc(colleagues, func(c account.Colleague) bool { return c.Account == ada.Account })
		if err != nil || i < 0 || colleagues[i].LetIn != ruth.Account || colleagues[i].Invited != mei.Account || colleagues[i].Name != "Ada" {
			t.Errorf("the list of colleagues says %+v, %v", colleagues, err)
		}
		if err := w.Accounts.Attest(ctx, w.Acting(ada.Member)); err != nil {
			t.Error(err)
		}
		if err := w.Accounts.Certify(ctx, w.Acting(ada.Member), ada.Account, account.Confidentiality, w.Clock.Now().AddDate(1, 0, 0)); !errors.Is(err, account.ErrMayNotSign) {
			t.Errorf("noting one's own training: %v", err)
		}
	})
}

// TestAWrongCodeLetsNobodyIn, picked by either side; after three the invitation has ended.
func TestAWrongCodeLetsNobodyIn(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		ruth := w.Acting(w.Shelter.As(account.Advocate))
		ada := w.Invites(w.Acting(w.Shelter.As(account.Admin)), account.Advocate, "Ada")
		ours, theirs := w.Calls(ruth, ada)
		if ours.Code == theirs.Code || !slices.Contains(ours.Choices, theirs.Code) || !slices.Contains(theirs.Choices, ours.Code) || len(ours.Choices) != 4 {
			t.Fatalf("the pages show %+v and %+v", ours, theirs)
		}
		if again, err := w.Accounts.LettingIn(ctx, ruth, ada.Account); err != nil || !slices.Equal(again.Choices, ours.Choices) {
			t.Errorf("loaded again the page offers %v, %v", again.Choices, err)
		}
		if _, err := w.Accounts.LetIn(ctx, ruth, ada.Account); !errors.Is(err, account.ErrAttemptEnded) {
			t.Errorf("let in before anything was compared: %v", err)
		}
		if _, err := w.Accounts.PickByColleague(ctx, ruth, ada.Account, other(ours.Choices, theirs.Code)); !errors.Is(err, account.ErrWrongCode) {
			t.Errorf("a wrong code at the colleague's: %v", err)
		}
		ours, theirs = w.Calls(ruth, ada)
		if _, err := w.Accounts.PickByColleague(ctx, ruth, ada.Account, theirs.Code); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Accounts.LetIn(ctx, ruth, ada.Account); !errors.Is(err, account.ErrAttemptEnded) {
			t.Errorf("let in before the newcomer picked: %v", err)
		}
		if _, err := w.Accounts.PickByNewcomer(ctx, ada.Token, other(theirs.Choices, ours.Code)); !errors.Is(err, account.ErrWrongCode) {
			t.Errorf("a wrong code at the newcomer's: %v", err)
		}
		w.Calls(ruth, ada)
		if err := w.Accounts.StopLettingIn(ctx, ruth, ada.Account, true); err != nil {
			t.Fatal(err)
		}
		if state, err := w.Accounts.Wait(ctx, ada.Token); err != nil || !state.Stopped {
			t.Errorf("after three wrong codes: %+v, %v", state, err)
		}
		if _, err := w.Accounts.BeginLettingIn(ctx, ruth, ada.Account); !errors.Is(err, account.ErrNoAccount) {
			t.Errorf("a fourth attempt: %v", err)
		}
		if n := numbers(t, w, ruth.Agency, `SELECT 1 FROM account WHERE agency_id = $1 AND account_id = $2`, ada.Account); len(n) != 0 {
			t.Error("the account that waited is still there")
		}
	})
}

// TestWhoStandsBetweenIsNoticed: somebody who writes in the database puts keys of their own in the place of the newcomer's, at
// every moment at which that can be done. The codes differ, or the attempt ends; nobody is let in.
func TestWhoStandsBetweenIsNoticed(t *testing.T) {
	thief, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, moment := range []string{"before the colleague begins", "after the colleague began", "after both picked"} {
		t.Run(moment, func(t *testing.T) {
			apptest.Run(t, func(t *testing.T, w *apptest.World) {
				ctx, o := t.Context(), newOwner(t, w)
				ruth := w.Acting(w.Shelter.As(account.Supervisor))
				ada := w.Invites(w.Acting(w.Shelter.As(account.Admin)), account.Advocate, "Ada")
				swap := func(at string) {
					if at == moment {
						o.sql(`UPDATE account SET public_key = $2, sign_key = $3 WHERE agency_id = $1 AND account_id = $4`, thief.Public().Bytes(),
							keys.NewSigningKey().Public().Bytes(), ada.Account)
					}
				}
				swap("before the colleague begins")
				if _, err := w.Accounts.BeginLettingIn(ctx, ruth, ada.Account); err != nil {
					t.Fatal(err)
				}
				swap("after the colleague began")
				theirs, err := w.Accounts.Wait(ctx, ada.Token)
				if err != nil {
					t.Fatal(err)
				}
				ours, err := w.Accounts.LettingIn(ctx, ruth, ada.Account)
				if err == nil && slices.Contains(ours.Choices, theirs.Code) {
					_, pick := w.Accounts.PickByColleague(ctx, ruth, ada.Account, theirs.Code)
					_, picked := w.Accounts.PickByNewcomer(ctx, ada.Token, ours.Code)
					if pick != nil || picked != nil {
						t.Fatal(pick, picked)
					}
					swap("after both picked")
					_, err = w.Accounts.LetIn(ctx, ruth, ada.Account)
				}
				if !errors.Is(err, account.ErrAttemptEnded) {
					t.Errorf("the attempt goes on: %v", err)
				}
				if n := numbers(t, w, ruth.Agency, `SELECT version FROM team_grant WHERE agency_id = $1 AND account_id = $2`, ada.Account); len(n) != 0 {
					t.Errorf("keys of versions %v were given", n)
				}
			})
		})
	}
}

// TestAnInvitationOfNobodyLetsNobodyIn: a row that no administrator signed for, with another role, or by somebody who has left.
func TestAnInvitationOfNobodyLetsNobodyIn(t *testing.T) {
	for what, c := range map[string]struct {
		change func(o *owner, n apptest.Newcomer)
		want   error
	}{
		"another role": {func(o *owner, n apptest.Newcomer) {
			o.sql(`UPDATE invitation SET role = 'supervisor' WHERE agency_id = $1 AND account_id = $2`, n.Account)
		}, account.ErrAttemptEnded},
		"another inviter": {func(o *owner, n apptest.Newcomer) {
			o.sql(`UPDATE invitation SET invited_by = $2 WHERE agency_id = $1 AND account_id = $3`, o.ruth.Account, n.Account)
		}, account.ErrMayNotSign},
		"the inviter left": {func(o *owner, n apptest.Newcomer) {
			yusuf := o.Acting(o.Shelter.As(account.PrivacyOfficer))
			if ended, err := o.Gate.ProposeLeaving(o.t.Context(), yusuf, o.Shelter.As(account.Admin).Account, id.ID{}, false); err != nil || !ended {
				o.t.Fatal(err)
			}
		}, account.ErrMayNotSign},
	} {
		t.Run(what, func(t *testing.T) {
			apptest.Run(t, func(t *testing.T, w *apptest.World) {
				o := newOwner(t, w)
				imani := w.Acting(w.Shelter.As(account.Supervisor))
				ada := w.Invites(w.Acting(w.Shelter.As(account.Admin)), account.Advocate, "Ada")
				c.change(o, ada)
				if err := letIn(t, w, imani, ada); !errors.Is(err, c.want) {
					t.Errorf("let in: %v", err)
				}
			})
		})
	}
}

// letIn is World.LetsIn, up to the first refusal.
func letIn(t testing.TB, w *apptest.World, by account.Actor, n apptest.Newcomer) error {
	t.Helper()
	ctx := t.Context()
	if _, err := w.Accounts.BeginLettingIn(ctx, by, n.Account); err != nil {
		return err
	}
	theirs, err := w.Accounts.Wait(ctx, n.Token)
	if err != nil {
		return err
	}
	ours, err := w.Accounts.LettingIn(ctx, by, n.Account)
	if err != nil {
		return err
	}
	_, one := w.Accounts.PickByColleague(ctx, by, n.Account, theirs.Code)
	_, two := w.Accounts.PickByNewcomer(ctx, n.Token, ours.Code)
	if err := errors.Join(one, two); err != nil {
		return err
	}
	_, err = w.Accounts.LetIn(ctx, by, n.Account)
	return err
}

// TestACodeIsGoodOnce, for seven days, and for what it was made for.
func TestACodeIsGoodOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, mei := t.Context(), w.Acting(w.Shelter.As(account.Admin))
		made, err := w.Accounts.Invite(ctx, mei, account.Advocate, "Ada", "k")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Accounts.Invite(ctx, mei, account.Advocate, "Ada", "k"); !errors.Is(err, account.ErrEnrolled) {
			t.Errorf("the same form again: %v", err)
		}
		if _, err := w.Accounts.Invite(ctx, w.Acting(w.Shelter.As(account.Advocate)), account.Advocate, "Ada", "k"); !errors.Is(err, account.ErrInviter) {
			t.Errorf("an advocate invites: %v", err)
		}
		j, err := w.Accounts.Joining(ctx, made.Code)
		if err != nil || j.Name != "Ada" || j.Role != account.Advocate || j.Agency.ID != w.Shelter.Agency.ID {
			t.Fatalf("the code is for %+v, %v", j, err)
		}
		digits, err := j.Second.Code(w.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		choice := account.JoinChoice{Passphrase: "five quiet words by the river", Secret: j.Second.Secret, Digits: digits}
		for what, c := range map[string]struct {
			change func(*account.JoinChoice)
			want   error
		}{
			"too short":    {func(c *account.JoinChoice) { c.Passphrase = "river" }, account.ErrStaffShort},
			"wrong digits": {func(c *account.JoinChoice) { c.Digits = "12345" }, account.ErrDigits},
			"no secret":    {func(c *account.JoinChoice) { c.Secret = "" }, account.ErrDigits},
		} {
			changed := choice
			c.change(&changed)
			if _, err := w.Accounts.Join(ctx, made.Code, changed); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := w.Accounts.Join(ctx, made.Code, choice); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Accounts.Join(ctx, made.Code, choice); !errors.Is(err, account.ErrNoInvitation) {
			t.Errorf("a second time: %v", err)
		}
		late, err := w.Accounts.Invite(ctx, mei, account.Advocate, "Bo", "l")
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(7 * 24 * time.Hour)
		for what, code := range map[string]string{"a week later": late.Code, "no code": "", "another": w.Shelter.Agency.Locator + "AAAABBBBCCCCDDDD"} {
			if _, err := w.Accounts.Joining(ctx, code); !errors.Is(err, account.ErrNoInvitation) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// TestAPaperLetsSomebodyIn where the two cannot speak: the colleague gets a code to the newcomer, who types it, and the colleague lets
// them in by an act of their own. Whoever only writes in the database has other keys let in by none of what they can change.
func TestAPaperLetsSomebodyIn(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		mei, ruth := w.Acting(w.Shelter.As(account.Admin)), w.Acting(w.Shelter.As(account.Advocate))
		begins := func(n apptest.Newcomer) string {
			t.Helper()
			if _, err := w.Accounts.Wait(ctx, n.Token); err != nil {
				t.Fatal(err)
			}
			l, err := w.Accounts.BeginOnPaper(ctx, ruth, n.Account)
			if err != nil || len(l.Paper) != 19 || l.Right || l.Code != "" || len(l.Choices) > 0 {
				t.Fatalf("beginning on paper: %+v, %v", l, err)
			}
			if state, err := w.Accounts.Wait(ctx, n.Token); err != nil || !state.Paper || state.Picked || state.Code != "" {
				t.Fatalf("the newcomer's page: %+v, %v", state, err)
			}
			return l.Paper
		}
		letsIn := func(n apptest.Newcomer) bool {
			t.Helper()
			l, err := w.Accounts.LetIn(ctx, ruth, n.Account)
			if err != nil && !errors.Is(err, account.ErrAttemptEnded) {
				t.Fatal(err)
			}
			return l.In
		}
		if _, err := w.Accounts.BeginOnPaper(ctx, mei, w.Invites(mei, account.Advocate, "Zoe").Account); !errors.Is(err, account.ErrOwnInvitation) {
			t.Errorf("the inviter: %v", err)
		}
		ada := w.Invites(mei, account.Advocate, "Ada")
		paper := begins(ada)
		if letsIn(ada) {
			t.Fatal("let in before the paper came back")
		}
		for _, wrong := range []string{"", "one letter", strings.Replace(paper, paper[:4], "7777", 1), paper + "7"} {
			if state, err := w.Accounts.PaperByNewcomer(ctx, ada.Token, wrong); !errors.Is(err, account.ErrPaper) || !state.Paper {
				t.Errorf("%q: %+v, %v", wrong, state, err)
			}
		}
		if state, err := w.Accounts.PaperByNewcomer(ctx, ada.Token, strings.ToLower(strings.ReplaceAll(paper, " ", "-"))); err != nil || !state.Picked {
			t.Fatalf("the right code: %+v, %v", state, err)
		}
		if l, err := w.Accounts.LettingIn(ctx, ruth, ada.Account); err != nil || !l.Right || !l.Picked || l.In {
			t.Errorf("the colleague's page: %+v, %v", l, err)
		}
		if !letsIn(ada) {
			t.Fatal("the paper lets nobody in")
		}
		w.Clock.Advance(30 * time.Second)
		if !holds(t, w, ada.Member, account.Advocates) {
			t.Error("whom a paper let in holds no key")
		}

		// Each change is made where the authenticators of rows would not stop it: by the program's own handle on the database.
		thief := keys.NewSigningKey().Public().Bytes()
		for what, c := range map[string]struct {
			before, after string // the newcomer types the code
			args          []any
		}{
			"the newcomer's key, before":     {before: `UPDATE account SET sign_key = $3 WHERE agency_id = $1 AND account_id = $2`, args: []any{thief}},
			"the newcomer's key, afterwards": {after: `UPDATE account SET sign_key = $3 WHERE agency_id = $1 AND account_id = $2`, args: []any{thief}},
			"the role, before":               {before: `UPDATE invitation SET role = $3 WHERE agency_id = $1 AND account_id = $2`, args: []any{account.Supervisor}},
			"the colleague, before":          {before: `UPDATE invitation SET let_in_by = $3 WHERE agency_id = $1 AND account_id = $2`, args: []any{mei.Account}},
			"the colleague's number":         {before: `UPDATE invitation SET nonce = $3 WHERE agency_id = $1 AND account_id = $2`, args: []any{make([]byte, 64)}},
			"the answer":                     {after: `UPDATE invitation SET picked = $3 WHERE agency_id = $1 AND account_id = $2`, args: []any{make([]byte, 96)}},
			"the number that was opened":     {after: `UPDATE invitation SET opened = $3 WHERE agency_id = $1 AND account_id = $2`, args: []any{make([]byte, 32)}},
		} {
			n := w.Invites(mei, account.Advocate, "Bo")
			if c.before != "" && strings.Contains(what, "key") { // what the colleague's page saw at the beginning
				past(t, w, c.before, n.Account, c.args...)
			}
			paper := begins(n)
			if c.before != "" && !strings.Contains(what, "key") {
				past(t, w, c.before, n.Account, c.args...)
			}
			_, err := w.Accounts.PaperByNewcomer(ctx, n.Token, paper)
			if c.before != "" && !errors.Is(err, account.ErrPaper) {
				t.Errorf("%s: the newcomer is told %v", what, err)
			}
			if c.after != "" {
				if err != nil {
					t.Fatal(err)
				}
				past(t, w, c.after, n.Account, c.args...)
			}
			if l, err := w.Accounts.LetIn(ctx, ruth, n.Account); err == nil || l.In {
				t.Errorf("%s was changed, and the newcomer is in", what)
			}
		}
	})
}

// past changes a row of a newcomer.
func past(t *testing.T, w *apptest.World, text string, of id.ID, args ...any) {
	t.Helper()
	if err := w.DB.Write(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, text, append([]any{tx.Agency(), of}, args...)...)
		if err == nil && n != 1 {
			t.Errorf("%d rows were changed", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
