package record_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// TestACorrectionKeepsBoth: an entry is never changed; the correction stands after it, and names its own author.
func TestACorrectionKeepsBoth(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ruth, imani := w.SignIn(w.Shelter.As(account.Advocate)), w.SignIn(w.Shelter.As(account.Supervisor))
		hana := w.Person(ruth, "Hana")
		first, err := w.write(t, ruth, hana, gate.Plan, "on Tuesday", nil)
		if err != nil {
			t.Fatal(err)
		}
		before := w.read(t, ruth, hana, gate.Plan)
		supersede := func(d *record.Draft) { d.Supersedes = first }
		second, err := w.write(t, imani, hana, gate.Plan, "on Wednesday", supersede)
		if err != nil {
			t.Fatal(err)
		}
		after := w.read(t, ruth, hana, gate.Plan)
		if len(after) != 2 || after[0].ID != first || after[1].ID != second || after[0].Body.(*text).Text != before[0].Body.(*text).Text ||
			after[0].Author != ruth.Account || after[0].AuthorName != ruth.Name || after[1].AuthorName != imani.Name || after[1].Supersedes != first {
			t.Errorf("before %+v, after %+v", before, after)
		}
		if _, err := w.write(t, ruth, hana, gate.Plan, "on Friday", supersede); !errors.Is(err, record.ErrSuperseded) {
			t.Errorf("a second correction: %v", err)
		}
		other := w.Person(ruth, "Sara")
		for name, c := range map[string]struct {
			person      id.ID
			compartment gate.Compartment
			change      func(*record.Draft)
		}{
			"in another compartment": {hana, gate.Safety, supersede}, "of another person": {other, gate.Plan, supersede},
			"of another kind": {hana, gate.Plan, func(d *record.Draft) {
				d.Kind, d.Body, d.Supersedes = record.StatementKind, &record.Statement{}, second
			}},
			"of nothing":     {hana, gate.Plan, func(d *record.Draft) { d.Supersedes = id.Random() }},
			"beside nothing": {hana, gate.Plan, func(d *record.Draft) { d.About = id.Random() }},
		} {
			if _, err := w.write(t, ruth, c.person, c.compartment, "x", c.change); err == nil || errors.Is(err, record.ErrSuperseded) {
				t.Errorf("a correction %s: %v", name, err)
			}
		}
	})
}

// TestOfManyCorrectionsOneIsTaken: those who correct the same entry in the same moment are told, all but one.
func TestOfManyCorrectionsOneIsTaken(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		first := w.note(t, ruth, hana, "first")
		second, err := w.write(t, ruth, hana, gate.Plan, "second", nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = first
		var wg sync.WaitGroup
		results := make(chan error, 6)
		for range cap(results) {
			wg.Go(func() {
				_, err := w.write(t, ruth, hana, gate.Plan, "again", func(d *record.Draft) { d.Supersedes = second })
				results <- err
			})
		}
		wg.Wait()
		close(results)
		taken := 0
		for err := range results {
			if err == nil {
				taken++
			} else if !errors.Is(err, record.ErrSuperseded) {
				t.Error(err)
			}
		}
		if got := texts(w.read(t, ruth, hana, gate.Plan)); taken != 1 || !slices.Equal(got, []string{"again", "first", "second"}) {
			t.Errorf("%d were taken: %v", taken, got)
		}
	})
}

// TestAKeyWritesOnce: a form sent twice, with whatever bytes as its key, is one entry.
func TestAKeyWritesOnce(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		for _, key := range []string{"k1", "\x00\xff", strings.Repeat("k", 5000)} {
			with := func(d *record.Draft) { d.Key = key }
			first, err := w.write(t, ruth, hana, gate.Plan, "once", with)
			if err != nil {
				t.Fatalf("%q: %v", key[:2], err)
			}
			if again, err := w.write(t, ruth, hana, gate.Plan, "twice", with); err != nil || again != first {
				t.Errorf("%q again: %v, %v", key[:2], again, err)
			}
		}
		if got := w.read(t, ruth, hana, gate.Plan); len(got) != 3 {
			t.Errorf("%d entries", len(got))
		}
		started, err := w.records.Start(t.Context(), ruth, w.Shelter.As(account.Supervisor).Account, record.Draft{Kind: kindIn(gate.Plan), Body: &text{"x"}, Key: "s"})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := w.records.Start(t.Context(), ruth, w.Shelter.As(account.Supervisor).Account, record.Draft{Kind: kindIn(gate.Plan), Body: &text{"x"}, Key: "s"}); err != nil || again != started {
			t.Errorf("a record that was begun twice: %v, %v", again, err)
		}
	})
}

