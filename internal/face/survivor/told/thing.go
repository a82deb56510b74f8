package told

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Thing is one thing in the plan as the person reads it, whatever it is.
type Thing struct {
	Kind     string // of its entries
	Versions []Wording
	Now      int // the wording that counts, -1 while none does
	Beside   []plan.Beside
	After    []Wording // what was answered to it, or found about it, by others
	Body     plan.Body // of the wording that counts, or waits, for what can be done with it
	Goal     id.ID     // of a step
	Due      time.Time // of what was asked for
	Hidden   *plan.Hidden
}

// A Wording is one version of it.
type Wording struct {
	plan.Written
	Text
	Answers []plan.Said
	Waits   bool
	Agreed  time.Time // the day of the conversation by which alone it counts
}

// Last is the answer that counts; its zero value while there is none.
func (w Wording) Last() plan.Said {
	var last plan.Said
	for _, a := range w.Answers {
		if a.Own || !last.Own && !a.Agreed.IsZero() {
			last = a
		}
	}
	return last
}

// ID is the entry by which its page is found.
func (t Thing) ID() id.ID { return t.Versions[0].Entry }

// Newest is the wording that was written last.
func (t Thing) Newest() Wording { return t.Versions[len(t.Versions)-1] }

// Shown is the wording that counts, or else the one that waits, or else the newest.
func (t Thing) Shown() Wording {
	if t.Now >= 0 {
		return t.Versions[t.Now]
	}
	return t.Newest()
}

// Proposed is a wording that waits for the person's answer.
func (t Thing) Proposed() (w Wording, ok bool) { return t.Newest(), t.Newest().Waits }

// Tell makes a Thing of something in the plan, with put for the words of its bodies.
func Tell[T any](kind string, t plan.Thing[T], put func(T) Text) Thing {
	x := Thing{Kind: kind, Now: -1, Beside: t.Beside}
	counting, ok := t.Now()
	for i, v := range t.Versions {
		x.Versions = append(x.Versions, Wording{Written: v.Written, Text: put(v.Body), Answers: v.Answers, Waits: v.Waits(), Agreed: v.Agreed()})
		if ok && v.Entry == counting.Entry {
			x.Now = i
		}
	}
	return x
}

func each[T any](kind string, list []plan.Thing[T], put func(T) Text, more func(*Thing, T)) []Thing {
	var out []Thing
	for _, t := range list {
		x := Tell(kind, t, put)
		if more != nil {
			more(&x, t.Current().Body)
		}
		out = append(out, x)
	}
	return out
}

func holds[T any, B interface {
	*T
	plan.Body
}](x *Thing, body T) {
	x.Body = B(&body)
}

// AllNeeds are what the person needs.
func (s Voice) AllNeeds(p plan.Plan) []Thing {
	return each(plan.NeedKind, p.Needs, s.need, holds[plan.Need])
}

// AllGoals are what the person wants, by pillar, in their order.
func (s Voice) AllGoals(p plan.Plan) []Thing {
	return each(plan.GoalKind, p.Goals, s.goal, holds[plan.Goal])
}

// AllNotes are the notes that the person can read.
func (s Voice) AllNotes(p plan.Plan) []Thing {
	return each(plan.NoteKind, p.Notes, s.note, holds[plan.Note])
}

// AllSteps are the steps, each with the goal that it serves.
func (s Voice) AllSteps(p plan.Plan) []Thing {
	put := func(b plan.Step) Text {
		t := s.step(b)
		for _, g := range p.Goals {
			if g.ID() == b.Goal {
				t.Fact(s.T("kept.kind."+plan.GoalKind), g.Current().Body.Words)
			}
		}
		return t
	}
	return each(plan.StepKind, p.Steps, put, func(x *Thing, b plan.Step) { x.Goal, x.Body = b.Goal, &b })
}

// AllWays are the pages of options.
func (s Voice) AllWays(p plan.Plan) []Thing {
	return each(plan.OptionsKind, p.Options, s.options, holds[plan.Options])
}

// AllHands are the offers of somebody else to work with.
func (s Voice) AllHands(p plan.Plan) []Thing {
	return each(plan.HandOverKind, p.Hands, s.handOver, holds[plan.HandOver])
}

