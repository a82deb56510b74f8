package account

import (
	"context"
	"errors"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
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

// entry is what the roster says of the key.
func (t newTeam) entry() roster.Entry {
	return roster.Entry{Team: &roster.Team{Function: t.function, Team: t.id, Version: t.version, Key: sealPrint(t.private.Public())}}
}

// A TeamKey is one version of a team's key as everybody in the agency may know it: enough to seal, not to open.
type TeamKey struct {
	Team     id.ID
	Function Function
	Version  int64
	Key      keys.PublicKey
}

// TeamKeys returns the current key of each of the agency's teams, for sealing to them. A key that is not the newest of the
// roster is left out: to that team nothing is sealed.
func (s *Service) TeamKeys(ctx context.Context, r *store.Reader, a Actor) (map[Function]TeamKey, error) {
	list, err := s.Roster(ctx, r, a)
	if err != nil {
		return nil, err
	}
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
			continue // no key is no key, whoever wrote it
		}
		if t, ok := list.Newest(k.Function); !list.IsZero() && (!ok || t.Team != k.Team || t.Version != k.Version || !t.Is(k.Key)) {
			continue
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

// An admitted is an account about to be given keys.
type admitted struct {
	account id.ID
	role    Role
	public  keys.PublicKey
}

// grantAll puts an account into its teams and seals every version of their keys to it. open gives the private half of one.
func (s *Service) grantAll(ctx context.Context, tx *store.Tx, list roster.Roster, m admitted, open func(roster.Team) (keys.PrivateKey, error)) error {
	for _, f := range m.role.Functions() {
		for _, t := range list.Team(f) {
			private, err := open(t)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, insertMember, tx.Agency(), t.Team, m.account); err != nil {
				return err
			}
			if err := grant(ctx, tx, m.account, m.public, t.Team, t.Version, private); err != nil {
				return err
			}
		}
	}
	return nil
}

// Tend makes a new key for each team of the actor's that somebody has left since the last one was made, and signs it into the
// roster. It runs after a sign-in, so nobody has to remember it, and it reseals nothing: what the old key opened, its remaining
// members still open; what is made from now on uses the new one. It lets nobody in: see LetIn.
func (s *Service) Tend(ctx context.Context, a Actor) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		list, err := s.Roster(ctx, &tx.Reader, a)
		if err != nil || list.IsZero() {
			return err // an agency without a list makes no key that nobody could sign
		}
		for _, f := range a.Role.Functions() {
			if !list.Due(f) {
				continue
			}
			list, err = s.rotate(ctx, tx, list, f, func(e roster.Entry) (roster.Roster, error) { return s.sign(ctx, tx, a, e) })
			if errors.Is(err, ErrMayNotSign) { // a colleague was quicker
				list, err = s.Roster(ctx, &tx.Reader, a)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// rotate makes the next version of a team's key and seals it to the members that the roster names.
func (s *Service) rotate(ctx context.Context, tx *store.Tx, list roster.Roster, f Function, sign func(roster.Entry) (roster.Roster, error)) (roster.Roster, error) {
	agency := tx.Agency()
	was, _ := list.Newest(f)
	recovery, err := list.Recovery()
	if err != nil {
		return list, err
	}
	next, err := makeTeam(agency, was.Team, f, was.Version+1, recovery)
	if err != nil {
		return list, err
	}
	if list, err = sign(next.entry()); err != nil {
		return list, err
	}
	if _, err := tx.Exec(ctx, insertTeamKey, agency, was.Team, next.version, next.private.Public().Bytes(), next.recovery, clock.Micros(s.clk())); err != nil {
		return list, err
	}
	if _, err := tx.Exec(ctx, updateTeamRotated, next.version, agency, was.Team); err != nil {
		return list, err
	}
	holders, err := s.holders(ctx, &tx.Reader, list)
	if err != nil {
		return list, err
	}
	for _, h := range holders {
		if !slices.Contains(h.Role.Functions(), f) {
			continue
		}
		if err := grant(ctx, tx, h.Account, h.Key, was.Team, next.version, next.private); err != nil {
			return list, err
		}
	}
	_, err = tx.Exec(ctx, updateRecipient, next.version, next.private.Public().Bytes(), agency, was.Team)
	return list, err
}

const (
	insertTeam      = `INSERT INTO team (agency_id, team_id, function, version, rotate_due) VALUES ($1, $2, $3, $4, $5)`
	insertTeamKey   = `INSERT INTO team_key (agency_id, team_id, version, public_key, sealed_recovery, made_at) VALUES ($1, $2, $3, $4, $5, $6)`
	insertTeamGrant = `INSERT INTO team_grant (agency_id, account_id, team_id, version, sealed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id, account_id, team_id, version) DO UPDATE SET sealed = excluded.sealed`
	selectTeamKeys    = `SELECT t.team_id, t.function, t.version, k.public_key FROM team t JOIN team_key k ON k.agency_id = t.agency_id AND k.team_id = t.team_id AND k.version = t.version WHERE t.agency_id = $1`
	updateTeamRotated = `UPDATE team SET version = $1, rotate_due = FALSE WHERE agency_id = $2 AND team_id = $3`
	updateRecipient   = `UPDATE agency_recipient SET version = $1, public_key = $2 WHERE agency_id = $3 AND team_id = $4`
)
