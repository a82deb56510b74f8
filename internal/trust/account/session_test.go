package account_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

func signedIn(t *testing.T, w *apptest.World, role account.Role) account.Session {
	t.Helper()
	m := w.Shelter.As(role)
	s, err := w.Accounts.SignInStaff(t.Context(), m.SignInName, m.Passphrase, code(t, w, m))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestASessionEndsByItself: after ten idle minutes for a person, thirty for staff, and twelve hours in all.
func TestASessionEndsByItself(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		printed := card(t, w, ruth, w.Person(ruth, "Hana"), "quiet river stone")
		survivor := func() account.Session {
			s, err := w.Accounts.SignInSurvivor(ctx, printed, "quiet river stone")
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		ends := func(name string, s account.Session, at time.Time) {
			t.Helper()
			w.Clock.Set(at.Add(-time.Microsecond))
			a, err := w.Accounts.Resume(ctx, s.Token)
			if err != nil {
				t.Errorf("%s: a moment before its end: %v", name, err)
			}
			if _, err := w.Accounts.Resume(ctx, s.Token); err != nil {
				t.Errorf("%s: looking twice: %v", name, err)
			}
			w.Clock.Set(at)
			standing := func() (st account.Standing) {
				err := w.DB.Read(ctx, a.Agency, func(ctx context.Context, r *store.Reader) (err error) {
					st, err = w.Accounts.StandingIn(ctx, r, a, w.Clock.Now())
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return st
			}
			if strings.HasSuffix(name, "in all") {
				if _, err := w.Accounts.Resume(ctx, s.Token); !errors.Is(err, account.ErrNoSession) {
					t.Errorf("%s: at its end: %v", name, err)
				}
				if standing().Active {
					t.Errorf("%s: a request that began before the end still stands", name)
				}
			}
		}
		idle := func(name string, s account.Session, for_ time.Duration) {
			t.Helper()
			w.Clock.Advance(for_)
			if _, err := w.Accounts.Resume(ctx, s.Token); !errors.Is(err, account.ErrNoSession) {
				t.Errorf("%s: at the very moment: %v", name, err)
			}
		}
		begun := w.Clock.Now()
		s := survivor()
		ends("a person, idle", s, begun.Add(10*time.Minute))
		idle("a person, idle", survivor(), 10*time.Minute)
		w.Clock.Advance(time.Minute)
		begun = w.Clock.Now()
		ends("staff, idle", signedIn(t, w, account.Supervisor), begun.Add(30*time.Minute))
		idle("staff, idle", signedIn(t, w, account.ShelterManager), 30*time.Minute)
		staff := func() account.Session { return signedIn(t, w, account.Admin) }
		for name, open := range map[string]func() account.Session{"staff, in all": staff, "a person, in all": survivor} {
			begun, s := w.Clock.Now(), open()
			for w.Clock.Now().Before(begun.Add(12*time.Hour - 9*time.Minute)) {
				w.Clock.Advance(9 * time.Minute)
				w.Resume(s)
			}
			ends(name, s, begun.Add(12*time.Hour))
		}
	})
}

// TestSigningOutIsEffectiveAtTheNextRequest holds T16.13, also for a request that has begun.
func TestSigningOutIsEffectiveAtTheNextRequest(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		var sessions []account.Session
		for range 3 {
			sessions = append(sessions, signedIn(t, w, account.Advocate))
			w.Clock.Advance(30 * time.Second)
		}
		ruth := w.Resume(sessions[0])
		person := w.Person(ruth, "Hana")
		if err := w.Accounts.SignOut(ctx, sessions[1].Token); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Accounts.Resume(ctx, sessions[1].Token); !errors.Is(err, account.ErrNoSession) {
			t.Errorf("after signing out: %v", err)
		}
		w.Resume(sessions[2])
		if err := w.Accounts.SignOutEverywhere(ctx, ruth); err != nil {
			t.Fatal(err)
		}
		for i, s := range sessions {
			if _, err := w.Accounts.Resume(ctx, s.Token); !errors.Is(err, account.ErrNoSession) {
				t.Errorf("session %d after signing out everywhere: %v", i, err)
			}
		}
		if w.Opens(ruth, person) {
			t.Error("a request that had begun still reads")
		}
		for _, token := range []string{"", "x", sessions[0].Token} {
			if err := w.Accounts.SignOut(ctx, token); err != nil {
				t.Errorf("signing out of nothing: %v", err)
			}
		}
	})
}

// TestINV20ASessionRowOpensNothing: the database holds neither the cookie's secret nor anything that leads to it.
func TestINV20ASessionRowOpensNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		s := signedIn(t, w, account.Advocate)
		agency, spelled, _ := strings.Cut(s.Token, ".")
		secret, err := base64.RawURLEncoding.DecodeString(spelled)
		if err != nil {
			t.Fatal(err)
		}
		advocates := teamKey(t, w, w.Shelter.Agency.ID, account.Advocates)
		team, err := w.Resume(s).Team(advocates.Team, advocates.Version)
		if err != nil {
			t.Fatal(err)
		}
		var sid string
		var sealed []byte
		err = w.DB.Read(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
			return r.QueryRow(ctx, `SELECT session_id, sealed_key FROM session WHERE agency_id = $1`, r.Agency()).Scan(&sid, &sealed)
		})
		if err != nil {
			t.Fatal(err)
		}
		row := append([]byte(sid), sealed...)
		for name, kept := range map[string][]byte{"the secret": secret, "its spelling": []byte(spelled), "its hexadecimal form": []byte(hex.EncodeToString(secret)), "a team's key": team.Bytes()} {
			if bytes.Contains(row, kept) {
				t.Errorf("the row holds %s", name)
			}
		}
		id, err := hex.DecodeString(sid)
		if err != nil {
			t.Fatal(err)
		}
		for name, token := range map[string]string{
			"the stored identifier": agency + "." + base64.RawURLEncoding.EncodeToString(id),
			"another agency":        w.Clinic.Agency.ID.String() + "." + spelled, "a line break": s.Token + "\n", "no agency": "." + spelled,
		} {
			if _, err := w.Accounts.Resume(t.Context(), token); !errors.Is(err, account.ErrNoSession) {
				t.Errorf("%s as a cookie: %v", name, err)
			}
		}
	})
}
