package record_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

func (w *world) team(t testing.TB, a account.Actor, person id.ID) []record.TeamMember {
	t.Helper()
	team, err := w.records.Team(t.Context(), a, person)
	if err != nil {
		t.Fatal(err)
	}
	return team
}

// TestINV14ThePersonKnowsTheirTeamByName: the named worker and who stands in, by the names they chose to show, from the first
// moment; after somebody left, the one who follows is being introduced until a holder of the key looks.
func TestINV14ThePersonKnowsTheirTeamByName(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, ruth, imani := t.Context(), w.SignIn(w.Shelter.As(account.Advocate)), w.SignIn(w.Shelter.As(account.Supervisor))
		begun := w.Clock.Now()
		hana := w.Person(ruth, "Hana")
		card, err := w.records.Enrol(ctx, ruth, hana, "quiet river stone")
		if err != nil {
			t.Fatal(err)
		}
		me := w.signedIn(t, card, "quiet river stone")
		is := func(when string, a account.Actor, want ...record.TeamMember) {
			t.Helper()
			got := w.team(t, a, hana)
			for i := range got {
				if came := got[i].Came; came.At.IsZero() || (came.Invited == "") != (came.LetIn == "") {
					t.Errorf("%s: %s came to work here: %+v", when, got[i].ShownName, came)
				}
				got[i].Came = account.Admission{}
			}
			for i := range want {
				if want[i].Since.IsZero() {
					want[i].Since = begun
				}
				if len(got) != len(want) || got[i] != want[i] || got[i].BeingIntroduced() != (want[i].ShownName == "") {
					t.Errorf("%s: the team is %v, want %v", when, got, want)
					return
				}
			}
		}
		first := record.TeamMember{Account: ruth.Account, Relation: gate.Worker, Role: account.Advocate, ShownName: ruth.Name}
		second := record.TeamMember{Account: imani.Account, Relation: gate.Cover, Role: account.Supervisor, ShownName: imani.Name}
		is("at once", me, first, second)
		is("for the worker", ruth, first, second)

		if err := w.records.ShowAs(ctx, ruth, " Ruthie "); err != nil {
			t.Fatal(err)
		}
		is("renamed, nobody looked", me, first, second)
		first.ShownName = "Ruthie"
		is("for a colleague at once", imani, first, second)
		w.read(t, imani, hana, gate.Identity)
		is("a holder looked", me, first, second)

		w.Clock.Advance(time.Hour)
		adaMember := w.colleague(t, account.Advocate, hana, gate.None)
		w.drop(t, adaMember, hana)
		w.Clock.Advance(30 * time.Second)
		ruth, imani = w.SignIn(w.Shelter.As(account.Advocate)), w.SignIn(w.Shelter.As(account.Supervisor))
		left := w.Clock.Now()
		if err := w.Leaves(w.Shelter, ruth.Account, adaMember.Account); err != nil {
			t.Fatal(err)
		}
		me = w.signedIn(t, card, "quiet river stone")
		second.Relation = gate.Worker
		third := record.TeamMember{Account: adaMember.Account, Relation: gate.Cover, Role: account.Advocate, Since: left}
		is("the worker left", me, second, third)
		if _, err := w.records.Team(ctx, ruth, hana); err != gate.ErrRefused {
			t.Errorf("who left still reads the team: %v", err)
		}
		w.read(t, imani, hana, gate.Plan)
		is("somebody looked at something else", me, second, third)
		w.read(t, imani, hana, gate.Identity, gate.Plan)
		third.ShownName = string(account.Advocate) // the name that colleague() gives
		is("a holder looked at who they are", me, second, third)
	})
}