// AllAsked are what the person asked to be done differently, with the answers.
func (s Voice) AllAsked(p plan.Plan) []Thing {
	var list []Thing
	for _, a := range p.Asks {
		x := Tell(plan.AskKind, a.Thing, s.ask)
		x.Due = a.Due()
		for _, r := range a.Replies {
			x.After = append(x.After, Wording{Written: r.Written, Text: s.reply(r.Body), Answers: r.Answers})
		}
		list = append(list, x)
	}
	return list
}

// AllHidden are the notes that are or were hidden: that they are there, and why.
func (s Voice) AllHidden(p plan.Plan) []Thing {
	var list []Thing
	for _, h := range p.Hidden {
		w := Wording{Written: h.Written, Text: s.hidden(h.Reason)}
		if h.Shown {
			w.Text = Says(h.Text)
		}
		w.Answers = h.Challenges
		x := Thing{Kind: plan.HiddenKind, Versions: []Wording{w}, Now: 0, Beside: h.Beside, Hidden: &h}
		for _, look := range h.Looks {
			x.After = append(x.After, Wording{Written: look.Written, Text: s.lookAgain(look.LookAgain)})
		}
		list = append(list, x)
	}
	return list
}

// AllEvents are what happened once, and takes no answer.
func (s Voice) AllEvents(p plan.Plan) []Thing {
	list := each(plan.ReviewKind, p.Reviews, s.review, nil)
	list = append(list, each(plan.PostponingKind, p.Moved, s.postponing, nil)...)
	for _, t := range p.Tries {
		list = append(list, Thing{Kind: plan.TryKind, Versions: []Wording{{Written: t.Written, Text: s.try(t.Try)}}, Beside: besideOf(p, t.Entry)})
	}
	for _, t := range p.Pauses {
		list = append(list, Thing{Kind: plan.PauseKind, Versions: []Wording{{Written: t.Written, Text: s.pause(t.Pause)}}, Beside: besideOf(p, t.Entry)})
	}
	return list
}

// besideOf finds the words beside something that happened once: the plan itself leaves them with the rest.
func besideOf(p plan.Plan, about id.ID) []plan.Beside {
	var list []plan.Beside
	for _, e := range p.Rest {
		if b, ok := e.Body.(*record.Statement); ok && e.About == about {
			role := account.Role(e.AuthorRole)
			by := plan.Written{Entry: e.ID, Author: e.Author, Name: e.AuthorName, Role: role, At: e.At, Own: role == account.Survivor}
			list = append(list, plan.Beside{Written: by, About: about, Text: b.Text})
		}
	}
	return list
}

// Everything is all of the plan that has a page.
func (s Voice) Everything(p plan.Plan) []Thing {
	list := slices.Concat(s.AllStrengths(p), s.AllAssessments(p), s.AllNeeds(p), s.AllGoals(p), s.AllSteps(p), s.AllDates(p), s.AllPapers(p), s.AllWays(p), s.AllDecisions(p), s.AllNotes(p), s.AllHidden(p), s.AllAsked(p), s.AllHands(p), s.AllWishes(p), s.AllEvents(p))
	if len(p.Order.Versions) > 0 {
		list = append(list, Tell(plan.OrderKind, p.Order, s.TheOrder))
	}
	return list
}

// AllDecisions are what was decided, with the reasons.
func (s Voice) AllDecisions(p plan.Plan) []Thing {
	return each(plan.DecisionKind, p.Decisions, s.decision, nil)
}

// AllWishes are the wishes to close the plan.
func (s Voice) AllWishes(p plan.Plan) []Thing {
	return each(plan.ClosingKind, p.Closing, s.closing, holds[plan.Closing])
}

// Asks reports whether an answer of the person's belongs to the newest wording. What they wrote themselves counts already.
func (t Thing) Asks() bool {
	switch t.Kind {
	case plan.StrengthKind, plan.AssessmentKind, plan.NeedKind, plan.GoalKind, plan.StepKind, plan.DateKind, plan.PaperKind, plan.OrderKind, plan.ClosingKind, plan.OptionsKind, plan.DecisionKind, plan.HandOverKind:
		return !t.Newest().Own
	}
	return false
}

// Unanswered reports whether something waits for the person that they have not said anything to. "Not now" is an answer:
// nobody asks again until they come back to it.
func (t Thing) Unanswered() bool {
	return t.Asks() && t.Kind != plan.DecisionKind && t.Newest().Last().Say == ""
}
