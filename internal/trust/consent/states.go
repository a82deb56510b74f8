package consent

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// A State says where a consent stands.
type State string

const (
	StateDrafted   State = "drafted"   // written down, not yet talked through
	StateExplained State = "explained" // talked through, no answer yet
	StateGiven     State = "given"     // the person said yes; it stands from its start date
	StateDeclined  State = "declined"  // the person said no; nothing else changes for them
	StateActive    State = "active"    // it stands
	StateExpiring  State = "expiring"  // it stands and ends within seven days
	StateSuspended State = "suspended" // it does not stand while pressure or a dispute is looked into
	StateExpired   State = "expired"
	StateWithdrawn State = "withdrawn"
	StateReplaced  State = "replaced" // by a newer one that the person gave
)

// States lists them all.
func States() []State {
	return []State{
		StateDrafted, StateExplained, StateGiven, StateDeclined, StateActive, StateExpiring, StateSuspended, StateExpired, StateWithdrawn, StateReplaced,
	}
}

// Over reports whether nothing can follow s.
func (s State) Over() bool {
	return s == StateDeclined || s == StateExpired || s == StateWithdrawn || s == StateReplaced
}

// Live reports whether a consent in state s lets something happen within its dates.
func (s State) Live() bool { return s == StateGiven || s == StateActive || s == StateExpiring }

// An Event is what happens to a consent.
type Event string

const (
	Explain  Event = "explain"
	Give     Event = "give"
	Decline  Event = "decline"
	Begin    Event = "begin"    // the start date has come
	NearEnd  Event = "near_end" // seven days are left
	End      Event = "end"      // the end date has come
	Withdraw Event = "withdraw"
	Replace  Event = "replace"
	Suspend  Event = "suspend" // a worker has reason to think that somebody pressed the person
	Dispute  Event = "dispute" // the person says: this is not what I agreed to
	Resume   Event = "resume"
)

// Events lists them all.
func Events() []Event {
	return []Event{Explain, Give, Decline, Begin, NearEnd, End, Withdraw, Replace, Suspend, Dispute, Resume}
}

// An ActorKind says in what capacity somebody acts on a consent.
type ActorKind string

const (
	ThePerson   ActorKind = "person"       // whose information it is
	LawfulGiver ActorKind = "lawful_giver" // who gave it for them, or with them
	Recorder    ActorKind = "recorder"     // a worker who writes down what the giver said or signed
	Worker      ActorKind = "worker"       // any worker who may see the person
	OtherWorker ActorKind = "other_worker" // a worker who neither recorded nor witnessed this consent
	Time        ActorKind = "time"         // nobody: a date has come
)

// ActorKinds lists them all.
func ActorKinds() []ActorKind {
	return []ActorKind{ThePerson, LawfulGiver, Recorder, Worker, OtherWorker, Time}
}

// A Transition is one permitted step.
type Transition struct {
	From           State
	Event          Event
	To             State
	Who            []ActorKind
	PersonConfirms bool // it takes the person's own yes as well, asked in private
}

// Transitions is the whole life of a consent. None changes its end, and none leads out of a state that is over.
//
// Saying no and taking back are open from every state that is not over, in any form, because they can only take
// permissions away: Washington State counts a withdrawal "orally or in writing". A suspended consent cannot be replaced:
// while pressure is looked into, no new yes may stand in for the old one.
func Transitions() []Transition {
	giver := []ActorKind{ThePerson, LawfulGiver, Recorder}
	worker := []ActorKind{Recorder, Worker, OtherWorker}
	list := []Transition{
		{From: StateDrafted, Event: Explain, To: StateExplained, Who: []ActorKind{ThePerson, LawfulGiver, Recorder, Worker, OtherWorker}},
		{From: StateExplained, Event: Give, To: StateGiven, Who: giver},
		{From: StateDrafted, Event: Decline, To: StateDeclined, Who: giver},
		{From: StateExplained, Event: Decline, To: StateDeclined, Who: giver},
		{From: StateGiven, Event: Begin, To: StateActive, Who: []ActorKind{Time}},
		{From: StateActive, Event: NearEnd, To: StateExpiring, Who: []ActorKind{Time}},
		{From: StateSuspended, Event: Resume, To: StateActive, Who: []ActorKind{OtherWorker}, PersonConfirms: true},
		{From: StateSuspended, Event: Dispute, To: StateSuspended, Who: []ActorKind{ThePerson}},
		{From: StateSuspended, Event: End, To: StateExpired, Who: []ActorKind{Time}},
	}
	for _, s := range []State{StateGiven, StateActive, StateExpiring} {
		list = append(list,
			Transition{From: s, Event: End, To: StateExpired, Who: []ActorKind{Time}},
			Transition{From: s, Event: Replace, To: StateReplaced, Who: giver},
			Transition{From: s, Event: Suspend, To: StateSuspended, Who: worker},
			Transition{From: s, Event: Dispute, To: StateSuspended, Who: []ActorKind{ThePerson}},
		)
	}
	for _, s := range States() {
		if !s.Over() {
			list = append(list, Transition{From: s, Event: Withdraw, To: StateWithdrawn, Who: giver})
		}
	}
	return list
}

// ErrStep is returned by Next for a step that does not exist, or that this actor may not make.
var ErrStep = fault.New(fault.BadInput, "consent.error.step")

// Next returns the state that follows when an actor of kind who makes event happen in state s.
func Next(s State, event Event, who ActorKind) (State, error) {
	for _, t := range Transitions() {
		if t.From == s && t.Event == event && slices.Contains(t.Who, who) {
			return t.To, nil
		}
	}
	return s, ErrStep
}

// LastWeek is how long before its end a consent is called to mind: to the people who work with the person, and on the
// person's own first page (practice map C3). Nobody is written to about it.
const LastWeek = 7 * day

// HeardLasts is how long a witness has to confirm what was said aloud. After that the person is asked afresh: what was said
// then need not be what they want now. The practice map names no time; this one is the house's own.
const HeardLasts = 7 * day

// CheckHeard reports why a yes that was written down at heard cannot be confirmed any more at the moment now.
func CheckHeard(heard, now time.Time) error {
	if !now.Before(heard.Add(HeardLasts)) {
		return ErrHeardLate
	}
	return nil
}

// ErrHeardLate says that a spoken yes has waited too long for its witness.
var ErrHeardLate = fault.New(fault.Stale, "consent.error.heard_late")

// CheckResume reports why worker may not take up a suspended consent again: it takes a worker who neither recorded nor
// witnessed it, and the person's own yes, asked by that worker in private (practice map, A12).
func CheckResume(r Record, worker id.ID, personConfirmed bool) error {
	switch {
	case worker.IsZero() || worker == r.RecordedBy || worker == r.Witness || worker == r.Giver.Account:
		return fault.In("worker", "consent.error.resume_other_worker")
	case !personConfirmed:
		return fault.In("confirmed", "consent.error.resume_person")
	}
	return nil
}
