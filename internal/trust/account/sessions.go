package account

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// An OpenSession is one place where the actor's account is signed in. Handle names it in an address of their own pages.
type OpenSession struct {
	Handle string
	Device Device
	MadeAt time.Time
	SeenAt time.Time
	This   bool // it is the one that asks
}

// Sessions lists where the actor's account is signed in, the newest sign-in first.
func (s *Service) Sessions(ctx context.Context, a Actor) ([]OpenSession, error) {
	now := s.clk()
	var list []OpenSession
	err := s.db.Read(ctx, a.Agency, func(ctx context.Context, r *store.Reader) error {
		list = nil
		// One that was replaced a moment ago is no place of its own.
		rows, err := r.Query(ctx, selectSessions, a.Agency, a.Account, clock.Micros(now.Add(graceFor)))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var sid string
			var device []byte
			var made, seen, ends int64
			if err := rows.Scan(&sid, &device, &made, &seen, &ends); err != nil {
				return err
			}
			o := OpenSession{Handle: sessionHandle(sid), Device: openDevice(a.ownKey(), a.Agency, a.Account, device),
				MadeAt: clock.FromMicros(made), SeenAt: clock.FromMicros(seen), This: sid == a.session}
			if !timedOut(a.Role, o.SeenAt, clock.FromMicros(ends), now) {
				list = append(list, o)
			}
		}
		return rows.Err()
	})
	slices.SortFunc(list, func(a, b OpenSession) int {
		return cmp.Or(b.MadeAt.Compare(a.MadeAt), b.SeenAt.Compare(a.SeenAt), cmp.Compare(a.Handle, b.Handle))
	})
	return list, err
}

// EndSession ends one session of the actor's account, at its next request. One that is not there any more is no error.
func (s *Service) EndSession(ctx context.Context, a Actor, handle string) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		ids, err := sessionIDs(ctx, tx, a.Account)
		if err != nil {
			return err
		}
		for _, sid := range ids {
			if sessionHandle(sid) != handle {
				continue
			}
			if _, err := tx.Exec(ctx, deleteSession, a.Agency, sid); err != nil {
				return err
			}
		}
		return nil
	})
}

// EndOthers ends every session of the actor's account but the one that asks.
func (s *Service) EndOthers(ctx context.Context, a Actor) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		return endOthers(ctx, tx, a)
	})
}

func endOthers(ctx context.Context, tx *store.Tx, a Actor) error {
	if _, err := tx.Exec(ctx, deleteOthers, a.Agency, a.Account, a.session); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, deleteCeremonies, a.Agency, a.Account)
	return err
}

// SignOutEverywhere ends every session of the actor's account, at the next request of each.
func (s *Service) SignOutEverywhere(ctx context.Context, a Actor) error {
	return s.db.Write(ctx, a.Agency, func(ctx context.Context, tx *store.Tx) error {
		return EndSessions(ctx, tx, a.Account)
	})
}

// EndSessions ends every session of an account, every question to a device that could open one, and every draft that
// waits, in the caller's transaction.
func EndSessions(ctx context.Context, tx *store.Tx, account id.ID) error {
	for _, stmt := range []string{deleteSessions, deleteCeremonies, deleteDrafts} {
		if _, err := tx.Exec(ctx, stmt, tx.Agency(), account); err != nil {
			return err
		}
	}
	return nil
}

// sessionIDs lists the rows, also of those that are over.
func sessionIDs(ctx context.Context, tx *store.Tx, account id.ID) (list []string, err error) {
	rows, err := tx.Query(ctx, selectSessionIDs, tx.Agency(), account)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var sid string
		if err := rows.Scan(&sid); err != nil {
			return nil, err
		}
		list = append(list, sid)
	}
	return list, rows.Err()
}

func sessionHandle(sid string) string {
	h := sha256.Sum256([]byte("amparo session handle\x00" + sid))
	return hex.EncodeToString(h[:12])
}

func sealDevice(key keys.DataKey, agency id.Agency, account id.ID, d Device) ([]byte, error) {
	body, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return key.SealPadded(bind(agency, account, 1, "session-device"), body)
}

func openDevice(key keys.DataKey, agency id.Agency, account id.ID, sealed []byte) (d Device) {
	body, err := key.OpenPadded(bind(agency, account, 1, "session-device"), sealed)
	if err != nil || json.Unmarshal(body, &d) != nil {
		return Device{}
	}
	return d
}

const (
	selectSessions   = `SELECT session_id, sealed_device, made_at, seen_at, ends_at FROM session WHERE agency_id = $1 AND account_id = $2 AND ends_at > $3`
	selectSessionIDs = `SELECT session_id FROM session WHERE agency_id = $1 AND account_id = $2`
	deleteSessions   = `DELETE FROM session WHERE agency_id = $1 AND account_id = $2`
	deleteOthers     = `DELETE FROM session WHERE agency_id = $1 AND account_id = $2 AND session_id <> $3`
)
