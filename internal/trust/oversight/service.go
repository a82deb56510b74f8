package oversight

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Service is what the readers of findings can do.
type Service struct {
	db       *store.DB
	clk      clock.Clock
	gate     *gate.Gate
	accounts *account.Service
}

// New returns the service.
func New(g *gate.Gate, accounts *account.Service) *Service {
	return &Service{db: accounts.DB(), clk: g.Clock(), gate: g, accounts: accounts}
}

// KindSeen is the kind of the leaf that says that somebody saw a finding.
const KindSeen = "alarm.seen"

// mostShown is how many findings of one agency a page shows.
const mostShown = 200

// A Watched is a finding with the agency that it is about, as a reader sees it.
type Watched struct {
	alarm.Finding
	AgencyName string
	Own        bool // of the reader's own agency
}

// Alarms returns what an actor may read: what was found in their own agency, where they are its privacy officer, and in
// those that named them. Whoever may read none gets an empty list, like somebody for whom there is none.
func (s *Service) Alarms(ctx context.Context, actor account.Actor) ([]Watched, error) {
	agencies, err := s.watched(ctx, actor)
	if err != nil {
		return nil, err
	}
	var all []Watched
	for _, a := range agencies {
		err := s.db.Read(ctx, a.ID, func(ctx context.Context, r *store.Reader) error {
			found, err := alarm.List(ctx, r, mostShown)
			for _, f := range found {
				all = append(all, Watched{f, a.Name, a.ID == actor.Agency})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Open counts what an actor may read and nobody has seen.
func (s *Service) Open(ctx context.Context, actor account.Actor) (int, error) {
	agencies, err := s.watched(ctx, actor)
	sum := 0
	for _, a := range agencies {
		if err == nil {
			err = s.db.Read(ctx, a.ID, func(ctx context.Context, r *store.Reader) error {
				n, err := alarm.Open(ctx, r)
				sum += n
				return err
			})
		}
	}
	return sum, err
}

// Seen notes that an actor saw a finding. What is not theirs to read is refused like what is not there.
func (s *Service) Seen(ctx context.Context, actor account.Actor, finding id.ID) error {
	agencies, err := s.watched(ctx, actor)
	if err != nil {
		return err
	}
	at := s.clk()
	for _, a := range agencies {
		there := false
		err := s.db.Write(ctx, a.ID, func(ctx context.Context, tx *store.Tx) error {
			there = false
			err := alarm.MarkSeen(ctx, tx, finding, actor.Account, at)
			if errors.Is(err, alarm.ErrNone) {
				return nil
			}
			if err == nil {
				there = true
				_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: KindSeen, Actor: actor.Account, At: at, Author: actor.SigningKey()})
			}
			return err
		})
		if err != nil || there {
			return err
		}
	}
	return gate.ErrRefused
}

// watched lists the agencies whose findings an actor may read, their own first.
func (s *Service) watched(ctx context.Context, actor account.Actor) ([]account.Agency, error) {
	may, err := s.may(ctx, actor, gate.Look)
	if err != nil || !may {
		return nil, err
	}
	all, err := s.accounts.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	var own, others []account.Agency
	for _, a := range all {
		if a.ID == actor.Agency {
			own = append(own, a)
			continue
		}
		m, named, err := s.member(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		if named && m.Agency == actor.Agency && m.Account == actor.Account {
			others = append(others, a)
		}
	}
	return append(own, others...), nil
}

// may asks the rules about the actor in a transaction of their agency.
func (s *Service) may(ctx context.Context, actor account.Actor, action gate.Action) (may bool, err error) {
	if actor.IsZero() || actor.Agency.IsZero() {
		return false, nil
	}
	err = s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) (err error) {
		may, err = s.gate.MayWatch(ctx, r, actor, action)
		return err
	})
	return may, err
}

// About returns what was found lately that touches the rows of a person who is signed in, the newest first. It is for their
// own space, where they are told in plain words.
func (s *Service) About(ctx context.Context, actor account.Actor) (found []alarm.Finding, err error) {
	if !actor.IsSurvivor() {
		return nil, nil
	}
	err = s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		now := s.clk()
		standing, err := s.accounts.StandingIn(ctx, r, actor, now)
		if err != nil || !standing.Active {
			return err
		}
		found, err = alarm.About(ctx, r, actor.Person, now.Add(-told))
		return err
	})
	return found, err
}
