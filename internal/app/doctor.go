package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
)

// An Examination looks at one agency for something that this program did not write, or that is older than what was seen of
// it. It gives what it found; the error is only for what could not be looked at.
type Examination struct {
	Name string
	Run  func(ctx context.Context, agency id.Agency) ([]alarm.Finding, error)
}

// Examinations lists them all but the pins: `amparo doctor` runs them one after the other, and the jobs each at its own
// distance.
func (a *App) Examinations() []Examination {
	return []Examination{
		{"ledger", a.examineLedger},
		{"rows", a.examineRows},
		{"basis", a.examineBasis},
		{"authority", a.examineAuthority},
		{"reports", a.examineReports},
	}
}

// Doctor makes every examination of every agency and raises what is found. What it could not look at is in the error,
// beside what it found.
func (a *App) Doctor(ctx context.Context) ([]alarm.Finding, error) {
	agencies, err := a.Accounts.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	found, err := a.CheckPins(ctx)
	blind := []error{err, a.auditSomeShared(ctx)}
	var unmade []alarm.Finding // it is said at the desk too: somebody may keep a check from being made
	for _, agency := range agencies {
		for _, e := range a.Examinations() {
			some, err := e.Run(ctx, agency.ID)
			found = append(found, some...)
			if err != nil {
				blind = append(blind, fmt.Errorf("%s of %s: %w", e.Name, agency.Slug, err))
				unmade = append(unmade, alarm.Finding{Agency: agency.ID, Check: alarm.Unchecked, Subject: "check/" + e.Name})
			}
		}
	}
	blind = append(blind, alarm.RaiseAll(ctx, a.DB, append(unmade, found...), a.clk()))
	return found, errors.Join(blind...)
}

// examine makes a job of an examination: what it finds is raised, and the job fails with it, so that the log shows it too.
func (a *App) examine(run func(ctx context.Context, agency id.Agency) ([]alarm.Finding, error)) func(context.Context, id.Agency) error {
	return func(ctx context.Context, agency id.Agency) error {
		found, err := run(ctx, agency)
		if err != nil || len(found) == 0 {
			return err
		}
		return errors.Join(fmt.Errorf("%w: %s", errFound, found[0]), alarm.RaiseAll(ctx, a.DB, found, a.clk()))
	}
}

// examineLedger looks whether somebody has changed or removed an entry of who looked (practice map, T3.9).
func (a *App) examineLedger(ctx context.Context, agency id.Agency) ([]alarm.Finding, error) {
	report, err := a.VerifyLedger(ctx, agency)
	found := make([]alarm.Finding, 0, len(report.Rows)+1)
	for _, t := range report.Rows {
		found = append(found, findingOf(t))
	}
	if err != nil || report.Bad == nil {
		return found, err
	}
	check := alarm.LogBroken
	if report.Bad.Check == ledger.Signature {
		check = alarm.LogSignature
	}
	return append(found, alarm.Finding{Agency: agency, Check: check, Subject: fmt.Sprintf("log/%d/%s", report.Bad.Index, report.Bad.Check)}), nil
}

// examineAuthority looks whether rows say something about who may open that the signed list does not (trust/roster).
func (a *App) examineAuthority(ctx context.Context, agency id.Agency) ([]alarm.Finding, error) {
	all, err := a.Accounts.Check(ctx, agency)
	found := make([]alarm.Finding, 0, len(all))
	for _, f := range all {
		if f.Key == account.FindsNoRoster {
			continue // an upgrade that waits for two custodians, which the page of accounts says
		}
		subject := "authority/" + strings.TrimPrefix(f.Key, "account.found.")
		if !f.Account.IsZero() {
			subject += "/" + f.Account.String()
		}
		found = append(found, alarm.Finding{Agency: agency, Check: alarm.Authority, Subject: subject})
	}
	return found, err
}

// examineBasis looks for disclosures that lack a basis (practice map, T3.8).
func (a *App) examineBasis(ctx context.Context, agency id.Agency) ([]alarm.Finding, error) {
	orphans, err := a.Disclosure.Orphans(ctx, agency)
	var found []alarm.Finding
	for _, o := range orphans {
		found = append(found, alarm.Finding{Agency: agency, Check: alarm.NoBasis, Subject: "disclosure/" + o.Disclosure.String()})
	}
	return found, err
}

// examineReports holds the reports in confidence against the channel's own signed list. What does not hold is also told to the
// custodians who oversee the agency (reporting.KeepList); here it reaches those who watch over everything else.
func (a *App) examineReports(ctx context.Context, agency id.Agency) ([]alarm.Finding, error) {
	house, err := a.Accounts.Agency(ctx, agency)
	if err != nil {
		return nil, err
	}
	verifier, err := ledger.NewVerifier(agency, ed25519.PublicKey(house.Verify.Bytes()))
	if err != nil {
		return nil, err
	}
	list, err := a.Reporting.CheckList(ctx, agency, note.VerifierList(verifier))
	var found []alarm.Finding
	for _, f := range list {
		subject := "report/" + string(f.Fault)
		for _, part := range []string{string(f.Channel), f.Day, f.Drop} {
			if part != "" {
				subject += "/" + part
			}
		}
		found = append(found, alarm.Finding{Agency: agency, Check: alarm.Anonymous, Subject: subject})
	}
	return found, err
}

// keepReportList closes the days that are over and raises what does not hold.
func (a *App) keepReportList(ctx context.Context, agency id.Agency) error {
	err := a.Reporting.KeepList(ctx, agency)
	if err != nil && !errors.Is(err, reporting.ErrListed) {
		return err
	}
	return errors.Join(err, a.examine(a.examineReports)(ctx, agency))
}
