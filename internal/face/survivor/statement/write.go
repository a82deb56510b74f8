package statement

import (
	"slices"
	"time"

	told "github.com/amparo-project/amparo/internal/care/statement"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

var partFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "heading", Max: 120}, {Name: "text", Kind: webkit.KindMultiline, Max: 50_000, Required: true}, {Name: "was", Max: 40},
}}

// A draft is what stands in the form of a part.
type draft struct {
	heading, text string
	was           string // handle of the wording that it was begun from
	key           string
	newer         *told.Wording // somebody, or another tab, was quicker
	problems      webkit.Problems
}

func (f *Face) newPage(v room.Visit) error {
	return f.showForm(v, newPath, draft{key: id.Reference()})
}

func (f *Face) add(v room.Visit) error {
	values, problems := partFields.Read(v.R)
	d := draft{heading: values.Get("heading"), text: values.Get("text"), key: room.KeyOr(values.Key()), problems: problems}
	if problems.Any() {
		return f.showForm(v, newPath, d)
	}
	err := f.statement.Write(v.R.Context(), v.Me, told.Section{Heading: d.heading, Text: d.text}, id.ID{}, d.key)
	if err == nil {
		webkit.SeeOther(v.W, home+"?done=kept")
		return nil
	}
	if d.problems, err = mend(err); err != nil {
		return err
	}
	return f.showForm(v, newPath, d)
}

func (f *Face) editPage(v room.Visit) error {
	p, err := f.partOf(v)
	if err != nil {
		return err
	}
	now := p.Now()
	return f.showForm(v, v.R.URL.Path, draft{heading: now.Heading, text: now.Text, was: f.Handles.Of(v.Me, now.Entry), key: id.Reference()})
}

// edit keeps another wording. Where the part was put differently meanwhile, the form comes back with both, and nothing that
// was typed is lost.
func (f *Face) edit(v room.Visit) error {
	values, problems := partFields.Read(v.R)
	p, err := f.partOf(v)
	if err != nil {
		return err
	}
	now := p.Now()
	d := draft{heading: values.Get("heading"), text: values.Get("text"), was: values.Get("was"), key: room.KeyOr(values.Key()), problems: problems}
	if problems.Any() {
		return f.showForm(v, v.R.URL.Path, d)
	}
	i := slices.IndexFunc(p.Wordings, func(w told.Wording) bool { return f.Handles.Of(v.Me, w.Entry) == d.was })
	if i < 0 {
		i = 0
	}
	err = f.statement.Write(v.R.Context(), v.Me, told.Section{Heading: d.heading, Text: d.text}, p.Wordings[i].Entry, d.key)
	if fault.KindOf(err) == fault.Stale {
		if now.Heading == d.heading && now.Text == d.text { // sent twice: it is kept as it was said
			err = nil
		} else {
			d.newer, d.was, d.key = &now, f.Handles.Of(v.Me, now.Entry), id.Reference()
			return f.showForm(v, v.R.URL.Path, d)
		}
	}
	if err == nil {
		webkit.SeeOther(v.W, home+"?done=kept")
		return nil
	}
	if d.problems, err = mend(err); err != nil {
		return err
	}
	return f.showForm(v, v.R.URL.Path, d)
}

func (f *Face) showForm(v room.Visit, action string, d draft) error {
	l := v.L
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: l.T("my_statement.form." + name), Hint: l.T("my_statement.form." + name + "_hint"), Error: page.FieldError(l, d.problems, name)}
	}
	s := room.Sheet{Top: room.Top{Heading: l.T("my_statement.form.title"), Lead: l.T("my_statement.form.lead")}, Back: home}
	s.Problems(l, d.problems)
	if d.newer != nil {
		s.Status = fault.Stale.Status()
		s.Notice = &webkit.Notice{Heading: l.T("my_statement.newer"), Text: l.T("my_statement.newer_text"), Attention: true}
		at := f.Moment(l, d.newer.At)
		s.Add(room.Card{Heading: d.newer.Heading, Name: true, Who: l.T("room.you"), When: &at, Parts: []webkit.Component{room.Said{Lines: room.Lines(d.newer.Text)}}})
	}
	s.Add(room.Form{Action: action, Key: d.key, Hidden: []webkit.Pair{{Term: "was", Text: d.was}}, Fields: []webkit.Component{
		webkit.Input{Field: field("heading"), Value: d.heading},
		webkit.Textarea{Field: field("text"), Value: d.text, Rows: 10},
	}, Buttons: []webkit.Button{{Text: l.T("my_statement.keep"), Kind: webkit.Primary}, {Text: l.T("room.later"), URL: home}}})
	return f.ShowSheet(v, s)
}

