package staff

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A leaving is a colleague who leaves, with who can take over their people.
type leaving struct {
	account.Colleague
	successors []account.Colleague
}

// hands reports whether somebody has to take over.
func (l leaving) hands() bool { return worksWithPeople(l.Role) }

func (f *Face) leaving(v visit) (leaving, error) {
	c, others, err := f.colleagueAt(v)
	if err != nil {
		return leaving{}, err
	}
	if c.Account == v.actor.Account {
		return leaving{}, account.ErrNoAccount // somebody else does it, so that an agency is never left without an administrator
	}
	l := leaving{Colleague: c}
	for _, o := range others {
		if worksWithPeople(o.Role) {
			l.successors = append(l.successors, o)
		}
	}
	return l, nil
}

func (f *Face) leaveForm(v visit) error {
	l, err := f.leaving(v)
	if err != nil {
		return err
	}
	return f.showLeave(v, l, webkit.Values{}, problem{})
}

// leave ends everything of a colleague in one action; their people pass to whoever stands in, else to the named successor.
func (f *Face) leave(v visit) error {
	l, err := f.leaving(v)
	if err != nil {
		return err
	}
	var fields []webkit.FormField
	if l.hands() {
		fields = []webkit.FormField{{Name: "successor", Kind: webkit.KindChoice, Required: true, Options: f.handles(v, l.successors)}}
	}
	values, problems := webkit.Form{Fields: fields}.Read(v.r)
	if problems.Any() {
		return f.showLeave(v, l, values, sent(problems))
	}
	var successor id.ID
	for _, s := range l.successors {
		if l.hands() && f.Handles.Of(v.actor, s.Account) == values.Get("successor") {
			successor = s.Account
		}
	}
	if err := f.Gate.Leave(v.r.Context(), v.actor.Agency, l.Account, successor); err != nil {
		return err
	}
	webkit.SeeOther(v.w, "/desk/accounts")
	return nil
}

func (f *Face) showLeave(v visit, l leaving, values webkit.Values, p problem) error {
	box := form{Key: keyOf(values), Buttons: []webkit.Button{{Text: v.l.T("staff.leave.now"), Kind: webkit.Primary}, {Text: v.l.T("staff.back"), URL: "/desk/accounts"}}}
	s := sheet{Heading: v.l.T("staff.leave.heading", "name", locale.Isolate(orElse(l.Name, l.Handle))), Lead: v.l.T("staff.leave.lead"), Errors: p.summary(v)}
	switch {
	case l.hands() && len(l.successors) == 0:
		s.Parts = []webkit.Component{webkit.Notice{Attention: true, Heading: v.l.T("staff.leave.nobody"), Text: v.l.T("staff.leave.nobody_text"),
			Undo: &webkit.Button{Text: v.l.T("staff.account_new.heading"), URL: "/desk/accounts/new"}}}
		return f.show(v, http.StatusOK, s)
	case l.hands():
		box.Fields = []webkit.Component{webkit.Select{Field: webkit.Field{Name: "successor", Label: v.l.T("staff.leave.successor"),
			Hint: v.l.T("staff.leave.successor_hint"), Error: p.of(v, "successor")}, Choices: f.colleagueChoices(v, l.successors, values.Get("successor"))}}
	}
	s.Parts = []webkit.Component{list{Lines: []string{v.l.T("staff.leave.ends"), v.l.T("staff.leave.keys"), v.l.T("staff.leave.stays")}}, box}
	return f.show(v, p.code(), s)
}
