package plan

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/trust/record"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// safeIn calls a text message in the morning safe, on the clock of a place.
func safeIn(z *time.Location) SafeWay {
	return func(_ []record.Entry, way string, at time.Time) (time.Time, bool) {
		local := at.In(z)
		return local, way == "sms" && local.Hour() < 12
	}
}

// tried writes tries at moments.
func tried(moments ...time.Time) *book {
	b := newBook()
	for _, at := range moments {
		b.at = at.UTC().Add(-time.Minute)
		b.new(ruth, &Try{Way: "sms"})
	}
	return b
}

// TestT43LostContactIsThreeTriesOverThirtyDays by the agreed safe way, on the calendar of where the person is: through the
// change of the clocks in both directions, a leap day, and the end of a year.
func TestT43LostContactIsThreeTriesOverThirtyDays(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		first      time.Time // its clock is that of the zone
	}{
		{"when the clocks go forward", "America/New_York", time.Date(2026, 2, 20, 9, 0, 0, 0, time.UTC)},
		{"when the clocks go back", "America/New_York", time.Date(2026, 10, 20, 9, 0, 0, 0, time.UTC)},
		{"when the clocks go forward, at night", "Europe/Madrid", time.Date(2026, 3, 10, 0, 5, 0, 0, time.UTC)},
		{"over a leap day", "Africa/Addis_Ababa", time.Date(2028, 2, 10, 9, 0, 0, 0, time.UTC)},
		{"over February of a common year", "Asia/Ho_Chi_Minh", time.Date(2027, 2, 10, 6, 59, 0, 0, time.UTC)},
		{"over the end of a year", "Pacific/Auckland", time.Date(2026, 12, 20, 11, 59, 59, 0, time.UTC)},
	} {
		z := zone(t, c.zone)
		y, m, d := c.first.Date()
		on := func(days int) time.Time {
			return time.Date(y, m, d+days, c.first.Hour(), c.first.Minute(), c.first.Second(), 0, z)
		}
		if l := LostContact(tried(on(0), on(12), on(30)).entries, safeIn(z)); !l.Proven() || l.Days != 30 || len(l.Tries) != 3 {
			t.Errorf("%s: thirty days by the calendar are %d days, %d tries", c.name, l.Days, len(l.Tries))
		}
		if l := LostContact(tried(on(0), on(12), on(29)).entries, safeIn(z)); l.Proven() || l.Days != 29 {
			t.Errorf("%s: twenty-nine days are enough, or %d", c.name, l.Days)
		}
		if l := LostContact(tried(on(0), on(45)).entries, safeIn(z)); l.Proven() {
			t.Errorf("%s: two tries are enough", c.name)
		}
		if l := LostContact(tried(on(0), on(0).Add(time.Minute), on(30)).entries, safeIn(z)); l.Proven() {
			t.Errorf("%s: two tries on one day count as two", c.name)
		}
	}
}

// TestOnlyTheAgreedWayCounts, and any sign of the person begins the count again.
func TestOnlyTheAgreedWayCounts(t *testing.T) {
	z := time.UTC
	nine := time.Date(2026, 5, 4, 9, 0, 0, 0, z)
	days := func(n ...int) (list []time.Time) {
		for _, d := range n {
			list = append(list, nine.AddDate(0, 0, d))
		}
		return list
	}
	for name, c := range map[string]struct {
		between func(b *book)
		want    bool
	}{
		"nothing happens":            {func(*book) {}, true},
		"a try by another way":       {func(b *book) { b.new(ruth, &Try{Way: "visit"}) }, true},
		"the person writes":          {func(b *book) { b.new(hana, &Note{"I am here"}) }, false},
		"the person says no":         {func(b *book) { b.answer(hana, b.entries[0].ID, Answer{Say: No}) }, false},
		"a try reaches them":         {func(b *book) { b.new(imani, &Try{Way: "sms", Reached: true}) }, false},
		"a conversation is noted":    {func(b *book) { b.answer(ruth, b.entries[0].ID, Answer{Say: Yes, Agreed: noon}) }, false},
		"a worker writes":            {func(b *book) { b.new(ruth, &Note{"nobody answers"}) }, true},
		"contact is paused meantime": {func(b *book) { b.new(ruth, &Pause{On: true, Agreed: noon}) }, false},
	} {
		b := tried(days(0, 10)...)
		b.at = nine.AddDate(0, 0, 20)
		c.between(b)
		b.at = nine.AddDate(0, 0, 31)
		b.new(ruth, &Try{Way: "sms"})
		if l := LostContact(b.entries, safeIn(z)); l.Proven() != c.want {
			t.Errorf("%s: proven %v (%d tries, %d days)", name, l.Proven(), len(l.Tries), l.Days)
		}
	}
	never := func([]record.Entry, string, time.Time) (time.Time, bool) { return time.Time{}, false }
	if l := LostContact(tried(days(0, 20, 40)...).entries, never); l.Proven() || len(l.Tries) != 0 {
		t.Error("a try counts where the person named no safe way")
	}
	late := tried(nine.Add(6*time.Hour), nine.AddDate(0, 0, 20).Add(6*time.Hour), nine.AddDate(0, 0, 40).Add(6*time.Hour))
	if l := LostContact(late.entries, safeIn(z)); len(l.Tries) != 0 {
		t.Error("a try outside the hours counts")
	}
}

