package reach

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

var lostFields = webkit.Form{Fields: []webkit.FormField{{Name: "code_word", Required: true, Max: 80}}}

// lostPage is for a call about a phone that is lost, taken or in other hands.
func (f *Face) lostPage(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	if said, _ := contact.Newest(o.Record.Entries); said.AskFirst && v.R.URL.Query().Get("done") == "yes" {
		return f.afterLost(v, o.Address)
	}
	return f.showLost(v, o.Address, id.Reference(), desk.Problem{})
}

// afterLost says what has ended and what comes next.
func (f *Face) afterLost(v desk.Visit, address string) error {
	return f.Show(v, http.StatusOK, desk.Sheet{Heading: v.L.T("reach.lost.done"), Lead: v.L.T("reach.lost.done_text"), Parts: []webkit.Component{
		desk.List{Heading: v.L.T("reach.lost.next"), Lines: []string{v.L.T("reach.lost.next1"), v.L.T("reach.lost.next2"), v.L.T("reach.lost.next3")}},
		webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("reach.lost.plan"), Kind: webkit.Primary, URL: address}, {Text: v.L.T("reach.say"), URL: address + sayPath},
			{Text: v.L.T("reach.card"), URL: address + cardPath}}}}})
}

func (f *Face) showLost(v desk.Visit, address, key string, p desk.Problem) error {
	return f.Show(v, p.Code(), desk.Sheet{Heading: v.L.T("reach.lost"), Lead: v.L.T("reach.lost.lead"), Errors: p.Summary(v), Parts: []webkit.Component{
		desk.List{Lines: []string{v.L.T("reach.lost.ends"), v.L.T("reach.lost.asks"), v.L.T("reach.lost.review")}},
		desk.Form{Action: address + lostPath, Key: key, Fields: []webkit.Component{webkit.Input{Field: webkit.Field{
			Name: "code_word", Label: v.L.T("reach.lost.word"), Hint: v.L.T("reach.lost.word_hint"), Error: p.Of(v, "code_word")}}},
			Buttons: []webkit.Button{{Text: v.L.T("reach.lost.go"), Kind: webkit.Primary}, {Text: v.L.T("staff.back"), URL: address + reachPath}}}}})
}

// lost ends every sign-in of the person. Whoever rings and does not know the word is told nothing, and the worker is told
// how to end the call.
func (f *Face) lost(v desk.Visit) error {
	values, problems := lostFields.Read(v.R)
	if problems.Any() {
		o, err := f.Open(v)
		if err != nil {
			return err
		}
		return f.showLost(v, o.Address, desk.KeyOf(values), desk.Sent(problems))
	}
	p, address, err := f.Find(v)
	if err != nil {
		return err
	}
	err = f.contact.LostPhone(v.R.Context(), v.Actor, p, values.Get("code_word"))
	if errors.Is(err, contact.ErrWord) || errors.Is(err, contact.ErrSlow) {
		return f.endCall(v, address, err)
	}
	if err != nil {
		return err
	}
	webkit.SeeOther(v.W, address+lostPath+"?done=yes")
	return nil
}
