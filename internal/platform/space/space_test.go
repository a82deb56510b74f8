package space_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/space"
)

const giga = 1 << 30

func TestAFullDiskIsSeenBeforeItIsFull(t *testing.T) {
	for _, c := range []struct {
		free, total uint64
		want        space.Level
	}{
		{0, 0, space.Ample}, // not measured
		{19 * giga, 20 * giga, space.Ample}, {giga, 20 * giga, space.Low}, {giga / 2, 20 * giga, space.Scarce}, {giga / 8, 20 * giga, space.Scarce},
		{giga / 64, 20 * giga, space.None}, {0, 20 * giga, space.None},
		{15 * giga, 2000 * giga, space.Ample}, {9 * giga, 2000 * giga, space.Low}, {giga, 2000 * giga, space.Scarce}, // a large disk is not full at its last tenth
	} {
		if got := space.LevelOf(c.free, c.total); got != c.want {
			t.Errorf("%d of %d bytes free: %v, want %v", c.free, c.total, got, c.want)
		}
	}
}

func TestLessRoomIsNeverABetterLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Uint64Range(1, 1<<45).Draw(t, "total")
		a := rapid.Uint64Range(0, total).Draw(t, "a")
		b := rapid.Uint64Range(0, a).Draw(t, "b")
		if space.LevelOf(b, total) < space.LevelOf(a, total) {
			t.Fatalf("%d of %d is better than %d", b, total, a)
		}
	})
}

func TestADiskThatIsNotOursIsKnownByWhatFailed(t *testing.T) {
	full := false
	g := space.Gauge{Full: func() bool { return full }}
	if f := g.Look(); f.Level != space.Ample || f.Err() != nil {
		t.Errorf("before anything failed: %+v", f)
	}
	full = true
	if f := g.Look(); f.Level != space.None || !errors.Is(f.Err(), space.ErrNone) {
		t.Errorf("after a write found no room: %+v", f)
	}
	if f := (space.Gauge{}).Look(); f != (space.Finding{}) {
		t.Errorf("the zero gauge: %+v", f)
	}
}
