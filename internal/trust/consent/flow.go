package consent

import (
	"slices"

	"github.com/amparo-project/amparo/internal/platform/flow"
)

// Machine is the stored life of a consent. It is Transitions without the states that a date alone tells apart: a given
// consent is active from its start and expiring in its last week, which Decide reads from the dates, so that no step of a
// clock stands between a person and taking it back. The clock that is left ends it; it is set when the consent is given
// or suspended, to the end that was agreed, and never later.
//
// What takes two people takes them here too: the engine takes no yes that a worker wrote down without the witness, and
// resumes nothing without the person.
func Machine() *flow.Machine { return machine }

var machine = flow.Must(spec())

// GiveSpoken is Give where a worker wrote down what was said. The witness is the second person.
const GiveSpoken flow.Event = "give_spoken"

func spec() flow.Spec {
	s := flow.Spec{
		Name: "consent", Initial: flow.State(StateDrafted), StartedBy: kinds([]ActorKind{ThePerson, Recorder, Worker}),
	}
	for _, state := range States() {
		if state != StateExpiring {
			s.States = append(s.States, flow.State(state))
		}
	}
	for _, t := range Transitions() {
		if t.From == StateExpiring || t.To == StateExpiring || t.Event == Begin {
			continue
		}
		step := flow.Transition{From: flow.State(t.From), Event: flow.Event(t.Event), To: flow.State(t.To), Who: kinds(t.Who), SecondPerson: t.PersonConfirms}
		if t.Event == Give {
			s.Transitions = append(s.Transitions, spokenStep(step))
			step.Who = slices.DeleteFunc(step.Who, func(k flow.Kind) bool { return k == flow.Kind(Recorder) })
		}
		s.Transitions = append(s.Transitions, step)
	}
	for _, state := range []State{StateGiven, StateActive, StateSuspended} {
		s.Clocks = append(s.Clocks, flow.Clock{In: flow.State(state), Given: true, Fire: flow.Event(End)})
	}
	return s
}

// spokenStep is the way to a yes for those who only write it down.
func spokenStep(give flow.Transition) flow.Transition {
	return flow.Transition{From: give.From, Event: GiveSpoken, To: give.To, Who: kinds([]ActorKind{Recorder}), SecondPerson: true}
}

func kinds(who []ActorKind) []flow.Kind {
	var out []flow.Kind
	for _, k := range who {
		if k == Time {
			out = append(out, flow.ByTime)
			continue
		}
		out = append(out, flow.Kind(k))
	}
	return out
}
