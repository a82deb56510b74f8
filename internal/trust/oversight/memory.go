package oversight

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/alarm"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A remembered head is what a person's own space has seen of the log. Nobody but them can make one.
type remembered struct {
	Size int64     `json:"size"`
	Root tlog.Hash `json:"root"`
	Key  []byte    `json:"key"`
}

const memoryUse = "head"

// Remember compares the log with the newest head that the person's own space has seen, and remembers the newest there is
// now. What is at odds is raised: the log was longer, or had other entries. It is called when they open their space.
func (s *Service) Remember(ctx context.Context, actor account.Actor) error {
	if !actor.IsSurvivor() {
		return nil
	}
	house, err := s.accounts.Agency(ctx, actor.Agency)
	if err != nil {
		return err
	}
	key := ed25519.PublicKey(house.Verify.Bytes())
	var was, now remembered
	var found *alarm.Finding
	err = s.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) (err error) {
		was, now, found = remembered{}, remembered{}, nil
		if was, found, err = recall(ctx, r, actor); err != nil || found != nil {
			return err
		}
		if found, err = was.compare(ctx, r, actor, key); err != nil || found != nil {
			return err
		}
		last, err := ledger.LastCheckpoint(ctx, r)
		if err == nil {
			now = remembered{last.Size, last.Root, key}
		}
		return ignoreNone(err)
	})
	switch {
	case err != nil:
		return err
	case found != nil:
		return alarm.RaiseAll(ctx, s.db, []alarm.Finding{*found}, s.clk())
	case now.Size <= was.Size:
		return nil
	}
	return s.keep(ctx, actor, now)
}

func (s *Service) keep(ctx context.Context, actor account.Actor, now remembered) error {
	body, err := json.Marshal(now)
	if err != nil {
		return err
	}
	sealed, err := actor.SealToSelf(memoryUse, body)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, upsertMemory, tx.Agency(), actor.Account, sealed)
		return err
	})
}

// recall opens what the person's space has seen. What does not open was put there by somebody else, which is a finding.
func recall(ctx context.Context, r *store.Reader, actor account.Actor) (was remembered, found *alarm.Finding, err error) {
	var sealed []byte
	err = r.QueryRow(ctx, selectMemory, r.Agency(), actor.Account).Scan(&sealed)
	if store.IsNoRows(err) {
		return was, nil, nil
	}
	if err != nil {
		return was, nil, err
	}
	body, err := actor.OpenFromSelf(memoryUse, sealed)
	if err != nil || json.Unmarshal(body, &was) != nil {
		return remembered{}, &alarm.Finding{Agency: actor.Agency, Check: alarm.SeenForked, Subject: "oversight_memory/" + actor.Account.String(), Person: actor.Person}, nil
	}
	return was, nil, nil
}

func (m remembered) compare(ctx context.Context, r *store.Reader, actor account.Actor, key ed25519.PublicKey) (*alarm.Finding, error) {
	if m.Size == 0 {
		return nil, nil
	}
	var err error = ledger.ErrForked
	if key.Equal(ed25519.PublicKey(m.Key)) {
		err = ledger.Holds(ctx, r, m.Size, m.Root)
	}
	if err == nil || !errors.Is(err, ledger.ErrForked) && !errors.Is(err, ledger.ErrShorter) {
		return nil, err
	}
	check := alarm.SeenForked
	if errors.Is(err, ledger.ErrShorter) {
		check = alarm.SeenShorter
	}
	return &alarm.Finding{Agency: actor.Agency, Check: check, Subject: fmt.Sprintf("log/%d", m.Size), Person: actor.Person}, nil
}

// Forget takes out what a person's space remembered, and the person out of what was found: nothing of them is to stay.
func (s *Service) Forget(ctx context.Context, pass gate.Pass) error {
	if own := pass.SurvivorAccount(); !own.IsZero() {
		if _, err := pass.Tx().Exec(ctx, deleteMemory, pass.Agency(), own); err != nil {
			return err
		}
	}
	return alarm.Forget(ctx, pass.Tx(), pass.Person())
}

// ignoreNone takes a log without a checkpoint for one of which nothing can be remembered yet.
func ignoreNone(err error) error {
	if errors.Is(err, ledger.ErrNotCovered) {
		return nil
	}
	return err
}

const (
	selectMemory = `SELECT sealed FROM oversight_memory WHERE agency_id = $1 AND account_id = $2`
	upsertMemory = `INSERT INTO oversight_memory (agency_id, account_id, sealed) VALUES ($1, $2, $3)
ON CONFLICT (agency_id, account_id) DO UPDATE SET sealed = excluded.sealed`
	deleteMemory = `DELETE FROM oversight_memory WHERE agency_id = $1 AND account_id = $2`
)
