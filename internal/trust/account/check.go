package account

import (
	"context"
	"errors"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// A Finding is one thing about who may open that is not as it must be: a defect, a deed, or an upgrade that was not finished. Key
// is that of its words; Account is whom it is about, where it is about somebody.
type Finding struct {
	Key     string
	Account id.ID
}

// What Check finds.
const (
	FindsNoRoster  = "account.found.no_roster"  // the agency is older than the list and has none yet
	FindsBroken    = "account.found.broken"     // the list does not hold, is missing, or is shorter than it was
	FindsAccount   = "account.found.account"    // a row names somebody whom the list does not, or otherwise
	FindsMember    = "account.found.member"     // the list names somebody who has no row
	FindsTeam      = "account.found.team"       // the newest key of a team is missing, or another lies in its place
	FindsGrant     = "account.found.grant"      // a key was sealed to somebody whom the list gives none
	FindsRecipient = "account.found.recipient"  // partners are shown another key than that of the list
	FindsAgency    = "account.found.agency_key" // the key that checks the agency's signatures is another than that of the list
)

// Findings lists every key that Check uses.
func Findings() []string {
	return []string{FindsNoRoster, FindsBroken, FindsAccount, FindsMember, FindsTeam, FindsGrant, FindsRecipient, FindsAgency}
}

// Check compares what the rows of an agency say about who may open with the roster. It needs nobody's key.
func (s *Service) Check(ctx context.Context, agency id.Agency) (found []Finding, err error) {
	house, err := s.agencyWhere(ctx, selectAgencyByID, agency)
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		found = nil
		_, root, err := s.installation(ctx, r)
		if err != nil {
			found = []Finding{{Key: FindsBroken}} // the installation has lost its copy of the root
			return nil
		}
		if root.IsZero() {
			found = []Finding{{Key: FindsNoRoster}}
			return nil
		}
		list, err := s.rosterUnder(ctx, r, root)
		if errors.Is(err, ErrRoster) {
			found = []Finding{{Key: FindsBroken}}
			return nil
		}
		if err != nil {
			return err
		}
		if certified, err := list.Installation(); err != nil || string(certified.Bytes()) != string(house.Verify.Bytes()) {
			found = append(found, Finding{Key: FindsAgency})
		}
		teams, err := s.TeamKeys(ctx, r, Actor{Root: root})
		if err != nil {
			return err
		}
		if len(teams) != len(Functions()) {
			found = append(found, Finding{Key: FindsTeam})
		}
		rows, err := checkRows(ctx, r, list)
		found = append(found, rows...)
		return err
	})
	if err != nil || len(found) > 0 && found[0].Key == FindsNoRoster {
		return found, err
	}
	for _, f := range Receives() {
		if _, err := s.Recipient(ctx, Actor{}, agency, f); errors.Is(err, ErrNoAgency) {
			found = append(found, Finding{Key: FindsRecipient})
		} else if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func checkRows(ctx context.Context, r *store.Reader, list roster.Roster) (found []Finding, err error) {
	named := map[id.ID]bool{}
	accounts, err := r.Query(ctx, selectChecked, r.Agency(), Survivor)
	if err != nil {
		return nil, err
	}
	defer accounts.Close()
	for accounts.Next() {
		var account id.ID
		var role Role
		var state string
		if err := accounts.Scan(&account, &role, &state); err != nil {
			return nil, err
		}
		m, _ := list.Member(account)
		switch {
		case state == active && (!m.Active() || m.Role != role), state == left && m.Active(), state == waiting && m.Active() && m.Role != role:
			found = append(found, Finding{FindsAccount, account})
		}
		named[account] = true
	}
	if err := errors.Join(accounts.Err(), accounts.Close()); err != nil {
		return nil, err
	}
	for _, m := range list.Members() {
		if !named[m.Account] {
			found = append(found, Finding{FindsMember, m.Account})
		}
	}
	grants, err := r.Query(ctx, selectCheckedGrants, r.Agency())
	if err != nil {
		return nil, err
	}
	defer grants.Close()
	for grants.Next() {
		var account, team id.ID
		var version int64
		if err := grants.Scan(&account, &team, &version); err != nil {
			return nil, err
		}
		m, _ := list.Member(account)
		if t, ok := list.Version(team, version); !ok || !m.Active() || !slices.Contains(m.Role.Functions(), t.Function) {
			found = append(found, Finding{FindsGrant, account})
		}
	}
	return found, grants.Err()
}

const (
	selectChecked       = `SELECT account_id, role, state FROM account WHERE agency_id = $1 AND role <> $2 ORDER BY account_id`
	selectCheckedGrants = `SELECT account_id, team_id, version FROM team_grant WHERE agency_id = $1 ORDER BY account_id, team_id, version`
)
