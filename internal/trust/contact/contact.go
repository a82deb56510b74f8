package contact

import (
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Channel is a way to reach somebody.
type Channel string

const (
	OwnSpace Channel = "own_space" // only a note that waits in the person's own space
	SMS      Channel = "sms"
	Call     Channel = "call"
	Email    Channel = "email"
	Visit    Channel = "in_person"
)

// Channels lists them all, the quietest first.
func Channels() []Channel { return []Channel{OwnSpace, SMS, Call, Email, Visit} }

// A SafeContact is what the person said. The zero value means: do not contact me.
type SafeContact struct {
	Channel   Channel        `json:"channel" keep:"reach_you; D4; contact_30d"`
	Address   string         `json:"address" keep:"reach_you; D4; contact_30d"` // number or address for the channel
	Days      []time.Weekday `json:"days" keep:"reach_you; D4; contact_30d"`
	From      int            `json:"from" keep:"reach_you; D4; contact_30d"` // minutes after midnight in Zone
	To        int            `json:"to" keep:"reach_you; D4; contact_30d"`   // minutes after midnight; before From when it crosses midnight
	Zone      string         `json:"zone" keep:"reach_you; D4; contact_30d"` // IANA name
	CodeWord  string         `json:"code_word" keep:"know_its_you; D4; contact_30d"`
	Voicemail bool           `json:"voicemail" keep:"reach_you; D4; contact_30d"`
	OthersSee string         `json:"others_see" keep:"reach_you; D4; contact_30d"` // who else may see or hear it, in the person's words
	AskAgain  time.Time      `json:"ask_again" keep:"reach_you; D4; contact_30d"`  // from then on nothing is sent until the person was asked
	Paused    bool           `json:"paused" keep:"reach_you; D4; contact_30d"`
	AskFirst  bool           `json:"ask_first" keep:"reach_you; D4; contact_30d"` // nothing is sent until somebody has asked the person
	Child     bool           `json:"child" keep:"reach_you; D4; contact_30d"`     // under 18, or nobody knows: the rules for children hold
}

// Kind is the kind of a SafeContact; the newest one counts.
const Kind = "contact.safe"

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{{Name: Kind, Compartment: gate.Contact, Body: &SafeContact{}}}
}

// zoneOf loads a time zone by its name. "Local" is the machine's, which says nothing about the person.
func zoneOf(name string) (*time.Location, error) {
	if name == "Local" {
		return nil, ErrZone
	}
	return time.LoadLocation(name)
}

// Faults about one field of the form.
var (
	ErrChannel = fault.In("channel", "contact.error.channel")
	ErrAddress = fault.In("address", "contact.error.address")
	ErrDays    = fault.In("days", "contact.error.days")
	ErrHours   = fault.In("from", "contact.error.hours")
	ErrZone    = fault.In("zone", "contact.error.zone")
	ErrAgain   = fault.In("ask_again", "contact.error.ask_again")
)

// longest is how long what somebody said about safe contact can be relied on before they are asked again.
const longest = 180 * 24 * time.Hour

// Check refuses what could not be kept to.
func (c SafeContact) Check(now time.Time) error {
	if c.Channel == "" || c.Channel == OwnSpace {
		return nil
	}
	_, err := zoneOf(c.Zone)
	switch {
	case !slices.Contains(Channels(), c.Channel):
		return ErrChannel
	case strings.TrimSpace(c.Address) == "":
		return ErrAddress
	case len(c.Days) == 0 || slices.ContainsFunc(c.Days, func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday }):
		return ErrDays
	case c.From < 0 || c.To > 24*60 || c.From == c.To || c.From >= 24*60 || c.To < 0:
		return ErrHours
	case err != nil || c.Zone == "":
		return ErrZone
	case !c.AskAgain.After(now) || c.AskAgain.After(now.Add(longest)):
		return ErrAgain
	}
	return nil
}

// Newest returns what the person said last, and the entry that holds it.
func Newest(entries []record.Entry) (SafeContact, id.ID) {
	var c SafeContact
	var entry id.ID
	for _, e := range entries { // oldest first
		if b, ok := e.Body.(*SafeContact); ok {
			c, entry = *b, e.ID
		}
	}
	return c, entry
}