// TestTheWayIsAskedOfThatDay: what the person says later makes no earlier try safe, nor unsafe.
func TestTheWayIsAskedOfThatDay(t *testing.T) {
	b := tried(noon.AddDate(0, 0, 1), noon.AddDate(0, 0, 2))
	b.new(imani, &Note{"something later"})
	for i, e := range b.entries[:2] {
		safe := func(known []record.Entry, _ string, at time.Time) (time.Time, bool) {
			if at.Equal(e.At) && len(known) != i+1 {
				t.Errorf("try %d is asked with %d entries", i, len(known))
			}
			return at, true
		}
		LostContact(b.entries, safe)
	}
}

// TestLostContactIsNeverEarlyAndNotLate: over random tries in any place, what is proven spans thirty days at least but for the
// change of the clocks, by three tries or more, with no sign of the person after the first of them; and whatever came before,
// three tries of thirty days that nobody answers are enough.
func TestLostContactIsNeverEarlyAndNotLate(t *testing.T) {
	zones := []*time.Location{time.UTC, zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe"), zone(t, "Africa/Addis_Ababa"), zone(t, "Pacific/Apia")}
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SampledFrom(zones).Draw(t, "zone")
		b := newBook()
		b.at = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 3*365*24).Draw(t, "hour")) * time.Hour)
		var sign time.Time
		never := func() Lost {
			l := LostContact(b.entries, safeIn(z))
			if !l.Proven() {
				return l
			}
			first, last := l.Tries[0], l.Tries[len(l.Tries)-1]
			if len(l.Tries) < 3 || last.At.Sub(first.At) < 29*day-2*time.Hour || !first.At.After(sign) {
				t.Fatalf("%d tries, from %v to %v, the last sign %v", len(l.Tries), first.At, last.At, sign)
			}
			return l
		}
		for range rapid.IntRange(1, 20).Draw(t, "acts") {
			b.at = b.at.Add(time.Duration(rapid.IntRange(1, 20*24).Draw(t, "hours")) * time.Hour)
			if rapid.IntRange(0, 9).Draw(t, "act") == 0 {
				b.new(hana, &Note{"here"})
				sign = b.at
			} else {
				b.new(ruth, &Try{Way: "sms"})
			}
			never()
		}
		y, m, d := b.at.In(z).Date()
		for _, after := range []int{1, rapid.IntRange(2, 30).Draw(t, "between"), 31} {
			b.at = time.Date(y, m, d+after, rapid.IntRange(0, 11).Draw(t, "safe hour"), 0, 0, 0, z).UTC()
			b.new(ruth, &Try{Way: "sms"})
			never()
		}
		if !never().Proven() {
			t.Fatal("three tries over thirty days that nobody answers are not enough")
		}
	})
}

// TestWorkdays: ten working days from any day are two weeks, and never a weekend.
func TestWorkdays(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-03-13", 10, "2026-03-27"}, // Friday
		{"2026-03-14", 10, "2026-03-27"}, // Saturday
		{"2026-03-15", 1, "2026-03-16"},
		{"2028-02-25", 2, "2028-02-29"}, // over a weekend to a leap day
		{"2026-12-31", 1, "2027-01-01"},
	} {
		at, err := time.Parse(time.DateOnly, c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := workdays(at, c.n).Format(time.DateOnly); got != c.want {
			t.Errorf("%d working days from %s: %s", c.n, c.from, got)
		}
	}
}

// TestReviewsAreThirtyDaysEarlyAndNinetyLater.
func TestReviewsAreThirtyDaysEarlyAndNinetyLater(t *testing.T) {
	at, gaps := noon, []int(nil)
	for range 6 {
		next := nextReview(noon, at)
		gaps, at = append(gaps, int(next.Sub(at)/day)), next
	}
	want := []int{30, 30, 30, 90, 90, 90}
	for i, gap := range gaps {
		if gap != want[i] {
			t.Fatalf("the gaps are %v", gaps)
		}
	}
}
