package account_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const origin = "https://desk.example.org"

// A keyed is a member of staff with a device, in a world with passkeys.
type keyed struct {
	*apptest.World
	t     testing.TB
	keys  *account.Passkeys
	m     apptest.Member
	actor account.Actor
	d     *device
}

// newKeyed lets an advocate add a passkey.
func newKeyed(t testing.TB, w *apptest.World) *keyed {
	t.Helper()
	p, err := account.NewPasskeys(w.Accounts, origin)
	if err != nil {
		t.Fatal(err)
	}
	m := w.Shelter.As(account.Advocate)
	k := &keyed{World: w, t: t, keys: p, m: m, actor: w.SignIn(m), d: newDevice(t)}
	k.add(k.actor, k.d)
	return k
}

func (k *keyed) begin(a account.Actor) (token, question string) {
	k.t.Helper()
	token, err := k.keys.BeginAdding(k.t.Context(), a)
	if err != nil {
		k.t.Fatal(err)
	}
	return token, k.question(account.Adding, token)
}

func (k *keyed) question(purpose account.Purpose, token string) string {
	k.t.Helper()
	q, err := k.keys.Options(k.t.Context(), purpose, token)
	if err != nil {
		k.t.Fatal(err)
	}
	return q
}

func (k *keyed) add(a account.Actor, d *device) {
	k.t.Helper()
	token, question := k.begin(a)
	if err := k.keys.FinishAdding(k.t.Context(), a, token, d.create(question)); err != nil {
		k.t.Fatal(err)
	}
}

// pends goes through the first step of a sign-in.
func (k *keyed) pends() (token, question string) {
	k.t.Helper()
	token, err := k.keys.BeginSignIn(k.t.Context(), k.m.SignInName, k.m.Passphrase)
	if err != nil {
		k.t.Fatal(err)
	}
	return token, k.question(account.SigningIn, token)
}

// steppedUp is the actor after typing their passphrase once more.
func (k *keyed) steppedUp(a account.Actor) account.Actor {
	k.t.Helper()
	s, err := k.Accounts.StepUp(k.t.Context(), a, k.m.Passphrase)
	if err != nil {
		k.t.Fatal(err)
	}
	return k.Resume(s)
}

func (k *keyed) tries() []int64 {
	k.t.Helper()
	return numbers(k.t, k.World, k.Shelter.Agency.ID, `SELECT failures FROM sign_in_try WHERE agency_id = $1`)
}

func (k *keyed) rows(query string) int64 {
	k.t.Helper()
	return numbers(k.t, k.World, k.Shelter.Agency.ID, query)[0]
}

const (
	countPasskeys   = `SELECT COUNT(*) FROM passkey WHERE agency_id = $1`
	countCeremonies = `SELECT COUNT(*) FROM passkey_ceremony WHERE agency_id = $1`
)

// TestAPasskeyIsASecondFactor: passphrase and device open a session that opens what a code's does, again and again, for
// devices that count and devices that do not, whether or not they sign for themselves.
func TestAPasskeyIsASecondFactor(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		signing := newDevice(t)
		signing.packed, signing.flags = true, signing.flags|backupEligible|backedUp
		k.add(k.actor, signing)
		list, err := k.keys.List(t.Context(), k.actor)
		if err != nil || len(list) != 2 || !list[0].MadeAt.Equal(w.Clock.Now()) || list[0].Handle == list[1].Handle {
			t.Fatalf("the list is %v, %v", list, err)
		}
		for i, d := range []*device{k.d, signing, k.d} {
			if _, err := w.Accounts.SignInStaff(t.Context(), k.m.SignInName, "wrong", "0"); err != account.ErrSignIn {
				t.Fatal(err)
			}
			token, question := k.pends()
			s, err := k.keys.FinishSignIn(t.Context(), token, d.get(question))
			if err != nil {
				t.Fatal(err)
			}
			if a := w.Resume(s); a.Account != k.actor.Account || !a.SecondFactor || a.Name != k.actor.Name {
				t.Errorf("the session is of %q, with a second factor: %v", a.Name, a.SecondFactor)
			}
			if n := k.tries(); !slices.Equal(n, []int64{int64(i + 1)}) {
				t.Errorf("after a sign-in %v tries are counted, want those from everywhere together", n)
			}
		}
		never := newDevice(t) // it says 0 every time, as devices may
		k.add(k.actor, never)
		for range 2 {
			token, question := k.pends()
			never.count = ^uint32(0)
			if _, err := k.keys.FinishSignIn(t.Context(), token, never.get(question)); err != nil {
				t.Errorf("a device that does not count: %v", err)
			}
		}
		if n := k.rows(countCeremonies); n != 0 {
			t.Errorf("%d questions are left", n)
		}
	})
}

