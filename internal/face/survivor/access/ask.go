package access

import (
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// What can be chosen. Sharing is no choice: it always asks.
var askForm = webkit.Form{Fields: []webkit.FormField{
	{Name: "ask", Kind: webkit.KindChoices, Options: []string{string(account.Contact), string(account.Money)}},
	{Name: "drafts", Kind: webkit.KindChoices, Options: []string{"keep"}},
}}

func (f *Face) askPage(v room.Visit) error {
	return f.showAsk(v, v.Me.Settings, id.Reference(), nil)
}

// askSet keeps what was chosen. Choosing asks for the words itself, or whoever finds an open screen would choose.
func (f *Face) askSet(v room.Visit) error {
	values, problems := askForm.Read(v.R)
	chosen := account.Settings{AskContact: values.Has("ask", string(account.Contact)), AskMoney: values.Has("ask", string(account.Money)),
		KeepDrafts: values.Has("drafts", "keep"), OneThing: v.Me.Settings.OneThing}
	if problems.Any() {
		return f.showAsk(v, chosen, room.KeyOr(values.Key()), problems)
	}
	if err := f.accounts.SetSettings(v.R.Context(), v.Me, chosen); err != nil {
		return err
	}
	webkit.SeeOther(v.W, askPath+"?done=kept")
	return nil
}

func (f *Face) showAsk(v room.Visit, s account.Settings, key string, problems webkit.Problems) error {
	l := v.L
	sheet := room.Sheet{Top: room.Top{Heading: l.T("access.ask.heading"), Lead: l.T("access.ask.lead")}, Back: settingsPath}
	sheet.Problems(l, problems)
	if v.R.URL.Query().Get("done") == "kept" && !problems.Any() {
		sheet.Notice = &webkit.Notice{Heading: l.T("access.ask.kept"), Text: l.T("access.ask.kept_text")}
	}
	sheet.Add(
		room.Form{Action: askPath, Key: key, Fields: []webkit.Component{
			webkit.Checkboxes{Field: webkit.Field{Name: "ask", Label: l.T("access.ask.for")}, Choices: []webkit.Choice{
				{Value: string(account.Contact), Text: l.T("access.ask.contact"), Hint: l.T("access.ask.contact_hint"), Checked: s.AskContact},
				{Value: string(account.Money), Text: l.T("access.ask.money"), Hint: l.T("access.ask.money_hint"), Checked: s.AskMoney},
			}},
			room.Text{Lines: []string{l.T("access.ask.always")}},
			webkit.Checkboxes{Field: webkit.Field{Name: "drafts", Label: l.T("access.drafts")}, Choices: []webkit.Choice{
				{Value: "keep", Text: l.T("access.drafts.keep"), Hint: l.T("access.drafts.keep_hint"), Checked: s.KeepDrafts},
			}},
		}, Buttons: []webkit.Button{{Text: l.T("access.ask.go"), Kind: webkit.Primary}, {Text: l.T("access.leave_it"), URL: settingsPath}}},
	)
	return f.ShowSheet(v, sheet)
}
