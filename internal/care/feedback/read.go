package feedback

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// ErrNotYours says that somebody may read a telling and not answer it: it is about them.
var ErrNotYours = fault.New(fault.BadInput, "feedback.error.not_yours")

// Waiting lists what an actor may read, what waits first, the longest waiting before. It opens nothing.
func (s *Service) Waiting(ctx context.Context, actor account.Actor) ([]Waiting, error) {
	var list []Waiting
	err := s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		list = nil
		may, err := s.gate.MayServe(ctx, r, actor, gate.FeedbackChannel)
		if err != nil || !may {
			return err
		}
		rows, err := r.Query(ctx, selectWaiting, r.Agency(), actor.Account)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var w Waiting
			var day int64
			if err := rows.Scan(&w.ID, &day, &w.Answered); err != nil {
				return err
			}
			w.Day = fromNumber(day)
			w.Due = due(w.Day)
			w.Late = !w.Answered && !s.clk().Before(w.Due)
			list = append(list, w)
		}
		return rows.Err()
	})
	slices.SortStableFunc(list, func(a, b Waiting) int {
		if a.Answered != b.Answered {
			return map[bool]int{false: -1, true: 1}[a.Answered]
		}
		return a.Day.Compare(b.Day)
	})
	return list, err
}

// Open opens one telling for a reader. The look is in the agency's log before the reader sees a word.
func (s *Service) Open(ctx context.Context, actor account.Actor, feedback id.ID) (Item, error) {
	var item Item
	err := s.through(ctx, actor, feedback, gate.ReadReport, func(ctx context.Context, tx *store.Tx, l lock, _ time.Time) (err error) {
		item, err = s.open(ctx, &tx.Reader, actor, feedback, l)
		return err
	})
	return item, err
}

// A lock is what a reader needs to open a telling.
type lock struct {
	day     int64
	answers bool
	key     []byte
	text    []byte
}

func (s *Service) through(ctx context.Context, actor account.Actor, feedback id.ID, what gate.ReportAct, do func(ctx context.Context, tx *store.Tx, l lock, at time.Time) error) error {
	var l lock
	find := func(ctx context.Context, r *store.Reader) (gate.Compartment, bool, error) {
		err := r.QueryRow(ctx, selectLock, r.Agency(), feedback, actor.Account).Scan(&l.day, &l.answers, &l.key, &l.text)
		if store.IsNoRows(err) {
			return gate.FeedbackChannel, false, nil
		}
		return gate.FeedbackChannel, err == nil, err
	}
	return s.gate.OpenReport(ctx, actor, feedback, what, find, func(ctx context.Context, tx *store.Tx, at time.Time) error { return do(ctx, tx, l, at) })
}

func (s *Service) open(ctx context.Context, r *store.Reader, actor account.Actor, feedback id.ID, l lock) (Item, error) {
	key, err := actor.OpenOwn(keyBinding(r.Agency(), feedback, actor.Account), l.key)
	if err != nil {
		return Item{}, err
	}
	own, err := keys.ParseDataKey(key)
	if err != nil {
		return Item{}, err
	}
	plain, err := own.OpenPadded(textBinding(r.Agency(), feedback), l.text)
	if err != nil {
		return Item{}, err
	}
	var t sealed
	if err := json.Unmarshal(plain, &t); err != nil {
		return Item{}, err
	}
	day := fromNumber(l.day)
	item := Item{ID: feedback, Day: day, Due: due(day), Topic: t.Topic, About: t.About, From: t.From, Words: t.Words, MayAnswer: l.answers}
	return item, s.follow(ctx, r, &item, key)
}

// Answer says something back to the person. The first answer ends the wait. The same key answers once.
func (s *Service) Answer(ctx context.Context, actor account.Actor, feedback id.ID, words, key string) error {
	if err := checkWords(words); err != nil {
		return err
	}
	return s.through(ctx, actor, feedback, gate.AnswerReport, func(ctx context.Context, tx *store.Tx, l lock, at time.Time) error {
		if !l.answers {
			return ErrNotYours
		}
		hash := sha256.Sum256([]byte(key))
		_, _, err := store.Once(ctx, tx, "feedback-answer/"+feedback.String()+"/"+hex.EncodeToString(hash[:]), at.UnixMicro(), func() (string, error) {
			return "", s.answer(ctx, tx, actor, feedback, l, words, at)
		})
		return err
	})
}

