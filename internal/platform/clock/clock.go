// Package clock is the only place where the house reads the time. Domain code takes a Clock, so that a test can turn it.
package clock

import (
	"sync"
	"time"
)

// A Clock tells the time in UTC, cut to microseconds, which both databases keep exactly.
type Clock func() time.Time

// System is the machine's clock.
func System() Clock {
	return func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
}

// A Hand is a clock that a test sets. It stands still unless Run was called.
type Hand struct {
	mu   sync.Mutex
	at   time.Time
	step time.Duration
}

// At returns a Hand that stands at t.
func At(t time.Time) *Hand { return &Hand{at: t.UTC().Truncate(time.Microsecond)} }

// Now is the Clock of the hand.
func (h *Hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(h.step)
	return h.at
}

// Run lets the hand move on by a microsecond each time it is read. No two moments of a machine's clock are the same either:
// what is written one after the other stands in that order, and a moment that was read before is past.
func (h *Hand) Run() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.step = time.Microsecond
}

// Advance moves the hand on by d.
func (h *Hand) Advance(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

// Set puts the hand at t.
func (h *Hand) Set(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = t.UTC().Truncate(time.Microsecond)
}

// Micros is the stored form of t: microseconds since 1970 in UTC, and 0 for the zero time.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros reads the stored form.
func FromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
