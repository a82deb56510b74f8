package gate

import (
	"encoding/json"
	"maps"
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
)

// sealer seals the readable part of ledger entries to a log key. One asymmetric seal serves the entries of one log key for
// a minute: it wraps a data key, and every entry carries the wrapped key beside what is sealed under it. So an entry can
// be opened alone, and a busy minute costs one asymmetric seal. The process holds such a data key for that minute; what it
// opens are the entries that this process has just written.
type sealer struct {
	mu     sync.Mutex
	epochs map[string]epoch // by the public log key
	sweep  time.Time        // when those that are over are forgotten next
}

type epoch struct {
	key     keys.DataKey
	wrapped []byte
	until   time.Time
}

const (
	epochLife = time.Minute
	maxEpochs = 10_000
)

// A sealedEvent is what the ledger keeps as the readable part.
type sealedEvent struct {
	Wrapped []byte `json:"k"`
	Sealed  []byte `json:"s"`
}

// logBinding ties the readable part to its place: the agency, the person and the moment.
func logBinding(agency id.Agency, person id.ID, at time.Time) keys.Binding {
	return keys.Binding{Agency: agency, Person: person, Compartment: string(Log), Version: at.UnixMicro(), Use: "event"}
}

// epochBinding ties a wrapped data key to the log that it is for.
func epochBinding(agency id.Agency, person id.ID) keys.Binding {
	return keys.Binding{Agency: agency, Person: person, Compartment: string(Log), Use: "event-key"}
}

// seal seals an event.
func (ep epoch) seal(agency id.Agency, person id.ID, at time.Time, e Event) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	sealed, err := ep.key.SealPadded(logBinding(agency, person, at), body)
	if err != nil {
		return nil, err
	}
	return json.Marshal(sealedEvent{ep.wrapped, sealed})
}

// epoch returns the data key of this minute for a log key, which is given as its bytes: it is parsed only when a minute
// begins.
func (s *sealer) epoch(agency id.Agency, person id.ID, log []byte, at time.Time) (epoch, error) {
	of := person.String() + string(log)
	s.mu.Lock()
	ep, ok := s.epochs[of]
	s.mu.Unlock()
	if ok && at.Before(ep.until) && at.After(ep.until.Add(-2*epochLife)) {
		return ep, nil
	}
	ep, err := freshEpoch(agency, person, log, at)
	if err != nil {
		return epoch{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epochs == nil || len(s.epochs) >= maxEpochs {
		s.epochs = map[string]epoch{}
	}
	if !at.Before(s.sweep) {
		maps.DeleteFunc(s.epochs, func(_ string, old epoch) bool { return !at.Before(old.until) })
		s.sweep = at.Add(epochLife)
	}
	s.epochs[of] = ep
	return ep, nil
}

func freshEpoch(agency id.Agency, person id.ID, log []byte, at time.Time) (epoch, error) {
	public, err := keys.ParsePublicKey(log)
	if err != nil {
		return epoch{}, err
	}
	ep := epoch{key: keys.NewDataKey(), until: at.Add(epochLife)}
	ep.wrapped, err = public.Seal(epochBinding(agency, person), ep.key[:])
	return ep, err
}

// OpenEvents opens the readable parts of ledger entries with the private halves of the log keys that were used over time.
// Entries whose readable part was erased are left out; locked is how many others none of the keys opens.
func OpenEvents(records []ledger.Record, with ...keys.PrivateKey) (events map[int64]Event, locked int, err error) {
	opened := map[string]keys.DataKey{}
	events = map[int64]Event{}
	for _, r := range records {
		if r.Erased || len(r.Sealed) == 0 {
			continue
		}
		var se sealedEvent
		if err := json.Unmarshal(r.Sealed, &se); err != nil {
			return nil, 0, keys.ErrOpen
		}
		data, known := opened[string(se.Wrapped)]
		if !known {
			if data, err = openEpoch(r, se.Wrapped, with); err != nil {
				return nil, 0, err
			}
			opened[string(se.Wrapped)] = data
		}
		if data == (keys.DataKey{}) {
			locked++
			continue
		}
		body, err := data.OpenPadded(logBinding(r.Agency, r.Person, r.At), se.Sealed)
		if err != nil {
			return nil, 0, err
		}
		var e Event
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, 0, err
		}
		events[r.Index] = e
	}
	return events, locked, nil
}

// openEpoch opens a wrapped data key with the first key that does; the zero key where none does.
func openEpoch(r ledger.Record, wrapped []byte, with []keys.PrivateKey) (keys.DataKey, error) {
	for _, key := range with {
		if raw, err := key.Open(epochBinding(r.Agency, r.Person), wrapped); err == nil {
			return keys.ParseDataKey(raw)
		}
	}
	return keys.DataKey{}, nil
}
