package record

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A Look is one entry of the ledger about a person, opened.
type Look struct {
	Index int64
	At    time.Time
	Own   bool // done by the reader
	gate.Event
}

// LooksPerPage is how many looks one page holds; a page with fewer is the last.
const LooksPerPage = 50

// Looks returns who looked, shared or was refused, newest first, with an index below before (ledger.Latest to begin).
// The person reads all of it; so does the privacy officer. What was written before a person's new card is left out until the
// privacy officer has looked and so handed its key over (see NewCard).
func (s *Service) Looks(ctx context.Context, actor account.Actor, person id.ID, before int64) ([]Look, error) {
	purpose := gate.Care
	if actor.IsSurvivor() {
		purpose = gate.OwnLife
	}
	var records []ledger.Record
	var ring keyring
	var own id.ID
	req := gate.Request{Actor: actor, Action: gate.Look, Purpose: purpose, Person: person, Compartments: []gate.Compartment{gate.Log}}
	err := s.gate.View(ctx, req, func(ctx context.Context, view gate.View) error {
		grants, err := loadGrants(ctx, view)
		if err != nil {
			return err
		}
		ring, own = newKeyring(view, grants), view.SurvivorAccount()
		records, err = ledger.ForPerson(ctx, view.Reader(), person, before, LooksPerPage)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !own.IsZero() && len(ring.missingFor(own)) > 0 {
		if err := s.gate.Open(ctx, req, s.handOverMissing); err != nil {
			return nil, err
		}
	}
	held, all, err := ring.logKeys()
	if err != nil {
		return nil, err
	}
	if len(held) == 0 {
		return nil, gate.ErrRefused
	}
	events, locked, err := gate.OpenEvents(records, held...)
	if err == nil && locked > 0 && all {
		err = keys.ErrOpen // nothing that was written about them may be left out in silence
	}
	if err != nil {
		return nil, err
	}
	looks := make([]Look, 0, len(records))
	for _, r := range records {
		if e, ok := events[r.Index]; ok {
			looks = append(looks, Look{Index: r.Index, At: r.At, Own: r.Actor == actor.Account, Event: e})
		}
	}
	return looks, nil
}

// logKeys returns the log's keys that the actor holds, the newest first, and whether these are all that there are.
func (k keyring) logKeys() (held []keys.PrivateKey, all bool, err error) {
	all = true
	for v := k.current(gate.Log); v > 0; v-- {
		seed, ok, err := k.secret(compartmentVersion{gate.Log, v})
		if err != nil {
			return nil, false, err
		}
		if !ok {
			all = false
			continue
		}
		key, err := keys.ParsePrivateKey(seed)
		if err != nil {
			return nil, false, err
		}
		held = append(held, key)
	}
	return held, all, nil
}
