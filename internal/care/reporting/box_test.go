package reporting_test

import (
	"bytes"
	"compress/flate"
	"slices"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/trust/account"
)

func (c *channel) box(s sender, page int) []byte {
	c.t.Helper()
	b, err := c.Reporting.Box(c.t.Context(), s.box, s.read, page, "")
	if err != nil {
		c.t.Fatal(err)
	}
	return b
}

// Wrong words, a purged report, a wrong token and no answer yet: the same length, bytes that look drawn at random, and the
// same bytes when asked twice.
func TestWrongWordsAndNoAnswerYetAreAlike(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		right, _, _ := c.file("waiting", false)
		gone, _, _ := c.file("gone", false)
		if err := c.Reporting.Act(t.Context(), gone.box, gone.write, reporting.Withdraw, 0, ""); err != nil {
			t.Fatal(err)
		}
		token := right
		token.read = random(32)
		for name, s := range map[string]sender{"right": right, "withdrawn": gone, "another token": token, "wrong": newSender(t)} {
			for _, page := range []int{0, 1} {
				b := c.box(s, page)
				if len(b) != reporting.Slots*reporting.SlotSize {
					t.Errorf("%s: %d bytes", name, len(b))
				}
				if !bytes.Equal(b, c.box(s, page)) {
					t.Errorf("%s: asking twice shows another answer", name)
				}
				var packed bytes.Buffer
				w, _ := flate.NewWriter(&packed, flate.BestCompression)
				_, _ = w.Write(b)
				_ = w.Close()
				if packed.Len() < len(b) {
					t.Errorf("%s: the bytes have a pattern", name)
				}
			}
		}
		if bytes.Equal(c.box(right, 0), c.box(newSender(t), 0)) || bytes.Equal(c.box(right, 0), c.box(right, 1)) {
			t.Error("two places have the same filling")
		}
	})
}

// A stopwatch learns nothing either. Medians of interleaved tries are compared, since this machine is shared.
func TestWrongWordsTakeAsLongAsNoAnswerYet(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		right, _, _ := c.file("waiting", false)
		var rights, wrongs []time.Duration
		for range 400 {
			wrong := newSender(t)
			for _, one := range []struct {
				s    sender
				into *[]time.Duration
			}{{right, &rights}, {wrong, &wrongs}} {
				start := time.Now()
				if _, err := c.Reporting.Box(t.Context(), one.s.box, one.s.read, 0, ""); err != nil {
					var r *reporting.Refusal // the lane asks for work in this hurry, of both alike
					if refusal(t, err) != "busy" {
						t.Fatal(err, r)
					}
					continue
				}
				*one.into = append(*one.into, time.Since(start))
			}
		}
		slices.Sort(rights)
		slices.Sort(wrongs)
		a, b := rights[len(rights)/2], wrongs[len(wrongs)/2]
		if ratio := float64(a) / float64(b); ratio < 0.7 || ratio > 1.4 {
			t.Errorf("right words take %v and wrong ones %v", a, b)
		}
	})
}

func TestAThousandWrongWordsAreSlowedAndTheRightOnesAreNot(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		slow := reporting.New(c.Gate, c.Accounts, c.Records, reporting.Config{Lanes: reporting.Lanes{Ordinary: 100, Urgent: 100, Box: 5, Basic: 1}})
		s, _, _ := c.file("waiting", false)
		busy := 0
		for range 1000 {
			wrong := newSenderToken()
			if _, err := slow.Box(t.Context(), wrong.box, wrong.read, 0, ""); err != nil {
				if refusal(t, err) != "busy" {
					t.Fatal(err)
				}
				busy++
			}
		}
		if busy < 900 {
			t.Errorf("of a thousand wrong tries %d cost work", busy)
		}
		_, err := slow.Box(t.Context(), s.box, s.read, 0, "")
		if err == nil {
			t.Fatal("the flood has left no trace")
		}
		w := err.(*reporting.Refusal).Work
		if w.Bits > 18 {
			t.Errorf("the reporter is asked for %d bits", w.Bits)
		}
		if _, err := slow.Box(t.Context(), s.box, s.read, 0, doneFor(w, s.box)); err != nil {
			t.Errorf("the reporter did the work and reads nothing: %v", err)
		}
	})
}

func TestAReporterWithdrawsAndKeeps(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		kept, _, _ := c.file("kept longer", false)
		gone, _, _ := c.file("taken back", false)
		for _, try := range []struct {
			s    sender
			act  reporting.Act
			days int
		}{{kept, reporting.Keep, 365}, {gone, reporting.Withdraw, 0}, {newSender(t), reporting.Withdraw, 0}} {
			if err := c.Reporting.Act(t.Context(), try.s.box, try.s.write, try.act, try.days, ""); err != nil {
				t.Fatal(err)
			}
		}
		thief := kept
		thief.write = random(32)
		if err := c.Reporting.Act(t.Context(), thief.box, thief.write, reporting.Withdraw, 0, ""); err != nil {
			t.Error("a wrong token is told from a right one")
		}
		if err := c.Reporting.Act(t.Context(), kept.box, kept.write, reporting.Keep, 1000, ""); err == nil {
			t.Error("days that nobody offers were taken")
		}
		waiting := c.queue(account.IntakeResponder)
		if len(waiting) != 1 || waiting[0].PurgeOn != c.Clock.Now().AddDate(0, 0, 365).Format(time.DateOnly) {
			t.Errorf("the desk shows %+v", waiting)
		}
		if n := c.count(`SELECT count(*) FROM report_drop WHERE agency_id = $1`); n != 1 {
			t.Errorf("%d drops are left", n)
		}
	})
}

// T1.7: on its day a report is gone with everything of it; a visit moves the day.
func TestReportsArePurgedOnTheirDay(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		forgotten, _, _ := c.file("forgotten", true)
		visited, _, _ := c.file("visited", false)
		report := c.queue(account.IntakeResponder)[0].Report
		if err := c.Reporting.Reply(t.Context(), c.as(account.IntakeResponder), report, answer(t, "hello", forgotten.reply), "k"); err != nil {
			t.Fatal(err)
		}
		agency := c.Shelter.Agency.ID
		c.Clock.Set(c.Clock.Now().AddDate(0, 0, 60))
		c.box(visited, 0)
		if err := c.Reporting.NoteVisits(t.Context(), agency); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct{ days, left int }{{29, 2}, {1, 1}, {59, 1}, {1, 0}} {
			c.Clock.Set(c.Clock.Now().AddDate(0, 0, step.days))
			if err := c.Reporting.Purge(t.Context(), agency); err != nil {
				t.Fatal(err)
			}
			if n := c.count(`SELECT count(*) FROM report WHERE agency_id = $1`); n != step.left {
				t.Errorf("after %d days more %d reports are left, want %d", step.days, n, step.left)
			}
		}
		for _, table := range []string{"report_drop", "report_reply", "report_identity", "flow_instance", "flow_history", "job"} {
			if n := c.count(`SELECT count(*) FROM ` + table + ` WHERE agency_id = $1`); n != 0 {
				t.Errorf("%s still holds %d rows", table, n)
			}
		}
	})
}
