package account_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// from is a context of a neighbourhood and of a browser's mark, empty where it has none.
func from(t testing.TB, near, mark string) context.Context {
	return account.WithPlace(t.Context(), account.Place{Neighbourhood: near, Mark: mark})
}

// marked signs the owner in from a browser that is to be known, and returns its mark.
func (o *owner) marked() string {
	o.t.Helper()
	s, err := o.Accounts.SignInSurvivor(account.WithPlace(o.t.Context(), account.Place{Neighbourhood: "home", Keep: true}), o.card, o.pass)
	if err != nil || s.Mark == "" {
		o.t.Fatalf("no mark: %v", err)
	}
	return s.Mark
}

func (o *owner) enters(near, mark string) bool {
	o.t.Helper()
	_, err := o.Accounts.SignInSurvivor(from(o.t, near, mark), o.card, o.pass)
	if err != nil && err != account.ErrSignIn {
		o.t.Fatal(err)
	}
	return err == nil
}

func (o *owner) guesses(near, mark string) {
	o.t.Helper()
	if _, err := o.Accounts.SignInSurvivor(from(o.t, near, mark), o.card, "guess"); err != account.ErrSignIn {
		o.t.Fatal(err)
	}
}

// TestNobodyIsShutOutByOneTryAQuarter: for two days somebody who copied the card tries once each quarter of an hour. From
// anywhere else the owner comes in at once by day, and within five minutes when the tries of the day have become many.
func TestNobodyIsShutOutByOneTryAQuarter(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		for quarter := range 2 * 24 * 4 {
			o.guesses("elsewhere", "")
			if quarter%8 == 0 {
				home := fmt.Sprintf("home %d", quarter)
				if !o.enters(home, "") {
					w.Clock.Advance(5 * time.Minute)
					if !o.enters(home, "") {
						t.Fatalf("in quarter %d the owner is shut out", quarter)
					}
					w.Clock.Advance(-5 * time.Minute)
				}
			}
			w.Clock.Advance(15 * time.Minute)
		}
	})
}

// TestAKnownBrowserPassesAFlood: from many neighbourhoods, its own among them, and from an onion service that all share.
func TestAKnownBrowserPassesAFlood(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		mark := o.marked()
		for i := range 70 {
			o.guesses(fmt.Sprintf("net %d", i), "")
		}
		for range 9 {
			o.guesses("home", "")
		}
		if !o.enters("home", mark) || !o.enters("net 80", mark) {
			t.Error("a known browser with the right words is kept out")
		}
		if o.enters("home", "") || o.enters("net 81", "") {
			t.Error("a browser that nobody knows passes while its neighbourhood waits for its turn")
		}
		w.Clock.Advance(time.Hour)
		if !o.enters("net 81", "") {
			t.Error("an hour later it does not pass either")
		}
	})
}

// TestAMarkIsOfOneAccount: another's mark, one that was made up, and one from before a change of passphrase help nobody; and
// whoever holds a known browser guesses no faster for it.
func TestAMarkIsOfOneAccount(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o, other := newOwner(t, w), newOwner(t, w)
		mark, theirs := o.marked(), other.marked()
		for range 6 {
			o.guesses("home", "")
		}
		if o.enters("home", theirs) || o.enters("home", mark[:len(mark)-2]+"AA") || o.enters("home", "x") {
			t.Error("a mark that is not the account's own passes")
		}
		if name, ok := w.Accounts.KnownBrowser(mark[:len(mark)-2] + "AA"); ok {
			t.Errorf("a mark that was made up is known as %q", name)
		}
		for range 6 {
			o.guesses("work", mark)
		}
		if o.enters("work", mark) {
			t.Error("a known browser does not wait for its own wrong tries")
		}
		w.Clock.Advance(time.Minute)
		s, err := w.Accounts.SignInSurvivor(from(t, "home", mark), o.card, o.pass)
		if err != nil || s.Mark == "" || s.Mark == mark {
			t.Fatalf("no new mark: %v", err)
		}
		changed, err := w.Accounts.ChangePassphrase(from(t, "home", s.Mark), w.Resume(s), account.Change{Card: o.card, Old: o.pass, New: "brown ladder cup"})
		if err != nil || changed.Mark == "" {
			t.Fatalf("the change: %v", err)
		}
		o.pass = "brown ladder cup"
		for range 6 {
			o.guesses("home", "")
		}
		if o.enters("home", s.Mark) {
			t.Error("a mark from before the change of passphrase passes")
		}
		if !o.enters("home", changed.Mark) {
			t.Error("the mark of the browser that changed it does not pass")
		}
	})
}

// TestWhatIsCountedKeepsNoAddress: a row leads to no name and no neighbourhood, another day gives another row, who came with
// the right words leaves none, and the next day there is nothing, of agencies that do not exist either.
func TestWhatIsCountedKeepsNoAddress(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		if o.enters("home", ""); len(o.tryRows()) != 0 {
			t.Error("who came with the right words left a trace")
		}
		o.guesses("home", "")
		today := o.tryRows()
		w.Clock.Advance(24 * time.Hour)
		o.guesses("home", "")
		if both := o.tryRows(); len(today) != 2 || len(both) != 4 {
			t.Errorf("%d rows on the first day, %d on both", len(today), len(both))
		}
		w.Clock.Advance(24 * time.Hour)
		if err := w.Accounts.Tidy(t.Context(), o.Shelter.Agency.ID); err != nil {
			t.Fatal(err)
		}
		if rows := o.tryRows(); len(rows) != 0 {
			t.Errorf("two days later %v is left", rows)
		}
	})
}

func (o *owner) tryRows() []int64 {
	return numbers(o.t, o.World, o.Shelter.Agency.ID, `SELECT day FROM sign_in_try WHERE agency_id = $1`)
}
