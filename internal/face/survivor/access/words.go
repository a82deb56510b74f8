package access

import (
	"errors"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

var wordsForm = webkit.Form{Fields: []webkit.FormField{
	{Name: "card", Required: true, Max: 60},
	{Name: "old", Required: true, Max: 200},
	{Name: "new", Required: true, Max: 400}, // the service says what is too long, beside the field
}}

func (f *Face) wordsPage(v room.Visit) error { return f.showWords(v, id.Reference(), nil) }

// wordsChange takes the card and both words: all that a sign-in takes. Nothing of it is ever shown again.
func (f *Face) wordsChange(v room.Visit) error {
	values, problems := wordsForm.Read(v.R)
	if problems.Any() {
		return f.showWords(v, room.KeyOr(values.Key()), problems)
	}
	session, err := f.accounts.ChangePassphrase(v.R.Context(), v.Me, account.Change{Card: values.Get("card"), Old: values.Get("old"), New: values.Get("new")})
	if errors.Is(err, account.ErrPassphrase) {
		return f.showWords(v, id.Reference(), webkit.Problems{{Field: "card", Key: "account.error.passphrase"}})
	}
	if err != nil {
		problems, ok := page.ProblemOf(err)
		if !ok {
			return err
		}
		return f.showWords(v, id.Reference(), problems)
	}
	f.House.Carry(v.W, session)
	webkit.SeeOther(v.W, SignInsPath+"?done=changed")
	return nil
}

func (f *Face) showWords(v room.Visit, key string, problems webkit.Problems) error {
	l := v.L
	field := func(name string) webkit.Input {
		return webkit.Input{Type: "password", Field: webkit.Field{Name: name, Label: l.T("access.words." + name), Hint: l.T("access.words." + name + "_hint"),
			Error: page.FieldError(l, problems, name)}}
	}
	card := field("card")
	card.Type = "" // it is copied from paper, letter by letter
	sheet := room.Sheet{Top: room.Top{Heading: l.T("access.words.heading"), Lead: l.T("access.words.lead")}, Back: settingsPath}
	sheet.Problems(l, problems)
	sheet.Add(
		room.Form{Action: wordsPath, Key: key, Fields: []webkit.Component{card, field("old"), field("new")},
			Buttons: []webkit.Button{{Text: l.T("access.words.go"), Kind: webkit.Primary}, {Text: l.T("access.leave_it"), URL: settingsPath}}},
		room.Text{Heading: l.T("access.words.lost"), Lines: []string{l.T("access.words.lost_text")}})
	return f.ShowSheet(v, sheet)
}
