package contact_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A life is one person's, in which anything that can happen to a message happens in any order. Whatever a real server is
// handed is judged at that moment, by what the person has said by then.
type life struct {
	*story
	t      *rapid.T
	person id.ID
	wish   contact.SafeContact
	asked  int // messages that may leave
	before int // what had arrived when this life began
	broken []string
}

// TestINV05NothingLeavesOutsideWhatWasSaid is over every sender that there is, both engines, and every order of what people
// say, of pauses, of lost phones, of clocks, and of gateways that fail.
func TestINV05NothingLeavesOutsideWhatWasSaid(t *testing.T) {
	run(t, func(t *testing.T, s *story) {
		rapid.Check(t, func(rt *rapid.T) {
			l := &life{story: s, t: rt, person: s.Person(s.worker, "x"), before: len(s.sms.all()) + len(s.mail.all())}
			s.sms.reached(func() { l.judge(contact.SMS) })
			s.mail.reached(func() { l.judge(contact.Email) })
			s.sms.set(nil)
			s.mail.set(nil)
			l.say()
			steps := map[string]func(){
				"say": l.say, "send": l.send, "soon": l.soon, "work": l.works, "turn": l.clock, "gateway": l.gateway, "flags": l.flags, "lost": l.lost,
			}
			for _, step := range rapid.SliceOfN(rapid.SampledFrom([]string{"say", "send", "send", "send", "soon", "soon", "soon", "work", "work", "work", "turn", "turn", "gateway", "flags", "lost"}), 6, 20).Draw(rt, "steps") {
				steps[step]()
			}
			l.reached()
			l.must(l.Contact.Pause(rt.Context(), s.worker, l.person, true, "")) // what waits of this life does not reach into the next
			got := len(s.sms.all()) + len(s.mail.all()) - l.before
			if len(l.broken) > 0 || got > l.asked {
				rt.Fatalf("%v; %d arrived, %d were to leave", l.broken, got, l.asked)
			}
		})
	})
}

// reached ends a life well: whatever came before, whoever can be written to by day and by night gets what is sent to them on
// a day on which nothing was.
func (l *life) reached() {
	l.sms.set(nil)
	l.Clock.Advance(25 * time.Hour)
	l.worker = l.SignIn(l.Shelter.As("advocate"))
	_, entry := l.now()
	l.must(l.Contact.Set(l.t.Context(), l.worker, l.person, contact.SafeContact{Channel: contact.SMS, Address: number, To: 24 * 60, Zone: "UTC", CodeWord: "heron",
		Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6}, AskAgain: l.Clock.Now().AddDate(0, 0, 20)}, entry, "", l.Clock.Now()))
	l.must(l.Contact.Children(l.t.Context(), l.worker, l.person, false, ""))
	l.must(l.Contact.Pause(l.t.Context(), l.worker, l.person, false, ""))
	l.wish, _ = l.now()
	before := len(l.sms.all())
	sent, err := l.Contact.Send(l.t.Context(), l.worker, l.person, contact.Message{Template: contact.MessageWaiting})
	l.must(err)
	if sent.Reason != contact.Allowed || sent.Goes.Before(l.Clock.Now()) {
		l.t.Fatalf("nothing leaves: %+v, %+v at %v", sent, l.wish, l.Clock.Now())
	}
	l.asked++
	l.Clock.Set(sent.Goes)
	l.works()
	if len(l.sms.all()) == before {
		l.t.Fatalf("nothing arrives: %+v, %+v", sent, l.wish)
	}
}

// judge is called by a server that has been handed a message and has not answered.
func (l *life) judge(by contact.Channel) {
	if why := contact.Decide(l.wish, by, l.Clock.Now()); why != contact.Allowed {
		l.broken = append(l.broken, fmt.Sprintf("by %s at %v, though %s: %+v", by, l.Clock.Now(), why, l.wish))
	}
}

func (l *life) must(err error) {
	if err != nil {
		l.t.Fatal(err)
	}
}

// now is what the record holds.
func (l *life) now() (contact.SafeContact, id.ID) {
	rec, err := l.Records.Read(l.t.Context(), l.worker, l.person, gate.Care, gate.Contact)
	l.must(err)
	return contact.Newest(rec.Entries)
}

