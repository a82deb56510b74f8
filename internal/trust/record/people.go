package record

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A Person is one of a worker's own people, as a list shows them.
type Person struct {
	ID         id.ID
	Reference  string
	Relation   gate.Relation
	HasAccount bool
	Entries    []Entry // of the identity compartment
}

// People lists whom the actor works with.
func (s *Service) People(ctx context.Context, actor account.Actor) ([]Person, error) {
	type sealedPerson struct {
		Person
		rows []sealedEntry
		ring keyring
	}
	var sealed []sealedPerson
	err := s.gate.OpenList(ctx, actor, func(ctx context.Context, people []gate.Listed) error {
		sealed = sealed[:0]
		for _, p := range people {
			grants, err := loadGrants(ctx, p.Pass.View)
			if err != nil {
				return err
			}
			rows, err := loadEntries(ctx, p.Pass.View)
			if err != nil {
				return err
			}
			sealed = append(sealed, sealedPerson{Person{ID: p.Pass.Person(), Reference: p.Reference, Relation: p.Pass.Relation(),
				HasAccount: !p.Pass.SurvivorAccount().IsZero()}, rows, newKeyring(p.Pass.View, grants)})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]Person, len(sealed))
	for i, p := range sealed {
		out[i] = p.Person
		if out[i].Entries, err = s.registry.open(actor.Agency, p.ID, p.rows, p.ring); err != nil {
			return nil, err
		}
	}
	return out, nil
}
