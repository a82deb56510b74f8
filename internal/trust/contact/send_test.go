package contact_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

func containsAny(text string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// TestAMessageLeavesByTheWayThatWasNamed walks through both real servers: what is asked for arrives once, neutral, at the
// address that was named, and the log says so without its content.
func TestAMessageLeavesByTheWayThatWasNamed(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		sent := s.send(t, contact.Allowed)
		if sent.Waits || sent.Channel != contact.SMS || s.fate(t, sent.ID) != "" || s.waits(t) != 1 {
			t.Errorf("sent: %+v", sent)
		}
		s.work(t)
		s.work(t)
		got := s.sms.all()
		if len(got) != 1 || got[0].to != "+12025550100" || got[0].text != "There is something new for you to read, whenever it suits you." {
			t.Fatalf("arrived: %+v", got)
		}
		if s.fate(t, sent.ID) != contact.Gone || s.waits(t) != 0 {
			t.Error("a row is left of a message that has left")
		}
		s.says(t, func(c *contact.SafeContact) { c.Channel, c.Address = contact.Email, mailbox })
		when := time.Date(2026, 3, 20, 14, 30, 0, 0, time.UTC)
		s.sends(t, contact.Message{Template: contact.DateReminder, When: when}, contact.Allowed)
		s.work(t)
		letters := s.mail.all()
		if len(letters) != 1 || letters[0].to != mailbox || !strings.Contains(letters[0].text, "A reminder: Friday, March 20, 2026, 10:30") {
			t.Fatalf("arrived: %+v", letters)
		}
		looks := s.looks(t, gate.Message)
		if len(looks) != 4 {
			t.Fatalf("the log has %d lines about two messages", len(looks))
		}
		if left, asked := looks[0], looks[1]; left.Who != "" || left.Role != "" || left.Reason != "sent" || left.Way != "email" || asked.Role != "advocate" || asked.Way != "email" || asked.Reason != "advocate.reach" {
			t.Errorf("the log says %+v and %+v", left, asked)
		}
	})
}

// TestAMessageSpeaksThePersonsLanguage and names neither them nor anybody.
func TestAMessageSpeaksThePersonsLanguage(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		s.turn(t, time.Minute)
		s.Speaks(s.worker, s.hana, "am")
		s.send(t, contact.Allowed)
		s.work(t)
		if got := s.sms.all(); len(got) != 1 || got[0].text != "በሚመችዎ ጊዜ የሚያነቡት አዲስ ነገር አለ።" {
			t.Errorf("arrived: %+v", got)
		}
	})
}

func TestINV05WhyNothingIsSent(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.send(t, contact.NotAsked)
		early := s.always(nil)
		for _, c := range []struct {
			change func(*contact.SafeContact)
			want   contact.Reason
		}{
			{func(c *contact.SafeContact) { *c = contact.SafeContact{} }, contact.NotAsked},
			{func(c *contact.SafeContact) {
				*c = contact.SafeContact{Channel: contact.OwnSpace, AskAgain: early.AskAgain}
			}, contact.InsideOnly},
			{func(c *contact.SafeContact) { c.Channel = contact.Call }, contact.ByHand},
			{func(c *contact.SafeContact) { c.Channel = contact.Visit }, contact.ByHand},
			{func(c *contact.SafeContact) { c.Address = "my sister" }, contact.BadAddress},
			{func(c *contact.SafeContact) { c.Channel = contact.Email }, contact.BadAddress},
		} {
			s.says(t, c.change)
			s.send(t, c.want)
		}
		s.says(t, nil)
		s.sends(t, contact.Message{Template: contact.DateOff, When: s.Clock.Now().Add(-time.Hour)}, contact.TooLate)
		s.sends(t, contact.Message{Template: contact.Hello, Before: s.Clock.Now()}, contact.TooLate)
		s.says(t, func(c *contact.SafeContact) { c.Days = []time.Weekday{(s.Clock.Now().Weekday() + 3) % 7} })
		s.sends(t, contact.Message{Template: contact.DateOff, When: s.Clock.Now().Add(24 * time.Hour)}, contact.TooLate)
		if err := s.Contact.Pause(t.Context(), s.me, s.hana, true, ""); err != nil {
			t.Fatal(err)
		}
		s.send(t, contact.Paused)
		if s.waits(t) != 0 || s.sms.tried()+s.mail.tried() != 0 {
			t.Error("something was sent")
		}
		refused := s.looks(t, gate.Message)
		if len(refused) != 11 || refused[0].Outcome != gate.Refused || refused[0].Reason != "paused" || refused[0].Role != "advocate" {
			t.Errorf("the log has %d lines, the newest %+v", len(refused), refused[0])
		}
		s.turn(t, 91*24*time.Hour)
		if err := s.Contact.Pause(t.Context(), s.worker, s.hana, false, ""); err != nil {
			t.Fatal(err)
		}
		s.send(t, contact.AskAgain)
	})
}

