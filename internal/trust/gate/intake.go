package gate

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// The channels through which somebody sends a report, as the rules name them.
const (
	HelpChannel    Compartment = "help"    // asking for help, for oneself or another
	ConcernChannel Compartment = "concern" // complaints and whistleblowers' reports

	// FeedbackChannel is what people who are helped here say about it in their own space.
	FeedbackChannel Compartment = "feedback"
)

// A ReportAct is what is done with a report. It stands in the kind of the ledger entry.
type ReportAct string

const (
	SortReport    ReportAct = "sort"    // opened by the desk to put the queue in order; the text stays folded
	ReadReport    ReportAct = "read"    // shown to somebody
	AnswerReport  ReportAct = "answer"  // a reply was left
	DecideReport  ReportAct = "decide"  // a step of the triage
	CarryReport   ReportAct = "carry"   // sealed again to those on duty
	ConvertReport ReportAct = "convert" // a passage was moved into a record
	WeighReport   ReportAct = "weigh"   // the desk found that its answers say otherwise than the urgent mark
	NameReport    ReportAct = "name"    // two custodians open who it is from
)

// OpenReport decides whether an actor may do something with a report, writes it to the agency's log, and runs act, all in
// one transaction. find looks the report up in it and says in which channel it came; found is false when there is none. A
// report belongs to no record, so the entry has no readable part: it names the report's random number and nothing else.
func (g *Gate) OpenReport(ctx context.Context, actor account.Actor, report id.ID, what ReportAct,
	find func(ctx context.Context, r *store.Reader) (channel Compartment, found bool, err error),
	act func(ctx context.Context, tx *store.Tx, at time.Time) error) error {
	if actor.IsZero() || actor.Agency.IsZero() {
		return ErrRefused
	}
	var refused bool
	err := g.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		at := g.clk()
		channel, found, err := find(ctx, &tx.Reader)
		if err != nil {
			return err
		}
		ok, reason, err := g.decideOutside(ctx, &tx.Reader, actor, Intake, channel, at)
		if err != nil {
			return err
		}
		if !found {
			ok, reason = false, ReasonNotThere
		}
		if refused = !ok; refused {
			return g.logRefusal(ctx, tx, Request{Actor: actor, Action: Intake, Purpose: Care}, personRow{relation: None}, reason, at)
		}
		if err := act(ctx, tx, at); err != nil {
			return err
		}
		_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: string(Intake) + "." + string(what), Person: report, Actor: actor.Account, At: at, Author: actor.SigningKey()})
		return err
	})
	if err == nil && refused {
		return ErrRefused
	}
	return err
}

// MayServe reports whether the rules let somebody of a role with this standing work with the reports of a channel. It shows
// nothing of a report: a desk asks it before it lists what waits.
func (g *Gate) MayServe(ctx context.Context, r *store.Reader, actor account.Actor, channel Compartment) (bool, error) {
	ok, _, err := g.decideOutside(ctx, r, actor, Intake, channel, g.clk())
	return ok, err
}

// decideOutside decides about what belongs to no record of this agency: nobody works with its person, so that the actor's role
// and standing alone count.
func (g *Gate) decideOutside(ctx context.Context, r *store.Reader, actor account.Actor, action Action, c Compartment, at time.Time) (bool, Reason, error) {
	standing, err := g.staff.StandingIn(ctx, r, actor, at)
	if err != nil {
		return false, "", err
	}
	ok, reason := g.rules.decide(facts{role: string(actor.Role), standing: standing, relation: None}, action, c)
	return ok, reason, nil
}
