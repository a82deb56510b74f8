package statement

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed words/*.json
var words embed.FS

// Words are what this package's refusals say.
func Words() locale.Source { return locale.Embedded("statement", words, true) }

// Service is what a person can do with their statement.
type Service struct {
	clk     clock.Clock
	gate    *gate.Gate
	records *record.Service
}

// New returns the service.
func New(g *gate.Gate, records *record.Service) *Service {
	return &Service{clk: g.Clock(), gate: g, records: records}
}

// Open opens the statement.
func (s *Service) Open(ctx context.Context, actor account.Actor) (Statement, error) {
	if !actor.IsSurvivor() {
		return Statement{}, gate.ErrRefused
	}
	rec, err := s.records.Read(ctx, actor, actor.Person, gate.OwnLife, gate.Statement)
	return Fold(rec.Entries), err
}

// Write adds a section, or puts one differently: replaces is its newest wording. Somebody who replaces an older one gets
// record.ErrSuperseded, and both wordings stay.
func (s *Service) Write(ctx context.Context, actor account.Actor, section Section, replaces id.ID, key string) error {
	if err := section.check(); err != nil {
		return err
	}
	return s.do(ctx, gate.Write, actor, key, func(ctx context.Context, pass gate.Pass) error {
		_, err := s.records.Add(ctx, pass, gate.Statement, record.Draft{Kind: SectionKind, Body: &section, Supersedes: replaces})
		return err
	}, gate.Statement)
}

// Retold notes that the person had to tell it again.
func (s *Service) Retold(ctx context.Context, actor account.Actor, r Retelling, key string) error {
	if err := r.check(s.clk()); err != nil {
		return err
	}
	return s.do(ctx, gate.Write, actor, key, func(ctx context.Context, pass gate.Pass) error {
		_, err := s.records.Add(ctx, pass, gate.Statement, record.Draft{Kind: RetellingKind, Body: &r})
		return err
	}, gate.Statement)
}

// Show puts a copy of one wording where the people who work with the person read it. It asks for the person's words once
// more (account.ErrStepUp): whoever only holds the phone shows nothing.
func (s *Service) Show(ctx context.Context, actor account.Actor, wording id.ID, key string) error {
	return s.do(ctx, gate.Share, actor, key, func(ctx context.Context, pass gate.Pass) error {
		entries, err := s.records.Open(ctx, pass)
		if err != nil {
			return err
		}
		told := Fold(entries)
		w := told.wording(wording)
		if w == nil {
			return ErrGone
		}
		shown, err := s.records.Add(ctx, pass, gate.Plan, record.Draft{Kind: ShownKind, Body: &Shown{w.Heading, w.Text, w.At}})
		if err != nil {
			return err
		}
		_, err = s.records.Add(ctx, pass, gate.Statement, record.Draft{Kind: ShowingKind, Body: &Showing{shown}, About: wording})
		return err
	}, gate.Statement, gate.Plan)
}

// do opens the gate for one act of the person's. key makes a second sending do nothing.
func (s *Service) do(ctx context.Context, action gate.Action, actor account.Actor, key string, act func(ctx context.Context, pass gate.Pass) error, parts ...gate.Compartment) error {
	if !actor.IsSurvivor() {
		return gate.ErrRefused
	}
	req := gate.Request{Actor: actor, Action: action, Purpose: gate.OwnLife, Person: actor.Person, Compartments: parts}
	return s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) error {
		hash := sha256.Sum256([]byte(key))
		_, _, err := store.Once(ctx, pass.Tx(), "statement/"+actor.Account.String()+"/"+hex.EncodeToString(hash[:]), pass.At().UnixMicro(), func() (string, error) {
			return "", act(ctx, pass)
		})
		return err
	})
}
