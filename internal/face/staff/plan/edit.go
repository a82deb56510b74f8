package plan

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// An editing is one thing as it is being written.
type editing struct {
	o      desk.Opened
	thing  thing // its zero value for something new
	filled map[string]string
	values webkit.Values
	posted bool
	desk.Problem
}

func (e editing) get(name string) string {
	if e.posted {
		return e.values.Get(name)
	}
	return e.filled[name]
}

func (e editing) isNew() bool { return e.thing.id.IsZero() }

// editing opens the person and finds what the address is about.
func (f *Face) editing(v desk.Visit, k *kind) (editing, error) {
	o, err := f.Open(v)
	if err != nil {
		return editing{}, err
	}
	e := editing{o: o}
	t, ok := f.find(v, o, k)
	if !ok {
		if v.R.PathValue("handle") != "" {
			return e, record.ErrNoEntry
		}
		return e, nil
	}
	e.thing, e.filled = t, k.fill(f, v, o, t.body)
	return e, nil
}

func (f *Face) editForm(k *kind) func(desk.Visit) error {
	return func(v desk.Visit) error {
		e, err := f.editing(v, k)
		if err != nil {
			return err
		}
		return f.showEdit(v, k, e)
	}
}

// fields are what the form may bring: its questions, the wording that was on the page, and how the person stands to it.
func (k *kind) fields(f *Face, v desk.Visit, e editing) webkit.Form {
	var fields []webkit.FormField
	for _, a := range k.asks {
		if a.changes && e.isNew() {
			continue
		}
		one := webkit.FormField{Name: a.name, Kind: a.kind, Required: a.need}
		if a.choices != nil {
			for _, c := range a.choices(f, v, e.o) {
				one.Options = append(one.Options, c.Value)
			}
		}
		if a.kind == webkit.KindMultiline {
			one.Max = 2000
		}
		fields = append(fields, one)
	}
	if !e.isNew() {
		fields = append(fields, webkit.FormField{Name: "tip"})
	}
	if k.agrees {
		fields = append(fields, webkit.FormField{Name: "how", Kind: webkit.KindChoice, Required: true, Options: hows}, webkit.FormField{Name: "agreed", Kind: webkit.KindDate})
	}
	return webkit.Form{Fields: fields}
}

// hows are how what a worker writes stands to the person.
var hows = []string{"propose", "agreed"}

// edit writes a proposal, or what was agreed in conversation. Whoever was slower than somebody else finds both on the page,
// and nothing of what they typed is lost.
func (f *Face) edit(k *kind) func(desk.Visit) error {
	return func(v desk.Visit) error {
		e, err := f.editing(v, k)
		if err != nil {
			return err
		}
		var problems webkit.Problems
		e.posted = true
		if e.values, problems = k.fields(f, v, e).Read(v.R); problems.Any() {
			e.Problem = desk.Sent(problems)
			return f.showEdit(v, k, e)
		}
		in := input{e.values, f.House.Zone}
		replaces, known := f.replaces(v, k, e)
		if !known {
			return f.editStale(v, k, e)
		}
		how := care.Edit{Key: e.values.Key(), Replaces: replaces}
		if k.agrees && e.values.Get("how") == "agreed" {
			if how.Agreed = in.day("agreed"); how.Agreed.IsZero() {
				e.Problem = desk.OneOf("agreed", care.ErrAgreed.Key)
				return f.showEdit(v, k, e)
			}
		}
		_, err = f.Plans.Write(v.R.Context(), v.Actor, e.o.ID, k.body(f, v, e.o, in), how)
		if errors.Is(err, record.ErrSuperseded) {
			return f.editStale(v, k, e)
		}
		if err != nil {
			if e.Problem, err = f.ProblemOf(err); err != nil {
				return err
			}
			e.place()
			return f.showEdit(v, k, e)
		}
		done := "written"
		if !how.Agreed.IsZero() {
			done = "agreed"
		} else if k.agrees {
			done = "asked_them"
		}
		webkit.SeeOther(v.W, e.o.Address+"?done="+done)
		return nil
	}
}

// replaces is the wording that was on the page when it was shown; known is false where the page is from before a restart, or
// from before there was anything: nobody puts differently what they have not seen.
func (f *Face) replaces(v desk.Visit, k *kind, e editing) (entry id.ID, known bool) {
	if e.isNew() || k == order && e.values.Get("tip") == "" { // of the order the engine knows whether it is there already
		return id.ID{}, true
	}
	return f.Handles.Find(v.Actor, e.values.Get("tip"), e.thing.wordings)
}

// editStale shows what somebody else wrote meanwhile, with what was typed below it.
func (f *Face) editStale(v desk.Visit, k *kind, e editing) error {
	again, err := f.editing(v, k)
	if err != nil {
		return err
	}
	again.posted, again.values = true, e.values
	again.Problem = desk.Problem{Problems: webkit.Problems{{Field: k.asks[0].name, Key: "staff.edit.stale"}}, Status: http.StatusConflict}
	return f.showEdit(v, k, again)
}

// place puts a problem at the field of the page that can mend it.
func (e *editing) place() {
	at := map[string]string{"list": "what_1", "pillars": "first"}
	for i, p := range e.Problems {
		if field, ok := at[p.Field]; ok {
			e.Problems[i].Field = field
		}
	}
}

