package directory

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // opening hours must not depend on what the machine has installed
)

// A span is one stretch of a week during which a service is open. Times are the wall clock's, so a span keeps its hours
// when the clocks change.
type span struct {
	zone        string // IANA name, or "fixed:" and minutes from UTC
	day         time.Weekday
	open, close int    // minutes after midnight; close ≤ open means on the next day
	from, to    string // dates between which the span holds, inclusive; may be empty
}

// spansOf reads the weekly hours out of schedules. What does not repeat every week, or names no day, tells nothing that
// can be promised for a moment and is left out.
func spansOf(schedules []Schedule) (spans []span) {
	for _, s := range schedules {
		opens, ok1 := minutes(s.OpensAt)
		closes, ok2 := minutes(s.ClosesAt)
		if !ok1 || !ok2 || s.Freq == "MONTHLY" || s.Interval != nil && *s.Interval > 1 || s.Count != nil ||
			s.ByWeekNo != "" || s.ByMonthDay != "" || s.ByYearDay != "" {
			continue
		}
		base := span{zone: zoneOf(s), open: opens, close: closes,
			from: max(day(s.ValidFrom), day(s.DTStart)), to: earliest(day(s.ValidTo), day(s.Until))}
		for code := range strings.SplitSeq(s.ByDay, ",") {
			for d, known := range dayCodes {
				if strings.TrimSpace(code) == known {
					base.day = time.Weekday(d)
					spans = append(spans, base)
				}
			}
		}
	}
	return spans
}

func zoneOf(s Schedule) string {
	if s.Timezone != nil && *s.Timezone >= -14 && *s.Timezone <= 14 {
		return fmt.Sprintf("fixed:%d", int(*s.Timezone*60))
	}
	return s.Zone
}

// day is the date that s begins with, or nothing.
func day(s string) string {
	s = s[:min(len(s), len(time.DateOnly))]
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// earliest is the earlier of two dates, either of which may be missing.
func earliest(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return min(a, b)
}

// zones looks zones up once for each use.
type zones map[string]*time.Location

func (z zones) at(name string) *time.Location {
	if loc := z[name]; loc != nil {
		return loc
	}
	loc := time.UTC
	if offset, fixed := strings.CutPrefix(name, "fixed:"); fixed {
		if n, err := strconv.Atoi(offset); err == nil {
			loc = time.FixedZone("", n*60)
		}
	} else if known, err := time.LoadLocation(name); err == nil {
		loc = known
	}
	z[name] = loc
	return loc
}

// covers reports whether the span is open at t.
func (s span) covers(t time.Time, z zones) bool {
	local := t.In(z.at(s.zone))
	now := local.Hour()*60 + local.Minute()
	if s.close > s.open {
		return s.holds(local) && now >= s.open && now < s.close
	}
	return s.holds(local) && now >= s.open || s.holds(yesterday(local)) && now < s.close
}

// yesterday is noon of the day before: noon exists on every day, also where the clocks change.
func yesterday(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()-1, 12, 0, 0, 0, t.Location())
}

func (s span) holds(local time.Time) bool {
	date := local.Format(time.DateOnly)
	return local.Weekday() == s.day && (s.from == "" || date >= s.from) && (s.to == "" || date <= s.to)
}

// quarters are the index tags of a span: the quarters of the days that it touches. They narrow a search down; covers
// decides.
func (s span) quarters() (tags []string) {
	end := s.close
	if end <= s.open {
		end += 24 * 60
	}
	for q := s.open / 360; q*360 < end; q++ {
		tags = append(tags, quarterTag(s.day+time.Weekday(q/4), q%4))
	}
	return tags
}

func quarterTag(d time.Weekday, quarter int) string {
	return "open:" + strings.ToLower(dayCodes[d%7]) + strconv.Itoa(quarter)
}

// writeSpans is the stored form of spans: fields divided by a bar, spans by a semicolon.
func writeSpans(spans []span) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = fmt.Sprintf("%s|%d|%d|%d|%s|%s", s.zone, s.day, s.open, s.close, s.from, s.to)
	}
	return strings.Join(parts, ";")
}

// readSpans reads what writeSpans wrote.
func readSpans(stored string) (spans []span) {
	for part := range strings.SplitSeq(stored, ";") {
		f := strings.Split(part, "|")
		if len(f) != 6 {
			continue
		}
		d, _ := strconv.Atoi(f[1])
		opens, _ := strconv.Atoi(f[2])
		closes, _ := strconv.Atoi(f[3])
		spans = append(spans, span{f[0], time.Weekday(d), opens, closes, f[4], f[5]})
	}
	return spans
}

func openAt(spans []span, t time.Time, z zones) bool {
	for _, s := range spans {
		if s.covers(t, z) {
			return true
		}
	}
	return false
}
