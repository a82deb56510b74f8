package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
)

type ledgerCommand struct {
	Verify     verifyCommand     `cmd:"" help:"Check every agency's ledger: each entry, their order, the signed checkpoints and those kept elsewhere."`
	Checkpoint checkpointCommand `cmd:"" help:"Sign the state of each ledger now and print it, to be kept elsewhere."`
	Key        keyCommand        `cmd:"" help:"Print each agency's verifier key, for whoever checks checkpoints and acceptance notes."`
	Filed      filedCommand      `cmd:"" help:"Check the acceptance note of a report."`
	Reports    reportListCommand `cmd:"" help:"Print the signed list of the reports that came and went."`
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
			report, err := a.VerifyLedger(r.ctx, agency.ID, kept...)
			if err != nil {
				return err
			}
			fmt.Fprintf(r.out, "%-16s %s\n", agency.Slug, found(report))
			whole = whole && report.OK()
		}
		if !whole {
			return errLedger
		}
		return nil
	})
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
			if errors.Is(err, ledger.ErrNotCovered) {
				continue // nothing was ever written in it
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(r.out, "%s\n", last.Note)
		}
		return nil
	})
}

type keyCommand struct{}

// Run prints the verifier keys.
func (c keyCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agencies, err := a.Accounts.Agencies(r.ctx)
		if err != nil {
			return err
		}
		for _, agency := range agencies {
			key, err := ledger.VerifierKey(agency.ID, ed25519.PublicKey(agency.Verify.Bytes()))
			if err != nil {
				return err
			}
			fmt.Fprintf(r.out, "%-24s %s\n", agency.Slug, key)
		}
		return nil
	})
}
