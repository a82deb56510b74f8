package webkit

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

// A tally counts by the hour what gets no line in the log, so that nobody finds the moment of somebody's visit there.
type tally struct {
	mu     sync.Mutex
	counts map[counted]int
}

// counted is what is told apart: no address, size, language or path.
type counted struct {
	hour  int64  // since 1970
	room  string // the first part of the route's pattern
	cause string // of an internal error: the types in its chain
}

func hourOf(at time.Time) int64 { return at.Unix() / int64(time.Hour/time.Second) }

// roomOf is the first part of a pattern: "ask" of "/ask/drop". What has none is "start", what no route took is "none".
func roomOf(pattern string) string {
	if pattern == "" {
		return "none"
	}
	room, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/")
	if room == "" || strings.HasPrefix(room, "{") {
		return "start"
	}
	return room
}

func (t *tally) add(c counted) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[counted]int{}
	}
	t.counts[c]++
}

// take hands out, in the order of their names, what was counted before an hour, and forgets it.
func (t *tally) take(before int64) (list []counted, counts []int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for c := range t.counts {
		if c.hour < before {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b counted) int {
		if a.hour != b.hour {
			return int(a.hour - b.hour)
		}
		return strings.Compare(a.room+" "+a.cause, b.room+" "+b.cause)
	})
	for _, c := range list {
		counts = append(counts, t.counts[c])
		delete(t.counts, c)
	}
	return list, counts
}

// LogCounts writes to the log how many requests without a line of their own came in the hours that are over, and how many of
// them failed. The program calls it by its clock, never because somebody came.
func (rt *Router) LogCounts(ctx context.Context) { rt.logCounts(ctx, hourOf(rt.cfg.Clock())) }

// LogLastCounts is LogCounts with the hour that is not over, for the end of the program.
func (rt *Router) LogLastCounts(ctx context.Context) { rt.logCounts(ctx, hourOf(rt.cfg.Clock())+1) }

func (rt *Router) logCounts(ctx context.Context, before int64) {
	list, counts := rt.tally.take(before)
	for i, c := range list {
		attrs := []slog.Attr{slog.String("hour", time.Unix(c.hour*3600, 0).UTC().Format("2006-01-02T15Z")), slog.String("room", c.room), slog.Int("count", counts[i])}
		if c.cause == "" {
			rt.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "requests", attrs...)
			continue
		}
		rt.cfg.Log.LogAttrs(ctx, slog.LevelError, "failures", append(attrs, slog.String("cause", c.cause))...)
	}
}

// lined reports whether requests at this door get a line each: those of desks alone. A door that somebody without a name, or a
// person in their own space, may try gets none, and so does one that says nothing.
func (d Door) lined(desk []string) bool {
	if d.Level == LevelPublic || len(d.Roles) == 0 {
		return false
	}
	return !slices.ContainsFunc(d.Roles, func(role string) bool { return !slices.Contains(desk, role) })
}

// Lined reports whether the router writes a line for each request of a route, for tests that walk every door.
func (rt *Router) Lined(r Route) bool { return r.Door.lined(rt.cfg.Desk) }
