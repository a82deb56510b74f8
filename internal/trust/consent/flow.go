package consent

import (
	"github.com/amparo-project/amparo/internal/platform/flow"
)

// Machine is the stored life of a consent. It is Transitions without the states that a date alone tells apart: a given
// consent is active from its start and expiring in its last week, which Decide reads from the dates, so that no step of a
// clock stands between a person and taking it back. The clock that is left ends it; it is set when the consent is given
// or suspended, to the end that was agreed, and never later.
func Machine() *flow.Machine { return machine }

var machine = flow.Must(spec())

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
		s.Transitions = append(s.Transitions, flow.Transition{From: flow.State(t.From), Event: flow.Event(t.Event), To: flow.State(t.To), Who: kinds(t.Who)})
	}
	for _, state := range []State{StateGiven, StateActive, StateSuspended} {
		s.Clocks = append(s.Clocks, flow.Clock{In: flow.State(state), Given: true, Fire: flow.Event(End)})
	}
	return s
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
