package reporting_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// count reads one number about the shelter's rows.
func (c *channel) count(query string, args ...any) (n int) {
	c.t.Helper()
	agency := c.Shelter.Agency.ID
	if err := c.DB.Read(c.t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, query, append([]any{agency}, args...)...).Scan(&n)
	}); err != nil {
		c.t.Fatal(err)
	}
	return n
}

func TestADropIsTakenOpenedAnsweredAndRead(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		s, sealed, note := c.file("I need a place to sleep", false)
		if !strings.Contains(string(note), "amparo/report/"+c.Shelter.Agency.ID.String()) {
			t.Errorf("the note reads %q", note)
		}
		waiting := c.queue(account.IntakeResponder)
		if len(waiting) != 1 || waiting[0].State != reporting.Received || !waiting[0].Waits || len(waiting[0].Drops) != 1 {
			t.Fatalf("the desk shows %+v", waiting)
		}
		sol, report := c.as(account.IntakeResponder), waiting[0].Report
		got, err := c.Reporting.OpenDrop(t.Context(), sol, report, waiting[0].Drops[0].Drop, "read")
		if err != nil || !bytes.Equal(got, sealed) {
			t.Fatalf("what was handed out is not what was sent: %v", err)
		}
		for _, d := range c.desks {
			if d.Channel == reporting.Help && !strings.Contains(opened(t, got, d.Window), "a place to sleep") {
				t.Errorf("%s can't open it", d.Member.Name)
			}
		}
		if got := c.replies(s); len(got) != 0 {
			t.Fatalf("an answer before there is one: %q", got)
		}
		for range 2 { // sent twice
			if err := c.Reporting.Reply(t.Context(), sol, report, answer(t, "you can come tonight", s.reply), "one-key"); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Reporting.Reply(t.Context(), sol, report, answer(t, "ring the bell twice", s.reply), "other-key"); err != nil {
			t.Fatal(err)
		}
		if got := c.replies(s); len(got) != 2 || got[0] != "ring the bell twice" || got[1] != "you can come tonight" {
			t.Errorf("the reporter reads %q", got)
		}
		if w := c.queue(account.IntakeResponder)[0]; w.State != reporting.Acknowledged || w.Waits || w.Replies != 2 {
			t.Errorf("after the answer the desk shows %+v", w)
		}
		if n := c.count(`SELECT count(*) FROM ledger_leaf WHERE agency_id = $1 AND kind LIKE 'intake.%'`); n != 4 {
			t.Errorf("%d acts are in the ledger, want the look, two times an answer sent twice, and another", n)
		}
	})
}

// Sent twice, by a browser that lost the first answer: one copy, and the same note to the byte, on a later day too.
func TestTheSameDropAgainIsOneDropAndOneNote(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		s, sealed, first := c.file("once", false)
		c.Clock.Set(c.Clock.Now().AddDate(0, 0, 3))
		again, err := c.Reporting.Drop(t.Context(), s.meta(c.Shelter.Agency.ID.String(), reporting.Help, false, ""), sealed)
		if err != nil || !bytes.Equal(first, again) {
			t.Errorf("the second note differs: %v\n%s\n%s", err, first, again)
		}
		if n := c.count(`SELECT count(*) FROM report_drop WHERE agency_id = $1`); n != 1 {
			t.Errorf("%d copies are kept", n)
		}
	})
}

