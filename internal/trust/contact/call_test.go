package contact_test

import (
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// TestALostPhone (J2, A4): with the code word, every session is over at its next request, nothing leaves until somebody has
// asked, and the person reads who did it.
func TestALostPhone(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		phone, tablet := s.again(t), s.again(t)
		s.send(t, contact.Allowed)
		if err := s.Contact.LostPhone(t.Context(), s.worker, s.hana, "  blue HERON "); err != nil {
			t.Fatal(err)
		}
		for name, a := range map[string]account.Actor{"the phone": phone, "the tablet": tablet, "the first": s.me} {
			if _, err := s.Records.Read(t.Context(), a, s.hana, gate.OwnLife, gate.Plan); !errors.Is(err, gate.ErrRefused) {
				t.Errorf("%s still opens the record: %v", name, err)
			}
		}
		if n := s.count(t, `SELECT count(*) FROM session s JOIN account a ON a.agency_id = s.agency_id AND a.account_id = s.account_id WHERE s.agency_id = $1 AND a.role = 'survivor'`); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		if c, _ := s.said(t); !c.AskFirst || c.CodeWord != "Blue Heron" || c.Address != number {
			t.Errorf("kept: %+v", c)
		}
		s.send(t, contact.AskFirst)
		s.work(t)
		if s.sms.tried() != 0 {
			t.Error("a message left")
		}
		s.me = s.again(t) // the person can sign in again at once, from a phone that they trust
		if l := s.looks(t, gate.Lost); len(l) != 1 || l[0].Outcome != gate.Allowed || l[0].Role != "advocate" {
			t.Errorf("the log says %+v", l)
		}
		s.says(t, nil)
		s.send(t, contact.AskFirst)
		s.fresh(t, nil)
		s.send(t, contact.Allowed)
	})
}

// TestAWrongWordSaysNothing: to somebody who has a word and to somebody who has none it is the same answer, the same
// lines in the log and the same rows, and nothing has changed.
func TestAWrongWordSaysNothing(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		type seen struct {
			err    error
			looks  int
			reason gate.Reason
			tries  int
		}
		ask := func(change func(*contact.SafeContact), word string) seen {
			s.says(t, change)
			before := len(s.looks(t, gate.Lost))
			err := s.Contact.LostPhone(t.Context(), s.worker, s.hana, word)
			looks := s.looks(t, gate.Lost)
			return seen{err, len(looks) - before, looks[0].Reason, s.count(t, `SELECT count(*) FROM contact_try WHERE agency_id = $1`)}
		}
		wrong := ask(nil, "red heron")
		if want := (seen{contact.ErrWord, 1, "code_word", 1}); wrong != want {
			t.Errorf("a wrong word: %+v", wrong)
		}
		none := func(c *contact.SafeContact) { c.CodeWord = "" }
		for word, change := range map[string]func(*contact.SafeContact){"red heron": none, "": nil, " ": none} {
			if got := ask(change, word); got != wrong {
				t.Errorf("%q: %+v, want %+v", word, got, wrong)
			}
		}
		if c, _ := s.said(t); c.AskFirst {
			t.Error("a wrong word has changed something")
		}
		if _, err := s.Records.Read(t.Context(), s.me, s.hana, gate.OwnLife, gate.Plan); err != nil {
			t.Errorf("the person was signed out: %v", err)
		}
	})
}

// TestGuessingIsSlow: after five wrong words even the right one waits, longer each time and never for good. Somebody else's
// tries are somebody else's.
func TestGuessingIsSlow(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		lost := func(word string) error { return s.Contact.LostPhone(t.Context(), s.worker, s.hana, word) }
		for range 5 {
			if err := lost("red heron"); !errors.Is(err, contact.ErrWord) {
				t.Fatal(err)
			}
		}
		if err := lost("blue heron"); !errors.Is(err, contact.ErrSlow) || fault.KindOf(err) != fault.Throttled {
			t.Fatalf("the sixth try: %v", err)
		}
		other := s.Person(s.worker, "Selam")
		if err := s.Contact.LostPhone(t.Context(), s.worker, other, "x"); !errors.Is(err, contact.ErrWord) {
			t.Errorf("about somebody else: %v", err)
		}
		s.Clock.Advance(29 * time.Second)
		if err := lost("blue heron"); !errors.Is(err, contact.ErrSlow) {
			t.Errorf("after 29 seconds: %v", err)
		}
		s.Clock.Advance(time.Second)
		if err := lost("red heron"); !errors.Is(err, contact.ErrWord) {
			t.Errorf("after 30 seconds: %v", err)
		}
		s.Clock.Advance(59 * time.Second)
		if err := lost("blue heron"); !errors.Is(err, contact.ErrSlow) {
			t.Errorf("the wait does not grow: %v", err)
		}
		s.turn(t, 16*time.Minute)
		if err := lost("blue heron"); err != nil {
			t.Errorf("after the longest wait: %v", err)
		}
		if n := s.count(t, `SELECT failures FROM contact_try WHERE agency_id = $1`); n != 1 { // Selam's
			t.Errorf("%d tries are still counted", n)
		}
		reasons := map[gate.Reason]int{}
		for _, l := range s.looks(t, gate.Lost) {
			reasons[l.Reason]++
		}
		if reasons["code_word"] != 6 || reasons["too_many_tries"] != 3 {
			t.Errorf("the person reads %v", reasons)
		}
	})
}

