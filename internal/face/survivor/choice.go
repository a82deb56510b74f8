package survivor

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
)

type choiceModel struct {
	room.Top
	Card   choiceCard
	ItemsH string
	Items  []itemView
	More   *webkit.Link
}

// itemView is one thing that goes, in full.
type itemView struct {
	Title string
	Lines []string
}

// choice shows one choice: the talk-through while it waits, and the receipt once it is decided.
func (f *Face) choice(w http.ResponseWriter, r *http.Request) error {
	me, l := page.Actor(r.Context()), f.House.Speak(r)
	c, err := f.choiceOf(r.Context(), me, r.PathValue("handle"))
	if err != nil {
		return err
	}
	if c.Open() {
		return f.showStep(w, r, newTalk(c))
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "choice", Back: "/my/choices", Model: f.receipt(l, me, c)})
}

// receipt says what was kept, who can see it, until when, and how to undo it.
func (f *Face) receipt(l *locale.Localiser, me account.Actor, c disclosure.Choice) choiceModel {
	code := stateCode(c)
	m := choiceModel{Top: room.Top{Heading: l.T("survivor.receipt.heading"), Notice: &webkit.Notice{
		Heading: l.T("survivor.state." + code), Text: l.T("survivor.receipt." + code), Attention: c.Reason == consent.Suspended}},
		Card: f.card(l, me, c), ItemsH: l.T("survivor.receipt.items"), Items: f.items(l, c)}
	m.Card.Buttons.Buttons = nil
	if over(c) {
		return m
	}
	url := f.choiceURL(me, c)
	m.Card.Buttons.Buttons = []webkit.Button{{Text: l.T("survivor.withdraw.button"), URL: url + "/withdraw"}}
	if c.Asking != nil {
		m.Card.Buttons.Buttons = append([]webkit.Button{{Text: l.T("survivor.resume.heading"), URL: url + "/resume"}}, m.Card.Buttons.Buttons...)
	}
	if c.Reason != consent.Suspended {
		m.More = &webkit.Link{Text: l.T("survivor.dispute.button"), URL: url + "/dispute"}
	}
	return m
}

func (f *Face) items(l *locale.Localiser, c disclosure.Choice) []itemView {
	var list []itemView
	for _, e := range c.Items {
		v := itemView{Title: l.T("kept.kind." + e.Kind)}
		if e.Locked {
			v.Lines = []string{l.T("survivor.record.locked", "team", lockedBy(l, e.Compartment))}
		} else {
			v.Lines = f.linesOf(l, c, e)
		}
		list = append(list, v)
	}
	return list
}
