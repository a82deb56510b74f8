package account

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A crowd is the tries at one account on one day, from any number of places.
type crowd struct {
	now   time.Time
	all   count
	near  map[int]count
	own   map[int]count
	looks int // wrong tries that were looked at for their neighbourhood
}

func newCrowd() *crowd {
	return &crowd{now: time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC), near: map[int]count{}, own: map[int]count{}}
}

// try is one try from a neighbourhood, and from a known browser unless own is 0.
func (c *crowd) try(near, own int, right bool) verdict {
	before := tally{all: c.all, near: c.near[near], own: c.own[own], hasOwn: own != 0}
	v := before.judge(right, own != 0, c.now)
	c.all, c.near[near] = v.next.all, v.next.near
	if own != 0 {
		c.own[own] = v.next.own
	}
	if c.all.failures > before.all.failures {
		c.looks++
	}
	return v
}

// TestARightTryIsSeenByNobodyElse: whatever was tried before, what others meet afterwards is what they would have met
// without it.
func TestARightTryIsSeenByNobodyElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		with, without := newCrowd(), newCrowd()
		for range rapid.IntRange(1, 120).Draw(t, "tries") {
			step := time.Duration(rapid.IntRange(0, 1200).Draw(t, "seconds")) * time.Second
			with.now, without.now = with.now.Add(step), without.now.Add(step)
			if rapid.Bool().Draw(t, "owner") {
				with.try(0, rapid.IntRange(0, 1).Draw(t, "marked"), true)
				continue
			}
			near := rapid.IntRange(1, 6).Draw(t, "near")
			a, b := with.try(near, 0, false), without.try(near, 0, false)
			if a.looked != b.looked || with.near[near] != without.near[near] || with.all != without.all {
				t.Fatalf("the owner came, and it shows: %+v, %+v", a, b)
			}
		}
	})
}

// TestTheRightWordsAlwaysComeThrough: at any moment of any flood, a known browser passes at once, and a browser that nobody
// knows passes from a new neighbourhood within an hour, at the second try.
func TestTheRightWordsAlwaysComeThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, places := newCrowd(), rapid.IntRange(1, 400).Draw(t, "places")
		for range rapid.IntRange(0, 600).Draw(t, "tries") {
			c.now = c.now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "seconds")) * time.Second)
			c.try(rapid.IntRange(1, places).Draw(t, "near"), 0, false)
		}
		if !c.try(1, 7, true).passes {
			t.Fatal("a known browser was kept out by others")
		}
		if first := c.try(0, 0, true); first.passes {
			return
		}
		wait := c.near[0].opens.Sub(c.now)
		if wait <= 0 || wait > longestAnywhere {
			t.Fatalf("the wait is %v", wait)
		}
		for range 50 { // the flood goes on meanwhile
			c.try(rapid.IntRange(1, places+100).Draw(t, "near"), 0, false)
		}
		if c.now = c.now.Add(wait); !c.try(0, 0, true).passes {
			t.Fatal("the turn came, and the right words did not pass")
		}
	})
}

// TestAFloodIsBounded: every neighbourhood tries once a minute through a whole day. It is what decision 21 says.
func TestAFloodIsBounded(t *testing.T) {
	const day = 24 * time.Hour
	for _, places := range []int{1, 2, 12, 100, 1000} {
		c := newCrowd()
		for end := c.now.Add(day); c.now.Before(end); c.now = c.now.Add(time.Minute) {
			for near := range places {
				c.try(near, 0, false)
			}
		}
		alone := places * (freeTries + 6 + int(day/longest))
		together := freeAnywhere + int((day+longestAnywhere)/turnEvery) + places*int(day/longestAnywhere)
		if bound := min(alone, together); c.looks > bound {
			t.Errorf("%d places have %d looks a day, at most %d are said", places, c.looks, bound)
		}
		t.Logf("%d places: %d looks", places, c.looks)
	}
}

// TestAKnownBrowserWaitsForItself: whoever holds it guesses no faster than from one place.
func TestAKnownBrowserWaitsForItself(t *testing.T) {
	c, looked := newCrowd(), 0
	for end := c.now.Add(24 * time.Hour); c.now.Before(end); c.now = c.now.Add(10 * time.Second) {
		before := c.own[1].failures
		c.try(1, 1, false)
		if c.own[1].failures > before {
			looked++
		}
	}
	if most := freeTries + 6 + int(24*time.Hour/longest); looked > most {
		t.Errorf("%d tries were looked at, at most %d are said", looked, most)
	}
}
