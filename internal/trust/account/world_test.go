package account_test

import (
	"context"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// code is the second factor of a member at this moment.
func code(t testing.TB, w *apptest.World, m apptest.Member) string {
	t.Helper()
	c, err := m.Second.Code(w.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// enrol makes a member of staff in good standing, let in by two custodians.
func enrol(t testing.TB, w *apptest.World, h apptest.House, role account.Role, name string) apptest.Member {
	t.Helper()
	return w.Join(h, role, name)
}

// card sets up the person's own sign-in and returns what is printed.
func card(t testing.TB, w *apptest.World, worker account.Actor, person id.ID, passphrase string) string {
	t.Helper()
	c, err := w.Records.Enrol(t.Context(), worker, person, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// numbers runs a query of one agency that returns rows of one number each.
func numbers(t testing.TB, w *apptest.World, agency id.Agency, query string, args ...any) (list []int64) {
	t.Helper()
	err := w.DB.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
		list = nil
		rows, err := r.Query(ctx, query, append([]any{agency}, args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var n int64
			if err := rows.Scan(&n); err != nil {
				return err
			}
			list = append(list, n)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func teamKey(t testing.TB, w *apptest.World, agency id.Agency, f account.Function) account.TeamKey {
	t.Helper()
	var k account.TeamKey
	err := w.DB.Read(t.Context(), agency, func(ctx context.Context, r *store.Reader) error {
		all, err := w.Accounts.TeamKeys(ctx, r, account.Actor{})
		k = all[f]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}