// say writes a new wish: by the service, or as any package could that writes entries.
func (l *life) say() {
	t := l.t
	c := contact.SafeContact{Channel: rapid.SampledFrom([]contact.Channel{contact.SMS, contact.Email, contact.SMS, contact.Email, contact.Call, contact.OwnSpace, ""}).Draw(t, "channel"), Address: number,
		Days:      rapid.SliceOfNDistinct(rapid.SampledFrom([]time.Weekday{0, 1, 2, 3, 4, 5, 6}), 1, 7, rapid.ID).Draw(t, "days"),
		From:      rapid.IntRange(0, 23).Draw(t, "from") * 60,
		To:        rapid.IntRange(0, 24).Draw(t, "to")*60 + 1,
		Zone:      rapid.SampledFrom([]string{"UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"}).Draw(t, "zone"),
		AskAgain:  l.Clock.Now().Add(time.Duration(rapid.IntRange(1, 24*20).Draw(t, "ask again")) * time.Hour),
		OthersSee: rapid.SampledFrom([]string{"", "nobody"}).Draw(t, "others see"), CodeWord: "heron"}
	if c.Channel == contact.Email {
		c.Address = mailbox
	}
	c.To = min(c.To, 24*60)
	if rapid.Bool().Draw(t, "day and night") {
		c.From, c.To, c.Days = 0, 24*60, []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	}
	_, entry := l.now()
	if rapid.Bool().Draw(t, "by another door") {
		_, err := l.Records.Write(t.Context(), l.worker, l.person, gate.Care, gate.Contact, record.Draft{Kind: contact.Kind, Body: &c, Supersedes: entry})
		l.must(err)
	} else {
		l.must(l.Contact.Set(t.Context(), l.worker, l.person, c, entry, "", l.Clock.Now()))
	}
	l.wish, _ = l.now()
}

func (l *life) flags() {
	on := rapid.Bool().Draw(l.t, "on")
	switch rapid.IntRange(0, 3).Draw(l.t, "flag") {
	case 0:
		l.must(l.Contact.AskFirst(l.t.Context(), l.worker, l.person, ""))
	case 1:
		l.must(l.Contact.Children(l.t.Context(), l.worker, l.person, on, ""))
	default:
		l.must(l.Contact.Pause(l.t.Context(), l.worker, l.person, on, ""))
	}
	l.wish, _ = l.now()
}

func (l *life) lost() {
	_ = l.Contact.LostPhone(l.t.Context(), l.worker, l.person, rapid.SampledFrom([]string{"heron", "crane"}).Draw(l.t, "word"))
	l.wish, _ = l.now()
}

func (l *life) send() {
	m := contact.Message{Template: rapid.SampledFrom(contact.Templates()).Draw(l.t, "template")}
	if m.Template.Dated() {
		m.When = l.Clock.Now().Add(time.Duration(rapid.IntRange(-1, 200).Draw(l.t, "in hours")) * time.Hour)
	}
	sent, err := l.Contact.Send(l.t.Context(), l.worker, l.person, m)
	l.must(err)
	if sent.Reason == contact.Allowed {
		l.asked++
		for _, at := range []time.Time{sent.Goes, sent.Until.Add(-1), sent.Until.Add(30*time.Second - 1)} { // a hand-over takes up to half a minute
			if why := contact.Decide(l.wish, sent.Channel, at); why != contact.Allowed {
				l.broken = append(l.broken, fmt.Sprintf("planned for %v, though %s", at, why))
			}
		}
	} else if why := contact.Decide(l.wish, l.wish.Channel, l.Clock.Now()); sent.Reason != why && why != contact.Allowed && why != contact.OtherDay && why != contact.OtherHour {
		l.broken = append(l.broken, fmt.Sprintf("%s, and the worker is told %s", why, sent.Reason))
	}
}

// soon sends while the job is near.
func (l *life) soon() {
	l.send()
	l.Clock.Advance(time.Duration(rapid.IntRange(0, 60).Draw(l.t, "seconds")) * time.Second)
	l.works()
}

func (l *life) works() {
	_, _ = l.Queue.Work(l.t.Context(), l.Shelter.Agency.ID) // a gateway that fails is a job that fails
	if rapid.Bool().Draw(l.t, "sweep") {
		l.must(l.Contact.Sweep(l.t.Context(), l.Shelter.Agency.ID))
	}
}

func (l *life) clock() {
	minutes := rapid.OneOf(rapid.IntRange(1, 90), rapid.IntRange(1, 24*60), rapid.IntRange(1, 4*24*60)).Draw(l.t, "minutes")
	l.Clock.Advance(time.Duration(minutes) * time.Minute)
	l.worker = l.SignIn(l.Shelter.As("advocate"))
}

func (l *life) gateway() {
	var answer func(int) error
	switch rapid.IntRange(0, 3).Draw(l.t, "answer") {
	case 1:
		answer = func(int) error { return httpStatus(503) } // a mail server answers any error with "not now"
	case 2:
		answer = func(try int) error {
			if try%2 == 0 {
				return errTookIt
			}
			return nil
		}
	}
	l.sms.set(answer)
	l.mail.set(answer)
}