func (s *Service) answer(ctx context.Context, tx *store.Tx, actor account.Actor, feedback id.ID, l lock, words string, at time.Time) error {
	key, err := actor.OpenOwn(keyBinding(tx.Agency(), feedback, actor.Account), l.key)
	if err != nil {
		return err
	}
	own, err := keys.ParseDataKey(key)
	if err != nil {
		return err
	}
	body, err := json.Marshal(sealedAnswer{actor.Role, actor.Shown, words})
	if err != nil {
		return err
	}
	var position int64
	if err := tx.QueryRow(ctx, nextAnswer, tx.Agency(), feedback).Scan(&position); err != nil {
		return err
	}
	locked, err := own.SealPadded(answerBinding(tx.Agency(), feedback, position), body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, insertAnswer, tx.Agency(), feedback, position, number(dayOf(at)), locked)
	return err
}

// LeftWaiting reports whether anything that was said to an agency waits for longer than was promised: what everybody may
// know. It says no number.
func (s *Service) LeftWaiting(ctx context.Context, agency id.Agency) (waits bool, err error) {
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		var n int
		err := r.QueryRow(ctx, countLate, agency, number(lastLate(s.clk()))).Scan(&n)
		waits = n > 0
		return err
	})
	return waits, err
}

// keptFor is how many days a telling is kept for its readers.
const keptFor = 365

// Purge deletes what has had its year, the answers first: where it ends in between, the telling is still there to be found. It
// is a job.
func (s *Service) Purge(ctx context.Context, agency id.Agency) error {
	var old []id.ID
	err := s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		old, err = s.old(ctx, r)
		return err
	})
	if err != nil || len(old) == 0 {
		return err
	}
	err = s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		for _, one := range old {
			if _, err := tx.Exec(ctx, deleteAnswers, agency, one); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.db.Deposit(ctx, agency, func(ctx context.Context, tx *store.ApartTx) error {
		for _, one := range old {
			for _, stmt := range []string{deleteReaders, deleteFeedback} {
				if _, err := tx.Exec(ctx, stmt, agency, one); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (s *Service) old(ctx context.Context, r *store.Reader) (old []id.ID, err error) {
	rows, err := r.Query(ctx, selectOld, r.Agency(), number(dayOf(s.clk()).AddDate(0, 0, -keptFor)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one id.ID
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		old = append(old, one)
	}
	return old, rows.Err()
}

const (
	selectWaiting = `SELECT f.feedback_id, f.day, EXISTS (SELECT 1 FROM feedback_answer a WHERE a.agency_id = f.agency_id AND a.feedback_id = f.feedback_id)
		FROM feedback f JOIN feedback_reader r ON r.agency_id = f.agency_id AND r.feedback_id = f.feedback_id
		WHERE f.agency_id = $1 AND r.account_id = $2 ORDER BY f.day, f.feedback_id`
	countLate = `SELECT count(*) FROM feedback f WHERE f.agency_id = $1 AND f.day <= $2
		AND NOT EXISTS (SELECT 1 FROM feedback_answer a WHERE a.agency_id = f.agency_id AND a.feedback_id = f.feedback_id)`
	selectLock = `SELECT f.day, r.answers, r.sealed_key, f.sealed FROM feedback f JOIN feedback_reader r ON r.agency_id = f.agency_id AND r.feedback_id = f.feedback_id
		WHERE f.agency_id = $1 AND f.feedback_id = $2 AND r.account_id = $3`
	nextAnswer     = `SELECT COALESCE(MAX(position), 0) + 1 FROM feedback_answer WHERE agency_id = $1 AND feedback_id = $2`
	insertAnswer   = `INSERT INTO feedback_answer (agency_id, feedback_id, position, day, sealed) VALUES ($1, $2, $3, $4, $5)`
	selectOld      = `SELECT feedback_id FROM feedback WHERE agency_id = $1 AND day < $2`
	deleteAnswers  = `DELETE FROM feedback_answer WHERE agency_id = $1 AND feedback_id = $2`
	deleteReaders  = `DELETE FROM feedback_reader WHERE agency_id = $1 AND feedback_id = $2`
	deleteFeedback = `DELETE FROM feedback WHERE agency_id = $1 AND feedback_id = $2`
)
