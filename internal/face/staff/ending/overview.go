package ending

import (
	"strings"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// overview is how contact stands, and what is said about an end.
func (f *Face) overview(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	return f.show(v, o, desk.Problem{})
}

func (f *Face) show(v desk.Visit, o desk.Opened, p desk.Problem) error {
	s := f.PersonSheet(v, o, desk.Ending)
	s.Errors = p.Summary(v)
	s.Parts = append(s.Parts, f.pauseCard(v, o), f.triesCard(v, o))
	s.Parts = append(s.Parts, f.closing(v, o)...)
	s.Parts = append(s.Parts, f.hands(v, o)...)
	return f.Show(v, p.Code(), s)
}

func link(text, url string) webkit.Actions {
	return webkit.Actions{Buttons: []webkit.Button{{Text: text, URL: url}}}
}

// pauseCard is how contact stands, and who said so.
func (f *Face) pauseCard(v desk.Visit, o desk.Opened) desk.Both {
	p := o.Plan.Pause
	column := desk.Column{Heading: v.L.T("staff.pause.runs")}
	if p.On {
		column.Heading = v.L.T("staff.standing.paused")
		column.Notes = []string{v.L.T("staff.standing.paused_text")}
		if p.Check != "" {
			column.Lines = append([]string{v.L.T("staff.pause.check")}, desk.Lines(p.Check)...)
		}
	}
	if !p.Entry.IsZero() {
		at := f.Moment(v, p.At)
		column.Who, column.When, column.Own = f.Wrote(v, p.Written), &at, p.Own
	}
	both := desk.Both{Heading: v.L.T("staff.pause"), Columns: []desk.Column{column}}
	switch {
	case p.On && p.Own:
		both.Columns[0].Notes = append(both.Columns[0].Notes, v.L.T("staff.pause.theirs"))
	case p.On:
		both.More = link(v.L.T("staff.pause.off_go"), o.Address+"/ending/pause")
	default:
		both.More = link(v.L.T("staff.pause.on_go"), o.Address+"/ending/pause")
	}
	return both
}

// triesCard is how far the proof has come that contact is lost.
func (f *Face) triesCard(v desk.Visit, o desk.Opened) desk.Both {
	lost := f.Plans.LostAmong(o.Record.Entries)
	both := desk.Both{Heading: v.L.T("staff.tries"), More: link(v.L.T("staff.try.go"), o.Address+"/ending/try"),
		Columns: []desk.Column{{Heading: v.L.T("staff.tries.count", "number", len(lost.Tries), "days", lost.Days), Notes: []string{v.L.T("staff.tries.rule")}}}}
	if lost.Proven() {
		both.Tag = &webkit.Tag{Text: v.L.T("staff.tries.lost"), Tone: webkit.Attention}
	}
	for _, t := range o.Plan.Tries {
		at := f.Moment(v, t.At)
		word := "staff.try.not_reached"
		if t.Reached {
			word = "staff.try.reached"
		}
		both.Columns = append(both.Columns, desk.Column{Heading: f.way(v, t.Way), Notes: []string{v.L.T(word)}, Who: f.Wrote(v, t.Written), When: &at})
	}
	return both
}

func (f *Face) way(v desk.Visit, way string) string {
	if key := "staff.channel." + way; f.House.Words.Has(key) {
		return v.L.T(key)
	}
	return way
}

// closing is every wish to close with what was said to it, and whether it can be closed.
func (f *Face) closing(v desk.Visit, o desk.Opened) []webkit.Component {
	head := desk.Part{Heading: v.L.T("staff.closing"), Text: v.L.T("staff.closing.text")}
	if o.Plan.Stands.State != plan.Closed {
		head.Button = &webkit.Button{Text: v.L.T("staff.closing.ask_go"), URL: o.Address + "/ending/ask"}
	}
	parts := []webkit.Component{head}
	for i, c := range o.Plan.Closing {
		w := c.Current()
		at := f.Moment(v, w.At)
		both := desk.Both{Heading: v.L.T("staff.closing.reason." + string(w.Body.Reason)),
			Columns: []desk.Column{{Heading: v.L.T("staff.closing.wish"), Lines: desk.Lines(w.Body.Words), Own: w.Own, Who: f.Wrote(v, w.Written), When: &at}}}
		for _, s := range w.Answers {
			at := f.Moment(v, s.At)
			both.Columns = append(both.Columns, desk.Column{Heading: v.L.T("staff.both.said", "say", v.L.T("staff.say."+string(s.Say))), Lines: desk.Lines(s.Words), Own: s.Own, Who: f.Wrote(v, s.Written), When: &at})
		}
		last := i == len(o.Plan.Closing)-1
		if last && o.Plan.Stands.State == plan.InClosing {
			if !w.Own && !w.Said().Own {
				both.More = link(v.L.T("staff.both.aloud_go"), o.Address+"/plan/said/"+f.Handles.Of(v.Actor, w.Entry))
			}
			both.Forms = []desk.Form{{Action: o.Address + "/ending/close", Key: id.Reference(),
				Fields:  []webkit.Component{desk.Text{Lines: []string{v.L.T("staff.closing.grounds")}, Quiet: true}},
				Buttons: []webkit.Button{{Text: v.L.T("staff.closing.close")}}}}
		}
		parts = append(parts, both)
	}
	if o.Plan.Stands.State == plan.Closed {
		parts = append(parts, desk.Form{Action: o.Address + "/plan/move", Key: id.Reference(), OnCard: true,
			Hidden:  []webkit.Pair{{Term: webkit.VersionField, Text: desk.VersionText(o.Plan.Stands.Version)}},
			Fields:  []webkit.Component{desk.Text{Lines: []string{v.L.T("staff.closing.closed"), v.L.T("staff.closing.kept", "day", v.L.Date(o.Plan.Stands.Due, f.House.Zone))}}},
			Buttons: []webkit.Button{{Text: v.L.T("staff.move.reopened"), Name: "to", Value: string(plan.Reopened)}}})
	}
	return parts
}

// close closes the plan on the best ground there is, or says why it stays open.
func (f *Face) close(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	if _, problems := (webkit.Form{}).Read(v.R); problems.Any() {
		return f.show(v, o, desk.Sent(problems))
	}
	if _, err := f.Plans.Close(v.R.Context(), v.Actor, o.ID); err != nil {
		p, err := f.ProblemOf(err)
		if err != nil {
			return err
		}
		return f.show(v, o, p)
	}
	webkit.SeeOther(v.W, o.Address+"/ending?done=closed")
	return nil
}

// hands are the offers of another worker, and whom the person chose.
func (f *Face) hands(v desk.Visit, o desk.Opened) []webkit.Component {
	parts := []webkit.Component{desk.Part{Heading: v.L.T("staff.hands"), Text: v.L.T("staff.hands.text"), Button: &webkit.Button{Text: v.L.T("staff.hand.go"), URL: o.Address + "/ending/hand-over"}}}
	for _, h := range o.Plan.Hands {
		w := h.Current()
		at := f.Moment(v, w.At)
		var names []string
		for _, c := range w.Body.Offered {
			names = append(names, locale.Isolate(c.Name))
		}
		column := desk.Column{Heading: v.L.T("staff.hand.offered"), Lines: append(names, desk.Lines(w.Body.Words)...), Own: w.Own, Who: f.Wrote(v, w.Written), When: &at}
		if !w.Body.Until.IsZero() {
			column.Notes = []string{v.L.T("staff.hand.until_day", "day", v.L.Day(w.Body.Until, f.House.Zone))}
		}
		both := desk.Both{Heading: strings.Join(names, " · "), Columns: []desk.Column{column}}
		for _, s := range w.Answers {
			both.Columns = append(both.Columns, f.chosen(v, w.Body, s))
		}
		if !w.Own && !w.Said().Own {
			both.More = link(v.L.T("staff.hand.choose_go"), o.Address+"/ending/choose/"+f.Handles.Of(v.Actor, w.Entry))
		}
		parts = append(parts, both)
	}
	return parts
}

func (f *Face) chosen(v desk.Visit, h plan.HandOver, s plan.Said) desk.Column {
	at := f.Moment(v, s.At)
	column := desk.Column{Heading: v.L.T("staff.both.said", "say", v.L.T("staff.say."+string(s.Say))), Lines: desk.Lines(s.Words), Own: s.Own, Who: f.Wrote(v, s.Written), When: &at}
	for _, c := range h.Offered {
		if c.Account == s.Who {
			column.Heading = v.L.T("staff.hand.chose", "name", locale.Isolate(c.Name))
		}
	}
	return column
}
