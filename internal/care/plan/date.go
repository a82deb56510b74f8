package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// A Date is an appointment of the person's: with a doctor, a lawyer, somebody here. What a worker writes waits for the
// person's yes, like everything in the plan. Whether a reminder goes out is asked of the safe-contact gate, not of this.
type Date struct {
	What  string    `json:"what" keep:"support_you; D3; closed_2y"`
	At    time.Time `json:"at" keep:"support_you; D3; closed_2y"`
	Place string    `json:"place" keep:"support_you; D3; closed_2y"` // where, or where to meet; may be empty
	With  string    `json:"with" keep:"support_you; D3; closed_2y"`  // who will be there; may be empty
	Off   bool      `json:"off" keep:"support_you; D3; closed_2y"`   // it does not take place
}

// A PaperState is where a paper is. The empty one is: with the person.
type PaperState string

const (
	PaperHere     PaperState = ""         // the person has it
	PaperSafe     PaperState = "safe"     // kept for them in a safe place
	PaperAskedFor PaperState = "asked"    // asked for, and not here yet
	PaperWithheld PaperState = "withheld" // somebody keeps it from them
	PaperLost     PaperState = "lost"
)

// PaperStates lists them all.
func PaperStates() []PaperState {
	return []PaperState{PaperHere, PaperSafe, PaperAskedFor, PaperWithheld, PaperLost}
}

// A Paper is a document of the person's, and where it is. The house keeps no number of it and no picture.
type Paper struct {
	What  string     `json:"what" keep:"support_you; D3; closed_2y"`
	State PaperState `json:"state" keep:"support_you; D3; closed_2y"`
	Where string     `json:"where" keep:"support_you; D3; closed_2y"` // may be empty
	Until time.Time  `json:"until" keep:"support_you; D3; closed_2y"` // the last day on which it holds; may be zero
	Over  bool       `json:"over" keep:"support_you; D3; closed_2y"`  // nobody needs it on the list any more
}

// ErrWhen refuses an appointment without a time.
var ErrWhen = fault.In("at", "plan.error.when")

func (d *Date) check(time.Time) error {
	switch {
	case empty(d.What):
		return ErrWords
	case d.At.IsZero():
		return ErrWhen
	}
	return nil
}

func (p *Paper) check(time.Time) error {
	switch {
	case empty(p.What):
		return ErrWords
	case !slices.Contains(PaperStates(), p.State):
		return ErrState
	}
	return nil
}

func (*Date) Kind() string  { return DateKind }
func (*Paper) Kind() string { return PaperKind }

func (d *Date) Texts() []string  { return texts(d.What, d.Place, d.With) }
func (p *Paper) Texts() []string { return texts(p.What, p.Where) }
