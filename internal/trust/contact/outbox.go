package contact

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A letter is what is sealed of a message on its way: all that is needed to hand it over.
type letter struct {
	Channel  Channel   `json:"channel"`
	To       string    `json:"to"`
	Language string    `json:"language"`
	Template Template  `json:"template"`
	When     time.Time `json:"when"`
	Zone     string    `json:"zone"`
}

// waiting is a row of the outbox.
type waiting struct {
	id, person id.ID
	sealed     []byte
	begins     int64 // from then on it may be handed over
	ends       int64 // from then on it may not
	left       int64 // when it was handed over; 0 before
}

// binding ties a sealed letter to its whole row: another person's address, or other moments, do not open.
func (w waiting) binding(agency id.Agency) keys.Binding {
	return keys.Binding{Agency: agency, Person: w.person, Compartment: string(gate.Contact), Entry: w.id, Version: 1,
		Use: fmt.Sprintf("outbox/%d/%d", w.begins, w.ends)}
}

func (s *Service) open(agency id.Agency, w waiting) (l letter, err error) {
	body, err := s.parts.Key.OpenPadded(w.binding(agency), w.sealed)
	if err != nil {
		return l, err
	}
	return l, json.Unmarshal(body, &l)
}

// post puts a letter into the outbox and asks for its job, in the pass's transaction.
func (s *Service) post(ctx context.Context, pass gate.Pass, out Sent, l letter) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	w := waiting{id: out.ID, person: pass.Person(), begins: clock.Micros(out.Goes), ends: clock.Micros(out.Until)}
	if w.sealed, err = s.parts.Key.SealPadded(w.binding(pass.Agency()), body); err != nil {
		return err
	}
	if _, err := pass.Tx().Exec(ctx, insertMessage, pass.Agency(), w.id, w.person, w.sealed, w.begins, w.ends, 0); err != nil {
		return err
	}
	_, err = queue.Enqueue(ctx, pass.Tx(), Leave, w.id, w.id.String(), out.Goes)
	return err
}

// A Fate is how a message ended.
type Fate string

const (
	Gone      Fate = "sent"
	Perhaps   Fate = "perhaps" // handed over, and nobody knows whether it was taken
	NotTaken  Fate = "failed"
	Expired   Fate = "expired"   // its time was over before it could leave
	Withdrawn Fate = "withdrawn" // what the person said has changed
)

// Fates lists them all, for the words.
func Fates() []Fate { return []Fate{Gone, Perhaps, NotTaken, Expired, Withdrawn} }

// withdraw ends everything that waits for the pass's person: what they said has changed. A message that is being handed
// over at this moment cannot be called back.
func withdraw(ctx context.Context, pass gate.Pass) error {
	list, err := ofPerson(ctx, &pass.Tx().Reader, pass.Person())
	if err != nil {
		return err
	}
	for _, w := range list {
		fate := Withdrawn
		if w.left != 0 {
			fate = Perhaps
		}
		if err := end(ctx, pass.Tx(), w, fate, pass.At()); err != nil {
			return err
		}
	}
	return nil
}

// Withdraw ends everything that waits for the pass's person. It is for packages in which a person leaves, or is not to be
// reached for a reason of their own.
func (s *Service) Withdraw(ctx context.Context, pass gate.Pass) error { return withdraw(ctx, pass) }

// forget leaves nothing of what was to be sent to a person, and of what was.
func forget(ctx context.Context, pass gate.Pass) error {
	list, err := ofPerson(ctx, &pass.Tx().Reader, pass.Person())
	if err != nil {
		return err
	}
	for _, w := range list {
		if err := queue.Forget(ctx, pass.Tx(), Leave, w.id.String()); err != nil {
			return err
		}
	}
	for _, stmt := range []string{deleteMessages, deleteEnds, deleteTry} {
		if _, err := pass.Tx().Exec(ctx, stmt, pass.Agency(), pass.Person()); err != nil {
			return err
		}
	}
	return nil
}

// end deletes a row of the outbox with its job, whose moment tells an hour that somebody allows, and notes how it ended.
func end(ctx context.Context, tx *store.Tx, w waiting, fate Fate, at time.Time) error {
	if err := queue.Forget(ctx, tx, Leave, w.id.String()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, deleteMessage, tx.Agency(), w.id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, upsertEnd, tx.Agency(), w.id, w.person, fate, clock.Micros(at))
	return err
}

// A Status is where a message stands: waiting while it has no fate.
type Status struct {
	ID   id.ID
	Fate Fate
	At   time.Time // when it ended, or the first moment at which it may leave
}

