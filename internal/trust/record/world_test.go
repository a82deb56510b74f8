package record_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// kinds of this test: a text in each compartment.
type text struct {
	Text string `json:"text" keep:"support_you; D3; closed_2y"`
}

func kindIn(c gate.Compartment) string { return "test." + string(c) }

// A world is the program with one more registry, in which every compartment has a kind, and staff of every function.
type world struct {
	*apptest.World
	records *record.Service
}

func run(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		kinds := apptest.Kinds()
		for _, c := range gate.Compartments() {
			kinds = append(kinds, record.Kind{Name: kindIn(c), Compartment: c, Body: &text{}})
		}
		registry, err := record.NewRegistry(kinds...)
		if err != nil {
			t.Fatal(err)
		}
		fn(t, &world{w, record.New(w.Gate, w.Accounts, registry)})
	})
}

// colleague enrols somebody of a role, lets them in by recovery, and assigns them to a person.
func (w *world) colleague(t testing.TB, role account.Role, person id.ID, relation gate.Relation) account.Actor {
	t.Helper()
	ctx, h := t.Context(), w.Shelter
	e := w.Join(h, role, string(role))
	who := w.SignIn(e)
	err := w.Accounts.CertifyWith(ctx, h.Agency.ID, e.Account, account.Evidence, w.Recovery(h))
	err = errors.Join(err, w.DB.Write(ctx, h.Agency.ID, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO assignment (agency_id, person_id, account_id, relation, from_at) VALUES ($1, $2, $3, $4, $5)`,
			tx.Agency(), person, e.Account, relation, 0)
		return errors.Join(err, apptest.Sign(ctx, tx, who))
	}))
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// write writes a text and returns its entry.
func (w *world) write(t testing.TB, a account.Actor, person id.ID, c gate.Compartment, words string, change func(*record.Draft)) (id.ID, error) {
	t.Helper()
	d := record.Draft{Kind: kindIn(c), Body: &text{words}}
	if change != nil {
		change(&d)
	}
	return w.records.Write(t.Context(), a, person, gate.Care, c, d)
}

func (w *world) note(t testing.TB, a account.Actor, person id.ID, words string) id.ID {
	t.Helper()
	return w.Note(a, person, words)
}

func (w *world) read(t testing.TB, a account.Actor, person id.ID, c ...gate.Compartment) []record.Entry {
	t.Helper()
	rec, err := w.records.Read(t.Context(), a, person, gate.Care, c...)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Entries
}

// texts are the words of the entries of this test that are open.
func texts(entries []record.Entry) (list []string) {
	for _, e := range entries {
		switch b := e.Body.(type) {
		case *text:
			list = append(list, b.Text)
		case *record.Statement:
			list = append(list, b.Text)
		default:
			if words, ok := apptest.NoteText(b); ok {
				list = append(list, words)
			}
		}
	}
	slices.Sort(list)
	return list
}
