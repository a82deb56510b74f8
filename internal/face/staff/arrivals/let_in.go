package arrivals

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// list shows who was invited and is not in yet.
func (f *Face) list(v desk.Visit) error {
	arrivals, err := f.Accounts.Waiting(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	colleagues, err := f.Accounts.Colleagues(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	names := map[id.ID]string{}
	for _, c := range colleagues {
		names[c.Account] = desk.OrElse(c.Name, c.Handle)
	}
	t := webkit.Table{Caption: v.L.T("staff.arrivals"), CaptionHidden: true, Empty: v.L.T("staff.arrivals.nobody"), Columns: []webkit.Column{
		{Text: v.L.T("staff.accounts.name")}, {Text: v.L.T("staff.accounts.role")}, {Text: v.L.T("staff.arrivals.by")}, {Text: v.L.T("staff.accounts.state")}}}
	for _, w := range arrivals {
		state := webkit.Tag{Text: v.L.T("staff.arrivals.code_out")}
		if w.Joined {
			state = webkit.Tag{Text: v.L.T("staff.arrivals.waits"), Tone: webkit.Attention}
		}
		t.Rows = append(t.Rows, []webkit.Cell{{Text: desk.OrElse(w.Name, v.L.T("staff.accounts.name_shut")), URL: Path + "/" + f.Handles.Of(v.Actor, w.Account)},
			{Text: v.L.T("staff.role." + string(w.Role))}, {Text: names[w.Invited]}, {Tag: &state}})
	}
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("staff.arrivals"), Lead: v.L.T("staff.arrivals.lead"), Parts: []webkit.Component{t}})
}

// arrival is the newcomer of the address.
func (f *Face) arrival(v desk.Visit) (account.Waiting, error) {
	arrivals, err := f.Accounts.Waiting(v.R.Context(), v.Actor)
	if err != nil {
		return account.Waiting{}, err
	}
	for _, w := range arrivals {
		if f.Handles.Of(v.Actor, w.Account) == v.R.PathValue("handle") {
			return w, nil
		}
	}
	return account.Waiting{}, account.ErrNoAccount
}

func (f *Face) letIn(v desk.Visit) error {
	w, err := f.arrival(v)
	if err != nil {
		return err
	}
	l, err := f.Accounts.LettingIn(v.R.Context(), v.Actor, w.Account)
	return f.answer(v, w, l, err)
}

var actFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "step", Kind: webkit.KindChoice, Required: true, Options: []string{"begin", "paper", "pick", "in", "stop", "take-back"}},
	{Name: "choice", Max: 10},
}}

// none is picked where the code that the newcomer reads out is not there.
const none = "none"

// act does one step of letting a newcomer in.
func (f *Face) act(v desk.Visit) error {
	w, err := f.arrival(v)
	if err != nil {
		return err
	}
	values, problems := actFields.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	ctx := v.R.Context()
	var l account.LettingIn
	switch choice := values.Get("choice"); values.Get("step") {
	case "begin":
		l, err = f.Accounts.BeginLettingIn(ctx, v.Actor, w.Account)
	case "paper":
		l, err = f.Accounts.BeginOnPaper(ctx, v.Actor, w.Account)
	case "pick":
		if choice == "" {
			if l, err = f.Accounts.LettingIn(ctx, v.Actor, w.Account); err != nil {
				return f.answer(v, w, l, err)
			}
			return f.showLetIn(v, w, l, desk.OneOf("choice", "staff.arrivals.choose"))
		}
		if choice == none {
			if err = f.Accounts.StopLettingIn(ctx, v.Actor, w.Account, true); err == nil {
				err = account.ErrWrongCode
			}
			break
		}
		l, err = f.Accounts.PickByColleague(ctx, v.Actor, w.Account, choice)
	case "in":
		l, err = f.Accounts.LetIn(ctx, v.Actor, w.Account)
	case "stop":
		if err = f.Accounts.StopLettingIn(ctx, v.Actor, w.Account, false); err == nil {
			l.Waiting, err = f.arrival(v)
		}
	case "take-back":
		if err = f.Accounts.Uninvite(ctx, v.Actor, w.Account); err == nil {
			webkit.SeeOther(v.W, Path)
			return nil
		}
	}
	return f.answer(v, w, l, err)
}

// answer shows how far the letting in has come, or why it does not go on and what comes next.
func (f *Face) answer(v desk.Visit, w account.Waiting, l account.LettingIn, err error) error {
	if errors.Is(err, account.ErrWrongCode) {
		return f.showRefused(v, w, desk.OneOf("", account.ErrWrongCode.Key))
	}
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showRefused(v, w, p)
	}
	return f.showLetIn(v, w, l, desk.Problem{})
}

