package contact

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/trust/record"
)

var everyDay = []time.Weekday{0, 1, 2, 3, 4, 5, 6}

func in(t testing.TB, zone string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// said is a wish that allows text messages on weekdays between nine and five in New York.
func said(change func(*SafeContact)) SafeContact {
	c := SafeContact{Channel: SMS, Address: "+1 202 555 0100", Days: []time.Weekday{1, 2, 3, 4, 5}, From: 9 * 60, To: 17 * 60, Zone: "America/New_York",
		AskAgain: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	if change != nil {
		change(&c)
	}
	return c
}

func TestINV05Decide(t *testing.T) {
	york := in(t, "America/New_York")
	monday := time.Date(2026, 3, 16, 12, 0, 0, 0, york)
	at := func(hour, minute, second int) time.Time { return time.Date(2026, 3, 16, hour, minute, second, 0, york) }
	for _, c := range []struct {
		name    string
		change  func(*SafeContact)
		channel Channel
		at      time.Time
		want    Reason
	}{
		{"as they said", nil, SMS, monday, Allowed},
		{"nothing said", func(c *SafeContact) { *c = SafeContact{} }, SMS, monday, NotAsked},
		{"nothing said, own space", func(c *SafeContact) { *c = SafeContact{} }, OwnSpace, monday, NotAsked},
		{"another way", nil, Call, monday, OtherChannel},
		{"the quietest way is always among them", nil, OwnSpace, monday, Allowed},
		{"own space needs no hours", func(c *SafeContact) { *c = SafeContact{Channel: OwnSpace} }, OwnSpace, monday, Allowed},
		{"only own space", func(c *SafeContact) { *c = SafeContact{Channel: OwnSpace} }, SMS, monday, OtherChannel},
		{"paused", func(c *SafeContact) { c.Paused = true }, SMS, monday, Paused},
		{"paused, own space", func(c *SafeContact) { c.Paused = true }, OwnSpace, monday, Paused},
		{"to be asked first", func(c *SafeContact) { c.AskFirst = true }, SMS, monday, AskFirst},
		{"to be asked first, own space", func(c *SafeContact) { c.AskFirst = true }, OwnSpace, monday, AskFirst},
		{"paused, and to be asked first", func(c *SafeContact) { c.AskFirst, c.Paused = true, true }, SMS, monday, Paused},
		{"a child of whom it is not known who sees it", func(c *SafeContact) { c.Child = true }, SMS, monday, ChildAsk},
		{"a child's own space", func(c *SafeContact) { c.Child = true }, OwnSpace, monday, Allowed},
		{"a child by day", func(c *SafeContact) { c.Child, c.OthersSee = true, "nobody" }, SMS, monday, Allowed},
		{"a child in the evening", func(c *SafeContact) { c.Child, c.OthersSee, c.To = true, "nobody", 24*60 }, SMS, at(20, 0, 0), OtherHour},
		{"a child just before", func(c *SafeContact) { c.Child, c.OthersSee, c.To = true, "nobody", 24*60 }, SMS, at(19, 59, 59), Allowed},
		{"a child in the morning", func(c *SafeContact) { c.Child, c.OthersSee, c.From = true, "nobody", 0 }, SMS, at(7, 59, 59), OtherHour},
		{"a grown-up in the evening", func(c *SafeContact) { c.To = 24 * 60 }, SMS, at(20, 0, 0), Allowed},
		{"first second", nil, SMS, at(9, 0, 0), Allowed}, {"the second before", nil, SMS, at(8, 59, 59), OtherHour},
		{"last second", nil, SMS, at(16, 59, 59), Allowed}, {"the second after", nil, SMS, at(17, 0, 0), OtherHour},
		{"on a Sunday", nil, SMS, monday.AddDate(0, 0, -1), OtherDay},
		{"on the day to ask again", nil, SMS, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), AskAgain},
		{"a moment before", func(c *SafeContact) { c.From, c.To, c.Days = 0, 24*60, everyDay }, SMS, time.Date(2026, 5, 31, 23, 59, 59, 0, time.UTC), Allowed},
		{"no day to ask again", func(c *SafeContact) { c.AskAgain = time.Time{} }, SMS, monday, AskAgain},
		{"an unknown zone", func(c *SafeContact) { c.Zone = "Mars/Olympus" }, SMS, monday, NotAsked},
		{"the machine's zone", func(c *SafeContact) { c.Zone = "Local" }, SMS, monday, NotAsked},
		{"no hours at all", func(c *SafeContact) { c.From, c.To = 600, 600 }, SMS, at(10, 0, 0), OtherHour},
		{"past midnight: the evening", func(c *SafeContact) { c.From, c.To, c.Days = 22*60, 2*60, []time.Weekday{1} }, SMS, at(22, 0, 0), Allowed},
		{"past midnight: the small hours belong to the day before", func(c *SafeContact) { c.From, c.To, c.Days = 22*60, 2*60, []time.Weekday{1} }, SMS, at(25, 59, 59), Allowed},
		{"past midnight: the small hours before", func(c *SafeContact) { c.From, c.To, c.Days = 22*60, 2*60, []time.Weekday{1} }, SMS, at(1, 0, 0), OtherDay},
		{"past midnight: its end", func(c *SafeContact) { c.From, c.To, c.Days = 22*60, 2*60, everyDay }, SMS, at(2, 0, 0), OtherHour},
		{"from Saturday into Sunday", func(c *SafeContact) { c.From, c.To, c.Days = 22*60, 2*60, []time.Weekday{6} }, SMS, time.Date(2026, 3, 15, 1, 0, 0, 0, york), Allowed},
		// New York goes to summer time on 8 March 2026 at two, and back on 1 November 2026 at two.
		{"an hour that did not exist", func(c *SafeContact) { c.From, c.To, c.Days = 120, 180, everyDay }, SMS, time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), OtherHour},
		{"the minute before it", func(c *SafeContact) { c.From, c.To, c.Days = 60, 120, everyDay }, SMS, time.Date(2026, 3, 8, 6, 59, 59, 0, time.UTC), Allowed},
		{"nine o'clock on that day", func(c *SafeContact) { c.Days = everyDay }, SMS, time.Date(2026, 3, 8, 13, 0, 0, 0, time.UTC), Allowed},
		{"an hour earlier on that day", func(c *SafeContact) { c.Days = everyDay }, SMS, time.Date(2026, 3, 8, 12, 59, 59, 0, time.UTC), OtherHour},
		{"nine o'clock a day before", func(c *SafeContact) { c.Days = everyDay }, SMS, time.Date(2026, 3, 7, 13, 59, 59, 0, time.UTC), OtherHour},
	} {
		if got := Decide(said(c.change), c.channel, c.at); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTheHourThatComesTwice(t *testing.T) {
	c := said(func(c *SafeContact) {
		c.From, c.To, c.Days, c.AskAgain = 60, 120, everyDay, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	})
	begin := time.Date(2026, 11, 1, 5, 0, 0, 0, time.UTC) // one o'clock, summer time
	for minute := range 180 {
		want := Allowed
		if minute >= 120 {
			want = OtherHour
		}
		if got := Decide(c, SMS, begin.Add(time.Duration(minute)*time.Minute)); got != want {
			t.Fatalf("after %d minutes: %s, want %s", minute, got, want)
		}
	}
}

func drawContact(t *rapid.T) SafeContact {
	return SafeContact{
		Channel: rapid.SampledFrom(append(Channels(), "", "fax")).Draw(t, "channel"), Address: rapid.SampledFrom([]string{"", "x"}).Draw(t, "address"),
		Days: rapid.SliceOfNDistinct(rapid.SampledFrom(everyDay), 0, 7, rapid.ID).Draw(t, "days"),
		From: rapid.IntRange(-1, 24*60+1).Draw(t, "from"), To: rapid.IntRange(-1, 24*60+1).Draw(t, "to"),
		Zone:   rapid.SampledFrom([]string{"", "UTC", "America/New_York", "Asia/Kathmandu", "Africa/Addis_Ababa", "Australia/Lord_Howe", "Local", "x"}).Draw(t, "zone"),
		Paused: rapid.IntRange(0, 3).Draw(t, "paused") == 0, AskFirst: rapid.IntRange(0, 3).Draw(t, "ask first") == 0,
		Child: rapid.Bool().Draw(t, "child"), OthersSee: rapid.SampledFrom([]string{"", " ", "nobody"}).Draw(t, "others see"),
		AskAgain: time.Unix(rapid.Int64Range(1.76e9, 1.79e9).Draw(t, "ask again"), 0),
	}
}

// TestINV05NothingOutsideWhatWasSaid: whatever was said and whenever it is asked, an allowed message is by the way that was
// named, not paused, in date, and inside the hours of a day that was named; what Check takes is reachable at all.
func TestINV05NothingOutsideWhatWasSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, channel := drawContact(t), rapid.SampledFrom(Channels()).Draw(t, "by")
		at := time.Unix(rapid.Int64Range(1.75e9, 1.80e9).Draw(t, "at"), 0)
		if Decide(c, channel, at) != Allowed {
			return
		}
		if c.Paused || c.AskFirst || c.Channel == "" || (!c.AskAgain.IsZero() && !at.Before(c.AskAgain)) || (channel != OwnSpace && channel != c.Channel) {
			t.Fatal("outside what was said")
		}
		if channel == OwnSpace {
			return
		}
		zone, err := time.LoadLocation(c.Zone)
		if err != nil {
			t.Fatal("in no zone")
		}
		// The window as instants on the wall clock, counted from the day before on: independent of how Decide counts.
		local := at.In(zone)
		minute, inside := local.Hour()*60+local.Minute(), false
		for _, back := range []int{0, 1} {
			day := time.Weekday((int(local.Weekday()) - back + 7) % 7)
			from, to := c.From, c.To
			if from > to {
				to += 24 * 60
			}
			m := minute + back*24*60
			inside = inside || (slices.Contains(c.Days, day) && m >= from && m < to)
		}
		if !inside {
			t.Fatalf("at %v", local)
		}
		if c.Child && (local.Hour() < 8 || local.Hour() >= 20 || strings.TrimSpace(c.OthersSee) == "") {
			t.Fatalf("a child at %v", local)
		}
	})
}

