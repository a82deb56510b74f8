package account_test

import (
	"errors"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

var madePassphrase = regexp.MustCompile(`^([a-z2-9]{4}-){4}[a-z2-9]{4}$`)

// TestNoPassphraseIsTheSameTwice: nothing that signs in is fixed, in one installation or across several.
func TestNoPassphraseIsTheSameTwice(t *testing.T) {
	var seen sync.Map // shared by the installations of both engines
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		for _, h := range w.Houses() {
			for _, m := range h.Members {
				if !madePassphrase.MatchString(m.Passphrase) {
					t.Errorf("the passphrase of a %s is not the random one", m.Role)
				}
				for _, secret := range []string{m.Passphrase, m.Second.Secret} {
					if _, twice := seen.LoadOrStore(secret, true); twice {
						t.Errorf("a %s has the secret of somebody else", m.Role)
					}
				}
			}
		}
	})
}

// TestLeavingEndsEverything holds T16.16 and what DESIGN 4 says of leaving staff.
func TestLeavingEndsEverything(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, shelter := t.Context(), w.Shelter.Agency.ID
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		adaMember := enrol(t, w, w.Shelter, account.Advocate, "Ada")
		ada := w.SignIn(adaMember)
		before := w.Person(ruth, "Hana")
		was := teamKey(t, w, shelter, account.Advocates)
		if err := w.Leaves(w.Shelter, ada.Account, id.ID{}); err != nil {
			t.Fatal(err)
		}
		for table, query := range map[string]string{
			"sessions":    `SELECT 1 FROM session WHERE agency_id = $1 AND account_id = $2`,
			"grants":      `SELECT 1 FROM team_grant WHERE agency_id = $1 AND account_id = $2`,
			"memberships": `SELECT 1 FROM team_member WHERE agency_id = $1 AND account_id = $2`,
			"sealed keys": `SELECT 1 FROM account WHERE agency_id = $1 AND account_id = $2 AND length(sealed_private) > 0`,
		} {
			if n := numbers(t, w, shelter, query, ada.Account); len(n) != 0 {
				t.Errorf("%d %s are left", len(n), table)
			}
		}
		w.Clock.Advance(30 * time.Second)
		if _, err := w.Accounts.SignInStaff(ctx, adaMember.SignInName, adaMember.Passphrase, code(t, w, adaMember)); err != account.ErrSignIn {
			t.Errorf("signing in after leaving: %v", err)
		}
		if _, err := w.Records.Start(ctx, ada, ruth.Account); fault.KindOf(err) != fault.Refused {
			t.Errorf("a request that had begun before leaving: %v", err)
		}
		if now := teamKey(t, w, shelter, account.Advocates); now.Version != was.Version {
			t.Error("a key was made without anybody to hold it")
		}
		if err := w.Accounts.Tend(ctx, ruth); err != nil {
			t.Fatal(err)
		}
		now := teamKey(t, w, shelter, account.Advocates)
		if now.Version != was.Version+1 || now.Key.Equal(was.Key) {
			t.Fatalf("the key went from version %d to %d", was.Version, now.Version)
		}
		ruth = w.SignIn(w.Shelter.As(account.Advocate))
		if err := w.Accounts.Tend(ctx, ruth); err != nil {
			t.Fatal(err)
		}
		if again := teamKey(t, w, shelter, account.Advocates); again.Version != now.Version {
			t.Error("the key was made anew although nobody left")
		}
		after := w.Person(ruth, "Sara")
		if !w.Opens(ruth, before) || !w.Opens(ruth, after) {
			t.Error("who stays no longer opens old and new records")
		}
		if sealed := numbers(t, w, shelter, `SELECT holder_version FROM compartment_key WHERE agency_id = $1 AND person_id = $2 AND compartment = 'identity' AND holder_id = $3`,
			after, now.Team); len(sealed) != 1 || sealed[0] != now.Version {
			t.Errorf("a new record is sealed to versions %v", sealed)
		}
		if _, err := ada.Team(now.Team, was.Version); err != nil {
			t.Fatal("the test would prove nothing: who left does not even hold the old key in memory")
		}
		if _, err := ada.Team(now.Team, now.Version); err == nil {
			t.Error("who left opens the new key")
		}
		if r, err := w.Accounts.Recipient(ctx, account.Actor{}, shelter, account.Advocates); err != nil || r.Version != now.Version || !r.Key.Equal(now.Key) {
			t.Errorf("partners seal to version %d, %v", r.Version, err)
		}
	})
}

