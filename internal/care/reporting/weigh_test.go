package reporting_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// What the desk finds in a report stands against what its sender claimed: the clock of an urgent one ends or begins, the order
// follows, the claim stays to be seen, and a later claim raises nothing.
func TestWhatTheDeskFindsOfAnUrgentMarkDecidesTheClocks(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		s, sealed, _ := c.file("not urgent by its answers", true)
		c.file("urgent by its answers", false)
		worker := c.as(account.IntakeResponder)
		rows := c.queue(account.IntakeResponder)
		if !rows[0].Urgent || rows[1].Urgent {
			t.Fatalf("the queue begins as %+v", rows)
		}
		claimed, calm := rows[0].Report, rows[1].Report
		for report, urgent := range map[id.ID]bool{claimed: false, calm: true} {
			if err := c.Reporting.Weigh(t.Context(), worker, report, urgent); err != nil {
				t.Fatal(err)
			}
		}
		rows = c.queue(account.IntakeResponder)
		if rows[0].Report != calm || !rows[0].Urgent || rows[0].Claimed || rows[1].Urgent || !rows[1].Claimed {
			t.Errorf("weighed, the queue is %+v", rows)
		}
		if due, err := time.Parse(time.RFC3339, rows[1].Due); err != nil || due.Sub(c.Clock.Now()) < 23*time.Hour {
			t.Errorf("what is not urgent is due %v", rows[1].Due)
		}
		if n := c.count(`SELECT count(*) FROM job WHERE agency_id = $1 AND kind = 'report.urgent' AND subject_id = $2`, claimed.String()); n != 0 {
			t.Error("the clock of an urgent report runs for one that is none")
		}
		if n := c.count(`SELECT count(*) FROM job WHERE agency_id = $1 AND kind = 'report.urgent' AND subject_id = $2`, calm.String()); n != 1 {
			t.Error("no clock runs for one that is urgent")
		}

		again := seal(t, "a part that claims it too", c.keys(c.Shelter, reporting.Help), small)
		if _, err := c.Reporting.Drop(t.Context(), s.meta(c.Shelter.Agency.ID.String(), reporting.Help, true, ""), again); err != nil {
			t.Fatal(err)
		}
		if rows := c.queue(account.IntakeResponder); rows[1].Report != claimed || rows[1].Urgent {
			t.Errorf("a later claim raised it: %+v", rows)
		}
		if n := c.count(`SELECT count(*) FROM job WHERE agency_id = $1 AND kind = 'report.urgent' AND subject_id = $2`, claimed.String()); n != 0 {
			t.Error("a later claim started the clock")
		}
		_ = sealed
		c.Clock.Advance(31 * time.Minute)
		c.fresh()
		if late := c.late(account.IntakeResponder); late == 0 {
			t.Error("what is urgent by its answers is late and nobody is told")
		}
		if err := c.Reporting.Weigh(t.Context(), c.as(account.Custodian), calm, false); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("somebody who does not serve the channel weighs: %v", err)
		}
	})
}

// However many urgent reports come, whoever stands by gets one message in five minutes with how many wait. What comes after a
// message waits for the next, and is told then; a message that did not go out is sent later.
func TestAFloodIsOneMessageWithACount(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		var told []reporting.Waits
		broken := false
		ch := reporting.New(c.Gate, c.Accounts, c.Records, reporting.Config{Page: func(_ context.Context, _ id.Agency, w reporting.Waits) error {
			if broken {
				return errors.New("no line")
			}
			told = append(told, w)
			return nil
		}})
		q := queue.New(c.DB, c.Clock.Now, map[queue.Kind]queue.Handler{reporting.UrgentKind: ch.UrgentLate})
		agency := c.Shelter.Agency.ID
		sealed := func() []byte { return seal(t, "x", c.keys(c.Shelter, reporting.Help), small) }
		file := func(urgent bool) {
			if _, err := ch.Drop(t.Context(), newSenderToken().meta(agency.String(), reporting.Help, urgent, ""), sealed()); err != nil {
				t.Fatal(err)
			}
		}
		work := func(after time.Duration) {
			c.Clock.Advance(after)
			_, _ = q.Work(t.Context(), agency) // a message that does not go out fails its job
			_ = ch.Watch(t.Context(), agency)
		}
		file(false)
		for range 6 {
			file(true)
		}
		work(0)
		if len(told) != 1 || told[0].Urgent != 6 || told[0].Others != 1 {
			t.Fatalf("six at once brought %+v", told)
		}
		for range 4 {
			file(true)
			work(time.Minute)
		}
		if len(told) != 1 {
			t.Errorf("within five minutes there came %+v", told)
		}
		work(time.Minute)
		if len(told) != 2 || told[1].Urgent != 10 {
			t.Errorf("after five minutes there came %+v", told)
		}
		broken = true
		file(true)
		work(5 * time.Minute)
		broken = false
		work(reporting.PageEvery)
		if len(told) != 3 || told[2].Urgent != 11 {
			t.Errorf("after a broken line there came %+v", told)
		}
	})
}
