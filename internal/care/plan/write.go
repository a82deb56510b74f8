package plan

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// An Edit says how something is written.
type Edit struct {
	Replaces id.ID     // the newest wording of what it changes (Thing.Tip); zero for something new
	Agreed   time.Time // by a worker: the day on which the person agreed aloud; the person can take it back
	Key      string    // makes a second sending do nothing
}

// Write adds or changes something: a Strength, Assessment, Need, Goal, Step, Order, Options, Decision, Note, Ask or Review. Somebody who replaces
// what is not the newest wording any more gets record.ErrSuperseded, and nothing is lost: looking again shows both.
func (s *Service) Write(ctx context.Context, actor account.Actor, person id.ID, b Body, e Edit) (id.ID, error) {
	now := s.clk()
	if err := b.check(now); err != nil {
		return id.ID{}, err
	}
	if err := mayWrite(actor, b, e, now); err != nil {
		return id.ID{}, err
	}
	return s.do(ctx, actor, person, e.Key, func(ctx context.Context, a act) (id.ID, error) {
		if err := a.replaces(b, e.Replaces); err != nil {
			return id.ID{}, err
		}
		entry, err := s.add(ctx, a, b, id.ID{}, e.Replaces)
		if err == nil && !e.Agreed.IsZero() {
			_, err = s.add(ctx, a, &Answer{Say: Yes, Agreed: e.Agreed}, entry, id.ID{})
		}
		if err == nil {
			err = s.follow(ctx, a, b, actor.IsSurvivor() || !e.Agreed.IsZero())
		}
		return entry, err
	})
}

// mayWrite refuses what has a way of its own, what is not the actor's to write, and an agreement that nobody can have heard.
func mayWrite(actor account.Actor, b Body, e Edit, now time.Time) error {
	own, marked := actor.IsSurvivor(), !e.Agreed.IsZero()
	if marked && (own || e.Agreed.After(now)) {
		return ErrAgreed
	}
	switch b.(type) {
	case *Strength, *Assessment, *Need, *Goal, *Step, *Order, *Date, *Paper:
		return nil
	case *Note:
		if marked {
			return ErrAgreed // a note takes no agreement
		}
		return nil
	case *Options, *Decision, *Review:
		if own || marked {
			return ErrNothing
		}
		return nil
	case *Ask:
		if !e.Replaces.IsZero() {
			return ErrNothing // to ask for something else is another request
		}
		return mayMark(actor, e.Agreed)
	}
	return ErrNothing
}

// replaces holds that an edit begins at the newest wording. What there is one of is never begun twice, and what the person
// wrote in a note is put differently by themselves only (INV-27).
func (a act) replaces(b Body, tip id.ID) error {
	if _, ok := b.(*Order); ok && tip != a.Order.Tip() {
		return record.ErrSuperseded
	}
	if b, ok := b.(*Assessment); ok {
		return a.assesses(b, tip)
	}
	if _, ok := b.(*Note); ok && !a.pass.Actor().IsSurvivor() {
		for _, n := range a.Notes {
			if i := n.at(tip); i >= 0 && n.Current().Own {
				return record.ErrNoEntry
			}
		}
	}
	return nil
}

// Beside keeps a statement beside an entry of the plan, a hidden one too. The person always can.
func (s *Service) Beside(ctx context.Context, actor account.Actor, person, about id.ID, text, key string) (id.ID, error) {
	if empty(text) {
		return id.ID{}, ErrWords
	}
	return s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		return s.records.Add(ctx, a.pass, gate.Plan, record.Draft{Kind: record.StatementKind, Body: &record.Statement{Text: text}, About: about})
	})
}

// follow keeps the promises that what was written keeps, and makes those that it makes.
func (s *Service) follow(ctx context.Context, a act, b Body, agreed bool) error {
	switch b := b.(type) {
	case *Goal, *Step:
		if agreed {
			return planMade(ctx, a.pass)
		}
	case *Ask:
		return answerDue(ctx, a.pass, append(dues(a.Asks), b.due(a.pass.At())))
	case *Review:
		return reviewed(ctx, a.pass)
	}
	if agreed {
		return keep(ctx, a.pass, FirstContact)
	}
	return nil
}

// mayMark holds that what a worker writes for the person names the day on which they said it, and that nobody else marks
// anything as said.
func mayMark(actor account.Actor, agreed time.Time) error {
	if agreed.IsZero() != actor.IsSurvivor() {
		return ErrAgreed
	}
	return nil
}
