package locale

import (
	"strconv"
	"strings"
	"time"
)

// A calendar is the words and patterns of dates in one language, as CLDR gives them.
type calendar struct {
	months                     [12]string
	days                       [7]string // Sunday first, as time.Weekday
	date, long, time, dateTime string
	am, pm                     string
	near                       [3]string // yesterday, today, tomorrow
}

// Date writes the day with its weekday, as in "Monday, November 23, 2026", in the given zone.
func (l *Localiser) Date(t time.Time, zone *time.Location) string {
	return l.format(l.calendar.date, t.In(zone))
}

// Day writes the day without its weekday, as in "November 23, 2026".
func (l *Localiser) Day(t time.Time, zone *time.Location) string {
	return l.format(l.calendar.long, t.In(zone))
}

// Time writes hours and minutes.
func (l *Localiser) Time(t time.Time, zone *time.Location) string {
	return l.format(l.calendar.time, t.In(zone))
}

// DateTime writes the day with its weekday, and the time.
func (l *Localiser) DateTime(t time.Time, zone *time.Location) string {
	return l.join(l.Date(t, zone), l.Time(t, zone))
}

// Near writes the day as "yesterday", "today" or "tomorrow" with the time where that holds at now in the given zone, and
// as DateTime otherwise.
func (l *Localiser) Near(t, now time.Time, zone *time.Location) string {
	if d := dayNumber(t.In(zone)) - dayNumber(now.In(zone)); d >= -1 && d <= 1 {
		return l.calendar.near[d+1] + " " + l.Time(t, zone)
	}
	return l.DateTime(t, zone)
}

// dayNumber counts civil days, so that a day of 23 or 25 hours is one day.
func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

func (l *Localiser) join(date, clock string) string {
	return strings.NewReplacer("{1}", date, "{0}", clock, "'", "").Replace(l.calendar.dateTime)
}

// format fills a CLDR pattern: letters are fields, text between apostrophes stands as it is.
func (l *Localiser) format(pattern string, t time.Time) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(pattern); {
		c := pattern[i]
		n := 1
		for i+n < len(pattern) && pattern[i+n] == c {
			n++
		}
		switch {
		case c == '\'':
			quoted, n = !quoted, 1
		case !quoted && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'):
			b.WriteString(l.field(c, n, t))
		default:
			b.WriteString(pattern[i : i+n])
		}
		i += n
	}
	return b.String()
}

func (l *Localiser) field(letter byte, width int, t time.Time) string {
	switch letter {
	case 'E':
		return l.calendar.days[t.Weekday()]
	case 'M':
		return l.calendar.months[t.Month()-1]
	case 'd':
		return l.padded(t.Day(), width)
	case 'y':
		return l.padded(t.Year(), width)
	case 'H':
		return l.padded(t.Hour(), width)
	case 'h':
		return l.padded((t.Hour()+11)%12+1, width)
	case 'm':
		return l.padded(t.Minute(), width)
	case 'a':
		if t.Hour() < 12 {
			return l.calendar.am
		}
		return l.calendar.pm
	}
	return string(letter)
}

func (l *Localiser) padded(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return l.digits(s)
}
