package plan

import (
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/told"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

var goalEditor = editor{
	kind: plan.GoalKind, newPath: home + "/new-goal",
	fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline}, {Name: "why", Kind: webkit.KindMultiline}, {Name: "by", Kind: webkit.KindDate},
		{Name: "pillar", Kind: webkit.KindChoice, Options: webkit.Codes(plan.Pillars())}},
	ask: func(s voice, d draft) []webkit.Component {
		return []webkit.Component{
			webkit.Textarea{Field: s.field(d.trouble, "words", "myplan.ask.goal"), Value: d.Get("words"), Rows: 3},
			s.cards(s.field(d.trouble, "pillar", "myplan.ask.pillar"), "plan.pillar.", webkit.Codes(plan.Pillars()), d.Get("pillar")),
			webkit.Textarea{Field: s.optional(d.trouble, "why", "myplan.ask.why"), Value: d.Get("why"), Rows: 3},
			dateField(s.optional(d.trouble, "by", "myplan.ask.by"), d.Get("by")),
		}
	},
	fill: func(b plan.Body) filled {
		g := b.(*plan.Goal)
		return filled{"words": g.Words, "why": g.Why, "by": dayValue(g.By), "pillar": string(g.Pillar)}
	},
	body: func(v values, before plan.Body) plan.Body {
		g := &plan.Goal{Words: v.Get("words"), Why: v.Get("why"), By: dayOf(v, "by"), Pillar: plan.Pillar(v.Get("pillar"))}
		if b, ok := before.(*plan.Goal); ok {
			g.State = b.State
		}
		return g
	},
}

var needEditor = editor{
	kind: plan.NeedKind, newPath: home + "/new-need",
	fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline}, {Name: "domain", Kind: webkit.KindChoice, Options: webkit.Codes(plan.Domains())},
		{Name: "immediate", Kind: webkit.KindChoice, Options: []string{"yes", "no"}}},
	ask: func(s voice, d draft) []webkit.Component {
		return []webkit.Component{
			s.cards(s.field(d.trouble, "domain", "myplan.ask.domain"), "plan.domain.", webkit.Codes(plan.Domains()), d.Get("domain")),
			webkit.Textarea{Field: s.optional(d.trouble, "words", "myplan.ask.need"), Value: d.Get("words"), Rows: 3},
			s.cards(s.optional(d.trouble, "immediate", "myplan.ask.immediate"), "myplan.immediate.", []string{"yes", "no"}, d.Get("immediate")),
		}
	},
	fill: func(b plan.Body) filled {
		n := b.(*plan.Need)
		f := filled{"words": n.Words, "domain": string(n.Domain), "immediate": "no"}
		if n.Immediate {
			f["immediate"] = "yes"
		}
		return f
	},
	body: func(v values, before plan.Body) plan.Body {
		n := &plan.Need{Words: v.Get("words"), Domain: plan.Domain(v.Get("domain")), Immediate: v.Get("immediate") == "yes"}
		if b, ok := before.(*plan.Need); ok {
			n.Over = b.Over
		}
		return n
	},
}

// A step of the person's own is theirs; somebody else's stays with whom it was, whatever is changed in its words.
var stepEditor = editor{
	kind: plan.StepKind, newPath: home + "/new-step",
	fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline}, {Name: "due", Kind: webkit.KindDate}},
	ask: func(s voice, d draft) []webkit.Component {
		return []webkit.Component{
			webkit.Textarea{Field: s.field(d.trouble, "words", "myplan.ask.step"), Value: d.Get("words"), Rows: 3},
			dateField(s.field(d.trouble, "due", "myplan.ask.due"), d.Get("due")),
		}
	},
	fill: func(b plan.Body) filled {
		p := b.(*plan.Step)
		return filled{"words": p.Words, "due": dayValue(p.Due)}
	},
	body: func(v values, before plan.Body) plan.Body {
		p := plan.Step{Owner: plan.ByPerson}
		if b, ok := before.(*plan.Step); ok {
			p = *b
		}
		p.Words, p.Due = v.Get("words"), dayOf(v, "due")
		return &p
	},
}

var noteEditor = editor{
	kind: plan.NoteKind, newPath: home + "/new-note",
	fields: []webkit.FormField{{Name: "words", Kind: webkit.KindMultiline}},
	ask: func(s voice, d draft) []webkit.Component {
		return []webkit.Component{webkit.Textarea{Field: s.field(d.trouble, "words", "myplan.ask.note"), Value: d.Get("words"), Rows: 6}}
	},
	fill: func(b plan.Body) filled { return filled{"words": b.(*plan.Note).Text} },
	body: func(v values, _ plan.Body) plan.Body { return &plan.Note{Text: v.Get("words")} },
}

// statesOf are the codes of how a thing can stand.
func statesOf(t told.Thing) []string {
	switch t.Kind {
	case plan.GoalKind:
		return []string{"open", string(plan.GoalReached), string(plan.GoalLetGo)}
	case plan.StepKind:
		return []string{"open", string(plan.StepDone), string(plan.StepDropped)}
	case plan.StrengthKind, plan.NeedKind, plan.PaperKind:
		return []string{"open", "over"}
	case plan.DateKind:
		return []string{"open", "off"}
	}
	return nil
}

// stateTo is the same thing in another state.
func stateTo(b plan.Body, code string) plan.Body {
	to := code
	if code == "open" {
		to = ""
	}
	switch b := b.(type) {
	case *plan.Goal:
		g := *b
		g.State = plan.GoalState(to)
		return &g
	case *plan.Step:
		p := *b
		p.State = plan.StepState(to)
		return &p
	case *plan.Need:
		n := *b
		n.Over = to == "over"
		return &n
	case *plan.Strength:
		g := *b
		g.Over = to == "over"
		return &g
	case *plan.Paper:
		p := *b
		p.Over = to == "over"
		return &p
	case *plan.Date:
		p := *b
		p.Off = to == "off"
		return &p
	}
	return b
}
