// Package person keeps what a person chose to be called and how to speak with them. Nothing in it is required, and a legal
// name is not part of it: where one is needed for a purpose, it stands in the legal compartment.
package person

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Name is what the person asked to be called, and the language they like to speak. Either may be empty.
type Name struct {
	Chosen   string `json:"chosen" keep:"call_you; D4; closed_2y"`
	Language string `json:"language" keep:"speak_with_you; D4; closed_2y"` // BCP 47 tag
}

// NameKind is the kind of a Name; the newest one counts.
const NameKind = "identity.name"

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	return []record.Kind{{Name: NameKind, Compartment: gate.Identity, Body: &Name{}}}
}

// NameOf returns the newest name among entries, and the zero Name where the person gave none.
func NameOf(entries []record.Entry) Name {
	var name Name
	for _, e := range entries { // oldest first
		if n, ok := e.Body.(*Name); ok && e.Kind == NameKind {
			name = *n
		}
	}
	return name
}

// ErrCover says that a record needs somebody who stands in for the worker.
var ErrCover = fault.In("cover", "person.error.cover")

// Service starts records.
type Service struct {
	records  *record.Service
	accounts *account.Service
}

// New returns the service.
func New(records *record.Service, accounts *account.Service) *Service {
	return &Service{records, accounts}
}

// Start begins a record for somebody who may give any name or none, with the actor as worker and a colleague who stands
// in, so that nobody is ever without either.
func (s *Service) Start(ctx context.Context, actor account.Actor, cover id.ID, name Name) (id.ID, error) {
	return s.StartOnce(ctx, actor, cover, name, "")
}

// StartOnce is Start for a form that may be sent twice: the same key starts one record.
func (s *Service) StartOnce(ctx context.Context, actor account.Actor, cover id.ID, name Name, key string) (id.ID, error) {
	colleagues, err := s.accounts.Colleagues(ctx, actor)
	if err != nil {
		return id.ID{}, err
	}
	for _, c := range colleagues {
		if c.Account == cover && c.Account != actor.Account && !c.Left && mayCover(c.Role) {
			return s.records.Start(ctx, actor, cover, record.Draft{Kind: NameKind, Body: &name, Key: key})
		}
	}
	return id.ID{}, ErrCover
}

// mayCover reports whether a role can stand in for a worker.
func mayCover(r account.Role) bool { return r == account.Advocate || r == account.Supervisor }

// Covers lists the colleagues who can stand in for the actor.
func (s *Service) Covers(ctx context.Context, actor account.Actor) ([]account.Colleague, error) {
	colleagues, err := s.accounts.Colleagues(ctx, actor)
	if err != nil {
		return nil, err
	}
	var list []account.Colleague
	for _, c := range colleagues {
		if c.Account != actor.Account && !c.Left && mayCover(c.Role) {
			list = append(list, c)
		}
	}
	return list, nil
}
