package notes

import (
	"context"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

var writeFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "text", Kind: webkit.KindMultiline, Required: true},
	{Name: "as_it_is", Kind: webkit.KindBool},
}}

// A draft is what a worker is writing: kept on the page until it is saved.
type draft struct {
	text  string
	key   string
	asked []plan.Suggestion // what the helper asks about, once
	desk.Problem
}

func draftOf(values webkit.Values, p desk.Problem) draft {
	return draft{text: values.Get("text"), key: desk.KeyOf(values), Problem: p}
}

// readSide shows one side of a person's page.
func (f *Face) readSide(s desk.Side) func(v desk.Visit) error {
	return func(v desk.Visit) error {
		o, err := f.Open(v)
		if err != nil {
			return err
		}
		return f.showSide(v, o, s, draft{key: id.Reference()})
	}
}

// write keeps what was written, once for each key. Other words are suggested first, one time; whoever writes decides.
func (f *Face) write(s desk.Side) func(v desk.Visit) error {
	return func(v desk.Visit) error {
		values, problems := writeFields.Read(v.R)
		d := draftOf(values, desk.Problem{})
		if problems.Any() {
			d.Problem = desk.Sent(problems)
			return f.writeAgain(v, s, d)
		}
		if d.asked = suggest(v, d.text); len(d.asked) > 0 && !values.Bool("as_it_is") {
			return f.writeAgain(v, s, d)
		}
		d.asked = nil
		p, address, err := f.Find(v)
		if err != nil {
			return err
		}
		if err = f.keep(v.R.Context(), v, p, s, d, id.ID{}); err != nil {
			if d.Problem, err = f.ProblemOf(err); err != nil {
				return err
			}
			return f.writeAgain(v, s, d)
		}
		webkit.SeeOther(v.W, address+s.Path+"?done=kept")
		return nil
	}
}

// keep writes the text where its side has it written: a note is part of the plan, and its engine holds what may be put
// differently by whom.
func (f *Face) keep(ctx context.Context, v desk.Visit, person id.ID, s desk.Side, d draft, replaces id.ID) (err error) {
	if s.Kind == plan.NoteKind {
		_, err = f.Plans.Write(ctx, v.Actor, person, &plan.Note{Text: d.text}, plan.Edit{Replaces: replaces, Key: d.key})
		return err
	}
	_, err = f.Records.Write(ctx, v.Actor, person, gate.Care, s.Compartment, record.Draft{Kind: s.Kind, Body: s.Body(d.text), Supersedes: replaces, Key: d.key})
	return err
}

func (f *Face) writeAgain(v desk.Visit, s desk.Side, d draft) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	return f.showSide(v, o, s, d)
}

func (f *Face) showSide(v desk.Visit, o desk.Opened, s desk.Side, d draft) error {
	sh := f.PersonSheet(v, o, s.Name)
	sh.Errors = d.Summary(v)
	box := desk.Form{Action: o.Address + s.Path, Key: d.key, OnCard: true, Fields: []webkit.Component{f.Whose(v, o), webkit.Textarea{
		Field: webkit.Field{Name: "text", Label: v.L.T("staff." + s.Name + ".write"), Hint: v.L.T("staff." + s.Name + ".write_hint"), Error: d.Of(v, "text")},
		Value: d.text,
	}}}
	f.decide(v, &box, d, v.L.T("staff.keep"))
	if len(d.asked) > 0 { // the question comes first, so that nobody looks for what happened to the note
		sh.Parts = append([]webkit.Component{box}, sh.Parts...)
	} else {
		sh.Parts = append(sh.Parts, box)
	}
	if s.Kind == plan.NoteKind {
		sh.Parts = append(sh.Parts, webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.hide.start"), URL: o.Address + "/notes/hide"}}})
		sh.Parts = append(sh.Parts, f.hiddenList(v, o)...)
	}
	sh.Parts = append(sh.Parts, f.EntryList(v, o, s))
	return f.Show(v, d.Code(), sh)
}
