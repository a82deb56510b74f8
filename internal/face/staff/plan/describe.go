package plan

import (
	"time"

	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

// Stands is where a plan stands, in the words of a desk.
func Stands(v desk.Visit, s flow.State) string {
	if s == "" {
		return v.L.T("staff.stands.not_begun")
	}
	return v.L.T("staff.stands." + string(s))
}

// day is a day in words, where there is one.
func (f *Face) day(v desk.Visit, t time.Time) string { return v.L.Day(t, f.House.Zone) }

func (f *Face) needLines(v desk.Visit) func(care.Need) []string {
	return func(n care.Need) []string {
		head := v.L.T("plan.domain." + string(n.Domain))
		switch {
		case n.Over:
			head = v.L.T("staff.need.is_over", "need", head)
		case n.Immediate:
			head = v.L.T("staff.need.is_now", "need", head)
		}
		return append([]string{head}, desk.Lines(n.Words)...)
	}
}

func (f *Face) goalLines(v desk.Visit) func(care.Goal) []string {
	return func(g care.Goal) []string {
		lines := desk.Lines(g.Words)
		if g.Why != "" {
			lines = append(lines, v.L.T("staff.goal.because", "why", locale.Isolate(g.Why)))
		}
		if !g.By.IsZero() {
			lines = append(lines, v.L.T("staff.goal.by_day", "day", f.day(v, g.By)))
		}
		return append(lines, v.L.T("staff.goal.stands", "pillar", v.L.T("plan.pillar."+string(g.Pillar)), "state", v.L.T("plan.goal."+desk.OrElse(string(g.State), "open"))))
	}
}

func (f *Face) stepLines(v desk.Visit) func(care.Step) []string {
	return func(s care.Step) []string {
		return append(desk.Lines(s.Words), v.L.T("staff.step.line", "who", locale.Isolate(f.owner(v, s)), "day", f.day(v, s.Due), "state", v.L.T("plan.step."+desk.OrElse(string(s.State), "open"))))
	}
}

func (f *Face) owner(v desk.Visit, s care.Step) string {
	if s.Owner == care.ByPerson {
		return v.L.T("staff.owner.person")
	}
	return s.Who
}

func (f *Face) orderLines(v desk.Visit) func(care.Order) []string {
	return func(o care.Order) []string {
		lines := []string{v.L.T("staff.order")}
		for i, p := range o.Pillars {
			lines = append(lines, v.L.T("staff.order.place", "place", i+1, "pillar", v.L.T("plan.pillar."+string(p))))
		}
		return lines
	}
}

func (f *Face) optionsLines(v desk.Visit) func(care.Options) []string {
	return func(o care.Options) []string {
		lines := desk.Lines(o.About)
		for i, one := range o.List {
			lines = append(lines, v.L.T("staff.options.line", "number", i+1, "what", locale.Isolate(one.What), "next", locale.Isolate(one.Next),
				"risks", locale.Isolate(one.Risks), "helps", locale.Isolate(one.Helps)))
		}
		return lines
	}
}

func (f *Face) decisionLines(v desk.Visit) func(care.Decision) []string {
	return func(d care.Decision) []string {
		lines := append(desk.Lines(d.What), v.L.T("staff.decision.because", "reason", locale.Isolate(d.Reason)))
		for _, o := range d.Options {
			lines = append(lines, v.L.T("staff.decision.or", "option", locale.Isolate(o)))
		}
		return append(lines, v.L.T("staff.decision.who", "who", locale.Isolate(d.By)), v.L.T("staff.decision.again", "review", locale.Isolate(d.Review)))
	}
}

func (f *Face) askLines(v desk.Visit) func(care.Ask) []string {
	return func(a care.Ask) []string {
		lines := desk.Lines(a.Words)
		if a.Safety {
			lines = append(lines, v.L.T("staff.ask.safety"))
		}
		return lines
	}
}

func (f *Face) reviewLines(v desk.Visit) func(care.Review) []string {
	return func(r care.Review) []string {
		if lines := desk.Lines(r.Words); len(lines) > 0 {
			return lines
		}
		return []string{v.L.T("staff.review.done")}
	}
}

func (f *Face) closingLines(v desk.Visit) func(care.Closing) []string {
	return func(c care.Closing) []string {
		return append([]string{v.L.T("staff.closing.reason." + string(c.Reason))}, desk.Lines(c.Words)...)
	}
}
