package apptest

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	names "github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// What follows lends the words of higher floors to tests on lower ones, which do not import them.

// Member, House and Credentials are those of the coalition.
type (
	Member      = app.Member
	House       = app.House
	Credentials = app.Credentials
)

// Joins uses a one-time code in the name of somebody made up.
func (w *World) Joins(code string) (Credentials, error) {
	return app.Joins(w.t.Context(), w.Accounts, code)
}

// NoteKind is the kind of a note in a plan.
const NoteKind = plan.NoteKind

// Kinds are the kinds of the whole program.
func Kinds() []record.Kind { return app.Kinds() }

// NoteBody is the body of a note.
func NoteBody(text string) any { return &plan.Note{Text: text} }

// NoteText is what a note says; ok is false for any other body.
func NoteText(body any) (text string, ok bool) {
	n, ok := body.(*plan.Note)
	if !ok {
		return "", false
	}
	return n.Text, true
}

// Note writes a note into a person's plan.
func (w *World) Note(actor account.Actor, person id.ID, text string) id.ID {
	w.t.Helper()
	e, err := w.Records.Write(w.t.Context(), actor, person, gate.Care, gate.Plan, record.Draft{Kind: NoteKind, Body: NoteBody(text)})
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// Sign adds to the ledger that an actor has changed rows in this transaction, past the program: what decides who may open is
// stored with an entry that somebody signed.
func Sign(ctx context.Context, tx *store.Tx, actor account.Actor) error {
	return ledger.Cover(ctx, tx, ledger.Entry{Kind: "test.written", Actor: actor.Account, At: time.Unix(1, 0), Author: actor.SigningKey()})
}

// Opens reports whether an actor reads who a person is, with nothing in it locked.
func (w *World) Opens(actor account.Actor, person id.ID) bool {
	w.t.Helper()
	rec, err := w.Records.Read(w.t.Context(), actor, person, gate.Care, gate.Identity)
	if err != nil {
		return false
	}
	for _, e := range rec.Entries {
		if e.Locked {
			return false
		}
	}
	return len(rec.Entries) > 0
}

// Speaks notes the language that a person likes to read.
func (w *World) Speaks(actor account.Actor, person id.ID, language string) {
	w.t.Helper()
	_, err := w.Records.Write(w.t.Context(), actor, person, gate.Care, gate.Identity, record.Draft{Kind: names.NameKind, Body: &names.Name{Language: language}})
	if err != nil {
		w.t.Fatal(err)
	}
}
