package record

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Start begins a record with a worker and who stands in for them, makes the data keys of its compartments, and writes the
// first entries. Nothing about the person is required. When the first entry has an idempotency key, the same key starts one
// record, and starting it again returns the first identifier.
func (s *Service) Start(ctx context.Context, actor account.Actor, cover id.ID, first ...Draft) (id.ID, error) {
	log, err := keys.NewPrivateKey()
	if err != nil {
		return id.ID{}, err
	}
	person := id.New(s.gate.Clock()())
	req := gate.Request{Actor: actor, Action: gate.Start, Purpose: gate.Care, Compartments: gate.Compartments()}
	var started id.ID
	err = s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) (err error) {
		begin := func() (string, error) { return person.String(), s.begin(ctx, pass, person, cover, log, first) }
		var result string
		if len(first) == 0 || first[0].Key == "" {
			result, err = begin()
		} else {
			result, _, err = store.Once(ctx, pass.Tx(), "start/"+actor.Account.String()+"/"+first[0].Key, pass.At().UnixMicro(), begin)
		}
		if err != nil {
			return err
		}
		started, err = id.Parse(result)
		return err
	})
	return started, err
}

func (s *Service) begin(ctx context.Context, pass gate.Pass, person, cover id.ID, log keys.PrivateKey, first []Draft) error {
	pass, err := pass.Begin(ctx, person, log.Public(), cover)
	if err != nil {
		return err
	}
	teams, err := s.accounts.TeamKeys(ctx, pass.Reader(), pass.Actor())
	if err != nil {
		return err
	}
	if err := makeKeys(ctx, pass, teams, log); err != nil {
		return err
	}
	if err := introduce(ctx, pass); err != nil {
		return err
	}
	for _, d := range first {
		k, ok := s.registry.Kind(d.Kind)
		if !ok {
			return ErrKind
		}
		if _, err := s.Add(ctx, pass, k.Compartment, d); err != nil {
			return err
		}
	}
	for _, fn := range s.onStart {
		if err := fn(ctx, pass); err != nil {
			return err
		}
	}
	return nil
}

// makeKeys makes a data key for each compartment and seals it to the teams that may read it. The log's key is sealed to
// the advocates too until the person has a sign-in: somebody must be able to hand it over (see Enrol).
func makeKeys(ctx context.Context, pass gate.Pass, teams map[account.Function]account.TeamKey, log keys.PrivateKey) error {
	for _, c := range gate.Compartments() {
		data := keys.NewDataKey()
		secret, functions := data[:], c.Teams()
		if c == gate.Log {
			secret, functions = log.Bytes(), append(functions, account.Advocates)
		}
		for _, f := range functions {
			t := teams[f]
			g, err := sealTo(pass.Agency(), pass.Person(), compartmentVersion{c, 1}, secret, byTeam, t.Team, t.Version, t.Key)
			if err != nil {
				return err
			}
			if err := g.insert(ctx, pass); err != nil {
				return err
			}
		}
	}
	return nil
}

// Enrol sets up the person's own sign-in with the passphrase that they typed, and returns the card code to print. It
// hands the person every key that this worker can open, and takes the log's key away from the team.
func (s *Service) Enrol(ctx context.Context, actor account.Actor, person id.ID, passphrase string) (card string, err error) {
	n, err := s.accounts.PrepareSurvivor(ctx, actor, person, passphrase)
	if err != nil {
		return "", err
	}
	compartments := []gate.Compartment{gate.Identity, gate.Contact, gate.Plan, gate.Safety}
	req := gate.Request{Actor: actor, Action: gate.Enrol, Purpose: gate.Care, Person: person, Compartments: compartments}
	err = s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		if err := n.Insert(ctx, pass.Tx(), s.gate.Clock()); err != nil {
			return err
		}
		if err := pass.SetAccount(ctx, n.Account); err != nil {
			return err
		}
		return s.handOver(ctx, pass, n)
	})
	return n.Card, err
}

func (s *Service) handOver(ctx context.Context, pass gate.Pass, n account.NewSurvivor) error {
	grants, err := loadGrants(ctx, pass.View)
	if err != nil {
		return err
	}
	logGrants, err := grantsFor(ctx, pass.View, gate.Log)
	if err != nil {
		return err
	}
	ring := newKeyring(pass.View, append(grants, logGrants...))
	if _, ok, err := ring.secret(compartmentVersion{gate.Log, 1}); err != nil || !ok {
		// The team's part of the log key is taken away below: it must have been handed to the person first.
		return errors.Join(err, gate.ErrRefused)
	}
	if err := complete(ctx, pass, ring, n.Account, n.Public); err != nil {
		return err
	}
	data := keys.NewDataKey()
	own, err := sealTo(pass.Agency(), pass.Person(), compartmentVersion{gate.Statement, 1}, data[:], byAccount, n.Account, 1, n.Public)
	if err != nil {
		return err
	}
	if err := own.insert(ctx, pass); err != nil {
		return err
	}
	teams, err := s.accounts.TeamKeys(ctx, pass.Reader(), pass.Actor())
	if err != nil {
		return err
	}
	_, err = pass.Tx().Exec(ctx, deleteAdvocatesLogKey, pass.Agency(), pass.Person(), gate.Log, byTeam, teams[account.Advocates].Team)
	return err
}
