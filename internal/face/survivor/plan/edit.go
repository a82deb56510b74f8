package plan

import (
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// An editor is how the person writes one kind of thing, new or differently.
type editor struct {
	kind    string
	newPath string
	fields  []webkit.FormField
	ask     func(s voice, d draft) []webkit.Component
	fill    func(b plan.Body) filled
	body    func(v values, before plan.Body) plan.Body
}

// values are what stands in the fields.
type values interface{ Get(name string) string }

// filled are values made from what was written before.
type filled map[string]string

func (f filled) Get(name string) string { return f[name] }

// A draft is the form as it is shown or was sent.
type draft struct {
	trouble
	values
	key, tip string
	goal     string
}

// editors are all of them. An appointment is written on the clock of the house.
func (f *Face) editors() []editor {
	return []editor{strengthEditor, assessmentEditor, goalEditor, needEditor, stepEditor, noteEditor, dateEditor(f.House.Zone), paperEditor}
}

func (f *Face) editorOf(kind string) (editor, bool) {
	for _, e := range f.editors() {
		if e.kind == kind {
			return e, true
		}
	}
	return editor{}, false
}

func (e editor) form() webkit.Form {
	return webkit.Form{Fields: append([]webkit.FormField{{Name: "tip", Max: 40}, {Name: "goal", Max: 40}}, e.fields...)}
}

// newPage asks for something new. A step can serve a goal, and an assessment is of an area, which the address names.
func (f *Face) newPage(e editor) func(room.Visit) error {
	return func(v room.Visit) error {
		asked, problems := webkit.Form{Fields: []webkit.FormField{{Name: "goal", Max: 40}, {Name: "area", Max: 40}}}.Read(v.R)
		if problems.Any() {
			return problems.Err()
		}
		now, err := f.open(v)
		if err != nil {
			return err
		}
		return f.showEditor(now, e, nil, draft{values: filled{"area": asked.Get("area")}, key: id.Reference(), goal: asked.Get("goal")})
	}
}

func (f *Face) newKeep(e editor) func(room.Visit) error {
	return func(v room.Visit) error {
		now, err := f.open(v)
		if err != nil {
			return err
		}
		sent, problems := e.form().Read(v.R)
		d := draft{trouble: trouble{problems: problems}, values: sent, key: room.KeyOr(sent.Key()), goal: sent.Get("goal")}
		if !problems.Any() {
			var entry id.ID
			entry, err = f.Plans.Write(v.R.Context(), v.Me, v.Me.Person, f.serves(now, e.body(sent, nil), d.goal), plan.Edit{Key: sent.Key()})
			if d.trouble, err = mend(err); err != nil {
				return err
			}
			if !d.any() {
				webkit.SeeOther(v.W, f.url(v, entry))
				return nil
			}
		}
		return f.showEditor(now, e, nil, d)
	}
}

// serves ties a new step to the goal that the form named.
func (f *Face) serves(v visit, b plan.Body, goal string) plan.Body {
	step, ok := b.(*plan.Step)
	if !ok || goal == "" {
		return b
	}
	for _, g := range v.Goals {
		if _, ok := f.Handles.Find(v.Me, goal, []id.ID{g.ID()}); ok {
			step.Goal = g.ID()
		}
	}
	return step
}

func (f *Face) editPage(v room.Visit) error {
	now, t, e, err := f.editable(v)
	if err != nil {
		return err
	}
	return f.showEditor(now, e, &t, draft{values: e.fill(t.Body), key: id.Reference()})
}

// editable is the thing that a page led to, where the person can put it differently.
func (f *Face) editable(v room.Visit) (now visit, t told.Thing, e editor, err error) {
	if now, t, err = f.find(v); err != nil {
		return
	}
	e, ok := f.editorOf(t.Kind)
	if !ok {
		err = room.ErrNotHere
	}
	return
}

// editKeep puts something differently. Where somebody wrote something newer after the page was opened, both are shown and
// nothing that was typed is lost.
func (f *Face) editKeep(v room.Visit) error {
	now, t, e, err := f.editable(v)
	if err != nil {
		return err
	}
	sent, problems := e.form().Read(v.R)
	d := draft{trouble: trouble{problems: problems}, values: sent, key: room.KeyOr(sent.Key()), tip: sent.Get("tip")}
	replaces, known := f.wordingOf(now, t, d.tip)
	if !problems.Any() && !known {
		d.newer = true
	}
	if !d.any() {
		_, err = f.Plans.Write(v.R.Context(), v.Me, v.Me.Person, e.body(sent, t.Body), plan.Edit{Replaces: replaces.Entry, Key: sent.Key()})
		if d.trouble, err = mend(err); err != nil {
			return err
		}
	}
	if !d.any() {
		webkit.SeeOther(v.W, f.url(v, t.ID()))
		return nil
	}
	if d.newer {
		if now, t, e, err = f.editable(v); err != nil {
			return err
		}
		d.key, d.tip = id.Reference(), ""
	}
	return f.showEditor(now, e, &t, d)
}

func (f *Face) showEditor(v visit, e editor, t *told.Thing, d draft) error {
	s := room.Sheet{Top: room.Top{Heading: v.T("kept.kind." + e.kind)}, Back: backOf(told.Thing{Kind: e.kind})}
	form := room.Form{Key: d.key, Fields: e.ask(v.voice, d)}
	later := webkit.Button{Text: v.T("room.later"), URL: s.Back}
	if t == nil {
		form.Hidden = []webkit.Pair{{Term: "goal", Text: d.goal}}
	} else {
		s.Back = f.url(v.Visit, t.ID())
		later.URL = s.Back
		if d.tip == "" {
			d.tip = f.Handles.Of(v.Me, t.Newest().Entry)
		}
		form.Hidden = []webkit.Pair{{Term: "tip", Text: d.tip}}
		if d.newer {
			s.Add(f.card(v, v.T("myplan.thing.counts"), t.Newest()))
		}
	}
	form.Buttons = []webkit.Button{{Text: v.T("myplan.keep"), Kind: webkit.Primary}, later}
	d.on(v.Visit, &s)
	s.Add(form, room.Details{Summary: v.T("myplan.who_sees"), Parts: []webkit.Component{room.Text{Lines: []string{v.T("myplan.who_sees_text")}}}})
	return f.ShowSheet(v.Visit, s)
}

// field is one field of a form with what is to be put right in it.
func (s voice) field(d trouble, name, key string) webkit.Field {
	return webkit.Field{Name: name, Label: s.T(key), Error: page.FieldError(s.Localiser, d.problems, name)}
}

func (s voice) optional(d trouble, name, key string) webkit.Field {
	field := s.field(d, name, key)
	field.Hint = s.T("myplan.optional")
	return field
}

// cards are choices of which none is marked but what was chosen before.
func (s voice) cards(field webkit.Field, prefix string, codes []string, chosen string) webkit.Radios {
	r := webkit.Radios{Field: field}
	for _, code := range codes {
		r.Choices = append(r.Choices, webkit.Choice{Value: code, Text: s.T(prefix + code), Checked: code == chosen})
	}
	return r
}

func dateField(field webkit.Field, value string) webkit.Input {
	return webkit.Input{Field: field, Type: "date", Value: value, Width: webkit.W10}
}

func dayValue(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func dayOf(v values, name string) time.Time {
	t, err := time.Parse(time.DateOnly, v.Get(name))
	if err != nil {
		return time.Time{}
	}
	return t
}

// state says how something stands now: reached, done, not needed. It is the person's own wording, and so counts at once.
func (f *Face) state(v room.Visit) error {
	now, t, _, err := f.editable(v)
	if err != nil {
		return err
	}
	form := webkit.Form{Fields: []webkit.FormField{{Name: "tip", Required: true, Max: 40}, {Name: "to", Kind: webkit.KindChoice, Required: true, Options: statesOf(t)}}}
	sent, problems := form.Read(v.R)
	a := answering{trouble: trouble{problems: problems}, key: id.Reference()}
	replaces, known := f.wordingOf(now, t, sent.Get("tip"))
	if !problems.Any() && !known {
		a.newer = true
	}
	if !a.any() {
		_, err = f.Plans.Write(v.R.Context(), v.Me, v.Me.Person, stateTo(t.Body, sent.Get("to")), plan.Edit{Replaces: replaces.Entry, Key: sent.Key()})
		if a.trouble, err = mend(err); err != nil {
			return err
		}
	}
	if a.any() {
		return f.answerAgain(v, a)
	}
	webkit.SeeOther(v.W, f.url(v, t.ID()))
	return nil
}
