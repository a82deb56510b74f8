package told

import "github.com/amparo-project/amparo/internal/care/plan"

// PaperHere is the word for a paper that the person has; its stored code is empty.
const PaperHere = "here"

// PaperState is the word for where a paper is.
func PaperState(s plan.PaperState) string {
	if s == plan.PaperHere {
		return PaperHere
	}
	return string(s)
}

func (s Voice) date(d plan.Date) Text {
	t := Says(d.What)
	t.Fact(s.T("myplan.fact.when"), s.DateTime(d.At, s.Zone))
	t.Fact(s.T("myplan.fact.place"), d.Place)
	t.Fact(s.T("myplan.fact.with"), d.With)
	if d.Off {
		t.Fact(s.T("myplan.fact.state"), s.T("myplan.date.off"))
	}
	return t
}

func (s Voice) paper(p plan.Paper) Text {
	t := Says(p.What)
	t.Fact(s.T("myplan.fact.where"), s.T("plan.paper."+PaperState(p.State)))
	t.Fact(s.T("myplan.fact.place"), p.Where)
	t.Fact(s.T("myplan.fact.until"), s.DayOf(p.Until))
	if p.Over {
		t.Fact(s.T("myplan.fact.state"), s.T("myplan.paper.over"))
	}
	return t
}

// AllDates are the appointments, by their time.
func (s Voice) AllDates(p plan.Plan) []Thing {
	return each(plan.DateKind, p.Dates, s.date, holds[plan.Date])
}

// AllPapers are the documents.
func (s Voice) AllPapers(p plan.Plan) []Thing {
	return each(plan.PaperKind, p.Papers, s.paper, holds[plan.Paper])
}
