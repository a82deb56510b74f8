package statement_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

type room struct {
	*apptest.World
	t          *testing.T
	ruth, hana account.Actor
	person     id.ID
}

func run(t *testing.T, fn func(t *testing.T, r *room)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		r := &room{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
		r.person = w.Person(r.ruth, "Hana")
		r.hana = w.Survivor(r.ruth, r.person, "quiet river stone")
		fn(t, r)
	})
}

func (r *room) write(section statement.Section, replaces id.ID) {
	r.t.Helper()
	if err := r.Statement.Write(r.t.Context(), r.hana, section, replaces, id.Reference()); err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) opened() statement.Statement {
	r.t.Helper()
	s, err := r.Statement.Open(r.t.Context(), r.hana)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// read is everything that a worker reads of the person.
func (r *room) read() (list []record.Entry) {
	r.t.Helper()
	rec, err := r.Records.Read(r.t.Context(), r.ruth, r.person, gate.Care, gate.Identity, gate.Contact, gate.Plan, gate.Safety)
	if err != nil {
		r.t.Fatal(err)
	}
	return rec.Entries
}

func shown(entries []record.Entry) (list []*statement.Shown) {
	for _, e := range entries {
		if b, ok := e.Body.(*statement.Shown); ok {
			list = append(list, b)
		}
	}
	return list
}

// TestItIsToldOnceAndShownPartByPart: nobody else opens it, every wording stays, and what is shown is one wording of one part.
func TestItIsToldOnceAndShownPartByPart(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		r.write(statement.Section{Heading: "the house", Text: "I worked from five"}, id.ID{})
		r.write(statement.Section{Heading: "the papers", Text: "they kept them"}, id.ID{})
		first := r.opened().Parts[0].Now()
		r.write(statement.Section{Heading: "the house", Text: "I worked from four"}, first.Entry)
		if err := r.Statement.Write(t.Context(), r.hana, statement.Section{Text: "from another tab"}, first.Entry, "k"); !errors.Is(err, record.ErrSuperseded) {
			t.Errorf("an old wording is put differently once more: %v", err)
		}
		s := r.opened()
		if len(s.Parts) != 2 || len(s.Parts[0].Wordings) != 2 || s.Parts[0].Now().Text != "I worked from four" || s.Parts[0].ID() != first.Entry {
			t.Fatalf("%+v", s.Parts)
		}
		for _, e := range r.read() {
			if strings.HasPrefix(e.Kind, "statement.") {
				t.Errorf("the worker sees %s", e.Kind)
			}
		}
		if _, err := r.Records.Read(t.Context(), r.ruth, r.person, gate.Care, gate.Statement); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("the worker opens it: %v", err)
		}
		if _, err := r.Statement.Open(t.Context(), r.ruth); !errors.Is(err, gate.ErrRefused) {
			t.Errorf("the worker opens it: %v", err)
		}

		now := s.Parts[0].Now()
		for range 2 {
			if err := r.Statement.Show(t.Context(), r.hana, now.Entry, "one key"); err != nil {
				t.Fatal(err)
			}
		}
		got := shown(r.read())
		if len(got) != 1 || got[0].Text != now.Text || !got[0].Written.Equal(now.At) {
			t.Errorf("the worker reads %+v", got)
		}
		s = r.opened()
		if s.Parts[0].Shown() != 1 || s.Parts[1].Shown() != 0 {
			t.Errorf("shown %d and %d times", s.Parts[0].Shown(), s.Parts[1].Shown())
		}
		if err := r.Statement.Show(t.Context(), r.hana, id.Random(), "k2"); !errors.Is(err, statement.ErrGone) {
			t.Errorf("what is not there is shown: %v", err)
		}
	})
}

// TestShowingAsksForTheWordsOnceMore (A5): whoever holds the phone a while later shows nothing.
func TestShowingAsksForTheWordsOnceMore(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		r.write(statement.Section{Text: "what happened"}, id.ID{})
		part := r.opened().Parts[0]
		r.Clock.Advance(6 * time.Minute)
		if err := r.Statement.Show(t.Context(), r.hana, part.Now().Entry, "k"); !errors.Is(err, account.ErrStepUp) {
			t.Errorf("it is shown: %v", err)
		}
		if got := shown(r.read()); len(got) != 0 {
			t.Errorf("the worker reads %+v", got)
		}
	})
}

// TestToldAgainIsCounted, and what cannot be is refused.
func TestToldAgainIsCounted(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		now := r.Clock.Now()
		for name, c := range map[string]struct {
			told statement.Retelling
			want error
		}{
			"to nobody":  {statement.Retelling{Day: now}, statement.ErrTo},
			"on no day":  {statement.Retelling{To: "a doctor"}, statement.ErrDay},
			"tomorrow":   {statement.Retelling{To: "a doctor", Day: now.Add(time.Hour)}, statement.ErrDay},
			"to a judge": {statement.Retelling{To: "a judge", Day: now}, nil},
		} {
			if err := r.Statement.Retold(t.Context(), r.hana, c.told, name); !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := r.Statement.Write(t.Context(), r.hana, statement.Section{Text: " "}, id.ID{}, "k"); !errors.Is(err, statement.ErrText) {
			t.Errorf("an empty part: %v", err)
		}
		if s := r.opened(); len(s.Retold) != 1 || s.Retold[0].To != "a judge" || len(s.Parts) != 0 {
			t.Errorf("%+v", s)
		}
	})
}
