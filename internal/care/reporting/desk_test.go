package reporting_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// late runs the jobs and returns how late the one report is.
func (c *channel) late(role account.Role) int {
	c.t.Helper()
	agency := c.Shelter.Agency.ID
	if _, err := c.Queue.Work(c.t.Context(), agency); err != nil {
		c.t.Fatal(err)
	}
	if err := c.Reporting.Watch(c.t.Context(), agency); err != nil {
		c.t.Fatal(err)
	}
	return c.queue(role)[0].Late
}

// fresh signs everybody in again after the clock was turned by days.
func (c *channel) fresh() { c.actors = map[string]account.Actor{} }

func TestAnUrgentReportEscalatesUntilSomebodyAnswers(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		c.queue(account.IntakeResponder) // somebody looks at the desk
		c.Clock.Advance(16 * time.Second)
		s, _, _ := c.file("now", true)
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{14 * time.Minute, 0}, {time.Minute, 1}, {14 * time.Minute, 1}, {time.Minute, 2}} {
			c.Clock.Advance(step.after)
			c.fresh()
			if got := c.late(account.IntakeResponder); got != step.want {
				t.Errorf("%v later it is late by %d, want %d", step.after, got, step.want)
			}
		}
		report := c.queue(account.IntakeResponder)[0].Report
		if err := c.Reporting.Reply(t.Context(), c.as(account.IntakeResponder), report, answer(t, "we are here", s.reply), "k"); err != nil {
			t.Fatal(err)
		}
		if got := c.late(account.IntakeResponder); got != 0 {
			t.Errorf("answered, and late by %d", got)
		}
		if n := c.count(`SELECT count(*) FROM job WHERE agency_id = $1`); n != 0 {
			t.Errorf("the time of an answered report stands in %d jobs", n)
		}
	})
}

// While nobody looks at the desk, whoever stands by is asked at once; while somebody does, after a quarter of an hour.
func TestWhoeverStandsByIsAskedAtOnceWhereNobodyIsThere(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		paged := 0
		ch := reporting.New(c.Gate, c.Accounts, c.Records, reporting.Config{Page: func(context.Context, id.Agency, reporting.Waits) error { paged++; return nil }})
		q := queue.New(c.DB, c.Clock.Now, map[queue.Kind]queue.Handler{reporting.UrgentKind: ch.UrgentLate})
		file := func(urgent bool) {
			s := newSender(t)
			if _, err := ch.Drop(t.Context(), s.meta(c.Shelter.Agency.ID.String(), reporting.Help, urgent, ""), seal(t, "x", c.keys(c.Shelter, reporting.Help), small)); err != nil {
				t.Fatal(err)
			}
		}
		work := func() int {
			if _, err := q.Work(t.Context(), c.Shelter.Agency.ID); err != nil {
				t.Fatal(err)
			}
			return paged
		}
		file(false)
		if work() != 0 {
			t.Error("somebody was asked for a report that is not urgent")
		}
		file(true)
		if work() != 1 {
			t.Errorf("nobody is there, and whoever stands by was asked %d times", paged)
		}
		if _, err := ch.Desk(t.Context(), c.as(account.IntakeResponder), reporting.Help); err != nil {
			t.Fatal(err)
		}
		c.Clock.Advance(16 * time.Second) // past what the process remembers of the manifest
		file(true)
		if work() != 1 {
			t.Error("somebody is there, and whoever stands by was asked at once")
		}
		c.Clock.Advance(15 * time.Minute)
		if work() != 2 {
			t.Errorf("after a quarter of an hour whoever stands by was asked %d times, want once more for both", paged)
		}
	})
}

func TestOtherReportsWaitADay(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		c.file("when you can", false)
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{23 * time.Hour, 0}, {time.Hour, 1}, {24 * time.Hour, 2}, {48 * time.Hour, 2}} {
			c.Clock.Advance(step.after)
			c.fresh()
			if got := c.late(account.IntakeResponder); got != step.want {
				t.Errorf("%v later it is late by %d, want %d", step.after, got, step.want)
			}
		}
	})
}