func TestAWrongDropGetsAnAnswerAndChangesNothing(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		s, sealed, _ := c.file("there already", false)
		shelter := c.Shelter.Agency.ID.String()
		c.replies(s) // somebody who comes back opens their mailbox first
		good := s.meta(shelter, reporting.Help, false, "")
		other := newSender(t)
		thief := s
		thief.write = random(32)
		x, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		fresh := seal(t, "new", c.keys(c.Shelter, reporting.Help), small)
		for name, try := range map[string]struct {
			meta, sealed []byte
			code         string
		}{
			"corrupted":                     {good, append([]byte("x"), sealed[1:]...), "malformed"},
			"truncated":                     {good, sealed[:len(sealed)-100], "malformed"},
			"oversized":                     {good, make([]byte, reporting.MaxDrop), "size"},
			"plain text":                    {good, []byte("please help me"), "malformed"},
			"a key of another kind":         {good, sealPlain(t, make([]byte, small), []age.Recipient{x.Recipient()}), "malformed"},
			"one stanza":                    {good, answer(t, "x", s.reply), "malformed"},
			"replayed to another mailbox":   {other.meta(shelter, reporting.Help, false, ""), sealed, "write"},
			"a follow-up without the token": {thief.meta(shelter, reporting.Help, false, ""), fresh, "write"},
			"another channel":               {s.meta(shelter, reporting.Concern, false, ""), fresh, "elsewhere"},
			"another agency's name":         {s.meta(c.Clinic.Agency.ID.String(), reporting.Help, false, ""), fresh, "elsewhere"},
			"an agency without a channel":   {other.meta(c.Clinic.Agency.ID.String(), reporting.Help, false, ""), fresh, "closed"},
			"an agency that is not there":   {other.meta(id.Random().String(), reporting.Help, false, ""), fresh, "closed"},
			"no json":                       {bytes.Repeat([]byte(" "), reporting.MetaSize), fresh, "malformed"},
			"short json":                    {good[:100], fresh, "malformed"},
			"another field":                 {bytes.Replace(good, []byte(`"keep":90`), []byte(`"kept":90`), 1), fresh, "malformed"},
			"a box in capitals":             {bytes.Replace(good, []byte(s.box), []byte(strings.ToUpper(s.box)), 1), fresh, "malformed"},
			"days nobody offers":            {bytes.Replace(good, []byte(`"keep":90`), []byte(`"keep":91`), 1), fresh, "malformed"},
		} {
			if name == "a box in capitals" && strings.ToUpper(s.box) == s.box {
				continue // a box of digits only
			}
			_, err := c.Reporting.Drop(t.Context(), try.meta, try.sealed)
			if err == nil {
				t.Errorf("%s was taken", name)
			} else if got := refusal(t, err); got != try.code {
				t.Errorf("%s: %q, want %q", name, got, try.code)
			}
		}
		if n := c.count(`SELECT count(*) FROM report WHERE agency_id = $1`); n != 1 {
			t.Errorf("%d reports are kept", n)
		}
		if n := c.count(`SELECT count(*) FROM report_drop WHERE agency_id = $1`); n != 1 {
			t.Errorf("%d drops are kept", n)
		}
	})
}

// A hundred at once: each is kept once and none is lost (GlobaLeaks 5.0.15 lost ten of sixteen at four).
func TestManyAtOnceAreKeptOnceEach(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		keys := c.keys(c.Shelter, reporting.Help)
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				s := newSender(t)
				sealed := seal(t, fmt.Sprintf("report %d", i), keys, small)
				for range 2 {
					if _, err := c.Reporting.Drop(t.Context(), s.meta(c.Shelter.Agency.ID.String(), reporting.Help, false, ""), sealed); err != nil {
						t.Errorf("report %d: %v", i, err)
					}
				}
			}()
		}
		wg.Wait()
		for _, table := range []string{"report", "report_drop"} {
			if n := c.count(`SELECT count(*) FROM ` + table + ` WHERE agency_id = $1`); n != 100 {
				t.Errorf("%s holds %d rows", table, n)
			}
		}
	})
}

