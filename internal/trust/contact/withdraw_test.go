package contact_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestINV05AChangeCountsFromThatSecond: whatever changes what the person said, by whatever door, ends what waits, and
// nothing of it leaves any more.
func TestINV05AChangeCountsFromThatSecond(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		later := func(c *contact.SafeContact) { c.From, c.To = 0, 24*60 }
		for name, change := range map[string]func(ctx context.Context, c contact.SafeContact, entry id.ID) error{
			"another way": func(ctx context.Context, c contact.SafeContact, entry id.ID) error {
				c.Channel, c.Address = contact.Email, mailbox
				return s.Contact.Set(ctx, s.me, s.hana, c, entry, "", s.Clock.Now())
			},
			"the same again": func(ctx context.Context, c contact.SafeContact, entry id.ID) error {
				return s.Contact.Set(ctx, s.worker, s.hana, c, entry, "", s.Clock.Now())
			},
			"a pause": func(ctx context.Context, _ contact.SafeContact, _ id.ID) error {
				return s.Contact.Pause(ctx, s.me, s.hana, true, "")
			},
			"ask first": func(ctx context.Context, _ contact.SafeContact, _ id.ID) error {
				return s.Contact.AskFirst(ctx, s.worker, s.hana, "")
			},
			"the rules for children": func(ctx context.Context, _ contact.SafeContact, _ id.ID) error {
				return s.Contact.Children(ctx, s.worker, s.hana, true, "")
			},
			"a lost phone": func(ctx context.Context, _ contact.SafeContact, _ id.ID) error {
				return s.Contact.LostPhone(ctx, s.worker, s.hana, "blue heron")
			},
			"an entry by another door": func(ctx context.Context, c contact.SafeContact, entry id.ID) error {
				_, err := s.Records.Write(ctx, s.worker, s.hana, gate.Care, gate.Contact, record.Draft{Kind: contact.Kind, Body: &contact.SafeContact{}, Supersedes: entry})
				return err
			},
			"a person who leaves": func(ctx context.Context, _ contact.SafeContact, _ id.ID) error {
				return s.Gate.Open(ctx, gate.Request{Actor: s.worker, Action: gate.Write, Purpose: gate.Care, Person: s.hana, Compartments: []gate.Compartment{gate.Plan}}, s.Contact.Withdraw)
			},
		} {
			s.turn(t, 25*time.Hour)
			s.fresh(t, later)
			sent := s.send(t, contact.Allowed)
			c, entry := s.said(t)
			if err := change(t.Context(), c, entry); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if s.waits(t) != 0 {
				t.Errorf("%s: it still waits", name)
			}
			s.work(t)
			if fate := s.fate(t, sent.ID); fate != contact.Withdrawn {
				t.Errorf("%s: it ended as %q", name, fate)
			}
		}
		if s.sms.tried()+s.mail.tried() != 0 {
			t.Error("something left")
		}
	})
}

// fresh has the worker write down a new wish, with no pause and nothing else in its way.
func (s *story) fresh(t testing.TB, change func(*contact.SafeContact)) {
	t.Helper()
	if err := errors.Join(s.Contact.Pause(t.Context(), s.worker, s.hana, false, ""), s.Contact.Children(t.Context(), s.worker, s.hana, false, "")); err != nil {
		t.Fatal(err)
	}
	_, entry := s.said(t)
	if err := s.Contact.Set(t.Context(), s.worker, s.hana, s.always(change), entry, "", s.Clock.Now()); err != nil {
		t.Fatal(err)
	}
}

// TestAChangeThatFailsChangesNothing: a pause that is not kept does not empty the outbox either.
func TestAChangeThatFailsChangesNothing(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		_, entry := s.said(t)
		s.says(t, nil)
		s.send(t, contact.Allowed)
		if err := s.Contact.Set(t.Context(), s.me, s.hana, s.always(nil), entry, "", s.Clock.Now()); !errors.Is(err, record.ErrSuperseded) {
			t.Errorf("a correction of something corrected: %v", err)
		}
		if s.waits(t) != 1 {
			t.Error("the outbox was emptied by a change that was refused")
		}
	})
}

// TestWhatIsBeingHandedOverCannotBeCalledBack, and the person's log says that it left.
func TestWhatIsBeingHandedOverCannotBeCalledBack(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		sent := s.send(t, contact.Allowed)
		s.sms.reached(func() {
			if err := s.Contact.Pause(context.WithoutCancel(t.Context()), s.me, s.hana, true, ""); err != nil {
				t.Error(err)
			}
			if s.fate(t, sent.ID) != contact.Perhaps {
				t.Errorf("while it is handed over: %s", s.fate(t, sent.ID))
			}
		})
		s.work(t)
		s.sms.reached(nil)
		if s.fate(t, sent.ID) != contact.Gone || s.looks(t, gate.Message)[0].Reason != "sent" {
			t.Errorf("it ended as %s", s.fate(t, sent.ID))
		}
		// One that the gateway does not take now is not tried again after a pause.
		if err := s.Contact.Pause(t.Context(), s.me, s.hana, false, ""); err != nil {
			t.Fatal(err)
		}
		s.sms.set(func(int) error { return httpStatus(503) })
		s.send(t, contact.Allowed)
		s.sms.reached(func() {
			if err := s.Contact.Pause(context.WithoutCancel(t.Context()), s.me, s.hana, true, ""); err != nil {
				t.Error(err)
			}
		})
		s.work(t)
		s.sms.reached(nil)
		s.sms.set(nil)
		tried := s.sms.tried()
		for range 4 {
			s.Clock.Advance(5 * time.Minute)
			s.work(t)
		}
		if s.sms.tried() != tried {
			t.Error("it was tried again after the pause")
		}
	})
}

