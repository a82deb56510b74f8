package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
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
		{"store.settle", time.Minute, a.settle},
		{"ledger.checkpoint", time.Minute, a.Checkpoint},
		{"disclosure.orphans", 6 * time.Hour, a.examine(a.examineBasis)},
		{"ledger.verify", 6 * time.Hour, a.examine(a.examineLedger)},
		{"rows.audit", 15 * time.Second, a.examine(a.examineRows)},
		{"authority.check", 5 * time.Minute, a.examine(a.examineAuthority)},
		{"plan.promises", 15 * time.Second, a.Plans.Tick},
		{"record.forget", time.Hour, a.Records.Forget},
		{"feedback.purge", time.Hour, a.Feedback.Purge},
		{"account.tidy", time.Minute, a.Accounts.Tidy},
		{"queue.work", 2 * time.Second, a.workQueue},
		{"contact.sweep", time.Minute, a.Contact.Sweep},
		{"reporting.watch", 15 * time.Second, a.Reporting.Watch},
		{"reporting.visits", time.Minute, a.Reporting.NoteVisits},
		{"reporting.purge", time.Hour, a.Reporting.Purge},
		{"reporting.list", 15 * time.Minute, a.Reporting.KeepList},
		{"reporting.readers", 5 * time.Second, a.Reporting.LogReaders},
		{"reporting.spent", time.Minute, a.Reporting.ForgetSpent},
		{"reporting.windows", time.Hour, a.Reporting.DeleteWindows},
	}
}

// settle takes from what was deposited what tells in which order it came.
func (a *App) settle(ctx context.Context, agency id.Agency) error {
	return a.DB.Settle(ctx, agency, Schemas()...)
}

// workQueue does what the queue holds for an agency.
func (a *App) workQueue(ctx context.Context, agency id.Agency) error {
	_, err := a.Queue.Work(ctx, agency)
	return err
}

// Work does the jobs until ctx ends. A job that fails is logged by its name and tried again at its next turn.
func (a *App) Work(ctx context.Context, log *slog.Logger) {
	done := make(chan struct{})
	jobs := a.Jobs()
	go func() {
		defer func() { done <- struct{}{} }()
		a.watchRoom(ctx, log)
	}()
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
	<-done
	for range jobs {
		<-done
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	a.runJob(end, log, Job{Name: "store.settle", Run: a.settle})
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
