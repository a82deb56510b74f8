package meeting

import (
	"net/http"
	"strings"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// list shows the meetings about a person's plan, the newest first.
func (f *Face) list(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	s := f.PersonSheet(v, o, desk.Meetings)
	s.Parts = append(s.Parts, desk.Part{Heading: v.L.T("staff.meetings"), Text: v.L.T("staff.meetings.text"),
		Button: &webkit.Button{Text: v.L.T("staff.meeting.new"), URL: o.Address + "/meetings/new"}})
	for i := len(o.Plan.Conferences) - 1; i >= 0; i-- {
		c := o.Plan.Conferences[i]
		both := f.columns(v, c)
		both.More = webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.meeting.sheet"), URL: f.address(v, o, c)}}}
		s.Parts = append(s.Parts, both)
	}
	return f.Show(v, http.StatusOK, s)
}

// columns are a meeting side by side: what is talked about, and what the person says to it. What they took off is not shown.
func (f *Face) columns(v desk.Visit, c plan.Conferring) desk.Both {
	now := c.Current()
	at := f.Moment(v, now.At)
	agenda := desk.Column{Heading: v.L.T("staff.meeting.agenda"), Who: f.Wrote(v, now.Written), When: &at}
	sheet := c.Sheet()
	for _, i := range sheet {
		agenda.Lines = append(agenda.Lines, i.Words)
	}
	if off := len(now.Body.Items) - len(sheet); off > 0 {
		agenda.Notes = []string{v.L.T("staff.meeting.off", "number", off)}
	}
	return desk.Both{Heading: now.Body.What, Tag: f.stateTag(v, now.Body.State), Columns: []desk.Column{f.facts(v, now.Body), agenda, f.saysColumn(v, c)}}
}

func (f *Face) facts(v desk.Visit, c plan.Conference) desk.Column {
	column := desk.Column{Heading: v.L.DateTime(c.At, f.House.Zone), Lines: desk.Lines(c.Place)}
	if len(c.Who) > 0 {
		column.Lines = append(column.Lines, v.L.T("staff.meeting.comes", "who", locale.Isolate(strings.Join(c.Who, " · "))))
	}
	return column
}

func (f *Face) stateTag(v desk.Visit, s plan.ConferenceState) *webkit.Tag {
	switch s {
	case plan.Held:
		return &webkit.Tag{Text: v.L.T("staff.meeting.state.held"), Tone: webkit.Done}
	case plan.NotNow:
		return &webkit.Tag{Text: v.L.T("staff.meeting.state.off")}
	}
	return nil
}

// saysColumn is whether the person wants to be there.
func (f *Face) saysColumn(v desk.Visit, c plan.Conferring) desk.Column {
	said, ok := c.Said()
	if !ok {
		return desk.Column{Heading: v.L.T("staff.meeting.says"), Notes: []string{v.L.T("staff.meeting.says_nothing")}}
	}
	at := f.Moment(v, said.At)
	column := desk.Column{Heading: v.L.T("staff.meeting.says"), Lines: desk.Lines(said.Words), Own: said.Own, Who: f.Wrote(v, said.Written), When: &at}
	if said.Come != "" {
		column.Lines = append([]string{v.L.T("staff.meeting.come." + string(said.Come))}, column.Lines...)
	}
	if !said.Agreed.IsZero() {
		column.Notes = []string{v.L.T("staff.both.aloud", "day", v.L.Day(said.Agreed, f.House.Zone))}
	}
	return column
}

// sheet is what lies on the table at the meeting. What the person took off is not on it.
func (f *Face) sheet(v desk.Visit) error {
	o, c, err := f.find(v)
	if err != nil {
		return err
	}
	at := f.address(v, o, c)
	both := f.columns(v, c)
	both.Heading = v.L.T("staff.meeting.sheet")
	both.More = webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("staff.both.change"), URL: at + "/change"}}}
	if said, ok := c.Said(); !ok || !said.Own {
		both.More.Buttons = append(both.More.Buttons, webkit.Button{Text: v.L.T("staff.both.aloud_go"), URL: at + "/said"})
	}
	both.More.Buttons = append(both.More.Buttons, webkit.Button{Text: v.L.T("staff.back"), URL: o.Address + "/meetings"})
	s := desk.Sheet{Heading: c.Current().Body.What}
	if done := f.Done(v); done != nil {
		s.Parts = append(s.Parts, *done)
	}
	s.Parts = append(s.Parts, f.Whose(v, o), both)
	return f.Show(v, http.StatusOK, s)
}
