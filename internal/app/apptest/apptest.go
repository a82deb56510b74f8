// Package apptest builds the whole program over a test database, with the demo coalition in it, for tests that walk
// through more than one room.
package apptest

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// Cheap is a key derivation that is quick enough for tests.
var Cheap = keys.Params{Time: 1, Memory: 64, Threads: 1}

// A World is the program with the coalition, and a clock that the test turns.
type World struct {
	*app.App
	app.Coalition
	Clock *clock.Hand
	t     testing.TB
	tries int

	Root   keys.DataKey // the installation key
	acting map[id.ID]account.Actor
}

// Run runs fn on both engines, each with its own world.
func Run(t *testing.T, fn func(t *testing.T, w *World)) {
	t.Helper()
	storetest.Run(t, func(t *testing.T, db *store.DB, clk *clock.Hand) { fn(t, New(t, db, clk)) })
}

// New builds a world over an empty database.
func New(t testing.TB, db *store.DB, clk *clock.Hand) *World {
	t.Helper()
	if err := db.Migrate(t.Context(), app.Schemas()...); err != nil {
		t.Fatal(err)
	}
	root := keys.NewDataKey()
	a, err := app.Build(t.Context(), db, root, app.Config{Params: Cheap, DeskWork: 4})
	if err != nil {
		t.Fatal(err)
	}
	c, err := a.FoundCoalition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &World{App: a, Coalition: c, Clock: clk, t: t, Root: root, acting: map[id.ID]account.Actor{}}
}

// Over is a world of a program that the test opened itself.
func Over(t testing.TB, a *app.App, c app.Coalition, clk *clock.Hand) *World {
	return &World{App: a, Coalition: c, Clock: clk, t: t}
}

// SQLite builds a world over an empty database of the embedded engine, for what does not depend on which it is.
func SQLite(t testing.TB) *World {
	t.Helper()
	db, clk := storetest.SQLite(t)
	return New(t, db, clk)
}

// SignIn opens a session for a member of staff and returns the actor.
func (w *World) SignIn(m app.Member) account.Actor {
	w.t.Helper()
	code, err := m.Second.Code(w.Clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := w.Accounts.SignInStaff(w.t.Context(), m.SignInName, m.Passphrase, code)
	if err != nil {
		w.t.Fatalf("%s cannot sign in: %v", m.Role, err)
	}
	return w.Resume(s)
}

// Recovery is the recovery key of an agency, from two of its shares.
func (w *World) Recovery(h app.House) keys.PrivateKey {
	w.t.Helper()
	k, err := keys.Combine(h.Shares[0], h.Shares[1])
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

// Join makes a member of staff in good standing, let into their teams by two custodians.
func (w *World) Join(h app.House, role account.Role, name string) app.Member {
	w.t.Helper()
	e, err := w.Enrol(w.t.Context(), h.Agency, role, name, w.Recovery(h))
	if err != nil {
		w.t.Fatal(err)
	}
	return app.Member{Credentials: e, Role: role, Name: name}
}

// JoinBy is Join by another service over the same database, without certificates.
func (w *World) JoinBy(accounts *account.Service, h app.House, role account.Role, name string) app.Member {
	w.t.Helper()
	e, err := accounts.EnrolStaff(w.t.Context(), h.Agency, role, name, w.Recovery(h))
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := app.Joins(w.t.Context(), accounts, e.Code)
	if err != nil {
		w.t.Fatal(err)
	}
	return app.Member{Credentials: c, Role: role, Name: name}
}

// Acting is the actor of a member: in the session that this opened before, or signed in by a code of the moment or, where that was
// used, of the next.
func (w *World) Acting(m app.Member) account.Actor {
	w.t.Helper()
	if a, ok := w.acting[m.Account]; ok {
		if st, err := w.Accounts.StandingOf(w.t.Context(), a); err == nil && st.Active {
			return a
		}
	}
	for {
		code, err := m.Second.Code(w.Clock.Now())
		if err != nil {
			w.t.Fatal(err)
		}
		s, err := w.Accounts.SignInStaff(w.t.Context(), m.SignInName, m.Passphrase, code)
		if err == nil {
			w.acting[m.Account] = w.Resume(s)
			return w.acting[m.Account]
		}
		if w.tries++; w.tries > 50 {
			w.t.Fatalf("%s cannot sign in: %v", m.Role, err)
		}
		w.Clock.Advance(30 * time.Second)
	}
}

// Leaves has two custodians of an agency end an account, and pass its people on.
func (w *World) Leaves(h app.House, leaving, successor id.ID) error {
	w.t.Helper()
	return w.Gate.LeaveWith(w.t.Context(), h.Agency.ID, leaving, successor, w.Recovery(h))
}

// Resume returns the actor of a session, as the next request would.
func (w *World) Resume(s account.Session) account.Actor {
	w.t.Helper()
	a, err := w.Accounts.Resume(w.t.Context(), s.Token)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// Person starts a record by an advocate, with the supervisor as cover.
func (w *World) Person(advocate account.Actor, name string) id.ID {
	w.t.Helper()
	p, err := w.People.Start(w.t.Context(), advocate, w.Shelter.As(account.Supervisor).Account, person.Name{Chosen: name})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// Survivor sets up the person's own sign-in and returns them, signed in.
func (w *World) Survivor(advocate account.Actor, p id.ID, passphrase string) account.Actor {
	w.t.Helper()
	card, err := w.Records.Enrol(w.t.Context(), advocate, p, passphrase)
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := w.Accounts.SignInSurvivor(w.t.Context(), card, passphrase)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.Resume(s)
}
