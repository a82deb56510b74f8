package contact_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

const (
	passphrase = "quiet river stone"
	number     = "+1 202 555 0100"
	mailbox    = "hana.t@example.org"
)

// A story is the shelter with a person, their worker, and real gateways on loopback.
type story struct {
	*apptest.World
	hana   id.ID
	card   string
	worker account.Actor
	me     account.Actor
	sms    *smsServer
	mail   *mailServer
}

func run(t *testing.T, fn func(t *testing.T, s *story)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) { fn(t, tell(t, w)) })
}

func tell(t testing.TB, w *apptest.World) *story {
	t.Helper()
	s := &story{World: w, sms: startSMS(t), mail: startMail(t, "none")}
	g, err := s.sms.settings().Gateway()
	w.Contact.Use(gatewayOf(t, g, err))
	g, err = s.mail.settings("none").Gateway()
	w.Contact.Use(gatewayOf(t, g, err))
	s.worker = w.SignIn(w.Shelter.As(account.Advocate))
	s.hana = w.Person(s.worker, "Hana")
	if s.card, err = w.Records.Enrol(t.Context(), s.worker, s.hana, passphrase); err != nil {
		t.Fatal(err)
	}
	s.me = s.again(t)
	return s
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

// turn sets the clock on and signs everybody in again.
func (s *story) turn(t testing.TB, d time.Duration) {
	t.Helper()
	s.Clock.Advance(d)
	s.worker, s.me = s.SignIn(s.Shelter.As(account.Advocate)), s.again(t)
}

// always is a wish that allows text messages at any time.
func (s *story) always(change func(*contact.SafeContact)) contact.SafeContact {
	c := contact.SafeContact{Channel: contact.SMS, Address: number, Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6}, From: 0, To: 24 * 60, Zone: "America/New_York",
		AskAgain: s.Clock.Now().AddDate(0, 0, 90), CodeWord: "Blue Heron"}
	if change != nil {
		change(&c)
	}
	return c
}

// says has the person say how they want to be reached.
func (s *story) says(t testing.TB, change func(*contact.SafeContact)) {
	t.Helper()
	_, entry := s.said(t)
	if err := s.Contact.Set(t.Context(), s.me, s.hana, s.always(change), entry, "", s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
}

// said is what the person said last.
func (s *story) said(t testing.TB) (contact.SafeContact, id.ID) {
	t.Helper()
	rec, err := s.Records.Read(t.Context(), s.worker, s.hana, gate.Care, gate.Contact)
	if err != nil {
		t.Fatal(err)
	}
	return contact.Newest(rec.Entries)
}

// send has a note sent and checks how that ends.
func (s *story) send(t testing.TB, want contact.Reason) contact.Sent {
	t.Helper()
	return s.sends(t, contact.Message{Template: contact.MessageWaiting}, want)
}

func (s *story) sends(t testing.TB, m contact.Message, want contact.Reason) contact.Sent {
	t.Helper()
	sent, err := s.Contact.Send(t.Context(), s.worker, s.hana, m)
	if err != nil || sent.Reason != want {
		t.Fatalf("sending ends with %q, %v; want %q", sent.Reason, err, want)
	}
	return sent
}

// work does the jobs whose time has come. What a job says when it fails names no address.
func (s *story) work(t testing.TB) {
	t.Helper()
	if _, err := s.Queue.Work(t.Context(), s.Shelter.Agency.ID); err != nil && containsAny(err.Error(), number, mailbox, "0100", "@") {
		t.Errorf("the job says %v", err)
	}
}

func (s *story) sweep(t testing.TB) {
	t.Helper()
	if err := s.Contact.Sweep(t.Context(), s.Shelter.Agency.ID); err != nil {
		t.Fatal(err)
	}
}

// count counts rows of the shelter.
func (s *story) count(t testing.TB, query string) (n int) {
	t.Helper()
	err := s.DB.Read(t.Context(), s.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, query, r.Agency()).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// waits counts what waits to leave. A job for something that does not wait would tell an hour for nothing.
func (s *story) waits(t testing.TB) int {
	t.Helper()
	n := s.count(t, `SELECT count(*) FROM contact_message WHERE agency_id = $1`)
	if jobs := s.count(t, `SELECT count(*) FROM job WHERE agency_id = $1 AND kind = 'contact.leave'`); jobs != n {
		t.Errorf("%d jobs for %d messages", jobs, n)
	}
	return n
}

// fate is how a message ended; empty while it waits.
func (s *story) fate(t testing.TB, message id.ID) contact.Fate {
	t.Helper()
	list, err := s.Contact.Messages(t.Context(), s.worker, s.hana)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.ID == message {
			return m.Fate
		}
	}
	t.Fatal("nobody knows of the message")
	return ""
}

// looks are the person's log, newest first, of one action.
func (s *story) looks(t testing.TB, action gate.Action) (list []record.Look) {
	t.Helper()
	all, err := s.Records.Looks(t.Context(), s.again(t), s.hana, 1<<62)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Action == action {
			list = append(list, l)
		}
	}
	return list
}

func (s *story) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	err := s.DB.Write(t.Context(), s.Shelter.Agency.ID, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, query, append([]any{tx.Agency()}, args...)...)
		if err == nil && n == 0 {
			t.Error("no row was changed")
		}
		return errors.Join(err, apptest.Sign(ctx, tx, s.worker))
	})
	if err != nil {
		t.Fatal(err)
	}
}