// When more arrives than is written at ease, each is asked for a little work and taken when it was done. Urgent ones have
// their own count, and nobody is refused.
func TestAFloodCostsWorkAndClosesNoDoor(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		lanes := reporting.Lanes{Ordinary: 0.5, Urgent: 0.5, Box: 0.5, Basic: 1}
		flooded := reporting.New(c.Gate, c.Accounts, c.Records, reporting.Config{Lanes: lanes})
		keys, shelter := c.keys(c.Shelter, reporting.Help), c.Shelter.Agency.ID.String()
		asked := 0
		for range 12 {
			s := newSender(t)
			sealed := seal(t, "junk", keys, small)
			_, err := flooded.Drop(t.Context(), s.meta(shelter, reporting.Help, false, ""), sealed)
			if err == nil {
				continue
			}
			asked++
			var r *reporting.Refusal
			if refusal(t, err) != "busy" {
				t.Fatal(err)
			}
			r = err.(*reporting.Refusal)
			if _, err := flooded.Drop(t.Context(), s.meta(shelter, reporting.Help, false, r.Work.Salt+":0"), sealed); err == nil {
				t.Error("no work at all was taken for the work")
			}
			work := done(r.Work, sealed)
			if _, err := flooded.Drop(t.Context(), s.meta(shelter, reporting.Help, false, work), sealed); err != nil {
				t.Errorf("the work was done and it is still refused: %v", err)
			}
		}
		if asked == 0 {
			t.Fatal("nobody was asked for work: the flood was none")
		}
		s := newSender(t)
		if _, err := flooded.Drop(t.Context(), s.meta(shelter, reporting.Help, true, ""), seal(t, "now", keys, small)); err != nil {
			t.Errorf("the flood stands in the way of somebody in danger: %v", err)
		}
	})
}

// With the disk nearly full, words are taken and files wait.
func TestANearlyFullDiskStillTakesWords(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		full := reporting.New(c.Gate, c.Accounts, c.Records, reporting.Config{Room: func() (uint64, uint64) { return 2, 100 }})
		keys, shelter, s := c.keys(c.Shelter, reporting.Help), c.Shelter.Agency.ID.String(), newSender(t)
		if _, err := full.Drop(t.Context(), s.meta(shelter, reporting.Help, false, ""), seal(t, "a picture", keys, 64<<10)); err == nil || refusal(t, err) != "full" {
			t.Errorf("a file: %v", err)
		}
		if _, err := full.Drop(t.Context(), s.meta(shelter, reporting.Help, false, ""), seal(t, "words", keys, small)); err != nil {
			t.Errorf("words: %v", err)
		}
	})
}

// What is kept of a report is the list of docs/reporting.md: no time of day, and nothing that tells an order.
func TestTheDayIsKeptAndNotTheHour(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		c.file("in the afternoon", false)
		for _, table := range []string{"report", "report_drop"} {
			for _, column := range c.columns(table) {
				if n := c.count(`SELECT count(*) FROM `+table+` WHERE agency_id = $1 AND CAST(`+column+` AS TEXT) = $2`, fmt.Sprint(clock.Micros(c.Clock.Now()))); n != 0 {
					t.Errorf("%s.%s holds the moment", table, column)
				}
			}
		}
		if n := c.count(`SELECT count(*) FROM job WHERE agency_id = $1`); n != 0 {
			t.Errorf("%d jobs stand in the queue for a report that is not urgent", n)
		}
		if n := c.count(`SELECT count(*) FROM flow_instance WHERE agency_id = $1`); n != 0 {
			t.Error("a report has a state, and so a time, before anybody has looked")
		}
	})
}

// columns are those of a table that a text can be compared with.
func (c *channel) columns(table string) []string {
	c.t.Helper()
	all := map[string][]string{
		"report":      {"report_id", "channel", "box", "read_hash", "write_hash", "waiting_day", "late", "converted", "day", "visited_day", "keep_days"},
		"report_drop": {"drop_name", "report_id", "day", "class", "carried"},
	}
	return all[table]
}

// TestNumbersTellNothing: the number of a report is drawn, so that it tells neither an order nor a time, and the next one cannot
// be guessed.
func TestNumbersTellNothing(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		var numbers [][]byte
		for range 12 {
			c.file("x", false)
			known := numbers
			for _, w := range c.queue(account.IntakeResponder) {
				b := w.Report.Bytes()
				if !slices.ContainsFunc(known, func(k []byte) bool { return bytes.Equal(k, b) }) {
					numbers = append(numbers, b)
				}
			}
			if len(numbers) != len(known)+1 {
				t.Fatalf("%d reports after %d", len(numbers), len(known))
			}
		}
		for _, b := range numbers {
			if b[6]>>4 != 4 || b[8]>>6 != 2 {
				t.Errorf("a report has the number %x, which is not drawn at random", b)
			}
		}
		if slices.IsSortedFunc(numbers, bytes.Compare) {
			t.Error("the numbers of reports stand in their order")
		}
	})
}
