package plan

import (
	"context"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Hide writes a note whose text the person cannot read. It takes one of three reasons, which the person sees, with who
// wrote it and how to challenge it.
func (s *Service) Hide(ctx context.Context, actor account.Actor, person id.ID, reason HideReason, text, key string) (id.ID, error) {
	switch {
	case actor.IsSurvivor():
		return id.ID{}, ErrNothing
	case !slices.Contains(HideReasons(), reason):
		return id.ID{}, ErrHide
	case empty(text):
		return id.ID{}, ErrWords
	}
	return s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		teams, err := s.accounts.TeamKeys(ctx, a.pass.Reader(), actor)
		if err != nil {
			return id.ID{}, err
		}
		n, err := hide(actor.Agency, person, reason, text, teams[account.Advocates])
		if err != nil {
			return id.ID{}, err
		}
		return s.add(ctx, a, n, id.ID{}, id.ID{})
	})
}

// LookAgain is a second look at a hidden note: show ends the hiding; otherwise the reason stands, or another takes its
// place, and words tell the person why. Only its author's colleague can let it stay hidden.
func (s *Service) LookAgain(ctx context.Context, actor account.Actor, person, note id.ID, show bool, l LookAgain, key string) error {
	if actor.IsSurvivor() {
		return ErrNothing
	}
	_, err := s.do(ctx, actor, person, key, func(ctx context.Context, a act) (id.ID, error) {
		i := slices.IndexFunc(a.Hidden, func(h Hidden) bool { return h.Entry == note && !h.Shown })
		if i < 0 {
			return id.ID{}, ErrNothing
		}
		h := a.Hidden[i]
		l.Key = nil
		if show {
			var ok bool
			if l.Key, ok = h.note.key(actor, person); !ok {
				return id.ID{}, gate.ErrRefused
			}
			l.Reason = ""
		} else if h.Author == actor.Account {
			return id.ID{}, ErrOtherLook
		}
		if err := l.check(a.pass.At()); err != nil {
			return id.ID{}, err
		}
		return s.add(ctx, a, &l, note, id.ID{})
	})
	return err
}
