package accounts

import (
	"net/http"
	"slices"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A leaving is a colleague who leaves, with who can take over their people: those who hold the same keys.
type leaving struct {
	account.Colleague
	successors []account.Colleague
}

// hands reports whether somebody has to take over.
func (l leaving) hands() bool { return desk.WorksWithPeople(l.Role) }

func (f *Face) leaving(v desk.Visit) (leaving, error) {
	c, others, err := f.colleagueAt(v)
	if err != nil {
		return leaving{}, err
	}
	if c.Account == v.Actor.Account {
		return leaving{}, account.ErrNoAccount // somebody else does it, so that an agency is never left without an administrator
	}
	l := leaving{Colleague: c}
	for _, o := range others {
		if o.Account != v.Actor.Account && slices.Equal(o.Role.Functions(), c.Role.Functions()) {
			l.successors = append(l.successors, o)
		}
	}
	return l, nil
}

func (f *Face) leaveForm(v desk.Visit) error {
	l, err := f.leaving(v)
	if err != nil {
		return err
	}
	return f.showLeave(v, l, webkit.Values{}, desk.Problem{})
}

// leave proposes that a colleague leaves. Of somebody who works with nobody it ends everything at once.
func (f *Face) leave(v desk.Visit) error {
	l, err := f.leaving(v)
	if err != nil {
		return err
	}
	values, problems := webkit.Form{Fields: []webkit.FormField{
		{Name: "successor", Kind: webkit.KindChoice, Required: l.hands(), Options: f.HandlesOf(v, l.successors)},
		{Name: "at_once", Kind: webkit.KindBool},
	}}.Read(v.R)
	if problems.Any() {
		return f.showLeave(v, l, values, desk.Sent(problems))
	}
	var successor id.ID
	for _, s := range l.successors {
		if f.Handles.Of(v.Actor, s.Account) == values.Get("successor") {
			successor = s.Account
		}
	}
	ended, err := f.Gate.ProposeLeaving(v.R.Context(), v.Actor, l.Account, successor, values.Bool("at_once"))
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showLeave(v, l, values, p)
	}
	if ended {
		webkit.SeeOther(v.W, "/desk/accounts")
		return nil
	}
	webkit.SeeOther(v.W, LeavingsPath)
	return nil
}

func (f *Face) showLeave(v desk.Visit, l leaving, values webkit.Values, p desk.Problem) error {
	box := desk.Form{Key: desk.KeyOf(values), Buttons: []webkit.Button{{Text: v.L.T("staff.leave.now"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: "/desk/accounts"}}}
	s := desk.Sheet{Heading: v.L.T("staff.leave.heading", "name", locale.Isolate(desk.OrElse(l.Name, l.Handle))), Lead: v.L.T("staff.leave.lead"), Errors: p.Summary(v)}
	lines := []string{v.L.T("staff.leave.ends"), v.L.T("staff.leave.keys"), v.L.T("staff.leave.stays")}
	switch {
	case l.hands() && len(l.successors) == 0:
		s.Parts = []webkit.Component{webkit.Notice{Attention: true, Heading: v.L.T("staff.leave.nobody"), Text: v.L.T("staff.leave.nobody_text"),
			Undo: &webkit.Button{Text: v.L.T("staff.account_new.heading"), URL: "/desk/accounts/new"}}, desk.Text{Lines: []string{v.L.T("staff.leaving.few")}, Quiet: true}}
		return f.Show(v, http.StatusOK, s)
	case l.hands():
		s.Lead = v.L.T("staff.leave.three")
		box.Buttons[0].Text = v.L.T("staff.leave.propose")
		box.Fields = []webkit.Component{
			webkit.Select{Field: webkit.Field{Name: "successor", Label: v.L.T("staff.leave.successor"),
				Hint: v.L.T("staff.leave.successor_hint"), Error: p.Of(v, "successor")}, Choices: f.ColleagueChoices(v, l.successors, values.Get("successor"))},
			webkit.Checkboxes{Field: webkit.Field{Name: "at_once", Hint: v.L.T("staff.leave.at_once_hint")},
				Choices: []webkit.Choice{{Value: "yes", Text: v.L.T("staff.leave.at_once"), Checked: values.Bool("at_once")}}},
		}
		lines = append(lines, v.L.T("staff.leaving.few"))
	}
	s.Parts = []webkit.Component{desk.List{Lines: lines}, box}
	return f.Show(v, p.Code(), s)
}
