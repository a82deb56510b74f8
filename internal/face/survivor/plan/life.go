package plan

import (
	"slices"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// life is "How things are": what goes well and carries the person first, then one area of their life after the other, each of
// which they can leave out.
func (f *Face) life(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	s := room.Sheet{Top: room.Top{Heading: now.T("myplan.life.heading"), Lead: now.T("myplan.life.lead")}, Back: home}
	s.Add(room.Text{Heading: now.T("myplan.life.strengths")})
	var past []room.Link
	for _, t := range now.AllStrengths(now.Plan) {
		if _, waits := t.Proposed(); !waits && (t.Now < 0 || t.Body.(*plan.Strength).Over) {
			past = append(past, f.link(now, t, now.StandsAs(t)))
			continue
		}
		s.Add(f.entryCard(now, t))
	}
	s.Add(room.Links{Items: []room.Link{{Text: now.T("myplan.life.add"), URL: strengthEditor.newPath}}})
	if len(past) > 0 {
		s.Add(room.Details{Summary: now.T("myplan.life.past"), Parts: []webkit.Component{room.Links{Items: past}}})
	}
	s.Add(room.Text{Heading: now.T("myplan.life.areas"), Lines: []string{now.T("myplan.life.areas_text")}}, f.areas(now))
	return f.ShowSheet(v, s)
}

// areas lead to what was said about each, or to a page that asks.
func (f *Face) areas(v visit) room.Links {
	var links room.Links
	all := v.AllAssessments(v.Plan)
	for _, a := range plan.Areas() {
		i := slices.IndexFunc(all, func(t told.Thing) bool { return t.Body.(*plan.Assessment).Area == a })
		if i < 0 {
			links.Items = append(links.Items, room.Link{Text: v.T("plan.area." + string(a)), URL: assessmentEditor.newPath + "?area=" + string(a)})
			continue
		}
		about := v.T("plan.going." + string(all[i].Body.(*plan.Assessment).Going))
		if tag := v.Tag(all[i]); tag != nil {
			about = tag.Text
		}
		links.Items = append(links.Items, f.link(v, all[i], about))
	}
	return links
}

var strengthEditor = editor{
	kind: plan.StrengthKind, newPath: life + "/new-strength",
	fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline}},
	ask: func(s voice, d draft) []webkit.Component {
		field := s.field(d.trouble, "words", "myplan.ask.strength")
		field.Hint = s.T("myplan.ask.strength_hint")
		return []webkit.Component{webkit.Textarea{Field: field, Value: d.Get("words"), Rows: 3}}
	},
	fill: func(b plan.Body) filled { return filled{"words": b.(*plan.Strength).Words} },
	body: func(v values, before plan.Body) plan.Body {
		g := &plan.Strength{Words: v.Get("words")}
		if b, ok := before.(*plan.Strength); ok {
			g.Over = b.Over
		}
		return g
	},
}

// An assessment stays about its area, whatever else is changed in it.
var assessmentEditor = editor{
	kind: plan.AssessmentKind, newPath: life + "/new",
	fields: []webkit.FormField{{Name: "area", Kind: webkit.KindChoice, Options: webkit.Codes(plan.Areas())}, {Name: "going", Kind: webkit.KindChoice, Options: webkit.Codes(plan.Goings())},
		{Name: "words", Kind: webkit.KindMultiline}},
	ask: func(s voice, d draft) []webkit.Component {
		area := webkit.Select{Field: s.field(d.trouble, "area", "myplan.ask.area")}
		for _, a := range append([]string{""}, webkit.Codes(plan.Areas())...) {
			one := webkit.Choice{Value: a, Checked: a != "" && a == d.Get("area")}
			if a != "" {
				one.Text = s.T("plan.area." + a)
			}
			area.Choices = append(area.Choices, one)
		}
		return []webkit.Component{area,
			s.cards(s.field(d.trouble, "going", "myplan.ask.going"), "plan.going.", webkit.Codes(plan.Goings()), d.Get("going")),
			webkit.Textarea{Field: s.optional(d.trouble, "words", "myplan.ask.assessment"), Value: d.Get("words"), Rows: 3},
		}
	},
	fill: func(b plan.Body) filled {
		a := b.(*plan.Assessment)
		return filled{"area": string(a.Area), "going": string(a.Going), "words": a.Words}
	},
	body: func(v values, before plan.Body) plan.Body {
		a := &plan.Assessment{Area: plan.Area(v.Get("area")), Going: plan.Going(v.Get("going")), Words: v.Get("words")}
		if b, ok := before.(*plan.Assessment); ok {
			a.Area = b.Area
		}
		return a
	},
}
