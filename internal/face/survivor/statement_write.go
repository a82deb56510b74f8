package survivor

import (
	"context"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

type statementModel struct {
	room.Top
	Beside room.Entry
	Text   webkit.Textarea
	Keep   webkit.Actions
	Key    string
}

var statementForm = webkit.Form{Fields: []webkit.FormField{{Name: "text", Kind: webkit.KindMultiline, Required: true}}}

func (f *Face) statementPage(w http.ResponseWriter, r *http.Request) error {
	t, err := f.entryOf(r.Context(), page.Actor(r.Context()), r.PathValue("handle"))
	if err != nil {
		return err
	}
	return f.showStatement(w, r, t, "", id.Reference(), nil)
}

func (f *Face) statementWrite(w http.ResponseWriter, r *http.Request) error {
	me := page.Actor(r.Context())
	v, problems := statementForm.Read(r)
	t, err := f.entryOf(r.Context(), me, r.PathValue("handle"))
	if err != nil {
		return err
	}
	if problems.Any() {
		return f.showStatement(w, r, t, v.Get("text"), room.KeyOr(v.Key()), problems)
	}
	draft := record.Draft{Kind: record.StatementKind, Body: &record.Statement{Text: v.Get("text")}, About: t.ID, Key: v.Key()}
	if _, err := f.Records.Write(r.Context(), me, me.Person, gate.OwnLife, t.Compartment, draft); err != nil {
		return err
	}
	webkit.SeeOther(w, "/my/record")
	return nil
}

// entryOf finds the entry that a page led to. Beside one's own words, and beside what is still locked, nothing is added.
func (f *Face) entryOf(ctx context.Context, me account.Actor, handle string) (*thread, error) {
	rec, err := f.Records.Read(ctx, me, me.Person, gate.OwnLife, gate.Compartments()...)
	if err != nil {
		return nil, err
	}
	for _, e := range rec.Entries {
		if _, ok := f.Handles.Find(me, handle, []id.ID{e.ID}); ok && !e.Locked && e.Author != me.Account {
			return &thread{Entry: e}, nil
		}
	}
	return nil, room.ErrNotHere
}

func (f *Face) showStatement(w http.ResponseWriter, r *http.Request, t *thread, typed, key string, problems webkit.Problems) error {
	l := f.House.Speak(r)
	m := statementModel{
		Top:    room.Top{Heading: l.T("survivor.say.heading"), Lead: l.T("survivor.say.lead")},
		Beside: f.entry(l, page.Actor(r.Context()), t),
		Text: webkit.Textarea{Value: typed, Field: webkit.Field{Name: "text", Label: l.T("survivor.say.label"), Error: page.FieldError(l, problems, "text"),
			Why: &webkit.Why{Summary: l.T("survivor.say.who"), Items: []webkit.Pair{{Term: l.T("survivor.say.who"), Text: l.T("survivor.say.who_text")}}}}},
		Keep: webkit.Actions{Buttons: []webkit.Button{{Text: l.T("survivor.say.keep"), Kind: webkit.Primary}, {Text: l.T("room.later"), URL: "/my/record"}}},
		Key:  key,
	}
	m.Beside.Say = nil
	status := http.StatusOK
	if problems.Any() {
		m.Errors, status = page.Summary(l, problems), problems.Status()
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "statement", Status: status, Back: "/my/record", Model: m})
}
