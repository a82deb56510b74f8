package survivor

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/record"
)

type talkModel struct {
	room.Top
	Progress string
	Picture  webkit.Drawing
	Agency   string
	Rows     []webkit.Pair
	Points   []webkit.Pair
	Again    []string
	Items    []itemView
	Fields   []webkit.Component
	Keep     []kept // what was chosen at other steps
	Step     string
	Do       webkit.Actions
	Key      string
}

// kept is a choice of another step that travels in the form.
type kept struct{ Name, Value string }

// pictures are of things, for who would rather look than read. The step that lists the items shows those alone.
var pictures = map[string]string{"what": "paper", "who": "chairs", "weigh": "path", "alone": "door", "check": "cup", "answer": "calendar"}

func picture(l *locale.Localiser, step string) webkit.Drawing {
	name, ok := pictures[step]
	if !ok {
		return webkit.Drawing{}
	}
	return webkit.Drawing{Name: name, Words: l.T("survivor.picture." + name)}
}

func (f *Face) showStep(w http.ResponseWriter, r *http.Request, t *talk) error {
	me, l := page.Actor(r.Context()), f.House.Speak(r)
	m := talkModel{Step: t.step, Key: t.key, Agency: t.choice.RecipientName, Keep: t.kept(),
		Progress: l.T("survivor.talk.progress", "step", slices.Index(steps, t.step)+1, "steps", len(steps)),
		Top:      room.Top{Heading: l.T("survivor.talk." + t.step + ".heading"), Lead: l.T("survivor.talk." + t.step + ".lead")},
		Picture:  picture(l, t.step), Do: waysOn(l, t.step)}
	if h := t.choice.Hearing; h != nil && t.step == steps[0] {
		m.Points = []webkit.Pair{{Term: l.T("survivor.heard.heading"),
			Text: l.T("survivor.heard.text", "recorder", locale.Isolate(h.Recorder), "witness", locale.Isolate(h.Witness))}}
	}
	f.fill(l, me, t, &m)
	status := http.StatusOK
	if t.problems.Any() {
		m.Errors, status = page.Summary(l, t.problems), t.problems.Status()
	}
	return f.Show(w, r, room.Page{Of: f.pages, Name: "talk", Status: status, Model: m})
}

// fill puts in what one step shows and asks.
func (f *Face) fill(l *locale.Localiser, me account.Actor, t *talk, m *talkModel) {
	c := t.choice
	switch t.step {
	case "what":
		m.Rows = []webkit.Pair{{Term: l.T("survivor.talk.asked_by"), Text: c.Proposed}, {Term: l.T("survivor.choices.for"), Text: l.T("survivor.purpose." + string(c.Purpose))}}
	case "items":
		m.Fields = []webkit.Component{f.itemBoxes(l, me, t)}
	case "who":
		m.Rows = []webkit.Pair{{Term: l.T("survivor.choices.reader"), Text: readersOf(l, c)}, {Term: l.T("survivor.talk.only"), Text: l.T("survivor.talk.only_text")}}
		m.Fields = []webkit.Component{f.dayCards(l, t)}
	case "weigh":
		for _, p := range []string{"good", "risk"} { // which are others for the police than for a nurse
			m.Points = append(m.Points, webkit.Pair{Term: l.T("survivor.talk.weigh." + p), Text: l.T("consent." + p + "." + string(c.Purpose))})
		}
		for _, p := range []string{"other", "no", "undo"} {
			m.Points = append(m.Points, webkit.Pair{Term: l.T("survivor.talk.weigh." + p), Text: l.T("survivor.talk.weigh." + p + "_text")})
		}
	case "alone":
		f.aloneStep(l, t, m)
	case "check":
		f.checkStep(l, t, m)
	case "answer":
		f.answerStep(l, me, t, m)
	}
}

// itemBoxes shows in full what would go. Nothing is ticked beforehand.
func (f *Face) itemBoxes(l *locale.Localiser, me account.Actor, t *talk) webkit.Checkboxes {
	boxes := webkit.Checkboxes{Field: webkit.Field{Name: "items", Label: l.T("survivor.talk.items.label"), Error: page.FieldError(l, t.problems, "items")}}
	for _, e := range t.choice.Items {
		if e.Locked {
			continue
		}
		lines := f.linesOf(l, t.choice, e)
		handle := f.Handles.Of(me, e.ID)
		boxes.Choices = append(boxes.Choices, webkit.Choice{Value: handle, Text: l.T("kept.kind." + e.Kind), Hint: strings.Join(lines, "\n"), Checked: slices.Contains(t.items, handle)})
	}
	return boxes
}

// linesOf is every word of an item that could go: what was written, and the person's own words beside it, which go along.
func (f *Face) linesOf(l *locale.Localiser, c disclosure.Choice, e record.Entry) []string {
	lines, _ := f.TextOf(l, e.Body)
	for _, words := range c.Beside[e.ID] {
		lines = append(lines, l.T("survivor.talk.beside", "words", words))
	}
	return lines
}