// T15.2 and T15.4: day five reminds, day seven is late, and silence does not stop the clock of the feedback.
func TestAConcernHasTheClocksOfTheDirective(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		c.Clock.Set(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
		s := newSender(t)
		shelter := c.Shelter.Agency.ID.String()
		if _, err := c.Reporting.Drop(t.Context(), s.meta(shelter, reporting.Concern, false, ""), seal(t, "x", c.keys(c.Shelter, reporting.Concern), small)); err != nil {
			t.Fatal(err)
		}
		see := func(days int) reporting.Waiting {
			c.Clock.Set(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC).AddDate(0, 0, days))
			c.fresh()
			c.late(account.Custodian)
			return c.queue(account.Custodian)[0]
		}
		var w reporting.Waiting
		for _, step := range []struct{ days, late int }{{0, 0}, {4, 0}, {5, 1}, {6, 1}, {7, 2}} {
			if w = see(step.days); w.Late != step.late || w.Owed != "acknowledge" || w.Due != "2026-12-01" {
				t.Errorf("day %d: %+v", step.days, w)
			}
		}
		if err := c.Reporting.Decide(t.Context(), c.as(account.Custodian), w.Report, reporting.Move{Event: reporting.Acknowledge}); err != nil {
			t.Fatal(err)
		}
		if w := see(8); w.Owed != "feedback" || w.Due != "2027-03-01" {
			t.Errorf("acknowledged on the seventh day: %+v", w)
		}
	})
}

// INV-10: who is not on the channel sees nothing of it, administrators least of all.
func TestINV10NobodyElseLearnsOfAConcern(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		s := newSender(t)
		sealed := seal(t, "about the administrator", c.keys(c.Shelter, reporting.Concern), small)
		if _, err := c.Reporting.Drop(t.Context(), s.meta(c.Shelter.Agency.ID.String(), reporting.Concern, true, ""), sealed); err != nil {
			t.Fatal(err)
		}
		w := c.queue(account.Custodian)[0]
		for _, role := range account.StaffRoles() {
			if role == account.Custodian || c.Shelter.As(role).Account.IsZero() {
				continue
			}
			actor := c.as(role)
			for _, ch := range []reporting.Channel{reporting.Concern, "other"} {
				if _, err := c.Reporting.Desk(t.Context(), actor, ch); !errors.Is(err, reporting.ErrNoReport) {
					t.Errorf("%s asks for the desk of %s: %v", role, ch, err)
				}
			}
			there := map[string]error{}
			for name, report := range map[string]id.ID{"there": w.Report, "not there": id.Random()} {
				_, there[name] = c.Reporting.OpenDrop(t.Context(), actor, report, w.Drops[0].Drop, gate.ReadReport)
				if err := c.Reporting.Decide(t.Context(), actor, report, reporting.Move{Event: reporting.Acknowledge}); !errors.Is(err, gate.ErrRefused) {
					t.Errorf("%s decides: %v", role, err)
				}
			}
			if there["there"].Error() != there["not there"].Error() || !errors.Is(there["there"], gate.ErrRefused) {
				t.Errorf("%s: there %v, not there %v", role, there["there"], there["not there"])
			}
		}
		d, err := c.Reporting.Desk(t.Context(), c.as(account.IntakeResponder), reporting.Help)
		if err != nil || len(d.Reports) != 0 {
			t.Errorf("the desk for help shows %d reports, %v", len(d.Reports), err)
		}
		if _, err := c.Reporting.Desk(t.Context(), c.in(c.LegalAid, account.Custodian), reporting.Concern); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Reporting.OpenDrop(t.Context(), c.in(c.LegalAid, account.Custodian), w.Report, w.Drops[0].Drop, gate.ReadReport); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("a custodian of another agency: %v", err)
		}
	})
}

// Nobody is listed whose chain from the root does not hold, whatever stands in the database.
func TestOnlyCertifiedWindowsAreListed(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		if n := len(c.keys(c.Shelter, reporting.Help)); n != 2 {
			t.Fatalf("%d readers, want Sol and Imani", n)
		}
		ruth, shelter := c.as(account.Advocate), c.Shelter.Agency.ID
		uncertified := reporting.Window{Channel: reporting.Help, Recipient: c.desks[0].Window.Recipient().String(), Sealed: []byte("sealed"), Until: c.Clock.Now().AddDate(0, 0, 14).Format(time.DateOnly)}
		if err := c.Reporting.AddWindow(t.Context(), ruth, uncertified); !errors.Is(err, reporting.ErrUncertain) {
			t.Errorf("a desk without keys goes on duty: %v", err)
		}
		recovery, err := keys.Combine(c.Shelter.Shares[0], c.Shelter.Shares[1])
		if err != nil {
			t.Fatal(err)
		}
		foreign, err := keys.Combine(c.LegalAid.Shares[0], c.LegalAid.Shares[1])
		if err != nil {
			t.Fatal(err)
		}
		d, err := c.ManDesk(t.Context(), ruth, reporting.Help, "Ruth", recovery)
		if err != nil || len(c.keys(c.Shelter, reporting.Help)) != 3 {
			t.Fatalf("Ruth is not on duty: %v", err)
		}
		finger := reporting.Fingerprint(d.Signer.Public().Bytes())
		for name, err := range map[string]error{
			"shares of another agency": c.Reporting.Certify(t.Context(), shelter, ruth.Account, finger, foreign),
			"another fingerprint":      c.Reporting.Certify(t.Context(), shelter, ruth.Account, strings.Repeat("0", 16), recovery),
			"an account without desk":  c.Reporting.Certify(t.Context(), shelter, c.as(account.Admin).Account, finger, recovery),
		} {
			if err == nil {
				t.Errorf("%s certifies", name)
			}
		}
		if err := c.Reporting.OffDuty(t.Context(), ruth, reporting.Help); err != nil || len(c.keys(c.Shelter, reporting.Help)) != 2 {
			t.Errorf("off duty and still listed: %v", err)
		}
		// Whoever leaves is listed no more.
		if err := c.Leaves(c.Shelter, c.Shelter.As(account.IntakeResponder).Account, id.ID{}); err != nil {
			t.Fatal(err)
		}
		c.Clock.Advance(time.Minute)
		if n := len(c.keys(c.Shelter, reporting.Help)); n != 1 {
			t.Errorf("%d readers after one has left", n)
		}
	})
}

