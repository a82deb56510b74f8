package staff

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// pointed finds, among what one look opened, the entry that the address points at, with all its wordings.
func (f *Face) pointed(v visit, o opened) (chain, record.Entry, side, error) {
	handle := v.r.PathValue("handle")
	for _, c := range chains(o.record.Entries, func(e record.Entry) bool { _, ok := sideOf(e.Kind); return ok && !e.Locked }) {
		for _, e := range c {
			if f.Handles.Of(v.actor, e.ID) == handle {
				s, _ := sideOf(e.Kind)
				return c, e, s, nil
			}
		}
	}
	return nil, record.Entry{}, side{}, record.ErrNoEntry
}

func (f *Face) correctAddress(v visit, o opened, entry id.ID) string {
	return o.address + "/entries/" + f.Handles.Of(v.actor, entry) + "/correct"
}

// correctForm shows the newest wording to be corrected; an older one leads there.
func (f *Face) correctForm(v visit) error {
	o, err := f.open(v)
	if err != nil {
		return err
	}
	c, e, s, err := f.pointed(v, o)
	if err != nil {
		return err
	}
	if e.ID != c.newest().ID {
		webkit.SeeOther(v.w, f.correctAddress(v, o, c.newest().ID))
		return nil
	}
	return f.showCorrect(v, o, c, s, draft{text: textOf(e.Body), key: id.Reference()})
}

// correct keeps a new wording; the old one stays beside it. When somebody else was quicker, the page comes back with what
// was typed and with their wording, and a second sending corrects that one.
func (f *Face) correct(v visit) error {
	values, problems := writeFields.Read(v.r)
	d := draftOf(values, problem{})
	o, err := f.open(v)
	if err != nil {
		return err
	}
	c, e, s, err := f.pointed(v, o)
	if err != nil {
		return err
	}
	if problems.Any() {
		d.problem = sent(problems)
		return f.showCorrect(v, o, c, s, d)
	}
	if d.asked = f.wordsIn(v, d.text); len(d.asked) > 0 && !values.Bool("as_it_is") {
		return f.showCorrect(v, o, c, s, d)
	}
	d.asked = nil
	_, err = f.Records.Write(v.r.Context(), v.actor, o.id, gate.Care, s.compartment,
		record.Draft{Kind: s.kind, Body: s.body(d.text), Supersedes: e.ID, Key: d.key})
	if errors.Is(err, record.ErrSuperseded) {
		return f.correctStale(v, d)
	}
	if err != nil {
		if d.problem, err = f.problemOf(err); err != nil {
			return err
		}
		return f.showCorrect(v, o, c, s, d)
	}
	webkit.SeeOther(v.w, o.address+s.path+"?done=corrected")
	return nil
}

func (f *Face) correctStale(v visit, d draft) error {
	o, err := f.open(v)
	if err != nil {
		return err
	}
	c, _, s, err := f.pointed(v, o)
	if err != nil {
		return err
	}
	d.key = id.Reference()
	d.problem = problem{webkit.Problems{{Field: "text", Key: "staff.correct.stale"}}, http.StatusConflict}
	return f.showCorrect(v, o, c, s, d)
}

func (f *Face) showCorrect(v visit, o opened, c chain, s side, d draft) error {
	now := entries{Label: v.l.T("staff.correct.now"), Items: []entry{{version: f.version(v, c.newest()), Kind: v.l.T("staff.correct.now")}}}
	box := form{Action: f.correctAddress(v, o, c.newest().ID), Key: d.key, Fields: []webkit.Component{webkit.Textarea{
		Field: webkit.Field{Name: "text", Label: v.l.T("staff.correct.text"), Error: d.of(v, "text")}, Value: d.text,
	}}}
	f.decide(v, &box, d, v.l.T("staff.correct.keep"))
	box.Buttons = append(box.Buttons, webkit.Button{Text: v.l.T("staff.back"), URL: o.address + s.path})
	return f.show(v, d.code(), sheet{Heading: v.l.T("staff.correct.heading"), Lead: v.l.T("staff.correct.lead"), Errors: d.summary(v),
		Parts: []webkit.Component{now, box}})
}
