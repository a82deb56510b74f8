package plan

import (
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

var besideForm = webkit.Form{Fields: []webkit.FormField{{Name: "about", Required: true, Max: 40}, {Name: "words", Kind: webkit.KindMultiline, Required: true}}}

func (f *Face) besidePage(v room.Visit) error {
	now, t, err := f.find(v)
	if err != nil {
		return err
	}
	return f.showBeside(now, t, draft{values: filled{}, key: id.Reference()})
}

// beside keeps the person's own words beside a thing, whoever wrote it, hidden or not.
func (f *Face) beside(v room.Visit) error {
	now, t, err := f.find(v)
	if err != nil {
		return err
	}
	sent, problems := besideForm.Read(v.R)
	d := draft{trouble: trouble{problems: problems}, values: sent, key: room.KeyOr(sent.Key())}
	about, known := f.wordingOf(now, t, sent.Get("about"))
	if !known {
		about = t.Newest()
	}
	if !d.any() {
		_, err = f.Plans.Beside(v.R.Context(), v.Me, v.Me.Person, about.Entry, sent.Get("words"), sent.Key())
		if d.trouble, err = mend(err); err != nil {
			return err
		}
	}
	if d.any() {
		return f.showBeside(now, t, d)
	}
	webkit.SeeOther(v.W, f.url(v, t.ID()))
	return nil
}

func (f *Face) showBeside(v visit, t told.Thing, d draft) error {
	url := f.url(v.Visit, t.ID())
	s := room.Sheet{Top: room.Top{Heading: v.T("survivor.say.heading"), Lead: v.T("survivor.say.lead")}, Back: url}
	d.on(v.Visit, &s)
	s.Add(f.card(v, v.T("kept.kind."+t.Kind), t.Shown()), f.besideForm(v, t, d))
	return f.ShowSheet(v.Visit, s)
}

func (f *Face) besideForm(v visit, t told.Thing, d draft) room.Form {
	url := f.url(v.Visit, t.ID())
	field := v.field(d.trouble, "words", "survivor.say.label")
	field.Why = &webkit.Why{Summary: v.T("survivor.say.who"), Items: []webkit.Pair{{Term: v.T("survivor.say.who"), Text: v.T("survivor.say.who_text")}}}
	return room.Form{Action: url + "/words", Key: d.key, Hidden: []webkit.Pair{{Term: "about", Text: f.Handles.Of(v.Me, t.Shown().Entry)}},
		Fields:  []webkit.Component{webkit.Textarea{Field: field, Value: d.Get("words")}},
		Buttons: []webkit.Button{{Text: v.T("survivor.say.keep"), Kind: webkit.Primary}, {Text: v.T("room.later"), URL: url}}}
}
