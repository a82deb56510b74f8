package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// What the log shows when something is not as it must be: it is a defect or a deed, and somebody must look.
var (
	errOrphans = errors.New("a disclosure without a basis")
	errLedger  = errors.New("the ledger does not hold")
)

// checkBasis looks for disclosures that lack a basis (practice map, T3.8).
func (a *App) checkBasis(ctx context.Context, agency id.Agency) error {
	orphans, err := a.Disclosure.Orphans(ctx, agency)
	if err == nil && len(orphans) > 0 {
		return errOrphans
	}
	return err
}

// VerifyLedger checks an agency's ledger, against the checkpoints that are kept elsewhere too. Those of other agencies say
// nothing about it and are left out.
func (a *App) VerifyLedger(ctx context.Context, agency id.Agency, kept ...[]byte) (report ledger.Report, err error) {
	house, err := a.Accounts.Agency(ctx, agency)
	if err != nil {
		return report, err
	}
	verifier, err := ledger.NewVerifier(agency, ed25519.PublicKey(house.Verify.Bytes()))
	if err != nil {
		return report, err
	}
	known := note.VerifierList(verifier)
	var own [][]byte
	for _, text := range kept {
		if _, err := ledger.ParseCheckpoint(text, agency, known); err == nil {
			own = append(own, text)
		}
	}
	err = a.DB.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		report, err = ledger.Verify(ctx, r, known, own)
		return err
	})
	return report, err
}

// checkLedger looks whether somebody has changed or removed an entry of who looked (practice map, T3.9).
func (a *App) checkLedger(ctx context.Context, agency id.Agency) error {
	report, err := a.VerifyLedger(ctx, agency)
	if err == nil && report.Bad != nil {
		return fmt.Errorf("%w at entry %d: %s", errLedger, report.Bad.Index, report.Bad.Check)
	}
	return err
}
