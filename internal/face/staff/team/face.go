// Package team is the supervisor's desk over the team: how many people each colleague works with, which promises are late,
// and who has nobody to stand in. It shows counts and references, and nothing that anybody wrote.
package team

import (
	"embed"
	"net/http"
	"slices"
	"strconv"
	"time"

	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/face/staff/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed words/*.json
var words embed.FS

// Words are the words of this page.
func Words() locale.Source { return locale.Embedded("staff-team", words, false) }

// Path is the address of the page.
const Path = "/desk/team"

// Face is this page.
type Face struct{ *desk.Desk }

// New returns the page over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }

// Routes are its addresses, each with its door.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{{Method: http.MethodGet, Pattern: Path, Door: desk.PersonDoor(gate.Oversee, desk.Roles(account.Supervisor)), Handler: f.At(f.team)}}
}

// changed is how long the page says that somebody has a new worker.
const changed = 14 * 24 * time.Hour

// A load is what one colleague carries.
type load struct {
	account.Colleague
	works, covers, late int
	next                *desk.Promise
}

func (f *Face) team(v desk.Visit) error {
	list, err := f.Plans.Team(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	colleagues, err := f.Accounts.Colleagues(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	names := map[id.ID]string{}
	for _, c := range colleagues {
		names[c.Account] = desk.OrElse(c.Name, c.Handle)
	}
	s := desk.Sheet{Heading: v.L.T("staff.team"), Lead: v.L.T("staff.team.lead"), Parts: []webkit.Component{
		f.sums(v, list), desk.Part{Heading: v.L.T("staff.team.balance")}, f.balance(v, list, colleagues),
		desk.Part{Heading: v.L.T("staff.team.people")}, f.peopleTable(v, list, names)}}
	return f.Show(v, http.StatusOK, s)
}

// sums are the counts that should be looked at first.
func (f *Face) sums(v desk.Visit, list []care.Overseen) webkit.SummaryList {
	late, alone, fresh, disputed := 0, 0, 0, 0
	for _, o := range list {
		late += lateOf(o)
		if o.Disputed {
			disputed++
		}
		if o.Worker.IsZero() || o.Cover.IsZero() {
			alone++
		}
		if isNew(v, o.WorkerCame) || isNew(v, o.CoverCame) {
			fresh++
		}
	}
	row := func(key string, n int) webkit.SummaryRow {
		return webkit.SummaryRow{Key: v.L.T(key), Value: v.L.Number(int64(n))}
	}
	return webkit.SummaryList{Rows: []webkit.SummaryRow{row("staff.team.all", len(list)), row("staff.team.late", late), row("staff.team.disputed", disputed), row("staff.team.alone", alone), row("staff.team.fresh", fresh)}}
}

// isNew reports whether somebody came to a person a short while ago.
func isNew(v desk.Visit, came time.Time) bool { return !came.IsZero() && v.Now.Sub(came) < changed }

func lateOf(o care.Overseen) (n int) {
	for _, p := range o.Promises {
		if p.State == care.Late {
			n++
		}
	}
	return n
}

// balance is how much each colleague carries, in the order of their names.
func (f *Face) balance(v desk.Visit, list []care.Overseen, colleagues []account.Colleague) webkit.Table {
	t := webkit.Table{Caption: v.L.T("staff.team.balance"), CaptionHidden: true, Columns: []webkit.Column{{Text: v.L.T("staff.team.colleague")},
		{Text: v.L.T("staff.team.works"), Number: true}, {Text: v.L.T("staff.team.covers"), Number: true}, {Text: v.L.T("staff.team.late"), Number: true}, {Text: v.L.T("staff.promise")}}}
	for _, c := range colleagues {
		if c.Left || !desk.WorksWithPeople(c.Role) {
			continue
		}
		l := f.loadOf(v, list, c)
		next := webkit.Cell{Text: v.L.T("staff.promise.none")}
		if l.next != nil {
			next = l.next.Cell()
		}
		number := func(n int) webkit.Cell { return webkit.Cell{Text: strconv.Itoa(n)} }
		t.Rows = append(t.Rows, []webkit.Cell{{Text: desk.OrElse(c.Name, c.Handle)}, number(l.works), number(l.covers), number(l.late), next})
	}
	return t
}

// loadOf counts one colleague's people. They come by the next promise, so the first that has one has the next.
func (f *Face) loadOf(v desk.Visit, list []care.Overseen, c account.Colleague) load {
	l := load{Colleague: c}
	for _, o := range list {
		if o.Cover == c.Account {
			l.covers++
		}
		if o.Worker != c.Account {
			continue
		}
		l.works++
		l.late += lateOf(o)
		if l.next == nil && len(o.Promises) > 0 {
			p := f.Promised(v, o.Promises[0])
			l.next = &p
		}
	}
	return l
}

// peopleTable is every person by reference, the next promise first. Whom the supervisor works with is a way to their page;
// the gate decides and logs that look by itself.
func (f *Face) peopleTable(v desk.Visit, list []care.Overseen, names map[id.ID]string) webkit.Table {
	t := webkit.Table{Caption: v.L.T("staff.team.people"), CaptionHidden: true, Empty: v.L.T("staff.team.nobody"), Columns: []webkit.Column{{Text: v.L.T("staff.team.reference")},
		{Text: v.L.T("staff.promise")}, {Text: v.L.T("staff.people.by")}, {Text: v.L.T("staff.people.step")}, {Text: v.L.T("staff.team.worker")}, {Text: v.L.T("staff.team.cover")}}}
	who := func(a id.ID, came time.Time) webkit.Cell {
		c := webkit.Cell{Text: names[a]}
		switch {
		case a.IsZero():
			c.Tag = &webkit.Tag{Text: v.L.T("staff.team.nobody_here"), Tone: webkit.Attention}
		case isNew(v, came):
			c.Tag = &webkit.Tag{Text: v.L.T("staff.team.new", "when", v.L.Day(came, f.House.Zone))}
		}
		return c
	}
	for _, o := range list {
		reference := webkit.Cell{Text: o.Reference[:6]}
		if o.Disputed {
			reference.Tag = &webkit.Tag{Text: v.L.T("staff.team.disputes"), Tone: webkit.Attention}
		}
		if slices.Contains([]gate.Relation{gate.Worker, gate.Cover}, o.Relation) {
			reference.URL = "/desk/people/" + o.Reference
		}
		next, by := webkit.Cell{Text: v.L.T("staff.promise.none")}, webkit.Cell{}
		if len(o.Promises) > 0 {
			p := f.Promised(v, o.Promises[0])
			next, by = webkit.Cell{Text: p.What, Tag: p.Late}, p.Cell()
		}
		t.Rows = append(t.Rows, []webkit.Cell{reference, next, by, {Text: plan.Stands(v, o.Stands)}, who(o.Worker, o.WorkerCame), who(o.Cover, o.CoverCame)})
	}
	return t
}
