package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A kind is one kind of thing in the plan, as it is written at a desk.
type kind struct {
	name    string // its words are below "staff." and this
	path    string // below the person's plan
	asks    []ask
	agrees  bool // it can be a proposal, or agreed in conversation
	answers bool // what the person says to it can be written down
	of      func(p care.Plan) []thing
	fill    func(f *Face, v desk.Visit, o desk.Opened, body any) map[string]string
	body    func(f *Face, v desk.Visit, o desk.Opened, in input) care.Body
}

// An ask is one question of its form.
type ask struct {
	name    string
	kind    webkit.FieldKind
	need    bool
	rows    int
	changes bool // asked only where something is there already
	choices func(f *Face, v desk.Visit, o desk.Opened) []webkit.Choice
}

// A thing is one thing of any kind, with its wordings.
type thing struct {
	id, tip  id.ID
	wordings []id.ID
	body     any // what one begins from: the proposal where one waits, else what counts
}

func thingsOf[T any](list []care.Thing[T]) (out []thing) {
	for _, t := range list {
		if t.Tip().IsZero() {
			continue
		}
		one := thing{id: t.ID(), tip: t.Tip(), body: t.Current().Body}
		if p, ok := t.Proposed(); ok {
			one.body = p.Body
		}
		for _, w := range t.Versions {
			one.wordings = append(one.wordings, w.Entry)
		}
		out = append(out, one)
	}
	return out
}

// codesOf are choices out of a closed list, with their words below a prefix.
func codesOf[T ~string](prefix string, list []T) func(*Face, desk.Visit, desk.Opened) []webkit.Choice {
	return func(_ *Face, v desk.Visit, _ desk.Opened) []webkit.Choice {
		var out []webkit.Choice
		for _, one := range list {
			code := desk.OrElse(string(one), "open")
			out = append(out, webkit.Choice{Value: code, Text: v.L.T(prefix + code)})
		}
		return out
	}
}

// unopened turns the word for "open" back into the empty state.
func unopened(s string) string {
	if s == "open" {
		return ""
	}
	return s
}

var need = &kind{name: "need", path: "needs", agrees: true, answers: true,
	asks: []ask{
		{name: "domain", kind: webkit.KindChoice, need: true, choices: codesOf("plan.domain.", care.Domains())},
		{name: "immediate", kind: webkit.KindBool},
		{name: "words", kind: webkit.KindMultiline, rows: 3},
		{name: "over", kind: webkit.KindBool, changes: true},
	},
	of: func(p care.Plan) []thing { return thingsOf(p.Needs) },
	fill: func(_ *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		n := body.(care.Need)
		return map[string]string{"domain": string(n.Domain), "immediate": yes(n.Immediate), "words": n.Words, "over": yes(n.Over)}
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		return &care.Need{Domain: care.Domain(in.Get("domain")), Immediate: in.Bool("immediate"), Words: in.Get("words"), Over: in.Bool("over")}
	},
}

var goal = &kind{name: "goal", path: "goals", agrees: true, answers: true,
	asks: []ask{
		{name: "pillar", kind: webkit.KindChoice, need: true, choices: codesOf("plan.pillar.", care.Pillars())},
		{name: "words", kind: webkit.KindMultiline, need: true, rows: 3},
		{name: "why", kind: webkit.KindMultiline, rows: 2},
		{name: "by", kind: webkit.KindDate},
		{name: "state", kind: webkit.KindChoice, changes: true, choices: codesOf("plan.goal.", care.GoalStates())},
	},
	of: func(p care.Plan) []thing { return thingsOf(p.Goals) },
	fill: func(f *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		g := body.(care.Goal)
		return map[string]string{"pillar": string(g.Pillar), "words": g.Words, "why": g.Why, "by": f.iso(g.By), "state": desk.OrElse(string(g.State), "open")}
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		return &care.Goal{Pillar: care.Pillar(in.Get("pillar")), Words: in.Get("words"), Why: in.Get("why"), By: in.day("by"), State: care.GoalState(unopened(in.Get("state")))}
	},
}

var step = &kind{name: "step", path: "steps", agrees: true, answers: true,
	asks: []ask{
		{name: "words", kind: webkit.KindMultiline, need: true, rows: 2},
		{name: "owner", kind: webkit.KindChoice, need: true, choices: codesOf("staff.owner.", care.Owners())},
		{name: "who", kind: webkit.KindText},
		{name: "due", kind: webkit.KindDate, need: true},
		{name: "goal", kind: webkit.KindChoice, choices: goalChoices},
		{name: "state", kind: webkit.KindChoice, changes: true, choices: codesOf("plan.step.", care.StepStates())},
	},
	of: func(p care.Plan) []thing { return thingsOf(p.Steps) },
	fill: func(f *Face, v desk.Visit, _ desk.Opened, body any) map[string]string {
		s := body.(care.Step)
		out := map[string]string{"words": s.Words, "owner": string(s.Owner), "who": s.Who, "due": f.iso(s.Due), "state": desk.OrElse(string(s.State), "open")}
		if !s.Goal.IsZero() {
			out["goal"] = f.Handles.Of(v.Actor, s.Goal)
		}
		return out
	},
	body: func(f *Face, v desk.Visit, o desk.Opened, in input) care.Body {
		s := &care.Step{Words: in.Get("words"), Owner: care.Owner(in.Get("owner")), Who: strings.TrimSpace(in.Get("who")), Due: in.day("due"), State: care.StepState(unopened(in.Get("state")))}
		for _, g := range o.Plan.Goals {
			if f.Handles.Of(v.Actor, g.ID()) == in.Get("goal") {
				s.Goal = g.ID()
			}
		}
		return s
	},
}

