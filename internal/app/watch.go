package app

import (
	"context"
	"crypto/ed25519"
	"errors"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// errFound is what the log shows of a job that found something: it is a defect or a deed, and somebody must look.
var errFound = errors.New("an examination found something")

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
