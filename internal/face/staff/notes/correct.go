package notes

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// pointed finds, among what one look opened, the entry that the address points at, with all its wordings.
func (f *Face) pointed(v desk.Visit, o desk.Opened) (desk.Chain, record.Entry, desk.Side, error) {
	handle := v.R.PathValue("handle")
	for _, c := range desk.Chains(o.Record.Entries, func(e record.Entry) bool { _, ok := desk.SideOf(e.Kind); return ok && !e.Locked }) {
		for _, e := range c {
			if f.Handles.Of(v.Actor, e.ID) == handle {
				s, _ := desk.SideOf(e.Kind)
				return c, e, s, nil
			}
		}
	}
	return nil, record.Entry{}, desk.Side{}, record.ErrNoEntry
}

func (f *Face) correctAddress(v desk.Visit, o desk.Opened, entry id.ID) string {
	return o.Address + "/entries/" + f.Handles.Of(v.Actor, entry) + "/correct"
}

// correctForm shows the newest wording to be corrected; an older one leads there.
func (f *Face) correctForm(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	c, e, s, err := f.pointed(v, o)
	if err != nil {
		return err
	}
	if e.ID != c.Newest().ID {
		webkit.SeeOther(v.W, f.correctAddress(v, o, c.Newest().ID))
		return nil
	}
	return f.showCorrect(v, o, c, s, draft{text: desk.TextOf(e.Body), key: id.Reference()})
}

// correct keeps a new wording; the old one stays beside it. When somebody else was quicker, the page comes back with what
// was typed and with their wording, and a second sending corrects that one.
func (f *Face) correct(v desk.Visit) error {
	values, problems := writeFields.Read(v.R)
	d := draftOf(values, desk.Problem{})
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	c, e, s, err := f.pointed(v, o)
	if err != nil {
		return err
	}
	if problems.Any() {
		d.Problem = desk.Sent(problems)
		return f.showCorrect(v, o, c, s, d)
	}
	if d.asked = suggest(v, d.text); len(d.asked) > 0 && !values.Bool("as_it_is") {
		return f.showCorrect(v, o, c, s, d)
	}
	d.asked = nil
	if m, ok := e.Body.(*safety.Measure); ok { // other words do not open again what is over
		s.Body = func(text string) any { return &safety.Measure{Text: text, Over: m.Over} }
	}
	err = f.keep(v.R.Context(), v, o.ID, s, d, e.ID)
	if errors.Is(err, record.ErrSuperseded) {
		return f.correctStale(v, d)
	}
	if err != nil {
		if d.Problem, err = f.ProblemOf(err); err != nil {
			return err
		}
		return f.showCorrect(v, o, c, s, d)
	}
	webkit.SeeOther(v.W, o.Address+s.Path+"?done=corrected")
	return nil
}

func (f *Face) correctStale(v desk.Visit, d draft) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	c, _, s, err := f.pointed(v, o)
	if err != nil {
		return err
	}
	d.key = id.Reference()
	d.Problem = desk.Problem{Problems: webkit.Problems{{Field: "text", Key: "staff.correct.stale"}}, Status: http.StatusConflict}
	return f.showCorrect(v, o, c, s, d)
}

func (f *Face) showCorrect(v desk.Visit, o desk.Opened, c desk.Chain, s desk.Side, d draft) error {
	now := desk.Entries{Label: v.L.T("staff.correct.now"), Items: []desk.Entry{{Version: f.Version(v, c.Newest()), Kind: v.L.T("staff.correct.now")}}}
	box := desk.Form{Action: f.correctAddress(v, o, c.Newest().ID), Key: d.key, Fields: []webkit.Component{f.Whose(v, o), webkit.Textarea{
		Field: webkit.Field{Name: "text", Label: v.L.T("staff.correct.text"), Error: d.Of(v, "text")}, Value: d.text,
	}}}
	f.decide(v, &box, d, v.L.T("staff.correct.keep"))
	box.Buttons = append(box.Buttons, webkit.Button{Text: v.L.T("staff.back"), URL: o.Address + s.Path})
	return f.Show(v, d.Code(), desk.Sheet{Heading: v.L.T("staff.correct.heading"), Lead: v.L.T("staff.correct.lead"), Errors: d.Summary(v),
		Parts: []webkit.Component{now, box}})
}
