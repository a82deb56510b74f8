package meeting

import (
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// errStale says that somebody else changed the meeting meanwhile: how it stands is above the form.
var errStale = fault.New(fault.Stale, "staff.meeting.stale")

// said writes down what the person said aloud to a meeting: whether they come, and what is not to be talked about.
func (f *Face) said(v desk.Visit) error {
	o, c, err := f.find(v)
	if err != nil {
		return err
	}
	var options []string
	items := c.Current().Body.Items
	for _, item := range items {
		options = append(options, f.Handles.Of(v.Actor, item.ID))
	}
	says := []string{"yes", "no", "later"}
	return f.Put(v, desk.Question{Heading: v.L.T("staff.said"), Lead: v.L.T("staff.said.lead"), Go: v.L.T("staff.keep"), Back: f.address(v, o, c), Done: f.address(v, o, c) + "?done=said",
		Form: webkit.Form{Fields: []webkit.FormField{{Name: "come", Kind: webkit.KindChoice, Options: says}, {Name: "items", Kind: webkit.KindChoices, Options: options},
			{Name: "agreed", Kind: webkit.KindDate, Required: true}, {Name: "words", Kind: webkit.KindMultiline, Max: 1000}}},
		Ask: func(values webkit.Values, p desk.Problem) []webkit.Component {
			var come, off []webkit.Choice
			for _, s := range says {
				come = append(come, webkit.Choice{Value: s, Text: v.L.T("staff.meeting.come." + s)})
			}
			for i, item := range items {
				off = append(off, webkit.Choice{Value: options[i], Text: item.Words, Checked: values.Has("items", options[i])})
			}
			return []webkit.Component{f.Whose(v, o), desk.One("come", v.L.T("staff.meeting.come"), p.Of(v, "come"), values, come),
				webkit.Checkboxes{Field: webkit.Field{Name: "items", Label: v.L.T("staff.meeting.take_off"), Error: p.Of(v, "items")}, Choices: off},
				f.Day(v, "agreed", "staff.how.day", p.Of(v, "agreed"), values.Get("agreed")), f.Area(v, "words", "staff.said.words", p.Of(v, "words"), values.Get("words"), 3)}
		},
		Act: func(values webkit.Values) error {
			say := plan.ConferenceSay{Come: plan.Say(values.Get("come")), Words: values.Get("words"), Agreed: f.DayOf(values, "agreed")}
			for i, item := range items {
				if values.Has("items", options[i]) {
					say.Off = append(say.Off, item.ID)
				}
			}
			return f.Plans.SayToConference(v.R.Context(), v.Actor, o.ID, c.Tip(), say, values.Key())
		}})
}
