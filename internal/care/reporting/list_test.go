package reporting_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// keyOf is the verifier key of an agency, as its partners hold it.
func (c *channel) keyOf(h apptest.House) string {
	c.t.Helper()
	a, err := c.Accounts.Agency(c.t.Context(), h.Agency.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	key, err := ledger.VerifierKey(h.Agency.ID, ed25519.PublicKey(a.Verify.Bytes()))
	if err != nil {
		c.t.Fatal(err)
	}
	return key
}

func (c *channel) known(h apptest.House) note.Verifiers {
	c.t.Helper()
	v, err := note.NewVerifier(c.keyOf(h))
	if err != nil {
		c.t.Fatal(err)
	}
	return note.VerifierList(v)
}

// nextDay turns the clock to when the day before is closed, and closes it.
func (c *channel) nextDay(days int) {
	c.t.Helper()
	c.Clock.Set(c.Clock.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, days).Add(2 * time.Hour))
	if err := c.Reporting.CloseDays(c.t.Context(), c.Shelter.Agency.ID); err != nil {
		c.t.Fatal(err)
	}
}

// faults are what a look at the shelter finds.
func (c *channel) faults() (found []string) {
	c.t.Helper()
	all, err := c.Reporting.CheckList(c.t.Context(), c.Shelter.Agency.ID, c.known(c.Shelter))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range all {
		found = append(found, string(f.Fault))
	}
	return found
}

// isApart are statements that write what is kept apart.
var isApart = regexp.MustCompile(`^(DELETE FROM|INSERT INTO|UPDATE) (report|report_drop|report_gone) `)

// tamper writes to the database as somebody does who only has that.
func (c *channel) tamper(query string, args ...any) {
	c.t.Helper()
	agency := c.Shelter.Agency.ID
	run := func(ctx context.Context, exec func(context.Context, string, ...any) (int64, error)) error {
		n, err := exec(ctx, query, append([]any{agency}, args...)...)
		if err == nil && n == 0 {
			return errors.New("nothing was changed")
		}
		return err
	}
	if isApart.MatchString(query) {
		if err := c.DB.Deposit(c.t.Context(), agency, func(ctx context.Context, tx *store.ApartTx) error { return run(ctx, tx.Exec) }); err != nil {
			c.t.Fatal(err)
		}
		return
	}
	if err := c.DB.Write(c.t.Context(), agency, func(ctx context.Context, tx *store.Tx) error {
		return run(ctx, tx.Exec)
	}); err != nil {
		c.t.Fatal(err)
	}
}

func dropOf(t testing.TB, text []byte, key string) string {
	t.Helper()
	a, err := reporting.VerifyNote(text, key)
	if err != nil {
		t.Fatal(err)
	}
	return a.Drop
}

// A report that is purged on its day or taken back by its writer is missed by nobody; one that is deleted is named, whoever
// deletes it and however much of it.
func TestADeletedReportIsMissed(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		_, _, first := c.file("first", false)
		taken, _, _ := c.file("taken back", false)
		_, _, second := c.file("second", false)
		c.nextDay(1)
		if found := c.faults(); len(found) != 0 {
			t.Fatalf("nothing was done and there is found %v", found)
		}
		if err := c.Reporting.Act(t.Context(), taken.box, taken.write, reporting.Withdraw, 0, ""); err != nil {
			t.Fatal(err)
		}
		if found := c.faults(); len(found) != 0 {
			t.Errorf("somebody took a report back, and before the day is closed there is found %v", found)
		}
		c.nextDay(1)
		c.nextDay(1)
		if found := c.faults(); len(found) != 0 {
			t.Errorf("somebody took a report back, and later there is found %v", found)
		}
		c.tamper(`DELETE FROM report_drop WHERE agency_id = $1 AND drop_name = $2`, dropOf(t, first, c.keyOf(c.Shelter)))
		if found := c.faults(); !slices.Equal(found, []string{"missing"}) {
			t.Errorf("a drop was deleted, and there is found %v", found)
		}
		c.tamper(`DELETE FROM report WHERE agency_id = $1`)
		if found := c.faults(); !slices.Equal(found, []string{"missing", "missing"}) {
			t.Errorf("all reports were deleted, and there is found %v", found)
		}
		closings, err := c.Reporting.List(t.Context(), c.Shelter.Agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := reporting.CheckFiled(second, c.keyOf(c.Shelter), closings); err != nil || f.Listed == "" || f.Gone != "" || f.Channel != reporting.Help {
			t.Errorf("the note of the deleted one says %+v, %v", f, err)
		}
	})
}

