package voice

import (
	"slices"

	"github.com/amparo-project/amparo/internal/care/feedback"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Whom it can be about, beside the people who work with the person: somebody of a role that reads, or somebody else.
const (
	whoLeads   = "leads"
	whoWatches = "watches"
	whoElse    = "else"
)

func (f *Face) fields(v room.Visit, team []record.TeamMember) webkit.Form {
	who := []string{whoLeads, whoWatches, whoElse}
	for _, m := range team {
		who = append(who, f.Handles.Of(v.Me, m.Account))
	}
	return webkit.Form{Fields: []webkit.FormField{
		{Name: "step", Kind: webkit.KindChoice, Options: []string{stepTopic, stepWords}},
		{Name: "topic", Kind: webkit.KindChoice, Options: webkit.Codes(feedback.Topics()), Required: true},
		{Name: "who", Kind: webkit.KindChoice, Options: who},
		{Name: "may_read", Kind: webkit.KindBool},
		{Name: "words", Kind: webkit.KindMultiline, Max: 20_000},
		{Name: "from", Max: 80, IsName: true},
	}}
}

func (f *Face) form(v room.Visit) error {
	team, err := f.Records.Team(v.R.Context(), v.Me, v.Me.Person)
	if err != nil {
		return err
	}
	return f.showTopic(v, team, webkit.Values{}, id.Reference(), nil)
}

// tell asks what it is about first, and the rest on a second page. It keeps what was written, once for each form.
func (f *Face) tell(v room.Visit) error {
	team, err := f.Records.Team(v.R.Context(), v.Me, v.Me.Person)
	if err != nil {
		return err
	}
	values, problems := f.fields(v, team).Read(v.R)
	key := room.KeyOr(values.Key())
	switch {
	case values.Get("topic") == "" || len(problems.For("topic")) > 0:
		return f.showTopic(v, team, values, key, problems)
	case problems.Any() || values.Get("step") == stepTopic:
		return f.showWords(v, team, values, key, problems)
	}
	err = f.Feedback.Tell(v.R.Context(), v.Me, f.telling(v, team, values), key)
	if problems, ok := page.ProblemOf(err); ok {
		return f.showWords(v, team, values, key, problems)
	}
	if err != nil {
		return err
	}
	webkit.SeeOther(v.W, home+"?done=sent")
	return nil
}

func (f *Face) telling(v room.Visit, team []record.TeamMember, values webkit.Values) feedback.Telling {
	t := feedback.Telling{Topic: feedback.Topic(values.Get("topic")), From: values.Get("from"), Words: values.Get("words"), MayRead: values.Bool("may_read")}
	if t.Topic != feedback.Somebody {
		t.MayRead = false
		return t
	}
	switch who := values.Get("who"); who {
	case whoLeads:
		t.Leads, t.MayRead = []account.Role{account.Supervisor}, false
	case whoWatches:
		t.Leads, t.MayRead = []account.Role{account.PrivacyOfficer}, false
	case whoElse, "":
		t.MayRead = false
	default:
		i := slices.IndexFunc(team, func(m record.TeamMember) bool { return f.Handles.Of(v.Me, m.Account) == who })
		if i >= 0 {
			t.Account, t.Name = team[i].Account, team[i].ShownName
		}
	}
	return t
}

// The two pages of the form.
const (
	stepTopic = "topic"
	stepWords = "words"
)

func (f *Face) showTopic(v room.Visit, team []record.TeamMember, values webkit.Values, key string, problems webkit.Problems) error {
	l := v.L
	s := room.Sheet{Top: room.Top{Heading: l.T("voice.form.heading"), Lead: l.T("voice.form.lead")}, Back: home}
	s.Problems(l, problems)
	s.Add(room.Form{Action: newPath, Key: key, Hidden: []webkit.Pair{{Term: "step", Text: stepTopic}}, Fields: []webkit.Component{
		webkit.Radios{Field: field(l, problems, "topic", ""), Choices: f.topicChoices(v, values)},
	}, Buttons: buttons(l, l.T("voice.next"))})
	return f.ShowSheet(v, s)
}

// showWords says who will read it, and then asks for the words. Whom it is about is asked only where it is about somebody.
func (f *Face) showWords(v room.Visit, team []record.TeamMember, values webkit.Values, key string, problems webkit.Problems) error {
	l := v.L
	about := values.Get("topic") == string(feedback.Somebody)
	reads := []string{l.T("voice.reads_who"), l.T("voice.limits")}
	var fields []webkit.Component
	if about {
		reads = []string{l.T("voice.reads_who"), l.T("voice.reads_not"), l.T("voice.limits")}
		fields = []webkit.Component{
			webkit.Radios{Field: field(l, problems, "who", "voice.who_hint"), Choices: f.whoChoices(v, team, values)},
			webkit.Checkboxes{Field: field(l, problems, "may_read", "voice.may_read_hint"), Choices: []webkit.Choice{{Value: "yes", Text: l.T("voice.may_read_yes"), Checked: values.Bool("may_read")}}},
		}
	}
	s := room.Sheet{Top: room.Top{Heading: l.T("feedback.topic." + values.Get("topic"))}, Back: newPath}
	s.Problems(l, problems)
	s.Add(room.Text{Heading: l.T("voice.reads"), Lines: reads})
	s.Add(room.Form{Action: newPath, Key: key, Hidden: []webkit.Pair{{Term: "step", Text: stepWords}, {Term: "topic", Text: values.Get("topic")}}, Fields: append(fields,
		webkit.Textarea{Field: field(l, problems, "words", "voice.words_hint"), Value: values.Get("words"), Rows: 6},
		webkit.Input{Field: field(l, problems, "from", "voice.from_hint"), Value: values.Get("from")},
	), Buttons: buttons(l, l.T("voice.send"))})
	if none(problems) {
		s.Add(room.Links{Items: []room.Link{{Text: l.T("voice.outside"), About: l.T("voice.outside_about"), URL: outside}}})
	}
	return f.ShowSheet(v, s)
}

func field(l *locale.Localiser, problems webkit.Problems, name, hint string) webkit.Field {
	out := webkit.Field{Name: name, Label: l.T("voice." + name), Error: page.FieldError(l, problems, name)}
	if hint != "" {
		out.Hint = l.T(hint)
	}
	return out
}

func buttons(l *locale.Localiser, on string) []webkit.Button {
	return []webkit.Button{{Text: on, Kind: webkit.Primary}, {Text: l.T("room.later"), URL: home}}
}

// none reports whether nobody is left who could read it here.
func none(problems webkit.Problems) bool {
	return slices.ContainsFunc(problems, func(p webkit.Problem) bool { return p.Key == fault.KeyOf(feedback.ErrNone) })
}

func (f *Face) topicChoices(v room.Visit, values webkit.Values) []webkit.Choice {
	var list []webkit.Choice
	for _, t := range webkit.Codes(feedback.Topics()) {
		list = append(list, webkit.Choice{Value: t, Text: v.L.T("feedback.topic." + t), Checked: values.Get("topic") == t})
	}
	return list
}

func (f *Face) whoChoices(v room.Visit, team []record.TeamMember, values webkit.Values) []webkit.Choice {
	var list []webkit.Choice
	add := func(value, text string) {
		list = append(list, webkit.Choice{Value: value, Text: text, Checked: values.Get("who") == value})
	}
	for _, m := range team {
		if !m.BeingIntroduced() {
			add(f.Handles.Of(v.Me, m.Account), room.Who(v.L, m.ShownName, m.Role))
		}
	}
	add(whoLeads, v.L.T("voice.who_leads"))
	add(whoWatches, v.L.T("voice.who_watches"))
	add(whoElse, v.L.T("voice.who_else"))
	return list
}