func TestAWayThatIsNotSetUpIsNotHere(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		bare, err := contact.New(contact.Parts{DB: s.DB, Gate: s.Gate, Records: s.Records})
		if err != nil {
			t.Fatal(err)
		}
		s.says(t, nil)
		sent, err := bare.Send(t.Context(), s.worker, s.hana, contact.Message{Template: contact.Hello})
		if err != nil || sent.Reason != contact.NotHere || bare.Reaches(contact.SMS) || !s.Contact.Reaches(contact.SMS) {
			t.Errorf("%+v, %v", sent, err)
		}
	})
}

// TestWhoMaySend: the worker, who stands in, and the person to themselves; nobody else, and nobody without the keys.
func TestWhoMaySend(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		send := func(a account.Actor) error {
			_, err := s.Contact.Send(t.Context(), a, s.hana, contact.Message{Template: contact.Hello})
			return err
		}
		cover := s.SignIn(s.Shelter.As(account.Supervisor))
		for role, want := range map[account.Role]error{account.ShelterManager: gate.ErrRefused, account.PrivacyOfficer: gate.ErrRefused, account.Admin: gate.ErrRefused} {
			if err := send(s.SignIn(s.Shelter.As(role))); !errors.Is(err, want) {
				t.Errorf("%s: %v", role, err)
			}
		}
		if err := errors.Join(send(s.me), send(s.worker), send(cover)); err != nil {
			t.Error(err)
		}
		if err := send(s.SignIn(s.Clinic.As(account.Clinician))); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("another agency: %v", err)
		}
		if err := send(account.Actor{}); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("nobody: %v", err)
		}
		if n := s.waits(t); n != 3 {
			t.Errorf("%d messages wait", n)
		}
		// A colleague whom the rules let in, and whom no key lets read what was said, sends nothing.
		s.exec(t, `DELETE FROM compartment_key WHERE agency_id = $1 AND person_id = $2 AND compartment = $3 AND holder_kind = 'team'`, s.hana, gate.Contact)
		if err := send(cover); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("without keys: %v", err)
		}
		if n := s.waits(t); n != 3 {
			t.Errorf("%d messages wait", n)
		}
	})
}

func TestOnlyTheTextsOfTheHouseAreSent(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		for _, m := range []contact.Message{{Template: "whatever I like"}, {}, {Template: contact.DateOff}, {Template: contact.Hello, When: s.Clock.Now()}} {
			if _, err := s.Contact.Send(t.Context(), s.worker, s.hana, m); fault.KindOf(err) != fault.BadInput {
				t.Errorf("%+v: %v", m, err)
			}
		}
	})
}

// TestAKeySendsOnce, and what was not sent may be asked for again.
func TestAKeySendsOnce(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		m := contact.Message{Template: contact.Hello, Key: "form 7"}
		s.sends(t, m, contact.NotAsked)
		s.says(t, nil)
		first, again := s.sends(t, m, contact.Allowed), s.sends(t, m, contact.Allowed)
		s.work(t)
		late := s.sends(t, m, contact.Allowed)
		s.work(t)
		if first.ID != again.ID || first.ID != late.ID || !first.Goes.Equal(late.Goes) || len(s.sms.all()) != 1 {
			t.Errorf("%v, %v, %v; %d arrived", first, again, late, len(s.sms.all()))
		}
		m.Key = "form 8"
		if other := s.sends(t, m, contact.Allowed); other.ID == first.ID {
			t.Error("another key is the same message")
		}
	})
}

// TestAMessageWaitsForTheHoursThatWereNamed (J2): one at 11:05 is held until the next Tuesday at ten.
func TestAMessageWaitsForTheHoursThatWereNamed(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		tuesday := time.Date(2026, 3, 17, 15, 5, 0, 0, time.UTC) // 11:05 in New York
		s.turn(t, tuesday.Sub(s.Clock.Now()))
		s.says(t, func(c *contact.SafeContact) { c.Days, c.From, c.To = []time.Weekday{time.Tuesday}, 600, 660 })
		sent := s.send(t, contact.Allowed)
		if want := time.Date(2026, 3, 24, 14, 0, 0, 0, time.UTC); !sent.Goes.Equal(want) {
			t.Fatalf("it goes at %v, want %v", sent.Goes, want)
		}
		for range 24 * 7 {
			s.work(t)
			s.sweep(t)
			if now := s.Clock.Now(); s.sms.tried() > 0 && now.Before(sent.Goes) {
				t.Fatalf("it went at %v", now)
			}
			s.Clock.Advance(time.Hour)
		}
		if s.turn(t, 0); len(s.sms.all()) != 1 || s.fate(t, sent.ID) != contact.Gone {
			t.Errorf("%d arrived, %s", len(s.sms.all()), s.fate(t, sent.ID))
		}
	})
}

