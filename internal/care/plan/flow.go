package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// Where a plan stands: the six steps of working together, and coming back.
const (
	Engaging    flow.State = "engaging"
	Assessing   flow.State = "assessing"
	Planning    flow.State = "planning"
	Doing       flow.State = "doing"
	FollowingUp flow.State = "following_up"
	InClosing   flow.State = "closing"
	Closed      flow.State = "closed"
	Reopened    flow.State = "reopened"
)

// Who moves it.
const (
	ThePerson flow.Kind = "person"
	AWorker   flow.Kind = "worker"
)

// What moves it, beside the steps, which are named for where they lead.
const (
	closeOwn   flow.Event = "close_own"   // the person's own word
	closeAloud flow.Event = "close_aloud" // said aloud; the second worker heard it too
	closeGone  flow.Event = "close_gone"  // lost contact, with proof
	comeBack   flow.Event = "come_back"
	keepLonger flow.Event = "keep_longer" // the person wants all of it kept for as long again, from now
	itIsOver   flow.Event = "over"
)

// KeptFor is how long everything about a person is kept once their plan is closed (practice map, section 4.5). They can come
// back, have it kept longer, or have it destroyed at once.
const KeptFor = 2 * 365 * day

// Machine is where a plan stands, one for each person. No plan is closed, and no step made, by a date (practice map, S10):
// the one clock is that of a closed plan, and ends what is kept.
func Machine() *flow.Machine { return machine }

var machine = flow.Must(spec())

func spec() flow.Spec {
	both := []flow.Kind{ThePerson, AWorker}
	steps := []flow.State{Engaging, Assessing, Planning, Doing, FollowingUp}
	s := flow.Spec{Name: "plan", Initial: Engaging, StartedBy: both, States: append(slices.Clone(steps), InClosing, Closed, Reopened),
		Clocks: []flow.Clock{{In: Closed, After: KeptFor, Fire: itIsOver}}}
	add := func(from flow.State, event flow.Event, to flow.State, who []flow.Kind, second bool) {
		s.Transitions = append(s.Transitions, flow.Transition{From: from, Event: event, To: to, Who: who, SecondPerson: second})
	}
	for i, from := range steps {
		for _, j := range []int{i - 1, i + 1} { // the next step, or back
			if j >= 0 && j < len(steps) {
				add(from, stepTo(steps[j]), steps[j], both, false)
			}
		}
		add(from, stepTo(InClosing), InClosing, both, false)
	}
	for _, to := range []flow.State{Assessing, Planning, Doing, InClosing} { // nobody begins at the beginning again
		add(Reopened, stepTo(to), to, both, false)
	}
	add(InClosing, stepTo(FollowingUp), FollowingUp, both, false)
	add(InClosing, closeOwn, Closed, both, false)
	add(InClosing, closeAloud, Closed, []flow.Kind{AWorker}, true)
	add(InClosing, closeGone, Closed, []flow.Kind{AWorker}, false)
	add(Closed, comeBack, Reopened, both, false)
	add(Closed, keepLonger, Closed, []flow.Kind{ThePerson}, false)
	add(Closed, itIsOver, Closed, []flow.Kind{flow.ByTime}, false) // and nothing is left of it (see over)
	return s
}

func stepTo(s flow.State) flow.Event { return flow.Event("to_" + string(s)) }

// Moves lists where an actor of kind can move a plan from here; closing and coming back have ways of their own.
func Moves(from flow.State, kind flow.Kind) []flow.State {
	var list []flow.State
	for _, t := range machine.Offers(from, kind) {
		if t.Event == stepTo(t.To) && t.To != InClosing {
			list = append(list, t.To)
		}
	}
	return list
}

// A Promise is something that is due to the person by a day. It blocks nothing: when its day has come it is late, which the
// people who work with the person see, until it is kept.
type Promise string

const (
	FirstContact Promise = "first_contact" // within 48 hours
	FirstPlan    Promise = "first_plan"    // within ten working days, or later by agreement
	NextReview   Promise = "review"        // every thirty days in the first ninety, then every ninety
	AnAnswer     Promise = "answer"        // to what the person asked for
)

// Promises lists them all.
func Promises() []Promise { return []Promise{FirstContact, FirstPlan, NextReview, AnAnswer} }

// How a promise stands.
const (
	Waiting flow.State = "waiting"
	Late    flow.State = "late"
	Kept    flow.State = "kept"
	Off     flow.State = "off" // the plan is closed
)

const (
	keepIt    flow.Event = "keep"
	moveIt    flow.Event = "move"
	endIt     flow.Event = "end"
	itIsLate  flow.Event = "late"
	supervise flow.Kind  = "supervisor"
)

// PromiseMachine is how promises stand, one for each promise of each person.
func PromiseMachine() *flow.Machine { return promises }

// Answers have a machine of their own, alike in all but its name, so that it can be told of an agency that it has left
// somebody waiting for one, without looking at anybody.
var (
	promises = flow.Must(promiseSpec("plan.promise"))
	answers  = flow.Must(promiseSpec("plan.answer"))
)

// machine is the one in which a promise stands.
func (p Promise) machine() *flow.Machine {
	if p == AnAnswer {
		return answers
	}
	return promises
}

func promiseSpec(name string) flow.Spec {
	both := []flow.Kind{ThePerson, AWorker}
	s := flow.Spec{Name: name, Initial: Waiting, StartedBy: both, States: []flow.State{Waiting, Late, Kept, Off},
		Clocks: []flow.Clock{{In: Waiting, Given: true, Fire: itIsLate, EscalateTo: supervise}}}
	add := func(from flow.State, event flow.Event, to flow.State, who ...flow.Kind) {
		s.Transitions = append(s.Transitions, flow.Transition{From: from, Event: event, To: to, Who: who})
	}
	add(Waiting, itIsLate, Late, flow.ByTime)
	for _, from := range s.States {
		add(from, moveIt, Waiting, both...)
		if from == Waiting || from == Late {
			add(from, keepIt, Kept, both...)
		}
		if from != Off {
			add(from, endIt, Off, both...)
		}
	}
	return s
}

// subject is what a promise to a person is known by.
func (p Promise) subject(person id.ID) id.ID { return id.Named(person, "plan/"+string(p)) }

const day = 24 * time.Hour

// first is when a promise that begins with the plan is due.
func (p Promise) first(at time.Time) time.Time {
	if p == FirstContact {
		return at.Add(2 * day)
	}
	return workdays(at, 10)
}

// nextReview is when a plan that was first reviewed, or made, at began is looked through next.
func nextReview(began, at time.Time) time.Time {
	if at.Sub(began) < 90*day {
		return at.Add(30 * day)
	}
	return at.Add(90 * day)
}

// due is when an Ask is to be answered.
func (a *Ask) due(at time.Time) time.Time {
	if a.Safety {
		return workdays(at, 1)
	}
	return workdays(at, 10)
}

// workdays is the same time of day n working days later. Saturdays and Sundays are none; holidays are not known here.
func workdays(at time.Time, n int) time.Time {
	for n > 0 {
		at = at.AddDate(0, 0, 1)
		if d := at.Weekday(); d != time.Saturday && d != time.Sunday {
			n--
		}
	}
	return at
}
