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
// The person reads all of it; so does the privacy officer.
func (s *Service) Looks(ctx context.Context, actor account.Actor, person id.ID, before int64) ([]Look, error) {
	purpose := gate.Care
	if actor.IsSurvivor() {
		purpose = gate.OwnLife
	}
	var records []ledger.Record
	var ring keyring
	req := gate.Request{Actor: actor, Action: gate.Look, Purpose: purpose, Person: person, Compartments: []gate.Compartment{gate.Log}}
	err := s.gate.View(ctx, req, func(ctx context.Context, view gate.View) error {
		grants, err := loadGrants(ctx, view)
		if err != nil {
			return err
		}
		ring = newKeyring(view, grants)
		records, err = ledger.ForPerson(ctx, view.Reader(), person, before, LooksPerPage)
		return err
	})
	if err != nil {
		return nil, err
	}
	seed, ok, err := ring.secret(compartmentVersion{gate.Log, 1})
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, gate.ErrRefused
	}
	key, err := keys.ParsePrivateKey(seed)
	if err != nil {
		return nil, err
	}
	events, err := gate.OpenEvents(records, key)
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

// eraseLog drops the readable part of the ledger entries about the person and leaves the proof.
func eraseLog(ctx context.Context, pass gate.Pass) error {
	_, err := ledger.Erase(ctx, pass.Tx(), pass.Person(), pass.Actor().Account, pass.At())
	return err
}
