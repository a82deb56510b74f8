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
	First func(ctx context.Context) error // what is done once a turn, before the agencies; or nil
}

// Jobs lists them all.
func (a *App) Jobs() []Job {
	return []Job{
		{Name: "consent.expire", Every: 15 * time.Second, Run: a.Disclosure.ExpireDue},
		{Name: "disclosure.deliver", Every: 5 * time.Second, Run: a.Disclosure.Flush},
		{Name: "store.settle", Every: time.Minute, Run: a.settle},
		{Name: "ledger.checkpoint", Every: time.Minute, Run: a.Checkpoint},
		{Name: "disclosure.orphans", Every: 6 * time.Hour, Run: a.examine(a.examineBasis)},
		{Name: "ledger.verify", Every: 6 * time.Hour, Run: a.examine(a.examineLedger)},
		{Name: "rows.audit", Every: 15 * time.Second, Run: a.examine(a.examineRows), First: a.auditSomeShared},
		{Name: "authority.check", Every: 5 * time.Minute, Run: a.examine(a.examineAuthority)},
		{Name: "plan.promises", Every: 15 * time.Second, Run: a.Plans.Tick},
		{Name: "record.forget", Every: time.Hour, Run: a.Records.Forget},
		{Name: "feedback.purge", Every: time.Hour, Run: a.Feedback.Purge},
		{Name: "account.tidy", Every: time.Minute, Run: a.Accounts.Tidy},
		{Name: "queue.work", Every: 2 * time.Second, Run: a.workQueue},
		{Name: "contact.sweep", Every: time.Minute, Run: a.Contact.Sweep},
		{Name: "reporting.watch", Every: 15 * time.Second, Run: a.Reporting.Watch},
		{Name: "reporting.visits", Every: time.Minute, Run: a.Reporting.NoteVisits},
		{Name: "reporting.purge", Every: time.Hour, Run: a.Reporting.Purge},
		{Name: "reporting.list", Every: 15 * time.Minute, Run: a.keepReportList},
		{Name: "reporting.readers", Every: 5 * time.Second, Run: a.Reporting.LogReaders},
		{Name: "reporting.spent", Every: time.Minute, Run: a.Reporting.ForgetSpent},
		{Name: "reporting.windows", Every: time.Hour, Run: a.Reporting.DeleteWindows},
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
	if j.First != nil {
		if err := j.First(ctx); err != nil && ctx.Err() == nil {
			log.Error("job", "name", j.Name, "error", err.Error())
		}
	}
	for _, agency := range agencies {
		if err := j.Run(ctx, agency.ID); err != nil && ctx.Err() == nil {
			log.Error("job", "name", j.Name, "agency", agency.ID.String(), "error", err.Error())
		}
	}
}