// TestWhatComesTooLateDoesNotCome: a gateway that does not answer for hours brings no message at night.
func TestWhatComesTooLateDoesNotCome(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		s.sms.set(func(int) error { return httpStatus(503) })
		sent := s.send(t, contact.Allowed)
		for !s.Clock.Now().After(sent.Until) {
			s.work(t)
			s.Clock.Advance(time.Minute)
		}
		s.sms.set(nil)
		tried := s.sms.tried()
		s.sweep(t)
		for range 15 {
			s.work(t)
			s.Clock.Advance(time.Hour)
		}
		if s.turn(t, 0); tried < 4 || s.sms.tried() != tried || len(s.sms.all()) != 0 || s.fate(t, sent.ID) != contact.Expired || s.waits(t) != 0 {
			t.Errorf("%d tries, %d later, fate %s, %d wait", tried, s.sms.tried()-tried, s.fate(t, sent.ID), s.waits(t))
		}
		if sent.Until.Sub(sent.Goes) > 4*time.Hour {
			t.Errorf("it is worth sending for %v", sent.Until.Sub(sent.Goes))
		}
		if l := s.looks(t, gate.Message)[0]; l.Outcome != gate.Refused || l.Reason != "expired" || l.Way != "sms" {
			t.Errorf("the log says %+v", l)
		}
	})
}

// TestTheSweepIsNotNeeded: the job alone ends what is late too.
func TestTheSweepIsNotNeeded(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		sent := s.send(t, contact.Allowed)
		s.turn(t, 5*time.Hour)
		s.work(t)
		if s.fate(t, sent.ID) != contact.Expired || s.sms.tried() != 0 {
			t.Errorf("%s after %d tries", s.fate(t, sent.ID), s.sms.tried())
		}
		s.turn(t, 31*24*time.Hour)
		if s.sweep(t); s.count(t, `SELECT count(*) FROM contact_end WHERE agency_id = $1`) != 0 {
			t.Error("how it ended is still known after a month")
		}
	})
}

func TestAPersonIsNotFlooded(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		for range 6 {
			s.send(t, contact.Allowed)
		}
		s.send(t, contact.TooMany)
		s.work(t)
		s.turn(t, 23*time.Hour)
		s.send(t, contact.TooMany)
		s.turn(t, 2*time.Hour)
		s.send(t, contact.Allowed)
	})
}

// TestAtMostOnce: whatever a gateway says or does not say, nothing arrives twice for one wish.
func TestAtMostOnce(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		for _, c := range []struct {
			name    string
			answer  func(try int) error
			arrives int
			fate    contact.Fate
		}{
			{"taken", nil, 1, contact.Gone},
			{"not taken, then taken", func(try int) error {
				if try < 3 {
					return httpStatus(429)
				}
				return nil
			}, 1, contact.Gone},
			{"never taken", func(int) error { return httpStatus(422) }, 0, contact.NotTaken},
			{"broke while it worked", func(int) error { return httpStatus(500) }, 0, contact.Perhaps},
			{"took it and did not say so", func(int) error { return errTookIt }, 1, contact.Perhaps},
		} {
			s.turn(t, 25*time.Hour)
			s.says(t, nil)
			s.sms.mu.Lock()
			s.sms.tries = 0
			s.sms.mu.Unlock()
			s.sms.set(c.answer)
			before := len(s.sms.all())
			sent := s.send(t, contact.Allowed)
			for range 10 {
				s.work(t)
				s.Clock.Advance(2 * time.Minute)
			}
			s.turn(t, 0)
			if n := len(s.sms.all()) - before; n != c.arrives || s.fate(t, sent.ID) != c.fate {
				t.Errorf("%s: %d arrived, fate %s", c.name, n, s.fate(t, sent.ID))
			}
		}
	})
}

// dying is a gateway in whose hands the program dies.
type dying struct{ handed int }

func (*dying) Channel() contact.Channel { return contact.SMS }
func (d *dying) Hand(context.Context, contact.Outgoing) error {
	d.handed++
	panic("the program dies")
}

