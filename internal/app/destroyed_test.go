package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A guest is somebody with a sign-in of their own and a little of everything that is kept.
type guest struct {
	*apptest.World
	t          *testing.T
	ruth, me   account.Actor
	person     id.ID
	card, pass string
}

func newGuest(t *testing.T, w *apptest.World) *guest {
	t.Helper()
	ctx := t.Context()
	g := &guest{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate)), pass: "quiet river stone"}
	g.person = w.Person(g.ruth, "Hana")
	var err error
	if g.card, err = w.Records.Enrol(ctx, g.ruth, g.person, g.pass); err != nil {
		t.Fatal(err)
	}
	g.signIn()
	g.reachable("+1 312 555 0147")
	_, err = w.Plans.Write(ctx, g.me, g.person, &plan.Goal{Pillar: plan.Recovery, Words: "a heron in the reeds"}, plan.Edit{Key: "once"})
	if err == nil {
		_, err = w.Plans.Write(ctx, g.me, g.person, &plan.Ask{Words: "a lamp by the bed"}, plan.Edit{})
	}
	if err == nil {
		_, err = w.Contact.Send(ctx, g.ruth, g.person, contact.Message{Template: contact.Hello})
	}
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *guest) signIn() {
	g.t.Helper()
	s, err := g.Accounts.SignInSurvivor(g.t.Context(), g.card, g.pass)
	if err != nil {
		g.t.Fatal(err)
	}
	g.me = g.Resume(s)
}

// reachable says anew how the person may be reached.
func (g *guest) reachable(number string) {
	g.t.Helper()
	rec, err := g.Records.Read(g.t.Context(), g.me, g.person, gate.OwnLife, gate.Contact)
	if err != nil {
		g.t.Fatal(err)
	}
	_, entry := contact.Newest(rec.Entries)
	said := contact.SafeContact{Channel: contact.SMS, Address: number, Zone: "UTC", Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6}, From: 0, To: 1439, AskAgain: g.Clock.Now().AddDate(0, 2, 0)}
	if err := g.Contact.Set(g.t.Context(), g.me, g.person, said, entry, id.Reference(), g.Clock.Now()); err != nil {
		g.t.Fatal(err)
	}
}

// turn moves the clock on and lets every job of the house that ends something do its work.
func (g *guest) turn(d time.Duration) {
	g.t.Helper()
	g.Clock.Advance(d)
	for _, j := range g.Jobs() {
		if slices.Contains([]string{"plan.promises", "record.forget", "contact.sweep", "account.tidy"}, j.Name) {
			if err := j.Run(g.t.Context(), g.Shelter.Agency.ID); err != nil {
				g.t.Fatalf("%s: %v", j.Name, err)
			}
		}
	}
}

// holds lists the tables that name any of the things.
func (g *guest) holds(things ...string) (list []string) {
	g.t.Helper()
	agency := g.Shelter.Agency.ID
	err := g.App.DB.Read(g.t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
		for _, schema := range app.Schemas() {
			for _, table := range schema.Tables {
				if table.Kind != store.Tenant {
					continue
				}
				text, err := rowsOf(ctx, r, table.Name, agency)
				if err != nil {
					return err
				}
				if slices.ContainsFunc(things, func(s string) bool { return strings.Contains(text, s) }) {
					list = append(list, table.Name)
				}
			}
		}
		return nil
	})
	if err != nil {
		g.t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

func rowsOf(ctx context.Context, r *store.Reader, table string, agency id.Agency) (string, error) {
	rows, err := r.Query(ctx, `SELECT * FROM `+table+` WHERE agency_id = $1`, agency)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			return "", err
		}
		for _, c := range cells {
			fmt.Fprintf(&text, "%s\n", *c.(*any))
		}
	}
	return text.String(), rows.Err()
}

// nothingStays holds that no table but the ledger names the person, their account or anything that was written, that the
// card opens nothing, and that the ledger still proves itself.
func (g *guest) nothingStays(entries []string) {
	g.t.Helper()
	ctx := g.t.Context()
	if got := g.holds(g.person.String()); !slices.Equal(got, []string{"ledger_leaf"}) {
		g.t.Errorf("the person stands in %v", got)
	}
	if got := g.holds(append(entries, g.me.Account.String())...); slices.ContainsFunc(got, func(table string) bool { return table != "ledger_leaf" && table != "idempotency" }) {
		g.t.Errorf("what was theirs stands in %v", got)
	}
	if _, err := g.Accounts.SignInSurvivor(ctx, g.card, g.pass); fault.KindOf(err) != fault.SignIn {
		g.t.Errorf("the card opens: %v", err)
	}
	g.turn(time.Minute) // a code is good once
	ruth := g.SignIn(g.Shelter.As(account.Advocate))
	if due, err := g.Plans.Due(ctx, ruth); err != nil || len(due) != 0 {
		g.t.Errorf("the worker's list holds %d people, %v", len(due), err)
	}
	err := g.App.DB.Read(ctx, g.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
		looks, err := ledger.ForPerson(ctx, r, g.person, ledger.Latest, 1000)
		if err != nil || len(looks) < 5 {
			return errors.Join(err, fmt.Errorf("%d entries prove it", len(looks)))
		}
		for _, l := range looks[1:] { // the newest is that of the erasure
			if len(l.Sealed) > 0 {
				return fmt.Errorf("entry %d can still be read", l.Index)
			}
		}
		return nil
	})
	if err != nil {
		g.t.Error(err)
	}
}

