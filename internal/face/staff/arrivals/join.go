package arrivals

import (
	"errors"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// joinFields are those of both steps: the code alone, then with it what the newcomer chooses.
var joinFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "step", Kind: webkit.KindChoice, Required: true, Options: []string{"code", "choose"}},
	{Name: "code", Required: true, Max: 60},
	{Name: "secret", Max: 64},
	{Name: "url", Max: 400},
	{Name: "passphrase", Max: 200},
	{Name: "digits", Max: 20},
}}

func (f *Face) joinForm(v desk.Visit) error {
	return f.showCode(v, "", id.Reference(), desk.Problem{})
}

// join leads from the code to the choice of a passphrase and a second factor, and from there to waiting.
func (f *Face) join(v desk.Visit) error {
	values, problems := joinFields.Read(v.R)
	key := desk.KeyOf(values)
	if problems.Any() {
		return f.showCode(v, values.Get("code"), key, desk.Sent(problems))
	}
	if err := f.throttle.Allow(v.R); err != nil {
		return f.codeAgain(v, values.Get("code"), key, err)
	}
	j, err := f.Accounts.Joining(v.R.Context(), values.Get("code"))
	if err != nil {
		return f.codeAgain(v, values.Get("code"), key, err)
	}
	if values.Get("step") == "code" {
		return f.showChoose(v, j, values.Get("code"), key, desk.Problem{})
	}
	j.Second.Secret, j.Second.URL = values.Get("secret"), values.Get("url")
	joined, err := f.Accounts.Join(v.R.Context(), values.Get("code"), account.JoinChoice{Passphrase: values.Get("passphrase"), Secret: j.Second.Secret, Digits: values.Get("digits")})
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showChoose(v, j, values.Get("code"), key, p)
	}
	f.House.Cookies.Set(v.W, webkit.WaitingCookie, joined.Token)
	webkit.SeeOther(v.W, waitPath)
	return nil
}

func (f *Face) codeAgain(v desk.Visit, code, key string, err error) error {
	p, err := f.ProblemOf(err)
	if err != nil {
		return err
	}
	return f.showCode(v, code, key, p)
}

func (f *Face) showCode(v desk.Visit, code, key string, p desk.Problem) error {
	return f.public(v, p.Code(), desk.Sheet{Heading: v.L.T("staff.join.heading"), Lead: v.L.T("staff.join.lead"), Errors: p.Summary(v), Parts: []webkit.Component{
		desk.Form{Action: JoinPath, Key: key, Hidden: []webkit.Pair{{Term: "step", Text: "code"}},
			Fields: []webkit.Component{webkit.Input{Field: webkit.Field{Name: "code", Label: v.L.T("staff.join.code"), Hint: v.L.T("staff.join.code_hint"),
				Error: p.Of(v, "code")}, Value: code, Autocomplete: "off"}},
			Buttons: []webkit.Button{{Text: v.L.T("staff.join.go"), Kind: webkit.Primary}}}}})
}

func (f *Face) showChoose(v desk.Visit, j account.Joining, code, key string, p desk.Problem) error {
	square, err := drawSquare(j.Second.URL)
	if err != nil {
		return err
	}
	square.Label = v.L.T("staff.join.square")
	return f.public(v, p.Code(), desk.Sheet{Heading: v.L.T("staff.join.welcome", "name", locale.Isolate(j.Name)), Errors: p.Summary(v),
		Lead: v.L.T("staff.join.as", "agency", locale.Isolate(j.Agency.Name), "role", v.L.T("staff.role."+string(j.Role))),
		Parts: []webkit.Component{
			desk.List{Lines: []string{v.L.T("staff.join.app"), v.L.T("staff.join.yours")}},
			square, desk.Facts{Pairs: []webkit.Pair{{Term: v.L.T("staff.join.secret"), Text: inFours(j.Second.Secret), Code: true}}},
			desk.Form{Action: JoinPath, Key: key,
				Hidden: []webkit.Pair{{Term: "step", Text: "choose"}, {Term: "code", Text: code}, {Term: "secret", Text: j.Second.Secret}, {Term: "url", Text: j.Second.URL}},
				Fields: []webkit.Component{
					webkit.Input{Field: webkit.Field{Name: "digits", Label: v.L.T("staff.sign_in.code"), Hint: v.L.T("staff.join.digits_hint"), Error: p.Of(v, "digits")},
						InputMode: "numeric", Autocomplete: "one-time-code", Width: webkit.W10},
					webkit.Input{Field: webkit.Field{Name: "passphrase", Label: v.L.T("staff.sign_in.passphrase"), Hint: v.L.T("staff.join.passphrase_hint"), Error: p.Of(v, "passphrase")},
						Type: "password", Autocomplete: "new-password"}},
				Buttons: []webkit.Button{{Text: v.L.T("staff.join.choose"), Kind: webkit.Primary}}},
		}})
}

