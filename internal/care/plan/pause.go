package plan

import (
	"time"

	"github.com/amparo-project/amparo/internal/trust/record"
)

// A Pause stops or begins every contact. It needs no answer: what a worker writes was said aloud on the day Agreed.
type Pause struct {
	On     bool      `json:"on" keep:"reach_you; D3; closed_2y"`
	Check  string    `json:"check" keep:"reach_you; D3; closed_2y"`  // the safety check that was agreed: who, how, when; empty for none
	Agreed time.Time `json:"agreed" keep:"reach_you; D3; closed_2y"` // the day of the conversation; zero when the person wrote it
}

func (p *Pause) check(now time.Time) error {
	if p.Agreed.After(now) {
		return ErrAgreed
	}
	return nil
}

// A Pausing is what was said about contact, with who wrote it.
type Pausing struct {
	Written
	Pause
}

// Stops reports whether a message must not go. A safety check goes where one was agreed.
func (p Pausing) Stops(safetyCheck bool) bool { return p.On && (!safetyCheck || p.Check == "") }

// Paused says how contact stands in these entries.
func Paused(entries []record.Entry) Pausing { return standing(pauses(newFolding(entries))) }

func pauses(f *folding) []Pausing {
	var list []Pausing
	for _, e := range f.entries {
		if b, ok := e.Body.(*Pause); ok {
			f.used[e.ID] = true
			list = append(list, Pausing{written(e), *b})
		}
	}
	return list
}

// standing is the last word about contact. Whoever hears a wish to stop writes it down, and it counts at once. What the
// person paused in their own space nobody else begins again or loosens; what was said aloud can end aloud.
func standing(said []Pausing) Pausing {
	var now Pausing
	for _, p := range said { // oldest first
		switch {
		case p.Own:
			now = p
		case now.Own && now.On, !p.On && p.Agreed.IsZero():
		default:
			now = p
		}
	}
	return now
}
