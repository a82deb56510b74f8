package app

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/space"
)

// TestTheLogTellsOfTheRoom when the level changes, and once an hour while there is not enough.
func TestTheLogTellsOfTheRoom(t *testing.T) {
	var out bytes.Buffer
	n, now := roomNote{log: slog.New(slog.NewTextHandler(&out, nil))}, time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		after time.Duration
		level space.Level
		want  string
	}{{0, space.Ample, ""}, {time.Minute, space.Low, "level=WARN msg=room level=low free=5 total=9"}, {time.Minute, space.Low, ""}, {time.Hour, space.Low, "level=low"},
		{time.Minute, space.None, "level=ERROR msg=room level=none"}, {time.Minute, space.Ample, "level=INFO msg=room level=ample"}, {2 * time.Hour, space.Ample, ""}} {
		out.Reset()
		now = now.Add(c.after)
		n.note(space.Finding{Level: c.level, Free: 5, Total: 9}, now)
		if got := out.String(); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%v after %v: %q, want %q", c.level, c.after, got, c.want)
		}
	}
}
