package account

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// recoverTeam opens a version of a team's key with the recovery key. What opens and is not the key that the roster certifies
// is refused.
func recoverTeam(ctx context.Context, r *store.Reader, recovery keys.PrivateKey, t roster.Team) (keys.PrivateKey, error) {
	var sealed []byte
	if err := r.QueryRow(ctx, selectOneRecovery, r.Agency(), t.Team, t.Version).Scan(&sealed); err != nil {
		return keys.PrivateKey{}, err
	}
	seed, err := recovery.Open(bind(r.Agency(), t.Team, t.Version, "team-recovery"), sealed)
	if err != nil {
		return keys.PrivateKey{}, err
	}
	private, err := keys.ParsePrivateKey(seed)
	if err == nil && !t.Is(private.Public()) {
		err = keys.ErrOpen
	}
	return private, err
}

// Drill proves that two shares bring the agency's recovery key back and that it opens every team key, and notes the day.
// It changes nothing else.
func (s *Service) Drill(ctx context.Context, agency id.Agency, one, two keys.Share) error {
	recovery, err := keys.Combine(one, two)
	if err != nil {
		return err
	}
	now := clock.Micros(s.clk())
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		stored, err := s.recoveryKey(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		if !recovery.Public().Equal(stored) {
			return ErrOtherShares
		}
		list, err := s.Roster(ctx, &tx.Reader, Actor{})
		if err != nil {
			return err
		}
		if list.IsZero() {
			return ErrNoRoster
		}
		for _, f := range Functions() {
			for _, t := range list.Team(f) {
				if _, err := recoverTeam(ctx, &tx.Reader, recovery, t); err != nil {
					return err
				}
			}
		}
		_, err = tx.Exec(ctx, updateDrilled, now, agency)
		return err
	})
}

// recoveryKey is the public half of the recovery key, as the roster has it.
func (s *Service) recoveryKey(ctx context.Context, r *store.Reader) (keys.PublicKey, error) {
	list, err := s.Roster(ctx, r, Actor{})
	if err != nil {
		return keys.PublicKey{}, err
	}
	if !list.IsZero() {
		return list.Recovery()
	}
	var b []byte
	if err := r.QueryRow(ctx, selectRecovery, r.Agency()).Scan(&b); err != nil {
		return keys.PublicKey{}, err
	}
	return keys.ParsePublicKey(b)
}

const (
	selectOneRecovery = `SELECT sealed_recovery FROM team_key WHERE agency_id = $1 AND team_id = $2 AND version = $3`
	selectRecovery    = `SELECT public_key FROM recovery WHERE agency_id = $1`
	updateDrilled     = `UPDATE recovery SET drilled_at = $1 WHERE agency_id = $2`
)

// IsRecovery reports whether a key is the agency's recovery key: what two of its printed shares give.
func (s *Service) IsRecovery(ctx context.Context, agency id.Agency, key keys.PrivateKey) (bool, error) {
	stored, err := read(ctx, s.db, agency, s.recoveryKey)
	return err == nil && key.Public().Equal(stored), err
}