// Messages lists what waits for a person and how the messages of the last month ended, newest first. It holds no content.
func (s *Service) Messages(ctx context.Context, actor account.Actor, person id.ID) (list []Status, err error) {
	req := gate.Request{Actor: actor, Action: gate.Read, Purpose: purposeOf(actor), Person: person, Compartments: []gate.Compartment{gate.Contact}}
	err = s.parts.Gate.View(ctx, req, func(ctx context.Context, view gate.View) (err error) {
		list, err = statuses(ctx, view.Reader(), person)
		return err
	})
	return list, err
}

// MessagesOf is Messages for a person whose contact the actor has opened already, so that one page is one look. It refuses
// everybody who could not have.
func (s *Service) MessagesOf(ctx context.Context, actor account.Actor, person id.ID) (list []Status, err error) {
	if actor.IsSurvivor() && person != actor.Person {
		return nil, gate.ErrRefused
	}
	if !actor.IsSurvivor() {
		if _, err := s.parts.Gate.ReferenceOf(ctx, actor, person); err != nil {
			return nil, err
		}
	}
	err = s.parts.DB.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) (err error) {
		list, err = statuses(ctx, r, person)
		return err
	})
	return list, err
}

func statuses(ctx context.Context, r *store.Reader, person id.ID) ([]Status, error) {
	waits, err := ofPerson(ctx, r, person)
	if err != nil {
		return nil, err
	}
	list, err := endsOf(ctx, r, person)
	if err != nil {
		return nil, err
	}
	for _, w := range waits {
		list = append(list, Status{ID: w.id, At: clock.FromMicros(w.begins)})
	}
	slices.SortFunc(list, func(a, b Status) int { return b.At.Compare(a.At) })
	return list, nil
}

func endsOf(ctx context.Context, r *store.Reader, person id.ID) (list []Status, err error) {
	rows, err := r.Query(ctx, selectEnds, r.Agency(), person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e Status
		var at int64
		if err := rows.Scan(&e.ID, &e.Fate, &at); err != nil {
			return nil, err
		}
		e.At = clock.FromMicros(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

func ofPerson(ctx context.Context, r *store.Reader, person id.ID) ([]waiting, error) {
	return messages(ctx, r, selectOfPerson, person)
}

// messages reads rows of the outbox.
func messages(ctx context.Context, r *store.Reader, query string, arg any) (list []waiting, err error) {
	rows, err := r.Query(ctx, query, r.Agency(), arg)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var w waiting
		if err := rows.Scan(&w.id, &w.person, &w.sealed, &w.begins, &w.ends, &w.left); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		list = append(list, w)
	}
	return list, errors.Join(rows.Err(), rows.Close())
}

// countToday counts what waits for a person and what went to them in a day and a night.
func countToday(ctx context.Context, tx *store.Tx, person id.ID, now time.Time) (n int, err error) {
	var went int
	if err := tx.QueryRow(ctx, countWaiting, tx.Agency(), person).Scan(&n); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, countWent, tx.Agency(), person, clock.Micros(now.Add(-24*time.Hour)), Gone, Perhaps).Scan(&went)
	return n + went, err
}

const (
	insertMessage  = `INSERT INTO contact_message (agency_id, message_id, person_id, sealed, begins_at, ends_at, left_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	selectOfPerson = `SELECT message_id, person_id, sealed, begins_at, ends_at, left_at FROM contact_message WHERE agency_id = $1 AND person_id = $2 ORDER BY message_id`
	deleteMessage  = `DELETE FROM contact_message WHERE agency_id = $1 AND message_id = $2`
	deleteMessages = `DELETE FROM contact_message WHERE agency_id = $1 AND person_id = $2`
	deleteEnds     = `DELETE FROM contact_end WHERE agency_id = $1 AND person_id = $2`
	upsertEnd      = `INSERT INTO contact_end (agency_id, message_id, person_id, fate, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id, message_id) DO UPDATE SET fate = excluded.fate, at = excluded.at`
	selectEnds   = `SELECT message_id, fate, at FROM contact_end WHERE agency_id = $1 AND person_id = $2 ORDER BY at, message_id`
	countWaiting = `SELECT count(*) FROM contact_message WHERE agency_id = $1 AND person_id = $2`
	countWent    = `SELECT count(*) FROM contact_end WHERE agency_id = $1 AND person_id = $2 AND at > $3 AND fate IN ($4, $5)`
)
