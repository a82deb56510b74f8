package account

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// SetShown changes the name that the people somebody works with see. What was written before keeps the name it was written
// under.
func (s *Service) SetShown(ctx context.Context, tx *store.Tx, a Actor, name string) error {
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 100 {
		return ErrName
	}
	own, err := a.own()
	if err != nil || a.IsSurvivor() {
		return ErrNoAccount
	}
	body, err := json.Marshal(profile{Name: a.Name, Shown: name})
	if err != nil {
		return err
	}
	forOwner, err := own.Public().Seal(bind(a.Agency, a.Account, 1, "profile"), body)
	if err != nil {
		return err
	}
	teams, err := s.TeamKeys(ctx, &tx.Reader, a)
	if err != nil {
		return err
	}
	forStaff, err := sealForStaff(teams[Staff], a.Agency, a.Account, body)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, updateProfile, forOwner, forStaff, a.Agency, a.Account, active)
	if err == nil && n == 0 {
		err = ErrNoAccount
	}
	return err
}

// ShownName returns the name that a colleague shows, and an empty one where this actor's keys do not open it: a person's
// never do.
func ShownName(ctx context.Context, r *store.Reader, a Actor, colleague id.ID) (string, error) {
	if a.IsSurvivor() {
		return "", nil
	}
	var stored []byte
	err := r.QueryRow(ctx, selectStaffProfile, a.Agency, colleague).Scan(&stored)
	if store.IsNoRows(err) {
		return "", nil
	}
	return openForStaff(a, colleague, stored).shown(), err
}

// openForStaff returns a colleague's profile, or an empty one where this actor's keys do not open it yet.
func openForStaff(a Actor, account id.ID, stored []byte) (p profile) {
	var sp staffProfile
	if json.Unmarshal(stored, &sp) != nil {
		return profile{}
	}
	body, err := a.OpenTeam(sp.Team, sp.Version, bind(a.Agency, account, 1, "staff-profile"), sp.Sealed)
	if err != nil || json.Unmarshal(body, &p) != nil {
		return profile{}
	}
	return p
}

// staffProfile is a colleague's profile with the version of the staff key it is sealed to.
type staffProfile struct {
	Team    id.ID  `json:"team"`
	Version int64  `json:"version"`
	Sealed  []byte `json:"sealed"`
}

func sealForStaff(team TeamKey, agency id.Agency, account id.ID, body []byte) ([]byte, error) {
	sealed, err := team.Key.Seal(bind(agency, account, 1, "staff-profile"), body)
	if err != nil {
		return nil, err
	}
	return json.Marshal(staffProfile{Team: team.Team, Version: team.Version, Sealed: sealed})
}

const (
	updateProfile      = `UPDATE account SET sealed_profile = $1, staff_profile = $2 WHERE agency_id = $3 AND account_id = $4 AND state = $5`
	selectStaffProfile = `SELECT staff_profile FROM account WHERE agency_id = $1 AND account_id = $2`
)
