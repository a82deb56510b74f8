package account

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// newTeam is a team key that has just been made and is still open in memory.
type newTeam struct {
	agency   id.Agency
	id       id.ID
	function Function
	version  int64
	private  keys.PrivateKey
	recovery []byte // the private half sealed to the agency's recovery key
}

func makeTeam(agency id.Agency, team id.ID, f Function, version int64, recovery keys.PublicKey) (newTeam, error) {
	private, err := keys.NewPrivateKey()
	if err != nil {
		return newTeam{}, err
	}
	sealed, err := recovery.Seal(bind(agency, team, version, "team-recovery"), private.Bytes())
	if err != nil {
		return newTeam{}, err
	}
	return newTeam{agency: agency, id: team, function: f, version: version, private: private, recovery: sealed}, nil
}

func (t newTeam) insert(ctx context.Context, tx *store.Tx, at int64) error {
	if _, err := tx.Exec(ctx, insertTeam, t.agency, t.id, t.function, t.version, false); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, insertTeamKey, t.agency, t.id, t.version, t.private.Public().Bytes(), t.recovery, at)
	return err
}

// A TeamKey is one version of a team's key as everybody in the agency may know it: enough to seal, not to open.
type TeamKey struct {
	Team     id.ID
	Function Function
	Version  int64
	Key      keys.PublicKey
}

// TeamKeys returns the current key of each of the agency's teams.
func TeamKeys(ctx context.Context, r *store.Reader) (map[Function]TeamKey, error) {
	rows, err := r.Query(ctx, selectTeamKeys, r.Agency())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[Function]TeamKey{}
	for rows.Next() {
		var k TeamKey
		var public []byte
		if err := rows.Scan(&k.Team, &k.Function, &k.Version, &public); err != nil {
			return nil, err
		}
		if k.Key, err = keys.ParsePublicKey(public); err != nil {
			return nil, err
		}
		out[k.Function] = k
	}
	return out, rows.Err()
}

// grant seals a version of a team's private key to a member's account key.
func grant(ctx context.Context, tx *store.Tx, member id.ID, public keys.PublicKey, team id.ID, version int64, private keys.PrivateKey) error {
	sealed, err := public.Seal(bind(tx.Agency(), team, version, "team-grant"), private.Bytes())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, insertTeamGrant, tx.Agency(), member, team, version, sealed)
	return err
}

// Tend does for an actor's teams what only a member can do: it lets in colleagues who have been invited, and makes a new
// key for a team that somebody has left. It runs after a sign-in, so nobody has to remember it, and it reseals nothing:
// what the old key opened, its remaining members still open; what is made from now on uses the new one. A member whom the
// installation does not vouch for gets no key (see vouched).
func (s *Service) Tend(ctx context.Context, a Actor) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		if err := s.rotateLeft(ctx, tx, a); err != nil {
			return err
		}
		return s.letIn(ctx, tx, a)
	})
}

func (s *Service) rotateLeft(ctx context.Context, tx *store.Tx, a Actor) error {
	due, err := teamsDue(ctx, tx, a.Account)
	if err != nil || len(due) == 0 {
		return err
	}
	recovery, err := recoveryKey(ctx, &tx.Reader)
	if err != nil {
		return err
	}
	now := clock.Micros(s.clk())
	for _, d := range due {
		members, err := s.membersOf(ctx, tx, d)
		if err != nil {
			return err
		}
		if len(members) == 0 {
			continue // a key that nobody holds would open nothing
		}
		next, err := makeTeam(a.Agency, d.Team, d.Function, d.Version+1, recovery)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, updateTeamRotated, next.version, false, a.Agency, d.Team, d.Version)
		if err != nil {
			return err
		}
		if n == 0 {
			continue // a colleague on another node was quicker
		}
		if _, err := tx.Exec(ctx, insertTeamKey, a.Agency, d.Team, next.version, next.private.Public().Bytes(), next.recovery, now); err != nil {
			return err
		}
		for _, m := range members {
			if err := grant(ctx, tx, m.account, m.key, d.Team, next.version, next.private); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, updateRecipient, next.version, next.private.Public().Bytes(), a.Agency, d.Team); err != nil {
			return err
		}
	}
	return nil
}

