package accounts

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// LeavingsPath is the address of who is about to leave.
const LeavingsPath = "/desk/leavings"

// leavings lists who is about to leave, with what the reader can do about each.
func (f *Face) leavings(v desk.Visit) error { return f.showLeavings(v, desk.Problem{}) }

func (f *Face) showLeavings(v desk.Visit, p desk.Problem) error {
	list, err := f.Gate.Leavings(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	names, err := f.names(v)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("staff.leaving"), Lead: v.L.T("staff.leaving.lead"), Errors: p.Summary(v)}
	if done := v.R.URL.Query().Get("done"); stepOf(done) != nil {
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("staff.leaving.done_" + done)})
	}
	for _, l := range list {
		s.Parts = append(s.Parts, f.leavingCard(v, l, names))
	}
	if len(list) == 0 {
		s.Parts = append(s.Parts, desk.Text{Lines: []string{v.L.T("staff.leaving.nobody")}})
	}
	return f.Show(v, p.Code(), s)
}

// leavingCard is one who leaves. The buttons follow the rules of the gate, which decides again.
func (f *Face) leavingCard(v desk.Visit, l gate.Leaving, names map[id.ID]string) desk.Form {
	name := func(who id.ID) string {
		return locale.Isolate(desk.OrElse(names[who], v.L.T("staff.accounts.name_shut")))
	}
	card := desk.Form{Heading: v.L.T("staff.leave.heading", "name", name(l.Account)), Action: LeavingsPath, Key: id.Reference(), OnCard: true,
		Hidden: []webkit.Pair{{Term: "who", Text: f.Handles.Of(v.Actor, l.Account)}}}
	step := func(step string, kind webkit.ButtonKind) webkit.Button {
		return webkit.Button{Text: v.L.T("staff.leaving." + step), Kind: kind, Name: "step", Value: step}
	}
	lines := []string{v.L.T("staff.leaving.of", "name", name(l.Account), "successor", name(l.Successor), "by", name(l.By)), v.L.T("staff.leaving.people", "count", l.People)}
	switch {
	case l.WaitsFor(v.Actor.Account) && !l.Accepted:
		lines[0] = v.L.T("staff.leaving.ask", "by", name(l.By), "name", name(l.Account))
		card.Buttons = []webkit.Button{step("accept", webkit.Primary), step("decline", webkit.Secondary)}
	case !l.Accepted:
		lines = append(lines, v.L.T("staff.leaving.waits", "name", name(l.Successor)))
	default:
		lines = append(lines, v.L.T("staff.leaving.ready", "name", name(l.Successor)))
		if l.WaitsFor(v.Actor.Account) {
			card.Buttons = append(card.Buttons, step("cosign", webkit.Primary))
		}
	}
	if l.Successor != v.Actor.Account {
		card.Buttons = append(card.Buttons, step("take_back", webkit.Secondary))
	}
	card.Fields = []webkit.Component{desk.Text{Lines: lines}}
	return card
}

// stepOf is what a button does.
func stepOf(step string) func(f *Face, v desk.Visit, who id.ID) error {
	switch step {
	case "accept":
		return func(f *Face, v desk.Visit, who id.ID) error { return f.Gate.AcceptLeaving(v.R.Context(), v.Actor, who) }
	case "decline":
		return func(f *Face, v desk.Visit, who id.ID) error {
			return f.Gate.DeclineLeaving(v.R.Context(), v.Actor, who)
		}
	case "cosign":
		return func(f *Face, v desk.Visit, who id.ID) error { return f.Gate.CosignLeaving(v.R.Context(), v.Actor, who) }
	case "take_back":
		return func(f *Face, v desk.Visit, who id.ID) error {
			return f.Gate.TakeBackLeaving(v.R.Context(), v.Actor, who)
		}
	}
	return nil
}

// leavingStep does one step about somebody who leaves.
func (f *Face) leavingStep(v desk.Visit) error {
	list, err := f.Gate.Leavings(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	values, problems := webkit.Form{Fields: []webkit.FormField{
		{Name: "who", Required: true, Max: 60},
		{Name: "step", Kind: webkit.KindChoice, Required: true, Options: []string{"accept", "decline", "cosign", "take_back"}},
	}}.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	err = gate.ErrNoLeaving
	for _, l := range list {
		if f.Handles.Of(v.Actor, l.Account) == values.Get("who") {
			err = stepOf(values.Get("step"))(f, v, l.Account)
		}
	}
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showLeavings(v, p)
	}
	webkit.SeeOther(v.W, LeavingsPath+"?done="+values.Get("step"))
	return nil
}

// names are the names of those who work here and who did, as the actor reads them.
func (f *Face) names(v desk.Visit) (map[id.ID]string, error) {
	colleagues, err := f.Accounts.Colleagues(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	names := map[id.ID]string{}
	for _, c := range colleagues {
		names[c.Account] = desk.OrElse(c.Name, c.Handle)
	}
	return names, nil
}

// acts is what was done about those who work here, for the privacy officer.
func (f *Face) acts(v desk.Visit) error {
	list, err := f.Gate.Acts(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	names, err := f.names(v)
	if err != nil {
		return err
	}
	name := func(who id.ID) string {
		if who.IsZero() {
			return ""
		}
		return locale.Isolate(desk.OrElse(names[who], v.L.T("staff.acts.unknown")))
	}
	t := webkit.Table{Caption: v.L.T("staff.acts"), CaptionHidden: true, Empty: v.L.T("staff.acts.none"), Columns: []webkit.Column{
		{Text: v.L.T("staff.acts.what")}, {Text: v.L.T("staff.acts.of")}, {Text: v.L.T("staff.acts.by")}, {Text: v.L.T("staff.acts.when")}}}
	for _, a := range list {
		key, args := "staff.act."+a.Kind, []any{"with", name(a.With)}
		if a.Kind == account.ActMember && a.With.IsZero() {
			key += ".shares" // two custodians are the two people
		}
		if a.Role != "" {
			args = append(args, "role", v.L.T("staff.role."+string(a.Role)))
		}
		if a.Team != "" {
			args = append(args, "team", v.L.T("staff.function."+string(a.Team)))
		}
		if !a.Until.IsZero() {
			args = append(args, "until", v.L.Day(a.Until, f.House.Zone))
		}
		when := f.Moment(v, a.At)
		t.Rows = append(t.Rows, []webkit.Cell{{Text: v.L.T(key, args...)}, {Text: name(a.Of)},
			{Text: desk.OrElse(name(a.By), v.L.T("staff.acts.shares"))}, {When: &when}})
	}
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("staff.acts"), Lead: v.L.T("staff.acts.lead"), Parts: []webkit.Component{t}})
}
