package plan

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Pause stops contact, or lets it begin again. The person does both whenever they like; a worker writes down what was said
// aloud, with its day, and cannot begin again what the person stopped in their own space.
func (s *Service) Pause(ctx context.Context, actor account.Actor, person id.ID, p Pause, key string) error {
	if err := mayMark(actor, p.Agreed); err != nil {
		return err
	}
	if err := p.check(s.clk()); err != nil {
		return err
	}
	action := gate.Write
	if p.On {
		action = gate.Pause // to stop never asks for the passphrase once more
	}
	_, err := s.doAs(ctx, action, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		if a.Plan.Pause.Own && a.Plan.Pause.On && !actor.IsSurvivor() {
			return id.ID{}, ErrOwnSay
		}
		entry, err := s.add(ctx, a, &p, id.ID{}, id.ID{})
		if err == nil {
			err = s.near.Stop(ctx, a.pass, p.On)
		}
		return entry, err
	}, gate.Contact)
	return err
}

// Try keeps that a worker tried to reach the person just now. counts reports whether it was by a way and in hours that the
// person called safe, so that it counts where contact is lost.
func (s *Service) Try(ctx context.Context, actor account.Actor, person id.ID, t Try, key string) (counts bool, err error) {
	if actor.IsSurvivor() {
		return false, ErrNothing
	}
	if err := t.check(s.clk()); err != nil {
		return false, err
	}
	_, err = s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		_, safe := s.near.Safe(a.entries, t.Way, a.pass.At())
		counts = safe && !a.Plan.Pause.Stops(false)
		entry, err := s.add(ctx, a, &t, id.ID{}, id.ID{})
		if err == nil && t.Reached {
			err = keep(ctx, a.pass, FirstContact)
		}
		return entry, err
	}, gate.Contact)
	return counts, err
}

// LostAmong is Lost for entries of the plan and the contact compartment that the actor has opened already.
func (s *Service) LostAmong(entries []record.Entry) Lost { return LostContact(entries, s.near.Safe) }

// Lost is the proof that contact was lost, as far as it has come.
func (s *Service) Lost(ctx context.Context, actor account.Actor, person id.ID) (Lost, error) {
	rec, err := s.records.Read(ctx, actor, person, purposeOf(actor), gate.Plan, gate.Contact, gate.Safety)
	if err != nil {
		return Lost{}, err
	}
	return LostContact(rec.Entries, s.near.Safe), nil
}
