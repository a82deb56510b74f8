package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Try is one attempt to reach the person. When it was made is when it was written down: nobody can date it back.
type Try struct {
	Way     string `json:"way" keep:"reach_you; D3; closed_2y"` // a code of the safe-contact gate, such as "sms"
	Reached bool   `json:"reached" keep:"reach_you; D3; closed_2y"`
}

// ErrWay says that a try names no way.
var ErrWay = fault.In("way", "plan.error.way")

func (t *Try) check(time.Time) error {
	if empty(t.Way) {
		return ErrWay
	}
	return nil
}

// A Tried is a try with who made it.
type Tried struct {
	Written
	Try
}

func tries(f *folding) []Tried {
	var list []Tried
	for _, e := range f.entries {
		if b, ok := e.Body.(*Try); ok {
			f.used[e.ID] = true
			list = append(list, Tried{written(e), *b})
		}
	}
	return list
}

// A SafeWay says whether somebody may be reached by a way at a moment, by what they had said until then, and what time it
// was where they are. The safe-contact gate answers it.
type SafeWay func(entries []record.Entry, way string, at time.Time) (local time.Time, ok bool)

// How contact is lost (practice map, C4): as many tries, over as many days at least, none answered.
const (
	lostTries = 3
	lostDays  = 30
)

// Lost is the proof that contact was lost, as far as it has come.
type Lost struct {
	Tries []Tried // those that count: by the agreed safe way, on different days, since the last sign of the person
	Days  int     // from the day of the first to the day of the last
}

// Proven reports whether it is enough.
func (l Lost) Proven() bool { return len(l.Tries) >= lostTries && l.Days >= lostDays }

// LostContact counts the tries in the entries of the plan and of the contact compartment. A sign of the person, in any
// compartment that is open, begins the count again: whatever they wrote, a conversation that was agreed in, a try that
// reached them. Days are those of the calendar where the person is, so that a change of the clocks or a leap day shortens
// nothing. Without a way that the person called safe no try counts.
func LostContact(entries []record.Entry, safe SafeWay) Lost {
	var l Lost
	var first, before time.Time
	for i, e := range entries { // oldest first
		if sign(e) {
			l, first, before = Lost{}, time.Time{}, time.Time{}
			continue
		}
		b, ok := e.Body.(*Try)
		if !ok || Paused(entries[:i]).Stops(false) {
			continue
		}
		local, ok := safe(until(entries, e.At), b.Way, e.At)
		if day := date(local); ok && !day.Equal(before) {
			if len(l.Tries) == 0 {
				first = day
			}
			before = day
			l.Tries, l.Days = append(l.Tries, Tried{written(e), *b}), int(day.Sub(first)/(24*time.Hour))
		}
	}
	return l
}

// sign reports whether an entry shows that the person was there.
func sign(e record.Entry) bool {
	if written(e).Own {
		return true
	}
	switch b := e.Body.(type) {
	case *Try:
		return b.Reached
	case *Answer:
		return !b.Agreed.IsZero()
	case *Pause:
		return !b.Agreed.IsZero()
	case *Postponing:
		return !b.Agreed.IsZero()
	}
	return false
}

// until are the entries of a moment or before it.
func until(entries []record.Entry, at time.Time) []record.Entry {
	i := slices.IndexFunc(entries, func(e record.Entry) bool { return e.At.After(at) })
	if i < 0 {
		return entries
	}
	return entries[:i]
}

// date is the calendar day of a local time, as a moment that can be counted from.
func date(local time.Time) time.Time {
	y, m, d := local.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
