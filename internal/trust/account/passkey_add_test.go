package account_test

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// TestAPasskeyIsAddedOnce: a question for a new passkey is bound to its account, its moment and its place.
func TestAPasskeyIsAddedOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		other := w.SignIn(w.Shelter.As(account.Supervisor))
		refused := func(what string, a account.Actor, token string, answer []byte) {
			t.Helper()
			if err := k.keys.FinishAdding(t.Context(), a, token, answer); err != account.ErrPasskey {
				t.Errorf("%s: %v", what, err)
			}
		}
		d := newDevice(t)
		token, question := k.begin(k.actor)
		answer := d.create(question)
		if err := k.keys.FinishAdding(t.Context(), k.actor, token, answer); err != nil {
			t.Fatal(err)
		}
		refused("the same answer again", k.actor, token, answer)
		token, question = k.begin(other)
		refused("another's device", other, token, d.create(question))
		for what, change := range map[string]func(d *device){
			"other origin":     func(d *device) { d.origin = "https://desk.example.net" },
			"other house":      func(d *device) { d.rp = "example.org" },
			"nobody there":     func(d *device) { d.flags = 0 },
			"earlier question": func(d *device) { d.challenge = text(make([]byte, 32)) },
			"too late":         func(*device) { w.Clock.Advance(5 * time.Minute) },
		} {
			d := newDevice(t)
			token, question := k.begin(k.actor)
			change(d)
			refused(what, k.actor, token, d.create(question))
			k.actor = k.steppedUp(k.actor) // after five minutes it would be asked for
		}
		token, question = k.begin(k.actor)
		refused("another's question", other, token, newDevice(t).create(question))
		token, _ = k.begin(k.actor)
		refused("no answer", k.actor, token, nil)
		refused("no token", k.actor, "", answer)
		if n := k.rows(countPasskeys); n != 2 {
			t.Errorf("there are %d passkeys, want 2", n)
		}
		for range 8 {
			k.add(k.actor, newDevice(t))
		}
		if _, err := k.keys.BeginAdding(t.Context(), k.actor); err != account.ErrPasskeysFull {
			t.Errorf("an eleventh: %v", err)
		}
	})
}

// TestAPasskeyIsRemovedByItsOwner: not by a colleague, and twice is no error.
func TestAPasskeyIsRemovedByItsOwner(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		list, err := k.keys.List(t.Context(), k.actor)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range []account.Actor{w.SignIn(w.Shelter.As(account.Supervisor)), k.actor, k.actor} {
			if err := k.keys.Remove(t.Context(), a, list[0].Handle); err != nil {
				t.Fatal(err)
			}
			if n, want := k.rows(countPasskeys), int64(1-min(i, 1)); n != want {
				t.Errorf("after removal %d there are %d passkeys, want %d", i, n, want)
			}
		}
		if _, err := k.keys.BeginSignIn(t.Context(), k.m.SignInName, k.m.Passphrase); err != account.ErrSignIn {
			t.Errorf("an empty code without passkeys: %v", err)
		}
	})
}

// TestOrigins: browsers use passkeys at a name over https, and at localhost.
func TestOrigins(t *testing.T) {
	db, _ := storetest.SQLite(t)
	s := account.New(db, keys.NewDataKey(), apptest.Cheap)
	for origin, want := range map[string]bool{
		"https://desk.example.org": true, "https://desk.example.org:8443": true, "http://localhost:8080": true, "http://localhost": true,
		"": false, "desk.example.org": false, "http://desk.example.org": false, "https://desk.example.org/": false, "http://127.0.0.1:8080": false,
		"https://[::1]": false, "https://u@desk.example.org": false, "ftp://localhost": false, "https://": false, "https://a b": false,
	} {
		if _, err := account.NewPasskeys(s, origin); (err == nil) != want {
			t.Errorf("%q: %v", origin, err)
		}
	}
}
