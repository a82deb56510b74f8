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

// VerifyLedger checks that an agency's ledger agrees with itself, by the key that the database holds. What somebody keeps
// elsewhere is compared by VerifyKept.
func (a *App) VerifyLedger(ctx context.Context, agency id.Agency) (ledger.Report, error) {
	house, err := a.Accounts.Agency(ctx, agency)
	if err != nil {
		return ledger.Report{}, err
	}
	if house.Verify.IsZero() { // the signed list does not hold, or certifies another: no checkpoint is the agency's
		return a.verify(ctx, agency, note.VerifierList(), nil)
	}
	verifier, err := ledger.NewVerifier(agency, ed25519.PublicKey(house.Verify.Bytes()))
	if err != nil {
		return ledger.Report{}, err
	}
	return a.verify(ctx, agency, note.VerifierList(verifier), nil)
}

// VerifyKept checks an agency's ledger against what was kept of it, with the keys of whoever kept it: the checkpoints in the
// database have to be signed with them too. Where nothing was kept of the agency it is VerifyLedger.
func (a *App) VerifyKept(ctx context.Context, agency id.Agency, kept *ledger.Kept) (ledger.Report, error) {
	notes := kept.Of(agency)
	known, ok := kept.Known(agency)
	if len(notes) == 0 || !ok {
		return a.VerifyLedger(ctx, agency)
	}
	var texts [][]byte
	for _, n := range notes {
		texts = append(texts, n.Text)
	}
	return a.verify(ctx, agency, known, texts)
}

func (a *App) verify(ctx context.Context, agency id.Agency, known note.Verifiers, kept [][]byte) (report ledger.Report, err error) {
	err = a.DB.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		authors, err := a.Accounts.Authors(ctx, r)
		if err != nil {
			return err
		}
		report, err = ledger.Verify(ctx, r, known, kept, authors)
		return err
	})
	return report, err
}
