package reach_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestTheVeryTextThatLeaves: what the page shows, in the person's language, is what the gateway is handed, and nothing of
// the house or the person stands in it.
func TestTheVeryTextThatLeaves(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.Clock.Run() // as a machine's does: the moment at which the request began is past when it is decided
		o.says(contact.SMS, nil)
		day := o.Clock.Now().AddDate(0, 0, 2).Format(time.DateOnly)
		for template, typed := range map[contact.Template]url.Values{
			contact.MessageWaiting: {}, contact.DateReminder: {"day": {day}, "hour": {"10:00"}},
		} {
			typed.Set("template", string(template))
			shown := o.desk.Post(o.at+"/reach/text", typed)
			page := shown.Page()
			page.HasText("Español")
			page.HasText("Now: this is a time they named.")
			send := url.Values{"key": {page.In("form[action="+o.at+"/reach/text/send]", "[name=key]").Attr("value")}}
			for _, name := range []string{"template", "day", "hour"} {
				send.Set(name, page.In("form[action="+o.at+"/reach/text/send]", "[name="+name+"]").Attr("value"))
			}
			before := len(o.texts())
			for range 2 { // sent twice, it goes once
				if a := o.desk.Post(o.at+"/reach/text/send", send); a.To != o.at+"/reach?went=allowed" {
					t.Fatalf("sending: %d %q", a.Code, a.To)
				}
			}
			o.work()
			if n := len(o.texts()); n != before+1 {
				t.Fatalf("%d messages left", n-before)
			}
			left := o.texts()[before]
			page.HasText(left)
			if found := contact.Telling("es", left); len(found) > 0 || strings.Contains(left, "Hana") {
				t.Errorf("the text tells %v: %q", found, left)
			}
		}
		o.desk.Get(o.at + "/reach?went=allowed").Page().HasText("It was sent.")
	})
}

// TestWhatWaitsAndWhatNeverGoes: outside the hours it waits, and the page says until when; what stands against it is said
// beforehand and again when it is tried all the same.
func TestWhatWaitsAndWhatNeverGoes(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		later := o.Clock.Now().UTC().Add(2 * time.Hour)
		o.says(contact.SMS, func(c *contact.SafeContact) { c.Zone, c.From, c.To = "UTC", later.Hour()*60, later.Hour()*60+60 })
		o.desk.Post(o.at+"/reach/text", url.Values{"template": {"hello"}}).Page().HasText("It waits, and leaves between")
		if a := o.desk.Post(o.at+"/reach/text/send", url.Values{"template": {"hello"}}); a.To != o.at+"/reach?went=waits" {
			t.Fatalf("it ends with %q", a.To)
		}
		o.work()
		if len(o.texts()) != 0 {
			t.Fatal("it left before its time")
		}
		o.desk.Get(o.at + "/reach").Page().HasText("It waits for the next time that they allow.")
		for _, one := range []struct {
			why    contact.Reason
			change func(*contact.SafeContact)
		}{
			{contact.ByHand, func(c *contact.SafeContact) { c.Channel = contact.Call }},
			{contact.NotHere, func(c *contact.SafeContact) { c.Channel, c.Address = contact.Email, "hana@example.org" }},
			{contact.BadAddress, func(c *contact.SafeContact) { c.Address = "the shop" }},
			{contact.AskFirst, func(c *contact.SafeContact) { c.AskFirst = true }}, // stays until a worker has asked
		} {
			why := one.why
			o.says(contact.SMS, one.change)
			shown := o.desk.Post(o.at+"/reach/text", url.Values{"template": {"hello"}}).Page()
			if shown.Count("form[action="+o.at+"/reach/text/send]") != 0 {
				t.Errorf("%s: it can be sent", why)
			}
			a := o.desk.Post(o.at+"/reach/text/send", url.Values{"template": {"hello"}})
			if a.To != o.at+"/reach?went="+string(why) {
				t.Errorf("%s: it ends with %q", why, a.To)
			}
			o.desk.Get(a.To).Page().HasText("It does not go")
		}
		o.work()
		if len(o.texts()) != 0 {
			t.Error("something left")
		}
	})
}