// A purge by time leaves what tells it from a silent deletion; one that is claimed before its time is named.
func TestAPurgeOnItsDayIsToldFromADeletion(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		_, _, text := c.file("until its day", false)
		c.nextDay(1)
		early := dropOf(t, text, c.keyOf(c.Shelter))
		c.Clock.Advance(91 * 24 * time.Hour)
		if err := c.Reporting.Purge(t.Context(), c.Shelter.Agency.ID); err != nil {
			t.Fatal(err)
		}
		c.nextDay(1)
		if found := c.faults(); len(found) != 0 {
			t.Errorf("it was purged on its day, and there is found %v", found)
		}
		closings, err := c.Reporting.List(t.Context(), c.Shelter.Agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := reporting.CheckFiled(text, c.keyOf(c.Shelter), closings); err != nil || f.Reason != "purged" || f.Gone == "" || f.Drop != early {
			t.Errorf("its note says %+v, %v", f, err)
		}

		_, _, young := c.file("not its day", false)
		c.nextDay(1)
		c.tamper(`INSERT INTO report_gone (agency_id, drop_name, channel, day, gone_day, reason) SELECT agency_id, drop_name, 'help', day, day + 1, 'purged'
			FROM report_drop WHERE agency_id = $1 AND drop_name = $2`, dropOf(t, young, c.keyOf(c.Shelter)))
		c.tamper(`DELETE FROM report WHERE agency_id = $1`)
		c.tamper(`DELETE FROM report_drop WHERE agency_id = $1`)
		c.nextDay(1)
		if found := c.faults(); !slices.Equal(found, []string{"early"}) {
			t.Errorf("a purge was claimed the day after, and there is found %v", found)
		}
	})
}

// What is changed, put in, moved or deleted is named, and so is every change of the list itself. The deeds are done one after the
// other, each to another drop or closing.
func TestEveryChangeOfReportsAndOfTheListIsNamed(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		var drops []string
		for day := range 4 {
			_, _, text := c.file(fmt.Sprint(day), false)
			drops = append(drops, dropOf(t, text, c.keyOf(c.Shelter)))
			c.nextDay(1)
		}
		const oldest, newest = `(SELECT min(day) FROM report_list WHERE agency_id = $1)`, `(SELECT max(day) FROM report_list WHERE agency_id = $1)`
		before := c.faults()
		for _, deed := range []struct {
			name, query string
			args        []any
			want        []string
		}{
			{"other bytes", `UPDATE report_drop SET sealed = $2 WHERE agency_id = $1 AND drop_name = $3`, []any{[]byte("other"), drops[0]}, []string{"altered"}},
			{"another channel", `UPDATE report SET channel = 'concern' WHERE agency_id = $1 AND report_id = (SELECT report_id FROM report_drop WHERE agency_id = $1 AND drop_name = $2)`,
				[]any{drops[1]}, []string{"altered"}},
			{"said to be gone on a closed day", `INSERT INTO report_gone (agency_id, drop_name, channel, day, gone_day, reason)
				SELECT agency_id, drop_name, 'help', day, day, 'withdrawn' FROM report_drop WHERE agency_id = $1 AND drop_name = $2`, []any{drops[2]}, nil},
			{"and deleted", `DELETE FROM report_drop WHERE agency_id = $1 AND drop_name = $2`, []any{drops[2]}, []string{"missing"}},
			{"a set of the oldest closing", `UPDATE report_list SET help_came = $2 WHERE agency_id = $1 AND day = ` + oldest, []any{bytes.Repeat([]byte{7}, 32)}, []string{"broken", "missing"}},
			{"a set that is none", `UPDATE report_list SET concern_went = $2 WHERE agency_id = $1 AND day = ` + newest, []any{[]byte{1}}, []string{"broken", "broken"}},
			{"a closing", `DELETE FROM report_list WHERE agency_id = $1 AND day = ` + newest, nil, nil},
			{"all leaves", `DELETE FROM ledger_leaf WHERE agency_id = $1 AND kind = 'reporting.list'`, nil, []string{"broken", "broken"}},
		} {
			c.tamper(deed.query, deed.args...)
			now := c.faults()
			if more := without(now, before); deed.want != nil && !slices.Equal(more, deed.want) {
				t.Errorf("%s: found %v more, want %v", deed.name, more, deed.want)
			}
			if deed.name == "a closing" && !slices.Contains(now, "broken") {
				t.Errorf("a closing was removed, and there is found %v", now)
			}
			before = now
		}
	})
}

// without takes each of some once out of all, and sorts the rest.
func without(all, some []string) []string {
	rest := slices.Sorted(slices.Values(all))
	for _, one := range some {
		if i := slices.Index(rest, one); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		}
	}
	return rest
}

