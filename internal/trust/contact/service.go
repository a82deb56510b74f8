package contact

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// About is what contact asks of other entries of a person.
type About struct {
	Language string // BCP 47 tag; English where it is empty
	Child    bool   // under 18, or nobody knows
}

// Parts are what the service is built of.
type Parts struct {
	DB      *store.DB
	Gate    *gate.Gate
	Records *record.Service
	Key     keys.DataKey                        // of the installation, for the outbox alone
	About   func(identity []record.Entry) About // reads entries of the identity compartment; nil where nobody can

	// Lost is told, in the transaction that ends a person's sign-ins, that a phone was lost; nil where nothing follows.
	Lost func(ctx context.Context, pass gate.Pass) error
}

// Service keeps what people said and sends what may go.
type Service struct {
	parts    Parts
	clk      clock.Clock
	words    *locale.Bundle
	gateways map[Channel]Gateway
	standby  standby
}

// New returns the service. Without a gateway nothing leaves.
func New(p Parts) (*Service, error) {
	words, err := locale.New(Words())
	if err != nil {
		return nil, err
	}
	s := &Service{parts: p, clk: p.Gate.Clock(), words: words, gateways: map[Channel]Gateway{}}
	p.Records.OnAdd(Kind, withdraw)
	p.Records.OnErase(forget)
	return s, nil
}

// Use has messages leave by a gateway. It is called while the program is built.
func (s *Service) Use(g Gateway) { s.gateways[g.Channel()] = g }

// Reaches reports whether this installation can send by a channel.
func (s *Service) Reaches(c Channel) bool { return s.gateways[c] != nil }

func purposeOf(actor account.Actor) gate.Purpose {
	if actor.IsSurvivor() {
		return gate.OwnLife
	}
	return gate.Care
}

// Set keeps what the person says now. What they said before stays as a corrected entry until it is purged. It lifts neither
// a pause nor the rules for children. "Ask me first" ends when a worker, who has asked, writes down what the person says;
// what is typed in the person's own space after a phone was lost could be anybody's.
func (s *Service) Set(ctx context.Context, actor account.Actor, person id.ID, c SafeContact, replaces id.ID, key string, now time.Time) error {
	if err := c.Check(now); err != nil {
		return err
	}
	return s.write(ctx, actor, person, key, func(was SafeContact, _ id.ID) (SafeContact, id.ID) {
		next := c
		next.Paused, next.Child = c.Paused || was.Paused, c.Child || was.Child
		next.AskFirst = c.AskFirst || was.AskFirst && actor.IsSurvivor()
		return next, replaces
	})
}

// Pause stops everything, or lets it go on as the person said. What waited is not sent any more.
func (s *Service) Pause(ctx context.Context, actor account.Actor, person id.ID, paused bool, key string) error {
	return s.write(ctx, actor, person, key, func(was SafeContact, entry id.ID) (SafeContact, id.ID) {
		was.Paused = paused
		return was, entry
	})
}

// AskFirst stops everything until a worker has asked the person and has written down what they say now.
func (s *Service) AskFirst(ctx context.Context, actor account.Actor, person id.ID, key string) error {
	return s.write(ctx, actor, person, key, func(was SafeContact, entry id.ID) (SafeContact, id.ID) {
		was.AskFirst = true
		return was, entry
	})
}

// Children has the rules for children hold, or, once it is known that the person is grown up, hold no longer. Workers say
// so, not the person.
func (s *Service) Children(ctx context.Context, actor account.Actor, person id.ID, hold bool, key string) error {
	if actor.IsSurvivor() {
		return gate.ErrRefused
	}
	return s.write(ctx, actor, person, key, func(was SafeContact, entry id.ID) (SafeContact, id.ID) {
		was.Child = hold
		return was, entry
	})
}

// write puts what change makes of the newest entry in the place of another.
func (s *Service) write(ctx context.Context, actor account.Actor, person id.ID, key string,
	change func(was SafeContact, entry id.ID) (next SafeContact, replaces id.ID)) error {
	req := gate.Request{Actor: actor, Action: gate.Write, Purpose: purposeOf(actor), Person: person, Compartments: []gate.Compartment{gate.Contact}}
	return s.parts.Gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		was, entry, _, err := s.said(ctx, pass)
		if err != nil {
			return err
		}
		next, replaces := change(was, entry)
		_, err = s.parts.Records.Add(ctx, pass, gate.Contact, record.Draft{Kind: Kind, Body: &next, Supersedes: replaces, Key: key})
		return err
	})
}

// said opens, inside a pass, what the person said. What this actor's keys do not open is not taken for something older that
// they do open: then nothing is known, and nothing may be done.
func (s *Service) said(ctx context.Context, pass gate.Pass) (c SafeContact, entry id.ID, about About, err error) {
	entries, err := s.parts.Records.Open(ctx, pass)
	if err != nil {
		return c, entry, about, err
	}
	for _, e := range entries {
		if e.Locked && e.Kind == Kind {
			return c, entry, about, gate.ErrRefused
		}
	}
	c, entry = Newest(entries)
	if s.parts.About != nil && pass.Opens(gate.Identity) {
		about = s.parts.About(entries)
		c.Child = c.Child || about.Child
	}
	return c, entry, about, nil
}
