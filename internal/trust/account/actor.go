package account

import (
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// An Actor is an account with an open session: who is asking, and the keys that their sign-in opened. Its keys live for
// one request and are never written anywhere in the clear.
type Actor struct {
	Agency       id.Agency
	Account      id.ID
	Role         Role
	Person       id.ID  // a survivor's own record; zero for staff
	Name         string // what colleagues call them
	Shown        string // what the people they work with call them
	SecondFactor bool
	Settings     Settings
	FreshUntil   time.Time      // until when the passphrase that was typed last counts where it is asked for once more
	Root         keys.VerifyKey // of the agency, from what the passphrase opened; zero where the agency had none then
	session      string
	ring         *ring
}

// IsSurvivor reports whether the actor is the person a record is about.
func (a Actor) IsSurvivor() bool { return a.Role == Survivor }

// IsZero reports whether nobody is signed in.
func (a Actor) IsZero() bool { return a.Account.IsZero() }

// AskedFor reports whether a scope asks this actor for the passphrase once more at the moment at. Pages ask it to choose what
// to show; what may be done is decided by the gate.
func (a Actor) AskedFor(scope Scope, at time.Time) bool {
	return a.IsSurvivor() && a.Settings.Asks(scope) && !at.Before(a.FreshUntil)
}

// SigningKey is the key that signs what the actor does. It is derived from their private key, so that nothing more is stored;
// it is zero where nobody has signed in.
func (a Actor) SigningKey() keys.SigningKey {
	if a.ring == nil {
		return keys.SigningKey{}
	}
	return a.ring.signer()
}

// signerOf derives what an account signs with when it is first asked for in a session.
func (m *memory) signerOf(session keys.DataKey, b keys.Binding, seed []byte) func() keys.SigningKey {
	return sync.OnceValue(func() keys.SigningKey {
		made, _ := m.recall(session, b, seed, func() ([]byte, error) { return roster.MemberKey(seed).Expanded(), nil })
		if key, err := keys.ParseExpanded(made); err == nil {
			return key
		}
		return roster.MemberKey(seed)
	})
}

// OpenOwn opens what is sealed to the actor's own account.
func (a Actor) OpenOwn(b keys.Binding, sealed []byte) ([]byte, error) {
	if a.ring == nil {
		return nil, keys.ErrOpen
	}
	return a.ring.memory.recall(a.ring.session, b, sealed, func() ([]byte, error) {
		own, err := a.own()
		if err != nil {
			return nil, err
		}
		return own.Open(b, sealed)
	})
}

// OpenTeam opens what is sealed to a version of a team's key, or returns keys.ErrOpen when the actor holds none.
func (a Actor) OpenTeam(team id.ID, version int64, b keys.Binding, sealed []byte) ([]byte, error) {
	if !a.Holds(team, version) {
		return nil, keys.ErrOpen
	}
	return a.ring.memory.recall(a.ring.session, b, sealed, func() ([]byte, error) {
		private, err := a.Team(team, version)
		if err != nil {
			return nil, err
		}
		return private.Open(b, sealed)
	})
}

// Team returns the private half of a version of a team's key, or keys.ErrOpen when the actor holds none.
func (a Actor) Team(team id.ID, version int64) (keys.PrivateKey, error) {
	if a.ring == nil {
		return keys.PrivateKey{}, keys.ErrOpen
	}
	a.ring.mu.Lock()
	defer a.ring.mu.Unlock()
	return a.ring.team(a.Agency, teamVersion{team, version})
}

// Holds reports whether the actor holds a version of a team's key, without opening it.
func (a Actor) Holds(team id.ID, version int64) bool {
	if a.ring == nil {
		return false
	}
	_, ok := a.ring.sealed[teamVersion{team, version}]
	return ok
}
