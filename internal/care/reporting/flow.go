package reporting

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// The states of a report. Before a worker's first act there is no row; the report is received.
const (
	Received         flow.State = "received"
	Acknowledged     flow.State = "acknowledged"
	InTriage         flow.State = "in_triage"
	NeedsInformation flow.State = "needs_information"
	HelpOffered      flow.State = "help_offered"
	Accepted         flow.State = "accepted"
	Declined         flow.State = "declined"
	PassedOn         flow.State = "passed_on"
	AdviceGiven      flow.State = "advice_given"
	FeedbackGiven    flow.State = "feedback_given"
	NoContact        flow.State = "no_contact"
	Quarantined      flow.State = "quarantined"
	Closed           flow.State = "closed"
)

// The events. Reopen is what a closed report does when the reporter writes again.
const (
	Acknowledge flow.Event = "acknowledge"
	StartTriage flow.Event = "start_triage"
	AskMore     flow.Event = "ask"
	Answered    flow.Event = "answered"
	OfferHelp   flow.Event = "offer_help"
	Accept      flow.Event = "accept"
	Decline     flow.Event = "decline"
	PassOn      flow.Event = "pass_on"
	Advise      flow.Event = "advise"
	Feedback    flow.Event = "feedback"
	LoseContact flow.Event = "lose"
	Quarantine  flow.Event = "quarantine"
	Close       flow.Event = "close"
	Reopen      flow.Event = "reopen"
)

var (
	workers     = []flow.Kind{flow.Kind(account.IntakeResponder), flow.Kind(account.Advocate), flow.Kind(account.Supervisor), flow.Kind(account.Custodian)}
	passReasons = []flow.Reason{"own_release", "life_in_danger"}
	badReasons  = []flow.Reason{"abusive_files", "threat", "spam"}
	loseReasons = []flow.Reason{"no_visit", "asked_not_to"}
	endReasons  = []flow.Reason{"helped", "advice_enough", "record_begun", "not_for_us", "reporter_asked", "no_contact", "finished"}
)

var machine = flow.Must(flow.Spec{
	Name: "report", Initial: Received, StartedBy: workers,
	States: []flow.State{Received, Acknowledged, InTriage, NeedsInformation, HelpOffered, Accepted, Declined, PassedOn, AdviceGiven, FeedbackGiven, NoContact, Quarantined, Closed},
	Transitions: append([]flow.Transition{
		{From: Received, Event: Acknowledge, To: Acknowledged, Who: workers},
		{From: Received, Event: StartTriage, To: InTriage, Who: workers},
		{From: Acknowledged, Event: StartTriage, To: InTriage, Who: workers},
		{From: NeedsInformation, Event: Answered, To: InTriage, Who: workers},
		{From: HelpOffered, Event: Accept, To: Accepted, Who: workers},
		{From: HelpOffered, Event: Decline, To: Declined, Who: workers},
		{From: Quarantined, Event: StartTriage, To: InTriage, Who: workers},
		{From: Closed, Event: Reopen, To: InTriage, Who: workers},
	}, fromTriage()...),
})

// Machine is the triage, for whoever puts its states and steps into words.
func Machine() *flow.Machine { return machine }

// fromTriage are the decisions, which can be made as soon as somebody has looked, and again when things change.
func fromTriage() (list []flow.Transition) {
	for _, from := range []flow.State{Received, Acknowledged, InTriage, Accepted, Declined, PassedOn, AdviceGiven, FeedbackGiven, NoContact, HelpOffered, NeedsInformation} {
		for _, t := range []flow.Transition{
			{Event: AskMore, To: NeedsInformation}, {Event: OfferHelp, To: HelpOffered}, {Event: PassOn, To: PassedOn, Reasons: passReasons},
			{Event: Advise, To: AdviceGiven}, {Event: Feedback, To: FeedbackGiven}, {Event: LoseContact, To: NoContact, Reasons: loseReasons},
			{Event: Quarantine, To: Quarantined, Reasons: badReasons}, {Event: Close, To: Closed, Reasons: endReasons},
		} {
			if t.To == from || from == Received && t.Event != AskMore && t.Event != OfferHelp && t.Event != Advise && t.Event != Quarantine && t.Event != Close {
				continue
			}
			t.From, t.Who = from, workers
			list = append(list, t)
		}
	}
	return append(list, flow.Transition{From: Quarantined, Event: Close, To: Closed, Who: workers, Reasons: endReasons})
}

// stateOf returns where a report stands; version 0 says that nobody has acted yet.
func stateOf(ctx context.Context, r *store.Reader, report id.ID) (flow.Instance, error) {
	i, err := flow.Get(ctx, r, machine, report)
	if err == flow.ErrUnknown {
		return flow.Instance{Subject: report, State: Received}, nil
	}
	return i, err
}

// advance makes one step, after beginning the machine where nobody has acted before. A report began on its day: the moment
// is not known.
func advance(ctx context.Context, tx *store.Tx, actor account.Actor, row reportRow, mv Move, at time.Time) (flow.Instance, error) {
	who := flow.Actor{ID: actor.Account, Kind: flow.Kind(actor.Role)}
	now, err := stateOf(ctx, &tx.Reader, row.id)
	if err != nil {
		return now, err
	}
	if now.Version != mv.Version {
		return now, flow.ErrStale
	}
	if now.Version == 0 {
		if now, err = flow.Start(ctx, tx, machine, flow.Move{Subject: row.id, Actor: who}, fromNumber(row.day)); err != nil {
			return now, err
		}
	}
	return flow.Fire(ctx, tx, machine, flow.Move{Subject: row.id, Event: mv.Event, Actor: who, Reason: mv.Reason, Version: now.Version}, at)
}

// A Move asks for one step of the triage.
type Move struct {
	Event   flow.Event
	Reason  flow.Reason
	Version int64 // what the worker saw
}