// TestTextsThatCannotBeMeant: no words of one's own, a day where there is none, one that does not exist, ten megabytes, a form
// with more than it has, somebody else's person.
func TestTextsThatCannotBeMeant(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.says(contact.SMS, nil)
		for name, typed := range map[string]url.Values{
			"no text": {}, "one's own": {"template": {"come to the shelter"}}, "a day too much": {"template": {"hello"}, "day": {"2026-04-01"}},
			"no day": {"template": {"date_reminder"}}, "a day that is none": {"template": {"date_reminder"}, "day": {"2026-02-30"}, "hour": {"10:00"}},
			"no hour": {"template": {"date_reminder"}, "day": {"2026-04-01"}}, "a field too much": {"template": {"hello"}, "text": {"<b>"}},
		} {
			if a := o.desk.Post(o.at+"/reach/text", typed); a.Code != http.StatusUnprocessableEntity || a.Page().Count(".govuk-error-summary") != 1 {
				t.Errorf("%s: %d", name, a.Code)
			}
			if a := o.desk.Post(o.at+"/reach/text/send", typed); a.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s, sent: %d", name, a.Code)
			}
		}
		if a := o.desk.Post(o.at+"/reach/text", url.Values{"template": {strings.Repeat("x", 10<<20)}}); a.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("ten megabytes: %d", a.Code)
		}
		stranger := o.WorksAs(o.pages, o.Clinic.As(account.Clinician))
		for _, at := range []string{o.at, "/desk/people/" + id.Reference()} {
			if a := stranger.Post(at+"/reach/text/send", url.Values{"template": {"hello"}}); a.Code != http.StatusNotFound {
				t.Errorf("another agency: %d", a.Code)
			}
		}
		o.work()
		if len(o.texts()) != 0 {
			t.Error("something left")
		}
	})
}

// TestWhatThePersonSaysNow: a worker who asked writes it down, which ends "ask me first"; a pause and the rules for children
// stay; a form that is out of date shows both; sent twice it is one entry; what cannot be kept to comes back as typed.
func TestWhatThePersonSaysNow(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.says(contact.SMS, func(c *contact.SafeContact) { c.AskFirst, c.Child = true, true })
		stale, typed := o.sheet(), o.sheet()
		bad := o.sheet()
		bad.Set("to", "10:00")
		a := o.desk.Post(o.at+"/reach/says", bad)
		if a.Code != http.StatusUnprocessableEntity || a.Page().In("[name=others_see]").Text() != "my sister" {
			t.Fatalf("an hour that is none: %d", a.Code)
		}
		typed.Set("key", id.Reference())
		for range 2 {
			if a := o.desk.Post(o.at+"/reach/says", typed); a.To != o.at+"/reach?done=reach_said" {
				t.Fatalf("writing it down: %d\n%s", a.Code, a.Page().Text())
			}
		}
		c, _ := o.said()
		if c.AskFirst || !c.Child || c.From != 600 || c.To != 660 || len(c.Days) != 1 || c.Days[0] != time.Tuesday || c.OthersSee != "my sister" {
			t.Errorf("kept: %+v", c)
		}
		stale.Set("address", "+1 202 555 0199")
		if a := o.desk.Post(o.at+"/reach/says", stale); a.Code != http.StatusConflict || a.Page().In("[name=address]").Attr("value") != "+1 202 555 0199" {
			t.Errorf("a form that is out of date: %d", a.Code)
		}
		if c, _ := o.said(); c.Address != number {
			t.Errorf("it wrote over what is newer: %+v", c)
		}
		looks, err := o.Records.Looks(t.Context(), o.me(), o.hana, 1<<62)
		if err != nil {
			t.Fatal(err)
		}
		writes := func(k record.Look) bool { return k.Action == gate.Write && !k.Own && k.Outcome == gate.Allowed }
		n := 0
		for _, k := range looks {
			if writes(k) && len(k.Compartments) == 1 && k.Compartments[0] == gate.Contact {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the person reads of %d writings", n)
		}
	})
}

// TestOnePageIsOneLook: the side about reaching somebody leaves one line in who looked, and how messages stand is told to
// nobody who does not work with the person.
func TestOnePageIsOneLook(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.says(contact.SMS, nil)
		before := len(o.log())
		o.desk.Get(o.at + "/reach")
		if n := len(o.log()) - before; n != 1 {
			t.Errorf("one page left %d lines", n)
		}
		for _, stranger := range []account.Role{account.ShelterManager, account.Admin, account.PrivacyOfficer} {
			if _, err := o.Contact.MessagesOf(t.Context(), o.SignIn(o.Shelter.As(stranger)), o.hana); err == nil {
				t.Errorf("a %s reads how messages stand", stranger)
			}
		}
		other := o.Person(o.ruth, "Lena")
		if _, err := o.Contact.MessagesOf(t.Context(), o.me(), other); err == nil {
			t.Error("somebody reads how messages to another person stand")
		}
	})
}
