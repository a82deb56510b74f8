package account_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

const page = "/my/record/abc/statement"

var typed = []byte("text=a heron stands in the reeds")

func (o *owner) keep(s account.Session, page string, body []byte) bool {
	o.t.Helper()
	kept, err := o.Accounts.KeepDraft(o.t.Context(), s.Token, page, body)
	if err != nil {
		o.t.Fatal(err)
	}
	return kept
}

func (o *owner) take(a account.Actor, page string) (string, bool) {
	o.t.Helper()
	body, ok, err := o.Accounts.TakeDraft(o.t.Context(), a, page)
	if err != nil {
		o.t.Fatal(err)
	}
	return string(body), ok
}

func (o *owner) choose(a account.Actor, s account.Settings) {
	o.t.Helper()
	if err := o.Accounts.SetSettings(o.t.Context(), a, s); err != nil {
		o.t.Fatal(err)
	}
}

// TestADraftOutlivesItsSession: only where the person chose so, for an hour after the session ended by itself, once, and for
// nobody but its owner. The ended session opens nothing.
func TestADraftOutlivesItsSession(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		s := o.open()
		if o.keep(s, page, typed) {
			t.Error("a draft is kept of somebody who did not choose so")
		}
		me := w.Resume(s)
		o.choose(me, account.Settings{KeepDrafts: true})
		w.Clock.Advance(10 * time.Minute)
		if o.opens(s) {
			t.Fatal("the session goes on")
		}
		if err := w.Accounts.Tidy(t.Context(), me.Agency); err != nil {
			t.Fatal(err)
		}
		if n, m := o.rows(me, "session"), o.rows(me, "keys"); n != 1 || m != 0 {
			t.Errorf("of the ended session %d rows are left, %d with a key", n, m)
		}
		w.Clock.Advance(time.Hour - time.Microsecond)
		if !o.keep(s, page, typed) || !o.keep(s, page, append([]byte(nil), typed...)) {
			t.Error("the draft is not kept")
		}
		if o.opens(s) {
			t.Error("keeping a draft woke the session")
		}
		w.Clock.Advance(time.Microsecond)
		if o.keep(s, page, typed) {
			t.Error("a draft is taken more than an hour after")
		}
		stranger := newOwner(t, w)
		if _, ok := o.take(stranger.in(), page); ok {
			t.Error("somebody else takes it")
		}
		again := o.in()
		if pages, err := w.Accounts.Drafts(t.Context(), again); err != nil || len(pages) != 1 || pages[0] != page {
			t.Errorf("the pages are %v, %v", pages, err)
		}
		if body, ok := o.take(again, page); !ok || body != string(typed) {
			t.Errorf("took %q, %v", body, ok)
		}
		if _, ok := o.take(again, page); ok || o.rows(me, "draft") != 0 {
			t.Error("it is there a second time")
		}
		if err := w.Accounts.Tidy(t.Context(), me.Agency); err != nil {
			t.Fatal(err)
		}
		if n := o.rows(me, "session"); n != 1 {
			t.Errorf("%d rows of sessions are left, want the open one", n)
		}
	})
}

// TestADraftIsGone: after an hour, when it is dropped, when the owner signs out everywhere or chooses against drafts; and
// none comes of a session that was signed out, of no session, or of too much.
func TestADraftIsGone(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		ctx, o := t.Context(), newOwner(t, w)
		o.choose(o.in(), account.Settings{KeepDrafts: true})
		for what, end := range map[string]func(a account.Actor, s account.Session) error{
			"an hour":                func(account.Actor, account.Session) error { w.Clock.Advance(time.Hour); return nil },
			"dropped":                func(a account.Actor, _ account.Session) error { return w.Accounts.DropDraft(ctx, a, page) },
			"signed out everywhere":  func(a account.Actor, _ account.Session) error { return w.Accounts.SignOutEverywhere(ctx, a) },
			"the telephone was lost": func(a account.Actor, _ account.Session) error { return o.ended(a.Account) },
			"chosen against": func(a account.Actor, _ account.Session) error {
				o.choose(a, account.Settings{})
				o.choose(a, account.Settings{KeepDrafts: true})
				return nil
			},
		} {
			s := o.open()
			a := w.Resume(s)
			if !o.keep(s, page, typed) {
				t.Fatalf("%s: not kept", what)
			}
			if err := end(a, s); err != nil {
				t.Fatal(err)
			}
			if _, ok := o.take(o.in(), page); ok {
				t.Errorf("%s: the draft is there", what)
			}
		}
		s := o.open()
		if o.keep(s, page, make([]byte, 256<<10+1)) {
			t.Error("more than a draft is kept")
		}
		if err := w.Accounts.SignOut(ctx, s.Token); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{s.Token, "", "x", w.Clinic.Agency.ID.String() + s.Token[36:]} {
			if o.keep(account.Session{Token: token}, page, typed) {
				t.Errorf("a draft is kept for %q", token)
			}
		}
		s = o.open()
		for i := range 25 {
			if kept := o.keep(s, fmt.Sprint(page, i), typed); kept != (i < 20) {
				t.Errorf("draft %d is kept: %v", i, kept)
			}
		}
	})
}

// ended is what a worker does who hears that a telephone was lost.
func (o *owner) ended(a id.ID) error {
	return o.DB.Write(o.t.Context(), o.Shelter.Agency.ID, func(ctx context.Context, tx *store.Tx) error {
		return account.EndSessions(ctx, tx, a)
	})
}

// TestINV20ADraftIsSealed: the row says neither what was typed nor on which page, and one word is as long as a sentence.
func TestINV20ADraftIsSealed(t *testing.T) {
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		o := newOwner(t, w)
		m := w.Shelter.As(account.Advocate)
		w.Clock.Advance(30 * time.Second)
		s, err := w.Accounts.SignInStaff(t.Context(), m.SignInName, m.Passphrase, code(t, w, m))
		if err != nil {
			t.Fatal(err)
		}
		// A draft of a desk is kept without having been chosen.
		if !o.keep(s, page, typed) || !o.keep(s, page+"/2", []byte("a")) {
			t.Fatal("not kept")
		}
		var lengths []int
		err = w.DB.Read(t.Context(), w.Shelter.Agency.ID, func(ctx context.Context, r *store.Reader) error {
			lengths = nil
			rows, err := r.Query(ctx, `SELECT page, sealed FROM draft WHERE agency_id = $1`, r.Agency())
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var page string
				var sealed []byte
				if err := rows.Scan(&page, &sealed); err != nil {
					return err
				}
				for _, word := range []string{"heron", "statement", "record"} {
					if bytes.Contains(append([]byte(page), sealed...), []byte(word)) {
						t.Errorf("the row says %q", word)
					}
				}
				lengths = append(lengths, len(sealed))
			}
			return rows.Err()
		})
		if err != nil || len(lengths) != 2 || lengths[0] != lengths[1] {
			t.Errorf("the rows are %v long, %v", lengths, err)
		}
		ada := enrol(t, w, w.Shelter, account.Advocate, "Ada")
		if err := w.Leaves(w.Shelter, m.Account, w.SignIn(ada).Account); err != nil {
			t.Fatal(err)
		}
		if n := o.rows(o.ruth, "draft") + o.rows(o.ruth, "sign_in") + o.rows(o.ruth, "session"); n != 0 {
			t.Errorf("%d rows of somebody who left", n)
		}
	})
}
