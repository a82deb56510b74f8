package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/store"
)

// TestACountThatFailedIsMadeAgain holds that a thing is counted once in a while, and at every look until a count succeeds.
func TestACountThatFailedIsMadeAgain(t *testing.T) {
	c, now, made := store.NewCounts(time.Minute), time.Date(2026, time.March, 14, 9, 0, 0, 0, time.UTC), 0
	count := func(err error) func() error {
		return func() error { made++; return err }
	}
	broken := errors.New("broken")
	for _, step := range []struct {
		after time.Duration
		thing string
		err   error
		made  int
	}{{0, "a", broken, 1}, {0, "a", nil, 2}, {59 * time.Second, "a", broken, 2}, {0, "b", nil, 3}, {time.Second, "a", nil, 4}, {-2 * time.Minute, "a", nil, 5}} {
		now = now.Add(step.after)
		err := c.Due(step.thing, now, count(step.err))
		if made != step.made || made > 1 && err != nil || made == 1 && !errors.Is(err, broken) {
			t.Fatalf("%+v: %d counts, %v", step, made, err)
		}
	}
}
