package account

import (
	"crypto/sha256"
	"sync"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// ring opens, for one request, what is sealed to an actor: with their own key, or with the key of a team of theirs. The
// private keys are parsed only when something is opened for the first time in a session.
type ring struct {
	session keys.DataKey           // derived from the cookie; what is remembered between requests is sealed under it
	seed    []byte                 // of the account's own key
	signer  func() keys.SigningKey // what the account signs with, derived once
	list    roster.Roster          // which team keys there are; the zero one where the agency is older than that
	card    []byte                 // a person's card code, sealed to the session
	memory  *memory

	mu     sync.Mutex
	own    keys.PrivateKey
	parsed bool
	sealed map[teamVersion][]byte // the team keys, sealed to the own key
	open   map[teamVersion]keys.PrivateKey
}

type teamVersion struct {
	team    id.ID
	version int64
}

func (r *ring) key() (keys.PrivateKey, error) {
	if r.parsed {
		return r.own, nil
	}
	k, err := keys.ParsePrivateKey(r.seed)
	r.own, r.parsed = k, err == nil
	return k, err
}

func (r *ring) team(agency id.Agency, at teamVersion) (keys.PrivateKey, error) {
	if k, ok := r.open[at]; ok {
		return k, nil
	}
	sealed, ok := r.sealed[at]
	if !ok {
		return keys.PrivateKey{}, keys.ErrOpen
	}
	own, err := r.key()
	if err != nil {
		return keys.PrivateKey{}, err
	}
	seed, err := own.Open(bind(agency, at.team, at.version, "team-grant"), sealed)
	if err != nil {
		return keys.PrivateKey{}, err
	}
	k, err := keys.ParsePrivateKey(seed)
	if err != nil {
		return keys.PrivateKey{}, err
	}
	if t, ok := r.list.Version(at.team, at.version); !r.list.IsZero() && (!ok || !t.Is(k.Public())) {
		return keys.PrivateKey{}, keys.ErrOpen // somebody sealed another key to this account
	}
	r.open[at] = k
	return k, nil
}

// memory remembers what sessions have opened, so that the second look of a session does not pay for asymmetric openings
// again. Each thing is sealed under a key that only the session's cookie derives: between requests the process holds
// nothing that opens. Whether something may still be opened is decided before, from the database, at every look.
type memory struct {
	mu   sync.Mutex
	kept map[[32]byte][]byte
}

// memorySize bounds the memory; each thing is about 250 bytes.
const memorySize = 50_000

func newMemory() *memory { return &memory{kept: map[[32]byte][]byte{}} }

// recall opens sealed as open would, from memory where this session has opened the same bytes before.
func (m *memory) recall(session keys.DataKey, b keys.Binding, sealed []byte, open func() ([]byte, error)) ([]byte, error) {
	place := keys.Binding{Agency: b.Agency, Person: b.Person, Compartment: b.Compartment, Entry: b.Entry, Version: b.Version, Use: "remembered/" + b.Use}
	at := sha256.Sum256(append(session[:], sealed...))
	m.mu.Lock()
	kept, ok := m.kept[at]
	m.mu.Unlock()
	if ok {
		if plain, err := session.Open(place, kept); err == nil {
			return plain, nil
		}
	}
	plain, err := open()
	if err != nil {
		return nil, err
	}
	kept, err = session.Seal(place, plain)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.kept) >= memorySize {
		clear(m.kept) // it fills again with what is in use
	}
	m.kept[at] = kept
	return plain, nil
}