// The list stands for itself: whoever holds it and the agency's key needs nothing else, and a list that was cut or mended is none.
// A note whose drop the list of its day does not have shows what the agency did.
func TestTheHolderOfANoteChecksItAgainstTheList(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		_, _, text := c.file("one", false)
		key, agency := c.keyOf(c.Shelter), c.Shelter.Agency.ID
		c.tamper(`DELETE FROM report_drop WHERE agency_id = $1`) // before the day is closed: no list has it
		c.nextDay(1)
		c.file("two", false)
		c.nextDay(1)
		closings, err := c.Reporting.List(t.Context(), agency)
		if err != nil || len(closings) != 2 {
			t.Fatalf("%d closings, %v", len(closings), err)
		}
		var file bytes.Buffer
		if err := reporting.WriteList(&file, closings); err != nil {
			t.Fatal(err)
		}
		again, err := reporting.ReadList(&file)
		if err != nil || len(again) != 2 {
			t.Fatalf("%d closings are read back, %v", len(again), err)
		}
		if _, err := reporting.CheckFiled(text, key, again); !errors.Is(err, reporting.ErrDropped) {
			t.Errorf("a drop that was deleted before its day was closed: %v", err)
		}
		if f, err := reporting.CheckFiled(text, key, nil); err != nil || f.Listed != "" {
			t.Errorf("a day that is not closed yet: %+v, %v", f, err)
		}
		for name, wrong := range map[string][]reporting.Closing{"the first is cut off": again[1:], "in another order": {again[1], again[0]}, "one is there twice": {again[0], again[0], again[1]},
			"another day": {{Day: "2020-01-01", Sets: again[0].Sets, Note: again[0].Note}, again[1]}} {
			if _, err := reporting.CheckFiled(text, key, wrong); !errors.Is(err, reporting.ErrList) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := reporting.CheckFiled(text, c.keyOf(c.LegalAid), again); !errors.Is(err, reporting.ErrNote) {
			t.Errorf("under another agency's key: %v", err)
		}
	})
}

// Nothing in a closing tells an order within a day: the numbers stand in their own order, and the leaf that commits to it names
// nobody.
func TestAClosingTellsNoOrder(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		for n := range 9 {
			c.file(fmt.Sprint(n), n%3 == 0)
		}
		c.nextDay(1)
		closings, err := c.Reporting.List(t.Context(), c.Shelter.Agency.ID)
		if err != nil || len(closings) != 1 {
			t.Fatalf("%d closings, %v", len(closings), err)
		}
		came := slices.Collect(slices.Chunk(closings[0].Sets[reporting.Help].Came, 32))
		if len(came) != 9 || !slices.IsSortedFunc(came, bytes.Compare) {
			t.Errorf("%d numbers, sorted: %v", len(came), slices.IsSortedFunc(came, bytes.Compare))
		}
		if n := c.count(`SELECT count(*) FROM ledger_leaf WHERE agency_id = $1 AND kind = 'reporting.list' AND actor_id IS NOT NULL`); n != 0 {
			t.Error("the leaf of a closing names somebody")
		}
		c.nextDay(1)
		c.nextDay(1)
		if n := c.count(`SELECT count(*) FROM report_gone WHERE agency_id = $1`); n != 0 {
			t.Errorf("%d numbers wait for a closing that was", n)
		}
	})
}

// The custodians of the organisation that oversees an agency are told at their desk; nobody at the desk for help is.
func TestThoseWhoOverseeAreToldWhatIsMissing(t *testing.T) {
	run(t, func(t *testing.T, c *channel) {
		c.file("about the shelter", false)
		c.nextDay(1)
		if err := c.Reporting.KeepList(t.Context(), c.Shelter.Agency.ID); err != nil {
			t.Fatal(err)
		}
		c.tamper(`DELETE FROM report WHERE agency_id = $1`)
		if err := c.Reporting.KeepList(t.Context(), c.Shelter.Agency.ID); !errors.Is(err, reporting.ErrListed) {
			t.Errorf("the job says %v", err)
		}
		d, err := c.Reporting.Desk(t.Context(), c.in(c.LegalAid, account.Custodian), reporting.Concern)
		if err != nil || len(d.Missed) != 1 || d.Missed[0].Agency != c.Shelter.Agency.Name || d.Missed[0].Findings[0].Fault != reporting.DropMissing {
			t.Errorf("the desk of those who oversee shows %+v, %v", d.Missed, err)
		}
		if d, err := c.Reporting.Desk(t.Context(), c.as(account.IntakeResponder), reporting.Help); err != nil || len(d.Missed) != 0 {
			t.Errorf("the desk for help shows %+v, %v", d.Missed, err)
		}
	})
}
