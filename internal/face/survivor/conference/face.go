// Package conference is where the person reads which meetings there are about their plan, takes off what is not to be talked
// about, and says whether they want to be there. Saying nothing is an answer too.
package conference

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed words/*.json
var words embed.FS

const home = "/my/meetings"

// Face answers the requests of these pages.
type Face struct {
	plans *plan.Service
	*room.Room
}

// New returns the face.
func New(m *room.Room, plans *plan.Service) *Face { return &Face{plans, m} }

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("conference", words, true) }

// Ways are what stands under "More".
func Ways() []room.Way {
	return []room.Way{{Text: "conference.heading", About: "conference.about", URL: home}}
}

// Routes lists the pages with their doors.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: home, Door: room.Through(gate.Read), Handler: f.At(f.list)},
		{Method: http.MethodGet, Pattern: home + "/{handle}", Door: room.Through(gate.Read), Handler: f.At(f.meeting)},
		{Method: http.MethodPost, Pattern: home + "/{handle}", Door: room.Through(gate.Write), Handler: f.At(f.say)},
	}
}

// list shows the meetings about the person's plan, the newest first.
func (f *Face) list(v room.Visit) error {
	p, err := f.plans.Open(v.R.Context(), v.Me, v.Me.Person)
	if err != nil {
		return err
	}
	s := room.Sheet{Top: room.Top{Heading: v.L.T("conference.heading"), Lead: v.L.T("conference.lead")}, Back: room.MorePath}
	if v.R.URL.Query().Get("done") == "said" {
		s.Notice = &webkit.Notice{Heading: v.L.T("conference.kept"), Text: v.L.T("conference.kept_text")}
	}
	if len(p.Conferences) == 0 {
		s.Add(webkit.EmptyState{Drawing: webkit.Drawing{Name: "chairs"}, Heading: v.L.T("conference.none"), Text: v.L.T("conference.none_text")})
	}
	for i := len(p.Conferences) - 1; i >= 0; i-- {
		s.Add(f.card(v, p.Conferences[i]))
	}
	return f.ShowSheet(v, s)
}

// card is one meeting: when, where, who comes, what is talked about, and what the person said.
func (f *Face) card(v room.Visit, c plan.Conferring) room.Card {
	now := c.Current()
	at := f.Moment(v.L, now.Body.At)
	card := room.Card{Heading: now.Body.What, Name: true, When: &at, Who: room.By(v.L, now.Own, now.Name, now.Role)}
	switch now.Body.State {
	case plan.Held:
		card.Tag = &webkit.Tag{Text: v.L.T("conference.held"), Tone: webkit.Done}
	case plan.NotNow:
		card.Tag = &webkit.Tag{Text: v.L.T("conference.off")}
	}
	var rows []webkit.Pair
	if now.Body.Place != "" {
		rows = append(rows, webkit.Pair{Term: v.L.T("conference.where"), Text: now.Body.Place})
	}
	for _, who := range now.Body.Who {
		rows = append(rows, webkit.Pair{Term: v.L.T("conference.who"), Text: who})
	}
	for _, item := range now.Body.Items {
		text := v.L.T("conference.on")
		if c.Off(item) {
			text = v.L.T("conference.taken_off")
		}
		rows = append(rows, webkit.Pair{Term: locale.Isolate(item.Words), Text: text})
	}
	if said, ok := c.Said(); ok && said.Come != "" {
		rows = append(rows, webkit.Pair{Term: v.L.T("conference.you_said"), Text: v.L.T("conference.come." + string(said.Come))})
	}
	card.Parts = []webkit.Component{room.Pairs{Rows: rows}}
	if now.Body.State == plan.ToCome {
		card.Parts = append(card.Parts, webkit.Actions{Buttons: []webkit.Button{{Text: v.L.T("conference.say"), URL: home + "/" + f.Handles.Of(v.Me, c.ID()), Kind: webkit.Primary}}})
	}
	return card
}

// find is the meeting of the address.
func (f *Face) find(v room.Visit) (plan.Conferring, error) {
	p, err := f.plans.Open(v.R.Context(), v.Me, v.Me.Person)
	if err != nil {
		return plan.Conferring{}, err
	}
	for _, c := range p.Conferences {
		if f.Handles.Of(v.Me, c.ID()) == v.R.PathValue("handle") {
			return c, nil
		}
	}
	return plan.Conferring{}, room.ErrNotHere
}

func (f *Face) meeting(v room.Visit) error {
	c, err := f.find(v)
	if err != nil {
		return err
	}
	said, _ := c.Said()
	marked := map[id.ID]bool{}
	for _, item := range c.Current().Body.Items {
		marked[item.ID] = c.Off(item)
	}
	return f.show(v, c, string(said.Come), said.Words, marked, id.Reference(), nil)
}

var says = []string{string(plan.Yes), string(plan.No), string(plan.Later)}

// say keeps what the person says to the meeting, in the place of what they said before.
func (f *Face) say(v room.Visit) error {
	c, err := f.find(v)
	if err != nil {
		return err
	}
	items := c.Current().Body.Items
	var options []string
	for _, item := range items {
		options = append(options, f.Handles.Of(v.Me, item.ID))
	}
	values, problems := webkit.Form{Fields: []webkit.FormField{
		{Name: "off", Kind: webkit.KindChoices, Options: options}, {Name: "come", Kind: webkit.KindChoice, Options: says}, {Name: "words", Kind: webkit.KindMultiline, Max: 2000},
	}}.Read(v.R)
	say, marked := plan.ConferenceSay{Come: plan.Say(values.Get("come")), Words: values.Get("words")}, map[id.ID]bool{}
	for i, item := range items {
		if values.Has("off", options[i]) {
			say.Off, marked[item.ID] = append(say.Off, item.ID), true
		}
	}
	if !problems.Any() {
		err = f.plans.SayToConference(v.R.Context(), v.Me, v.Me.Person, c.Tip(), say, values.Key())
		var ok bool
		if problems, ok = page.ProblemOf(err); err != nil && !ok {
			return err
		}
	}
	if problems.Any() {
		return f.show(v, c, values.Get("come"), values.Get("words"), marked, room.KeyOr(values.Key()), problems)
	}
	webkit.SeeOther(v.W, home+"?done=said")
	return nil
}

func (f *Face) show(v room.Visit, c plan.Conferring, come, words string, marked map[id.ID]bool, key string, problems webkit.Problems) error {
	now := c.Current().Body
	s := room.Sheet{Top: room.Top{Heading: v.L.T("conference.say"), Lead: v.L.T("conference.say_lead")}, Back: home}
	s.Problems(v.L, problems)
	off := webkit.Checkboxes{Field: webkit.Field{Name: "off", Label: v.L.T("conference.take_off"), Hint: v.L.T("conference.take_off_hint"), Error: page.FieldError(v.L, problems, "off")}}
	for _, item := range now.Items {
		off.Choices = append(off.Choices, webkit.Choice{Value: f.Handles.Of(v.Me, item.ID), Text: item.Words, Checked: marked[item.ID]})
	}
	radios := webkit.Radios{Field: webkit.Field{Name: "come", Label: v.L.T("conference.come"), Hint: v.L.T("conference.come_hint")}}
	for _, one := range says {
		radios.Choices = append(radios.Choices, webkit.Choice{Value: one, Text: v.L.T("conference.come." + one), Checked: come == one})
	}
	s.Add(room.Said{Lines: []string{now.What, v.L.DateTime(now.At, f.House.Zone)}}, room.Form{Key: key, Fields: []webkit.Component{off, radios,
		webkit.Textarea{Field: webkit.Field{Name: "words", Label: v.L.T("conference.words"), Hint: v.L.T("conference.words_hint"), Error: page.FieldError(v.L, problems, "words")}, Value: words, Rows: 3}},
		Buttons: []webkit.Button{{Text: v.L.T("conference.keep"), Kind: webkit.Primary}, {Text: v.L.T("conference.later"), URL: home}}})
	return f.ShowSheet(v, s)
}
