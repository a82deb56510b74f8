package plan

import (
	"context"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Successors lists who could take over from the actor.
func (s *Service) Successors(ctx context.Context, actor account.Actor) ([]Colleague, error) {
	all, err := s.accounts.Colleagues(ctx, actor)
	if err != nil {
		return nil, err
	}
	var list []Colleague
	for _, c := range all {
		if c.Account != actor.Account && !c.Left && c.Shown != "" && slices.Contains(c.Role.Functions(), account.Advocates) {
			list = append(list, Colleague{c.Account, c.Shown})
		}
	}
	return list, nil
}

// OfferHandOver offers the person colleagues of whom one could be their worker from now on. The names are those that they
// show, whatever the offer says.
func (s *Service) OfferHandOver(ctx context.Context, actor account.Actor, person id.ID, h HandOver, key string) (id.ID, error) {
	if actor.IsSurvivor() {
		return id.ID{}, ErrNothing
	}
	could, err := s.Successors(ctx, actor)
	if err != nil {
		return id.ID{}, err
	}
	offered := HandOver{Until: h.Until, Words: h.Words}
	for _, o := range h.Offered {
		i := slices.IndexFunc(could, func(c Colleague) bool { return c.Account == o.Account })
		if i < 0 {
			return id.ID{}, ErrOffered
		}
		offered.Offered = append(offered.Offered, could[i])
	}
	if err := offered.check(s.clk()); err != nil {
		return id.ID{}, err
	}
	return s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) { return s.add(ctx, a, &offered, id.ID{}, id.ID{}) })
}

// Choose makes one of those who were offered the person's worker, in the transaction in which the person says so. Whoever
// stands in goes on standing in; where they are chosen, the worker so far stands in for them. A worker writes down a choice
// that was made aloud, with its day. The person can choose again among those offered.
func (s *Service) Choose(ctx context.Context, actor account.Actor, person, offer, who id.ID, agreed time.Time, key string) error {
	if err := mayMark(actor, agreed); err != nil {
		return err
	}
	answer := Answer{Say: Yes, Who: who, Agreed: agreed}
	if err := answer.check(s.clk()); err != nil {
		return err
	}
	_, err := s.doAs(ctx, gate.HandOver, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		t, ok := holding(a.Hands, offer)
		if !ok {
			return id.ID{}, ErrNothing
		}
		v := t.Versions[t.at(offer)]
		if v.Own || !v.Body.Offers(who) {
			return id.ID{}, ErrWorker
		}
		if v.Said().Own && !actor.IsSurvivor() {
			return id.ID{}, ErrOwnSay
		}
		if err := a.pass.HandTo(ctx, who); err != nil {
			return id.ID{}, err
		}
		return s.add(ctx, a, &answer, offer, id.ID{})
	})
	return err
}