// The private half of a window is deleted thirty days after its last day of use, by itself.
func TestWindowsAreDeletedOnTheirDay(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		start, shelter := c.Clock.Now(), c.Shelter.Agency.ID
		for _, step := range []struct{ days, left int }{{43, 4}, {44, 0}} {
			c.Clock.Set(start.AddDate(0, 0, step.days))
			if err := c.Reporting.DeleteWindows(t.Context(), shelter); err != nil {
				t.Fatal(err)
			}
			if n := c.count(`SELECT count(*) FROM report_window WHERE agency_id = $1`); n != step.left {
				t.Errorf("on day %d there are %d windows, want %d", step.days, n, step.left)
			}
		}
	})
}

// A worker who vanishes: what waits was sealed to at least two, and what is carried over is opened by who comes after.
func TestCarriedOverItIsOpenedByTheNext(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		_, sealed, _ := c.file("still waiting", false)
		w := c.queue(account.Supervisor)[0]
		recovery, err := keys.Combine(c.Shelter.Shares[0], c.Shelter.Shares[1])
		if err != nil {
			t.Fatal(err)
		}
		next, err := c.ManDesk(t.Context(), c.as(account.Advocate), reporting.Help, "Ruth", recovery)
		if err != nil {
			t.Fatal(err)
		}
		text := opened(t, sealed, c.desk(c.Shelter, account.Supervisor).Window)
		again := seal(t, "still waiting", c.keys(c.Shelter, reporting.Help), small)
		if opened(t, again, next.Window) != text {
			t.Fatal("what is sealed again reads differently")
		}
		for range 2 {
			if err := c.Reporting.Carry(t.Context(), c.as(account.Supervisor), w.Report, w.Drops[0].Drop, again); err != nil {
				t.Fatal(err)
			}
		}
		now := c.queue(account.Advocate)[0]
		if len(now.Drops) != 2 {
			t.Fatalf("the report has %d files", len(now.Drops))
		}
		for _, d := range now.Drops {
			if d.Carried == "" {
				continue
			}
			got, err := c.Reporting.OpenDrop(t.Context(), c.as(account.Advocate), w.Report, d.Drop, gate.ReadReport)
			if err != nil || opened(t, got, next.Window) != text {
				t.Errorf("the next worker can't open it: %v", err)
			}
			if err := c.Reporting.Carry(t.Context(), c.as(account.Advocate), w.Report, d.Drop, seal(t, "x", c.keys(c.Shelter, reporting.Help), small)); err == nil {
				t.Error("what was carried over is carried over once more, as if it were the original")
			}
		}
		if err := c.Reporting.Carry(t.Context(), c.as(account.Supervisor), w.Report, w.Drops[0].Drop, []byte("text")); !errors.Is(err, reporting.ErrSealed) {
			t.Errorf("unsealed text is carried: %v", err)
		}
	})
}

