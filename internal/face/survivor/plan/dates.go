package plan

import (
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// The two lists that have a page of their own: what is on which day, and where papers are.
const (
	dates  = "/my/dates"
	papers = "/my/papers"
)

// Ways are what stands under "More".
func Ways() []room.Way {
	return []room.Way{{Text: "myplan.dates.heading", About: "myplan.dates.about", URL: dates}, {Text: "myplan.papers.heading", About: "myplan.papers.about", URL: papers}}
}

// dateEditor asks for a day and an hour on the clock of the house.
func dateEditor(zone *time.Location) editor {
	return editor{
		kind: plan.DateKind, newPath: dates + "/new",
		fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline}, {Name: "day", Kind: webkit.KindDate}, {Name: "hour", Max: 8}, {Name: "place", Max: 300}, {Name: "with", Max: 200}},
		ask: func(s voice, d draft) []webkit.Component {
			day := s.field(d.trouble, "at", "myplan.ask.day") // what is to be put right about the moment stands beside the day
			day.Name, day.ID = "day", "at"
			hour := webkit.Input{Field: s.field(d.trouble, "hour", "myplan.ask.hour"), Type: "time", Value: d.Get("hour"), Width: webkit.W10}
			return []webkit.Component{
				webkit.Textarea{Field: s.field(d.trouble, "words", "myplan.ask.date"), Value: d.Get("words"), Rows: 2},
				dateField(day, d.Get("day")), hour,
				webkit.Input{Field: s.optional(d.trouble, "place", "myplan.ask.place"), Value: d.Get("place")},
				webkit.Input{Field: s.optional(d.trouble, "with", "myplan.ask.with"), Value: d.Get("with")},
			}
		},
		fill: func(b plan.Body) filled {
			p := b.(*plan.Date)
			at := p.At.In(zone)
			return filled{"words": p.What, "day": at.Format(time.DateOnly), "hour": at.Format(hourFormat), "place": p.Place, "with": p.With}
		},
		body: func(v values, before plan.Body) plan.Body {
			p := plan.Date{What: v.Get("words"), Place: v.Get("place"), With: v.Get("with"), At: momentOf(v, zone)}
			if b, ok := before.(*plan.Date); ok {
				p.Off = b.Off
			}
			return &p
		},
	}
}

const hourFormat = "15:04"

// momentOf is the day and hour of a form; the zero time where either is missing or is none.
func momentOf(v values, zone *time.Location) time.Time {
	at, err := time.ParseInLocation(time.DateOnly+" "+hourFormat, v.Get("day")+" "+v.Get("hour"), zone)
	if err != nil {
		return time.Time{}
	}
	return at
}

var paperEditor = editor{
	kind: plan.PaperKind, newPath: papers + "/new",
	fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline}, {Name: "state", Kind: webkit.KindChoice, Options: paperStates(), Required: true}, {Name: "where", Max: 300}, {Name: "until", Kind: webkit.KindDate}},
	ask: func(s voice, d draft) []webkit.Component {
		return []webkit.Component{
			webkit.Textarea{Field: s.field(d.trouble, "words", "myplan.ask.paper"), Value: d.Get("words"), Rows: 2},
			s.cards(s.field(d.trouble, "state", "myplan.ask.paper_state"), "plan.paper.", paperStates(), d.Get("state")),
			webkit.Input{Field: s.optional(d.trouble, "where", "myplan.ask.where"), Value: d.Get("where")},
			dateField(s.optional(d.trouble, "until", "myplan.ask.until"), d.Get("until")),
		}
	},
	fill: func(b plan.Body) filled {
		p := b.(*plan.Paper)
		return filled{"words": p.What, "state": told.PaperState(p.State), "where": p.Where, "until": dayValue(p.Until)}
	},
	body: func(v values, before plan.Body) plan.Body {
		p := plan.Paper{What: v.Get("words"), State: plan.PaperState(v.Get("state")), Where: v.Get("where"), Until: dayOf(v, "until")}
		if p.State == told.PaperHere {
			p.State = plan.PaperHere
		}
		if b, ok := before.(*plan.Paper); ok {
			p.Over = b.Over
		}
		return &p
	},
}

func paperStates() []string {
	var list []string
	for _, s := range plan.PaperStates() {
		list = append(list, told.PaperState(s))
	}
	return list
}

// dates are the appointments that are to come, and below them those that were or do not take place.
func (f *Face) dates(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	s := room.Sheet{Top: room.Top{Heading: v.L.T("myplan.dates.heading"), Lead: v.L.T("myplan.dates.lead")}, Back: room.MorePath}
	var coming, past []room.Link
	for _, t := range now.AllDates(now.Plan) {
		d := t.Body.(*plan.Date)
		link := f.link(now, t, now.DateTime(d.At, now.Zone))
		if tag := now.Tag(t); tag != nil {
			link.About += " · " + tag.Text
		}
		if d.Off {
			link.About += " · " + now.T("myplan.date.off")
		}
		if d.Off || d.At.Before(v.Now) {
			past = append([]room.Link{link}, past...)
			continue
		}
		coming = append(coming, link)
	}
	f.twoLists(&s, now, coming, past, "myplan.dates.past")
	s.Add(room.Links{Items: []room.Link{{Text: v.L.T("myplan.dates.add"), URL: dates + "/new"}}}, room.Text{Quiet: true, Lines: []string{v.L.T("myplan.dates.remind")}})
	return f.ShowSheet(v, s)
}

// papers are the documents and where each is.
func (f *Face) papers(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	s := room.Sheet{Top: room.Top{Heading: v.L.T("myplan.papers.heading"), Lead: v.L.T("myplan.papers.lead")}, Back: room.MorePath}
	var kept, over []room.Link
	for _, t := range now.voice.AllPapers(now.Plan) {
		p := t.Body.(*plan.Paper)
		link := f.link(now, t, now.T("plan.paper."+told.PaperState(p.State)))
		if tag := now.Tag(t); tag != nil {
			link.About += " · " + tag.Text
		}
		if p.Over {
			over = append(over, link)
			continue
		}
		kept = append(kept, link)
	}
	f.twoLists(&s, now, kept, over, "myplan.papers.past")
	s.Add(room.Links{Items: []room.Link{{Text: v.L.T("myplan.papers.add"), URL: paperEditor.newPath}}})
	return f.ShowSheet(v, s)
}

func (f *Face) twoLists(s *room.Sheet, v visit, first, rest []room.Link, summary string) {
	if len(first) == 0 {
		s.Add(room.Text{Lines: []string{v.T("myplan.none_yet")}})
	} else {
		s.Add(room.Links{Items: first})
	}
	if len(rest) > 0 {
		s.Add(room.Details{Summary: v.T(summary), Parts: []webkit.Component{room.Links{Items: rest}}})
	}
}