func (f *Face) showEdit(v desk.Visit, k *kind, e editing) error {
	s := desk.Sheet{Heading: v.L.T("staff." + k.name + ".change"), Lead: v.L.T("staff." + k.name + ".lead"), Errors: e.Summary(v)}
	key := id.Reference()
	if e.posted && e.Status != http.StatusConflict {
		key = desk.KeyOf(e.values)
	}
	box := desk.Form{Key: key, Fields: []webkit.Component{f.Whose(v, e.o)}}
	if e.isNew() {
		s.Heading = v.L.T("staff." + k.name + ".new")
	} else {
		s.Parts = append(s.Parts, f.current(v, e.o, k, e.thing)...)
		box.Hidden = []webkit.Pair{{Term: "tip", Text: f.Handles.Of(v.Actor, e.thing.tip)}}
	}
	if k == options {
		box.Fields = append(box.Fields, f.field(v, k, k.asks[0], e), f.ways(v, k, e))
	} else {
		for _, a := range k.asks {
			if !a.changes || !e.isNew() {
				box.Fields = append(box.Fields, f.field(v, k, a, e))
			}
		}
	}
	if k.agrees {
		box.Fields = append(box.Fields, f.how(v, e)...)
	}
	box.Buttons = []webkit.Button{{Text: v.L.T("staff.keep"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: e.o.Address}}
	s.Parts = append(s.Parts, box)
	return f.Show(v, e.Code(), s)
}

// how asks whether it is a question to the person, or was agreed in conversation. Nothing is marked beforehand.
func (f *Face) how(v desk.Visit, e editing) []webkit.Component {
	radios := webkit.Radios{Field: webkit.Field{Name: "how", Label: v.L.T("staff.how"), Error: e.Of(v, "how")}}
	for _, one := range hows {
		radios.Choices = append(radios.Choices, webkit.Choice{Value: one, Text: v.L.T("staff.how." + one), Hint: v.L.T("staff.how." + one + "_hint"), Checked: e.get("how") == one})
	}
	return []webkit.Component{radios, f.Day(v, "agreed", "staff.how.day", e.Of(v, "agreed"), e.get("agreed"))}
}

// field is one question of a form.
func (f *Face) field(v desk.Visit, k *kind, a ask, e editing) webkit.Component {
	key := "staff." + k.name + "." + a.name
	var number []any
	if name, n, ok := strings.Cut(a.name, "_"); ok {
		key, number = "staff."+k.name+"."+name, []any{"number", n}
	}
	w := webkit.Field{Name: a.name, Label: v.L.T(key, number...), Error: e.Of(v, a.name)}
	if f.House.Words.Has(key + "_hint") {
		w.Hint = v.L.T(key + "_hint")
	}
	switch a.kind {
	case webkit.KindMultiline:
		return webkit.Textarea{Field: w, Value: e.get(a.name), Rows: a.rows}
	case webkit.KindBool:
		return webkit.Checkboxes{Field: w, Choices: []webkit.Choice{{Value: "yes", Text: v.L.T(key + "_yes"), Checked: e.get(a.name) == "yes"}}}
	case webkit.KindDate:
		return f.Day(v, a.name, key, w.Error, e.get(a.name))
	case webkit.KindChoice:
		choices := slices.Insert(a.choices(f, v, e.o), 0, webkit.Choice{Text: v.L.T("staff.choose")})
		for i := range choices {
			choices[i].Checked = choices[i].Value != "" && choices[i].Value == e.get(a.name)
		}
		return webkit.Select{Field: w, Choices: choices}
	}
	return webkit.Input{Field: w, Value: e.get(a.name)}
}

// ways are the options beside each other.
func (f *Face) ways(v desk.Visit, k *kind, e editing) desk.Groups {
	var groups desk.Groups
	for n := 1; n <= most; n++ {
		g := desk.Group{Legend: v.L.T("staff.options.way", "number", n)}
		for _, a := range k.asks {
			if strings.HasSuffix(a.name, fmt.Sprintf("_%d", n)) {
				g.Fields = append(g.Fields, f.field(v, k, a, e))
			}
		}
		groups.Items = append(groups.Items, g)
	}
	return groups
}

// current shows how the thing stands, above the form that changes it.
func (f *Face) current(v desk.Visit, o desk.Opened, k *kind, t thing) []webkit.Component {
	plan := o.Plan.Plan
	switch k {
	case strength:
		return one(f, v, plan.Strengths, t.id, f.strengthLines(v))
	case assessment:
		return one(f, v, plan.Assessments, t.id, f.assessmentLines(v))
	case need:
		return one(f, v, plan.Needs, t.id, f.needLines(v))
	case goal:
		return one(f, v, plan.Goals, t.id, f.goalLines(v))
	case step:
		return one(f, v, plan.Steps, t.id, f.stepLines(v))
	case options:
		return one(f, v, plan.Options, t.id, f.optionsLines(v))
	case decision:
		return one(f, v, plan.Decisions, t.id, f.decisionLines(v))
	case order:
		return one(f, v, []care.Thing[care.Order]{plan.Order}, t.id, f.orderLines(v))
	}
	return nil
}

// one is the row of the thing that was first written as an entry.
func one[T any](f *Face, v desk.Visit, list []care.Thing[T], first id.ID, lines func(T) []string) []webkit.Component {
	for _, t := range list {
		if t.ID() == first {
			return []webkit.Component{row(f, v, t, lines)}
		}
	}
	return nil
}
