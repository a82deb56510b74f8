package feedback

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Service takes tellings and answers.
type Service struct {
	db       *store.DB
	clk      clock.Clock
	gate     *gate.Gate
	accounts *account.Service
	records  *record.Service
}

// New returns the service.
func New(g *gate.Gate, accounts *account.Service, records *record.Service) *Service {
	return &Service{db: accounts.DB(), clk: g.Clock(), gate: g, accounts: accounts, records: records}
}

// Tell seals what the person says to those who read it, and keeps it in the part of their record that nobody else opens.
// Where nobody is left who could read it, it is ErrNone: then the channel for concerns is the way.
//
// The person's own entry is written first, as any other of theirs, and what the readers get after it and apart from it. Its
// number and its key are derived from key, which is random and stands nowhere: where the program ends between the two, the
// form that is sent once more is the same telling, and completes it.
func (s *Service) Tell(ctx context.Context, actor account.Actor, t Telling, key string) error {
	if !actor.IsSurvivor() {
		return gate.ErrRefused
	}
	if err := t.check(); err != nil {
		return err
	}
	if len(key) < leastKey {
		key = id.Reference()
	}
	own, number := keys.DeriveDataKey([]byte(key), "feedback"), keys.DeriveDataKey([]byte(key), "feedback-number")
	defer own.Zero()
	feedback := id.Drawn(number[:])
	d, err := s.seal(ctx, actor, t, feedback, own)
	if err != nil {
		return err
	}
	told := &Told{Feedback: feedback, Key: own[:], Topic: t.Topic, About: t.Name, MayRead: t.MayRead, From: t.From, Words: t.Words}
	_, err = s.records.Write(ctx, actor, actor.Person, gate.OwnLife, gate.Statement, record.Draft{Kind: ToldKind, Body: told, Key: key})
	if err != nil {
		return err
	}
	return s.db.Deposit(ctx, actor.Agency, d.insert)
}

// leastKey is the length of a form's key that is as random as it has to be. Under a shorter one nothing is sealed.
const leastKey = 26

// A sealedTelling is what is deposited.
type sealedTelling struct {
	feedback id.ID
	day      int64
	text     []byte
	keys     []readerKey
}

type readerKey struct {
	account id.ID
	answers bool
	sealed  []byte
}

// seal locks a telling under its own key, and that to each of its readers.
func (s *Service) seal(ctx context.Context, actor account.Actor, t Telling, feedback id.ID, own keys.DataKey) (d sealedTelling, err error) {
	agency := actor.Agency
	d = sealedTelling{feedback: feedback, day: number(dayOf(s.clk()))}
	body, err := json.Marshal(sealed{t.Topic, t.Name, t.From, t.Words})
	if err != nil {
		return d, err
	}
	if d.text, err = own.SealPadded(textBinding(agency, feedback), body); err != nil {
		return d, err
	}
	var staff []account.Holder
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		staff, err = s.accounts.Holders(ctx, r, actor)
		return err
	})
	answerable := false
	for _, h := range staff {
		if !t.reads(h.Account, h.Role) {
			continue
		}
		locked, err := h.Key.Seal(keyBinding(agency, feedback, h.Account), own[:])
		if err != nil {
			return d, err
		}
		answers := h.Account != t.Account && slices.Contains(Readers(), h.Role)
		answerable = answerable || answers
		d.keys = append(d.keys, readerKey{h.Account, answers, locked})
	}
	if err == nil && !answerable {
		err = ErrNone
	}
	return d, err
}

// insert deposits a telling, once: of the same form the first is kept.
func (d sealedTelling) insert(ctx context.Context, tx *store.ApartTx) error {
	n, err := tx.Exec(ctx, insertFeedback, tx.Agency(), d.feedback, d.day, d.text)
	if err != nil || n == 0 {
		return err
	}
	for _, k := range d.keys {
		if _, err := tx.Exec(ctx, insertReader, tx.Agency(), d.feedback, k.account, k.answers, k.sealed); err != nil {
			return err
		}
	}
	return nil
}

func textBinding(agency id.Agency, feedback id.ID) keys.Binding {
	return keys.Binding{Agency: agency, Entry: feedback, Use: "feedback"}
}

func answerBinding(agency id.Agency, feedback id.ID, position int64) keys.Binding {
	return keys.Binding{Agency: agency, Entry: feedback, Version: position, Use: "feedback-answer"}
}

func keyBinding(agency id.Agency, feedback, reader id.ID) keys.Binding {
	return keys.Binding{Agency: agency, Person: reader, Entry: feedback, Use: "feedback-key"}
}

// Of returns what the person said and how it was answered, newest first, from entries that they have opened. What was
// deleted after its year is there in their own words, without a day to wait for.
func (s *Service) Of(ctx context.Context, actor account.Actor, entries []record.Entry) ([]Item, error) {
	var list []Item
	err := s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		list = nil
		for _, e := range entries {
			told, ok := e.Body.(*Told)
			if !ok || e.Author != actor.Account {
				continue
			}
			item := Item{ID: told.Feedback, Day: e.At, Topic: told.Topic, About: told.About, From: told.From, Words: told.Words}
			kept, err := s.kept(ctx, r, &item)
			if err == nil && kept {
				err = s.follow(ctx, r, &item, told.Key)
			}
			if err != nil {
				return err
			}
			list = append(list, item)
		}
		return nil
	})
	slices.Reverse(list)
	return list, err
}

// kept says when a telling of the person's is to be answered; ok is false where it was deleted after its year.
func (s *Service) kept(ctx context.Context, r *store.Reader, item *Item) (ok bool, err error) {
	var day int64
	err = r.QueryRow(ctx, selectDay, r.Agency(), item.ID).Scan(&day)
	if store.IsNoRows(err) {
		return false, nil
	}
	item.Due = due(fromNumber(day))
	return err == nil, err
}

// follow opens the answers to a telling, and says whether it waits for longer than was promised.
func (s *Service) follow(ctx context.Context, r *store.Reader, item *Item, key []byte) error {
	own, err := keys.ParseDataKey(key)
	if err != nil {
		return err
	}
	rows, err := r.Query(ctx, selectAnswers, r.Agency(), item.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var position, day int64
		var locked []byte
		if err := rows.Scan(&position, &day, &locked); err != nil {
			return err
		}
		plain, err := own.OpenPadded(answerBinding(r.Agency(), item.ID, position), locked)
		if err != nil {
			return err
		}
		var a sealedAnswer
		if err := json.Unmarshal(plain, &a); err != nil {
			return err
		}
		item.Answers = append(item.Answers, Answer{fromNumber(day), a.Role, a.Name, a.Words})
	}
	item.Late = !item.Answered() && !s.clk().Before(item.Due)
	return rows.Err()
}

const (
	insertFeedback = `INSERT INTO feedback (agency_id, feedback_id, day, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id, feedback_id) DO NOTHING`
	insertReader   = `INSERT INTO feedback_reader (agency_id, feedback_id, account_id, answers, sealed_key) VALUES ($1, $2, $3, $4, $5)`
	selectDay      = `SELECT day FROM feedback WHERE agency_id = $1 AND feedback_id = $2`
	selectAnswers  = `SELECT position, day, sealed FROM feedback_answer WHERE agency_id = $1 AND feedback_id = $2 ORDER BY position`
)
