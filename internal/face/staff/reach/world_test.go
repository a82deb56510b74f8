package reach_test

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

const (
	words  = "quiet river stone"
	number = "+1 202 555 0100"
)

// A pigeon is a gateway for text messages that keeps what it was handed.
type pigeon struct {
	mu   sync.Mutex
	sent []contact.Outgoing
}

func (*pigeon) Channel() contact.Channel { return contact.SMS }

func (p *pigeon) Hand(_ context.Context, m contact.Outgoing) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m)
	return nil
}

// texts are what left.
func (p *pigeon) texts() (list []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.sent {
		list = append(list, m.Text)
	}
	return list
}

// An office is a worker's desk with a person who told how they can be reached.
type office struct {
	*apptest.World
	*pigeon
	pages http.Handler
	desk  *apptest.Client
	ruth  account.Actor
	hana  id.ID
	card  string
	at    string // the person's address
	t     *testing.T
}

func inOffice(t *testing.T, fn func(t *testing.T, o *office)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) { fn(t, newOffice(t, w)) })
}

func newOffice(t *testing.T, w *apptest.World) *office {
	t.Helper()
	o := &office{World: w, pigeon: &pigeon{}, t: t}
	w.Contact.Use(o.pigeon)
	o.pages = w.Pages()
	m := w.Shelter.As(account.Advocate)
	o.ruth = w.SignIn(m)
	o.hana = w.Person(o.ruth, "Hana")
	w.Clock.Advance(time.Second) // what is said later counts
	w.Speaks(o.ruth, o.hana, "es")
	var err error
	if o.card, err = w.Records.Enrol(t.Context(), o.ruth, o.hana, words); err != nil {
		t.Fatal(err)
	}
	ref, err := w.Gate.ReferenceOf(t.Context(), o.ruth, o.hana)
	if err != nil {
		t.Fatal(err)
	}
	o.at, o.desk = "/desk/people/"+ref, w.WorksAs(o.pages, m)
	return o
}

// me is the person, signed in at this moment.
func (o *office) me() account.Actor {
	o.t.Helper()
	s, err := o.Accounts.SignInSurvivor(o.t.Context(), o.card, words)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.Resume(s)
}

// said is what the person said last.
func (o *office) said() (contact.SafeContact, id.ID) {
	o.t.Helper()
	rec, err := o.Records.Read(o.t.Context(), o.me(), o.hana, gate.OwnLife, gate.Contact)
	if err != nil {
		o.t.Fatal(err)
	}
	return contact.Newest(rec.Entries)
}

// says has the person say how they want to be reached: the whole week at any hour, by one way.
func (o *office) says(way contact.Channel, change func(*contact.SafeContact)) {
	o.t.Helper()
	c := contact.SafeContact{Channel: way, Address: number, Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6}, To: 24 * 60, Zone: "America/New_York",
		AskAgain: o.Clock.Now().AddDate(0, 0, 90), CodeWord: "Blue Heron"}
	if change != nil {
		change(&c)
	}
	_, entry := o.said()
	if err := o.Contact.Set(o.t.Context(), o.me(), o.hana, c, entry, "", o.Clock.Now()); err != nil {
		o.t.Fatal(err)
	}
}

// work does the jobs whose time has come.
func (o *office) work() {
	o.t.Helper()
	if _, err := o.Queue.Work(o.t.Context(), o.Shelter.Agency.ID); err != nil {
		o.t.Fatal(err)
	}
}

// sheet is the form in which a worker writes down what the person says, as it is filled.
func (o *office) sheet() url.Values {
	o.t.Helper()
	p := o.desk.Get(o.at + "/reach/says").Page()
	return url.Values{"entry": {p.In("[name=entry]").Attr("value")}, "channel": {"sms"}, "address": {number}, "days": {"tuesday"}, "from": {"10:00"}, "to": {"11:00"},
		"zone": {"America/New_York"}, "code_word": {"Blue Heron"}, "voicemail": {"no"}, "others_see": {"my sister"}, "ask_again": {o.Clock.Now().AddDate(0, 0, 60).Format(time.DateOnly)}}
}
