package survivor

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

type recordModel struct {
	room.Top
	Asks    *room.Waiting // a part that asks for the words once more
	Entries []room.Entry
	Empty   *webkit.EmptyState
}

func (f *Face) record(w http.ResponseWriter, r *http.Request) error {
	me, l := page.Actor(r.Context()), f.House.Speak(r)
	rec, err := f.Records.Read(r.Context(), me, me.Person, gate.OwnLife, gate.Compartments()...)
	if err != nil {
		return err
	}
	m := recordModel{Top: room.Top{Heading: l.T("survivor.record.heading"), Lead: l.T("survivor.record.lead")}}
	if len(rec.Asking) > 0 {
		m.Asks = &room.Waiting{Heading: l.T("survivor.record.asks"), Text: l.T("survivor.record.asks_text"),
			Button: webkit.Button{Text: l.T("survivor.record.asks_go"), URL: page.AgainFor("/my/record")}}
	}
	for _, t := range threads(rec.Entries) {
		m.Entries = append(m.Entries, f.entry(l, me, t))
	}
	if len(m.Entries) == 0 && m.Asks == nil {
		m.Empty = &webkit.EmptyState{Drawing: webkit.Drawing{Name: "paper"}, Heading: l.T("survivor.record.empty"), Text: l.T("survivor.record.empty_text")}
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "record", Model: m})
}

func (f *Face) entry(l *locale.Localiser, me account.Actor, t *thread) room.Entry {
	v := room.Entry{Title: l.T("kept.kind." + t.Kind), Who: f.author(l, me, t), When: f.Moment(l, t.At)}
	if t.Locked {
		v.Locked = l.T("survivor.record.locked", "team", lockedBy(l, t.Compartment))
	} else {
		v.Lines, _ = f.TextOf(l, t.Body)
	}
	if !t.Locked && t.Author != me.Account && t.About.IsZero() {
		v.Say = &webkit.Link{Text: l.T("survivor.record.say"), URL: "/my/record/" + f.Handles.Of(me, t.ID) + "/statement"}
	}
	if t.earlier != nil {
		earlier := f.entry(l, me, t.earlier)
		v.EarlierH, v.Earlier = l.T("survivor.record.earlier"), &earlier
	}
	for _, b := range t.beside {
		v.Beside = append(v.Beside, f.entry(l, me, b))
	}
	return v
}

func (f *Face) author(l *locale.Localiser, me account.Actor, t *thread) string {
	if t.Author == me.Account {
		return l.T("room.you")
	}
	return room.Who(l, t.AuthorName, account.Role(t.AuthorRole))
}

func lockedBy(l *locale.Localiser, c gate.Compartment) string {
	if teams := readers(l, c); len(teams) > 0 {
		return teams[0]
	}
	return l.T("survivor.kept.only_you")
}
