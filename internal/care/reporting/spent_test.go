package reporting

import (
	"encoding/binary"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever comes in whichever order, no proof counts twice while its salt could be shown again, and the memory is bounded.
func TestNoProofCountsTwiceAndTheMemoryIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s spent
		counted := map[mark]bool{}
		now := date("2026-11-25")
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "seconds")) * time.Second)
			issued := now.Unix() - int64(rapid.IntRange(0, 119).Draw(t, "age"))
			var m mark
			binary.BigEndian.PutUint64(m[:], uint64(issued)) // a salt carries its second, and so does its mark
			m[15] = byte(rapid.IntRange(0, 2).Draw(t, "which"))
			if s.first(m, issued, now) {
				if counted[m] {
					t.Fatal("a proof counted twice")
				}
				counted[m] = true
			}
		}
	})
	var s spent
	now := date("2026-11-25")
	for n := range 3 * mostSpent {
		var m mark
		binary.BigEndian.PutUint32(m[:], uint32(n))
		s.first(m, now.Unix(), now)
		if len(s.marks) > mostSpent {
			t.Fatalf("%d marks are in memory", len(s.marks))
		}
	}
	var first mark
	if s.first(first, now.Unix(), now) {
		t.Error("a proof that was forgotten for want of room counts again")
	}
	later := now.Add(2 * time.Second)
	if !s.first(mark{1, 2, 3, 4, 5}, later.Unix(), later) {
		t.Error("after the memory was full nobody is taken any more")
	}
}
