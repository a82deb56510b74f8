// Package contact is the safe-contact gate: what a person said about how and when they may be reached, and the one
// decision that every outbound message passes.
//
// Law. Nothing is sent by a way that the person did not name, outside the hours they named, after the day on which they
// must be asked again, or while they have paused contact. The default is not to be contacted at all. A message names
// neither the service nor the situation.
package contact

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"

	"github.com/amparo-project/amparo/internal/platform/id"
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
}

// Kind is the kind of a SafeContact; the newest one counts.
const Kind = "contact.safe"

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{{Name: Kind, Compartment: gate.Contact, Body: &SafeContact{}}}
}

// A Reason says why a message may go or not.
type Reason string

const (
	Allowed      Reason = "allowed"
	NotAsked     Reason = "not_asked" // the person named no way
	Paused       Reason = "paused"
	AskAgain     Reason = "ask_again" // what they said is too old to rely on
	OtherChannel Reason = "other_channel"
	OtherDay     Reason = "other_day"
	OtherHour    Reason = "other_hour"
)

// Decide answers whether a message may leave by channel at the moment at. It is pure.
func Decide(c SafeContact, channel Channel, at time.Time) Reason {
	zone, err := zoneOf(c.Zone)
	switch {
	case c.Channel == "" || err != nil:
		return NotAsked
	case c.Paused:
		return Paused
	case c.AskAgain.IsZero() && c.Channel != OwnSpace, !c.AskAgain.IsZero() && !at.Before(c.AskAgain):
		return AskAgain
	case channel == OwnSpace:
		return Allowed
	case channel != c.Channel:
		return OtherChannel
	}
	local := at.In(zone)
	minute, day := local.Hour()*60+local.Minute(), local.Weekday()
	inside := minute >= c.From && minute < c.To
	if c.From > c.To { // across midnight: the early hours belong to the day before
		inside = minute >= c.From || minute < c.To
		if minute < c.To {
			day = (day + 6) % 7
		}
	}
	if !inside {
		return OtherHour
	}
	for _, d := range c.Days {
		if d == day {
			return Allowed
		}
	}
	return OtherDay
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
	known := false
	for _, ch := range Channels() {
		known = known || ch == c.Channel
	}
	_, err := zoneOf(c.Zone)
	switch {
	case !known:
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

// Service keeps what people said.
type Service struct{ records *record.Service }

// New returns the service.
func New(records *record.Service) *Service { return &Service{records} }

// Set keeps what the person says now. What they said before stays as a corrected entry until it is purged.
func (s *Service) Set(ctx context.Context, actor account.Actor, person id.ID, c SafeContact, replaces id.ID, key string, now time.Time) error {
	if err := c.Check(now); err != nil {
		return err
	}
	purpose := gate.Care
	if actor.IsSurvivor() {
		purpose = gate.OwnLife
	}
	_, err := s.records.Write(ctx, actor, person, purpose, gate.Contact, record.Draft{Kind: Kind, Body: &c, Supersedes: replaces, Key: key})
	return err
}
