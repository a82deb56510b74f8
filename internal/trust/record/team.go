package record

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A TeamMember is somebody who works with a person. ShownName is the name that they chose to show, and empty while they are
// being introduced: until somebody who opens the person's identity has looked, only the role is known.
type TeamMember struct {
	Account   id.ID
	Relation  gate.Relation
	Role      account.Role
	ShownName string
	Since     time.Time
	Leaving   bool              // it was proposed that they leave
	Came      account.Admission // how they came to work here; zero where nobody knows
}

// BeingIntroduced reports whether the name of this member is not known to the person yet.
func (m TeamMember) BeingIntroduced() bool { return m.ShownName == "" }

// Team lists who works with a person, the named worker first: for the person, and for those who work with them.
func (s *Service) Team(ctx context.Context, actor account.Actor, person id.ID) ([]TeamMember, error) {
	req := gate.Request{Actor: actor, Action: gate.Read, Purpose: gate.Care, Person: person, Compartments: []gate.Compartment{gate.Identity}}
	if actor.IsSurvivor() {
		req.Purpose = gate.OwnLife
	}
	var team []TeamMember
	var sealed []gate.Assigned
	var ring keyring
	names := map[id.ID]string{} // of colleagues, as colleagues read them
	err := s.gate.View(ctx, req, func(ctx context.Context, view gate.View) (err error) {
		if sealed, err = view.Team(ctx); err != nil {
			return err
		}
		grants, err := loadGrants(ctx, view)
		if err != nil {
			return err
		}
		came, err := s.accounts.Admissions(ctx, view.Reader(), actor)
		if err != nil {
			return err
		}
		ring, team = newKeyring(view, grants), team[:0]
		for _, a := range sealed {
			role, _, err := s.accounts.StaffRole(ctx, view.Reader(), actor, a.Account)
			if err != nil {
				return err
			}
			team = append(team, TeamMember{Account: a.Account, Relation: a.Relation, Role: role, Since: a.Since, Leaving: a.Leaving, Came: came[a.Account]})
			if names[a.Account], err = account.ShownName(ctx, view.Reader(), actor, a.Account); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range team {
		name, ok, err := ring.name(sealed[i])
		if err != nil {
			return nil, err
		}
		if team[i].ShownName = names[team[i].Account]; ok && team[i].ShownName == "" {
			team[i].ShownName = name
		}
	}
	return team, nil
}

// SomebodyLeaves reports whether it was proposed that somebody leaves who works with the person, for the person themselves.
func (s *Service) SomebodyLeaves(ctx context.Context, me account.Actor) (bool, error) {
	return s.gate.SomebodyLeaves(ctx, me)
}

func nameBinding(agency id.Agency, person, account id.ID, version int64) keys.Binding {
	return keys.Binding{Agency: agency, Person: person, Compartment: string(gate.Identity), Entry: account, Version: version, Use: "introduced"}
}

// name opens the name of somebody who works with the person.
func (k keyring) name(a gate.Assigned) (string, bool, error) {
	if len(a.SealedName) == 0 {
		return "", false, nil
	}
	key, ok, err := k.key(gate.Identity, a.NameVersion)
	if err != nil || !ok {
		return "", false, err
	}
	name, err := key.OpenPadded(nameBinding(k.agency, k.person, a.Account, a.NameVersion), a.SealedName)
	return string(name), err == nil, err
}

// An introduction is the name of somebody who works with a person, about to be sealed for them.
type introduction struct {
	account id.ID
	name    string
}

// introductions lists the names that this actor can give and the person does not have.
func introductions(ctx context.Context, view gate.View, ring keyring) (list []introduction, err error) {
	version := ring.current(gate.Identity)
	if _, ok, err := ring.key(gate.Identity, version); err != nil || !ok {
		return nil, err
	}
	team, err := view.Team(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range team {
		if a.Introduced {
			continue
		}
		name, err := account.ShownName(ctx, view.Reader(), view.Actor(), a.Account)
		if err != nil {
			return nil, err
		}
		if name != "" {
			list = append(list, introduction{a.Account, name})
		}
	}
	return list, nil
}

// introduce seals the names of those who work with the person under the key of the person's identity, where they are missing
// or were chosen anew and this actor can read them.
func introduce(ctx context.Context, pass gate.Pass) error {
	grants, err := grantsFor(ctx, pass.View, gate.Identity)
	if err != nil {
		return err
	}
	ring := newKeyring(pass.View, grants)
	list, err := introductions(ctx, pass.View, ring)
	if err != nil {
		return err
	}
	version := ring.current(gate.Identity)
	for _, one := range list {
		key, _, err := ring.key(gate.Identity, version)
		if err != nil {
			return err
		}
		sealed, err := key.SealPadded(nameBinding(pass.Agency(), pass.Person(), one.account, version), []byte(one.name))
		if err != nil {
			return err
		}
		if err := pass.Introduce(ctx, one.account, version, sealed); err != nil {
			return err
		}
	}
	return nil
}

// ShowAs changes the name by which the people somebody works with know them. Each person reads it once somebody who opens
// their identity has looked.
func (s *Service) ShowAs(ctx context.Context, actor account.Actor, name string) error {
	return s.accounts.DB().Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		if err := s.accounts.SetShown(ctx, tx, actor, name); err != nil {
			return err
		}
		return gate.Rename(ctx, tx, actor, s.accounts.DB().Clock()())
	})
}
