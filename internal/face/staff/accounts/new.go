package accounts

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/arrivals"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

var accountFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "name", Required: true, Max: 100, IsName: true},
	{Name: "role", Kind: webkit.KindChoice, Required: true, Options: desk.Roles(account.StaffRoles()...)},
}}

func (f *Face) newAccount(v desk.Visit) error {
	return f.showNewAccount(v, webkit.Values{}, desk.Problem{})
}

// makeAccount makes an invitation and shows, once, the code that its owner comes in with. The answer is not a redirect: nothing of
// it is stored that another page could show.
func (f *Face) makeAccount(v desk.Visit) error {
	values, problems := accountFields.Read(v.R)
	if problems.Any() {
		return f.showNewAccount(v, values, desk.Sent(problems))
	}
	made, err := f.Accounts.Invite(v.R.Context(), v.Actor, account.Role(values.Get("role")), values.Get("name"), values.Key())
	if err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showNewAccount(v, values, p)
	}
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("staff.account_made.heading"), Lead: v.L.T("staff.account_made.lead"), Parts: []webkit.Component{
		desk.Facts{Pairs: []webkit.Pair{{Term: v.L.T("staff.join.code"), Text: made.Code, Code: true}}},
		webkit.PrintButton{Text: v.L.T("staff.card.print")},
		desk.List{Heading: v.L.T("staff.account_made.next"), Lines: []string{
			v.L.T("staff.account_made.join", "address", arrivals.JoinPath), v.L.T("staff.account_made.let_in"), v.L.T("staff.account_made.training")}},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.card.done"), URL: "/desk/accounts"}}},
	}})
}

func (f *Face) showNewAccount(v desk.Visit, values webkit.Values, p desk.Problem) error {
	choices := []webkit.Choice{{Text: v.L.T("staff.choose")}}
	for _, r := range account.StaffRoles() {
		choices = append(choices, webkit.Choice{Value: string(r), Text: v.L.T("staff.role." + string(r)), Checked: values.Has("role", string(r))})
	}
	key := desk.KeyOf(values)
	if p.Status == http.StatusConflict {
		key = id.Reference() // the account is made; what comes next is another one
	}
	return f.Show(v, p.Code(), desk.Sheet{Heading: v.L.T("staff.account_new.heading"), Lead: v.L.T("staff.account_new.lead"), Errors: p.Summary(v), Parts: []webkit.Component{desk.Form{
		Key: key,
		Fields: []webkit.Component{
			webkit.Input{Field: webkit.Field{Name: "name", Label: v.L.T("staff.accounts.name"), Hint: v.L.T("staff.account_new.name_hint"), Error: p.Of(v, "name")}, Value: values.Get("name")},
			webkit.Select{Field: webkit.Field{Name: "role", Label: v.L.T("staff.accounts.role"), Error: p.Of(v, "role")}, Choices: choices},
		},
		Buttons: []webkit.Button{{Text: v.L.T("staff.account_new.go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: "/desk/accounts"}},
	}}})
}
