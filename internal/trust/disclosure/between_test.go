package disclosure_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

// between stands on the way from one agency to another: it keeps what passes, and lets through what it is told to.
type between struct {
	to   disclosure.Link
	down func(disclosure.Header) bool // nil lets everything through

	mu        sync.Mutex
	envelopes [][]byte // that were delivered or stopped
	delivered []disclosure.EnvelopeKind
	asks      []disclosure.Ask
}

var errDown = errors.New("the line is down")

// stand puts a between on the way.
func (s *story) stand(down func(disclosure.Header) bool) *between {
	b := &between{to: s.Disclosure, down: down}
	s.Disclosure.Through(b)
	return b
}

func everything(disclosure.Header) bool { return true }

func packages(h disclosure.Header) bool { return h.Kind == disclosure.KindPackage }

func (b *between) Deliver(ctx context.Context, to id.Agency, envelope []byte) ([]byte, error) {
	h := headerOf(envelope)
	b.mu.Lock()
	b.envelopes = append(b.envelopes, envelope)
	b.mu.Unlock()
	if b.down != nil && b.down(h) {
		return nil, errDown
	}
	b.mu.Lock()
	b.delivered = append(b.delivered, h.Kind)
	b.mu.Unlock()
	return b.to.Deliver(ctx, to, envelope)
}

func (b *between) KeyHalf(ctx context.Context, ask disclosure.Ask) ([]byte, error) {
	b.mu.Lock()
	b.asks = append(b.asks, ask)
	b.mu.Unlock()
	return b.to.KeyHalf(ctx, ask)
}

func headerOf(envelope []byte) (h disclosure.Header) {
	var e disclosure.Envelope
	if json.Unmarshal(envelope, &e) == nil {
		_ = json.Unmarshal(e.Header, &h) // a header that is none is the zero one
	}
	return h
}
