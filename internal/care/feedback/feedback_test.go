package feedback_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A room is the shelter with a person who has a worker, and everybody who works there.
type room struct {
	*apptest.World
	t          *testing.T
	ruth, hana account.Actor
	card       string
}

const words = "quiet river stone"

func run(t *testing.T, fn func(t *testing.T, r *room)) {
	t.Helper()
	apptest.Run(t, func(t *testing.T, w *apptest.World) {
		r := &room{World: w, t: t, ruth: w.SignIn(w.Shelter.As(account.Advocate))}
		var err error
		if r.card, err = w.Records.Enrol(t.Context(), r.ruth, w.Person(r.ruth, "Hana"), words); err != nil {
			t.Fatal(err)
		}
		r.comesBack()
		fn(t, r)
	})
}

// comesBack signs the person in, for the first time or after days.
func (r *room) comesBack() {
	r.t.Helper()
	s, err := r.Accounts.SignInSurvivor(r.t.Context(), r.card, words)
	if err != nil {
		r.t.Fatal(err)
	}
	r.hana = r.Resume(s)
}

func (r *room) as(role account.Role) account.Actor { return r.SignIn(r.Shelter.As(role)) }

func (r *room) tell(t feedback.Telling) {
	r.t.Helper()
	if err := r.Feedback.Tell(r.t.Context(), r.hana, t, id.Reference()); err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) waiting(a account.Actor) []feedback.Waiting {
	r.t.Helper()
	list, err := r.Feedback.Waiting(r.t.Context(), a)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func (r *room) mine() []feedback.Item {
	r.t.Helper()
	rec, err := r.Records.Read(r.t.Context(), r.hana, r.hana.Person, gate.OwnLife, gate.Statement)
	if err != nil {
		r.t.Fatal(err)
	}
	list, err := r.Feedback.Of(r.t.Context(), r.hana, rec.Entries)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func (r *room) leftWaiting() bool {
	r.t.Helper()
	late, err := r.Feedback.LeftWaiting(r.t.Context(), r.Shelter.Agency.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return late
}

// TestWhoeverItIsAboutDoesNotLearnOfIt (T13.4): not what it says, not that it is there, not by its number.
func TestWhoeverItIsAboutDoesNotLearnOfIt(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		imani, yusuf := r.as(account.Supervisor), r.as(account.PrivacyOfficer)
		everybody := []account.Actor{r.ruth, imani, yusuf, r.as(account.ShelterManager), r.as(account.Admin), r.as(account.IntakeResponder), r.hana}
		for name, c := range map[string]struct {
			telling feedback.Telling
			reads   []account.Actor
			answers []account.Actor
		}{
			"about the advocate":               {feedback.Telling{Topic: feedback.Somebody, Account: r.ruth.Account, Name: "Ruth"}, []account.Actor{imani, yusuf}, []account.Actor{imani, yusuf}},
			"about the supervisor":             {feedback.Telling{Topic: feedback.Somebody, Account: imani.Account, Name: "Imani"}, []account.Actor{yusuf}, []account.Actor{yusuf}},
			"about the supervisor, by role":    {feedback.Telling{Topic: feedback.Somebody, Leads: []account.Role{account.Supervisor}}, []account.Actor{yusuf}, []account.Actor{yusuf}},
			"about the advocate, who may read": {feedback.Telling{Topic: feedback.Somebody, Account: r.ruth.Account, MayRead: true}, []account.Actor{r.ruth, imani, yusuf}, []account.Actor{imani, yusuf}},
			"about the supervisor, who may":    {feedback.Telling{Topic: feedback.Somebody, Account: imani.Account, MayRead: true}, []account.Actor{imani, yusuf}, []account.Actor{yusuf}},
			"about a rule":                     {feedback.Telling{Topic: feedback.ARule}, []account.Actor{imani, yusuf}, []account.Actor{imani, yusuf}},
		} {
			c.telling.Words = "words " + name
			before := map[id.ID]bool{}
			for _, w := range r.waiting(yusuf) {
				before[w.ID] = true
			}
			r.tell(c.telling)
			var told id.ID
			for _, w := range r.waiting(yusuf) {
				if !before[w.ID] {
					told = w.ID
				}
			}
			for _, a := range everybody {
				reads, answers := in(c.reads, a), in(c.answers, a)
				item, err := r.Feedback.Open(t.Context(), a, told)
				if reads != (err == nil && item.Words == c.telling.Words) || !reads && !errors.Is(err, gate.ErrRefused) {
					t.Errorf("%s: the %s opens it: %v (%v)", name, a.Role, err == nil, err)
				}
				listed := false
				for _, w := range r.waiting(a) {
					listed = listed || w.ID == told
				}
				if listed != reads {
					t.Errorf("%s: it is in the list of the %s: %v", name, a.Role, listed)
				}
				if err := r.Feedback.Answer(t.Context(), a, told, "thank you", id.Reference()); answers != (err == nil) {
					t.Errorf("%s: the %s answers: %v", name, a.Role, err)
				}
			}
		}
	})
}

func in(list []account.Actor, a account.Actor) bool {
	for _, one := range list {
		if one.Account == a.Account {
			return true
		}
	}
	return false
}

// TestNobodyIsLeftToReadIt: what nobody could answer is not taken, and nothing of it is kept.
func TestNobodyIsLeftToReadIt(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		all := feedback.Telling{Topic: feedback.Somebody, Leads: feedback.Readers(), Words: "about all of them"}
		if err := r.Feedback.Tell(t.Context(), r.hana, all, "k"); !errors.Is(err, feedback.ErrNone) {
			t.Errorf("it is taken: %v", err)
		}
		if n := len(r.mine()); n != 0 {
			t.Errorf("%d are kept", n)
		}
	})
}

