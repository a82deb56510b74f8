package plan

import (
	"context"
	"errors"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Answer keeps what the person says to a proposal, an offer, options, a decision, a hand-over, a wish to close or a hidden
// note (a no is a challenge); about is the wording that they read. A worker writes down what was said aloud, with its day.
// Nothing else changes by it, but that the person's own yes to closing closes, and their no opens again.
func (s *Service) Answer(ctx context.Context, actor account.Actor, person, about id.ID, answer Answer, key string) error {
	if err := answer.check(s.clk()); err != nil {
		return err
	}
	if err := mayMark(actor, answer.Agreed); err != nil {
		return err
	}
	closing := false
	_, err := s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		q, err := a.question(about, answer)
		if err != nil {
			return id.ID{}, err
		}
		if said, ok := last(q.answers); ok && said.Own && !actor.IsSurvivor() {
			return id.ID{}, ErrOwnSay
		}
		entry, err := s.add(ctx, a, &answer, about, id.ID{})
		if err != nil {
			return entry, err
		}
		closing = q.closing && actor.IsSurvivor()
		if answer.Say == Yes && q.makesPlan {
			return entry, planMade(ctx, a.pass)
		}
		if q.closing && answer.Say == No {
			return entry, keepOn(ctx, a)
		}
		return entry, keep(ctx, a.pass, FirstContact)
	})
	if err == nil && closing && answer.Say == Yes {
		if _, err = s.Close(ctx, actor, person); errors.Is(err, ErrMeasures) {
			err = nil // the yes stands, and the plan closes with it once nothing is open
		}
	}
	return err
}

// A question is what an answer is about.
type question struct {
	answers   []Said
	makesPlan bool // a yes to it is a plan
	closing   bool
}

// question finds what an answer is about, and refuses an answer that could not count: to what the person wrote themselves,
// to a wording that another has taken the place of, with a choice that was not offered.
func (a act) question(about id.ID, answer Answer) (question, error) {
	if answer.Domain != "" {
		return a.offered(about, answer.Domain)
	}
	if answer.Option > 0 {
		t, ok := holding(a.Options, about)
		if !ok || answer.Option > len(t.Versions[t.at(about)].Body.List) {
			return question{}, ErrChosen
		}
	}
	for _, find := range []func() (question, error){
		func() (question, error) { return proposal(a.Needs, about, question{}) },
		func() (question, error) { return proposal(a.Goals, about, question{makesPlan: true}) },
		func() (question, error) { return proposal(a.Steps, about, question{makesPlan: true}) },
		func() (question, error) { return proposal(a.Dates, about, question{}) },
		func() (question, error) { return proposal(a.Papers, about, question{}) },
		func() (question, error) { return proposal([]Thing[Order]{a.Order}, about, question{}) },
		func() (question, error) { return proposal(a.Closing, about, question{closing: true}) },
		func() (question, error) { return a.hand(about, answer) },
		func() (question, error) { return told(a.Options, about) },
		func() (question, error) { return told(a.Decisions, about) },
		func() (question, error) { return told(a.asks(), about) },
		func() (question, error) { return a.challenge(about, answer) },
	} {
		if q, err := find(); !errors.Is(err, ErrNothing) {
			return q, err
		}
	}
	return question{}, ErrNothing
}

func holding[T any](list []Thing[T], about id.ID) (Thing[T], bool) {
	i := slices.IndexFunc(list, func(t Thing[T]) bool { return t.at(about) >= 0 })
	if i < 0 {
		return Thing[T]{}, false
	}
	return list[i], true
}

func proposal[T any](list []Thing[T], about id.ID, q question) (question, error) {
	t, ok := holding(list, about)
	if !ok {
		return q, ErrNothing
	}
	at := t.at(about)
	v := t.Versions[at]
	switch {
	case v.Own:
		return q, ErrSay // what the person wrote themselves counts already
	case t.now() > at:
		return q, record.ErrSuperseded
	}
	q.answers = v.Answers
	return q, nil
}

func told[T any](list []Thing[T], about id.ID) (question, error) {
	t, ok := holding(list, about)
	if !ok {
		return question{}, ErrNothing
	}
	return question{answers: t.Versions[t.at(about)].Answers}, nil
}

func (a act) offered(about id.ID, d Domain) (question, error) {
	for _, o := range a.Offers {
		if o.Domain == d && slices.Contains(o.Needs, about) {
			return question{answers: o.Answers}, nil
		}
	}
	return question{}, ErrNothing
}

// hand takes a no or a later; a yes chooses somebody, which is Choose.
func (a act) hand(about id.ID, answer Answer) (question, error) {
	t, ok := holding(a.Hands, about)
	if !ok {
		return question{}, ErrNothing
	}
	if answer.Say == Yes {
		return question{}, ErrWorker
	}
	return question{answers: t.Versions[t.at(about)].Answers}, nil
}

func (a act) challenge(about id.ID, answer Answer) (question, error) {
	for _, h := range a.Hidden {
		if h.Entry == about && answer.Say == No {
			return question{}, nil // it can be challenged again and again
		}
	}
	return question{}, ErrNothing
}