// TestErasingLeavesNothingToSend: nothing is left of how a person was reached, nor of what went to them.
func TestErasingLeavesNothingToSend(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		s.send(t, contact.Allowed)
		s.work(t)
		s.send(t, contact.Allowed)
		_ = s.Contact.LostPhone(t.Context(), s.worker, s.hana, "wrong")
		if err := s.Records.Erase(t.Context(), s.me, s.hana); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{`SELECT count(*) FROM contact_message WHERE agency_id = $1`, `SELECT count(*) FROM contact_end WHERE agency_id = $1`, `SELECT count(*) FROM contact_try WHERE agency_id = $1`} {
			if n := s.count(t, table); n != 0 {
				t.Errorf("%d rows: %s", n, table)
			}
		}
		s.work(t)
		if s.sms.tried() != 1 {
			t.Error("something left after the erasure")
		}
		if _, err := s.Contact.Send(t.Context(), s.worker, s.hana, contact.Message{Template: contact.Hello}); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("sending to somebody erased: %v", err)
		}
	})
}

// TestWhatSayingAnewLifts: neither a pause nor the rules for children; and "ask me first" only when a worker writes it down.
func TestWhatSayingAnewLifts(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		ctx := t.Context()
		s.says(t, func(c *contact.SafeContact) { c.OthersSee = "nobody" })
		if err := errors.Join(s.Contact.Pause(ctx, s.me, s.hana, true, ""), s.Contact.Children(ctx, s.worker, s.hana, true, ""), s.Contact.AskFirst(ctx, s.me, s.hana, "")); err != nil {
			t.Fatal(err)
		}
		s.says(t, nil)
		if c, _ := s.said(t); !c.Paused || !c.Child || !c.AskFirst {
			t.Errorf("after the person said it anew: %+v", c)
		}
		_, entry := s.said(t)
		if err := s.Contact.Set(ctx, s.worker, s.hana, s.always(nil), entry, "", s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if c, _ := s.said(t); !c.Paused || !c.Child || c.AskFirst {
			t.Errorf("after a worker wrote it down: %+v", c)
		}
		if err := s.Contact.Children(ctx, s.me, s.hana, false, ""); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("a child ends the rules: %v", err)
		}
		if err := errors.Join(s.Contact.Pause(ctx, s.me, s.hana, false, ""), s.Contact.Children(ctx, s.worker, s.hana, false, "")); err != nil {
			t.Fatal(err)
		}
		s.send(t, contact.Allowed)
	})
}

// TestTheRulesForChildrenHold, whether the wish itself says so or another entry of the person does.
func TestTheRulesForChildrenHold(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		night := time.Date(2026, 3, 18, 1, 0, 0, 0, time.UTC) // nine in the evening in New York
		s.turn(t, night.Sub(s.Clock.Now()))
		s.says(t, nil)
		if sent := s.send(t, contact.Allowed); sent.Waits {
			t.Errorf("a grown-up's goes at %v", sent.Goes)
		}
		strict, err := contact.New(contact.Parts{DB: s.DB, Gate: s.Gate, Records: s.Records, About: func([]record.Entry) contact.About { return contact.About{Child: true} }})
		if err != nil {
			t.Fatal(err)
		}
		if sent, err := strict.Send(t.Context(), s.worker, s.hana, contact.Message{Template: contact.Hello}); err != nil || sent.Reason != contact.ChildAsk {
			t.Errorf("known elsewhere: %+v, %v", sent, err)
		}
		if err := s.Contact.Children(t.Context(), s.worker, s.hana, true, ""); err != nil {
			t.Fatal(err)
		}
		s.send(t, contact.ChildAsk)
		s.says(t, func(c *contact.SafeContact) { c.OthersSee = "nobody" })
		if sent := s.send(t, contact.Allowed); !sent.Goes.Equal(time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)) {
			t.Errorf("a child's goes at %v", sent.Goes)
		}
	})
}

// TestWhoMayStopIt: the person, their worker and who stands in; nobody else.
func TestWhoMayStopIt(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		s.says(t, nil)
		for _, role := range []account.Role{account.Admin, account.PrivacyOfficer, account.ShelterManager} {
			a := s.SignIn(s.Shelter.As(role))
			for name, err := range map[string]error{
				"pause": s.Contact.Pause(t.Context(), a, s.hana, true, ""), "ask first": s.Contact.AskFirst(t.Context(), a, s.hana, ""),
				"children": s.Contact.Children(t.Context(), a, s.hana, true, ""), "set": s.Contact.Set(t.Context(), a, s.hana, contact.SafeContact{}, id.ID{}, "", s.Clock.Now()),
			} {
				if !errors.Is(err, gate.ErrRefused) {
					t.Errorf("%s, %s: %v", role, name, err)
				}
			}
		}
		s.send(t, contact.Allowed)
	})
}
