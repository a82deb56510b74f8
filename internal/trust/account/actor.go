package account

import (
	"sync"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
)

// An Actor is an account with an open session: who is asking, and the keys that their sign-in opened. Its keys live for
// one request and are never written anywhere in the clear.
type Actor struct {
	Agency       id.Agency
	Account      id.ID
	Role         Role
	Person       id.ID  // a survivor's own record; zero for staff
	Name         string // what colleagues and the person call them
	SecondFactor bool
	session      string
	ring         *ring
}

// IsSurvivor reports whether the actor is the person a record is about.
func (a Actor) IsSurvivor() bool { return a.Role == Survivor }

// IsZero reports whether nobody is signed in.
func (a Actor) IsZero() bool { return a.Account.IsZero() }

// ring holds the actor's account key and, opened when first needed, the team keys sealed to it.
type ring struct {
	mu     sync.Mutex
	own    keys.PrivateKey
	sealed map[teamVersion][]byte
	open   map[teamVersion]keys.PrivateKey
}

type teamVersion struct {
	team    id.ID
	version int64
}

// Key is the private half of the actor's own account key.
func (a Actor) Key() keys.PrivateKey { return a.ring.own }

// Team returns the private half of a version of a team's key, or keys.ErrOpen when the actor holds none.
func (a Actor) Team(team id.ID, version int64) (keys.PrivateKey, error) {
	if a.ring == nil {
		return keys.PrivateKey{}, keys.ErrOpen
	}
	a.ring.mu.Lock()
	defer a.ring.mu.Unlock()
	at := teamVersion{team, version}
	if k, ok := a.ring.open[at]; ok {
		return k, nil
	}
	sealed, ok := a.ring.sealed[at]
	if !ok {
		return keys.PrivateKey{}, keys.ErrOpen
	}
	seed, err := a.ring.own.Open(bind(a.Agency, team, version, "team-grant"), sealed)
	if err != nil {
		return keys.PrivateKey{}, err
	}
	k, err := keys.ParsePrivateKey(seed)
	if err != nil {
		return keys.PrivateKey{}, err
	}
	a.ring.open[at] = k
	return k, nil
}

// Holds reports whether the actor holds a version of a team's key, without opening it.
func (a Actor) Holds(team id.ID, version int64) bool {
	if a.ring == nil {
		return false
	}
	_, ok := a.ring.sealed[teamVersion{team, version}]
	return ok
}
