package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

// loan is a machine with each feature: reasons, a second person, a clock of its own, a given clock, a clock that
// escalates without leaving the state.
func loan() flow.Spec {
	return flow.Spec{
		Name: "loan", Initial: "asked", StartedBy: []flow.Kind{"reader"},
		States: []flow.State{"asked", "lent", "late", "back", "declined"},
		Transitions: []flow.Transition{
			{From: "asked", Event: "lend", To: "lent", Who: []flow.Kind{"librarian"}},
			{From: "asked", Event: "decline", To: "declined", Who: []flow.Kind{"librarian"}, Reasons: []flow.Reason{"worn", "lost"}},
			{From: "asked", Event: "unanswered", To: "asked", Who: []flow.Kind{flow.ByTime}},
			{From: "lent", Event: "overdue", To: "late", Who: []flow.Kind{flow.ByTime}},
			{From: "lent", Event: "return", To: "back", Who: []flow.Kind{"reader", "librarian"}},
			{From: "late", Event: "return", To: "back", Who: []flow.Kind{"reader", "librarian"}},
			{From: "late", Event: "write_off", To: "back", Who: []flow.Kind{"librarian"}, SecondPerson: true},
		},
		Clocks: []flow.Clock{
			{In: "asked", After: 48 * time.Hour, Fire: "unanswered", EscalateTo: "librarian"},
			{In: "lent", Given: true, Fire: "overdue", EscalateTo: "librarian"},
		},
	}
}

func TestNewRefusesWhatCannotRun(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(s *flow.Spec)
		want   string
	}{
		{"no name", func(s *flow.Spec) { s.Name = "" }, "no name"},
		{"nobody starts", func(s *flow.Spec) { s.StartedBy = nil }, "nobody may start it"},
		{"initial unknown", func(s *flow.Spec) { s.Initial = "x" }, `initial state "x" is not declared`},
		{"state twice", func(s *flow.Spec) { s.States = append(s.States, "back") }, `"back" is empty or stands twice`},
		{"unknown from", func(s *flow.Spec) { s.Transitions[0].From = "x" }, `state "x" is not declared`},
		{"unknown to", func(s *flow.Spec) { s.Transitions[0].To = "x" }, `state "x" is not declared`},
		{"nobody may", func(s *flow.Spec) { s.Transitions[0].Who = nil }, "nobody may make it"},
		{"two ways", func(s *flow.Spec) { s.Transitions[1].Event = "lend" }, "asked/lend: stands twice"},
		{"reserved event", func(s *flow.Spec) { s.Transitions[0].Event = "started" }, "no name of its own"},
		{"time with a reason", func(s *flow.Spec) { s.Transitions[3].Reasons = []flow.Reason{"r"} }, "time gives no reason"},
		{"unreachable", func(s *flow.Spec) { s.States = append(s.States, "x") }, `"x" cannot be reached`},
		{"island", func(s *flow.Spec) {
			s.States = append(s.States, "x", "y")
			s.Transitions = append(s.Transitions, flow.Transition{From: "x", Event: "e", To: "y", Who: []flow.Kind{"k"}}, flow.Transition{From: "y", Event: "e", To: "x", Who: []flow.Kind{"k"}})
		}, `"x" cannot be reached`},
		{"clock leads nowhere", func(s *flow.Spec) { s.Clocks[0].Fire = "x" }, "leads nowhere"},
		{"clock not allowed", func(s *flow.Spec) { s.Clocks[0].Fire = "lend" }, "time may not fire"},
		{"clock without a time", func(s *flow.Spec) { s.Clocks[0].After = 0 }, "positive time or a given moment"},
		{"clock with a negative time", func(s *flow.Spec) { s.Clocks[0].After = -1 }, "positive time or a given moment"},
		{"two clocks", func(s *flow.Spec) { s.Clocks = append(s.Clocks, s.Clocks[0]) }, "clock of asked: stands twice"},
		{"time cannot give a moment", func(s *flow.Spec) { s.Transitions[0].Who = []flow.Kind{flow.ByTime} }, "cannot be given by time"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := loan()
			tt.change(&s)
			if _, err := flow.New(s); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestOffersAreWhatTheActorMayDo(t *testing.T) {
	m := flow.Must(loan())
	if got := m.Offers("asked", "librarian"); len(got) != 2 || got[0].Event != "lend" || got[1].Event != "decline" {
		t.Errorf("a librarian is offered %v", got)
	}
	if got := m.Offers("asked", "reader"); got != nil {
		t.Errorf("a reader is offered %v", got)
	}
}

func TestWordsAreComplete(t *testing.T) {
	b, err := locale.New(flow.Words())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range b.Banned() {
		t.Error(f)
	}
	for _, e := range []interface{ Error() string }{flow.ErrUnknown, flow.ErrNotYou, flow.ErrNotNow, flow.ErrStale} {
		if !b.Has(e.Error()) {
			t.Errorf("%v has no words", e)
		}
	}
	for _, key := range []string{flow.ErrReason.Key, flow.ErrSecond.Key, flow.ErrDue.Key} {
		if !b.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}
