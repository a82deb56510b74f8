package reach

import (
	"time"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

func textFields() webkit.Form {
	return webkit.Form{Fields: []webkit.FormField{
		{Name: "template", Kind: webkit.KindChoice, Required: true, Options: webkit.Codes(contact.Templates())},
		{Name: "day", Max: 10}, {Name: "hour", Max: 8},
	}}
}

// message is what was asked for, on the person's own clock. What cannot be meant comes back beside its field.
func (f *Face) message(values webkit.Values, said contact.SafeContact) (m contact.Message, problems webkit.Problems) {
	m = contact.Message{Template: contact.Template(values.Get("template")), Key: values.Key()}
	day, hour := values.Get("day"), values.Get("hour")
	if !m.Template.Dated() {
		if day != "" || hour != "" {
			problems = webkit.Problems{{Field: "day", Key: "reach.error.no_day"}}
		}
		return m, problems
	}
	zone, err := time.LoadLocation(desk.OrElse(said.Zone, f.House.Zone.String()))
	if err != nil {
		zone = f.House.Zone
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return m, webkit.Problems{{Field: "day", Key: "reach.error.day"}}
	}
	if m.When, err = time.ParseInLocation("2006-01-02 15:04", day+" "+hour, zone); err != nil {
		return m, webkit.Problems{{Field: "hour", Key: "reach.error.hour"}}
	}
	return m, nil
}

// check shows the very text that would leave, when it may go, and what stands against it.
func (f *Face) check(v desk.Visit) error {
	values, problems := textFields().Read(v.R)
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	said, _ := contact.Newest(o.Record.Entries)
	a := asked{template: values.Get("template"), day: values.Get("day"), hour: values.Get("hour"), key: desk.KeyOf(values)}
	var m contact.Message
	if !problems.Any() {
		m, problems = f.message(values, said)
	}
	if problems.Any() {
		a.Problem = desk.Sent(problems)
		return f.showSide(v, o, a)
	}
	return f.Show(v, a.Code(), f.checkSheet(v, o, said, m, a))
}

func (f *Face) checkSheet(v desk.Visit, o desk.Opened, said contact.SafeContact, m contact.Message, a asked) desk.Sheet {
	text, language := f.contact.Wording(m.Template, o.Name.Language, m.When, said.Zone)
	would := f.contact.Foresee(said, m, v.Now)
	facts := desk.Facts{Pairs: []webkit.Pair{
		{Term: v.L.T("reach.check.text"), Text: locale.Isolate(text)},
		{Term: v.L.T("reach.check.language"), Text: f.LanguageName(language)},
		{Term: v.L.T("reach.check.way"), Text: v.L.T("staff.channel." + string(desk.OrElse(string(would.Channel), string(contact.OwnSpace))))},
	}}
	s := desk.Sheet{Heading: v.L.T("reach.check"), Lead: v.L.T("reach.check.lead")}
	back := webkit.Button{Text: v.L.T("staff.back"), URL: o.Address + reachPath}
	if would.Reason != contact.Allowed {
		if said.Channel == "" {
			facts.Pairs = facts.Pairs[:2]
		}
		s.Parts = []webkit.Component{webkit.Notice{Attention: true, Heading: v.L.T("reach.check.not"), Text: v.L.T("contact.reason." + string(would.Reason))}, facts,
			webkit.Actions{Buttons: []webkit.Button{back}}}
		return s
	}
	facts.Pairs = append(facts.Pairs, webkit.Pair{Term: v.L.T("reach.check.goes"), Text: f.goes(v, would)})
	s.Parts = []webkit.Component{facts, desk.Form{Action: o.Address + textPath + "/send", Key: a.key,
		Hidden:  []webkit.Pair{{Term: "template", Text: a.template}, {Term: "day", Text: a.day}, {Term: "hour", Text: a.hour}},
		Buttons: []webkit.Button{{Text: v.L.T("reach.check.send"), Kind: webkit.Primary}, back}}}
	return s
}

// goes says when a message may leave, on the desk's clock.
func (f *Face) goes(v desk.Visit, would contact.Sent) string {
	if !would.Waits {
		return v.L.T("reach.check.now")
	}
	return v.L.T("reach.check.between", "from", v.L.DateTime(would.Goes, f.House.Zone), "until", v.L.Time(would.Until, f.House.Zone))
}

// send has the text sent. The same form sends once; whether it goes is decided again at this moment.
func (f *Face) send(v desk.Visit) error {
	values, problems := textFields().Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	p, address, err := f.Find(v)
	if err != nil {
		return err
	}
	said, err := f.zoneOf(v, p, values)
	if err != nil {
		return err
	}
	m, problems := f.message(values, said)
	if problems.Any() {
		return problems.Err()
	}
	sent, err := f.contact.Send(v.R.Context(), v.Actor, p, m)
	if err != nil {
		return err
	}
	went := string(sent.Reason)
	if sent.Reason == contact.Allowed && sent.Waits {
		went = "waits"
	}
	webkit.SeeOther(v.W, address+reachPath+"?went="+went)
	return nil
}

// zoneOf reads the person's clock, which only a text with an hour needs.
func (f *Face) zoneOf(v desk.Visit, p id.ID, values webkit.Values) (contact.SafeContact, error) {
	if !contact.Template(values.Get("template")).Dated() {
		return contact.SafeContact{}, nil
	}
	rec, err := f.Records.Read(v.R.Context(), v.Actor, p, gate.Care, gate.Contact)
	if err != nil {
		return contact.SafeContact{}, err
	}
	said, _ := contact.Newest(rec.Entries)
	return said, nil
}
