package staff

import (
	"net/http"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// trainingLasts is how long the confidentiality training counts (practice map 16B: refreshed every twelve months).
const trainingLasts = 365 * 24 * time.Hour

// accounts lists who works here.
func (f *Face) accounts(v visit) error {
	colleagues, err := f.Accounts.Colleagues(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	t := webkit.Table{Caption: v.l.T("staff.accounts"), CaptionHidden: true, Columns: []webkit.Column{
		{Text: v.l.T("staff.accounts.name")}, {Text: v.l.T("staff.accounts.role")}, {Text: v.l.T("staff.accounts.sign_in_name")}, {Text: v.l.T("staff.accounts.state")}}}
	for _, c := range colleagues {
		name := webkit.Cell{Text: orElse(c.Name, v.l.T("staff.accounts.name_shut")), URL: "/desk/accounts/" + f.Handles.Of(v.actor, c.Account)}
		state := webkit.Tag{Text: v.l.T("staff.accounts.works_here"), Tone: webkit.Done}
		if c.Left {
			name.URL, state = "", webkit.Tag{Text: v.l.T("staff.accounts.left")}
		}
		t.Rows = append(t.Rows, []webkit.Cell{name, {Text: v.l.T("staff.role." + string(c.Role))}, {Text: c.Handle}, {Tag: &state}})
	}
	return f.show(v, http.StatusOK, sheet{Heading: v.l.T("staff.accounts"), Lead: v.l.T("staff.accounts.lead"), Parts: []webkit.Component{
		webkit.Actions{Buttons: []webkit.Button{{Text: v.l.T("staff.account_new.heading"), Kind: webkit.Primary, URL: "/desk/accounts/new", Key: "n"}}}, t}})
}

// colleagueAt is the colleague of the address, and everybody else who works here.
func (f *Face) colleagueAt(v visit) (account.Colleague, []account.Colleague, error) {
	all, err := f.Accounts.Colleagues(v.r.Context(), v.actor)
	if err != nil {
		return account.Colleague{}, nil, err
	}
	var found account.Colleague
	var others []account.Colleague
	for _, c := range all {
		switch {
		case c.Left:
		case f.Handles.Of(v.actor, c.Account) == v.r.PathValue("handle"):
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
func (f *Face) account(v visit) error {
	c, _, err := f.colleagueAt(v)
	if err != nil {
		return err
	}
	address := "/desk/accounts/" + v.r.PathValue("handle")
	s := sheet{Heading: orElse(c.Name, c.Handle), Parts: []webkit.Component{
		webkit.SummaryList{Rows: []webkit.SummaryRow{
			{Key: v.l.T("staff.accounts.role"), Value: v.l.T("staff.role." + string(c.Role))},
			{Key: v.l.T("staff.accounts.sign_in_name"), Value: c.Handle},
		}},
		form{Heading: v.l.T("staff.training.heading"), Action: address + "/training", Key: id.Reference(), OnCard: true,
			Fields:  []webkit.Component{text{Lines: []string{v.l.T("staff.training.text")}}},
			Buttons: []webkit.Button{{Text: v.l.T("staff.training.go")}}},
	}}
	if v.r.URL.Query().Get("done") == "training" {
		s.Parts = append([]webkit.Component{webkit.Notice{Heading: v.l.T("staff.training.done")}}, s.Parts...)
	}
	if c.Account != v.actor.Account {
		s.Parts = append(s.Parts, webkit.Actions{Buttons: []webkit.Button{{Text: v.l.T("staff.leave.go"), URL: address + "/leave"}}})
	}
	return f.show(v, http.StatusOK, s)
}

// training notes that a colleague has done the confidentiality training today.
func (f *Face) training(v visit) error {
	if _, problems := (webkit.Form{}).Read(v.r); problems.Any() {
		return problems.Err()
	}
	c, _, err := f.colleagueAt(v)
	if err != nil {
		return err
	}
	if err := f.Accounts.Certify(v.r.Context(), v.actor.Agency, c.Account, account.Confidentiality, v.now.Add(trainingLasts)); err != nil {
		return err
	}
	webkit.SeeOther(v.w, "/desk/accounts/"+v.r.PathValue("handle")+"?done=training")
	return nil
}