// TestTwoSharesBringAnAgencyBack: any two of the three let a new member in, and prove themselves in a drill.
func TestTwoSharesBringAnAgencyBack(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, shelter := t.Context(), w.Shelter.Agency.ID
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		ours, theirs := w.Shelter.Shares, w.Clinic.Shares
		for _, pair := range [][2]int{{0, 1}, {1, 2}, {2, 0}} {
			if err := w.Accounts.Drill(ctx, shelter, ours[pair[0]], ours[pair[1]]); err != nil {
				t.Errorf("shares %v: %v", pair, err)
			}
			recovery, err := keys.Combine(ours[pair[0]], ours[pair[1]])
			if err != nil {
				t.Fatal(err)
			}
			e, err := w.Enrol(ctx, w.Shelter.Agency, account.Advocate, "Ada", recovery)
			if err != nil {
				t.Fatal(err)
			}
			m := apptest.Member{Credentials: e, Role: account.Advocate, Name: "Ada"}
			k := teamKey(t, w, shelter, account.Advocates)
			if _, err := w.SignIn(m).Team(k.Team, k.Version); err != nil {
				t.Errorf("shares %v let nobody in: %v", pair, err)
			}
		}
		if n := numbers(t, w, shelter, `SELECT drilled_at FROM recovery WHERE agency_id = $1`); len(n) != 1 || n[0] != w.Clock.Now().UnixMicro() {
			t.Errorf("the day of the drill is %v", n)
		}
		for name, c := range map[string]struct {
			one, two keys.Share
			want     error
		}{
			"another agency's": {theirs[0], theirs[1], account.ErrOtherShares},
			"one twice":        {ours[0], ours[0], keys.ErrShareRepeated},
			"of two agencies":  {ours[0], theirs[1], keys.ErrSharesDiffer},
		} {
			if err := w.Accounts.Drill(ctx, shelter, c.one, c.two); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		foreign, err := keys.Combine(theirs[0], theirs[1])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Accounts.EnrolStaff(ctx, w.Shelter.Agency, account.Advocate, "Eve", foreign); !errors.Is(err, account.ErrOtherShares) {
			t.Errorf("another agency's recovery key let somebody in: %v", err)
		}
		if k := teamKey(t, w, shelter, account.Staff); !ruth.Holds(k.Team, k.Version) {
			t.Error("a refused recovery changed who holds what")
		}
	})
}

// TestTheLastOfARoleVanishes: an agency goes on by the shares of two custodians, or by whoever remains together with oversight. The
// operator, who has the machine and not the shares, lets nobody in.
func TestTheLastOfARoleVanishes(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		yusuf, imani := w.Acting(w.Shelter.As(account.PrivacyOfficer)), w.Acting(w.Shelter.As(account.Supervisor))
		if _, err := w.Accounts.Invite(ctx, yusuf, account.Admin, "Bo", "k"); !errors.Is(err, account.ErrInviter) {
			t.Errorf("the privacy officer invites while there is an administrator: %v", err)
		}
		if ended, err := w.Gate.ProposeLeaving(ctx, yusuf, w.Shelter.As(account.Admin).Account, id.ID{}, false); err != nil || !ended {
			t.Fatal(err)
		}
		bo := w.Invites(yusuf, account.Admin, "Bo")
		if _, err := w.Accounts.BeginLettingIn(ctx, yusuf, bo.Account); !errors.Is(err, account.ErrOwnInvitation) {
			t.Errorf("oversight alone: %v", err)
		}
		w.LetsIn(imani, bo)
		w.Clock.Advance(30 * time.Second)
		another := w.Invites(w.Acting(bo.Member), account.Advocate, "Ada")
		w.LetsIn(imani, another)
		if !holds(t, w, bo.Member, account.Staff) || !holds(t, w, another.Member, account.Advocates) {
			t.Error("who came after opens nothing")
		}
		operator, err := keys.NewPrivateKey()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Accounts.EnrolStaff(ctx, w.Shelter.Agency, account.PrivacyOfficer, "Eve", operator); !errors.Is(err, account.ErrOtherShares) {
			t.Errorf("the operator alone: %v", err)
		}
		if m := w.Join(w.Shelter, account.PrivacyOfficer, "Sara"); !holds(t, w, m, account.Oversight) {
			t.Error("two custodians bring oversight back and it opens nothing")
		}
	})
}