func TestCheck(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		change func(*SafeContact)
		want   error
	}{
		{"as it is meant", nil, nil}, {"do not contact me", func(c *SafeContact) { *c = SafeContact{} }, nil},
		{"own space only", func(c *SafeContact) { *c = SafeContact{Channel: OwnSpace} }, nil},
		{"unknown way", func(c *SafeContact) { c.Channel = "fax" }, ErrChannel}, {"no number", func(c *SafeContact) { c.Address = " \t" }, ErrAddress},
		{"no days", func(c *SafeContact) { c.Days = nil }, ErrDays}, {"no such day", func(c *SafeContact) { c.Days = []time.Weekday{7} }, ErrDays},
		{"no time between", func(c *SafeContact) { c.From = c.To }, ErrHours}, {"before midnight", func(c *SafeContact) { c.From = -1 }, ErrHours},
		{"after midnight", func(c *SafeContact) { c.To = 1441 }, ErrHours}, {"from the end of the day", func(c *SafeContact) { c.From = 1440 }, ErrHours},
		{"till midnight", func(c *SafeContact) { c.To = 1440 }, nil}, {"across midnight", func(c *SafeContact) { c.From, c.To = 1320, 120 }, nil},
		{"no zone", func(c *SafeContact) { c.Zone = "" }, ErrZone}, {"the machine's zone", func(c *SafeContact) { c.Zone = "Local" }, ErrZone},
		{"a path", func(c *SafeContact) { c.Zone = "../../etc/passwd" }, ErrZone},
		{"never asked again", func(c *SafeContact) { c.AskAgain = time.Time{} }, ErrAgain}, {"asked again now", func(c *SafeContact) { c.AskAgain = now }, ErrAgain},
		{"in half a year", func(c *SafeContact) { c.AskAgain = now.Add(longest) }, nil},
		{"later than that", func(c *SafeContact) { c.AskAgain = now.Add(longest + 1) }, ErrAgain},
	} {
		if got := said(c.change).Check(now); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTheNewestCounts(t *testing.T) {
	first, second := said(nil), said(func(c *SafeContact) { c.Paused = true })
	got, _ := Newest([]record.Entry{{Body: &first}, {Body: nil, Locked: true}, {Body: &second}, {Body: &record.Statement{}}})
	if !got.Paused {
		t.Error("an older wish counts")
	}
	if none, entry := Newest(nil); none.Channel != "" || !entry.IsZero() {
		t.Error("nothing said is not nothing")
	}
}
