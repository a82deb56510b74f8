package consent_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

func TestWhoMayDoWhat(t *testing.T) {
	const person, giver, recorder, worker, other, clock = consent.ThePerson, consent.LawfulGiver, consent.Recorder, consent.Worker, consent.OtherWorker, consent.Time
	for _, c := range []struct {
		situation string
		from      consent.State
		event     consent.Event
		who       consent.ActorKind
		want      consent.State // empty: may not
	}{
		{"the person says yes after it was explained", consent.StateExplained, consent.Give, person, consent.StateGiven},
		{"a guardian says yes", consent.StateExplained, consent.Give, giver, consent.StateGiven},
		{"a worker writes down a spoken yes", consent.StateExplained, consent.Give, recorder, consent.StateGiven},
		{"some other worker says yes for the person", consent.StateExplained, consent.Give, worker, ""},
		{"nobody says yes, time passes", consent.StateExplained, consent.Give, clock, ""},
		{"yes before anything was explained", consent.StateDrafted, consent.Give, person, ""},
		{"the person says no, and need not hear it out", consent.StateDrafted, consent.Decline, person, consent.StateDeclined},
		{"the person says no", consent.StateExplained, consent.Decline, person, consent.StateDeclined},
		{"a worker says no for the person", consent.StateExplained, consent.Decline, worker, ""},
		{"the start comes", consent.StateGiven, consent.Begin, clock, consent.StateActive},
		{"a worker starts it early", consent.StateGiven, consent.Begin, worker, ""},
		{"the last week begins", consent.StateActive, consent.NearEnd, clock, consent.StateExpiring},
		{"the end comes in the last week", consent.StateExpiring, consent.End, clock, consent.StateExpired},
		{"the end comes while it is suspended", consent.StateSuspended, consent.End, clock, consent.StateExpired},
		{"a worker ends it: only the person can", consent.StateActive, consent.End, worker, ""},
		{"any worker who sees pressure suspends it", consent.StateActive, consent.Suspend, worker, consent.StateSuspended},
		{"the person disputes it", consent.StateActive, consent.Dispute, person, consent.StateSuspended},
		{"the person disputes what is suspended already", consent.StateSuspended, consent.Dispute, person, consent.StateSuspended},
		{"a worker disputes in the person's name", consent.StateActive, consent.Dispute, worker, ""},
		{"another worker takes it up again", consent.StateSuspended, consent.Resume, other, consent.StateActive},
		{"the worker who recorded it takes it up again", consent.StateSuspended, consent.Resume, recorder, ""},
		{"any worker takes it up again", consent.StateSuspended, consent.Resume, worker, ""},
		{"time takes it up again", consent.StateSuspended, consent.Resume, clock, ""},
		{"it is replaced while pressure is looked into", consent.StateSuspended, consent.Replace, person, ""},
		{"the person renews it", consent.StateExpiring, consent.Replace, person, consent.StateReplaced},
		{"the person takes back what is suspended", consent.StateSuspended, consent.Withdraw, person, consent.StateWithdrawn},
		{"the person takes it back on the telephone", consent.StateActive, consent.Withdraw, recorder, consent.StateWithdrawn},
		{"time takes it back", consent.StateActive, consent.Withdraw, clock, ""},
		{"a withdrawn consent is given again", consent.StateWithdrawn, consent.Give, person, ""},
		{"a withdrawn consent is taken up again", consent.StateWithdrawn, consent.Resume, other, ""},
	} {
		t.Run(c.situation, func(t *testing.T) {
			got, err := consent.Next(c.from, c.event, c.who)
			if c.want == "" {
				if !errors.Is(err, consent.ErrStep) || got != c.from {
					t.Errorf("went to %s (%v)", got, err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("went to %s (%v), want %s", got, err, c.want)
			}
		})
	}
}

func TestTheLifeOfAConsent(t *testing.T) {
	for i, a := range consent.Transitions() {
		if !slices.Contains(consent.States(), a.From) || !slices.Contains(consent.States(), a.To) || !slices.Contains(consent.Events(), a.Event) {
			t.Errorf("%v uses a word that is not declared", a)
		}
		for _, who := range a.Who {
			if !slices.Contains(consent.ActorKinds(), who) {
				t.Errorf("%v: nobody is a %s", a, who)
			}
		}
		if a.From.Over() {
			t.Errorf("%v leads out of a state that is over", a)
		}
		if a.Event == consent.Resume != a.PersonConfirms {
			t.Errorf("%v: resuming, and nothing else, takes the person's yes beside the actor's", a)
		}
		for _, b := range consent.Transitions()[i+1:] {
			if a.From == b.From && a.Event == b.Event {
				t.Errorf("%s in %s leads two ways", a.Event, a.From)
			}
		}
	}
}

func TestINV02TakingBackWorksFromEveryStateThatIsNotOver(t *testing.T) {
	for _, s := range consent.States() {
		for _, who := range []consent.ActorKind{consent.ThePerson, consent.LawfulGiver, consent.Recorder} {
			got, err := consent.Next(s, consent.Withdraw, who)
			if s.Over() != (err != nil) || !s.Over() && got != consent.StateWithdrawn {
				t.Errorf("%s by %s: %s, %v", s, who, got, err)
			}
		}
		if s.Live() {
			if got, err := consent.Next(s, consent.Dispute, consent.ThePerson); err != nil || got != consent.StateSuspended {
				t.Errorf("a dispute in %s leads to %s (%v)", s, got, err)
			}
		}
	}
}

func TestINV02NoStepLeadsFromNoToYes(t *testing.T) {
	// Once a consent does not stand any more it stands again only by Resume; once it is over, never.
	for _, tr := range consent.Transitions() {
		if tr.To.Live() && !tr.From.Live() && tr.Event != consent.Give && tr.Event != consent.Resume {
			t.Errorf("%s leads from %s to %s", tr.Event, tr.From, tr.To)
		}
	}
}

func TestResumingTakesAnotherWorkerAndThePerson(t *testing.T) {
	r := spoken()
	for _, c := range []struct {
		who       string
		confirmed bool
		key       string
	}{
		{"third worker", true, ""},
		{"third worker", false, "consent.error.resume_person"},
		{"worker", true, "consent.error.resume_other_worker"},
		{"second worker", true, "consent.error.resume_other_worker"},
		{"person's account", true, "consent.error.resume_other_worker"},
	} {
		err := consent.CheckResume(r, named(c.who), c.confirmed)
		if (err == nil) != (c.key == "") || err != nil && fault.KeyOf(err) != c.key {
			t.Errorf("%s, confirmed=%v: %v, want %q", c.who, c.confirmed, err, c.key)
		}
	}
}

// T3.7: the end of a consent is written once, when the record is made. No line of this package assigns it, and no
// statement updates its column.
func TestINV02NothingMovesTheEnd(t *testing.T) {
	files, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path.Clean(name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					if sel, ok := left.(*ast.SelectorExpr); ok && sel.Sel.Name == "ExpiresAt" {
						t.Errorf("%s assigns ExpiresAt", name)
					}
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING && movesTheEnd(n.Value) {
					t.Errorf("%s updates expires_at", name)
				}
			}
			return true
		})
	}
}

// movesTheEnd reports whether sql sets the column of the end.
func movesTheEnd(sql string) bool {
	_, set, ok := strings.Cut(strings.ToUpper(strings.Join(strings.Fields(sql), " ")), " SET ")
	set, _, _ = strings.Cut(set, " WHERE ")
	return ok && strings.Contains(set, "EXPIRES_AT")
}

func TestMovesTheEnd(t *testing.T) {
	for sql, want := range map[string]bool{
		"UPDATE consent SET state = $3, expires_at = $4 WHERE agency_id = $1":                 true,
		"INSERT INTO c (expires_at) VALUES ($1) ON CONFLICT DO UPDATE\n\tSET expires_at = $1": true,
		"UPDATE consent SET state = $3 WHERE agency_id = $1 AND expires_at > $2":              false,
		"SELECT expires_at FROM consent":                                                      false,
	} {
		if movesTheEnd(sql) != want {
			t.Errorf("%q: want %v", sql, want)
		}
	}
}
