package told

import "github.com/amparo-project/amparo/internal/care/plan"

func (s Voice) strength(g plan.Strength) Text {
	t := Says(g.Words)
	if g.Over {
		t.Fact(s.T("myplan.fact.state"), s.T("myplan.over"))
	}
	return t
}

func (s Voice) assessment(a plan.Assessment) Text {
	t := Says(a.Words)
	t.Fact(s.T("plan.area."+string(a.Area)), s.T("plan.going."+string(a.Going)))
	return t
}

// AllStrengths are what goes well, and what carries the person.
func (s Voice) AllStrengths(p plan.Plan) []Thing {
	return each(plan.StrengthKind, p.Strengths, s.strength, holds[plan.Strength])
}

// AllAssessments are how the areas of their life are, as far as something was written about them.
func (s Voice) AllAssessments(p plan.Plan) []Thing {
	return each(plan.AssessmentKind, p.Assessments, s.assessment, holds[plan.Assessment])
}
