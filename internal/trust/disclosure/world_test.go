package disclosure_test

import (
	"context"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

const passphrase = "quiet river stone"

// A story is a shelter's record with a person who has their own sign-in, and notes that could be shared.
type story struct {
	*apptest.World
	hana   id.ID
	card   string
	notes  []id.ID
	worker account.Actor // whoever acts for the shelter; signed in anew by again
	me     account.Actor
	doctor account.Actor
}

func run(t *testing.T, fn func(t *testing.T, s *story)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		s := &story{World: w}
		s.worker = w.SignIn(w.Shelter.As(account.Advocate))
		s.hana = w.Person(s.worker, "Hana")
		for _, words := range []string{"wants to see a doctor", "sleeps badly", "not for the clinic"} {
			s.notes = append(s.notes, s.note(t, words))
		}
		card, err := w.Records.Enrol(t.Context(), s.worker, s.hana, passphrase)
		if err != nil {
			t.Fatal(err)
		}
		s.card = card
		s.me = s.again(t)
		s.doctor = w.SignIn(w.Clinic.As(account.Clinician))
		fn(t, s)
	})
}

func (s *story) note(t testing.TB, words string) id.ID {
	t.Helper()
	return s.Note(s.worker, s.hana, words)
}

// again is the person, signed in at this moment.
func (s *story) again(t testing.TB) account.Actor {
	t.Helper()
	session, err := s.Accounts.SignInSurvivor(t.Context(), s.card, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return s.Resume(session)
}

// renew signs everybody in again after the clock was turned.
func (s *story) renew(t testing.TB) {
	t.Helper()
	s.me = s.again(t)
	s.worker, s.doctor = s.SignIn(s.Shelter.As(account.Advocate)), s.SignIn(s.Clinic.As(account.Clinician))
}

func proposal(s *story, notes ...id.ID) disclosure.Proposal {
	p := disclosure.Proposal{Recipient: s.Clinic.Agency.ID, Function: account.Clinicians, Purpose: consent.Medical, Days: 30}
	for _, n := range notes {
		p.Items = append(p.Items, consent.Item{Entry: n, Kind: apptest.NoteKind, Compartment: string(gate.Plan)})
	}
	return p
}

func yes(notes ...id.ID) disclosure.Yes {
	answer := consent.Answer{Question: "what", Said: "yes", Understood: true}
	return disclosure.Yes{Items: notes, Days: 30, Language: "am", NoticeVersion: "1", NoticeHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		Answers: [3]consent.Answer{answer, answer, answer}, Told: disclosure.Told{Benefits: true, Risks: true, Alternatives: true, CanSayNo: true}, Alone: consent.Alone}
}

func (s *story) propose(t testing.TB, notes ...id.ID) id.ID {
	t.Helper()
	p, err := s.Disclosure.Propose(t.Context(), s.worker, s.hana, proposal(s, notes...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// share proposes the notes and gives consent to them.
func (s *story) share(t testing.TB, notes ...id.ID) id.ID {
	t.Helper()
	p := s.propose(t, notes...)
	if err := s.Disclosure.Give(t.Context(), s.me, s.hana, p, yes(notes...)); err != nil {
		t.Fatal(err)
	}
	return p
}

// inbox returns the references that the clinic can open, and its notices.
func (s *story) inbox(t testing.TB) (open []string, notices []disclosure.Notice) {
	t.Helper()
	waiting, notices, err := s.Disclosure.Inbox(t.Context(), s.doctor)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range waiting {
		open = append(open, w.Reference)
	}
	return open, notices
}

// only is the one reference in the clinic's inbox.
func (s *story) only(t testing.TB) string {
	t.Helper()
	open, _ := s.inbox(t)
	if len(open) != 1 {
		t.Fatalf("the inbox has %d packages, want one", len(open))
	}
	return open[0]
}

func (s *story) look(t testing.TB, reference string) error {
	t.Helper()
	_, err := s.Disclosure.Look(t.Context(), s.doctor, reference)
	return err
}

// shut checks that a look gets the answer for something that never was.
func (s *story) shut(t testing.TB, when, reference string) {
	t.Helper()
	if err := s.look(t, reference); err != gate.ErrRefused {
		t.Errorf("%s: a look gets %v", when, err)
	}
}

// exec changes rows behind the program's back.
func (s *story) exec(t testing.TB, agency id.Agency, query string, args ...any) int64 {
	t.Helper()
	var n int64
	err := s.DB.Write(t.Context(), agency, func(ctx context.Context, tx *store.Tx) (err error) {
		n, err = tx.Exec(ctx, query, append([]any{agency}, args...)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// value reads one value of one agency.
func value[T any](t testing.TB, s *story, agency id.Agency, query string, args ...any) (v T) {
	t.Helper()
	err := s.DB.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, query, append([]any{agency}, args...)...).Scan(&v)
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