func (g *guest) entries() (list []string) {
	g.t.Helper()
	rec, err := g.Records.Read(g.t.Context(), g.me, g.person, gate.OwnLife, gate.Compartments()...)
	if err != nil || len(rec.Entries) < 4 {
		g.t.Fatalf("%d entries, %v", len(rec.Entries), err)
	}
	for _, e := range rec.Entries {
		list = append(list, e.ID.String())
	}
	return list
}

// TestINV21NothingOfAPersonStays: who has it destroyed leaves no row behind that is theirs, on either engine.
func TestINV21NothingOfAPersonStays(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		g := newGuest(t, w)
		entries := g.entries()
		if got := g.holds(g.person.String()); len(got) < 6 {
			t.Fatalf("the person stands in %v: too little is looked for", got)
		}
		if err := w.Records.Erase(t.Context(), g.me, g.person); err != nil {
			t.Fatal(err)
		}
		g.nothingStays(entries)
	})
}

// TestKeptForTwoYears: what a person is told on "what is kept about you" happens by itself. Closed, it stays for two years,
// two more where they want it, and no second longer; while they are here it stays.
func TestKeptForTwoYears(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, g := t.Context(), newGuest(t, w)
		closes := func() {
			t.Helper()
			if err := w.Plans.AskToClose(ctx, g.me, g.person, plan.Closing{Reason: plan.Enough}, id.Reference()); err != nil {
				t.Fatal(err)
			}
		}
		stands := func(want string) plan.View {
			t.Helper()
			g.signIn()
			v, err := w.Plans.Open(ctx, g.me, g.person)
			if err != nil || string(v.Stands.State) != want || len(v.Goals) != 1 {
				t.Fatalf("it stands in %q with %d goals, %v", v.Stands.State, len(v.Goals), err)
			}
			return v
		}
		g.turn(3 * plan.KeptFor)
		stands("engaging") // somebody who is here is never forgotten
		closes()
		g.turn(plan.KeptFor - time.Hour)
		v := stands("closed")
		if err := w.Plans.Move(ctx, g.me, g.person, plan.Reopened, v.Stands.Version); err != nil {
			t.Fatal(err)
		}
		g.turn(2 * time.Hour)
		stands("reopened") // coming back stopped the clock
		closes()
		g.turn(plan.KeptFor - time.Hour)
		v = stands("closed")
		if err := w.Plans.KeepLonger(ctx, g.me, v.Stands.Version); err != nil {
			t.Fatal(err)
		}
		g.turn(plan.KeptFor - time.Hour)
		stands("closed")
		entries := g.entries()
		g.turn(2 * time.Hour)
		g.nothingStays(entries)
		g.turn(3 * plan.KeptFor) // and there is nothing left that could fail
	})
}

// TestAnEarlierWayToBeReachedIsForgotten thirty days after it was changed, and the one that holds stays (practice map 4.5).
func TestAnEarlierWayToBeReachedIsForgotten(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		g := newGuest(t, w)
		ways := func() (list []string) {
			t.Helper()
			g.signIn()
			rec, err := w.Records.Read(t.Context(), g.me, g.person, gate.OwnLife, gate.Contact)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range rec.Entries {
				if c, ok := e.Body.(*contact.SafeContact); ok {
					list = append(list, c.Address)
				}
			}
			return list
		}
		g.turn(40 * 24 * time.Hour)
		if got := ways(); !slices.Equal(got, []string{"+1 312 555 0147"}) {
			t.Fatalf("what was never changed: %v", got)
		}
		g.reachable("+1 312 555 0188")
		g.turn(30*24*time.Hour - time.Second)
		if got := ways(); len(got) != 2 {
			t.Errorf("before its day: %v", got)
		}
		g.turn(time.Second)
		if got := ways(); !slices.Equal(got, []string{"+1 312 555 0188"}) {
			t.Errorf("on its day: %v", got)
		}
		g.reachable("+1 312 555 0199") // and what holds can still be changed
	})
}