// goalChoices are the goals that a step can serve.
func goalChoices(f *Face, v desk.Visit, o desk.Opened) []webkit.Choice {
	out := []webkit.Choice{}
	for _, g := range o.Plan.Goals {
		out = append(out, webkit.Choice{Value: f.Handles.Of(v.Actor, g.ID()), Text: g.Current().Body.Words})
	}
	return out
}

var places = []string{"first", "second", "third"}

var order = &kind{name: "order", path: "order", agrees: true, answers: true,
	asks: []ask{
		{name: "first", kind: webkit.KindChoice, need: true, choices: codesOf("plan.pillar.", care.Pillars())},
		{name: "second", kind: webkit.KindChoice, need: true, choices: codesOf("plan.pillar.", care.Pillars())},
		{name: "third", kind: webkit.KindChoice, need: true, choices: codesOf("plan.pillar.", care.Pillars())},
	},
	of: func(p care.Plan) []thing { return thingsOf([]care.Thing[care.Order]{p.Order}) },
	fill: func(_ *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		out := map[string]string{}
		for i, p := range body.(care.Order).Pillars {
			if i < len(places) {
				out[places[i]] = string(p)
			}
		}
		return out
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		o := &care.Order{}
		for _, place := range places {
			o.Pillars = append(o.Pillars, care.Pillar(in.Get(place)))
		}
		return o
	},
}

// most is how many ways stand side by side at most: more than five nobody can hold in mind at once.
const most = 5

var optionParts = []string{"what", "next", "risks", "helps"}

func optionAsks() []ask {
	asks := []ask{{name: "words", kind: webkit.KindText, need: true}}
	for n := 1; n <= most; n++ {
		for _, part := range optionParts {
			asks = append(asks, ask{name: fmt.Sprintf("%s_%d", part, n), kind: webkit.KindMultiline, rows: 2})
		}
	}
	return asks
}

var options = &kind{name: "options", path: "options", answers: true, asks: optionAsks(),
	of: func(p care.Plan) []thing { return thingsOf(p.Options) },
	fill: func(_ *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		b := body.(care.Options)
		out := map[string]string{"words": b.About}
		for i, one := range b.List {
			for j, text := range []string{one.What, one.Next, one.Risks, one.Helps} {
				out[fmt.Sprintf("%s_%d", optionParts[j], i+1)] = text
			}
		}
		return out
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		o := &care.Options{About: in.Get("words")}
		for n := 1; n <= most; n++ {
			get := func(part string) string { return strings.TrimSpace(in.Get(fmt.Sprintf("%s_%d", part, n))) }
			one := care.Option{What: get("what"), Next: get("next"), Risks: get("risks"), Helps: get("helps")}
			if one != (care.Option{}) {
				o.List = append(o.List, one)
			}
		}
		return o
	},
}

var decision = &kind{name: "decision", path: "decisions", answers: true,
	asks: []ask{
		{name: "words", kind: webkit.KindMultiline, need: true, rows: 2},
		{name: "reason", kind: webkit.KindMultiline, need: true, rows: 3},
		{name: "others", kind: webkit.KindMultiline, rows: 3},
		{name: "by", kind: webkit.KindText, need: true},
		{name: "review", kind: webkit.KindMultiline, need: true, rows: 2},
	},
	of: func(p care.Plan) []thing { return thingsOf(p.Decisions) },
	fill: func(_ *Face, _ desk.Visit, _ desk.Opened, body any) map[string]string {
		d := body.(care.Decision)
		return map[string]string{"words": d.What, "reason": d.Reason, "others": strings.Join(d.Options, "\n"), "by": d.By, "review": d.Review}
	},
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		return &care.Decision{What: in.Get("words"), Reason: in.Get("reason"), Options: desk.Lines(in.Get("others")), By: in.Get("by"), Review: in.Get("review")}
	},
}

var review = &kind{name: "review", path: "reviews/new",
	asks: []ask{{name: "words", kind: webkit.KindMultiline, rows: 4}},
	of:   func(care.Plan) []thing { return nil },
	body: func(_ *Face, _ desk.Visit, _ desk.Opened, in input) care.Body {
		return &care.Review{Words: in.Get("words")}
	},
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// iso is a day as a date field takes it.
func (f *Face) iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(f.House.Zone).Format(time.DateOnly)
}

// An input is what a form brought, with days where the house is.
type input struct {
	webkit.Values
	zone *time.Location
}

// day is the day of a field: its beginning where the house is.
func (in input) day(name string) time.Time {
	t := in.Date(name)
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, in.zone)
}

// find is the thing of an address, nothing for an address of something new.
func (f *Face) find(v desk.Visit, o desk.Opened, k *kind) (thing, bool) {
	all := k.of(o.Plan.Plan)
	handle := v.R.PathValue("handle")
	i := slices.IndexFunc(all, func(t thing) bool {
		return k == order || slices.ContainsFunc(t.wordings, func(e id.ID) bool { return f.Handles.Of(v.Actor, e) == handle })
	})
	if i < 0 {
		return thing{}, false
	}
	return all[i], true
}
