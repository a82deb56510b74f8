package flow

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

type (
	// A State names where a subject stands.
	State string
	// An Event names what happens to it.
	Event string
	// A Reason is a code from the closed list of a transition. Its words are in the locale files.
	Reason string
	// A Kind says in what capacity somebody acts, for example "advocate". The capability names its own kinds.
	Kind string
)

// ByTime is the kind of actor that the engine itself is when a clock fires.
const ByTime Kind = "time"

// started is the event of the first history row.
const started Event = "started"

// A Transition leads from one state to another.
type Transition struct {
	From         State
	Event        Event
	To           State
	Who          []Kind   // who may; ByTime for what a clock fires
	Reasons      []Reason // when there are any, one of them must be given
	SecondPerson bool     // somebody other than the actor must have agreed
}

// A Clock fires an event when a subject has stood in a state for too long.
type Clock struct {
	In         State
	After      time.Duration // counted from entering the state; zero when Given
	Given      bool          // the moment is given with each Move into the state, as an end date that a person chose
	Fire       Event         // a transition from In that ByTime may make
	EscalateTo Kind          // who is to be told; the handler of Tick does the telling
}

// A Spec declares a machine. New checks it.
type Spec struct {
	Name        string // as stored; it never changes
	Initial     State
	StartedBy   []Kind
	States      []State
	Transitions []Transition
	Clocks      []Clock
}

// A Machine is a checked Spec. It never changes and is safe for concurrent use.
type Machine struct {
	spec        Spec
	transitions map[move]Transition
	clocks      map[State]Clock
}

type move struct {
	from  State
	event Event
}

// Must is New for machines that are declared in the program text; it panics where New fails.
func Must(s Spec) *Machine {
	m, err := New(s)
	if err != nil {
		panic(err)
	}
	return m
}

// New checks s and lists everything wrong with it: names that nothing declares, states that cannot be reached, one event
// leading two ways, clocks that lead nowhere.
func New(s Spec) (*Machine, error) {
	m := &Machine{spec: s, transitions: map[move]Transition{}, clocks: map[State]Clock{}}
	var problems []error
	if s.Name == "" {
		problems = append(problems, errors.New("the machine has no name"))
	}
	if len(s.StartedBy) == 0 {
		problems = append(problems, errors.New("nobody may start it"))
	}
	if !slices.Contains(s.States, s.Initial) {
		problems = append(problems, fmt.Errorf("the initial state %q is not declared", s.Initial))
	}
	for i, state := range s.States {
		if state == "" || slices.Contains(s.States[:i], state) {
			problems = append(problems, fmt.Errorf("state %q is empty or stands twice", state))
		}
	}
	for _, t := range s.Transitions {
		problems = append(problems, m.addTransition(t)...)
	}
	for _, c := range s.Clocks {
		problems = append(problems, m.addClock(c)...)
	}
	problems = append(problems, m.unreachable()...)
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("machine %q: %w", s.Name, err)
	}
	return m, nil
}

func (m *Machine) addTransition(t Transition) (problems []error) {
	report := func(text string) {
		problems = append(problems, fmt.Errorf("transition %s/%s: %s", t.From, t.Event, text))
	}
	for _, state := range []State{t.From, t.To} {
		if !slices.Contains(m.spec.States, state) {
			report(fmt.Sprintf("state %q is not declared", state))
		}
	}
	if t.Event == "" || t.Event == started {
		report("the event has no name of its own")
	}
	if len(t.Who) == 0 {
		report("nobody may make it")
	}
	if slices.Contains(t.Who, ByTime) && (t.SecondPerson || len(t.Reasons) > 0) {
		report("time gives no reason and asks no second person")
	}
	key := move{t.From, t.Event}
	if _, twice := m.transitions[key]; twice {
		report("stands twice")
	}
	m.transitions[key] = t
	return problems
}

func (m *Machine) addClock(c Clock) (problems []error) {
	report := func(text string) { problems = append(problems, fmt.Errorf("clock of %s: %s", c.In, text)) }
	if t, ok := m.transitions[move{c.In, c.Fire}]; !ok {
		report(fmt.Sprintf("event %q leads nowhere", c.Fire))
	} else if !slices.Contains(t.Who, ByTime) {
		report(fmt.Sprintf("time may not fire %q", c.Fire))
	}
	if c.Given != (c.After == 0) || c.After < 0 {
		report("needs either a positive time or a given moment")
	}
	if _, twice := m.clocks[c.In]; twice {
		report("stands twice")
	}
	for _, t := range m.spec.Transitions {
		if c.Given && t.To == c.In && slices.Contains(t.Who, ByTime) {
			report("its moment cannot be given by time, which leads here by " + string(t.Event))
		}
	}
	m.clocks[c.In] = c
	return problems
}

func (m *Machine) unreachable() (problems []error) {
	reached := map[State]bool{m.spec.Initial: true}
	for grown := true; grown; {
		grown = false
		for _, t := range m.spec.Transitions {
			if reached[t.From] && !reached[t.To] {
				reached[t.To], grown = true, true
			}
		}
	}
	for _, s := range m.spec.States {
		if !reached[s] {
			problems = append(problems, fmt.Errorf("state %q cannot be reached", s))
		}
	}
	return problems
}

// Name is the stored name of the machine.
func (m *Machine) Name() string { return m.spec.Name }

// States lists the states as declared.
func (m *Machine) States() []State { return slices.Clone(m.spec.States) }

// Offers lists the transitions that somebody of kind may make from state: what a screen can show as buttons. The engine
// checks again when one is made.
func (m *Machine) Offers(state State, kind Kind) (offers []Transition) {
	for _, t := range m.spec.Transitions {
		if t.From == state && slices.Contains(t.Who, kind) {
			offers = append(offers, t)
		}
	}
	return offers
}
