package reporting

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/queue"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// What a desk found of the urgent mark when it opened a report.
const (
	notWeighed  = ""
	weighedYes  = "yes"
	weighedNo   = "no"
	urgentLevel = 1
)

// isUrgent is whether a report is urgent: what its own answers say once a desk has opened it, until then what its sender claimed.
func (r reportRow) isUrgent() bool {
	if r.weighed == notWeighed {
		return r.claimed
	}
	return r.weighed == weighedYes
}

// Weigh notes what the answers of a report say about the urgent mark that its sender set in clear. The desk opens the report and
// counts the answers to questions that were asked, and no others; clocks and lanes follow from then on.
func (s *Service) Weigh(ctx context.Context, actor account.Actor, report id.ID, urgent bool) error {
	weighed := weighedNo
	if urgent {
		weighed = weighedYes
	}
	var was reportRow
	err := s.through(ctx, actor, report, gate.WeighReport, func(ctx context.Context, tx *store.Tx, row reportRow, at time.Time) error {
		was = row
		switch {
		case row.weighed == weighed:
			return nil
		case !urgent:
			return quiet(ctx, tx, report)
		case row.waiting && !row.isUrgent():
			_, err := queue.Enqueue(ctx, tx, UrgentKind, report, urgentKey(report, urgentLevel), at.Add(UrgentWithin))
			return err
		}
		return nil
	})
	if err != nil || was.weighed == weighed {
		return err
	}
	late := was.late
	if was.isUrgent() != urgent {
		late = 0 // another clock begins
	}
	return s.mark(ctx, actor.Agency, updateWeighed, weighed, late, actor.Agency, report)
}

const updateWeighed = `UPDATE report SET weighed = $1, late = $2 WHERE agency_id = $3 AND report_id = $4`
