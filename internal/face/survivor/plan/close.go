package plan

import (
	"errors"
	"strconv"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// Close is the page on which the person closes their plan.
var Close = room.Way{Text: "myplan.close.heading", URL: closing}

// reasons are those that the person can give; nobody has to. That contact was lost is not for them to say.
func reasons() []string {
	var list []string
	for _, r := range plan.ClosingReasons() {
		if r != plan.ContactLost {
			list = append(list, string(r))
		}
	}
	return list
}

var closeForm = webkit.Form{Fields: []webkit.FormField{{Name: "reason", Kind: webkit.KindChoice, Options: reasons()}, {Name: "words", Kind: webkit.KindMultiline}}}

func (f *Face) closing(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showClosing(now, draft{values: filled{}, key: id.Reference()})
}

// close keeps the person's wish. It closes at once, or once what keeps them safer is over.
func (f *Face) close(v room.Visit) error {
	sent, problems := closeForm.Read(v.R)
	d := draft{trouble: trouble{problems: problems}, values: sent, key: room.KeyOr(sent.Key())}
	if !d.any() {
		c := plan.Closing{Reason: plan.ClosingReason(sent.Get("reason")), Words: sent.Get("words")}
		if c.Reason == "" {
			c.Reason = plan.NotSaid
		}
		var err error
		if d.trouble, err = mend(f.Plans.AskToClose(v.R.Context(), v.Me, v.Me.Person, c, sent.Key())); err != nil {
			return err
		}
	}
	if !d.any() {
		webkit.SeeOther(v.W, home)
		return nil
	}
	now, err := f.open(v)
	if err != nil {
		return err
	}
	return f.showClosing(now, d)
}

func (f *Face) showClosing(v visit, d draft) error {
	s := room.Sheet{Top: room.Top{Heading: v.T("myplan.close.heading"), Lead: v.T("myplan.close.lead")}, Back: home}
	d.on(v.Visit, &s)
	s.Add(room.Text{Lines: []string{v.T("myplan.close.keeps"), v.T("myplan.close.shared")}},
		room.Form{Action: closing, Key: d.key, Fields: []webkit.Component{
			v.cards(v.optional(d.trouble, "reason", "myplan.close.reason"), "plan.closing.", reasons(), d.Get("reason")),
			webkit.Textarea{Field: v.optional(d.trouble, "words", "myplan.close.words"), Value: d.Get("words"), Rows: 3},
		}, Buttons: []webkit.Button{{Text: v.T("myplan.close.do")}, {Text: v.T("myplan.close.stay"), URL: home}}})
	return f.ShowSheet(v.Visit, s)
}

// ending says that the plan is closed or about to be, with the way back.
func (f *Face) ending(v visit) []webkit.Component {
	back := room.Form{Action: home + "/again", Key: id.Reference()}
	switch v.Stands.State {
	case plan.Closed:
		back.Buttons = []webkit.Button{{Text: v.T("myplan.close.again"), Kind: webkit.Primary}}
		longer := room.Form{Action: home + "/keep", Key: id.Reference(), Hidden: []webkit.Pair{{Term: webkit.VersionField, Text: strconv.FormatInt(v.Stands.Version, 10)}},
			Buttons: []webkit.Button{{Text: v.T("myplan.close.longer")}}}
		return []webkit.Component{room.Card{Heading: v.T("myplan.close.closed"), Parts: []webkit.Component{v.keptUntil(), back, longer}}}
	case plan.InClosing:
		back.Buttons = []webkit.Button{{Text: v.T("myplan.close.stay")}}
		if len(v.Closing) == 0 || !v.Closing[len(v.Closing)-1].Current().Counts() {
			return nil // somebody else's question, which stands among what waits
		}
		return []webkit.Component{room.Card{Heading: v.T("myplan.close.wished"), Parts: []webkit.Component{room.Text{Lines: []string{v.T("myplan.close.wished_text")}}, back}}}
	}
	return nil
}

// keptUntil says until when everything of a closed plan is kept.
func (v visit) keptUntil() room.Text {
	return room.Text{Lines: []string{v.T("myplan.close.closed_text", "day", v.Date(v.Stands.Due, v.Zone))}}
}

// keep has everything kept longer. Where somebody was quicker, the page shows how it stands.
func (f *Face) keep(v room.Visit) error {
	sent, problems := webkit.Form{}.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	err := f.Plans.KeepLonger(v.R.Context(), v.Me, sent.Version())
	if err != nil && !errors.Is(err, flow.ErrStale) && !errors.Is(err, flow.ErrNotNow) {
		return err
	}
	webkit.SeeOther(v.W, home)
	return nil
}

// again leaves the plan open after all, or opens it again, with everything in it.
func (f *Face) again(v room.Visit) error {
	now, err := f.open(v)
	if err != nil {
		return err
	}
	_, problems := webkit.Form{}.Read(v.R)
	bad := trouble{problems: problems}
	to := plan.FollowingUp
	switch now.Stands.State {
	case plan.Closed:
		to = plan.Reopened
	case plan.InClosing:
	default:
		to = "" // it is open: somebody was quicker, or the form was sent twice
	}
	if !bad.any() && to != "" {
		if bad, err = mend(f.Plans.Move(v.R.Context(), v.Me, v.Me.Person, to, now.Stands.Version)); err != nil {
			return err
		}
	}
	if bad.any() {
		return f.showOverview(now, bad)
	}
	webkit.SeeOther(v.W, home)
	return nil
}
