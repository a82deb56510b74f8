package accounts

import (
	"net/http"
	"time"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// trainingLasts is how long the confidentiality training counts (practice map 16B: refreshed every twelve months).
const trainingLasts = 365 * 24 * time.Hour

// accounts lists who works here.
func (f *Face) accounts(v desk.Visit) error {
	colleagues, err := f.Accounts.Colleagues(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	t := webkit.Table{Caption: v.L.T("staff.accounts"), CaptionHidden: true, Columns: []webkit.Column{
		{Text: v.L.T("staff.accounts.name")}, {Text: v.L.T("staff.accounts.role")}, {Text: v.L.T("staff.accounts.sign_in_name")}, {Text: v.L.T("staff.accounts.let_in_by")}, {Text: v.L.T("staff.accounts.state")}}}
	names := map[id.ID]string{}
	for _, c := range colleagues {
		names[c.Account] = desk.OrElse(c.Name, c.Handle)
	}
	for _, c := range colleagues {
		name := webkit.Cell{Text: desk.OrElse(c.Name, v.L.T("staff.accounts.name_shut")), URL: "/desk/accounts/" + f.Handles.Of(v.Actor, c.Account)}
		state := webkit.Tag{Text: v.L.T("staff.accounts.works_here"), Tone: webkit.Done}
		if c.Left {
			name.URL, state = "", webkit.Tag{Text: v.L.T("staff.accounts.left")}
		}
		t.Rows = append(t.Rows, []webkit.Cell{name, {Text: v.L.T("staff.role." + string(c.Role))}, {Text: c.Handle}, {Text: letInBy(v, c, names)}, {Tag: &state}})
	}
	rooted, err := f.Accounts.Rooted(v.R.Context(), v.Actor.Agency)
	if err != nil {
		return err
	}
	s := desk.Sheet{Heading: v.L.T("staff.accounts"), Lead: v.L.T("staff.accounts.lead"), Parts: []webkit.Component{
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.account_new.heading"), Kind: webkit.Primary, URL: "/desk/accounts/new", Key: "n"}}}, t}}
	if !rooted {
		s.Parts = append([]webkit.Component{webkit.Notice{Attention: true, Heading: v.L.T("staff.accounts.no_list"),
			Text: v.L.T("staff.accounts.no_list_text", "command", "amparo agency root")}}, s.Parts...)
	}
	return f.Show(v, http.StatusOK, s)
}

// letInBy says who let a colleague in.
func letInBy(v desk.Visit, c account.Colleague, names map[id.ID]string) string {
	switch {
	case !c.Listed:
		return ""
	case c.LetIn.IsZero():
		return v.L.T("staff.accounts.by_shares")
	}
	return v.L.T("staff.accounts.by_both", "name", locale.Isolate(names[c.LetIn]), "inviter", locale.Isolate(names[c.Invited]))
}

// colleagueAt is the colleague of the address, and everybody else who works here.
func (f *Face) colleagueAt(v desk.Visit) (account.Colleague, []account.Colleague, error) {
	all, err := f.Accounts.Colleagues(v.R.Context(), v.Actor)
	if err != nil {
		return account.Colleague{}, nil, err
	}
	var found account.Colleague
	var others []account.Colleague
	for _, c := range all {
		switch {
		case c.Left:
		case f.Handles.Of(v.Actor, c.Account) == v.R.PathValue("handle"):
			found = c
		default:
			others = append(others, c)
		}
	}
	if found.Account.IsZero() {
		return found, nil, account.ErrNoAccount
	}
	return found, others, nil
}

// account is one colleague, with what an administrator can do.
func (f *Face) account(v desk.Visit) error {
	c, _, err := f.colleagueAt(v)
	if err != nil {
		return err
	}
	return f.showAccount(v, c, desk.Problem{})
}

func (f *Face) showAccount(v desk.Visit, c account.Colleague, p desk.Problem) error {
	address := "/desk/accounts/" + v.R.PathValue("handle")
	s := desk.Sheet{Heading: desk.OrElse(c.Name, c.Handle), Errors: p.Summary(v), Parts: []webkit.Component{
		webkit.SummaryList{Rows: []webkit.SummaryRow{
			{Key: v.L.T("staff.accounts.role"), Value: v.L.T("staff.role." + string(c.Role))},
			{Key: v.L.T("staff.accounts.sign_in_name"), Value: c.Handle},
		}},
		desk.Form{Heading: v.L.T("staff.training.heading"), Action: address + "/training", Key: id.Reference(), OnCard: true,
			Fields:  []webkit.Component{desk.Text{Lines: []string{v.L.T("staff.training.text")}}},
			Buttons: []webkit.Button{{Text: v.L.T("staff.training.go")}}},
	}}
	if v.R.URL.Query().Get("done") == "training" {
		s.Parts = append([]webkit.Component{webkit.Notice{Heading: v.L.T("staff.training.done")}}, s.Parts...)
	}
	if c.Account != v.Actor.Account {
		s.Parts = append(s.Parts, webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.leave.go"), URL: address + "/leave"}}})
	}
	return f.Show(v, p.Code(), s)
}

// training notes that a colleague has done the confidentiality training today.
func (f *Face) training(v desk.Visit) error {
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return problems.Err()
	}
	c, _, err := f.colleagueAt(v)
	if err != nil {
		return err
	}
	if err := f.Accounts.Certify(v.R.Context(), v.Actor, c.Account, account.Confidentiality, v.Now.Add(trainingLasts)); err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showAccount(v, c, p)
	}
	webkit.SeeOther(v.W, "/desk/accounts/"+v.R.PathValue("handle")+"?done=training")
	return nil
}
