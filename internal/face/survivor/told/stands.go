package told

import (
	"slices"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// Tag is how something stands where that is not plain: it waits, or is reached, or was not agreed to.
func (s Voice) Tag(t Thing) *webkit.Tag {
	_, waits := t.Proposed()
	state := StateNow(t.Body)
	switch {
	case waits:
		return &webkit.Tag{Text: s.T("myplan.tag.waits"), Tone: webkit.Active}
	case t.Now < 0:
		return &webkit.Tag{Text: s.T("myplan.tag.declined")}
	case state == string(plan.GoalReached), state == string(plan.StepDone):
		return &webkit.Tag{Text: s.StandsAs(t), Tone: webkit.Done}
	}
	return nil
}

// StandsAs is the word for how something stands.
func (s Voice) StandsAs(t Thing) string {
	if _, waits := t.Proposed(); !waits && t.Now < 0 {
		return s.T("myplan.tag.declined")
	}
	switch b := t.Body.(type) {
	case *plan.Goal:
		return s.GoalState(b.State)
	case *plan.Step:
		return s.StepState(b.State)
	case *plan.Need:
		if b.Over {
			return s.T("myplan.over")
		}
	case *plan.Strength:
		if b.Over {
			return s.T("myplan.over")
		}
	}
	return ""
}

// StateNow is the code of how it stands.
func StateNow(b plan.Body) string {
	state := ""
	switch b := b.(type) {
	case *plan.Goal:
		state = string(b.State)
	case *plan.Step:
		state = string(b.State)
	case *plan.Need:
		if b.Over {
			state = "over"
		}
	case *plan.Strength:
		if b.Over {
			state = "over"
		}
	case *plan.Paper:
		if b.Over {
			state = "over"
		}
	case *plan.Date:
		if b.Off {
			state = "off"
		}
	}
	if state == "" {
		return "open"
	}
	return state
}

// Answered puts an answer into words.
func (s Voice) Answered(t Thing, said plan.Said) string {
	what := s.T("plan.say." + string(said.Say))
	switch b := t.Body.(type) {
	case *plan.Options:
		if said.Say != plan.Later {
			what = s.T("myplan.choose.none")
		}
		if said.Option > 0 && said.Option <= len(b.List) {
			what = locale.Isolate(b.List[said.Option-1].What)
		}
	case *plan.HandOver:
		if i := slices.IndexFunc(b.Offered, func(c plan.Colleague) bool { return c.Account == said.Who }); i >= 0 && said.Say == plan.Yes {
			what = locale.Isolate(b.Offered[i].Name)
		}
	}
	if t.Kind == plan.HiddenKind {
		return s.T("myplan.hidden.challenged", "day", s.DayOf(said.At))
	}
	if said.Own {
		return s.T("myplan.thing.said", "answer", what, "day", s.DayOf(said.At))
	}
	return s.T("myplan.thing.said_aloud", "answer", what, "day", s.DayOf(said.Agreed))
}

// AnswerTo is an answer in full, to the wording to which it was given.
func (s Voice) AnswerTo(t Thing, a plan.Said) Text {
	x := Says(a.Words)
	x.Fact(s.T("myplan.fact.answer"), s.Answered(t, a))
	return x
}
