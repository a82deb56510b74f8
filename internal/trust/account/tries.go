package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/store"
)

const (
	freeTries = 5 // wrong tries before waiting begins
	firstWait = 30 * time.Second
	longest   = 15 * time.Minute // never a lock: somebody else's wrong tries must not shut a person out for good
)

// waitsUntil returns until when a handle must wait; the zero time when it need not.
func waitsUntil(ctx context.Context, r *store.Reader, handle string) (time.Time, error) {
	var failures, until int64
	err := r.QueryRow(ctx, selectTry, r.Agency(), handleHash(handle)).Scan(&failures, &until)
	if store.IsNoRows(err) {
		return time.Time{}, nil
	}
	return clock.FromMicros(until), err
}

// failTry counts a wrong try and notes it for the owner. It returns no refusal of its own, since the count must be committed.
func failTry(ctx context.Context, tx *store.Tx, handle string, l line, now time.Time) error {
	if err := l.insert(ctx, tx); err != nil {
		return err
	}
	var failures int64
	if err := tx.QueryRow(ctx, countTry, tx.Agency(), handleHash(handle)).Scan(&failures); err != nil {
		return err
	}
	wait := int64(0)
	if failures >= freeTries {
		wait = clock.Micros(now.Add(min(longest, firstWait<<min(failures-freeTries, 8))))
	}
	_, err := tx.Exec(ctx, updateTry, wait, tx.Agency(), handleHash(handle))
	return err
}

func handleHash(handle string) string {
	h := sha256.Sum256([]byte("amparo sign-in try\x00" + handle))
	return hex.EncodeToString(h[:])
}

const (
	selectTry = `SELECT failures, blocked_until FROM sign_in_try WHERE agency_id = $1 AND handle_hash = $2`
	countTry  = `INSERT INTO sign_in_try (agency_id, handle_hash, failures, blocked_until) VALUES ($1, $2, 1, 0)
		ON CONFLICT (agency_id, handle_hash) DO UPDATE SET failures = sign_in_try.failures + 1 RETURNING failures`
	updateTry = `UPDATE sign_in_try SET blocked_until = $1 WHERE agency_id = $2 AND handle_hash = $3`
	deleteTry = `DELETE FROM sign_in_try WHERE agency_id = $1 AND handle_hash = $2`
)
