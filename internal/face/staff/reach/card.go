package reach

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

var cardFields = webkit.Form{Fields: []webkit.FormField{{Name: "passphrase", Required: true, Max: 400}}}

// cardPage is where a person who lost their card, sitting beside their worker, types words of their own. The worker's
// passphrase is asked for first, so that nothing the person typed has to wait for it.
func (f *Face) cardPage(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	if !o.Record.HasAccount {
		return f.noCardYet(v, o.Address)
	}
	if !v.Now.Before(v.Actor.FreshUntil) {
		webkit.SeeOther(v.W, page.AgainFor(o.Address+cardPath))
		return nil
	}
	return f.showCard(v, o.Address, id.Reference(), desk.Problem{})
}

// noCardYet leads to the page where a first card is made.
func (f *Face) noCardYet(v desk.Visit, address string) error {
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("reach.card"), Lead: v.L.T("account.error.no_card"), Parts: []webkit.Component{
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.enrol.start"), Kind: webkit.Primary, URL: address + "/sign-in"}, {Text: v.L.T("staff.back"), URL: address + reachPath}}}}})
}

func (f *Face) showCard(v desk.Visit, address, key string, p desk.Problem) error {
	return f.Show(v, p.Code(), desk.Sheet{Heading: v.L.T("reach.card"), Lead: v.L.T("reach.card.lead"), Errors: p.Summary(v), Parts: []webkit.Component{
		webkit.Notice{Attention: true, Heading: v.L.T("reach.card.locked"), Text: v.L.T("reach.card.locked_text")},
		desk.List{Lines: []string{v.L.T("reach.card.ends"), v.L.T("reach.card.opens"), v.L.T("reach.card.log"), v.L.T("reach.card.settings")}},
		desk.Form{Action: address + cardPath, Key: key, Fields: []webkit.Component{webkit.Input{Type: "password", Autocomplete: "new-password", Field: webkit.Field{
			Name: "passphrase", Label: v.L.T("staff.enrol.passphrase"), Hint: v.L.T("staff.enrol.passphrase_hint"), Error: p.Of(v, "passphrase")}}},
			Buttons: []webkit.Button{{Text: v.L.T("reach.card.go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: address + reachPath}}}}})
}

// newCard makes the card and shows it, once. Words that the person typed are never written into a page, so where the
// worker's passphrase is asked for they are typed again.
func (f *Face) newCard(v desk.Visit) error {
	values, problems := cardFields.Read(v.R)
	p, address, err := f.Find(v)
	if err != nil {
		return err
	}
	if problems.Any() {
		if _, err := f.Open(v); err != nil {
			return err
		}
		return f.showCard(v, address, desk.KeyOf(values), desk.Sent(problems))
	}
	code, err := f.Records.NewCard(v.R.Context(), v.Actor, p, values.Get("passphrase"))
	switch {
	case errors.Is(err, account.ErrStepUp):
		webkit.SeeOther(v.W, page.AgainFor(address+cardPath))
		return nil
	case errors.Is(err, account.ErrNoCard):
		return f.noCardYet(v, address)
	case err != nil:
		problem, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.showCard(v, address, id.Reference(), problem)
	}
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("staff.card.heading"), Lead: v.L.T("staff.card.once"), Parts: []webkit.Component{
		desk.Card{Cut: v.L.T("staff.card.cut"), Code: code, Note: v.L.T("staff.card.note")},
		webkit.PrintButton{Text: v.L.T("staff.card.print")},
		desk.Text{Lines: []string{v.L.T("reach.card.old"), v.L.T("staff.card.write")}},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.card.done"), URL: address + reachPath}}}}})
}