// letIn seals every version of the actor's team keys to members who do not hold them yet.
func (s *Service) letIn(ctx context.Context, tx *store.Tx, a Actor) error {
	rows, err := tx.Query(ctx, selectMissingGrants, a.Agency, a.Account)
	if err != nil {
		return err
	}
	type missing struct {
		vouched
		team     id.ID
		function Function
		version  int64
	}
	var list []missing
	for rows.Next() {
		var m missing
		if err := rows.Scan(&m.account, &m.role, &m.person, &m.public, &m.voucher, &m.team, &m.function, &m.version); err != nil {
			rows.Close()
			return err
		}
		list = append(list, m)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, m := range list {
		if !s.belongs(a.Agency, m.vouched, m.function) {
			continue
		}
		private, err := a.Team(m.team, m.version)
		if err != nil {
			continue // the actor's own grant is younger than this session; the next sign-in does it
		}
		public, err := keys.ParsePublicKey(m.public)
		if err != nil {
			return err
		}
		if err := grant(ctx, tx, m.account, public, m.team, m.version, private); err != nil {
			return err
		}
	}
	return nil
}

func teamsDue(ctx context.Context, tx *store.Tx, member id.ID) ([]TeamKey, error) {
	rows, err := tx.Query(ctx, selectTeamsDue, tx.Agency(), member, true)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var due []TeamKey
	for rows.Next() {
		var k TeamKey
		if err := rows.Scan(&k.Team, &k.Function, &k.Version); err != nil {
			return nil, err
		}
		due = append(due, k)
	}
	return due, rows.Err()
}

type member struct {
	account id.ID
	key     keys.PublicKey
}

// membersOf lists the members of a team whom the installation vouches for.
func (s *Service) membersOf(ctx context.Context, tx *store.Tx, of TeamKey) ([]member, error) {
	rows, err := tx.Query(ctx, selectMembers, tx.Agency(), of.Team)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []member
	for rows.Next() {
		var v vouched
		if err := rows.Scan(&v.account, &v.role, &v.person, &v.public, &v.voucher); err != nil {
			return nil, err
		}
		if !s.belongs(tx.Agency(), v, of.Function) {
			continue
		}
		key, err := keys.ParsePublicKey(v.public)
		if err != nil {
			return nil, err
		}
		list = append(list, member{v.account, key})
	}
	return list, rows.Err()
}

const (
	insertTeam      = `INSERT INTO team (agency_id, team_id, function, version, rotate_due) VALUES ($1, $2, $3, $4, $5)`
	insertTeamKey   = `INSERT INTO team_key (agency_id, team_id, version, public_key, sealed_recovery, made_at) VALUES ($1, $2, $3, $4, $5, $6)`
	insertTeamGrant = `INSERT INTO team_grant (agency_id, account_id, team_id, version, sealed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id, account_id, team_id, version) DO NOTHING`
	selectTeamKeys      = `SELECT t.team_id, t.function, t.version, k.public_key FROM team t JOIN team_key k ON k.agency_id = t.agency_id AND k.team_id = t.team_id AND k.version = t.version WHERE t.agency_id = $1`
	selectTeamsDue      = `SELECT t.team_id, t.function, t.version FROM team t JOIN team_member m ON m.agency_id = t.agency_id AND m.team_id = t.team_id WHERE t.agency_id = $1 AND m.account_id = $2 AND t.rotate_due = $3`
	selectMembers       = `SELECT a.account_id, a.role, a.person_id, a.public_key, a.voucher FROM team_member m JOIN account a ON a.agency_id = m.agency_id AND a.account_id = m.account_id WHERE m.agency_id = $1 AND m.team_id = $2`
	selectMissingGrants = `SELECT a.account_id, a.role, a.person_id, a.public_key, a.voucher, k.team_id, t.function, k.version
		FROM team_member mine
		JOIN team t ON t.agency_id = mine.agency_id AND t.team_id = mine.team_id
		JOIN team_key k ON k.agency_id = mine.agency_id AND k.team_id = mine.team_id
		JOIN team_member m ON m.agency_id = mine.agency_id AND m.team_id = mine.team_id
		JOIN account a ON a.agency_id = m.agency_id AND a.account_id = m.account_id
		LEFT JOIN team_grant g ON g.agency_id = m.agency_id AND g.account_id = m.account_id AND g.team_id = m.team_id AND g.version = k.version
		WHERE mine.agency_id = $1 AND mine.account_id = $2 AND g.account_id IS NULL`
	updateTeamRotated = `UPDATE team SET version = $1, rotate_due = $2 WHERE agency_id = $3 AND team_id = $4 AND version = $5`
	updateRecipient   = `UPDATE agency_recipient SET version = $1, public_key = $2 WHERE agency_id = $3 AND team_id = $4`
)
