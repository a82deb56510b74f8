package staff

import (
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
	asked []string // words that were found, when the helper asks once
	problem
}

func draftOf(values webkit.Values, p problem) draft {
	return draft{text: values.Get("text"), key: keyOf(values), problem: p}
}

// readSide shows one side of a person's page.
func (f *Face) readSide(s side) func(v visit) error {
	return func(v visit) error {
		o, err := f.open(v)
		if err != nil {
			return err
		}
		return f.showSide(v, o, s, draft{key: id.Reference()})
	}
}

// write keeps what was written, once for each key. Words that can hurt are shown first, one time; whoever writes decides.
func (f *Face) write(s side) func(v visit) error {
	return func(v visit) error {
		values, problems := writeFields.Read(v.r)
		d := draftOf(values, problem{})
		if problems.Any() {
			d.problem = sent(problems)
			return f.writeAgain(v, s, d)
		}
		if d.asked = f.wordsIn(v, d.text); len(d.asked) > 0 && !values.Bool("as_it_is") {
			return f.writeAgain(v, s, d)
		}
		p, address, err := f.find(v)
		if err != nil {
			return err
		}
		_, err = f.Records.Write(v.r.Context(), v.actor, p, gate.Care, s.compartment, record.Draft{Kind: s.kind, Body: s.body(d.text), Key: d.key})
		if err != nil {
			if d.problem, err = f.problemOf(err); err != nil {
				return err
			}
			return f.writeAgain(v, s, d)
		}
		webkit.SeeOther(v.w, address+s.path+"?done=kept")
		return nil
	}
}

func (f *Face) writeAgain(v visit, s side, d draft) error {
	o, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showSide(v, o, s, d)
}

func (f *Face) showSide(v visit, o opened, s side, d draft) error {
	sh := f.personSheet(v, o, s.name)
	sh.Errors = d.summary(v)
	box := form{Action: o.address + s.postPath(), Key: d.key, OnCard: true, Fields: []webkit.Component{webkit.Textarea{
		Field: webkit.Field{Name: "text", Label: v.l.T("staff." + s.name + ".write"), Hint: v.l.T("staff." + s.name + ".write_hint"), Error: d.of(v, "text")},
		Value: d.text,
	}}}
	f.decide(v, &box, d, v.l.T("staff.keep"))
	if len(d.asked) > 0 { // the question comes first, so that nobody looks for what happened to the note
		sh.Parts = append([]webkit.Component{box}, sh.Parts...)
	} else {
		sh.Parts = append(sh.Parts, box)
	}
	sh.Parts = append(sh.Parts, f.entryList(v, o, s))
	return f.show(v, d.code(), sh)
}

func (s side) postPath() string {
	if s.path == "" {
		return "/notes"
	}
	return s.path
}
