package record

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Holders of a sealed data key.
const (
	byTeam    = "team"
	byAccount = "account"
)

type compartmentVersion struct {
	compartment gate.Compartment
	version     int64
}

// A grant is a compartment's secret sealed to one holder.
type grant struct {
	compartmentVersion
	holderKind    string
	holder        id.ID
	holderVersion int64
	sealed        []byte
}

func grantBinding(agency id.Agency, person id.ID, at compartmentVersion) keys.Binding {
	return keys.Binding{Agency: agency, Person: person, Compartment: string(at.compartment), Version: at.version, Use: "compartment-key"}
}

// keyring opens a person's data keys with what an actor's sign-in opened. Each is opened at most once.
type keyring struct {
	agency id.Agency
	person id.ID
	actor  account.Actor
	grants []grant
	opened map[compartmentVersion][]byte
}

func newKeyring(view gate.View, grants []grant) keyring {
	return keyring{agency: view.Agency(), person: view.Person(), actor: view.Actor(), grants: grants, opened: map[compartmentVersion][]byte{}}
}

// secret returns what a compartment's grant holds, and false when the actor holds none.
func (k keyring) secret(at compartmentVersion) ([]byte, bool, error) {
	if s, ok := k.opened[at]; ok {
		return s, true, nil
	}
	for _, g := range k.grants {
		if g.compartmentVersion != at {
			continue
		}
		var s []byte
		var err error
		switch {
		case g.holderKind == byAccount && g.holder == k.actor.Account:
			s, err = k.actor.OpenOwn(grantBinding(k.agency, k.person, at), g.sealed)
		case g.holderKind == byTeam && k.actor.Holds(g.holder, g.holderVersion):
			s, err = k.actor.OpenTeam(g.holder, g.holderVersion, grantBinding(k.agency, k.person, at), g.sealed)
		default:
			continue
		}
		if err != nil {
			return nil, false, err
		}
		k.opened[at] = s
		return s, true, nil
	}
	return nil, false, nil
}

func (k keyring) key(c gate.Compartment, version int64) (keys.DataKey, bool, error) {
	s, ok, err := k.secret(compartmentVersion{c, version})
	if err != nil || !ok {
		return keys.DataKey{}, false, err
	}
	key, err := keys.ParseDataKey(s)
	return key, err == nil, err
}

// current returns the newest version of a compartment's key, 0 when there is none.
func (k keyring) current(c gate.Compartment) int64 {
	var v int64
	for _, g := range k.grants {
		if g.compartment == c {
			v = max(v, g.version)
		}
	}
	return v
}

// missingFor lists the secrets that account does not hold yet and this actor can open for it.
func (k keyring) missingFor(account id.ID) []compartmentVersion {
	has := map[compartmentVersion]bool{}
	for _, g := range k.grants {
		if g.holderKind == byAccount && g.holder == account {
			has[g.compartmentVersion] = true
		}
	}
	var list []compartmentVersion
	for _, g := range k.grants {
		if g.holderKind == byTeam && !has[g.compartmentVersion] && k.actor.Holds(g.holder, g.holderVersion) {
			has[g.compartmentVersion] = true
			list = append(list, g.compartmentVersion)
		}
	}
	return list
}

// loadGrants reads the sealed keys of the compartments that the view opens.
func loadGrants(ctx context.Context, view gate.View) ([]grant, error) {
	var list []grant
	for _, c := range view.Compartments() {
		more, err := grantsFor(ctx, view, c)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// grantsFor reads the sealed keys of one compartment. One compartment a statement: the keys of the others are long, and
// are not read for nothing.
func grantsFor(ctx context.Context, view gate.View, c gate.Compartment) ([]grant, error) {
	rows, err := view.Reader().Query(ctx, selectCompartmentKeys, view.Agency(), view.Person(), c)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []grant
	for rows.Next() {
		g := grant{compartmentVersion: compartmentVersion{compartment: c}}
		if err := rows.Scan(&g.version, &g.holderKind, &g.holder, &g.holderVersion, &g.sealed); err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, rows.Err()
}

func (g grant) insert(ctx context.Context, pass gate.Pass) error {
	_, err := pass.Tx().Exec(ctx, insertCompartmentKey, pass.Agency(), pass.Person(), g.compartment, g.version, g.holderKind, g.holder, g.holderVersion, g.sealed)
	return err
}

// sealTo seals a compartment's secret to one holder.
func sealTo(agency id.Agency, person id.ID, at compartmentVersion, secret []byte, kind string, holder id.ID, version int64, key keys.PublicKey) (grant, error) {
	sealed, err := key.Seal(grantBinding(agency, person, at), secret)
	return grant{at, kind, holder, version, sealed}, err
}

// complete seals to the person's own account what it lacks and this actor can open.
func complete(ctx context.Context, pass gate.Pass, ring keyring, own id.ID, public keys.PublicKey) error {
	for _, at := range ring.missingFor(own) {
		secret, ok, err := ring.secret(at)
		if err != nil {
			return err
		}
		if !ok {
			return errors.New("a held key did not open")
		}
		g, err := sealTo(pass.Agency(), pass.Person(), at, secret, byAccount, own, 1, public)
		if err != nil {
			return err
		}
		if err := g.insert(ctx, pass); err != nil {
			return err
		}
	}
	return nil
}

const (
	selectCompartmentKeys = `SELECT version, holder_kind, holder_id, holder_version, sealed FROM compartment_key WHERE agency_id = $1 AND person_id = $2 AND compartment = $3`
	insertCompartmentKey  = `INSERT INTO compartment_key (agency_id, person_id, compartment, version, holder_kind, holder_id, holder_version, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	deleteAdvocatesLogKey = `DELETE FROM compartment_key WHERE agency_id = $1 AND person_id = $2 AND compartment = $3 AND holder_kind = $4 AND holder_id = $5`
)
