package reach

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/contact"
)

// sideName is how the desk knows this side of a person's page.
const sideName = "reach"

// side is the side of a person's page about reaching them.
func (f *Face) side(v desk.Visit) error {
	o, err := f.Open(v)
	if err != nil {
		return err
	}
	return f.showSide(v, o, asked{key: id.Reference()})
}

// asked is the choice of a text as it was typed.
type asked struct {
	template string
	day      string
	hour     string
	key      string
	desk.Problem
}

func (f *Face) showSide(v desk.Visit, o desk.Opened, a asked) error {
	said, _ := contact.Newest(o.Record.Entries)
	sent, err := f.contact.MessagesOf(v.R.Context(), v.Actor, o.ID)
	if err != nil {
		return err
	}
	s := f.PersonSheet(v, o, sideName)
	s.Errors = a.Summary(v)
	if went := wentNotice(v); went != nil {
		s.Parts = append([]webkit.Component{*went}, s.Parts...)
	}
	s.Parts = append(s.Parts, f.texts(v, o, said, a), f.sentTable(v, sent),
		desk.Text{Heading: v.L.T("reach.more"), Lines: []string{v.L.T("reach.more_text")}},
		webkit.Actions{Buttons: f.ways(v, o)}, askFirstForm(v, o, said), childForm(v, o, said))
	return f.Show(v, a.Code(), s)
}

// ways are what else can be done about reaching somebody.
func (f *Face) ways(v desk.Visit, o desk.Opened) []webkit.Button {
	buttons := []webkit.Button{
		{Text: v.L.T("reach.call"), URL: o.Address + callPath},
		{Text: v.L.T("reach.say"), URL: o.Address + sayPath},
	}
	if o.Record.HasAccount {
		buttons = append(buttons, webkit.Button{Text: v.L.T("reach.lost"), URL: o.Address + lostPath}, webkit.Button{Text: v.L.T("reach.card"), URL: o.Address + cardPath})
	}
	return buttons
}

// texts offers the reviewed texts, each as it would leave. A dated one shows its day and hour once they are chosen.
func (f *Face) texts(v desk.Visit, o desk.Opened, said contact.SafeContact, a asked) desk.Form {
	var choices []webkit.Choice
	for _, t := range contact.Templates() {
		c := webkit.Choice{Value: string(t), Text: v.L.T("contact.template." + string(t)), Checked: string(t) == a.template}
		if !t.Dated() {
			text, _ := f.contact.Wording(t, o.Name.Language, v.Now, said.Zone)
			c.Hint = locale.Isolate(text)
		}
		choices = append(choices, c)
	}
	field := func(name string) webkit.Field {
		return webkit.Field{Name: name, Label: v.L.T("reach.text." + name), Error: a.Of(v, name)}
	}
	hour := field("hour")
	hour.Hint = v.L.T("reach.text.zone", "zone", desk.OrElse(said.Zone, f.House.Zone.String()))
	return desk.Form{Heading: v.L.T("reach.text"), Action: o.Address + textPath, Key: a.key, Fields: []webkit.Component{
		webkit.Radios{Field: field("template"), Choices: choices},
		webkit.Input{Field: field("day"), Type: "date", Value: a.day, Width: webkit.W10},
		webkit.Input{Field: hour, Type: "time", Value: a.hour, Width: webkit.W10},
	}, Buttons: []webkit.Button{{Text: v.L.T("reach.text.look"), Kind: webkit.Primary}}}
}

// sentTable says how the messages of the last month stand. What they said is kept nowhere.
func (f *Face) sentTable(v desk.Visit, sent []contact.Status) webkit.Component {
	if len(sent) == 0 {
		return desk.Text{Heading: v.L.T("reach.sent"), Lines: []string{v.L.T("reach.sent.none")}, Quiet: true}
	}
	t := webkit.Table{Caption: v.L.T("reach.sent"), Columns: []webkit.Column{{Text: v.L.T("reach.sent.when")}, {Text: v.L.T("reach.sent.fate")}}}
	for _, m := range sent {
		when, fate := f.Moment(v, m.At), "contact.fate."+string(m.Fate)
		if m.Fate == "" {
			fate = "contact.fate.waiting"
		}
		t.Rows = append(t.Rows, []webkit.Cell{{When: &when}, {Text: v.L.T(fate)}})
	}
	return t
}

