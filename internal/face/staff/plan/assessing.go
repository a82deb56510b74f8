package plan

import (
	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

var strength = &kind{name: "strength", path: "strengths", agrees: true, answers: true,
	asks: []ask{
		{name: "words", kind: webkit.KindMultiline, need: true, rows: 2},
		{name: "over", kind: webkit.KindBool, changes: true},
	},
	of: func(p care.Plan) []thing { return thingsOf(p.Strengths) },
	fill: func(_ *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		s := body.(care.Strength)
		return map[string]string{"words": s.Words, "over": yes(s.Over)}
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		return &care.Strength{Words: in.Get("words"), Over: in.Bool("over")}
	},
}

var assessment = &kind{name: "assessment", path: "assessments", agrees: true, answers: true,
	asks: []ask{
		{name: "area", kind: webkit.KindChoice, need: true, choices: codesOf("plan.area.", care.Areas())},
		{name: "going", kind: webkit.KindChoice, need: true, choices: codesOf("plan.going.", care.Goings())},
		{name: "words", kind: webkit.KindMultiline, rows: 3},
	},
	of: func(p care.Plan) []thing { return thingsOf(p.Assessments) },
	fill: func(_ *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		a := body.(care.Assessment)
		return map[string]string{"area": string(a.Area), "going": string(a.Going), "words": a.Words}
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		return &care.Assessment{Area: care.Area(in.Get("area")), Going: care.Going(in.Get("going")), Words: in.Get("words")}
	},
}

// assessmentRows are what was written about each area. What the person chose not to speak of has no way to ask again.
func (f *Face) assessmentRows(v desk.Visit, o desk.Opened) []webkit.Component {
	parts := rows(f, v, o, assessment, o.Plan.Assessments, f.assessmentLines(v))
	for i, t := range o.Plan.Assessments {
		now, counts := t.Now()
		if both, ok := parts[i].(desk.Both); ok && counts && now.Own && now.Body.Going == care.Skipped {
			both.Columns[0].Notes = append(both.Columns[0].Notes, v.L.T("staff.assessment.skipped"))
			both.More = webkit.Actions{}
			parts[i] = both
		}
	}
	return parts
}

func (f *Face) strengthLines(v desk.Visit) func(care.Strength) []string {
	return func(s care.Strength) []string {
		lines := desk.Lines(s.Words)
		if s.Over {
			lines = append(lines, v.L.T("staff.strength.is_over"))
		}
		return lines
	}
}

func (f *Face) assessmentLines(v desk.Visit) func(care.Assessment) []string {
	return func(a care.Assessment) []string {
		head := v.L.T("staff.assessment.line", "area", v.L.T("plan.area."+string(a.Area)), "going", v.L.T("plan.going."+string(a.Going)))
		return append([]string{head}, desk.Lines(a.Words)...)
	}
}
