package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Plan is everything that the entries say, in the order in which it was first written where nothing else is said. It is
// the same for the person and for the people who work with them, but for the text of what is hidden (see Hidden).
type Plan struct {
	Order     Thing[Order] // of the pillars; nothing while nobody said
	Strengths []Thing[Strength]
	Needs     []Thing[Need]
	Offers    []Offer
	Goals     []Thing[Goal] // by pillar, in the person's order
	Steps     []Thing[Step]
	Dates     []Thing[Date] // by their time
	Papers    []Thing[Paper]
	Options   []Thing[Options]
	Decisions []Thing[Decision]
	Notes     []Thing[Note]
	Hidden    []Hidden
	Asks      []Asked
	Reviews   []Thing[Review]

	Pause   Pausing   // as it stands
	Pauses  []Pausing // all that was said about it
	Tries   []Tried
	Hands   []Thing[HandOver]
	Closing []Thing[Closing]
	Moved   []Thing[Postponing]

	Assessments []Thing[Assessment] // one of each area that something was written about, in the order of Areas
	Conferences []Conferring

	Rest []record.Entry // what the other fields do not tell: entries of other packages, and locked ones
}

// Fold makes the plan of entries, oldest first. It looks at nothing else.
func Fold(entries []record.Entry) Plan {
	f := newFolding(entries)
	p := Plan{
		Order:     single[Order](f, proposes),
		Strengths: things[Strength](f, proposes),
		Needs:     things[Need](f, proposes),
		Goals:     things[Goal](f, proposes),
		Steps:     things[Step](f, proposes),
		Dates:     things[Date](f, proposes),
		Papers:    things[Paper](f, proposes),
		Options:   things[Options](f, tells),
		Decisions: things[Decision](f, tells),
		Notes:     things[Note](f, tells),
		Hidden:    hidden(f),
		Asks:      asked(f),
		Reviews:   things[Review](f, tells),
		Pauses:    pauses(f),
		Tries:     tries(f),
		Hands:     things[HandOver](f, proposes),
		Closing:   things[Closing](f, proposes),
		Moved:     things[Postponing](f, tells),

		Assessments: things[Assessment](f, proposes),
		Conferences: conferences(f),
	}
	p.Pause = standing(p.Pauses)
	p.Offers = offers(f, p.Needs)
	order := p.Pillars()
	slices.SortStableFunc(p.Goals, func(a, b Thing[Goal]) int {
		return slices.Index(order, a.Current().Body.Pillar) - slices.Index(order, b.Current().Body.Pillar)
	})
	slices.SortStableFunc(p.Assessments, func(a, b Thing[Assessment]) int {
		return slices.Index(Areas(), a.Current().Body.Area) - slices.Index(Areas(), b.Current().Body.Area)
	})
	slices.SortStableFunc(p.Dates, func(a, b Thing[Date]) int { return a.Current().Body.At.Compare(b.Current().Body.At) })
	p.Rest = f.rest()
	return p
}

// Pillars is the order that holds: the person's, or the one that holds until they set theirs.
func (p Plan) Pillars() []Pillar {
	if v, ok := p.Order.Now(); ok {
		return v.Body.Pillars
	}
	return Pillars()
}

// Asked is what the person asked to be done differently, with what was answered.
type Asked struct {
	Thing[Ask]
	Replies []Version[Reply]
}

// Open reports whether nobody has answered.
func (a Asked) Open() bool { return len(a.Replies) == 0 }

// asks are the requests without their answers.
func (p Plan) asks() (list []Thing[Ask]) {
	for _, a := range p.Asks {
		list = append(list, a.Thing)
	}
	return list
}

// Due is when it is to be answered.
func (a Asked) Due() time.Time {
	newest := a.Current().Body
	return newest.due(a.Versions[0].At)
}

func asked(f *folding) []Asked {
	var list []Asked
	for _, t := range things[Ask](f, tells) {
		list = append(list, Asked{Thing: t})
	}
	for _, e := range f.entries {
		b, ok := e.Body.(*Reply)
		if !ok {
			continue
		}
		i := slices.IndexFunc(list, func(a Asked) bool { return a.at(e.About) >= 0 })
		if i < 0 {
			continue // it answers what is not here, and stays in Rest
		}
		list[i].Replies = append(list[i].Replies, Version[Reply]{Written: written(e), Body: *b, Answers: f.answersTo(e.ID), counts: true})
		list[i].Beside = append(list[i].Beside, f.besides(e.ID)...)
	}
	return list
}

// An Offer is one of the supports that belong with what cannot wait. It is a question and nothing else: nothing is sent
// anywhere from it, and what cannot wait does not wait for its answer.
type Offer struct {
	Domain  Domain
	Needs   []id.ID // the entries that opened it; an answer is about any of them
	Answers []Said  // oldest first
	Open    bool    // a need that opened it stands
}

// Said is the answer that counts; its zero value while there is none.
func (o Offer) Said() Said {
	s, _ := last(o.Answers)
	return s
}

// offers derives the offers from the needs: one for each domain, however many needs open it, so that nobody is asked again
// for every one of them. A need that a worker proposes opens them too; one that the person turned down does not.
func offers(f *folding, needs []Thing[Need]) []Offer {
	byDomain := map[Domain]*Offer{}
	at := func(d Domain) *Offer {
		if byDomain[d] == nil {
			byDomain[d] = &Offer{Domain: d}
		}
		return byDomain[d]
	}
	for _, t := range needs {
		if n, ok := t.live(); ok && n.Immediate && !n.Over {
			for _, d := range Paired(n.Domain) {
				at(d).Needs, at(d).Open = append(at(d).Needs, t.Tip()), true
			}
		}
		for _, v := range t.Versions {
			for _, s := range f.offered[v.Entry] {
				f.used[s.Entry] = true
				at(s.Domain).Answers = append(at(s.Domain).Answers, s)
			}
		}
	}
	var list []Offer
	for _, d := range Domains() {
		if o := byDomain[d]; o != nil {
			slices.SortStableFunc(o.Answers, func(a, b Said) int { return a.At.Compare(b.At) })
			list = append(list, *o)
		}
	}
	return list
}

// live is the wording that counts or, where none does, the one that waits.
func (t Thing[T]) live() (body T, ok bool) {
	if v, ok := t.Now(); ok {
		return v.Body, true
	}
	v, ok := t.Proposed()
	return v.Body, ok
}