// TestINV27AStatementStandsAsItWasWritten: it stands beside an entry, everybody who sees that sees it, and only who wrote
// it can put it differently.
func TestINV27AStatementStandsAsItWasWritten(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		note := w.note(t, ruth, hana, "she missed the appointment")
		me := w.Survivor(ruth, hana, "quiet river stone")
		say := func(a account.Actor, words string, about, supersedes id.ID) (id.ID, error) {
			return w.records.Write(ctx, a, hana, gate.OwnLife, gate.Plan, record.Draft{Kind: record.StatementKind, Body: &record.Statement{Text: words}, About: about, Supersedes: supersedes})
		}
		mine, err := say(me, "the bus did not come", note, id.ID{})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.read(t, ruth, hana, gate.Plan); len(got) != 2 || got[1].About != note || got[1].AuthorRole != "survivor" || got[0].Body == nil {
			t.Errorf("the worker sees %+v", got)
		}
		if _, err := say(ruth, "it did", note, mine); !errors.Is(err, record.ErrNoEntry) {
			t.Errorf("somebody else's words were corrected: %v", err)
		}
		if _, err := say(me, "the bus came late", note, mine); err != nil {
			t.Errorf("putting it differently: %v", err)
		}
		if _, err := say(me, "beside nothing", id.ID{}, id.ID{}); !errors.Is(err, record.ErrKind) {
			t.Errorf("a statement beside nothing: %v", err)
		}
		if _, err := w.records.Write(ctx, me, hana, gate.OwnLife, gate.Statement, record.Draft{Kind: record.StatementKind, Body: &record.Statement{Text: "mine alone"}}); err != nil {
			t.Fatal(err)
		}
		if got := texts(w.read(t, me, hana, gate.Statement)); !slices.Equal(got, []string{"mine alone"}) {
			t.Errorf("the own account reads %v", got)
		}
		for _, a := range []account.Actor{ruth, w.colleague(t, account.Lawyer, hana, gate.Worker), w.colleague(t, account.Clinician, hana, gate.Worker)} {
			if _, err := w.records.Read(ctx, a, hana, gate.Care, gate.Statement); err != gate.ErrRefused {
				t.Errorf("%s and the own account: %v", a.Role, err)
			}
		}
	})
}

// TestARowChangedInTheDatabaseDoesNotOpen: nothing that a row says about its entry can be changed behind the program's back.
func TestARowChangedInTheDatabaseDoesNotOpen(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		for _, change := range []string{
			`UPDATE entry SET author_role = 'survivor' WHERE agency_id = $1 AND person_id = $2 AND entry_id = $3`,
			`UPDATE entry SET author_id = person_id WHERE agency_id = $1 AND person_id = $2 AND entry_id = $3`,
			`UPDATE entry SET at = at + 1 WHERE agency_id = $1 AND person_id = $2 AND entry_id = $3`,
			`UPDATE entry SET supersedes = person_id WHERE agency_id = $1 AND person_id = $2 AND entry_id = $3`,
			`UPDATE entry SET about = person_id WHERE agency_id = $1 AND person_id = $2 AND entry_id = $3`,
			`UPDATE entry SET kind = 'test.safety' WHERE agency_id = $1 AND person_id = $2 AND entry_id = $3`,
		} {
			hana := w.Person(ruth, "Hana")
			note := w.note(t, ruth, hana, "as it was")
			err := w.DB.Write(ctx, ruth.Agency, func(ctx context.Context, tx *store.Tx) error {
				n, err := tx.Exec(ctx, change, tx.Agency(), hana, note)
				if err == nil && n != 1 {
					t.Errorf("%s changed %d rows", change, n)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.records.Read(ctx, ruth, hana, gate.Care, gate.Plan); !errors.Is(err, keys.ErrOpen) {
				t.Errorf("after %s: %v", change, err)
			}
		}
	})
}

func TestAnEntryIsOfItsKindAndNotEndless(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		for name, c := range map[string]struct {
			compartment gate.Compartment
			change      func(*record.Draft)
			want        error
		}{
			"of an unknown kind":      {gate.Plan, func(d *record.Draft) { d.Kind = "test.nothing" }, record.ErrKind},
			"with another body":       {gate.Plan, func(d *record.Draft) { d.Body = &record.Statement{} }, record.ErrKind},
			"with no body":            {gate.Plan, func(d *record.Draft) { d.Body = nil }, record.ErrKind},
			"in another compartment":  {gate.Safety, func(d *record.Draft) { d.Kind = kindIn(gate.Plan) }, record.ErrKind},
			"of ten megabytes":        {gate.Plan, func(d *record.Draft) { d.Body = &text{strings.Repeat("a", 10<<20)} }, record.ErrTooLong},
			"where the role may not":  {gate.Health, nil, gate.ErrRefused},
			"in the person's account": {gate.Statement, nil, gate.ErrRefused},
		} {
			if _, err := w.write(t, ruth, hana, c.compartment, "x", c.change); !errors.Is(err, c.want) {
				t.Errorf("an entry %s: %v, want %v", name, err, c.want)
			}
		}
		odd := "null \x00 and \u202eright to left\u202c, \U0001f331"
		if _, err := w.write(t, ruth, hana, gate.Plan, odd, nil); err != nil {
			t.Fatal(err)
		}
		if got := texts(w.read(t, ruth, hana, gate.Plan)); !slices.Equal(got, []string{odd}) {
			t.Errorf("%q came back as %q", odd, got)
		}
	})
}
