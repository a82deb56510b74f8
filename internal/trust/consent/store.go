package consent

import (
	"context"
	"embed"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/flow"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the part of a consent that must be asked without opening it: who receives, from when, until when. What it is
// about is sealed in the record.
func Schema() store.Schema {
	return store.Schema{Name: "consent", Files: migrations, Tables: []store.Table{{Name: "consent", Kind: store.Tenant, Guard: "person_id"}}}
}

// Keep stores the askable part of a consent that has been given. There is no way to change it afterwards.
func Keep(ctx context.Context, tx *store.Tx, r Record) error {
	_, err := tx.Exec(ctx, insertConsent, tx.Agency(), r.ID, r.Person, r.RecipientAgency, clock.Micros(r.ValidFrom), clock.Micros(r.ExpiresAt))
	return err
}

// BasisStands is what Stands says of a consent that holds; everything else is a Reason.
const BasisStands = "stands"

// A Basis is a consent as the ground on which something leaves the agency (gate.Basis).
type Basis struct {
	Consent   id.ID
	Recipient id.Agency
}

// Stands reads where the consent stands at this moment: "stands", or the reason why not.
func (b Basis) Stands(ctx context.Context, r *store.Reader, at time.Time) (string, error) {
	var recipient id.Agency
	var from, until int64
	err := r.QueryRow(ctx, selectConsent, r.Agency(), b.Consent).Scan(&recipient, &from, &until)
	if store.IsNoRows(err) || (err == nil && recipient != b.Recipient) {
		return string(NoConsent), nil
	}
	if err != nil {
		return "", err
	}
	// The machine's row may be one from before it was withdrawn, put back: something leaves only where no row is missing.
	if found, err := r.Recount(ctx, "subject_id", b.Consent.String()); err != nil || len(found) > 0 {
		return string(NoConsent), err
	}
	now, err := flow.Get(ctx, r, machine, b.Consent)
	if err != nil {
		return "", err
	}
	reason := StillStands(State(now.State), clock.FromMicros(from), clock.FromMicros(until), at)
	if reason == Allowed {
		return BasisStands, nil
	}
	return string(reason), nil
}

// Disputed reports whether a person says of a consent that has not ended that it is not what they agreed to, and nobody has
// settled that with them yet. It opens nothing, and does not tell which.
func Disputed(ctx context.Context, r *store.Reader, person id.ID, at time.Time) (bool, error) {
	all, err := running(ctx, r, person, at)
	if err != nil {
		return false, err
	}
	for _, c := range all {
		steps, err := flow.History(ctx, r, machine, c)
		if err != nil || endsDisputed(steps) {
			return err == nil, err
		}
	}
	return false, nil
}

// endsDisputed reports whether a consent stands suspended, and the person said so too since it does.
func endsDisputed(steps []flow.Step) bool {
	for _, s := range slices.Backward(steps) {
		if s.To != flow.State(StateSuspended) {
			return false
		}
		if s.Event == flow.Event(Dispute) {
			return true
		}
	}
	return false
}

// running are the consents of a person whose end has not come.
func running(ctx context.Context, r *store.Reader, person id.ID, at time.Time) (list []id.ID, err error) {
	rows, err := r.Query(ctx, selectRunning, r.Agency(), person, at.UnixMicro())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c id.ID
		if err := rows.Scan(&c); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

const (
	selectRunning = `SELECT consent_id FROM consent WHERE agency_id = $1 AND person_id = $2 AND expires_at > $3`
	insertConsent = `INSERT INTO consent (agency_id, consent_id, person_id, recipient_agency, valid_from, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`
	selectConsent = `SELECT recipient_agency, valid_from, expires_at FROM consent WHERE agency_id = $1 AND consent_id = $2`
)
