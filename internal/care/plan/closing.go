package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// A ClosingReason is why a plan is closed. It stands in the sealed entry and nowhere else.
type ClosingReason string

const (
	GoalsReached ClosingReason = "goals_reached"
	Enough       ClosingReason = "enough" // the person has had enough, for whatever reason
	MovedAway    ClosingReason = "moved"
	OtherHelp    ClosingReason = "other_help"
	ContactLost  ClosingReason = "contact_lost"
	NotSaid      ClosingReason = "not_said" // nobody has to say why
)

// ClosingReasons lists them all.
func ClosingReasons() []ClosingReason {
	return []ClosingReason{GoalsReached, Enough, MovedAway, OtherHelp, ContactLost, NotSaid}
}

// A Closing is the wish to close the plan. What the person writes is their own wish; what a worker writes is a proposal.
type Closing struct {
	Reason ClosingReason `json:"reason" keep:"support_you; D3; closed_2y"`
	Words  string        `json:"words" keep:"support_you; D3; closed_2y"` // may be empty
}

// Faults of closing.
var (
	ErrClosing  = fault.In("reason", "plan.error.closing")
	ErrMeasures = fault.New(fault.BadInput, "plan.error.measures") // something that keeps the person safe is still open
	ErrGrounds  = fault.New(fault.BadInput, "plan.error.grounds")  // neither the person's yes nor the proof of lost contact
	ErrSecond   = fault.New(fault.BadInput, "plan.error.second")   // a yes that was said aloud takes a second worker
)

func (c *Closing) check(time.Time) error {
	if !slices.Contains(ClosingReasons(), c.Reason) {
		return ErrClosing
	}
	return nil
}

// A Ground is what a plan can be closed on.
type Ground string

const (
	OwnWord Ground = "own_word" // the person wrote it or said yes to it
	Aloud   Ground = "aloud"    // one worker wrote down their yes, another heard it too
	Gone    Ground = "gone"     // contact was lost, with proof
	none    Ground = ""
)

// ground is what the newest wish to close rests on, and who wrote down what was said aloud.
func (p Plan) ground(lost Lost) (Ground, id.ID) {
	c, ok := p.closing()
	if !ok {
		return none, id.ID{}
	}
	switch v := c.Versions[len(c.Versions)-1]; {
	case v.Own, v.Said().Own && v.Said().Say == Yes:
		return OwnWord, id.ID{}
	case v.Counts():
		return Aloud, v.Said().Author
	case v.Said().Say != No && lost.Proven():
		return Gone, id.ID{}
	}
	return none, id.ID{}
}

// closing is the newest wish to close.
func (p Plan) closing() (Thing[Closing], bool) {
	if len(p.Closing) == 0 {
		return Thing[Closing]{}, false
	}
	return p.Closing[len(p.Closing)-1], true
}
