package reporting

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// T15.3: three calendar months, with the ends of months right.
func TestMonthsAreCalendarMonths(t *testing.T) {
	for _, tt := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-11-25", 3, "2027-02-25"}, {"2026-11-30", 3, "2027-02-28"}, {"2027-11-30", 3, "2028-02-29"}, {"2026-12-31", 2, "2027-02-28"},
		{"2026-01-31", 1, "2026-02-28"}, {"2026-01-31", 3, "2026-04-30"}, {"2026-08-31", 3, "2026-11-30"}, {"2028-02-29", 12, "2029-02-28"},
	} {
		if got := addMonths(date(tt.from), tt.months).Format(time.DateOnly); got != tt.want {
			t.Errorf("%s and %d months: %s, want %s", tt.from, tt.months, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		from := date("2020-01-01").AddDate(0, 0, rapid.IntRange(0, 20_000).Draw(t, "days"))
		months := rapid.IntRange(1, 36).Draw(t, "months")
		to := addMonths(from, months)
		if apart := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month()); apart != months || to.Day() > from.Day() {
			t.Fatalf("%v and %d months is %v", from, months, to)
		}
	})
}

func TestADeadlineIsLateByDays(t *testing.T) {
	d := deadline{What: "acknowledge", Remind: date("2026-11-30"), Due: date("2026-12-02")}
	for at, want := range map[string]int{"2026-11-29": 0, "2026-11-30": 1, "2026-12-01": 1, "2026-12-02": 2, "2027-01-01": 2} {
		if got := d.late(date(at).Add(23 * time.Hour)); got != want {
			t.Errorf("on %s: %d, want %d", at, got, want)
		}
	}
	if (deadline{}).late(date("2030-01-01")) != 0 {
		t.Error("nothing is owed, and it is late")
	}
}

// After a restart a report counts from the beginning of its day: it is early rather than late.
func TestWhatIsForgottenIsEarly(t *testing.T) {
	var a arrivals
	noon := date("2026-11-25").Add(12 * time.Hour)
	day := number(noon)
	a.note(machineSubject, noon)
	a.note(machineSubject, noon.Add(time.Hour)) // a second message while the first waits
	if got := a.since(machineSubject, day); got != noon {
		t.Errorf("it came at %v", got)
	}
	a.forget(noon.Add(time.Minute))
	if got := a.since(machineSubject, day); got != date("2026-11-25") {
		t.Errorf("forgotten, it counts from %v", got)
	}
}