// TestAnAnswerComesBack to the person alone, once for each sending, with who gave it; late ones are late for everybody to see.
func TestAnAnswerComesBack(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		imani := r.as(account.Supervisor)
		r.tell(feedback.Telling{Topic: feedback.TheHelp, Words: "the kitchen closes too early", From: "H."})
		told := r.waiting(imani)[0]
		item, err := r.Feedback.Open(t.Context(), imani, told.ID)
		if err != nil || item.From != "H." || item.Topic != feedback.TheHelp {
			t.Fatalf("%+v, %v", item, err)
		}
		if mine := r.mine(); len(mine) != 1 || mine[0].Answered() || mine[0].Late || !mine[0].Due.Equal(told.Due) || r.leftWaiting() {
			t.Fatalf("before an answer: %+v", mine)
		}
		r.Clock.Advance(told.Due.Sub(r.Clock.Now()) - time.Second)
		r.comesBack()
		if r.mine()[0].Late || r.leftWaiting() {
			t.Error("it is late before its last day is over")
		}
		r.Clock.Advance(time.Second)
		imani = r.as(account.Supervisor)
		if !r.mine()[0].Late || !r.leftWaiting() || !r.waiting(imani)[0].Late {
			t.Error("it is not late after its last day")
		}
		for range 2 {
			if err := r.Feedback.Answer(t.Context(), imani, told.ID, "it stays open until ten now", "one key"); err != nil {
				t.Fatal(err)
			}
		}
		mine := r.mine()
		if len(mine[0].Answers) != 1 || mine[0].Answers[0].Words != "it stays open until ten now" || mine[0].Answers[0].Name != imani.Shown || mine[0].Late || r.leftWaiting() {
			t.Errorf("after the answer: %+v", mine)
		}
		for who, a := range map[string]account.Actor{"the worker": r.as(account.Advocate), "a supervisor": imani} {
			if _, err := r.Records.Read(t.Context(), a, r.hana.Person, gate.Care, gate.Statement); !errors.Is(err, gate.ErrRefused) {
				t.Errorf("%s opens where the person keeps it: %v", who, err)
			}
		}
	})
}