func TestARecordBeginsOnlyWithAgreementOrInAnEmergency(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		c.file("yes, please write it down", false)
		w := c.queue(account.Advocate)[0]
		ruth, cover := c.as(account.Advocate), c.Shelter.As(account.Supervisor).Account
		for name, try := range map[string]reporting.Conversion{
			"without a basis":    {Passage: "words", Cover: cover},
			"a basis made up":    {Passage: "words", Basis: "sure", Cover: cover},
			"no reason":          {Passage: "words", Basis: "emergency", Cover: cover},
			"a reason made up":   {Passage: "words", Basis: "emergency", Reason: "quicker", Cover: cover},
			"nothing said":       {Passage: " \n", Basis: "agreed", Cover: cover},
			"nobody to stand in": {Passage: "words", Basis: "agreed"},
		} {
			if _, err := c.Reporting.Convert(t.Context(), ruth, w.Report, try); err == nil {
				t.Errorf("%s: a record began", name)
			}
		}
		if _, err := c.Reporting.Convert(t.Context(), c.as(account.IntakeResponder), w.Report, reporting.Conversion{Passage: "w", Basis: "agreed", Cover: cover}); err == nil {
			t.Error("an intake responder began a record")
		}
		good := reporting.Conversion{Passage: "I need a bed tonight", Basis: "agreed", Cover: cover}
		first, err := c.Reporting.Convert(t.Context(), ruth, w.Report, good)
		if err != nil {
			t.Fatal(err)
		}
		again, err := c.Reporting.Convert(t.Context(), ruth, w.Report, good)
		if err != nil || again != first {
			t.Errorf("sent twice it began two records: %v", err)
		}
		rec, err := c.Records.Read(t.Context(), ruth, first, gate.Care, gate.Plan)
		if err != nil || len(rec.Entries) != 1 || rec.Entries[0].Body.(*reporting.Passage).Text != good.Passage {
			t.Errorf("the record holds %+v, %v", rec.Entries, err)
		}
	})
}

// A decision from a page that is out of date changes nothing, and steps that the machine does not know are refused.
func TestDecisionsFollowTheMachine(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		c.file("x", false)
		w := c.queue(account.IntakeResponder)[0]
		sol := c.as(account.IntakeResponder)
		steps := []struct {
			mv   reporting.Move
			want error
		}{
			{reporting.Move{Event: reporting.Accept}, flow.ErrNotNow},
			{reporting.Move{Event: reporting.Quarantine}, flow.ErrReason},
			{reporting.Move{Event: reporting.OfferHelp, Version: 7}, flow.ErrStale},
			{reporting.Move{Event: reporting.OfferHelp}, nil},
			{reporting.Move{Event: reporting.OfferHelp}, flow.ErrStale},
			{reporting.Move{Event: reporting.Accept, Version: 2}, nil},
			{reporting.Move{Event: reporting.Close, Version: 3}, flow.ErrReason},
			{reporting.Move{Event: reporting.Close, Reason: "helped", Version: 3}, nil},
			{reporting.Move{Event: reporting.Reopen, Version: 4}, nil},
		}
		for i, s := range steps {
			if err := c.Reporting.Decide(t.Context(), sol, w.Report, s.mv); !errors.Is(err, s.want) {
				t.Errorf("step %d, %+v: %v, want %v", i, s.mv, err, s.want)
			}
		}
		if got := c.queue(account.IntakeResponder)[0]; got.State != reporting.InTriage || got.Version != 5 || len(got.Offers) == 0 {
			t.Errorf("it stands at %+v", got)
		}
	})
}

// Who a concern is from is opened by two custodians, and not by one twice.
func TestOneCustodianAloneOpensNoName(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		s := newSender(t)
		if _, err := c.Reporting.Drop(t.Context(), s.meta(c.Shelter.Agency.ID.String(), reporting.Concern, false, ""), seal(t, "x", c.keys(c.Shelter, reporting.Concern), small)); err != nil {
			t.Fatal(err)
		}
		w := c.queue(account.Custodian)[0]
		first := c.as(account.Custodian)
		var other account.Actor
		for _, m := range c.Shelter.Members {
			if m.Role == account.Custodian && m.Account != first.Account {
				other = c.SignIn(m)
			}
		}
		step := reporting.IdentityStep{First: "0011223344556677", Second: "8899aabbccddeeff", Sealed: []byte("sealed to the second"), Reason: "reporter_agreed"}
		unfounded := step
		unfounded.Reason = "curious"
		if err := c.Reporting.AskIdentity(t.Context(), first, w.Report, unfounded); err == nil {
			t.Error("asked without a reason of the list")
		}
		if err := c.Reporting.AskIdentity(t.Context(), first, w.Report, step); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Reporting.OpenIdentity(t.Context(), first, w.Report, step.Second); !errors.Is(err, reporting.ErrOther) {
			t.Errorf("the one who asked opened it: %v", err)
		}
		if got, err := c.Reporting.OpenIdentity(t.Context(), other, w.Report, step.Second); err != nil || fmt.Sprintf("%s", got) != "sealed to the second" {
			t.Errorf("the second custodian: %v", err)
		}
		if n := c.count(`SELECT count(*) FROM ledger_leaf WHERE agency_id = $1 AND kind = 'intake.name'`); n != 2 {
			t.Errorf("%d entries in the ledger, want both custodians", n)
		}
	})
}
