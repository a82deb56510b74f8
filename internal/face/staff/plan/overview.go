package plan

import (
	"slices"

	care "github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// overview is the plan side by side.
func (f *Face) overview(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	return f.showOverview(v, o, desk.Problem{})
}

func (f *Face) showOverview(v desk.Visit, o desk.Opened, p desk.Problem) error {
	s := f.PersonSheet(v, o, desk.ThePlan)
	s.Errors = p.Summary(v)
	s.Parts = append(s.Parts, f.standing(v, o))
	if slices.ContainsFunc(o.Record.Entries, func(e record.Entry) bool { return e.Locked && e.Compartment == gate.Plan }) {
		s.Parts = append(s.Parts, desk.Text{Lines: []string{v.L.T("staff.plan.locked")}, Quiet: true})
	}
	plan := o.Plan.Plan
	if len(plan.Asks) > 0 {
		s.Parts = append(s.Parts, desk.Part{Heading: v.L.T("staff.asks")})
		for _, a := range plan.Asks {
			s.Parts = append(s.Parts, f.askRow(v, o, a))
		}
	}
	s.Parts = append(s.Parts, f.part(v, o, strength, rows(f, v, o, strength, plan.Strengths, f.strengthLines(v)))...)
	s.Parts = append(s.Parts, f.part(v, o, assessment, f.assessmentRows(v, o))...)
	s.Parts = append(s.Parts, f.part(v, o, need, rows(f, v, o, need, plan.Needs, f.needLines(v)))...)
	if len(plan.Offers) > 0 {
		s.Parts = append(s.Parts, desk.Part{Heading: v.L.T("staff.offers"), Text: v.L.T("staff.offers.text")})
		s.Parts = append(s.Parts, f.offersRow(v, o))
	}
	s.Parts = append(s.Parts, f.part(v, o, goal, rows(f, v, o, goal, plan.Goals, f.goalLines(v)))...)
	s.Parts = append(s.Parts, f.orderRow(v, o))
	s.Parts = append(s.Parts, f.part(v, o, step, rows(f, v, o, step, plan.Steps, f.stepLines(v)))...)
	s.Parts = append(s.Parts, f.part(v, o, date, f.dateRows(v, o))...)
	s.Parts = append(s.Parts, f.part(v, o, paper, rows(f, v, o, paper, plan.Papers, f.paperLines(v)))...)
	s.Parts = append(s.Parts, f.part(v, o, options, f.optionRows(v, o))...)
	s.Parts = append(s.Parts, f.part(v, o, decision, rows(f, v, o, decision, plan.Decisions, f.decisionLines(v)))...)
	s.Parts = append(s.Parts, f.reviews(v, o)...)
	return f.Show(v, p.Code(), s)
}

// part is one kind of thing of the plan, with the way to add another.
func (f *Face) part(v desk.Visit, o desk.Opened, k *kind, rows []webkit.Component) []webkit.Component {
	head := desk.Part{Heading: v.L.T("staff." + k.path), Button: &webkit.Button{Text: v.L.T("staff." + k.name + ".new"), URL: o.Address + "/plan/" + k.path + "/new"}}
	if len(rows) == 0 {
		head.Text = v.L.T("staff." + k.path + ".none")
	}
	return append([]webkit.Component{head}, rows...)
}

// optionRows shows the ways of each choice side by side, and then what the person said.
func (f *Face) optionRows(v desk.Visit, o desk.Opened) []webkit.Component {
	parts := rows(f, v, o, options, o.Plan.Options, f.optionsLines(v))
	for i, t := range o.Plan.Options {
		both, ok := parts[i].(desk.Both)
		if !ok {
			continue
		}
		both.Columns = append(f.wayColumns(v, t), both.Columns[1:]...)
		parts[i] = both
	}
	return parts
}

// standing is where the plan stands, with the steps on or back.
func (f *Face) standing(v desk.Visit, o desk.Opened) desk.Both {
	plan := o.Plan
	both := desk.Both{Heading: v.L.T("staff.standing"), Columns: []desk.Column{{Heading: Stands(v, plan.Stands.State)}}}
	if n := len(plan.History); n > 0 {
		at := f.Moment(v, plan.History[n-1].At)
		both.Columns[0].Notes = []string{v.L.T("staff.standing.since", "when", at.Words)}
	}
	if plan.Pause.On {
		both.Columns = append(both.Columns, desk.Column{Heading: v.L.T("staff.standing.paused"), Notes: []string{v.L.T("staff.standing.paused_text")}})
	}
	form := desk.Form{Action: o.Address + "/plan/move", Key: id.Reference(), Hidden: []webkit.Pair{{Term: webkit.VersionField, Text: desk.VersionText(plan.Stands.Version)}}}
	for _, to := range plan.Moves {
		form.Buttons = append(form.Buttons, webkit.Button{Text: v.L.T("staff.move." + string(to)), Name: "to", Value: string(to)})
	}
	if len(form.Buttons) > 0 {
		both.Forms = []desk.Form{form}
	}
	return both
}

// orderRow is the order in which the person wants the pillars.
func (f *Face) orderRow(v desk.Visit, o desk.Opened) webkit.Component {
	change := webkit.Button{Text: v.L.T("staff.order.change"), URL: o.Address + "/plan/order"}
	if o.Plan.Order.Tip().IsZero() {
		return desk.Both{Heading: v.L.T("staff.order"), Columns: []desk.Column{{Heading: v.L.T("staff.both.now"), Notes: []string{v.L.T("staff.order.nobody")}}},
			More: webkit.Actions{Buttons: []webkit.Button{change}}}
	}
	both := rows(f, v, o, nil, []care.Thing[care.Order]{o.Plan.Order}, f.orderLines(v))[0].(desk.Both)
	both.More.Buttons = append([]webkit.Button{change}, both.More.Buttons...)
	return both
}

func (f *Face) reviews(v desk.Visit, o desk.Opened) []webkit.Component {
	parts := []webkit.Component{desk.Part{Heading: v.L.T("staff.reviews"), Button: &webkit.Button{Text: v.L.T("staff.review.new"), URL: o.Address + "/plan/reviews/new"}}}
	for _, r := range o.Plan.Reviews {
		parts = append(parts, row(f, v, r, f.reviewLines(v)))
	}
	for _, p := range desk.OpenPromises(o.Plan.Promises) {
		if p.Promise == care.FirstPlan {
			parts = append(parts, webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.postpone.go"), URL: o.Address + "/plan/postpone"}}})
		}
	}
	return parts
}

var moveFields = webkit.Form{Fields: []webkit.FormField{{Name: "to", Kind: webkit.KindChoice, Required: true, Options: webkit.Codes(care.Machine().States())}}}

// move leads the plan a step on or back. Somebody who looked at an older state sees how it stands.
func (f *Face) move(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	values, problems := moveFields.Read(v.R)
	if problems.Any() {
		return f.showOverview(v, o, desk.Sent(problems))
	}
	err = f.Plans.Move(v.R.Context(), v.Actor, o.ID, state(values.Get("to")), values.Version())
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showOverview(v, o, p)
	}
	webkit.SeeOther(v.W, o.Address+"?done=moved")
	return nil
}