// showRefused says why an act was refused, with what can be done about it.
func (f *Face) showRefused(v desk.Visit, w account.Waiting, p desk.Problem) error {
	s := f.sheet(v, w, p)
	if v.Actor.Role == account.Admin || w.Invited == v.Actor.Account {
		s.Parts = append(s.Parts, f.step(v, "take-back", webkit.Button{Text: v.L.T("staff.arrivals.take_back")}))
	} else if !w.By.IsZero() {
		s.Parts = append(s.Parts, f.step(v, "stop", webkit.Button{Text: v.L.T("staff.arrivals.anew")}))
	}
	s.Parts = append(s.Parts, webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.arrivals.load"), URL: f.address(v)}, {Text: v.L.T("staff.back"), URL: Path}}})
	return f.Show(v, p.Code(), s)
}

func (f *Face) address(v desk.Visit) string { return Path + "/" + v.R.PathValue("handle") }

// step is a form of one button.
func (f *Face) step(v desk.Visit, step string, b webkit.Button, fields ...webkit.Component) desk.Form {
	return desk.Form{Action: f.address(v), Key: id.Reference(), Hidden: []webkit.Pair{{Term: "step", Text: step}}, Fields: fields, Buttons: []webkit.Button{b}}
}

func (f *Face) sheet(v desk.Visit, w account.Waiting, p desk.Problem) desk.Sheet {
	return desk.Sheet{Heading: v.L.T("staff.let_in.heading", "name", locale.Isolate(desk.OrElse(w.Name, v.L.T("staff.accounts.name_shut")))), Errors: p.Summary(v),
		Parts: []webkit.Component{webkit.SummaryList{Rows: []webkit.SummaryRow{{Key: v.L.T("staff.accounts.role"), Value: v.L.T("staff.role." + string(w.Role))}}}}}
}

func (f *Face) showLetIn(v desk.Visit, w account.Waiting, l account.LettingIn, p desk.Problem) error {
	s := f.sheet(v, w, p)
	load := webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.arrivals.load"), URL: f.address(v)}}}
	stop := f.step(v, "stop", webkit.Button{Text: v.L.T("staff.let_in.stop")})
	switch {
	case l.In:
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("staff.let_in.done"), Text: v.L.T("staff.let_in.done_text")},
			webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.back"), URL: Path}}})
	case !l.Joined:
		s.Parts = append(s.Parts, webkit.Notice{Attention: true, Heading: v.L.T("staff.let_in.not_yet"), Text: v.L.T("staff.let_in.not_yet_text")}, load)
	case l.By.IsZero():
		s.Parts = append(s.Parts, desk.List{Lines: []string{v.L.T("staff.let_in.know"), v.L.T("staff.let_in.speak"), v.L.T("staff.let_in.gets")}},
			f.step(v, "begin", webkit.Button{Text: v.L.T("staff.let_in.begin"), Kind: webkit.Primary}),
			desk.List{Lines: []string{v.L.T("staff.let_in.paper_why")}}, f.step(v, "paper", webkit.Button{Text: v.L.T("staff.let_in.paper")}))
	case l.Paper != "" && !l.Right:
		s.Parts = append(s.Parts, desk.Facts{Pairs: []webkit.Pair{{Term: v.L.T("staff.let_in.paper_code"), Text: l.Paper, Code: true}}},
			desk.List{Lines: []string{v.L.T("staff.let_in.paper_do"), v.L.T("staff.let_in.paper_then")}}, load, stop)
	case l.Paper != "":
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("staff.let_in.paper_right"), Text: v.L.T("staff.let_in.both_text")},
			f.step(v, "in", webkit.Button{Text: v.L.T("staff.let_in.go"), Kind: webkit.Primary}), stop)
	case l.Code == "":
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("staff.let_in.reload"), Text: v.L.T("staff.let_in.reload_text")}, load, stop)
	case !l.Right:
		s.Parts = append(s.Parts, f.ownCode(v, l.Code), f.step(v, "pick", webkit.Button{Text: v.L.T("staff.arrivals.this"), Kind: webkit.Primary},
			codes(v, l.Choices, "staff.let_in.pick", "staff.let_in.pick_hint", p, webkit.Choice{Value: none, Text: v.L.T("staff.let_in.none")})), stop)
	case !l.Picked:
		s.Parts = append(s.Parts, f.ownCode(v, l.Code), webkit.Notice{Heading: v.L.T("staff.let_in.theirs"), Text: v.L.T("staff.let_in.theirs_text")}, load, stop)
	default:
		s.Parts = append(s.Parts, webkit.Notice{Heading: v.L.T("staff.let_in.both"), Text: v.L.T("staff.let_in.both_text")},
			f.step(v, "in", webkit.Button{Text: v.L.T("staff.let_in.go"), Kind: webkit.Primary}), stop)
	}
	return f.Show(v, p.Code(), s)
}
