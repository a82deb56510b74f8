package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// A Domain is one of the six in which people need something (practice map, S11).
type Domain string

const (
	Housing   Domain = "housing"
	Medical   Domain = "medical"
	Reporting Domain = "reporting" // telling somebody in confidence
	Mind      Domain = "mind"      // somebody to talk with
	Legal     Domain = "legal"
	Learning  Domain = "learning" // school, training or work
)

// Domains lists them all.
func Domains() []Domain { return []Domain{Housing, Medical, Reporting, Mind, Legal, Learning} }

// Paired lists the supports that are offered where a need of the domain cannot wait: what helps at once is never left
// alone, and never waits for them.
func Paired(d Domain) []Domain {
	return slices.DeleteFunc([]Domain{Mind, Legal, Learning}, func(p Domain) bool { return p == d })
}

// A Pillar is what a goal belongs to.
type Pillar string

const (
	Safety   Pillar = "safety"
	Recovery Pillar = "recovery"
	Justice  Pillar = "justice"
)

// Pillars lists them all, in the order that holds until the person sets theirs.
func Pillars() []Pillar { return []Pillar{Safety, Recovery, Justice} }

// A GoalState is how a goal stands. The empty one is open.
type GoalState string

const (
	GoalOpen    GoalState = ""
	GoalReached GoalState = "reached"
	GoalLetGo   GoalState = "let_go"
)

// GoalStates lists them all.
func GoalStates() []GoalState { return []GoalState{GoalOpen, GoalReached, GoalLetGo} }

// An Owner is whose step it is.
type Owner string

const (
	ByPerson Owner = "person"
	ByWorker Owner = "worker"
	ByAgency Owner = "agency"
)

// Owners lists them all.
func Owners() []Owner { return []Owner{ByPerson, ByWorker, ByAgency} }

// A StepState is how a step stands. The empty one is open.
type StepState string

const (
	StepOpen    StepState = ""
	StepDone    StepState = "done"
	StepDropped StepState = "dropped"
)

// StepStates lists them all.
func StepStates() []StepState { return []StepState{StepOpen, StepDone, StepDropped} }

// Faults about one field of a form.
var (
	ErrWords   = fault.In("words", "plan.error.words")
	ErrDomain  = fault.In("domain", "plan.error.domain")
	ErrPillar  = fault.In("pillar", "plan.error.pillar")
	ErrState   = fault.In("state", "plan.error.state")
	ErrOwner   = fault.In("owner", "plan.error.owner")
	ErrWho     = fault.In("who", "plan.error.who")
	ErrDue     = fault.In("due", "plan.error.due")
	ErrOrder   = fault.In("pillars", "plan.error.order")
	ErrOptions = fault.In("list", "plan.error.options")
	ErrReason  = fault.In("reason", "plan.error.reason")
	ErrBy      = fault.In("by", "plan.error.by")
	ErrReview  = fault.In("review", "plan.error.review")
)

func empty(s string) bool { return strings.TrimSpace(s) == "" }

func (n *Need) check(time.Time) error {
	if !slices.Contains(Domains(), n.Domain) {
		return ErrDomain
	}
	return nil // words may be left out: nobody has to tell
}

func (g *Goal) check(time.Time) error {
	switch {
	case !slices.Contains(Pillars(), g.Pillar):
		return ErrPillar
	case empty(g.Words):
		return ErrWords
	case !slices.Contains(GoalStates(), g.State):
		return ErrState
	}
	return nil
}

// check holds that every step, open or over, says whose it is and by when (practice map, S60).
func (s *Step) check(time.Time) error {
	switch {
	case empty(s.Words):
		return ErrWords
	case !slices.Contains(Owners(), s.Owner):
		return ErrOwner
	case s.Owner != ByPerson && empty(s.Who):
		return ErrWho
	case s.Due.IsZero():
		return ErrDue
	case !slices.Contains(StepStates(), s.State):
		return ErrState
	}
	return nil
}

func (o *Order) check(time.Time) error {
	sorted := slices.Clone(o.Pillars)
	slices.Sort(sorted)
	all := Pillars()
	slices.Sort(all)
	if !slices.Equal(sorted, all) {
		return ErrOrder
	}
	return nil
}

func (o *Options) check(time.Time) error {
	if empty(o.About) {
		return ErrWords
	}
	if len(o.List) < 2 { // one way is no choice
		return ErrOptions
	}
	for _, one := range o.List {
		if empty(one.What) || empty(one.Next) || empty(one.Risks) || empty(one.Helps) {
			return ErrOptions
		}
	}
	return nil
}

func (d *Decision) check(time.Time) error {
	switch {
	case empty(d.What):
		return ErrWords
	case empty(d.Reason):
		return ErrReason
	case empty(d.By):
		return ErrBy
	case empty(d.Review):
		return ErrReview
	}
	return nil
}

func (n *Note) check(time.Time) error   { return wordy(n.Text) }
func (a *Ask) check(time.Time) error    { return wordy(a.Words) }
func (r *Review) check(time.Time) error { return nil }

func (r *Reply) check(time.Time) error {
	if !r.Yes && empty(r.Review) {
		return ErrReview
	}
	return wordy(r.Words)
}

func (p *Postponing) check(now time.Time) error {
	if !p.To.After(now) {
		return ErrDue
	}
	return nil
}

func wordy(s string) error {
	if empty(s) {
		return ErrWords
	}
	return nil
}
