package staff

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

var accountFields = webkit.Form{Fields: []webkit.FormField{
	{Name: "name", Required: true, Max: 100, IsName: true},
	{Name: "role", Kind: webkit.KindChoice, Required: true, Options: roles(account.StaffRoles()...)},
}}

func (f *Face) newAccount(v visit) error {
	return f.showNewAccount(v, webkit.Values{}, problem{})
}

// makeAccount makes an account and shows, once, what its owner needs to sign in. The answer is not a redirect: nothing of
// it is stored that another page could show.
func (f *Face) makeAccount(v visit) error {
	values, problems := accountFields.Read(v.r)
	if problems.Any() {
		return f.showNewAccount(v, values, sent(problems))
	}
	ctx := v.r.Context()
	agency, err := f.Accounts.Agency(ctx, v.actor.Agency)
	if err != nil {
		return err
	}
	e, err := f.Accounts.EnrolStaffOnce(ctx, agency, account.Role(values.Get("role")), values.Get("name"), v.actor.Account.String()+"/"+values.Key())
	if err != nil {
		p, err := f.problemOf(err)
		if err != nil {
			return err
		}
		return f.showNewAccount(v, values, p)
	}
	code, err := drawSquare(e.Second.URL)
	if err != nil {
		return err
	}
	code.Label = v.l.T("staff.account_made.square")
	return f.show(v, http.StatusOK, sheet{Heading: v.l.T("staff.account_made.heading"), Lead: v.l.T("staff.account_made.lead"), Parts: []webkit.Component{
		facts{[]webkit.Pair{
			{Term: v.l.T("staff.accounts.sign_in_name"), Text: e.SignInName, Code: true},
			{Term: v.l.T("staff.sign_in.passphrase"), Text: e.Passphrase, Code: true},
			{Term: v.l.T("staff.account_made.secret"), Text: inFours(e.Second.Secret), Code: true},
		}},
		code, webkit.PrintButton{Text: v.l.T("staff.card.print")},
		list{Heading: v.l.T("staff.account_made.next"), Lines: []string{
			v.l.T("staff.account_made.app"), v.l.T("staff.account_made.let_in"), v.l.T("staff.account_made.training")}},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.l.T("staff.card.done"), URL: "/desk/accounts"}}},
	}})
}

func (f *Face) showNewAccount(v visit, values webkit.Values, p problem) error {
	choices := []webkit.Choice{{Text: v.l.T("staff.choose")}}
	for _, r := range account.StaffRoles() {
		choices = append(choices, webkit.Choice{Value: string(r), Text: v.l.T("staff.role." + string(r)), Checked: values.Has("role", string(r))})
	}
	key := keyOf(values)
	if p.status == http.StatusConflict {
		key = id.Reference() // the account is made; what comes next is another one
	}
	return f.show(v, p.code(), sheet{Heading: v.l.T("staff.account_new.heading"), Lead: v.l.T("staff.account_new.lead"), Errors: p.summary(v), Parts: []webkit.Component{form{
		Key: key,
		Fields: []webkit.Component{
			webkit.Input{Field: webkit.Field{Name: "name", Label: v.l.T("staff.accounts.name"), Hint: v.l.T("staff.account_new.name_hint"), Error: p.of(v, "name")}, Value: values.Get("name")},
			webkit.Select{Field: webkit.Field{Name: "role", Label: v.l.T("staff.accounts.role"), Error: p.of(v, "role")}, Choices: choices},
		},
		Buttons: []webkit.Button{{Text: v.l.T("staff.account_new.go"), Kind: webkit.Primary}, {Text: v.l.T("staff.back"), URL: "/desk/accounts"}},
	}}})
}
