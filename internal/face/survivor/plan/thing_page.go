package plan

import (
	"slices"
	"strconv"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// An answering is the form in which the person says something to a thing, as it is shown or was sent.
type answering struct {
	trouble
	words, pick, key string
}

func (f *Face) thing(v room.Visit) error {
	now, t, err := f.find(v)
	if err != nil {
		return err
	}
	return f.showThing(now, t, answering{key: id.Reference()})
}

// showThing is everything about one thing: what counts, what is proposed, what can be said and done, what was said before.
func (f *Face) showThing(v visit, t told.Thing, a answering) error {
	s := room.Sheet{Top: room.Top{Heading: v.T("kept.kind." + t.Kind)}, Back: backOf(t)}
	a.on(v.Visit, &s)
	s.Add(f.standing(v, t)...)
	s.Add(f.sayHere(v, t, a)...)
	for _, w := range t.After {
		s.Add(f.card(v, "", w))
	}
	s.Add(f.besides(v, t.Beside)...)
	s.Add(f.doable(v, t)...)
	s.Add(f.past(v, t)...)
	return f.ShowSheet(v.Visit, s)
}

// standing is the wording that counts, and the one that is proposed.
func (f *Face) standing(v visit, t told.Thing) []webkit.Component {
	var list []webkit.Component
	if t.Now >= 0 {
		heading := ""
		if _, waits := t.Proposed(); waits || len(t.Versions) > 1 {
			heading = v.T("myplan.thing.counts")
		}
		w := t.Versions[t.Now]
		if t.Kind == plan.OptionsKind && w.Last().Say == "" {
			w.Facts = nil // the form below shows them, each beside the others
		}
		list = append(list, f.card(v, heading, w, f.agreed(v, t, w)...))
	}
	w, waits := t.Proposed()
	switch {
	case waits:
		list = append(list, f.card(v, v.T("myplan.thing.proposed"), w))
	case t.Now < 0:
		list = append(list, f.card(v, v.T("myplan.thing.declined"), w))
	}
	return list
}

// agreed says that something counts because of a conversation, which the person can say was not so.
func (f *Face) agreed(v visit, t told.Thing, w told.Wording) []webkit.Component {
	if w.Agreed.IsZero() {
		return nil
	}
	return []webkit.Component{
		room.Text{Lines: []string{v.T("myplan.thing.agreed", "day", v.DayOf(w.Agreed))}},
		room.Form{Action: f.url(v.Visit, t.ID()), Key: id.Reference(), Hidden: []webkit.Pair{{Term: "about", Text: f.Handles.Of(v.Me, w.Entry)}},
			Buttons: []webkit.Button{{Text: v.T("myplan.thing.dispute"), Name: "say", Value: string(plan.No)}}},
	}
}

// sayHere is what the person answered so far, and the form for it. All answers look the same, and so does giving none.
func (f *Face) sayHere(v visit, t told.Thing, a answering) []webkit.Component {
	w := t.Newest()
	var list []webkit.Component
	said := w.Last()
	if said.Say != "" && w.Agreed.IsZero() {
		list = append(list, room.Text{Lines: []string{v.Answered(t, said)}})
	}
	switch {
	case t.Kind == plan.HiddenKind && !t.Hidden.Shown:
		list = append(list, room.Text{Lines: []string{v.T("plan.hidden.challenge")}})
	case t.Asks() && (w.Agreed.IsZero() || a.any()):
	case a.words != "": // nothing is asked here any more, and what was typed can be kept beside it
		return append(list, f.besideForm(v, t, draft{values: filled{"words": a.words}, key: a.key}))
	default:
		return list
	}
	form := f.answerForm(v, t, a)
	if said.Say == "" || a.any() {
		return append(list, form)
	}
	return append(list, room.Details{Summary: v.T("myplan.thing.change"), Parts: []webkit.Component{form}})
}

func (f *Face) answerForm(v visit, t told.Thing, a answering) room.Form {
	form := room.Form{Action: f.url(v.Visit, t.ID()), Key: a.key, Hidden: []webkit.Pair{{Term: "about", Text: f.Handles.Of(v.Me, t.Newest().Entry)}}}
	if choices := v.choices(t, a.pick); len(choices) > 0 {
		form.Fields = append(form.Fields, webkit.Radios{Choices: choices,
			Field: webkit.Field{Name: "pick", Label: v.T("myplan.choose." + pickOf(t)), Error: page.FieldError(v.L, a.problems, "pick")}})
	}
	form.Fields = append(form.Fields, webkit.Textarea{Value: a.words, Rows: 3, Field: webkit.Field{Name: "words", Label: v.T("myplan.thing.beside_label"),
		Hint: v.T("myplan.optional"), Error: page.FieldError(v.L, a.problems, "words")}})
	say := func(s plan.Say) webkit.Button {
		return webkit.Button{Text: v.T("plan.say." + string(s)), Name: "say", Value: string(s)}
	}
	nothing := webkit.Button{Text: v.T("myplan.thing.nothing"), URL: backOf(t)}
	switch t.Kind {
	case plan.HiddenKind:
		form.Buttons = []webkit.Button{{Text: v.T("myplan.hidden.do"), Name: "say", Value: string(plan.No)}, nothing}
	case plan.OptionsKind, plan.HandOverKind:
		form.Buttons = []webkit.Button{{Text: v.T("myplan.choose.keep"), Name: "say", Value: string(plan.Yes)}, say(plan.Later), nothing}
	default:
		form.Buttons = []webkit.Button{say(plan.Yes), say(plan.No), say(plan.Later), nothing}
	}
	return form
}

// choices are what can be chosen in the place of a yes. None is marked beforehand, and none of them looks like the others.
func (s voice) choices(t told.Thing, picked string) []webkit.Choice {
	var list []webkit.Choice
	add := func(value, text, hint string) {
		list = append(list, webkit.Choice{Value: value, Text: text, Hint: hint, Checked: picked == value})
	}
	switch b := t.Body.(type) {
	case *plan.Options:
		for i, o := range b.List {
			add(strconv.Itoa(i+1), o.What, joined(s.Option(o)))
		}
		add("none", s.T("myplan.choose.none"), "")
	case *plan.HandOver:
		for i, c := range b.Offered {
			add(strconv.Itoa(i+1), c.Name, "")
		}
		add("none", s.T("myplan.choose.nobody"), "")
	}
	return list
}

func pickOf(t told.Thing) string {
	if t.Kind == plan.HandOverKind {
		return "people"
	}
	return "options"
}

// besides are the words that somebody set beside it. What they put differently since stands with the rest of the past.
func (f *Face) besides(v visit, list []plan.Beside) []webkit.Component {
	var parts []webkit.Component
	for _, b := range list {
		heading := v.T("kept.kind.statement.beside")
		if b.Past {
			heading = v.T("myplan.thing.before")
		}
		parts = append(parts, f.card(v, heading, told.Wording{Written: b.Written, Text: told.Says(b.Text)}))
	}
	return parts
}

// past is every other wording, and every answer, with who gave it.
func (f *Face) past(v visit, t told.Thing) []webkit.Component {
	var parts []webkit.Component
	_, waits := t.Proposed()
	for i, w := range slices.Backward(t.Versions) {
		shown := i == t.Now || i == len(t.Versions)-1 && (waits || t.Now < 0)
		if !shown {
			parts = append(parts, f.card(v, "", w))
		}
		for _, a := range slices.Backward(w.Answers) {
			parts = append(parts, f.card(v, "", told.Wording{Written: a.Written, Text: v.AnswerTo(t, a)}))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []webkit.Component{room.Details{Summary: v.T("myplan.thing.before"), Parts: parts}}
}

// backOf is the list that a thing is on.
func backOf(t told.Thing) string {
	switch t.Kind {
	case plan.StrengthKind, plan.AssessmentKind:
		return life
	case plan.NeedKind:
		return needs
	case plan.OptionsKind:
		return options
	case plan.DateKind:
		return dates
	case plan.PaperKind:
		return papers
	case plan.GoalKind, plan.StepKind, plan.OrderKind, plan.ClosingKind:
		return home
	case plan.AskKind:
		return asks
	case plan.HandOverKind:
		return people
	}
	return written
}
