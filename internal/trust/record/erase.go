package record

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Erase destroys everything that is kept about a person, because they want it: the keys, what they sealed, who works with
// them, their sign-in, and the readable part of the log. What stays is the ledger's proof that something was done, without
// about whom. Backups are unreadable once those that hold the destroyed keys have been rotated out.
func (s *Service) Erase(ctx context.Context, actor account.Actor, person id.ID) error {
	req := gate.Request{Actor: actor, Action: gate.Erase, Purpose: gate.OwnLife, Person: person, Compartments: gate.Compartments()}
	return s.gate.Open(ctx, req, s.destroy)
}

// Lapse is Erase in the transaction of a clock: the time is over for which the person was told that it is kept.
func (s *Service) Lapse(ctx context.Context, tx *store.Tx, person id.ID, at time.Time) error {
	return s.gate.Lapse(ctx, tx, person, at, s.destroy)
}

func (s *Service) destroy(ctx context.Context, pass gate.Pass) error {
	for _, fn := range s.onErase {
		if err := fn(ctx, pass); err != nil {
			return err
		}
	}
	for _, stmt := range []string{deleteKeys, deleteEntries} {
		if _, err := pass.Tx().Exec(ctx, stmt, pass.Agency(), pass.Person()); err != nil {
			return err
		}
	}
	if own := pass.SurvivorAccount(); !own.IsZero() {
		if err := account.Remove(ctx, pass.Tx(), own); err != nil {
			return err
		}
	}
	if err := pass.End(ctx); err != nil {
		return err
	}
	_, err := ledger.Erase(ctx, pass.Tx(), pass.Person(), pass.Actor().Account, pass.Actor().SigningKey(), pass.At())
	return err
}

// Forget deletes what has been replaced for longer than its kind is kept for then. It is a job, and needs no person's key.
func (s *Service) Forget(ctx context.Context, agency id.Agency) error {
	now := s.gate.Clock()()
	return s.accounts.DB().Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		for kind, after := range s.registry.replaced {
			if _, err := tx.Exec(ctx, deleteReplaced, agency, kind, clock.Micros(now.Add(-after))); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	deleteKeys     = `DELETE FROM compartment_key WHERE agency_id = $1 AND person_id = $2`
	deleteEntries  = `DELETE FROM entry WHERE agency_id = $1 AND person_id = $2`
	deleteReplaced = `DELETE FROM entry WHERE agency_id = $1 AND kind = $2 AND EXISTS (SELECT 1 FROM entry later
		WHERE later.agency_id = entry.agency_id AND later.person_id = entry.person_id AND later.supersedes = entry.entry_id AND later.at <= $3)`
)
