package plan

import (
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// overview is "My plan": where it stands, what waits, and the goals with their steps, in the order that the person set.
func (f *Face) overview(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showOverview(now, trouble{})
}

func (f *Face) showOverview(v visit, bad trouble) error {
	s := room.Sheet{Top: room.Top{Heading: v.T("myplan.heading"), Lead: v.T("myplan.lead")}}
	if stands := v.Stands.State; stands != "" {
		s.Add(room.Pairs{Rows: []webkit.Pair{{Term: v.T("myplan.stands"), Text: v.T("plan.stands." + string(stands))}}})
	}
	bad.on(v.Visit, &s)
	s.Add(f.ending(v)...)
	if waiting := f.waiting(v); len(waiting) > 0 {
		s.Add(room.Card{Heading: v.T("myplan.wait.heading"), Parts: []webkit.Component{room.Text{Lines: []string{v.T("myplan.wait.text")}}, room.Links{Items: waiting}}})
	}
	goals, steps := v.AllGoals(v.Plan), v.AllSteps(v.Plan)
	for _, p := range v.Pillars() {
		s.Add(room.Text{Heading: v.T("plan.pillar." + string(p))})
		s.Add(f.goalsUnder(v, p, goals, steps)...)
	}
	s.Add(f.otherSteps(v, goals, steps)...)
	s.Add(room.Links{Items: []room.Link{{Text: v.T("myplan.add_goal"), URL: goalEditor.newPath}, {Text: v.T("myplan.add_step"), URL: stepEditor.newPath}, {Text: v.T("myplan.order.heading"), URL: order}}},
		f.others(v), f.promises(v))
	return f.ShowSheet(v.Visit, s)
}

// goalsUnder are the goals of one pillar. What was let go, or not agreed to, stands below.
func (f *Face) goalsUnder(v visit, p plan.Pillar, goals, steps []told.Thing) []webkit.Component {
	var list []webkit.Component
	var quiet []room.Link
	for _, g := range goals {
		body := g.Body.(*plan.Goal)
		if body.Pillar != p {
			continue
		}
		_, waits := g.Proposed()
		if body.State == plan.GoalLetGo || g.Now < 0 && !waits {
			quiet = append(quiet, f.link(v, g, v.StandsAs(g)))
			continue
		}
		list = append(list, f.goalCard(v, g, steps))
	}
	if len(list)+len(quiet) == 0 {
		return []webkit.Component{room.Text{Lines: []string{v.T("myplan.none_yet")}, Quiet: true}}
	}
	if len(quiet) > 0 {
		list = append(list, room.Details{Summary: v.T("myplan.let_go"), Parts: []webkit.Component{room.Links{Items: quiet}}})
	}
	return list
}

func (f *Face) goalCard(v visit, g told.Thing, steps []told.Thing) room.Card {
	c := room.Card{Under: true, Heading: f.link(v, g, "").Text, URL: f.url(v.Visit, g.ID()), Tag: v.Tag(g)}
	var links []room.Link
	for _, step := range steps {
		if step.Goal == g.ID() {
			links = append(links, f.stepLink(v, step))
		}
	}
	if len(links) > 0 {
		c.Parts = append(c.Parts, room.Links{Items: links})
	}
	return c
}

// stepLink is a step with who does it, by when, and how it stands.
func (f *Face) stepLink(v visit, t told.Thing) room.Link {
	b := t.Body.(*plan.Step)
	about := v.Owner(*b) + " · " + v.DayOf(b.Due) + " · "
	if tag := v.Tag(t); tag != nil {
		return f.link(v, t, about+tag.Text)
	}
	return f.link(v, t, about+v.StepState(b.State))
}

func (f *Face) otherSteps(v visit, goals, steps []told.Thing) []webkit.Component {
	shown := map[id.ID]bool{}
	for _, g := range goals {
		if _, waits := g.Proposed(); g.Body.(*plan.Goal).State != plan.GoalLetGo && (g.Now >= 0 || waits) {
			shown[g.ID()] = true
		}
	}
	var links []room.Link
	for _, step := range steps {
		if !shown[step.Goal] {
			links = append(links, f.stepLink(v, step))
		}
	}
	if len(links) == 0 {
		return nil
	}
	return []webkit.Component{room.Links{Heading: v.T("myplan.other_steps"), Items: links}}
}

// others are the ways to the rest of the plan.
func (f *Face) others(v visit) room.Links {
	list := []room.Link{{Text: v.T("myplan.life.heading"), URL: life}, {Text: v.T("myplan.needs.heading"), URL: needs}}
	if len(v.Options) > 0 {
		list = append(list, room.Link{Text: v.T("myplan.options.heading"), URL: options})
	}
	list = append(list, room.Link{Text: v.T("myplan.written.heading"), URL: written}, room.Link{Text: v.T("myplan.asks.heading"), URL: asks},
		Pause.In(v.L))
	if v.Stands.State != plan.Closed && v.Stands.State != plan.InClosing {
		list = append(list, room.Link{Text: v.T("myplan.close.heading"), URL: closing})
	}
	return room.Links{Heading: v.T("myplan.also"), Items: list}
}

// promises says what was promised to the person, and when. A late one says so: it is ours, not theirs.
func (f *Face) promises(v visit) webkit.Component {
	var rows []webkit.Pair
	for _, p := range v.Promises {
		said := v.T("plan.promised." + string(p.State))
		if p.State == plan.Waiting {
			said = v.T("myplan.promised_by", "day", v.Date(p.Instance.Due, f.House.Zone))
		}
		rows = append(rows, webkit.Pair{Term: v.T("plan.promise." + string(p.Promise)), Text: said})
	}
	if len(rows) == 0 {
		return room.Links{}
	}
	return room.Details{Summary: v.T("myplan.promises"), Parts: append([]webkit.Component{room.Pairs{Rows: rows}}, f.moreTime(v)...)}
}
