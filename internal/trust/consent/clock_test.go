package consent_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones of the tests, wherever they run

	"github.com/amparo-project/amparo/internal/trust/consent"
)

// ends checks that r stands until just before its end and is over at it, whatever zone the clock shows.
func ends(t *testing.T, r consent.Record) {
	t.Helper()
	for _, zone := range []*time.Location{time.UTC, place(t, "America/New_York"), place(t, "Asia/Kathmandu"), place(t, "Pacific/Kiritimati")} {
		end := r.ExpiresAt.In(zone)
		wantReason(t, consent.Decide([]consent.Record{r}, look(), end.Add(-time.Microsecond)), consent.Allowed)
		wantReason(t, consent.Decide([]consent.Record{r}, look(), end), consent.Expired)
		wantReason(t, consent.Decide([]consent.Record{r}, look(), end.Add(time.Microsecond)), consent.Expired)
	}
}

func place(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// between is the consent of these tests from one moment until another.
func between(from, until time.Time) consent.Record {
	return with(yes(), func(r *consent.Record) { r.ValidFrom, r.ExpiresAt = from, until })
}

func TestINV02OverAtTheVerySecond(t *testing.T) { ends(t, yes()) }

func TestINV02BeginsAtTheVerySecond(t *testing.T) {
	r := with(yes(), func(r *consent.Record) { r.State = consent.StateGiven })
	wantReason(t, consent.Decide([]consent.Record{r}, look(), noon.Add(-time.Microsecond)), consent.NotYetValid)
	wantReason(t, consent.Decide([]consent.Record{r}, look(), noon), consent.Allowed)
}

func TestINV02OverWhenTheClocksGoForward(t *testing.T) {
	ny := place(t, "America/New_York")
	from := time.Date(2026, time.March, 7, 2, 30, 0, 0, ny)
	r := between(from, from.Add(24*time.Hour)) // 2:30 does not exist on 8 March: the end shows as 3:30
	if got := r.ExpiresAt.In(ny).Format("15:04"); got != "03:30" {
		t.Fatalf("the end shows as %s", got)
	}
	ends(t, r)
}

func TestINV02OverOnceWhenTheClocksGoBack(t *testing.T) {
	ny := place(t, "America/New_York")
	firstHalfPastOne := time.Date(2026, time.November, 1, 5, 30, 0, 0, time.UTC)
	r := between(firstHalfPastOne.AddDate(0, 0, -30), firstHalfPastOne)
	ends(t, r)
	again := firstHalfPastOne.Add(time.Hour) // the wall shows 1:30 a second time
	if again.In(ny).Format("15:04") != firstHalfPastOne.In(ny).Format("15:04") {
		t.Fatal("the two moments should look the same on the wall")
	}
	wantReason(t, consent.Decide([]consent.Record{r}, look(), again), consent.Expired)
}

func TestINV02LeapDayAndMonthEnd(t *testing.T) {
	utc := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 9, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name        string
		from, until time.Time
		lasts       time.Duration
	}{
		{"thirty days over a leap day", utc(2028, 2, 15), utc(2028, 3, 16), consent.OneOffExpiry},
		{"thirty days over the end of a common February", utc(2026, 2, 15), utc(2026, 3, 17), consent.OneOffExpiry},
		{"from the last day of January", utc(2026, 1, 31), utc(2026, 3, 2), consent.OneOffExpiry},
		{"ninety days over the end of a year", utc(2026, 12, 31), utc(2027, 3, 31), consent.OngoingExpiry},
		{"from a leap day, the longest", utc(2028, 2, 29), utc(2029, 2, 28), consent.MaxExpiry},
		{"the longest, with a leap day in it, ends a day short of the year", utc(2027, 3, 1), utc(2028, 2, 29), consent.MaxExpiry},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.from.Add(c.lasts); !got.Equal(c.until) {
				t.Fatalf("ends %s, want %s", got, c.until)
			}
			r := between(c.from, c.until)
			mustValidate(t, r, c.from)
			ends(t, r)
		})
	}
}

func TestStillStandsIsWhatDecideSays(t *testing.T) {
	for _, s := range append(consent.States(), "unknown") {
		for _, at := range []time.Time{{}, noon.Add(-time.Hour), noon, yes().ExpiresAt.Add(-time.Microsecond), yes().ExpiresAt} {
			r := with(yes(), func(r *consent.Record) { r.State = s })
			want := consent.StillStands(s, r.ValidFrom, r.ExpiresAt, at)
			if at.IsZero() {
				want = consent.Malformed
			}
			wantReason(t, consent.Decide([]consent.Record{r}, look(), at), want)
		}
	}
	if got := consent.StillStands(consent.StateActive, noon, time.Time{}, noon); got != consent.Malformed {
		t.Errorf("a consent without an end: %s", got)
	}
}
