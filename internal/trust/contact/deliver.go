package contact

import (
	"context"
	"errors"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Leave is the kind of the job that hands a message over; its subject is the message.
const Leave queue.Kind = "contact.leave"

// Handlers are the jobs of this package, for the program's queue.
func (s *Service) Handlers() map[queue.Kind]queue.Handler {
	return map[queue.Kind]queue.Handler{Leave: s.leave}
}

// errEarly is for a clock that was set back.
var errEarly = errors.New("the message may not leave yet")

// keepEnds is how long it is known how a message ended.
const keepEnds = 30 * 24 * time.Hour

// leave hands a message over, once. What was handed over is noted before: a program that dies meanwhile does not send it a
// second time. Only a gateway that says it did not take a message gets it again.
func (s *Service) leave(ctx context.Context, j queue.Job) error {
	w, l, ok, err := s.take(ctx, j)
	if err != nil || !ok {
		return err
	}
	g := s.gateways[l.Channel]
	if g == nil { // it was there when the message was asked for, and may be again
		return s.settle(ctx, j.Agency, w, l, ErrLater)
	}
	out, err := s.outgoing(w, l)
	if err != nil {
		return s.settle(ctx, j.Agency, w, l, ErrNever)
	}
	return s.settle(ctx, j.Agency, w, l, g.Hand(ctx, out))
}

func (s *Service) outgoing(w waiting, l letter) (Outgoing, error) {
	zone, err := zoneOf(l.Zone)
	if err != nil {
		return Outgoing{}, err
	}
	speak := s.words.For(l.Language)
	return Outgoing{Ref: w.id, To: l.To, Subject: speak.T("contact.subject"), Text: l.Template.text(speak, l.When, zone), At: s.clk()}, nil
}

// take notes that a message is handed over now; ok is false where there is nothing to hand over any more.
func (s *Service) take(ctx context.Context, j queue.Job) (w waiting, l letter, ok bool, err error) {
	err = s.parts.DB.Write(ctx, j.Agency, func(ctx context.Context, tx *store.Tx) error {
		now := s.clk()
		ok = false
		list, err := messages(ctx, &tx.Reader, selectMessage, j.Subject)
		if err != nil || len(list) == 0 {
			return err
		}
		w = list[0]
		var unreadable error
		l, unreadable = s.open(j.Agency, w)
		switch at := clock.Micros(now); {
		case w.left != 0: // an earlier try died while it was handed over
			return s.finish(ctx, tx, w, l, Perhaps, now)
		case at >= w.ends:
			return s.finish(ctx, tx, w, l, Expired, now)
		case unreadable != nil: // the installation's key is another one
			return s.finish(ctx, tx, w, l, NotTaken, now)
		case at < w.begins:
			return errEarly
		}
		n, err := tx.Exec(ctx, markLeft, clock.Micros(now), j.Agency, w.id)
		ok = n == 1
		return err
	})
	return w, l, ok && err == nil, err
}

// settle writes what became of a message that was handed over, even when the program is being stopped.
func (s *Service) settle(ctx context.Context, agency id.Agency, w waiting, l letter, answer error) error {
	fate := Perhaps
	switch {
	case answer == nil:
		fate = Gone
	case errors.Is(answer, ErrNever):
		fate = NotTaken
	case errors.Is(answer, ErrLater):
		fate = ""
	}
	err := s.parts.DB.Write(context.WithoutCancel(ctx), agency, func(ctx context.Context, tx *store.Tx) error {
		if fate == "" {
			_, err := tx.Exec(ctx, unmarkLeft, agency, w.id)
			return err
		}
		return s.finish(ctx, tx, w, l, fate, s.clk())
	})
	if err == nil && fate == "" {
		return ErrLater
	}
	return err
}

// finish ends a message and tells the person's log, which says by what way and how it ended, and nothing of what it said.
func (s *Service) finish(ctx context.Context, tx *store.Tx, w waiting, l letter, fate Fate, at time.Time) error {
	if err := end(ctx, tx, w, fate, at); err != nil {
		return err
	}
	outcome := gate.Allowed
	if fate != Gone && fate != Perhaps {
		outcome = gate.Refused
	}
	return s.parts.Gate.Tell(ctx, tx, w.person, at, gate.Event{Action: gate.Message, Purpose: gate.Care, Outcome: outcome, Reason: gate.Reason(fate), Way: string(l.Channel)})
}

// Sweep ends what has not left in its time, and forgets how the messages of more than a month ago ended. It is a job and
// needs no person's key.
func (s *Service) Sweep(ctx context.Context, agency id.Agency) error {
	return s.parts.DB.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		now := s.clk()
		over, err := messages(ctx, &tx.Reader, selectOver, clock.Micros(now))
		if err != nil {
			return err
		}
		for _, w := range over {
			fate := Expired
			if w.left != 0 {
				if clock.FromMicros(w.left).Add(queue.Lease).After(now) {
					continue // it is being handed over
				}
				fate = Perhaps
			}
			l, _ := s.open(agency, w) // one that does not open has no way to name
			if err := s.finish(ctx, tx, w, l, fate, now); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, deleteOldEnds, agency, clock.Micros(now.Add(-keepEnds)))
		return err
	})
}

const (
	selectMessage = `SELECT message_id, person_id, sealed, begins_at, ends_at, left_at FROM contact_message WHERE agency_id = $1 AND message_id = $2`
	selectOver    = `SELECT message_id, person_id, sealed, begins_at, ends_at, left_at FROM contact_message WHERE agency_id = $1 AND ends_at <= $2 ORDER BY ends_at, message_id LIMIT 200`
	markLeft      = `UPDATE contact_message SET left_at = $1 WHERE agency_id = $2 AND message_id = $3 AND left_at = 0`
	unmarkLeft    = `UPDATE contact_message SET left_at = 0 WHERE agency_id = $1 AND message_id = $2`
	deleteOldEnds = `DELETE FROM contact_end WHERE agency_id = $1 AND at < $2`
)
