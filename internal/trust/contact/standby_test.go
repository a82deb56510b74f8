package contact_test

import (
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/trust/contact"
)

// Whoever stands by is asked by the way that was set up, in their language, and is told nothing.
func TestWhoeverStandsByIsToldNothing(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		if err := s.Contact.AskStandby(t.Context(), 3, 12); err != nil || len(s.sms.all())+len(s.mail.all()) != 0 {
			t.Errorf("nobody stands by, and somebody was asked: %v", err)
		}
		for way, address := range map[contact.Channel]string{contact.SMS: "no number", contact.Email: "no address", contact.Call: number, contact.OwnSpace: ""} {
			if err := s.Contact.StandBy(way, address, "en"); err == nil {
				t.Errorf("%s to %q is set up", way, address)
			}
		}
		for _, try := range []struct {
			way           contact.Channel
			address, lang string
			words         string
		}{{contact.SMS, number, "es", "Primero: 3. Luego: 12."}, {contact.Email, mailbox, "en", "First: 3. Then: 12."}} {
			if err := s.Contact.StandBy(try.way, try.address, try.lang); err != nil {
				t.Fatal(err)
			}
			if err := s.Contact.AskStandby(t.Context(), 3, 12); err != nil {
				t.Fatal(err)
			}
			got := s.sms.all()
			if try.way == contact.Email {
				got = s.mail.all()
			}
			if len(got) != 1 || !strings.Contains(got[0].text, try.words) {
				t.Errorf("%s brought %+v", try.way, got)
			}
		}
	})
}