// TestAWrongAnswerOpensNothing: each is answered like every failed sign-in, and is a failed try where there was a question.
func TestAWrongAnswerOpensNothing(t *testing.T) {
	wrong := map[string]struct {
		tries  []int64
		answer func(k *keyed, question string) []byte
	}{
		"other origin":     {[]int64{1}, func(k *keyed, q string) []byte { k.d.origin = "https://desk.example.net"; return k.d.get(q) }},
		"other scheme":     {[]int64{1}, func(k *keyed, q string) []byte { k.d.origin = "http://desk.example.org"; return k.d.get(q) }},
		"other house":      {[]int64{1}, func(k *keyed, q string) []byte { k.d.rp = "example.org"; return k.d.get(q) }},
		"nobody there":     {[]int64{1}, func(k *keyed, q string) []byte { k.d.flags = 0; return k.d.get(q) }},
		"can be copied":    {[]int64{1}, func(k *keyed, q string) []byte { k.d.flags |= backupEligible; return k.d.get(q) }},
		"earlier question": {[]int64{1}, func(k *keyed, q string) []byte { k.d.challenge = text(make([]byte, 32)); return k.d.get(q) }},
		"no answer":        {[]int64{1}, func(*keyed, string) []byte { return nil }},
		"not an answer":    {[]int64{1}, func(*keyed, string) []byte { return []byte(`{"id":"\u0000","response":[]}`) }},
		"the question":     {[]int64{1}, func(_ *keyed, q string) []byte { return []byte(q) }},
		"broken signature": {[]int64{1}, func(k *keyed, q string) []byte { k.d.key = newDevice(k.t).key; return k.d.get(q) }},
		"count gone back":  {[]int64{1}, func(k *keyed, q string) []byte { k.d.count = 3; return k.d.get(q) }},
		"count stands":     {[]int64{1}, func(k *keyed, q string) []byte { k.d.count = 6; return k.d.get(q) }},
		"too late":         {nil, func(k *keyed, q string) []byte { k.Clock.Advance(5 * time.Minute); return k.d.get(q) }},
		"another's device": {[]int64{1}, func(k *keyed, q string) []byte {
			d := newDevice(k.t)
			k.add(k.SignIn(k.Shelter.As(account.Supervisor)), d)
			return d.get(q)
		}},
		"another's name": {[]int64{1}, func(k *keyed, q string) []byte { k.d.user = make([]byte, 32); return k.d.get(q) }},
		"removed": {[]int64{1}, func(k *keyed, q string) []byte {
			list, err := k.keys.List(k.t.Context(), k.actor)
			if err = errors.Join(err, k.keys.Remove(k.t.Context(), k.actor, list[0].Handle)); err != nil {
				k.t.Fatal(err)
			}
			return k.d.get(q)
		}},
		"has left": {nil, func(k *keyed, q string) []byte {
			if err := k.Leaves(k.Shelter, k.m.Account, k.Shelter.As(account.Supervisor).Account); err != nil {
				k.t.Fatal(err)
			}
			return k.d.get(q)
		}},
	}
	for name, c := range wrong {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(t *testing.T, w *apptest.World) {
				k := newKeyed(t, w)
				k.d.count = 6
				token, question := k.pends()
				if _, err := k.keys.FinishSignIn(t.Context(), token, k.d.get(question)); err != nil {
					t.Fatal(err)
				}
				token, question = k.pends()
				answer := c.answer(k, question)
				if s, err := k.keys.FinishSignIn(t.Context(), token, answer); err != account.ErrSignIn || s.Token != "" {
					t.Errorf("answered %v", err)
				}
				if n := k.tries(); !slices.Equal(n, slices.Repeat(c.tries, 3)) { // from everywhere, from here, with this question
					t.Errorf("the tries are %v, want %v three times", n, c.tries)
				}
			})
		})
	}
}

