package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
)

// A Job is work that is done for each agency again and again, without any person's key.
type Job struct {
	Name  string
	Every time.Duration
	Run   func(ctx context.Context, agency id.Agency) error
}

// Jobs lists them all.
func (a *App) Jobs() []Job {
	return []Job{
		{"consent.expire", 15 * time.Second, a.Disclosure.ExpireDue},
		{"disclosure.deliver", 5 * time.Second, a.Disclosure.Flush},
		{"ledger.checkpoint", time.Minute, a.Checkpoint},
		{"disclosure.orphans", 6 * time.Hour, a.checkBasis},
	}
}

// errOrphans is what the log shows when something was sent that has no basis: it is a defect, and somebody must look.
var errOrphans = errors.New("a disclosure without a basis")

// checkBasis looks for disclosures that lack a basis.
func (a *App) checkBasis(ctx context.Context, agency id.Agency) error {
	orphans, err := a.Disclosure.Orphans(ctx, agency)
	if err == nil && len(orphans) > 0 {
		return errOrphans
	}
	return err
}

// Checkpoint signs the state of an agency's ledger.
func (a *App) Checkpoint(ctx context.Context, agency id.Agency) error {
	key, err := a.Accounts.Signer(ctx, agency)
	if err != nil {
		return err
	}
	signer, err := ledger.NewSigner(agency, ed25519.NewKeyFromSeed(key.Bytes()))
	if err != nil {
		return err
	}
	_, err = ledger.SignCheckpoint(ctx, a.DB, agency, signer, a.clk())
	if errors.Is(err, ledger.ErrEmpty) {
		return nil
	}
	return err
}

// Work does the jobs until ctx ends. A job that fails is logged by its name and tried again at its next turn.
func (a *App) Work(ctx context.Context, log *slog.Logger) {
	done := make(chan struct{})
	jobs := a.Jobs()
	for _, j := range jobs {
		go func() {
			defer func() { done <- struct{}{} }()
			turn := time.NewTicker(j.Every)
			defer turn.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-turn.C:
					a.runJob(ctx, log, j)
				}
			}
		}()
	}
	for range jobs {
		<-done
	}
}

func (a *App) runJob(ctx context.Context, log *slog.Logger, j Job) {
	agencies, err := a.Accounts.Agencies(ctx)
	if err != nil {
		log.Error("job", "name", j.Name, "error", "the agencies could not be read")
		return
	}
	for _, agency := range agencies {
		if err := j.Run(ctx, agency.ID); err != nil && ctx.Err() == nil {
			log.Error("job", "name", j.Name, "agency", agency.ID.String(), "error", err.Error())
		}
	}
}
