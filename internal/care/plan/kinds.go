package plan

import (
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Body is what an entry of this package holds.
type Body interface {
	Kind() string
	Texts() []string // what somebody wrote in it, to be read where no page of its own shows it
	check(now time.Time) error
}

// A Need is something that somebody needs, in their own words or a worker's.
type Need struct {
	Domain    Domain `json:"domain" keep:"support_you; D3; closed_2y"`
	Immediate bool   `json:"immediate" keep:"support_you; D3; closed_2y"` // it cannot wait; it opens the paired offers
	Words     string `json:"words" keep:"support_you; D3; closed_2y"`
	Over      bool   `json:"over" keep:"support_you; D3; closed_2y"` // met, or not wanted any more
}

// A Goal is something that the person wants, in their own words.
type Goal struct {
	Pillar Pillar    `json:"pillar" keep:"support_you; D3; closed_2y"`
	Words  string    `json:"words" keep:"support_you; D3; closed_2y"`
	Why    string    `json:"why" keep:"support_you; D3; closed_2y"` // why it matters to them; may be empty
	By     time.Time `json:"by" keep:"support_you; D3; closed_2y"`  // a day they name for it; may be zero
	State  GoalState `json:"state" keep:"support_you; D3; closed_2y"`
}

// A Step is one thing that somebody does, by a day.
type Step struct {
	Goal  id.ID     `json:"goal" keep:"support_you; D3; closed_2y"` // Thing.ID of the goal that it serves; may be zero
	Words string    `json:"words" keep:"support_you; D3; closed_2y"`
	Owner Owner     `json:"owner" keep:"support_you; D3; closed_2y"`
	Who   string    `json:"who" keep:"support_you; D3; closed_2y"` // the worker's or the agency's name; empty for the person
	Due   time.Time `json:"due" keep:"support_you; D3; closed_2y"`
	State StepState `json:"state" keep:"support_you; D3; closed_2y"`
}

// An Order is the order in which the person wants the pillars.
type Order struct {
	Pillars []Pillar `json:"pillars" keep:"support_you; D3; closed_2y"`
}

// Options are ways that stand open, side by side. There is no place in them for one that is chosen beforehand: what the
// person chooses is their Answer, and none of them is an answer too.
type Options struct {
	About string   `json:"about" keep:"support_you; D3; closed_2y"`
	List  []Option `json:"list" keep:"support_you; D3; closed_2y"`
}

// An Option is one of them.
type Option struct {
	What  string `json:"what"`
	Next  string `json:"next"`  // the next step, if it is taken
	Risks string `json:"risks"` // what may go wrong
	Helps string `json:"helps"` // who helps with it
}

// A Decision is what was decided about something the person asked for or is affected by.
type Decision struct {
	What    string   `json:"what" keep:"support_you; D3; closed_2y"`
	Options []string `json:"options" keep:"support_you; D3; closed_2y"` // what else was possible
	Reason  string   `json:"reason" keep:"support_you; D3; closed_2y"`
	By      string   `json:"by" keep:"support_you; D3; closed_2y"`     // who decided
	Review  string   `json:"review" keep:"support_you; D3; closed_2y"` // how the person can have it looked at again
}

// A Note is something a worker or the person wrote down.
type Note struct {
	Text string `json:"text" keep:"support_you; D3; closed_2y"`
}

// An Ask is what the person asks to be done differently. It is answered within ten working days, one where it is about
// safety.
type Ask struct {
	Words  string `json:"words" keep:"own_words; D3; closed_2y"`
	Safety bool   `json:"safety" keep:"own_words; D3; closed_2y"`
}

// A Reply is the answer to an Ask. A no names its reason and how it can be looked at again (INV-22).
type Reply struct {
	Yes    bool   `json:"yes" keep:"support_you; D3; closed_2y"`
	Words  string `json:"words" keep:"support_you; D3; closed_2y"`
	Review string `json:"review" keep:"support_you; D3; closed_2y"`
}

// A Review says that the plan was looked through together.
type Review struct {
	Words string `json:"words" keep:"support_you; D3; closed_2y"`
}

// A Postponing moves the day of the first plan, because the person wants more time.
type Postponing struct {
	To     time.Time `json:"to" keep:"support_you; D3; closed_2y"`
	Agreed time.Time `json:"agreed" keep:"support_you; D3; closed_2y"` // the day of the conversation; zero when the person wrote it
}

// The kinds of entries.
const (
	NeedKind       = "plan.need"
	GoalKind       = "plan.goal"
	StepKind       = "plan.step"
	OrderKind      = "plan.order"
	OptionsKind    = "plan.options"
	DecisionKind   = "plan.decision"
	NoteKind       = "plan.note"
	AnswerKind     = "plan.answer"
	HiddenKind     = "plan.hidden"
	LookAgainKind  = "plan.look_again"
	AskKind        = "plan.ask"
	ReplyKind      = "plan.reply"
	PauseKind      = "plan.pause"
	TryKind        = "plan.try"
	ReviewKind     = "plan.review"
	PostponingKind = "plan.postponing"
	HandOverKind   = "plan.hand_over"
	ClosingKind    = "plan.closing"
	DateKind       = "plan.date"
	PaperKind      = "plan.paper"
	ConferenceKind = "plan.conference"

	ConferenceSayKind = "plan.conference_say"

	StrengthKind   = "plan.strength"
	AssessmentKind = "plan.assessment"
)

// bodies has the zero value of each kind.
func bodies() []Body {
	return []Body{&Need{}, &Goal{}, &Step{}, &Order{}, &Options{}, &Decision{}, &Note{}, &Answer{}, &HiddenNote{}, &LookAgain{},
		&Ask{}, &Reply{}, &Pause{}, &Try{}, &Review{}, &Postponing{}, &HandOver{}, &Closing{}, &Date{}, &Paper{}, &Conference{}, &ConferenceSay{},
		&Strength{}, &Assessment{}}
}

// Kinds are the kinds of this package.
func Kinds() []record.Kind {
	var kinds []record.Kind
	for _, b := range bodies() {
		kinds = append(kinds, record.Kind{Name: b.Kind(), Compartment: gate.Plan, Body: b})
	}
	return kinds
}

func (*Need) Kind() string       { return NeedKind }
func (*Goal) Kind() string       { return GoalKind }
func (*Step) Kind() string       { return StepKind }
func (*Order) Kind() string      { return OrderKind }
func (*Options) Kind() string    { return OptionsKind }
func (*Decision) Kind() string   { return DecisionKind }
func (*Note) Kind() string       { return NoteKind }
func (*Answer) Kind() string     { return AnswerKind }
func (*HiddenNote) Kind() string { return HiddenKind }
func (*LookAgain) Kind() string  { return LookAgainKind }
func (*Ask) Kind() string        { return AskKind }
func (*Reply) Kind() string      { return ReplyKind }
func (*Pause) Kind() string      { return PauseKind }
func (*Try) Kind() string        { return TryKind }
func (*Review) Kind() string     { return ReviewKind }
func (*Postponing) Kind() string { return PostponingKind }
func (*HandOver) Kind() string   { return HandOverKind }
func (*Closing) Kind() string    { return ClosingKind }
