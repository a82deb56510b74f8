package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

type ledgerCommand struct {
	Verify     verifyCommand     `cmd:"" help:"Check every agency's ledger: each entry, their order, the signed checkpoints and those kept elsewhere."`
	Checkpoint checkpointCommand `cmd:"" help:"Sign the state of each ledger now and print it, to be kept elsewhere."`
}

type verifyCommand struct {
	Kept []string `help:"File with a checkpoint that was kept elsewhere." type:"existingfile"`
}

// errLedger is returned when a ledger does not hold.
var errLedger = errors.New("a ledger does not hold")

// Run checks all ledgers and names the first bad entry of each that does not hold.
func (c verifyCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		var kept [][]byte
		for _, name := range c.Kept {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			kept = append(kept, text)
		}
		agencies, err := a.Accounts.Agencies(r.ctx)
		if err != nil {
			return err
		}
		whole := true
		for _, agency := range agencies {
			ok, err := verify(r, a, agency, kept)
			if err != nil {
				return err
			}
			whole = whole && ok
		}
		if !whole {
			return errLedger
		}
		return nil
	})
}

func verify(r run, a *app.App, agency account.Agency, kept [][]byte) (bool, error) {
	verifier, err := ledger.NewVerifier(agency.ID, ed25519.PublicKey(agency.Verify.Bytes()))
	if err != nil {
		return false, err
	}
	known := note.VerifierList(verifier)
	var own [][]byte
	for _, text := range kept {
		if _, err := ledger.ParseCheckpoint(text, agency.ID, known); err == nil {
			own = append(own, text)
		}
	}
	var report ledger.Report
	err = a.DB.Read(r.ctx, agency.ID, func(ctx context.Context, rd *store.Reader) (err error) {
		report, err = ledger.Verify(ctx, rd, known, own)
		return err
	})
	if err != nil {
		return false, err
	}
	fmt.Fprintf(r.out, "%-16s %s\n", agency.Slug, found(report))
	return report.OK(), nil
}

// found says in one line what a check came to.
func found(r ledger.Report) string {
	if r.Bad == nil {
		return fmt.Sprintf("holds: %d entries, %d checkpoints, %d erased", r.Size, r.Checkpoints, r.Erased)
	}
	return fmt.Sprintf("DOES NOT HOLD at entry %d: %s", r.Bad.Index, r.Bad.Check)
}

type checkpointCommand struct{}

// Run signs and prints a checkpoint of each ledger.
func (c checkpointCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agencies, err := a.Accounts.Agencies(r.ctx)
		if err != nil {
			return err
		}
		for _, agency := range agencies {
			if err := a.Checkpoint(r.ctx, agency.ID); err != nil {
				return err
			}
			var last ledger.Checkpoint
			err := a.DB.Read(r.ctx, agency.ID, func(ctx context.Context, rd *store.Reader) (err error) {
				last, err = ledger.LastCheckpoint(ctx, rd)
				return err
			})
			if errors.Is(err, ledger.ErrEmpty) {
				continue
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(r.out, "%s\n", last.Note)
		}
		return nil
	})
}
