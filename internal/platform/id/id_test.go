package id_test

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"pgregory.net/rapid"
)

// TestIDsSortAsTheyWereMade: what was made in a later microsecond sorts after, in text as the databases compare it.
func TestIDsSortAsTheyWereMade(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at := time.UnixMicro(rapid.Int64Range(0, 1<<50).Draw(rt, "at"))
		later := at.Add(time.Duration(rapid.Int64Range(1, 5000).Draw(rt, "microseconds")) * time.Microsecond)
		if a, b := id.New(at).String(), id.New(later).String(); a >= b {
			rt.Fatalf("%s of %v does not sort before %s of %v", a, at, b, later)
		}
	})
}
