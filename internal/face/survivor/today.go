package survivor

import (
	"net/http"
	"slices"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// latest is how many of the newest entries the first page shows.
const latest = 3

type todayModel struct {
	room.Top
	Found   *webkit.Notice // that a check found something which touches them
	Waiting []room.Waiting
	NewTo   string
	New     webkit.Timeline
	Plan    *room.Card // what waits in the plan
	Paused  *webkit.Notice
	Closed  *room.Card
	Ways    room.Links
	All     webkit.Link
	People  []string
	PeopleH string
	Empty   *webkit.EmptyState
}

// waiting is something that the person can decide, whenever they like.
type waiting struct {
	Heading, Text string
	Button        webkit.Button
}

func (f *Face) today(w http.ResponseWriter, r *http.Request) error {
	me, l := page.Actor(r.Context()), f.House.Speak(r)
	asked, problems := webkit.Form{Fields: []webkit.FormField{{Name: "more", Kind: webkit.KindBool}}}.Read(r)
	if problems.Any() {
		return problems.Err()
	}
	rec, err := f.Records.Read(r.Context(), me, me.Person, gate.OwnLife, gate.Compartments()...)
	if err != nil {
		return err
	}
	choices, err := f.Disclosure.Choices(r.Context(), me, me.Person)
	if err != nil {
		return err
	}
	v := room.Visit{W: w, R: r, L: l, Me: me, Now: f.House.Clock()}
	soon, err := f.Plan.Today(r.Context(), v, rec.Entries)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(rec.Entries), func(e record.Entry) bool { return e.Author == me.Account || e.Locked })
	slices.Reverse(others)
	m := todayModel{Top: room.Top{Heading: l.T("survivor.today.heading"), Lead: l.T("survivor.today.lead")},
		Waiting: f.waiting(l, me, choices),
		NewTo:   l.T("survivor.today.new"), New: webkit.Timeline{Label: l.T("survivor.today.new")},
		All:     webkit.Link{Text: l.T("survivor.today.all"), URL: "/my/record"},
		PeopleH: l.T("survivor.today.people"), People: authors(l, others)}
	most, more := latest, false
	if me.Settings.OneThing && !asked.Bool("more") {
		most = 1
		m.Waiting, soon, more = oneThing(m.Waiting, soon)
	}
	if m.Found, err = f.remembered(r.Context(), l, me); err != nil {
		return err
	}
	m.putPlan(l, soon)
	if more || most < min(latest, len(others)) {
		m.Ways.Items = append(m.Ways.Items, room.Link{Text: l.T("survivor.today.more"), URL: "/my?more=yes"})
	}
	for _, e := range others[:min(most, len(others))] {
		item := webkit.TimelineItem{When: f.Moment(l, e.At), Title: l.T("kept.kind." + e.Kind), Who: room.Who(l, e.AuthorName, account.Role(e.AuthorRole))}
		m.New.Items = append(m.New.Items, item)
	}
	if len(others) == 0 {
		m.Empty = &webkit.EmptyState{Drawing: webkit.Drawing{Name: "cup"}, Heading: l.T("survivor.today.empty"), Text: l.T("survivor.today.empty_text")}
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "today", Model: m})
}

// putPlan says quietly what waits in the plan, and whether contact is paused. Nothing is counted, and nothing is due from the
// person.
func (m *todayModel) putPlan(l *locale.Localiser, soon plan.Soon) {
	if len(soon.Waiting) > 0 {
		m.Plan = &room.Card{Heading: l.T("survivor.today.plan"), Parts: []webkit.Component{
			room.Text{Lines: []string{l.T("survivor.today.plan_text")}}, room.Links{Items: soon.Waiting}}}
	}
	m.Closed = soon.Closed
	if m.Paused = soon.Paused; m.Paused == nil {
		m.Ways.Items = []room.Link{plan.Pause.In(l)}
	}
}

// oneThing leaves what comes first of what waits, and reports whether there is more: the person chose to read one thing at a
// time.
func oneThing(waiting []room.Waiting, soon plan.Soon) ([]room.Waiting, plan.Soon, bool) {
	all := len(waiting) + len(soon.Waiting)
	if len(waiting) > 0 {
		waiting, soon.Waiting = waiting[:1], nil
	}
	soon.Waiting = soon.Waiting[:min(1, len(soon.Waiting))]
	return waiting, soon, all > 1
}

func (f *Face) waiting(l *locale.Localiser, me account.Actor, choices []disclosure.Choice) []room.Waiting {
	var list []room.Waiting
	for _, c := range choices {
		if c.Asking != nil {
			list = append(list, room.Waiting{Heading: l.T("survivor.resume.heading"),
				Text:   l.T("survivor.resume.asked", "agency", locale.Isolate(c.RecipientName), "who", locale.Isolate(c.Asking.By)),
				Button: webkit.Button{Text: l.T("survivor.today.look"), URL: f.choiceURL(me, c) + "/resume", Kind: webkit.Primary}})
		}
		if c.LastWeek {
			list = append(list, room.Waiting{Heading: l.T("survivor.today.last_week"),
				Text:   l.T("survivor.today.last_week_text", "agency", locale.Isolate(c.RecipientName), "day", l.Date(c.ExpiresAt, f.House.Zone)),
				Button: webkit.Button{Text: l.T("survivor.today.look"), URL: f.choiceURL(me, c)}})
		}
		if !c.Open() {
			continue
		}
		list = append(list, room.Waiting{Heading: l.T("survivor.today.waiting"),
			Text:   l.T("survivor.choices.asked", "agency", locale.Isolate(c.RecipientName), "who", locale.Isolate(c.Proposed)),
			Button: webkit.Button{Text: l.T("survivor.today.look"), URL: f.choiceURL(me, c), Kind: webkit.Primary}})
	}
	return list
}

// authors are the people who wrote something here, newest first, each once. Who is assigned is known to staff keys only, so
// nobody is named whom the person has not met in their own record.
func authors(l *locale.Localiser, newestFirst []record.Entry) []string {
	var list []string
	for _, e := range newestFirst {
		name := room.Who(l, e.AuthorName, account.Role(e.AuthorRole))
		if e.AuthorName != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}
