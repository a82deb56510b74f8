package account_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const theirWords = "quiet river stone"

// An owner is a person with a card and a passphrase, in a world with their worker.
type owner struct {
	*apptest.World
	t      testing.TB
	ruth   account.Actor
	person id.ID
	card   string
	pass   string
}

func newOwner(t testing.TB, w *apptest.World) *owner {
	t.Helper()
	w.Clock.Advance(30 * time.Second) // a code works once
	ruth := w.SignIn(w.Shelter.As(account.Advocate))
	hana := w.Person(ruth, "Hana")
	return &owner{World: w, t: t, ruth: ruth, person: hana, card: card(t, w, ruth, hana, theirWords), pass: theirWords}
}

// open opens a session and returns its cookie.
func (o *owner) open() account.Session {
	o.t.Helper()
	return o.openFrom(account.Device{Kind: account.Phone, Browser: account.Firefox})
}

func (o *owner) openFrom(d account.Device) account.Session {
	o.t.Helper()
	s, err := o.Accounts.SignInSurvivor(account.WithDevice(o.t.Context(), d), o.card, o.pass)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *owner) in() account.Actor {
	o.t.Helper()
	return o.Resume(o.open())
}

func (o *owner) opens(s account.Session) bool {
	o.t.Helper()
	_, err := o.Accounts.Resume(o.t.Context(), s.Token)
	if err != nil && err != account.ErrNoSession {
		o.t.Fatal(err)
	}
	return err == nil
}

func (o *owner) standing(a account.Actor) (st account.Standing) {
	o.t.Helper()
	st, err := o.Accounts.StandingOf(o.t.Context(), a)
	if err != nil {
		o.t.Fatal(err)
	}
	return st
}

// rows counts the rows of a table that an account of the shelter has.
func (o *owner) rows(a account.Actor, table string) (n int64) {
	o.t.Helper()
	query := map[string]string{
		"session": `SELECT count(*) FROM session WHERE agency_id = $1 AND account_id = $2`,
		"sign_in": `SELECT count(*) FROM sign_in WHERE agency_id = $1 AND account_id = $2`,
		"draft":   `SELECT count(*) FROM draft WHERE agency_id = $1 AND account_id = $2`,
		"keys":    `SELECT count(*) FROM session WHERE agency_id = $1 AND account_id = $2 AND length(sealed_key) > 0`,
	}[table]
	err := o.DB.Read(o.t.Context(), a.Agency, func(ctx context.Context, r *store.Reader) error {
		return r.QueryRow(ctx, query, a.Agency, a.Account).Scan(&n)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// sql runs a statement past the program, as somebody with the database would.
func (o *owner) sql(query string, args ...any) {
	o.t.Helper()
	err := o.DB.Write(o.t.Context(), o.Shelter.Agency.ID, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, append([]any{tx.Agency()}, args...)...)
		return errors.Join(err, apptest.Sign(ctx, tx, o.ruth))
	})
	if err != nil {
		o.t.Fatal(err)
	}
}