// TestANameIsIntroducedOnce: looking again leaves one line in the log, as it did before.
func TestANameIsIntroducedOnce(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		for _, name := range []string{"", "Ruthie"} {
			extra := int64(0)
			if name != "" {
				extra = 1
				if err := w.records.ShowAs(t.Context(), ruth, name); err != nil {
					t.Fatal(err)
				}
			}
			for i := range int64(3) {
				before := w.entries(t)
				w.read(t, ruth, hana, gate.Identity)
				if n := w.entries(t) - before; i == 0 && n != 1+extra || i > 0 && n != 1 {
					t.Errorf("%q, look %d left %d lines", name, i, n)
				}
			}
		}
		for _, bad := range []string{"", "  ", string(make([]rune, 101))} {
			if err := w.records.ShowAs(t.Context(), ruth, bad); err != account.ErrName {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}

// TestINV07ThePersonReadsTheShownName: in who looked and in what was written, from the moment it was chosen.
func TestINV07ThePersonReadsTheShownName(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ruth := w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		if err := w.records.ShowAs(t.Context(), ruth, "Ruthie"); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(30 * time.Second)
		ruth = w.SignIn(w.Shelter.As(account.Advocate))
		me := w.Survivor(ruth, hana, "quiet river stone")
		w.note(t, ruth, hana, "a note")
		looks, err := w.records.Looks(t.Context(), me, hana, 1<<60)
		if err != nil || len(looks) < 2 || looks[1].Who != "Ruthie" {
			t.Errorf("who looked: %v, %v", looks, err)
		}
		if entries := w.read(t, me, hana, gate.Plan); len(entries) != 1 || entries[0].AuthorName != "Ruthie" {
			t.Errorf("who wrote: %v", entries)
		}
	})
}

// TestContactAsksForThePassphrase: alone it asks, among others it is left out and named, and what others read is as before.
func TestContactAsksForThePassphrase(t *testing.T) {
	run(t, func(t *testing.T, w *world) {
		ctx, ruth := t.Context(), w.SignIn(w.Shelter.As(account.Advocate))
		hana := w.Person(ruth, "Hana")
		if _, err := w.write(t, ruth, hana, gate.Contact, "the number", nil); err != nil {
			t.Fatal(err)
		}
		me := w.Survivor(ruth, hana, "quiet river stone")
		if err := w.Accounts.SetSettings(ctx, me, account.Settings{AskContact: true}); err != nil {
			t.Fatal(err)
		}
		reads := func(a account.Actor, in ...gate.Compartment) (int, []gate.Compartment, error) {
			rec, err := w.records.Read(ctx, a, hana, gate.OwnLife, in...)
			return len(rec.Entries), rec.Asking, err
		}
		me = w.again(t, me)
		if n, asking, err := reads(me, gate.Compartments()...); err != nil || n != 2 || len(asking) != 0 {
			t.Errorf("just signed in: %d entries, %v, %v", n, asking, err)
		}
		w.Clock.Advance(5 * time.Minute)
		if n, asking, err := reads(me, gate.Compartments()...); err != nil || n != 1 || len(asking) != 1 || asking[0] != gate.Contact {
			t.Errorf("later: %d entries, %v, %v", n, asking, err)
		}
		if _, _, err := reads(me, gate.Contact); err != account.ErrStepUp {
			t.Errorf("the contact alone: %v", err)
		}
		if _, err := w.write(t, me, hana, gate.Contact, "another number", nil); err != account.ErrStepUp {
			t.Errorf("changing it: %v", err)
		}
		if n, asking, err := reads(ruth, gate.Contact, gate.Plan); err != nil || n != 1 || len(asking) != 0 {
			t.Errorf("for the worker: %d entries, %v, %v", n, asking, err)
		}
		me.Settings = account.Settings{} // a request that says otherwise is not believed
		if _, _, err := reads(me, gate.Contact); err != account.ErrStepUp {
			t.Errorf("with settings of its own: %v", err)
		}
	})
}

// again is somebody at their next request, in the session that they have.
func (w *world) again(t testing.TB, a account.Actor) account.Actor {
	t.Helper()
	s, err := w.Accounts.StepUp(t.Context(), a, "quiet river stone")
	if err != nil {
		t.Fatal(err)
	}
	return w.Resume(s)
}

// drop takes somebody from a person's register, past the program.
func (w *world) drop(t testing.TB, a account.Actor, person id.ID) {
	t.Helper()
	err := w.DB.Write(t.Context(), a.Agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM assignment WHERE agency_id = $1 AND person_id = $2 AND account_id = $3`, tx.Agency(), person, a.Account)
		return errors.Join(err, apptest.Sign(ctx, tx, a))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) entries(t testing.TB) (n int64) {
	t.Helper()
	err := w.DB.Read(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, `SELECT count(*) FROM ledger_leaf WHERE agency_id = $1`, r.Agency()).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
