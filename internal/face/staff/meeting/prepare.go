package meeting

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// most is how many things a meeting is about at most.
const most = 8

// A preparing is a meeting as it is being prepared.
type preparing struct {
	o   desk.Opened
	c   plan.Conferring
	has bool // there is a meeting already
}

// prepare writes down a meeting, or changes one. The person reads it from that moment on.
func (f *Face) prepare(v desk.Visit) error {
	p := preparing{has: v.R.PathValue("handle") != ""}
	var err error
	if p.has {
		p.o, p.c, err = f.find(v)
	} else {
		p.o, err = f.Open(v)
	}
	if err != nil {
		return err
	}
	q := desk.Question{Heading: v.L.T("staff.meeting.new"), Lead: v.L.T("staff.meeting.lead"), Go: v.L.T("staff.keep"), Back: p.o.Address + "/meetings",
		Form: p.form(), Done: p.o.Address + "/meetings?done=meeting",
		Ask: func(values webkit.Values, problem desk.Problem) []webkit.Component {
			return f.fields(v, p, values, problem)
		},
		Act: func(values webkit.Values) error { return f.keep(v, p, values) }}
	if p.has {
		both := f.columns(v, p.c)
		q.Heading, q.Back, q.Done = v.L.T("staff.meeting.change"), f.address(v, p.o, p.c), f.address(v, p.o, p.c)+"?done=meeting"
		q.Above = []webkit.Component{both}
		q.Hidden = []webkit.Pair{{Term: "tip", Text: f.Handles.Of(v.Actor, p.c.Tip())}}
		for n, item := range p.c.Sheet() {
			if n < most {
				q.Hidden = append(q.Hidden, webkit.Pair{Term: fmt.Sprintf("mark_%d", n+1), Text: f.Handles.Of(v.Actor, item.ID)})
			}
		}
	}
	return f.Put(v, q)
}

func (p preparing) form() webkit.Form {
	fields := []webkit.FormField{{Name: "what", Required: true}, {Name: "at", Kind: webkit.KindDate, Required: true}, {Name: "time", Required: true, Max: 5},
		{Name: "place"}, {Name: "who", Kind: webkit.KindMultiline, Max: 1000}}
	for n := 1; n <= most; n++ {
		fields = append(fields, webkit.FormField{Name: fmt.Sprintf("item_%d", n)})
	}
	if p.has {
		fields = append(fields, webkit.FormField{Name: "tip", Required: true}, webkit.FormField{Name: "state", Kind: webkit.KindChoice, Required: true, Options: states})
		for n := 1; n <= most; n++ {
			fields = append(fields, webkit.FormField{Name: fmt.Sprintf("mark_%d", n)})
		}
	}
	return webkit.Form{Fields: fields}
}

var states = []string{"to_come", "held", "off"}

// fields are the questions, filled with how the meeting stands where nothing was typed. What the person took off is left out.
func (f *Face) fields(v desk.Visit, p preparing, values webkit.Values, problem desk.Problem) []webkit.Component {
	filled := map[string]string{}
	if p.has {
		filled = f.filled(p.c)
	}
	get := func(name string) string {
		if values.Key() != "" {
			return values.Get(name)
		}
		return filled[name]
	}
	input := func(name, kind string) webkit.Input {
		w := webkit.Field{Name: name, Label: v.L.T("staff.meeting." + name), Error: problem.Of(v, name)}
		return webkit.Input{Field: w, Type: kind, Value: get(name)}
	}
	parts := []webkit.Component{f.Whose(v, p.o), input("what", ""), f.Day(v, "at", "staff.meeting.at", problem.Of(v, "at"), get("at")), input("time", "time"), input("place", ""),
		f.Area(v, "who", "staff.meeting.who", problem.Of(v, "who"), get("who"), 3)}
	for n := 1; n <= most; n++ {
		name := fmt.Sprintf("item_%d", n)
		w := webkit.Field{Name: name, Label: v.L.T("staff.meeting.item", "number", n), Error: problem.Of(v, name)}
		if n == 1 {
			w.Error = desk.OrElse(w.Error, problem.Of(v, "items"))
		}
		parts = append(parts, webkit.Input{Field: w, Value: get(name)})
	}
	if p.has {
		var choices []webkit.Choice
		for _, s := range states {
			choices = append(choices, webkit.Choice{Value: s, Text: v.L.T("staff.meeting.state." + s), Checked: get("state") == s})
		}
		parts = append(parts, webkit.Radios{Field: webkit.Field{Name: "state", Label: v.L.T("staff.meeting.state"), Error: problem.Of(v, "state")}, Choices: choices})
	}
	return parts
}

func (f *Face) filled(c plan.Conferring) map[string]string {
	b := c.Current().Body
	at := b.At.In(f.House.Zone)
	out := map[string]string{"what": b.What, "at": at.Format(time.DateOnly), "time": at.Format("15:04"), "place": b.Place, "who": strings.Join(b.Who, "\n"),
		"state": desk.OrElse(string(b.State), "to_come")}
	for n, item := range c.Sheet() {
		out[fmt.Sprintf("item_%d", n+1)] = item.Words
	}
	return out
}

func (f *Face) keep(v desk.Visit, p preparing, values webkit.Values) error {
	c := plan.Conference{What: values.Get("what"), At: f.DayOf(values, "at"), Place: values.Get("place"), Who: desk.Lines(values.Get("who"))}
	clock, err := time.Parse("15:04", strings.TrimSpace(values.Get("time")))
	if err != nil {
		return plan.ErrWhen
	}
	c.At = c.At.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	if s := values.Get("state"); s != "to_come" {
		c.State = plan.ConferenceState(s)
	}
	known := map[string]id.ID{}
	for _, w := range p.c.Versions {
		for _, item := range w.Body.Items {
			known[f.Handles.Of(v.Actor, item.ID)] = item.ID
		}
	}
	for n := 1; n <= most; n++ {
		if words := strings.TrimSpace(values.Get(fmt.Sprintf("item_%d", n))); words != "" {
			c.Items = append(c.Items, plan.AgendaItem{ID: known[values.Get(fmt.Sprintf("mark_%d", n))], Words: words})
		}
	}
	edit := plan.Edit{Key: values.Key()}
	if p.has {
		for _, w := range p.c.Versions {
			if f.Handles.Of(v.Actor, w.Entry) == values.Get("tip") {
				edit.Replaces = w.Entry
			}
		}
		if edit.Replaces.IsZero() { // a page from before a restart: nobody puts differently what they have not seen
			return errStale
		}
	}
	_, err = f.Plans.Confer(v.R.Context(), v.Actor, p.o.ID, c, edit)
	if errors.Is(err, record.ErrSuperseded) {
		return errStale
	}
	return err
}