// TestAQuestionIsAskedOnce: an answer that was right works once, a wrong one ends the question too, and a newer question
// replaces it.
func TestAQuestionIsAskedOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		finish := func(token string, answer []byte) error {
			_, err := k.keys.FinishSignIn(t.Context(), token, answer)
			return err
		}
		token, question := k.pends()
		answer := k.d.get(question)
		if err := finish(token, answer); err != nil {
			t.Fatal(err)
		}
		if err := finish(token, answer); err != account.ErrSignIn {
			t.Errorf("the same answer again: %v", err)
		}
		token, question = k.pends()
		if err := finish(token, nil); err != account.ErrSignIn {
			t.Errorf("no answer: %v", err)
		}
		if err := finish(token, k.d.get(question)); err != account.ErrSignIn {
			t.Errorf("the right answer after a wrong one: %v", err)
		}
		token, question = k.pends()
		newer, _ := k.pends()
		if err := finish(token, k.d.get(question)); err != account.ErrSignIn {
			t.Errorf("the answer to the question before the last: %v", err)
		}
		if _, err := k.keys.Options(t.Context(), account.SigningIn, token); err != account.ErrNoSession {
			t.Errorf("the question before the last is still shown: %v", err)
		}
		if err := finish(newer, k.d.create(k.askNew())); err != account.ErrSignIn {
			t.Errorf("the answer to another kind of question: %v", err)
		}
		for _, token := range []string{"", ".", "x." + text(make([]byte, 32)), w.Shelter.Agency.ID.String() + "." + text(make([]byte, 32))} {
			if err := finish(token, answer); err != account.ErrSignIn {
				t.Errorf("the token %q: %v", token, err)
			}
			if _, err := k.keys.Options(t.Context(), account.SigningIn, token); err != account.ErrNoSession {
				t.Errorf("the token %q shows a question: %v", token, err)
			}
		}
	})
}

func (k *keyed) askNew() string { _, question := k.begin(k.actor); return question }

// TestAnAnswerAtTheSameMomentOpensOneSession: the question is taken before it is looked at.
func TestAnAnswerAtTheSameMomentOpensOneSession(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		token, question := k.pends()
		answer, won := k.d.get(question), make(chan bool, 4)
		together(cap(won), func() {
			_, err := k.keys.FinishSignIn(t.Context(), token, answer)
			won <- err == nil
		})
		close(won)
		n := 0
		for ok := range won {
			if ok {
				n++
			}
		}
		if n != 1 {
			t.Errorf("one answer opened %d sessions", n)
		}
	})
}

// TestALeaversPasskeysAreGone: the passkeys, and the questions that wait for an answer.
func TestALeaversPasskeysAreGone(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		k := newKeyed(t, w)
		k.pends()
		k.begin(k.actor)
		if n := k.rows(countCeremonies); n != 2 {
			t.Fatalf("%d questions wait, want 2", n)
		}
		if err := w.Leaves(w.Shelter, k.m.Account, w.Shelter.As(account.Supervisor).Account); err != nil {
			t.Fatal(err)
		}
		if n, m := k.rows(countPasskeys), k.rows(countCeremonies); n+m != 0 {
			t.Errorf("%d passkeys and %d questions are left", n, m)
		}
		if _, err := k.keys.BeginSignIn(t.Context(), k.m.SignInName, k.m.Passphrase); err != account.ErrSignIn {
			t.Errorf("signing in: %v", err)
		}
	})
}