// showPage says who will read the part, before it is shown.
func (f *Face) showPage(v room.Visit) error {
	return f.askShow(v, id.Reference(), nil)
}

func (f *Face) askShow(v room.Visit, key string, problems webkit.Problems) error {
	p, err := f.partOf(v)
	if err != nil {
		return err
	}
	now, l := p.Now(), v.L
	s := room.Sheet{Top: room.Top{Heading: l.T("my_statement.show.heading"), Lead: l.T("my_statement.show.lead")}, Back: home}
	s.Problems(l, problems)
	s.Add(room.Card{Heading: now.Heading, Name: true, Parts: []webkit.Component{room.Said{Lines: room.Lines(now.Text)}}},
		room.Text{Lines: []string{l.T("my_statement.show.who"), l.T("my_statement.show.stays"), l.T("my_statement.show.others")}},
		room.Form{Action: v.R.URL.Path, Key: key, Hidden: []webkit.Pair{{Term: "was", Text: f.Handles.Of(v.Me, now.Entry)}},
			Buttons: []webkit.Button{{Text: l.T("my_statement.show.yes")}, {Text: l.T("my_statement.show.no"), URL: home}}})
	return f.ShowSheet(v, s)
}

var showFields = webkit.Form{Fields: []webkit.FormField{{Name: "was", Max: 40, Required: true}}}

// show shows the wording that the person read on the page before, and no other.
func (f *Face) show(v room.Visit) error {
	values, problems := showFields.Read(v.R)
	if problems.Any() {
		return f.askShow(v, room.KeyOr(values.Key()), problems)
	}
	p, err := f.partOf(v)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.Wordings, func(w told.Wording) bool { return f.Handles.Of(v.Me, w.Entry) == values.Get("was") })
	if i < 0 {
		return room.ErrNotHere
	}
	if err := f.statement.Show(v.R.Context(), v.Me, p.Wordings[i].Entry, values.Key()); err != nil {
		return err
	}
	webkit.SeeOther(v.W, home+"?done=shown")
	return nil
}

var againFields = webkit.Form{Fields: []webkit.FormField{{Name: "to", Max: 200, Required: true}, {Name: "day", Kind: webkit.KindDate, Required: true}}}

func (f *Face) againPage(v room.Visit) error {
	return f.showAgain(v, "", v.Now.In(f.House.Zone).Format(time.DateOnly), id.Reference(), nil)
}

// again notes that the person had to tell it once more.
func (f *Face) again(v room.Visit) error {
	values, problems := againFields.Read(v.R)
	key := room.KeyOr(values.Key())
	if problems.Any() {
		return f.showAgain(v, values.Get("to"), values.Get("day"), key, problems)
	}
	err := f.statement.Retold(v.R.Context(), v.Me, told.Retelling{To: values.Get("to"), Day: values.Date("day")}, key)
	if err == nil {
		webkit.SeeOther(v.W, home)
		return nil
	}
	if problems, err = mend(err); err != nil {
		return err
	}
	return f.showAgain(v, values.Get("to"), values.Get("day"), key, problems)
}

func (f *Face) showAgain(v room.Visit, to, day, key string, problems webkit.Problems) error {
	l := v.L
	s := room.Sheet{Top: room.Top{Heading: l.T("my_statement.again"), Lead: l.T("my_statement.again_lead")}, Back: home}
	s.Problems(l, problems)
	s.Add(room.Form{Action: againPath, Key: key, Fields: []webkit.Component{
		webkit.Input{Field: webkit.Field{Name: "to", Label: l.T("my_statement.to"), Hint: l.T("my_statement.to_hint"), Error: page.FieldError(l, problems, "to")}, Value: to},
		webkit.Input{Field: webkit.Field{Name: "day", Label: l.T("my_statement.day"), Error: page.FieldError(l, problems, "day")}, Type: "date", Value: day},
	}, Buttons: []webkit.Button{{Text: l.T("my_statement.keep"), Kind: webkit.Primary}, {Text: l.T("room.later"), URL: home}}})
	return f.ShowSheet(v, s)
}
