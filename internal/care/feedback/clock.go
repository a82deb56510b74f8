package feedback

import "time"

// answerWithin is the number of working days in which an answer is promised (practice map, C13).
const answerWithin = 10

// due is the moment from which a telling of a day without an answer is late: the end of the last of the promised working days.
// Saturdays and Sundays are none; holidays are not known here.
func due(day time.Time) time.Time {
	at := day
	for n := answerWithin; n > 0; {
		at = at.AddDate(0, 0, 1)
		if d := at.Weekday(); d != time.Saturday && d != time.Sunday {
			n--
		}
	}
	return at.AddDate(0, 0, 1)
}

// lastLate is the newest day of which a telling without an answer is late at a moment.
func lastLate(at time.Time) time.Time {
	day := dayOf(at)
	for due(day).After(at) {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// dayOf is the day of a moment. Nothing here keeps the hour, which could be laid beside the hour of a request.
func dayOf(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

const secondsOfDay = 24 * 60 * 60

func number(day time.Time) int64 { return day.Unix() / secondsOfDay }

func fromNumber(n int64) time.Time { return time.Unix(n*secondsOfDay, 0).UTC() }
