package plan

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// ReviewSoon promises that the plan is looked through together within a working day. It is for a pass of whoever learnt that
// something about the person's safety has changed. A review that is due sooner, or late, stays so.
func (s *Service) ReviewSoon(ctx context.Context, pass gate.Pass) error {
	due := workdays(pass.At(), 1)
	now, err := flow.Get(ctx, pass.Reader(), promises, NextReview.subject(pass.Person()))
	if err != nil && !errors.Is(err, flow.ErrUnknown) {
		return err
	}
	if err == nil && (now.State == Off || now.State == Late || now.Overdue(pass.At()) || now.State == Waiting && now.Due.Before(due)) {
		return nil
	}
	return promise(ctx, pass, NextReview, due)
}
