package contact

import (
	"slices"
	"strings"
	"time"
)

// A Reason says why a message may go or not. Each has words for the worker who asked.
type Reason string

const (
	Allowed      Reason = "allowed"
	NotAsked     Reason = "not_asked" // the person named no way
	Paused       Reason = "paused"
	AskFirst     Reason = "ask_first" // the person is asked before anything goes
	AskAgain     Reason = "ask_again" // what they said is too old to rely on
	ChildAsk     Reason = "child_ask" // a child was not asked who else sees it
	OtherChannel Reason = "other_channel"
	OtherDay     Reason = "other_day"
	OtherHour    Reason = "other_hour"
	WordFirst    Reason = "word_first"   // nothing is said before the code word is heard
	NoVoicemail  Reason = "no_voicemail" // nothing is left on a machine
)

// Children, and everybody of whom it is not known that they are grown up, are reached by day only, whatever hours were
// named: minutes after midnight.
const (
	childFrom = 8 * 60
	childTo   = 20 * 60
)

// Decide answers whether a message may leave by channel at the moment at. It is pure.
func Decide(c SafeContact, channel Channel, at time.Time) Reason {
	zone, err := zoneOf(c.Zone)
	if err != nil {
		return NotAsked
	}
	return decide(c, channel, at, zone)
}

func decide(c SafeContact, channel Channel, at time.Time, zone *time.Location) Reason {
	switch {
	case c.Channel == "":
		return NotAsked
	case c.Paused:
		return Paused
	case c.AskFirst:
		return AskFirst
	case c.AskAgain.IsZero() && c.Channel != OwnSpace, !c.AskAgain.IsZero() && !at.Before(c.AskAgain):
		return AskAgain
	case channel == OwnSpace:
		return Allowed
	case channel != c.Channel:
		return OtherChannel
	case c.Child && strings.TrimSpace(c.OthersSee) == "":
		return ChildAsk
	}
	return inHours(c, at.In(zone))
}

// inHours answers for a moment on the person's own clock.
func inHours(c SafeContact, local time.Time) Reason {
	minute, day := local.Hour()*60+local.Minute(), local.Weekday()
	inside := minute >= c.From && minute < c.To
	if c.From > c.To { // across midnight: the early hours belong to the day before
		inside = minute >= c.From || minute < c.To
		if minute < c.To {
			day = (day + 6) % 7
		}
	}
	switch {
	case !inside, c.Child && (minute < childFrom || minute >= childTo):
		return OtherHour
	case !slices.Contains(c.Days, day):
		return OtherDay
	}
	return Allowed
}

// A Line is what a telephone call has reached.
type Line string

const (
	Somebody Line = "somebody" // a voice, whoever it is
	Known    Line = "known"    // a voice that has said the code word
	Machine  Line = "machine"  // voicemail
)

// DecideCall answers whether anything may be said to a line that a call at the moment at has reached. It is pure.
func DecideCall(c SafeContact, line Line, at time.Time) Reason {
	why := Decide(c, Call, at)
	switch {
	case why != Allowed:
		return why
	case line == Machine && (!c.Voicemail || c.Child):
		return NoVoicemail
	case line == Somebody && squeezed(c.CodeWord) != "", line != Somebody && line != Known && line != Machine:
		return WordFirst
	}
	return Allowed
}

// horizon is how far ahead a permitted moment is looked for: a weekly hour that a change of clocks leaves out comes a week
// later.
const horizon = 15 * 24 * time.Hour

// NextAllowed returns the moments between which a message that is asked for at from may leave by channel: begin is the
// first permitted moment at or after from, and end the first after it that is not. Where there is none, why says what
// stands against it. It is pure.
//
// Every moment at which an answer changes is a whole minute of the person's clock or the day to ask again, so the minutes
// are tried one by one: that is right for every zone and every change of clocks.
func NextAllowed(c SafeContact, channel Channel, from time.Time) (begin, end time.Time, why Reason) {
	zone, err := zoneOf(c.Zone)
	if err != nil {
		return begin, end, NotAsked
	}
	last := from.Add(horizon)
	begin = from
	for why = decide(c, channel, begin, zone); why != Allowed; why = decide(c, channel, begin, zone) {
		begin = nextMinute(begin)
		if (why != OtherDay && why != OtherHour) || begin.After(last) {
			return time.Time{}, time.Time{}, why
		}
	}
	for end = nextMinute(begin); decide(c, channel, end, zone) == Allowed && end.Sub(begin) < 24*time.Hour; {
		end = nextMinute(end)
	}
	if !c.AskAgain.IsZero() && c.AskAgain.Before(end) {
		end = c.AskAgain
	}
	return begin, end, Allowed
}

func nextMinute(t time.Time) time.Time { return t.Truncate(time.Minute).Add(time.Minute) }