// TestNothingTiesItToThePerson but the day: no column of what readers open holds the person, the account or the hour.
func TestNothingTiesItToThePerson(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		r.tell(feedback.Telling{Topic: feedback.TheHelp, Words: "a heron stands in the reeds"})
		for _, table := range []string{"feedback", "feedback_reader", "feedback_answer"} {
			for _, row := range r.rows(table) {
				for _, secret := range []string{r.hana.Person.String(), r.hana.Account.String(), "heron"} {
					if strings.Contains(row, secret) {
						t.Errorf("%s holds %s", table, secret)
					}
				}
			}
		}
		var day int64
		r.one(`SELECT day FROM feedback WHERE agency_id = $1`, &day)
		if want := r.Clock.Now().Unix() / (24 * 60 * 60); day != want {
			t.Errorf("the day is %d, want %d", day, want)
		}
	})
}

// rows are the rows of a table as texts.
func (r *room) rows(table string) (list []string) {
	r.t.Helper()
	columns := map[string]string{"feedback": "feedback_id, sealed", "feedback_reader": "account_id, sealed_key", "feedback_answer": "feedback_id, sealed"}[table]
	err := r.DB.Read(r.t.Context(), r.Shelter.Agency.ID, func(ctx context.Context, q *store.Reader) error {
		rows, err := q.Query(ctx, `SELECT `+columns+` FROM `+table+` WHERE agency_id = $1`, r.Shelter.Agency.ID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a string
			var b []byte
			if err := rows.Scan(&a, &b); err != nil {
				return err
			}
			list = append(list, a+string(b))
		}
		return rows.Err()
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func (r *room) one(query string, into any) {
	r.t.Helper()
	err := r.DB.Read(r.t.Context(), r.Shelter.Agency.ID, func(ctx context.Context, q *store.Reader) error {
		return q.QueryRow(ctx, query, r.Shelter.Agency.ID).Scan(into)
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// TestAYearLaterItIsGone for its readers, and the person keeps their own words.
func TestAYearLaterItIsGone(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		r.tell(feedback.Telling{Topic: feedback.TheHelp, Words: "the door sticks"})
		for _, c := range []struct {
			days int
			left int
		}{{365, 1}, {1, 0}} {
			r.Clock.Advance(time.Duration(c.days) * 24 * time.Hour)
			if err := r.Feedback.Purge(t.Context(), r.Shelter.Agency.ID); err != nil {
				t.Fatal(err)
			}
			var n int
			r.one(`SELECT count(*) FROM feedback WHERE agency_id = $1`, &n)
			if n != c.left {
				t.Errorf("%d are left", n)
			}
		}
		r.comesBack()
		if mine := r.mine(); len(mine) != 1 || mine[0].Words != "the door sticks" || !mine[0].Due.IsZero() || r.leftWaiting() {
			t.Errorf("the person has %+v", mine)
		}
	})
}

// TestTellingsThatAreRefused say what is missing, and the same form counts once.
func TestTellingsThatAreRefused(t *testing.T) {
	run(t, func(t *testing.T, r *room) {
		for name, c := range map[string]struct {
			telling feedback.Telling
			want    error
		}{
			"nothing":           {feedback.Telling{}, feedback.ErrTopic},
			"no words":          {feedback.Telling{Topic: feedback.ARule, Words: " \n"}, feedback.ErrWords},
			"of ten megabytes":  {feedback.Telling{Topic: feedback.ARule, Words: strings.Repeat("a", 10<<20)}, feedback.ErrLong},
			"of another topic":  {feedback.Telling{Topic: "gossip", Words: "x"}, feedback.ErrTopic},
			"of one byte more":  {feedback.Telling{Topic: feedback.ARule, Words: strings.Repeat("a", 20_001)}, feedback.ErrLong},
			"as long as it can": {feedback.Telling{Topic: feedback.ARule, Words: strings.Repeat("a", 20_000)}, nil},
		} {
			if err := r.Feedback.Tell(t.Context(), r.hana, c.telling, name); !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := r.Feedback.Tell(t.Context(), r.ruth, feedback.Telling{Topic: feedback.ARule, Words: "x"}, "k"); fault.KindOf(err) != fault.Refused {
			t.Errorf("a worker tells something in a person's name: %v", err)
		}
		for range 2 {
			if err := r.Feedback.Tell(t.Context(), r.hana, feedback.Telling{Topic: feedback.ARule, Words: "twice"}, "the same key of one form\x00\xff"); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(r.mine()); n != 2 {
			t.Errorf("%d are kept, not 2", n)
		}
	})
}
