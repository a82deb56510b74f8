// Package told puts what a plan holds into words, as the person reads it: everything in it as one Thing with all its wordings,
// who wrote them, how it stands, and what was answered. It asks no service and knows no page.
package told

import (
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A Text is what something says: the words that somebody wrote, and the facts around them.
type Text struct {
	Said  []string
	Facts []webkit.Pair
}

func (t *Text) Fact(term, value string) {
	if strings.TrimSpace(value) != "" {
		t.Facts = append(t.Facts, webkit.Pair{Term: term, Text: value})
	}
}

// Says is a Text of words alone.
func Says(words ...string) Text {
	var t Text
	for _, w := range words {
		if strings.TrimSpace(w) != "" {
			t.Said = append(t.Said, w)
		}
	}
	return t
}

// Parts are the words and facts of a wording.
func (t Text) Parts() []webkit.Component {
	var list []webkit.Component
	if len(t.Said) > 0 {
		list = append(list, room.Said{Lines: t.Said})
	}
	if len(t.Facts) > 0 {
		list = append(list, room.Pairs{Rows: t.Facts})
	}
	return list
}

// A Voice puts what the plan holds into the words of one language. Days of the plan are days without a clock.
type Voice struct {
	*locale.Localiser
	Zone *time.Location // of the house, in which appointments are told
}

// Lines is everything that an entry of the plan says, to be read where it has no page of its own. ok is false for a body
// that is none of the plan's.
func Lines(l *locale.Localiser, zone *time.Location, body any) (lines []string, ok bool) {
	b, ok := body.(plan.Body)
	if !ok {
		return nil, false
	}
	t := Voice{l, zone}.of(b)
	for _, f := range t.Facts {
		t.Said = append(t.Said, f.Term+": "+f.Text)
	}
	return t.Said, true
}

func (s Voice) of(b plan.Body) Text {
	switch b := b.(type) {
	case *plan.Strength:
		return s.strength(*b)
	case *plan.Assessment:
		return s.assessment(*b)
	case *plan.Need:
		return s.need(*b)
	case *plan.Goal:
		return s.goal(*b)
	case *plan.Step:
		return s.step(*b)
	case *plan.Date:
		return s.date(*b)
	case *plan.Paper:
		return s.paper(*b)
	case *plan.Order:
		return s.TheOrder(*b)
	case *plan.Options:
		return s.options(*b)
	case *plan.Decision:
		return s.decision(*b)
	case *plan.Ask:
		return s.ask(*b)
	case *plan.Reply:
		return s.reply(*b)
	case *plan.HandOver:
		return s.handOver(*b)
	case *plan.Closing:
		return s.closing(*b)
	case *plan.Postponing:
		return s.postponing(*b)
	case *plan.Pause:
		return s.pause(*b)
	case *plan.Try:
		return s.try(*b)
	case *plan.Answer:
		return s.answer(*b)
	case *plan.Conference:
		return s.conference(*b)
	case *plan.ConferenceSay:
		return s.conferenceSay(*b)
	case *plan.HiddenNote:
		return s.hidden(b.Reason)
	case *plan.LookAgain:
		return s.lookAgain(*b)
	}
	return Says(b.Texts()...)
}

// DayOf writes a day; it is empty where there is none.
func (s Voice) DayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return s.Day(t, time.UTC)
}

// note and review are words and nothing else.
func (s Voice) note(n plan.Note) Text     { return Says(n.Text) }
func (s Voice) review(r plan.Review) Text { return Says(r.Words) }

func (s Voice) need(n plan.Need) Text {
	t := Says(n.Words)
	t.Fact(s.T("myplan.fact.help"), s.T("plan.domain."+string(n.Domain)))
	if n.Immediate {
		t.Fact(s.T("myplan.fact.when"), s.T("myplan.immediate.yes"))
	}
	if n.Over {
		t.Fact(s.T("myplan.fact.state"), s.T("myplan.over"))
	}
	return t
}

func (s Voice) goal(g plan.Goal) Text {
	t := Says(g.Words)
	t.Fact(s.T("myplan.fact.why"), g.Why)
	t.Fact(s.T("myplan.fact.by"), s.DayOf(g.By))
	t.Fact(s.T("myplan.fact.pillar"), s.T("plan.pillar."+string(g.Pillar)))
	t.Fact(s.T("myplan.fact.state"), s.GoalState(g.State))
	return t
}

// GoalState is the word for how a goal stands.
func (s Voice) GoalState(state plan.GoalState) string {
	if state == plan.GoalOpen {
		return s.T("plan.goal.open")
	}
	return s.T("plan.goal." + string(state))
}

// StepState is the word for how a step stands.
func (s Voice) StepState(state plan.StepState) string {
	if state == plan.StepOpen {
		return s.T("plan.step.open")
	}
	return s.T("plan.step." + string(state))
}

// Owner says whose step it is.
func (s Voice) Owner(p plan.Step) string {
	owner := s.T("plan.owner." + string(p.Owner))
	if p.Who != "" {
		return owner + " · " + locale.Isolate(p.Who)
	}
	return owner
}

