package public

import (
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/commons/directory"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

// weekdays are the days as a schedule writes them, in the order in which a week is read out.
var weekdays = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

const (
	allDayFrom = "00:00"
	allDayTo   = "24:00"
)

// An hoursLine is one day, or several days on end with the same hours.
type hoursLine struct{ Days, Times string }

// hoursOf puts weekly schedules into words. today, as YYYY-MM-DD, leaves out what is over or has not begun. What does not
// repeat every week is told by its own words, which come after.
func hoursOf(l *locale.Localiser, schedules []directory.Schedule, today string) (lines []hoursLine, notes []string) {
	var week [7][]string
	any := false
	for _, s := range schedules {
		for _, note := range []string{s.Description, s.Notes} {
			if note != "" && !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
		times := timesOf(l, s)
		if times == "" || !holds(s, today) {
			continue
		}
		for code := range strings.SplitSeq(s.ByDay, ",") {
			if d := slices.Index(weekdays, strings.TrimSpace(code)); d >= 0 && !slices.Contains(week[d], times) {
				week[d], any = append(week[d], times), true
			}
		}
	}
	if !any {
		return nil, notes
	}
	return inWords(l, week), notes
}

func holds(s directory.Schedule, today string) bool {
	begins := s.ValidFrom == "" || s.ValidFrom[:min(10, len(s.ValidFrom))] <= today
	ends := s.ValidTo != "" && s.ValidTo[:min(10, len(s.ValidTo))] < today
	weekly := s.Freq != "MONTHLY" && s.ByWeekNo == "" && s.ByMonthDay == "" && s.ByYearDay == "" &&
		(s.Interval == nil || *s.Interval <= 1)
	return begins && !ends && weekly
}

func timesOf(l *locale.Localiser, s directory.Schedule) string {
	if clockOf(s.OpensAt) == allDayFrom && clockOf(s.ClosesAt) == allDayTo {
		return l.T("public.hours.all_day")
	}
	from, ok1 := spoken(l, s.OpensAt)
	to, ok2 := spoken(l, s.ClosesAt)
	if !ok1 || !ok2 {
		return ""
	}
	return l.T("public.hours.span", "from", from, "to", to)
}

// clockOf is the hours and minutes of a time such as "9:00", "09:00:00" or "09:00Z".
func clockOf(s string) string {
	if len(s) > 1 && s[1] == ':' {
		s = "0" + s
	}
	return s[:min(5, len(s))]
}

func spoken(l *locale.Localiser, s string) (string, bool) {
	s = clockOf(s)
	if s == allDayTo {
		s = allDayFrom
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return "", false
	}
	return l.Time(t, time.UTC), true
}

// inWords joins days on end that have the same hours.
func inWords(l *locale.Localiser, week [7][]string) (lines []hoursLine) {
	for first := 0; first < 7; {
		last := first
		for last < 6 && slices.Equal(week[last+1], week[first]) {
			last++
		}
		lines = append(lines, hoursLine{daysInWords(l, first, last), timesInWords(l, week[first])})
		first = last + 1
	}
	return lines
}

func daysInWords(l *locale.Localiser, first, last int) string {
	name := func(d int) string { return l.T("public.day." + strings.ToLower(weekdays[d])) }
	switch last - first {
	case 0:
		return name(first)
	case 6:
		return l.T("public.hours.every_day")
	}
	return l.T("public.hours.days", "first", name(first), "last", name(last))
}

func timesInWords(l *locale.Localiser, times []string) string {
	if len(times) == 0 {
		return l.T("public.hours.closed")
	}
	return strings.Join(times, "; ")
}
