package app

import (
	"context"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// lateAnswers names the agencies that have left somebody without the answer that they promised: to what was said about the
// help, or to a wish that something be done differently.
func (a *App) lateAnswers(ctx context.Context) ([]string, error) {
	agencies, err := a.Accounts.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	var late []string
	for _, agency := range agencies {
		for _, waits := range []func(context.Context, id.Agency) (bool, error){a.Feedback.LeftWaiting, a.Plans.LeftWaiting} {
			left, err := waits(ctx, agency.ID)
			if err != nil {
				return nil, err
			}
			if left {
				late = append(late, agency.Name)
				break
			}
		}
	}
	return late, nil
}
