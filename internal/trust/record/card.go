package record

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// NewCard makes a new card for a person who lost theirs, together with a worker of theirs who is with them: the person types
// a new passphrase, and the code to print is returned. It asks the worker for their passphrase once more (ErrStepUp).
//
// Nobody has the key that the old card opened, so the account gets a new one. From this transaction on the old card opens
// nothing, and what was signed in with it has ended. The person is handed every key that this worker can open; those of other
// teams follow when somebody of theirs next looks, and the key of the log until now when the privacy officer does. What the
// person kept to themselves, in the compartment that nobody else opens, stays locked for ever.
func (s *Service) NewCard(ctx context.Context, actor account.Actor, person id.ID, passphrase string) (card string, err error) {
	n, err := s.accounts.PrepareCard(ctx, actor, person, passphrase)
	if err != nil {
		return "", err
	}
	log, err := keys.NewPrivateKey()
	if err != nil {
		return "", err
	}
	compartments := []gate.Compartment{gate.Identity, gate.Contact, gate.Plan, gate.Safety}
	req := gate.Request{Actor: actor, Action: gate.Enrol, Purpose: gate.Care, Person: person, Compartments: compartments}
	err = s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		standing, err := s.accounts.StandingIn(ctx, pass.Reader(), actor, pass.At())
		if err != nil {
			return err
		}
		if !standing.StepUp {
			return account.ErrStepUp
		}
		if pass.SurvivorAccount().IsZero() || pass.SurvivorAccount() != n.Account {
			return account.ErrNoCard
		}
		if err := s.accounts.Replace(ctx, pass.Tx(), n); err != nil {
			return err
		}
		return s.handOverAnew(ctx, pass, n, log)
	})
	if err != nil {
		return "", err
	}
	return n.Card, nil
}

// handOverAnew takes away what was sealed to the person's key before and seals it to the one they have now.
func (s *Service) handOverAnew(ctx context.Context, pass gate.Pass, n account.NewCard, log keys.PrivateKey) error {
	statement, err := nextVersion(ctx, pass, gate.Statement)
	if err != nil {
		return err
	}
	logVersion, err := nextVersion(ctx, pass, gate.Log)
	if err != nil {
		return err
	}
	if _, err := pass.Tx().Exec(ctx, deleteAccountKeys, pass.Agency(), pass.Person(), byAccount, n.Account); err != nil {
		return err
	}
	grants, err := loadGrants(ctx, pass.View)
	if err != nil {
		return err
	}
	if err := complete(ctx, pass, newKeyring(pass.View, grants), n.Account, n.Public); err != nil {
		return err
	}
	data := keys.NewDataKey()
	for _, own := range []struct {
		at     compartmentVersion
		secret []byte
	}{{compartmentVersion{gate.Statement, statement}, data[:]}, {compartmentVersion{gate.Log, logVersion}, log.Bytes()}} {
		if err := s.sealAnew(ctx, pass, own.at, own.secret, n); err != nil {
			return err
		}
	}
	return pass.NewLog(ctx, log.Public())
}

// sealAnew seals a new secret of a compartment to its teams and to the person.
func (s *Service) sealAnew(ctx context.Context, pass gate.Pass, at compartmentVersion, secret []byte, n account.NewCard) error {
	teams, err := s.accounts.TeamKeys(ctx, pass.Reader(), pass.Actor())
	if err != nil {
		return err
	}
	own, err := sealTo(pass.Agency(), pass.Person(), at, secret, byAccount, n.Account, 1, n.Public)
	if err != nil {
		return err
	}
	list := []grant{own}
	for _, f := range at.compartment.Teams() {
		t := teams[f]
		g, err := sealTo(pass.Agency(), pass.Person(), at, secret, byTeam, t.Team, t.Version, t.Key)
		if err != nil {
			return err
		}
		list = append(list, g)
	}
	for _, g := range list {
		if err := g.insert(ctx, pass); err != nil {
			return err
		}
	}
	return nil
}

// nextVersion is a version of a compartment's key that was never used: neither by a key that is there, nor by an entry whose
// key is not there any more, nor by the first key that there was.
func nextVersion(ctx context.Context, pass gate.Pass, c gate.Compartment) (int64, error) {
	grants, err := grantsFor(ctx, pass.View, c)
	if err != nil {
		return 0, err
	}
	var used int64
	if err := pass.Tx().QueryRow(ctx, selectLastVersion, pass.Agency(), pass.Person(), c).Scan(&used); err != nil {
		return 0, err
	}
	return max(1, used, newKeyring(pass.View, grants).current(c)) + 1, nil
}

const (
	deleteAccountKeys = `DELETE FROM compartment_key WHERE agency_id = $1 AND person_id = $2 AND holder_kind = $3 AND holder_id = $4`
	selectLastVersion = `SELECT COALESCE(MAX(key_version), 0) FROM entry WHERE agency_id = $1 AND person_id = $2 AND compartment = $3`
)
