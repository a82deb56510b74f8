package reporter

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"hash"
	"sync"
)

// An imprint is what is remembered of a form: a keyed hash over all its bytes. A browser that sends a form anew because
// somebody went back sends the very same bytes; whoever fills it in again sends others, since the browser draws what
// stands between the fields.
type imprint [sha256.Size]byte

// remembered is how many forms are remembered, about three megabytes.
const remembered = 30_000

// seen remembers the forms that were answered, with a key that is drawn at start and never stored.
type seen struct {
	key   [sha256.Size]byte
	mu    sync.Mutex
	known map[imprint]bool
	order []imprint
	next  int
}

func newSeen() *seen {
	s := &seen{known: map[imprint]bool{}, order: make([]imprint, 0, remembered)}
	_, _ = rand.Read(s.key[:]) // documented never to fail
	return s
}

func (s *seen) hash() hash.Hash { return hmac.New(sha256.New, s.key[:]) }

// of is the imprint of a form that brings a key.
func (s *seen) of(key string) (p imprint) {
	sum := s.hash()
	_, _ = sum.Write([]byte(key)) // a hash takes everything
	sum.Sum(p[:0])
	return p
}

func (s *seen) has(p imprint) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[p]
}

// note remembers a form, and forgets the oldest where there are too many.
func (s *seen) note(p imprint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[p] {
		return
	}
	s.known[p] = true
	if len(s.order) < remembered {
		s.order = append(s.order, p)
		return
	}
	delete(s.known, s.order[s.next])
	s.order[s.next] = p
	s.next = (s.next + 1) % remembered
}
