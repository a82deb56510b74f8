package plan

import (
	"slices"

	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// people is who works with the person, by the names that they show, and whom the person can choose to work with.
func (f *Face) people(v room.Visit) error {
	team, err := f.Records.Team(v.R.Context(), v.Me, v.Me.Person)
	if err != nil {
		return err
	}
	now, err := f.open(v)
	if err != nil {
		return err
	}
	s := room.Sheet{Top: room.Top{Heading: v.L.T("myplan.people.heading"), Lead: v.L.T("myplan.people.lead")}}
	for _, m := range team {
		s.Add(now.member(m))
	}
	for _, t := range slices.Backward(now.AllHands(now.Plan)) {
		c := f.entryCard(now, t)
		if said := t.Newest().Last(); said.Say != "" {
			c.Parts = append([]webkit.Component{room.Text{Lines: []string{now.Answered(t, said)}}}, c.Parts...)
		}
		s.Add(c)
	}
	s.Add(room.Links{Items: []room.Link{{Text: v.L.T("myplan.asks.heading"), About: v.L.T("myplan.people.change"), URL: asks}}})
	return f.ShowSheet(v, s)
}

// member is one of the person's people. Somebody without a name to show yet is being introduced.
func (s voice) member(m record.TeamMember) room.Card {
	relation := "myplan.people.worker"
	if m.Relation != gate.Worker {
		relation = "myplan.people.cover"
	}
	c := room.Card{Heading: m.ShownName, Name: true, Parts: []webkit.Component{room.Text{Lines: []string{s.T(relation), s.T("room.role." + string(m.Role))}}}}
	if m.ShownName == "" {
		c.Heading, c.Name = s.T("myplan.people.new"), false
	} else {
		c.Heading = locale.Isolate(m.ShownName)
	}
	var lines []string
	if !m.Since.IsZero() { // so that somebody new is seen to be
		lines = append(lines, s.T("myplan.people.since", "day", s.Day(m.Since, s.Zone)))
	}
	if !m.Came.At.IsZero() {
		lines = append(lines, s.came(m.Came))
	}
	if len(lines) > 0 {
		c.Parts = append(c.Parts, room.Text{Lines: lines})
	}
	if m.Leaving {
		c.Parts = append(c.Parts, room.Text{Lines: []string{s.T("myplan.people.leaving", "name", c.Heading)}},
			room.Links{Items: []room.Link{{Text: s.T("myplan.people.leaving_say"), URL: asks}}})
	}
	return c
}

// came is how somebody came to work here: who may read about a person is let in by two.
func (s voice) came(a account.Admission) string {
	day := s.Day(a.At, s.Zone)
	if a.Invited == "" || a.LetIn == "" {
		return s.T("myplan.people.came_root", "day", day)
	}
	return s.T("myplan.people.came", "day", day, "invited", s.T("room.role."+string(a.Invited)), "let_in", s.T("room.role."+string(a.LetIn)))
}