func (f *Face) dayCards(l *locale.Localiser, t *talk) webkit.Radios {
	cards := webkit.Radios{Field: webkit.Field{Name: "days", Label: l.T("survivor.talk.days"), Hint: l.T("survivor.talk.days_hint"), Error: page.FieldError(l, t.problems, "days")}}
	for _, d := range dayOptions(t.choice) {
		cards.Choices = append(cards.Choices, webkit.Choice{Value: d, Text: l.T("survivor.talk.days_n", "n", number(d)),
			Hint: l.T("survivor.talk.until", "day", f.endDay(l, d)), Checked: t.days == d})
	}
	return cards
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// endDay is the day on which a consent of so many days that is given now ends.
func (f *Face) endDay(l *locale.Localiser, days string) string {
	return l.Date(f.House.Clock().Add(time.Duration(number(days))*24*time.Hour), f.House.Zone)
}

// aloneStep asks who can hear. Where somebody can whom the person did not choose, it ends here, and nothing is kept.
func (f *Face) aloneStep(l *locale.Localiser, t *talk, m *talkModel) {
	if t.overheard() && !t.problems.Any() {
		m.Heading, m.Lead = l.T("survivor.talk.not_now.heading"), l.T("survivor.talk.not_now.lead")
		m.Do = webkit.Actions{Buttons: []webkit.Button{{Text: l.T("room.later"), URL: "/my"}}}
		return
	}
	cards := webkit.Radios{Field: webkit.Field{Name: "alone", Label: l.T("survivor.talk.alone.label"), Error: page.FieldError(l, t.problems, "alone")}}
	for _, a := range alonenesses {
		cards.Choices = append(cards.Choices, webkit.Choice{Value: a, Text: l.T("survivor.talk.alone." + a), Checked: t.alone == a})
	}
	m.Fields = []webkit.Component{cards}
}

// checkStep asks the three questions, to learn whether we explained well. Where an answer shows that we did not, the
// explanation comes once more above the question.
func (f *Face) checkStep(l *locale.Localiser, t *talk, m *talkModel) {
	for i, q := range questions {
		if slices.Contains(t.again, q.code) {
			m.Again = append(m.Again, l.T("survivor.talk.q."+q.code+".again"))
		}
		field := webkit.Field{Name: "q_" + q.code, Label: l.T("survivor.talk.q." + q.code), Error: page.FieldError(l, t.problems, "q_"+q.code)}
		answers := []string{q.right, q.other}
		if i == 1 { // so that the right one is not always first
			answers = []string{q.other, q.right}
		}
		cards := webkit.Radios{Field: field}
		for _, a := range answers {
			cards.Choices = append(cards.Choices, webkit.Choice{Value: a, Text: l.T("survivor.talk.q." + q.code + "." + a), Checked: t.answers[q.code] == a})
		}
		m.Fields = append(m.Fields, cards)
	}
}

// answerStep shows once more what a yes would mean.
func (f *Face) answerStep(l *locale.Localiser, me account.Actor, t *talk, m *talkModel) {
	for _, e := range t.choice.Items {
		if slices.Contains(t.items, f.Handles.Of(me, e.ID)) {
			lines := f.linesOf(l, t.choice, e)
			m.Items = append(m.Items, itemView{Title: l.T("kept.kind." + e.Kind), Lines: lines})
		}
	}
	m.Rows = []webkit.Pair{{Term: l.T("survivor.choices.reader"), Text: readersOf(l, t.choice)}}
	if t.days != "" {
		m.Rows = append(m.Rows, webkit.Pair{Term: l.T("survivor.choices.until"), Text: f.endDay(l, t.days)})
	}
}

// kept is everything that was chosen at other steps than the one that is shown.
func (t *talk) kept() []kept {
	var list []kept
	add := func(step, name string, values ...string) {
		for _, v := range values {
			if t.step != step && v != "" {
				list = append(list, kept{name, v})
			}
		}
	}
	add("items", "items", t.items...)
	add("who", "days", t.days)
	add("alone", "alone", t.alone)
	for _, q := range questions {
		add("check", "q_"+q.code, t.answers[q.code])
	}
	return list
}

// waysOn are the ways on from a step. At the last one yes, no and later are equal: in size, in colour, one tap each.
func waysOn(l *locale.Localiser, step string) webkit.Actions {
	button := func(key, value string, kind webkit.ButtonKind) webkit.Button {
		return webkit.Button{Text: l.T(key), Name: "go", Value: value, Kind: kind}
	}
	if step == "answer" {
		return webkit.Actions{Buttons: []webkit.Button{button("survivor.talk.yes", "yes", webkit.Secondary),
			button("survivor.talk.no", "no", webkit.Secondary), button("room.later", "later", webkit.Secondary), button("room.back", "back", webkit.Secondary)}}
	}
	list := []webkit.Button{button("survivor.talk.next", "next", webkit.Primary)}
	if step != steps[0] {
		list = append(list, button("room.back", "back", webkit.Secondary))
	}
	return webkit.Actions{Buttons: append(list, button("survivor.talk.no", "no", webkit.Secondary), button("room.later", "later", webkit.Secondary))}
}
