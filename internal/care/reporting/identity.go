package reporting

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// IdentityReasons are why two custodians may look at who a concern is from.
var IdentityReasons = []string{"reporter_agreed", "ordered_by_law", "life_in_danger"}

// An IdentityStep is what one custodian opened and another has to open further: the name itself is still sealed to the
// second, so that neither sees it alone, and both stand in the ledger.
type IdentityStep struct {
	First  string `json:"first"`
	Second string `json:"second"`
	Sealed []byte `json:"sealed"`
	Reason string `json:"reason"`
	Mine   bool   `json:"-"`
}

// AskIdentity hands what the first custodian's browser opened to the second.
func (s *Service) AskIdentity(ctx context.Context, actor account.Actor, report id.ID, step IdentityStep) error {
	if len(step.Sealed) == 0 || len(step.Sealed) > maxSealedKey || !isHex(step.First, 8) || !isHex(step.Second, 8) || step.First == step.Second || !contains(IdentityReasons, step.Reason) {
		return ErrSealed
	}
	return s.through(ctx, actor, report, gate.NameReport, func(ctx context.Context, tx *store.Tx, row reportRow, _ time.Time) error {
		if row.channel != Concern {
			return ErrNoReport
		}
		_, err := tx.Exec(ctx, upsertIdentity, tx.Agency(), report, step.Second, step.First, step.Reason, actor.Account, step.Sealed)
		return err
	})
}

// OpenIdentity hands the step to the second custodian, whose browser opens it. The one who asked is refused.
func (s *Service) OpenIdentity(ctx context.Context, actor account.Actor, report id.ID, second string) (sealed []byte, err error) {
	err = s.through(ctx, actor, report, gate.NameReport, func(ctx context.Context, tx *store.Tx, _ reportRow, _ time.Time) error {
		var asked id.ID
		err := tx.QueryRow(ctx, selectIdentityStep, tx.Agency(), report, second).Scan(&asked, &sealed)
		switch {
		case store.IsNoRows(err):
			return ErrNoReport
		case err == nil && asked == actor.Account:
			sealed = nil
			return ErrOther
		}
		return err
	})
	return sealed, err
}

func identitySteps(ctx context.Context, r *store.Reader, report id.ID) ([]IdentityStep, error) {
	steps, err := list(ctx, r, func(row interface{ Scan(...any) error }) (i IdentityStep, err error) {
		err = row.Scan(&i.First, &i.Second, &i.Reason)
		return i, err
	}, selectIdentity, r.Agency(), report)
	if steps == nil {
		steps = []IdentityStep{}
	}
	return steps, err
}

const (
	upsertIdentity = `INSERT INTO report_identity (agency_id, report_id, second, first, reason, asked_by, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (agency_id, report_id, second) DO UPDATE SET first = excluded.first, reason = excluded.reason, asked_by = excluded.asked_by, sealed = excluded.sealed`
	selectIdentity     = `SELECT first, second, reason FROM report_identity WHERE agency_id = $1 AND report_id = $2 ORDER BY second`
	selectIdentityStep = `SELECT asked_by, sealed FROM report_identity WHERE agency_id = $1 AND report_id = $2 AND second = $3`
)
