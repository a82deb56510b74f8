package plan

import (
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// A Colleague is somebody who works here, by the name that they show to the people they work with.
type Colleague struct {
	Account id.ID  `json:"account"`
	Name    string `json:"name"`
}

// A HandOver offers people who could be the person's worker from now on. The person chooses; none of them is an answer.
type HandOver struct {
	Offered []Colleague `json:"offered" keep:"support_you; D3; closed_2y"`
	Until   time.Time   `json:"until" keep:"support_you; D3; closed_2y"` // the last day of the present worker; zero where they stay here
	Words   string      `json:"words" keep:"support_you; D3; closed_2y"` // from the present worker
}

// Faults of a hand-over.
var (
	ErrOffered = fault.In("offered", "plan.error.offered")
	ErrWorker  = fault.In("who", "plan.error.chosen_worker")
)

func (h *HandOver) check(now time.Time) error {
	switch {
	case len(h.Offered) == 0:
		return ErrOffered
	case !h.Until.IsZero() && !h.Until.After(now):
		return ErrDue
	}
	for i, c := range h.Offered {
		twice := slices.ContainsFunc(h.Offered[:i], func(o Colleague) bool { return o.Account == c.Account })
		if c.Account.IsZero() || empty(c.Name) || twice {
			return ErrOffered
		}
	}
	return nil
}

// Offers reports whether an account is among those offered.
func (h HandOver) Offers(account id.ID) bool {
	return slices.ContainsFunc(h.Offered, func(c Colleague) bool { return c.Account == account })
}
