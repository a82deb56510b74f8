package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// A Say is what somebody answers. Silence is the empty one, and a good answer too.
type Say string

const (
	Yes   Say = "yes"
	No    Say = "no"
	Later Say = "later" // not now; nobody asks again until the person comes back to it
)

// Says lists them all, without silence.
func Says() []Say { return []Say{Yes, No, Later} }

// An Answer is what the person says to something that somebody else wrote. Written by a worker it is what the person said
// aloud on the day Agreed; it counts until the person says something themselves.
type Answer struct {
	Say    Say       `json:"say" keep:"your_say; D3; closed_2y"`
	Words  string    `json:"words" keep:"your_say; D3; closed_2y"`  // may be empty
	Agreed time.Time `json:"agreed" keep:"your_say; D3; closed_2y"` // the day of the conversation; zero when the person answers
	Domain Domain    `json:"domain" keep:"your_say; D3; closed_2y"` // to an offer: which
	Option int       `json:"option" keep:"your_say; D3; closed_2y"` // to options: which, from 1; 0 is none of them
	Who    id.ID     `json:"who" keep:"your_say; D3; closed_2y"`    // to a hand-over: the account that was chosen
}

// Faults of answers.
var (
	ErrSay     = fault.In("say", "plan.error.say")
	ErrAgreed  = fault.In("agreed", "plan.error.agreed")
	ErrChosen  = fault.In("option", "plan.error.chosen")
	ErrOwnSay  = fault.New(fault.Stale, "plan.error.own_say") // the person has answered this themselves
	ErrNothing = fault.New(fault.Refused, "error.not_found")  // there is nothing to answer here
)

func (a *Answer) check(now time.Time) error {
	switch {
	case !slices.Contains(Says(), a.Say):
		return ErrSay
	case a.Agreed.After(now):
		return ErrAgreed
	case a.Domain != "" && !slices.Contains(Domains(), a.Domain):
		return ErrDomain
	case a.Option < 0 || (a.Option > 0 && a.Say != Yes):
		return ErrChosen
	}
	return nil
}

// Said is an answer with who wrote it down and when.
type Said struct {
	Written
	Answer
}

// last is the answer that counts: the last that the person gave themselves; before that the last that was written down of
// a conversation. An answer that a worker wrote without the day of a conversation is none.
func last(answers []Said) (s Said, ok bool) {
	for _, a := range answers { // oldest first
		if a.Own || (!s.Own && !a.Agreed.IsZero()) {
			s, ok = a, true
		}
	}
	return s, ok
}
