package plan_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

const (
	passphrase = "quiet river stone"
	day        = 24 * time.Hour
)

// A story is a shelter's record of somebody with their own sign-in, a worker, and who stands in.
type story struct {
	*apptest.World
	hana        id.ID
	card        string
	me          account.Actor
	ruth, imani account.Actor
	signedIn    time.Time
}

func run(t *testing.T, fn func(t *testing.T, s *story)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) { fn(t, begin(t, w)) })
}

func begin(t testing.TB, w *apptest.World) *story {
	t.Helper()
	s := &story{World: w, ruth: w.SignIn(w.Shelter.As(account.Advocate)), imani: w.SignIn(w.Shelter.As(account.Supervisor))}
	s.hana = w.Person(s.ruth, "Hana")
	var err error
	if s.card, err = w.Records.Enrol(t.Context(), s.ruth, s.hana, passphrase); err != nil {
		t.Fatal(err)
	}
	s.me, s.signedIn = s.again(t), s.Clock.Now()
	return s
}

// pass lets a second go by: of two things that somebody does, one comes first.
func (s *story) pass() { s.Clock.Advance(time.Second) }

// again is the person, signed in at this moment.
func (s *story) again(t testing.TB) account.Actor {
	t.Helper()
	session, err := s.Accounts.SignInSurvivor(t.Context(), s.card, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return s.Resume(session)
}

// turn moves the clock on, lets time act, and signs everybody in again where their code has changed.
func (s *story) turn(t testing.TB, d time.Duration) {
	t.Helper()
	s.Clock.Advance(d)
	if err := s.Plans.Tick(t.Context(), s.Shelter.Agency.ID); err != nil {
		t.Fatal(err)
	}
	if now := s.Clock.Now(); now.Sub(s.signedIn) >= time.Minute {
		s.me, s.ruth, s.imani = s.again(t), s.SignIn(s.Shelter.As(account.Advocate)), s.SignIn(s.Shelter.As(account.Supervisor))
		s.signedIn = now
	}
}

// colleague is one more advocate, let into their teams.
func (s *story) colleague(t testing.TB, name string) (apptest.Member, account.Actor) {
	t.Helper()
	m := s.Join(s.Shelter, account.Advocate, name)
	return m, s.SignIn(m)
}

func (s *story) open(t testing.TB, actor account.Actor) plan.View {
	t.Helper()
	v, err := s.Plans.Open(t.Context(), actor, s.hana)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (s *story) write(t testing.TB, actor account.Actor, b plan.Body, e plan.Edit) id.ID {
	t.Helper()
	s.pass()
	entry, err := s.Plans.Write(t.Context(), actor, s.hana, b, e)
	if err != nil {
		t.Fatal(err)
	}
	return entry
}

func (s *story) answer(t testing.TB, actor account.Actor, about id.ID, a plan.Answer) {
	t.Helper()
	s.pass()
	if err := s.Plans.Answer(t.Context(), actor, s.hana, about, a, ""); err != nil {
		t.Fatal(err)
	}
}

func (s *story) move(t testing.TB, actor account.Actor, steps ...flow.State) {
	t.Helper()
	for _, to := range steps {
		if err := s.Plans.Move(t.Context(), actor, s.hana, to, s.open(t, actor).Stands.Version); err != nil {
			t.Fatalf("to %s: %v", to, err)
		}
	}
}

// stands holds that the plan stands where it should.
func (s *story) stands(t testing.TB, when string, want flow.State) {
	t.Helper()
	if got := s.open(t, s.ruth).Stands.State; got != want {
		t.Fatalf("%s: the plan stands in %s, want %s", when, got, want)
	}
}

// promised is how a promise stands; empty while it was not made.
func (s *story) promised(t testing.TB, p plan.Promise) flow.State {
	t.Helper()
	for _, one := range s.open(t, s.ruth).Promises {
		if one.Promise == p {
			return one.State
		}
	}
	return ""
}

// reachable writes down that the person may be sent a text message on every morning.
func (s *story) reachable(t testing.TB) {
	t.Helper()
	c := contact.SafeContact{Channel: contact.SMS, Address: "+15550123", Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6}, From: 8 * 60, To: 12 * 60,
		Zone: "America/New_York", AskAgain: s.Clock.Now().AddDate(0, 0, 120)}
	s.pass()
	entries := s.read(t, s.me, gate.Contact)
	_, entry := contact.Newest(entries)
	if err := s.Contact.Set(t.Context(), s.me, s.hana, c, entry, "", s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
}

func (s *story) read(t testing.TB, actor account.Actor, c ...gate.Compartment) []record.Entry {
	t.Helper()
	rec, err := s.Records.Read(t.Context(), actor, s.hana, gate.Care, c...)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Entries
}

// count asks for one number.
func (s *story) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	err := s.DB.Read(t.Context(), s.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, query, append([]any{r.Agency()}, args...)...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// refused holds that an act ends with an error.
func refused(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}
