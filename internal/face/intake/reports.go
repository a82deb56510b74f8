package intake

import (
	"context"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Reports is what the desks need of the reporting service. Whoever may not do something gets the answer to what is not there.
type Reports interface {
	// Desk is what a desk shows of a channel before anything is opened.
	Desk(ctx context.Context, a account.Actor, c reporting.Channel) (reporting.DeskState, error)
	SetUpDesk(ctx context.Context, a account.Actor, k reporting.DeskKeys) error
	AddWindow(ctx context.Context, a account.Actor, w reporting.Window) error
	OffDuty(ctx context.Context, a account.Actor, c reporting.Channel) error
	// OpenDrop hands out a sealed file once the look is in the ledger.
	OpenDrop(ctx context.Context, a account.Actor, report id.ID, drop string, look gate.ReportAct) ([]byte, error)
	Reply(ctx context.Context, a account.Actor, report id.ID, sealed []byte, key string) error
	// Weigh notes whether a report is urgent by its own answers.
	Weigh(ctx context.Context, a account.Actor, report id.ID, urgent bool) error
	Decide(ctx context.Context, a account.Actor, report id.ID, m reporting.Move) error
	Carry(ctx context.Context, a account.Actor, report id.ID, original string, sealed []byte) error
	AskIdentity(ctx context.Context, a account.Actor, report id.ID, step reporting.IdentityStep) error
	OpenIdentity(ctx context.Context, a account.Actor, report id.ID, second string) ([]byte, error)
	Convert(ctx context.Context, a account.Actor, report id.ID, c reporting.Conversion) (person id.ID, err error)
}
