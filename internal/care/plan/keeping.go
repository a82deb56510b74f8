package plan

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// KeepLonger has everything about the person kept for KeptFor from now. version is what they saw (View.Stands).
func (s *Service) KeepLonger(ctx context.Context, actor account.Actor, version int64) error {
	_, err := s.do(ctx, actor, actor.Person, "", func(ctx context.Context, a act) (id.ID, error) {
		mv := flow.Move{Subject: actor.Person, Event: keepLonger, Actor: by(a.pass), Version: version}
		_, err := flow.Fire(ctx, a.pass.Tx(), machine, mv, a.pass.At())
		return id.ID{}, err
	})
	return err
}

// over destroys everything about a person whose plan was closed so long ago, in the transaction of its clock.
func (s *Service) over(ctx context.Context, tx *store.Tx, f flow.Fired) error {
	if err := s.records.Lapse(ctx, tx, f.Instance.Subject, f.Instance.Since); err != nil {
		return err
	}
	return forget(ctx, tx, f.Instance.Subject)
}

// end leaves nothing of where a plan stood, in the transaction in which everything about the person is destroyed.
func (s *Service) end(ctx context.Context, pass gate.Pass) error {
	return forget(ctx, pass.Tx(), pass.Person())
}

func forget(ctx context.Context, tx *store.Tx, person id.ID) error {
	for _, p := range Promises() {
		if err := flow.Forget(ctx, tx, p.machine(), p.subject(person)); err != nil {
			return err
		}
	}
	return flow.Forget(ctx, tx, machine, person)
}
