package store

import (
	"sync"
	"time"
)

// mostCounts bounds how many things a Counts remembers.
const mostCounts = 10_000

// A Counts remembers when the rows of each of many things were counted last (Reader.Recount), so that a look counts them only
// where that was a while ago.
type Counts struct {
	every time.Duration
	mu    sync.Mutex
	last  map[string]time.Time
}

// NewCounts returns an empty one, for counting each thing once in every.
func NewCounts(every time.Duration) *Counts {
	return &Counts{every: every, last: map[string]time.Time{}}
}

// Due runs count where the thing was not counted lately. A count that fails, or that finds something and says so with an
// error, is not remembered: the next look counts again.
func (c *Counts) Due(thing string, now time.Time, count func() error) error {
	c.mu.Lock()
	last, ok := c.last[thing]
	c.mu.Unlock()
	if ok && now.Sub(last).Abs() < c.every {
		return nil
	}
	if err := count(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.last) >= mostCounts {
		clear(c.last)
	}
	c.last[thing] = now
	return nil
}
