package plan

import (
	"context"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// waiting is what the person can say something to, and has not. They are few words each and no number: nothing is due from
// the person, ever.
func (f *Face) waiting(v visit) []room.Link {
	var list []room.Link
	for _, t := range v.Everything(v.Plan) {
		if t.Unanswered() && !f.over(v, t) {
			about := v.By(t.Newest().Written)
			link := f.link(v, t, v.T("kept.kind."+t.Kind)+" · "+about)
			if w := t.Newest(); len(w.Said) > 0 {
				link.Text = w.Said[0]
			}
			list = append(list, link)
		}
	}
	list = append(list, f.meetings(v)...)
	for _, o := range v.Offers {
		if o.Open && o.Said().Say == "" {
			return append(list, room.Link{Text: v.T("myplan.wait.offers"), URL: needs})
		}
	}
	return list
}

// meetings are those about the plan that are still to come and to which the person has said nothing: they read the agenda
// before anybody talks about it.
func (f *Face) meetings(v visit) (list []room.Link) {
	for _, c := range v.Conferences {
		now := c.Current().Body
		if _, said := c.Said(); !said && now.State == plan.ToCome && now.At.After(v.Now) && v.Stands.State != plan.Closed {
			list = append(list, room.Link{Text: now.What, About: v.T("conference.heading"), URL: "/my/meetings"})
		}
	}
	return list
}

// over reports whether nothing would come of an answer: the plan is closed, or the wish to close it was another time's.
func (f *Face) over(v visit, t told.Thing) bool {
	return v.Stands.State == plan.Closed || t.Kind == plan.ClosingKind && v.Stands.State != plan.InClosing
}

// Soon is what the first page of the space says about the plan: what waits in it, whether contact is paused, and where it is
// closed, until when everything is kept.
type Soon struct {
	Waiting []room.Link
	Paused  *webkit.Notice
	Closed  *room.Card
}

// Today looks through entries of the person that were opened already.
func (f *Face) Today(ctx context.Context, v room.Visit, entries []record.Entry) (Soon, error) {
	view, err := f.Plans.Of(ctx, v.Me, v.Me.Person, entries)
	if err != nil {
		return Soon{}, err
	}
	now := visit{v, speaks(v, f.House.Zone), view}
	soon := Soon{Waiting: f.waiting(now)}
	leaves, err := f.Records.SomebodyLeaves(ctx, v.Me)
	if err != nil {
		return Soon{}, err
	}
	if leaves {
		soon.Waiting = append([]room.Link{{Text: now.T("myplan.wait.leaving"), URL: people}}, soon.Waiting...)
	}
	if view.Pause.On {
		soon.Paused = &webkit.Notice{Heading: now.T("myplan.pause.begun"), Text: now.pausedBy(), Undo: &webkit.Button{Text: now.T("myplan.pause.look"), URL: PausePath}}
	}
	if view.Stands.State == plan.Closed {
		soon.Closed = &room.Card{Heading: now.T("myplan.close.closed"), URL: home, Parts: []webkit.Component{now.keptUntil()}}
	}
	return soon, nil
}