// askFirstForm stops everything until a worker has asked the person.
func askFirstForm(v desk.Visit, o desk.Opened, said contact.SafeContact) webkit.Component {
	if said.AskFirst {
		return desk.Text{Heading: v.L.T("reach.first"), Lines: []string{v.L.T("reach.first.holds")}}
	}
	return desk.Form{Heading: v.L.T("reach.first"), OnCard: true, Action: o.Address + reachPath + "/ask-first", Key: id.Reference(),
		Fields: []webkit.Component{desk.Text{Lines: []string{v.L.T("reach.first.text")}}}, Buttons: []webkit.Button{{Text: v.L.T("reach.first.go")}}}
}

// childForm has the rules for children hold, or, once it is known that the person is grown up, hold no longer.
func childForm(v desk.Visit, o desk.Opened, said contact.SafeContact) desk.Form {
	text, button, hold := "reach.child.text", "reach.child.hold", "yes"
	if said.Child {
		text, button, hold = "reach.child.holds", "reach.child.lift", "no"
	}
	return desk.Form{Heading: v.L.T("reach.child"), OnCard: true, Action: o.Address + reachPath + "/children", Key: id.Reference(),
		Hidden: []webkit.Pair{{Term: "hold", Text: hold}}, Fields: []webkit.Component{desk.Text{Lines: []string{v.L.T(text)}}},
		Buttons: []webkit.Button{{Text: v.L.T(button)}}}
}

// askFirst has the person asked before anything goes.
func (f *Face) askFirst(v desk.Visit) error {
	values, problems := (webkit.Form{}).Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	p, address, err := f.Find(v)
	if err != nil {
		return err
	}
	if err := f.contact.AskFirst(v.R.Context(), v.Actor, p, values.Key()); err != nil {
		return f.again(v, address, err)
	}
	webkit.SeeOther(v.W, address+reachPath+"?done=reach_first")
	return nil
}

var childFields = webkit.Form{Fields: []webkit.FormField{{Name: "hold", Kind: webkit.KindChoice, Required: true, Options: []string{"yes", "no"}}}}

func (f *Face) children(v desk.Visit) error {
	values, problems := childFields.Read(v.R)
	if problems.Any() {
		return problems.Err()
	}
	p, address, err := f.Find(v)
	if err != nil {
		return err
	}
	if err := f.contact.Children(v.R.Context(), v.Actor, p, values.Get("hold") == "yes", values.Key()); err != nil {
		return f.again(v, address, err)
	}
	webkit.SeeOther(v.W, address+reachPath+"?done=reach_child")
	return nil
}

// again shows the side as it stands now where somebody else changed it in the meantime.
func (f *Face) again(v desk.Visit, address string, err error) error {
	if _, err := f.ProblemOf(err); err != nil {
		return err
	}
	webkit.SeeOther(v.W, address+reachPath)
	return nil
}

// wentNotice says how a wish to send ended. The address carries only the reason's word.
func wentNotice(v desk.Visit) *webkit.Notice {
	word := v.R.URL.Query().Get("went")
	if v.R.Method != http.MethodGet || word == "" {
		return nil
	}
	if word == "waits" {
		return &webkit.Notice{Heading: v.L.T("reach.went.waits")}
	}
	for _, r := range contact.Reasons() {
		switch {
		case string(r) != word:
		case r == contact.Allowed:
			return &webkit.Notice{Heading: v.L.T("reach.went.allowed")}
		default:
			return &webkit.Notice{Attention: true, Heading: v.L.T("reach.went.not"), Text: v.L.T("contact.reason." + word)}
		}
	}
	return nil
}