// TestAProgramThatDiesDoesNotSendTwice: a message that was being handed over when the program died was perhaps sent, and is
// not sent again.
func TestAProgramThatDiesDoesNotSendTwice(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		g := &dying{}
		s.Contact.Use(g)
		first, second := s.send(t, contact.Allowed), s.send(t, contact.Allowed)
		s.work(t)
		s.turn(t, queue.Lease)
		s.work(t)
		s.work(t)
		if g.handed != 2 || s.fate(t, first.ID) != contact.Perhaps || s.fate(t, second.ID) != contact.Perhaps {
			t.Errorf("handed over %d times, %s, %s", g.handed, s.fate(t, first.ID), s.fate(t, second.ID))
		}
		third := s.send(t, contact.Allowed)
		s.work(t)
		s.turn(t, 5*time.Hour)
		if s.sweep(t); g.handed != 3 || s.fate(t, third.ID) != contact.Perhaps {
			t.Errorf("swept as %s", s.fate(t, third.ID))
		}
	})
}

// TestOneWorkerHasAMessage: while a gateway has it, another worker finds nothing to do, and the sweep leaves it alone.
func TestOneWorkerHasAMessage(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		sent := s.sends(t, contact.Message{Template: contact.Hello, Before: s.Clock.Now().Add(2 * time.Minute)}, contact.Allowed)
		s.sms.reached(func() {
			if done, err := s.Queue.Work(t.Context(), s.Shelter.Agency.ID); done != 0 || err != nil {
				t.Errorf("another worker did %d, %v", done, err)
			}
			s.Clock.Advance(sent.Until.Sub(s.Clock.Now()))
			s.sweep(t)
			if s.waits(t) != 1 {
				t.Error("the row was taken away while it was handed over")
			}
			s.Clock.Set(sent.Goes)
		})
		s.work(t)
		if s.sms.tried() != 1 || s.fate(t, sent.ID) != contact.Gone {
			t.Errorf("handed over %d times, %s", s.sms.tried(), s.fate(t, sent.ID))
		}
	})
}

// TestINV20TheOutboxTellsNothing: the rows hold no address in the clear, and none opens in another's place.
func TestINV20TheOutboxTellsNothing(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, func(c *contact.SafeContact) {
			c.From, c.To, c.Days = 600, 660, []time.Weekday{(s.Clock.Now().Weekday() + 1) % 7}
		})
		var lengths []int
		for _, template := range []contact.Template{contact.Hello, contact.MessageWaiting} {
			s.sends(t, contact.Message{Template: template}, contact.Allowed)
		}
		err := s.DB.Read(t.Context(), s.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
			rows, err := r.Query(ctx, `SELECT sealed FROM contact_message WHERE agency_id = $1`, r.Agency())
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var sealed []byte
				if err := rows.Scan(&sealed); err != nil {
					return err
				}
				lengths = append(lengths, len(sealed))
				if containsAny(string(sealed), "2025550100", "hello", "waiting", "America") {
					t.Error("a row can be read")
				}
			}
			return rows.Err()
		})
		if err != nil || len(lengths) != 2 || lengths[0] != lengths[1] {
			t.Errorf("lengths %v, %v", lengths, err)
		}
		// Whoever can write to the database cannot bring a message forward, keep it, or give it to somebody else.
		for _, change := range []string{
			`UPDATE contact_message SET begins_at = begins_at - 86400000000 WHERE agency_id = $1`,
			`UPDATE contact_message SET ends_at = ends_at + 1 WHERE agency_id = $1`,
		} {
			s.exec(t, change)
		}
		s.exec(t, `UPDATE job SET run_at = 0 WHERE agency_id = $1 AND kind = 'contact.leave'`)
		s.work(t)
		if s.sms.tried() != 0 || s.waits(t) != 0 {
			t.Errorf("%d were handed over, %d wait", s.sms.tried(), s.waits(t))
		}
	})
}

// TestMessagesAreASmallLook: what waits and how it ended is for those who may read how the person is reached.
func TestMessagesAreASmallLook(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		if _, err := s.Contact.Messages(t.Context(), s.SignIn(s.Shelter.As(account.Admin)), s.hana); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("the administrator: %v", err)
		}
		if list, err := s.Contact.Messages(t.Context(), s.me, s.hana); err != nil || len(list) != 0 {
			t.Errorf("the person: %v, %v", list, err)
		}
		var k []record.Look
		if k = s.looks(t, gate.Read); len(k) == 0 || k[0].Outcome != gate.Allowed {
			t.Errorf("the log says %+v", k)
		}
	})
}
