package contact

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func utc(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, time.UTC)
}

// TestNextAllowed reads the moments off a calendar. New York goes to summer time on 8 March 2026 at two, and back on 1
// November at two.
func TestNextAllowed(t *testing.T) {
	all := func(c *SafeContact) { c.Days, c.AskAgain = everyDay, utc(12, 31, 0, 0) }
	hours := func(from, to int, days ...time.Weekday) func(*SafeContact) {
		return func(c *SafeContact) {
			all(c)
			c.From, c.To = from, to
			if len(days) > 0 {
				c.Days = days
			}
		}
	}
	for _, c := range []struct {
		name       string
		change     func(*SafeContact)
		from       time.Time
		begin, end time.Time
		why        Reason
	}{
		{"at once", nil, utc(3, 16, 16, 30), utc(3, 16, 16, 30), utc(3, 16, 21, 0), Allowed},
		{"in the middle of a minute", nil, utc(3, 16, 16, 30).Add(31 * time.Second), utc(3, 16, 16, 30).Add(31 * time.Second), utc(3, 16, 21, 0), Allowed},
		{"before the hours", nil, utc(3, 16, 8, 0), utc(3, 16, 13, 0), utc(3, 16, 21, 0), Allowed},
		{"after the hours", nil, utc(3, 16, 21, 0), utc(3, 17, 13, 0), utc(3, 17, 21, 0), Allowed},
		{"over the weekend", nil, utc(3, 20, 22, 0), utc(3, 23, 13, 0), utc(3, 23, 21, 0), Allowed},
		{"an hour a week (J2)", hours(600, 660, time.Tuesday), utc(3, 17, 15, 5), utc(3, 24, 14, 0), utc(3, 24, 15, 0), Allowed},
		{"the clock goes forward in the night", hours(540, 600), utc(3, 7, 16, 0), utc(3, 8, 13, 0), utc(3, 8, 14, 0), Allowed},
		{"the clock goes back in the night", hours(540, 600), utc(10, 31, 16, 0), utc(11, 1, 14, 0), utc(11, 1, 15, 0), Allowed},
		{"hours that a night leaves out come a day later", hours(120, 150), utc(3, 8, 6, 30), utc(3, 9, 6, 0), utc(3, 9, 6, 30), Allowed},
		{"a weekly hour that a night leaves out comes a week later", hours(120, 180, time.Sunday), utc(3, 5, 0, 0), utc(3, 15, 6, 0), utc(3, 15, 7, 0), Allowed},
		{"hours that are begun while the clock jumps", hours(90, 210), utc(3, 8, 5, 0), utc(3, 8, 6, 30), utc(3, 8, 7, 30), Allowed},
		{"an hour that comes twice", hours(60, 120), utc(11, 1, 4, 0), utc(11, 1, 5, 0), utc(11, 1, 7, 0), Allowed},
		{"over midnight", hours(22*60, 120, time.Monday), utc(3, 16, 12, 0), utc(3, 17, 2, 0), utc(3, 17, 6, 0), Allowed},
		{"over midnight, in the small hours", hours(22*60, 120, time.Monday), utc(3, 17, 5, 0), utc(3, 17, 5, 0), utc(3, 17, 6, 0), Allowed},
		{"day and night", hours(0, 24*60), utc(3, 16, 12, 0), utc(3, 16, 12, 0), utc(3, 17, 12, 0), Allowed},
		{"a child, before the day begins", func(c *SafeContact) { hours(0, 24*60)(c); c.Child, c.OthersSee = true, "nobody" }, utc(3, 16, 3, 0), utc(3, 16, 12, 0), utc(3, 17, 0, 0), Allowed},
		{"a child who named the night", func(c *SafeContact) { hours(22*60, 120)(c); c.Child, c.OthersSee = true, "nobody" }, utc(3, 16, 3, 0), time.Time{}, time.Time{}, OtherHour},
		{"until the day to ask again", func(c *SafeContact) { c.AskAgain = utc(3, 16, 16, 0) }, utc(3, 16, 15, 0), utc(3, 16, 15, 0), utc(3, 16, 16, 0), Allowed},
		{"they must be asked before", func(c *SafeContact) { c.AskAgain = utc(3, 16, 10, 0) }, utc(3, 16, 8, 0), time.Time{}, time.Time{}, AskAgain},
		{"no day at all", func(c *SafeContact) { c.Days, c.From, c.To = nil, 0, 24*60 }, utc(3, 16, 8, 0), time.Time{}, time.Time{}, OtherDay},
		{"paused", func(c *SafeContact) { c.Paused = true }, utc(3, 16, 8, 0), time.Time{}, time.Time{}, Paused},
		{"ask first", func(c *SafeContact) { c.AskFirst = true }, utc(3, 16, 8, 0), time.Time{}, time.Time{}, AskFirst},
		{"nothing said", func(c *SafeContact) { *c = SafeContact{} }, utc(3, 16, 8, 0), time.Time{}, time.Time{}, NotAsked},
		{"no zone", func(c *SafeContact) { c.Zone = "x" }, utc(3, 16, 8, 0), time.Time{}, time.Time{}, NotAsked},
	} {
		begin, end, why := NextAllowed(said(c.change), SMS, c.from)
		if !begin.Equal(c.begin) || !end.Equal(c.end) || why != c.why {
			t.Errorf("%s: %v until %v, %s; want %v until %v, %s", c.name, begin, end, why, c.begin, c.end, c.why)
		}
	}
}

