package plan

import (
	"slices"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// needs are the six kinds of help with what the person needs of each, and what is offered beside what cannot wait.
func (f *Face) needs(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showNeeds(now, trouble{})
}

func (f *Face) showNeeds(v visit, bad trouble) error {
	s := room.Sheet{Top: room.Top{Heading: v.T("myplan.needs.heading"), Lead: v.T("myplan.needs.lead")}, Back: home}
	bad.on(v.Visit, &s)
	all := v.AllNeeds(v.Plan)
	for _, d := range plan.Domains() {
		if links := f.needsOf(v, d, all); len(links.Items) > 0 {
			s.Add(links)
		}
	}
	if len(s.Parts) == 0 {
		s.Add(room.Text{Lines: []string{v.T("myplan.none_yet")}})
	}
	s.Add(room.Links{Items: []room.Link{{Text: v.T("myplan.needs.add"), URL: needEditor.newPath}}})
	if len(v.Offers) > 0 {
		s.Add(room.Text{Heading: v.T("myplan.wait.offers"), Lines: []string{v.T("myplan.offer.text")}})
	}
	for _, o := range v.Offers {
		s.Add(room.Card{Under: true, Heading: v.T("plan.domain." + string(o.Domain)), Parts: f.offer(v, o)})
	}
	return f.ShowSheet(v.Visit, s)
}

func (f *Face) needsOf(v visit, d plan.Domain, all []told.Thing) room.Links {
	links := room.Links{Heading: v.T("plan.domain." + string(d))}
	for _, n := range all {
		if n.Body.(*plan.Need).Domain == d {
			about := v.StandsAs(n)
			if tag := v.Tag(n); tag != nil {
				about = tag.Text
			}
			links.Items = append(links.Items, f.link(v, n, about))
		}
	}
	return links
}

// offer is one support that is offered. It is a question; every answer is one tap, and none needs no tap.
func (f *Face) offer(v visit, o plan.Offer) []webkit.Component {
	var parts []webkit.Component
	if said := o.Said(); said.Say != "" {
		parts = append(parts, room.Text{Lines: []string{v.Answered(told.Thing{}, said)}})
	}
	if o.Open {
		form := room.Form{Action: needs, Key: id.Reference(), Hidden: []webkit.Pair{{Term: "about", Text: f.Handles.Of(v.Me, o.Needs[0])}, {Term: "domain", Text: string(o.Domain)}}}
		for _, say := range plan.Says() {
			form.Buttons = append(form.Buttons, webkit.Button{Text: v.T("plan.say." + string(say)), Name: "say", Value: string(say)})
		}
		form.Buttons = append(form.Buttons, webkit.Button{Text: v.T("myplan.thing.nothing"), URL: home})
		parts = append(parts, form)
	}
	var before []webkit.Component
	for _, a := range slices.Backward(o.Answers) {
		w := told.Wording{Written: a.Written, Text: told.Says(a.Words)}
		w.Fact(v.T("myplan.fact.answer"), v.Answered(told.Thing{}, a))
		before = append(before, f.card(v, "", w))
	}
	if len(before) > 0 {
		parts = append(parts, room.Details{Summary: v.T("myplan.thing.before"), Parts: before})
	}
	return parts
}

// options lists the pages on which ways stand side by side.
func (f *Face) options(v room.Visit) error {
	return f.list(v, "options", home, func(now visit) []told.Thing { return now.AllWays(now.Plan) })
}

// written is everything that was noted and decided, the newest first.
func (f *Face) written(v room.Visit) error {
	return f.list(v, "written", home, func(now visit) []told.Thing {
		p := now.Plan
		return slices.Concat(now.AllNotes(p), now.AllHidden(p), now.AllDecisions(p), now.AllWishes(p), now.AllEvents(p))
	}, room.Link{Text: v.L.T("myplan.add_note"), URL: noteEditor.newPath})
}

// list is a page of things, each with what it says, the newest first.
func (f *Face) list(v room.Visit, name, back string, of func(visit) []told.Thing, more ...room.Link) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	s := room.Sheet{Top: room.Top{Heading: v.L.T("myplan." + name + ".heading"), Lead: v.L.T("myplan." + name + ".lead")}, Back: back}
	if len(more) > 0 {
		s.Add(room.Links{Items: more})
	}
	things := of(now)
	slices.SortStableFunc(things, func(a, b told.Thing) int { return b.Shown().At.Compare(a.Shown().At) })
	for _, t := range things {
		s.Add(f.entryCard(now, t))
	}
	if len(things) == 0 {
		s.Add(room.Text{Lines: []string{v.L.T("myplan.none_yet")}})
	}
	return f.ShowSheet(v, s)
}

// entryCard is a thing in a list, with the way to everything about it.
func (f *Face) entryCard(v visit, t told.Thing) room.Card {
	c := f.card(v, v.T("kept.kind."+t.Kind), t.Shown())
	if _, waits := t.Proposed(); waits || t.Unanswered() {
		c.Tag = &webkit.Tag{Text: v.T("myplan.tag.waits"), Tone: webkit.Active}
	}
	c.URL = f.url(v.Visit, t.ID())
	return c
}
