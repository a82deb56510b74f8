package told

import (
	"strings"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

// conference is a meeting about the plan: what is to be talked about, and who comes.
func (s Voice) conference(c plan.Conference) Text {
	t := Says(c.What)
	var items []string
	for _, i := range c.Items {
		items = append(items, i.Words)
	}
	var who []string
	for _, name := range c.Who {
		who = append(who, locale.Isolate(name))
	}
	if !c.At.IsZero() {
		t.Fact(s.T("myplan.fact.when"), s.DateTime(c.At, s.Zone))
	}
	t.Fact(s.T("conference.where"), c.Place)
	t.Fact(s.T("conference.who"), strings.Join(who, " · "))
	t.Fact(s.T("conference.on"), strings.Join(items, "\n"))
	if c.State != plan.ToCome {
		t.Fact(s.T("myplan.fact.state"), s.T("conference."+string(c.State)))
	}
	return t
}

// conferenceSay is what the person said to a meeting. Which items they took off stands on the page of the meeting.
func (s Voice) conferenceSay(c plan.ConferenceSay) Text {
	t := Says(c.Words)
	if c.Come != "" {
		t.Fact(s.T("conference.come"), s.T("conference.come."+string(c.Come)))
	}
	if len(c.Off) > 0 {
		t.Said = append(t.Said, s.T("conference.taken_off"))
	}
	t.Fact(s.T("myplan.fact.aloud"), s.DayOf(c.Agreed))
	return t
}