// TestINV05TheNextMomentIsTheFirst: what NextAllowed gives is allowed from its beginning to its end, nothing earlier is, and
// where it gives nothing there is nothing.
func TestINV05TheNextMomentIsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, channel := drawContact(t), rapid.SampledFrom(Channels()).Draw(t, "by")
		if rapid.Bool().Draw(t, "by the way that was named") && c.Channel != "" {
			channel = c.Channel
		}
		from := time.Unix(rapid.Int64Range(1.75e9, 1.80e9).Draw(t, "from"), 0)
		allowed := func(at time.Time) bool { return Decide(c, channel, at) == Allowed }
		begin, end, why := NextAllowed(c, channel, from)
		inside := func(after, before time.Time) time.Time {
			return after.Add(time.Duration(rapid.Int64Range(0, int64(before.Sub(after))-1).Draw(t, "moment")))
		}
		if why != Allowed {
			if at := inside(from, from.Add(horizon)); allowed(at) {
				t.Fatalf("%s, and %v is allowed", why, at)
			}
			return
		}
		if begin.Before(from) || !begin.Before(end) {
			t.Fatalf("from %v: %v until %v", from, begin, end)
		}
		for _, at := range []time.Time{begin, end.Add(-1), inside(begin, end)} {
			if !allowed(at) {
				t.Fatalf("from %v, %v until %v: %v is %s", from, begin, end, at, Decide(c, channel, at))
			}
		}
		if begin.After(from) && (allowed(begin.Add(-1)) || allowed(from) || allowed(inside(from, begin))) {
			t.Fatalf("from %v: an earlier moment than %v is allowed", from, begin)
		}
		if end.Sub(begin) < 24*time.Hour && allowed(end) {
			t.Fatalf("%v is still allowed", end)
		}
	})
}

func TestDecideCall(t *testing.T) {
	monday := time.Date(2026, 3, 16, 12, 0, 0, 0, in(t, "America/New_York"))
	for _, c := range []struct {
		name   string
		change func(*SafeContact)
		line   Line
		want   Reason
	}{
		{"nobody named a word", nil, Somebody, Allowed}, {"a word, not said", func(c *SafeContact) { c.CodeWord = "heron" }, Somebody, WordFirst},
		{"a word, said", func(c *SafeContact) { c.CodeWord = "heron" }, Known, Allowed}, {"a word of nothing", func(c *SafeContact) { c.CodeWord = " \u200b" }, Somebody, Allowed},
		{"a machine", nil, Machine, NoVoicemail}, {"a machine that may be used", func(c *SafeContact) { c.Voicemail = true }, Machine, Allowed},
		{"a child's machine", func(c *SafeContact) { c.Voicemail, c.Child, c.OthersSee = true, true, "nobody" }, Machine, NoVoicemail},
		{"a child of whom it is not known who listens", func(c *SafeContact) { c.Child = true }, Somebody, ChildAsk},
		{"another way was named", func(c *SafeContact) { c.Channel = SMS }, Known, OtherChannel}, {"paused", func(c *SafeContact) { c.Paused = true }, Known, Paused},
		{"an unknown line", nil, "", WordFirst},
	} {
		wish := said(func(s *SafeContact) {
			s.Channel = Call
			if c.change != nil {
				c.change(s)
			}
		})
		if got := DecideCall(wish, c.line, monday); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestCareSummarises(t *testing.T) {
	now := utc(3, 16, 8, 0)
	c := said(func(c *SafeContact) { c.CodeWord, c.Voicemail, c.OthersSee = "heron", true, "my sister" })
	got, want := c.Care(now), Care{Channel: SMS, Now: OtherHour, Next: utc(3, 16, 13, 0), AskAgain: c.AskAgain, WordFirst: true, Voicemail: true, OthersSee: "my sister"}
	if !got.Next.Equal(want.Next) {
		t.Errorf("next is %v", got.Next)
	}
	if got.Next = want.Next; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	c.Child = true
	if got := c.Care(now); got.Voicemail || !got.Child {
		t.Errorf("a child's: %+v", got)
	}
	if got := (SafeContact{}).Care(now); got != (Care{Now: NotAsked}) {
		t.Errorf("nothing said: %+v", got)
	}
	if got := said(func(c *SafeContact) { c.AskFirst = true }).Care(now); got.Now != AskFirst || !got.Next.IsZero() {
		t.Errorf("ask first: %+v", got)
	}
}
