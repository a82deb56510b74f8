package account

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// LetInFirst gives a new account the keys of its teams with two of the three recovery shares. It is how the first member
// of each team is let in when an agency is founded, and how an agency that has lost all members of a team comes back. The
// shares say which agency, and the installation's voucher whose account: with either missing nobody is let in.
func (s *Service) LetInFirst(ctx context.Context, agency id.Agency, account id.ID, recovery keys.PrivateKey) error {
	return s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, selectMissingForRecovery, agency, account)
		if err != nil {
			return err
		}
		type missing struct {
			vouched
			team     id.ID
			function Function
			version  int64
			sealed   []byte
		}
		var list []missing
		for rows.Next() {
			m := missing{vouched: vouched{account: account}}
			if err := rows.Scan(&m.team, &m.function, &m.version, &m.sealed, &m.role, &m.person, &m.public, &m.voucher); err != nil {
				rows.Close()
				return err
			}
			list = append(list, m)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		for _, m := range list {
			if !s.belongs(agency, m.vouched, m.function) {
				return ErrNoAccount
			}
			seed, err := recovery.Open(bind(agency, m.team, m.version, "team-recovery"), m.sealed)
			if err != nil {
				return err
			}
			private, err := keys.ParsePrivateKey(seed)
			if err != nil {
				return err
			}
			public, err := keys.ParsePublicKey(m.public)
			if err != nil {
				return err
			}
			if err := grant(ctx, tx, account, public, m.team, m.version, private); err != nil {
				return err
			}
		}
		return nil
	})
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
		stored, err := recoveryKey(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		if !recovery.Public().Equal(stored) {
			return ErrOtherShares
		}
		rows, err := tx.Query(ctx, selectTeamRecovery, agency)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var team id.ID
			var version int64
			var sealed []byte
			if err := rows.Scan(&team, &version, &sealed); err != nil {
				return err
			}
			if _, err := recovery.Open(bind(agency, team, version, "team-recovery"), sealed); err != nil {
				return err
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, updateDrilled, now, agency)
		return err
	})
}

func recoveryKey(ctx context.Context, r *store.Reader) (keys.PublicKey, error) {
	var b []byte
	if err := r.QueryRow(ctx, selectRecovery, r.Agency()).Scan(&b); err != nil {
		return keys.PublicKey{}, err
	}
	return keys.ParsePublicKey(b)
}

const (
	selectMissingForRecovery = `SELECT k.team_id, t.function, k.version, k.sealed_recovery, a.role, a.person_id, a.public_key, a.voucher
		FROM team_member m
		JOIN team t ON t.agency_id = m.agency_id AND t.team_id = m.team_id
		JOIN team_key k ON k.agency_id = m.agency_id AND k.team_id = m.team_id
		JOIN account a ON a.agency_id = m.agency_id AND a.account_id = m.account_id
		LEFT JOIN team_grant g ON g.agency_id = m.agency_id AND g.account_id = m.account_id AND g.team_id = m.team_id AND g.version = k.version
		WHERE m.agency_id = $1 AND m.account_id = $2 AND g.account_id IS NULL`
	selectTeamRecovery = `SELECT team_id, version, sealed_recovery FROM team_key WHERE agency_id = $1`
	selectRecovery     = `SELECT public_key FROM recovery WHERE agency_id = $1`
	updateDrilled      = `UPDATE recovery SET drilled_at = $1 WHERE agency_id = $2`
)

// IsRecovery reports whether a key is the agency's recovery key: what two of its printed shares give.
func (s *Service) IsRecovery(ctx context.Context, agency id.Agency, key keys.PrivateKey) (bool, error) {
	stored, err := read(ctx, s.db, agency, recoveryKey)
	return err == nil && key.Public().Equal(stored), err
}
