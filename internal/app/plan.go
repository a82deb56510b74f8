package app

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/contact"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// besidePlans is what plans need of rooms that they do not know.
func (a *App) besidePlans() plan.Neighbours {
	return plan.Neighbours{Stop: a.stopContact, Safe: safeWay, Measures: openMeasures}
}

// stopContact has what the person said about being reached say so too: every message asks that.
func (a *App) stopContact(ctx context.Context, pass gate.Pass, stopped bool) error {
	entries, err := a.Records.Open(ctx, pass)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Locked && e.Kind == contact.Kind {
			return gate.ErrRefused // what this actor cannot open is not taken for something older that they can
		}
	}
	said, entry := contact.Newest(entries)
	if said.Paused == stopped {
		return nil
	}
	said.Paused = stopped
	_, err = a.Records.Add(ctx, pass, gate.Contact, record.Draft{Kind: contact.Kind, Body: &said, Supersedes: entry})
	return err
}

// safeWay asks the safe-contact gate what it would have said at a moment about the way that the person named.
func safeWay(entries []record.Entry, way string, at time.Time) (local time.Time, ok bool) {
	said, _ := contact.Newest(entries)
	zone, err := time.LoadLocation(said.Zone)
	if err != nil {
		return at, false
	}
	return at.In(zone), contact.Channel(way) == said.Channel && contact.Decide(said, said.Channel, at) == contact.Allowed
}

// openMeasures looks for what keeps the person safe and is not over, in its newest wording.
func openMeasures(entries []record.Entry) bool {
	past := map[id.ID]bool{}
	for _, e := range entries {
		past[e.Supersedes] = true
	}
	for _, e := range entries {
		if m, ok := e.Body.(interface{ Open() bool }); ok && e.Compartment == gate.Safety && !past[e.ID] && m.Open() {
			return true
		}
	}
	return false
}
