package plan

import (
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A voice says what the pages ask and answer, beside what the plan tells.
type voice struct{ told.Voice }

func speaks(v room.Visit, zone *time.Location) voice {
	return voice{told.Voice{Localiser: v.L, Zone: zone}}
}

// A visit is one request about the person's plan, with the plan as it stands.
type visit struct {
	room.Visit
	voice
	plan.View
}

func (f *Face) open(v room.Visit) (visit, error) {
	view, err := f.Plans.Open(v.R.Context(), v.Me, v.Me.Person)
	return visit{v, speaks(v, f.House.Zone), view}, err
}

// url is the address of a thing.
func (f *Face) url(v room.Visit, entry id.ID) string {
	return home + "/of/" + f.Handles.Of(v.Me, entry)
}

// find opens the plan and finds in it the thing that a page led to.
func (f *Face) find(v room.Visit) (now visit, t told.Thing, err error) {
	if now, err = f.open(v); err != nil {
		return now, t, err
	}
	for _, t := range now.Everything(now.Plan) {
		if _, ok := f.wordingOf(now, t, v.R.PathValue("handle")); ok {
			return now, t, nil
		}
	}
	return now, told.Thing{}, room.ErrNotHere
}

// wordingOf is the wording of a thing whose handle a form brought.
func (f *Face) wordingOf(v visit, t told.Thing, handle string) (told.Wording, bool) {
	for _, w := range t.Versions {
		if _, ok := f.Handles.Find(v.Me, handle, []id.ID{w.Entry}); ok {
			return w, true
		}
	}
	return told.Wording{}, false
}

// A trouble is why a form comes back: something to put right, or that somebody wrote something newer in the meantime.
type trouble struct {
	problems webkit.Problems
	newer    bool
}

func (t trouble) any() bool { return t.newer || t.problems.Any() }

// troubleOf turns what a service answered into what the form shows. Every other error is returned: the router answers it.
func troubleOf(err error) (trouble, error) {
	if err != nil && fault.KindOf(err) == fault.Stale {
		return trouble{newer: true}, nil
	}
	problems, ok := page.ProblemOf(err)
	if !ok {
		return trouble{}, err
	}
	return trouble{problems: problems}, nil
}

// on puts a trouble at the top of a page. What was typed is in its form still.
func (t trouble) on(v room.Visit, s *room.Sheet) {
	s.Problems(v.L, t.problems)
	if t.newer {
		s.Status = fault.Stale.Status()
		s.Notice = &webkit.Notice{Heading: v.L.T("myplan.newer.heading"), Text: v.L.T("myplan.newer.text"), Attention: true}
	}
}

// card shows a wording with who wrote it.
func (f *Face) card(v visit, heading string, w told.Wording, more ...webkit.Component) room.Card {
	when := f.Moment(v.L, w.At)
	return room.Card{Heading: heading, Who: v.By(w.Written), When: &when, Parts: append(w.Parts(), more...)}
}

// link leads to a thing: its first words, or what it is where it has none.
func (f *Face) link(v visit, t told.Thing, about string) room.Link {
	l := room.Link{Text: v.T("kept.kind." + t.Kind), About: about, URL: f.url(v.Visit, t.ID())}
	if w := t.Shown(); len(w.Said) > 0 {
		l.Text = w.Said[0]
	}
	if b, ok := t.Body.(*plan.Assessment); ok {
		l.Text = v.T("plan.area." + string(b.Area))
	}
	return l
}