func (s Voice) step(p plan.Step) Text {
	t := Says(p.Words)
	t.Fact(s.T("myplan.fact.owner"), s.Owner(p))
	t.Fact(s.T("myplan.fact.by"), s.DayOf(p.Due))
	t.Fact(s.T("myplan.fact.state"), s.StepState(p.State))
	return t
}

// TheOrder is what comes first for the person, and then.
func (s Voice) TheOrder(o plan.Order) Text {
	var list []string
	for _, p := range o.Pillars {
		list = append(list, s.T("plan.pillar."+string(p)))
	}
	return Says(strings.Join(list, " · "))
}

func (s Voice) options(o plan.Options) Text {
	t := Says(o.About)
	for i, one := range o.List {
		t.Fact(s.Number(int64(i+1))+". "+locale.Isolate(one.What), strings.Join(s.Option(one), "\n"))
	}
	return t
}

// Option is what there is to know about one way.
func (s Voice) Option(o plan.Option) []string {
	var lines []string
	for _, one := range []struct{ key, text string }{{"next", o.Next}, {"risks", o.Risks}, {"helps", o.Helps}} {
		if one.text != "" {
			lines = append(lines, s.T("myplan.fact."+one.key)+": "+locale.Isolate(one.text))
		}
	}
	return lines
}

func (s Voice) decision(d plan.Decision) Text {
	t := Says(d.What)
	t.Fact(s.T("myplan.fact.reason"), d.Reason)
	t.Fact(s.T("myplan.fact.decided"), d.By)
	t.Fact(s.T("myplan.fact.other"), strings.Join(d.Options, "\n"))
	t.Fact(s.T("myplan.fact.review"), d.Review)
	return t
}

func (s Voice) ask(a plan.Ask) Text {
	t := Says(a.Words)
	if a.Safety {
		t.Fact(s.T("myplan.fact.about"), s.T("myplan.fact.your_safety"))
	}
	return t
}

func (s Voice) reply(r plan.Reply) Text {
	said := plan.No
	if r.Yes {
		said = plan.Yes
	}
	t := Says(r.Words)
	t.Fact(s.T("myplan.fact.answer"), s.T("plan.say."+string(said)))
	t.Fact(s.T("myplan.fact.review"), r.Review)
	return t
}

func (s Voice) handOver(h plan.HandOver) Text {
	t := Says(h.Words)
	var names []string
	for _, c := range h.Offered {
		names = append(names, locale.Isolate(c.Name))
	}
	t.Fact(s.T("myplan.fact.people"), strings.Join(names, " · "))
	t.Fact(s.T("myplan.fact.last_day"), s.DayOf(h.Until))
	return t
}

func (s Voice) closing(c plan.Closing) Text {
	t := Says(c.Words)
	t.Fact(s.T("myplan.fact.reason"), s.T("plan.closing."+string(c.Reason)))
	return t
}

func (s Voice) postponing(p plan.Postponing) Text {
	var t Text
	t.Fact(s.T("myplan.fact.new_day"), s.DayOf(p.To))
	t.Fact(s.T("myplan.fact.aloud"), s.DayOf(p.Agreed))
	return t
}

func (s Voice) pause(p plan.Pause) Text {
	key := "myplan.pause.ended"
	if p.On {
		key = "myplan.pause.begun"
	}
	t := Says(s.T(key))
	t.Fact(s.T("myplan.fact.check"), p.Check)
	t.Fact(s.T("myplan.fact.aloud"), s.DayOf(p.Agreed))
	return t
}

func (s Voice) try(p plan.Try) Text {
	key := "myplan.try.not_reached"
	if p.Reached {
		key = "myplan.try.reached"
	}
	t := Says(s.T(key))
	t.Fact(s.T("myplan.fact.way"), s.T("survivor.contact.channel."+p.Way))
	return t
}

func (s Voice) hidden(reason plan.HideReason) Text {
	t := Says(s.T("plan.hidden.there"))
	t.Fact(s.T("myplan.fact.reason"), s.T("plan.hidden."+string(reason)))
	return t
}

func (s Voice) lookAgain(l plan.LookAgain) Text {
	t := Says(l.Words)
	if l.Reason != "" {
		t.Fact(s.T("myplan.hidden.stays"), s.T("plan.hidden."+string(l.Reason)))
	} else {
		t.Said = append(t.Said, s.T("myplan.hidden.shown"))
	}
	return t
}

// answer is what was answered, for a reader who does not see to what.
func (s Voice) answer(a plan.Answer) Text {
	t := Says(a.Words)
	said := s.T("plan.say." + string(a.Say))
	if a.Option > 0 {
		said += " · " + strconv.Itoa(a.Option)
	}
	t.Fact(s.T("myplan.fact.answer"), said)
	if a.Domain != "" {
		t.Fact(s.T("myplan.fact.help"), s.T("plan.domain."+string(a.Domain)))
	}
	t.Fact(s.T("myplan.fact.aloud"), s.DayOf(a.Agreed))
	return t
}

// By names who wrote something.
func (s Voice) By(w plan.Written) string {
	if w.Own {
		return s.T("room.you")
	}
	return room.Who(s.Localiser, w.Name, w.Role)
}