func TestWhoMayEndSignIns(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		for _, a := range []account.Actor{s.me, s.SignIn(s.Shelter.As(account.ShelterManager)), s.SignIn(s.Shelter.As(account.Admin)), s.SignIn(s.Clinic.As(account.Clinician)), {}} {
			if err := s.Contact.LostPhone(t.Context(), a, s.hana, "blue heron"); !errors.Is(err, gate.ErrRefused) {
				t.Errorf("%s: %v", a.Role, err)
			}
		}
		if err := s.Contact.LostPhone(t.Context(), s.SignIn(s.Shelter.As(account.Supervisor)), s.hana, "blue heron"); err != nil {
			t.Errorf("who stands in: %v", err)
		}
		// Somebody without a sign-in of their own has nothing to end, and is asked first all the same.
		other := s.Person(s.worker, "Selam")
		if err := s.Contact.Set(t.Context(), s.worker, other, s.always(nil), id.ID{}, "", s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if err := s.Contact.LostPhone(t.Context(), s.worker, other, "blue heron"); err != nil {
			t.Errorf("without a sign-in: %v", err)
		}
	})
}

// TestOnACall (J2, A3): nothing is said before the code word, nothing is left on a machine that was not allowed, and a wrong
// word ends the call. The log says that somebody rang.
func TestOnACall(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		call := func(line contact.Line, word string) contact.Reason {
			t.Helper()
			why, err := s.Contact.OnCall(t.Context(), s.worker, s.hana, line, word)
			if err != nil && !errors.Is(err, contact.ErrWord) || (err != nil) != (why == contact.WordFirst && word != "") {
				t.Errorf("%s %q: %s, %v", line, word, why, err)
			}
			return why
		}
		s.says(t, nil)
		if why := call(contact.Somebody, ""); why != contact.OtherChannel {
			t.Errorf("text messages were named: %s", why)
		}
		s.says(t, func(c *contact.SafeContact) { c.Channel = contact.Call })
		for _, c := range []struct {
			line contact.Line
			word string
			want contact.Reason
		}{
			{contact.Somebody, "", contact.WordFirst}, {contact.Known, "", contact.WordFirst}, {contact.Somebody, "red heron", contact.WordFirst},
			{contact.Somebody, "blue heron", contact.Allowed}, {contact.Known, "blue-heron", contact.Allowed}, {contact.Machine, "", contact.NoVoicemail}, {contact.Machine, "blue heron", contact.NoVoicemail},
		} {
			if why := call(c.line, c.word); why != c.want {
				t.Errorf("%s %q: %s, want %s", c.line, c.word, why, c.want)
			}
		}
		if l := s.looks(t, gate.Message); l[0].Outcome != gate.Refused || l[0].Reason != "no_voicemail" || l[2].Way != "call" || l[2].Outcome != gate.Allowed {
			t.Errorf("the log says %+v", l[:3])
		}
		s.says(t, func(c *contact.SafeContact) { c.Channel, c.Voicemail = contact.Call, true })
		if why := call(contact.Machine, ""); why != contact.Allowed {
			t.Errorf("a machine that may be used: %s", why)
		}
		if err := s.Contact.Pause(t.Context(), s.me, s.hana, true, ""); err != nil {
			t.Fatal(err)
		}
		if why := call(contact.Somebody, ""); why != contact.Paused {
			t.Errorf("paused: %s", why)
		}
		if _, err := s.Contact.OnCall(t.Context(), s.SignIn(s.Shelter.As(account.Admin)), s.hana, contact.Somebody, ""); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("the administrator: %v", err)
		}
	})
}
