package survivor

import (
	"net/http"
	"slices"

	"github.com/amparo-project/amparo/internal/face/page"
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
	top
	Waiting []waiting
	NewTo   string
	New     webkit.Timeline
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
	me, l := page.Actor(r.Context()), f.house.Speak(r)
	rec, err := f.Records.Read(r.Context(), me, me.Person, gate.OwnLife, gate.Compartments()...)
	if err != nil {
		return err
	}
	choices, err := f.Disclosure.Choices(r.Context(), me, me.Person)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(rec.Entries), func(e record.Entry) bool { return e.Author == me.Account || e.Locked })
	slices.Reverse(others)
	m := todayModel{top: top{Heading: l.T("survivor.today.heading"), Lead: l.T("survivor.today.lead")},
		Waiting: f.waiting(l, me, choices),
		NewTo:   l.T("survivor.today.new"), New: webkit.Timeline{Label: l.T("survivor.today.new")},
		All:     webkit.Link{Text: l.T("survivor.today.all"), URL: "/my/record"},
		PeopleH: l.T("survivor.today.people"), People: authors(l, others)}
	for _, e := range others[:min(latest, len(others))] {
		item := webkit.TimelineItem{When: f.moment(l, e.At), Title: l.T("kept.kind." + e.Kind), Who: who(l, e.AuthorName, account.Role(e.AuthorRole))}
		m.New.Items = append(m.New.Items, item)
	}
	if len(others) == 0 {
		m.Empty = &webkit.EmptyState{Drawing: webkit.Drawing{Name: "cup"}, Heading: l.T("survivor.today.empty"), Text: l.T("survivor.today.empty_text")}
	}
	return f.show(w, r, shown{name: "today", model: m})
}

func (f *Face) waiting(l *locale.Localiser, me account.Actor, choices []disclosure.Choice) []waiting {
	var list []waiting
	for _, c := range choices {
		if c.Asking != nil {
			list = append(list, waiting{Heading: l.T("survivor.resume.heading"),
				Text:   l.T("survivor.resume.asked", "agency", locale.Isolate(c.RecipientName), "who", locale.Isolate(c.Asking.By)),
				Button: webkit.Button{Text: l.T("survivor.today.look"), URL: f.choiceURL(me, c) + "/resume", Kind: webkit.Primary}})
		}
		if !c.Open() {
			continue
		}
		list = append(list, waiting{Heading: l.T("survivor.today.waiting"),
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
		name := who(l, e.AuthorName, account.Role(e.AuthorRole))
		if e.AuthorName != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}
