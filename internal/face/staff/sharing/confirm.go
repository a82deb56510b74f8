package sharing

import (
	"slices"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// addTalk adds to a choice what was said aloud about it, and what this reader can do about that.
func (f *Face) addTalk(v desk.Visit, o desk.Opened, c disclosure.Choice, out *desk.Standing) {
	pair := func(term, text string) {
		out.Pairs = append(out.Pairs, webkit.Pair{Term: v.L.T(term), Text: text})
	}
	switch {
	case c.Open():
		if c.Hearing != nil {
			f.addHearing(v, o, c, out)
		}
		if c.Hearing == nil || c.Hearing.Record.RecordedBy == v.Actor.Account { // who wrote it down may write it anew
			out.More.Buttons = append(out.More.Buttons, webkit.Button{Text: v.L.T("staff.sharing.spoken"), URL: f.choiceAt(v, o, c) + "/spoken"})
		}
	case c.Hearing != nil:
		pair("staff.heard.aloud", v.L.T("staff.heard.by", "recorder", locale.Isolate(c.Hearing.Recorder), "witness", locale.Isolate(c.HeardBy)))
	}
	if c.Reason != consent.Suspended {
		return
	}
	switch {
	case c.Asking != nil:
		pair("staff.asked", v.L.T("staff.asked.waits", "who", locale.Isolate(c.Asking.By), "when", v.L.DateTime(c.Asking.At, f.House.Zone)))
	case !o.Record.HasAccount:
		pair("staff.asked", v.L.T("staff.asked.no_space"))
	case !c.MayAsk(v.Actor):
		pair("staff.asked", v.L.T("staff.asked.not_you"))
	default:
		out.Actions = append(out.Actions, desk.Form{Action: f.choiceAt(v, o, c) + "/asked", Key: id.Reference(), Heading: v.L.T("staff.asked.heading"),
			Fields: []webkit.Component{desk.Text{Lines: []string{v.L.T("staff.asked.text")}, Quiet: true}}, Buttons: []webkit.Button{{Text: v.L.T("staff.asked.go")}}})
	}
}

// addHearing shows what was written down, in full for the one whose word is missing.
func (f *Face) addHearing(v desk.Visit, o desk.Opened, c disclosure.Choice, out *desk.Standing) {
	h := c.Hearing
	pair := func(term, text string) {
		out.Pairs = append(out.Pairs, webkit.Pair{Term: v.L.T(term), Text: text})
	}
	pair("staff.heard.aloud", v.L.T("staff.heard.waits", "recorder", locale.Isolate(h.Recorder), "witness", locale.Isolate(h.Witness),
		"when", v.L.DateTime(h.At, f.House.Zone), "until", v.L.DateTime(h.Until(), f.House.Zone)))
	pair("staff.spoken.given_by", v.L.T("staff.spoken.by."+string(h.Record.GivenBy)))
	pair("staff.spoken.method", v.L.T("staff.spoken.method."+string(h.Record.Method)))
	pair("staff.share.days", v.L.T("staff.share.days_of", "days", daysOf(h.Record)))
	for _, a := range h.Record.UnderstandingCheck {
		pair("staff.spoken.said_"+a.Question, locale.Isolate(a.Said))
	}
	if c.WaitsFor(v.Actor) {
		out.Actions = append(out.Actions, desk.Form{Heading: v.L.T("staff.confirm.heading"), Action: f.choiceAt(v, o, c) + "/confirm", Key: id.Reference(),
			Hidden:  []webkit.Pair{{Term: "heard", Text: f.Handles.Of(v.Actor, h.Entry)}},
			Fields:  []webkit.Component{desk.Text{Lines: []string{v.L.T("staff.confirm.text")}}},
			Buttons: []webkit.Button{{Text: v.L.T("staff.confirm.go"), Kind: webkit.Primary}}})
	}
}

// wanted are the items to show of a choice: where less was said yes to aloud, only those.
func wanted(c disclosure.Choice) []record.Entry {
	if !c.Open() || c.Hearing == nil {
		return c.Items
	}
	return slices.DeleteFunc(slices.Clone(c.Items), func(e record.Entry) bool {
		return !slices.ContainsFunc(c.Hearing.Record.Items, func(i consent.Item) bool { return i.Entry == e.ID })
	})
}

// confirm is the witness's own word. What was written anew or answered since the page was shown is not confirmed: the page
// shows how it stands.
func (f *Face) confirm(v desk.Visit) error {
	values, problems := webkit.Form{Fields: []webkit.FormField{{Name: "heard", Required: true}}}.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	c, err := f.chosenOf(v, o)
	if err != nil {
		return err
	}
	if !c.WaitsFor(v.Actor) || values.Get("heard") != f.Handles.Of(v.Actor, c.Hearing.Entry) {
		webkit.SeeOther(v.W, o.Address+"/sharing")
		return nil
	}
	if err := f.Disclosure.Confirm(v.R.Context(), v.Actor, o.ID, c.Hearing.Entry); err != nil {
		if _, err := f.ProblemOf(err); err != nil {
			return err
		}
		webkit.SeeOther(v.W, o.Address+"/sharing") // answered meanwhile: the page shows how it stands
		return nil
	}
	webkit.SeeOther(v.W, o.Address+"/sharing?done=confirmed")
	return nil
}

// asked notes that a worker who had no part in a stopped choice asked the person, alone.
func (f *Face) asked(v desk.Visit) error { return f.end(v, f.Disclosure.AskedAlone, "asked") }