// waiting runs a step of the newcomer's side. Somebody without a cookie begins at the code.
func (f *Face) waiting(v desk.Visit, step func(token string) (account.WaitState, error)) error {
	token, _ := f.House.Cookies.Get(v.R, webkit.WaitingCookie)
	state, err := step(token)
	if fault.KindOf(err) == fault.SignIn {
		webkit.SeeOther(v.W, JoinPath)
		return nil
	}
	if errors.Is(err, account.ErrWrongCode) {
		return f.showWait(v, account.WaitState{SignInName: state.SignInName, Role: state.Role}, "", desk.OneOf("", account.ErrWrongCode.Key))
	}
	if err != nil {
		return err
	}
	return f.showWait(v, state, "", desk.Problem{})
}

func (f *Face) wait(v desk.Visit) error {
	return f.waiting(v, func(token string) (account.WaitState, error) { return f.Accounts.Wait(v.R.Context(), token) })
}

var pickFields = webkit.Form{Fields: []webkit.FormField{{Name: "choice", Max: 10}, {Name: "paper", Max: 60}}}

// waitPick takes the code that the newcomer heard, or typed from a paper. A code that was typed wrongly is given back.
func (f *Face) waitPick(v desk.Visit) error {
	values, problems := pickFields.Read(v.R)
	token, _ := f.House.Cookies.Get(v.R, webkit.WaitingCookie)
	state, err := f.Accounts.Wait(v.R.Context(), token)
	if err != nil {
		return f.wait(v)
	}
	switch paper, choice := values.Get("paper"), values.Get("choice"); {
	case problems.Any():
		return f.showWait(v, state, paper, desk.Sent(problems))
	case state.Paper && paper == "":
		return f.showWait(v, state, "", desk.OneOf("paper", account.ErrPaper.Key))
	case state.Paper:
		state, err = f.Accounts.PaperByNewcomer(v.R.Context(), token, paper)
		if errors.Is(err, account.ErrPaper) {
			return f.showWait(v, state, paper, desk.OneOf("paper", account.ErrPaper.Key))
		}
		return f.waiting(v, func(string) (account.WaitState, error) { return state, err })
	case choice == "":
		return f.showWait(v, state, "", desk.OneOf("choice", "staff.arrivals.choose"))
	default:
		return f.waiting(v, func(token string) (account.WaitState, error) {
			return f.Accounts.PickByNewcomer(v.R.Context(), token, choice)
		})
	}
}

func (f *Face) showWait(v desk.Visit, w account.WaitState, paper string, p desk.Problem) error {
	s := desk.Sheet{Heading: v.L.T("staff.wait.heading"), Lead: v.L.T("staff.wait.lead"), Errors: p.Summary(v)}
	name := desk.Facts{Pairs: []webkit.Pair{{Term: v.L.T("staff.accounts.sign_in_name"), Text: w.SignInName, Code: true}}}
	again := webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.wait.again"), URL: waitPath}}}
	switch {
	case w.In:
		s.Lead = ""
		s.Parts = []webkit.Component{webkit.Notice{Heading: v.L.T("staff.wait.in"), Text: v.L.T("staff.wait.in_text")}, name,
			webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.sign_in.go"), Kind: webkit.Primary, URL: page.StaffSignIn}}}}
	case w.Stopped:
		s.Lead = ""
		s.Parts = []webkit.Component{webkit.Notice{Attention: true, Heading: v.L.T("staff.wait.stopped"), Text: v.L.T("staff.wait.stopped_text")}}
	case w.Paper && w.Picked:
		s.Parts = []webkit.Component{webkit.Notice{Heading: v.L.T("staff.wait.picked"), Text: v.L.T("staff.wait.picked_text")}, name, again}
	case w.Paper:
		s.Parts = []webkit.Component{name, desk.Form{Heading: v.L.T("staff.wait.paper"), Action: waitPath, Key: id.Reference(),
			Fields: []webkit.Component{webkit.Input{Field: webkit.Field{Name: "paper", Label: v.L.T("staff.wait.paper_code"), Hint: v.L.T("staff.wait.paper_hint"),
				Error: p.Of(v, "paper")}, Value: paper, Autocomplete: "off"}},
			Buttons: []webkit.Button{{Text: v.L.T("staff.wait.paper_go"), Kind: webkit.Primary}}}}
	case w.Code == "":
		s.Parts = []webkit.Component{name, desk.List{Lines: []string{v.L.T("staff.wait.call"), v.L.T("staff.wait.open")}}, again}
	case w.Picked:
		s.Parts = []webkit.Component{f.ownCode(v, w.Code), webkit.Notice{Heading: v.L.T("staff.wait.picked"), Text: v.L.T("staff.wait.picked_text")}, name, again}
	default:
		s.Parts = []webkit.Component{f.ownCode(v, w.Code), desk.Form{Action: waitPath, Key: id.Reference(),
			Fields:  []webkit.Component{codes(v, w.Choices, "staff.wait.pick", "staff.wait.pick_hint", p)},
			Buttons: []webkit.Button{{Text: v.L.T("staff.arrivals.this"), Kind: webkit.Primary}}}, name}
	}
	return f.public(v, p.Code(), s)
}

// ownCode is the code that whoever reads the page says to the other.
func (f *Face) ownCode(v desk.Visit, code string) webkit.Component {
	return desk.Facts{Pairs: []webkit.Pair{{Term: v.L.T("staff.arrivals.read"), Text: code, Code: true}}}
}
