package account

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// What decision 21 says about waiting. All counts end with the day (UTC).
const (
	freeTries = 5 // wrong tries from one place before waiting begins
	firstWait = 30 * time.Second
	longest   = 15 * time.Minute // never a lock: somebody else's wrong tries must not shut a person out for good

	freeAnywhere    = 50              // wrong tries from all neighbourhoods together before they take turns
	turnEvery       = 5 * time.Minute // the turns of one account
	longestAnywhere = time.Hour       // the longest that a neighbourhood waits for its turn
)

// A count is the wrong tries of today from one place, and from when on the next is looked at.
type count struct {
	failures int64
	opens    time.Time
}

// failed counts one more wrong try.
func (c count) failed(now time.Time) count {
	c.failures++
	if c.failures >= freeTries {
		c.opens = now.Add(min(longest, firstWait<<min(c.failures-freeTries, 8)))
	}
	return c
}

// A tally is what is counted of the tries at one account: from all neighbourhoods together, from the neighbourhood of this
// try, and from this browser where it is one of those that are known. There, opens is when the next turn is free.
type tally struct {
	all, near, own count
	hasOwn         bool
}

// A verdict is what becomes of a try.
type verdict struct {
	looked bool // it is looked at; otherwise it is as if nothing had been typed
	passes bool
	next   tally
}

// judge decides about a try. Right says that the secret fits, known that the account was opened in this browser before,
// which nobody can tell while the secret is wrong. A known browser waits for its own wrong tries and for nobody else's.
//
// A right try clears the counts of where it came from. It leaves what others meet as it was: that is counted for wrong
// tries alone.
func (t tally) judge(right, known bool, now time.Time) verdict {
	next := t
	if (t.near == count{}) {
		next.takeTurn(now)
	}
	byNear, byOwn := !now.Before(next.near.opens), t.hasOwn && !now.Before(t.own.opens)
	if right && (byNear || known && byOwn) {
		next = t
		if byNear {
			next.near = count{}
			if t.crowded() {
				next.near.opens = now // it has had its turn today
			}
		}
		if byOwn {
			next.own = count{}
		}
		return verdict{true, true, next}
	}
	if right {
		// It came too early, and counts as nothing. Its neighbourhood waits for the turn that was free, and so may the next one:
		// a turn that only the right words take would be seen by others.
		next.all = t.all
		return verdict{false, false, next}
	}
	if byOwn {
		next.own = t.own.failed(now)
	}
	if byNear {
		next.near = next.near.failed(now)
		next.all.failures++
		next.takeTurn(now)
	}
	return verdict{byNear || byOwn, false, next}
}

// crowded reports whether there were so many wrong tries today that neighbourhoods take turns.
func (t tally) crowded() bool { return t.all.failures >= freeAnywhere }

// takeTurn gives the neighbourhood the next free turn, where they take turns. A neighbourhood that was not there today is
// looked at at once when a turn is free. Nobody waits longer than longestAnywhere, however many are before them.
func (t *tally) takeTurn(now time.Time) {
	if !t.crowded() {
		return
	}
	turn, last := t.all.opens, now.Add(longestAnywhere)
	if t.near.failures == 0 && !now.Before(turn) {
		return
	}
	if turn.Before(now) {
		turn = now
	}
	if turn.After(last) {
		turn = last
	}
	if t.near.opens.Before(turn) {
		t.near.opens = turn
	}
	t.all.opens = turn.Add(turnEvery)
}

// tryKeys are the rows of a tally.
type tryKeys struct {
	all, near, own string
	hasOwn         bool
}

// keysOf are the rows for a try at a handle. Own is the name of what this browser is known by: the session that the try is
// made in, or its mark.
func (s *Service) keysOf(ctx context.Context, agency id.Agency, handle, own string, now time.Time) tryKeys {
	day := dayOf(now)
	key := func(place string) string { return s.tryKey(agency, handle, place, day) }
	return tryKeys{all: key("all"), near: key("near " + PlaceOf(ctx).Neighbourhood), own: key("own " + own), hasOwn: own != ""}
}

// holdTally reads a tally. Whoever else tries the same handle waits until the transaction ends.
func holdTally(ctx context.Context, tx *store.Tx, k tryKeys, now time.Time) (t tally, err error) {
	t.hasOwn = k.hasOwn
	for _, row := range []struct {
		key string
		at  *count
	}{{k.all, &t.all}, {k.near, &t.near}, {k.own, &t.own}} {
		var opens int64
		if err := tx.QueryRow(ctx, holdTry, tx.Agency(), row.key, dayOf(now)).Scan(&row.at.failures, &opens); err != nil {
			return t, err
		}
		if opens > 0 {
			row.at.opens = clock.FromMicros(opens)
		}
	}
	return t, nil
}

// storeTally keeps a tally. A row that counts nothing is deleted: who came with the right words leaves no trace here.
func storeTally(ctx context.Context, tx *store.Tx, k tryKeys, t tally) error {
	for _, row := range []struct {
		key string
		at  count
	}{{k.all, t.all}, {k.near, t.near}, {k.own, t.own}} {
		opens := int64(0)
		if !row.at.opens.IsZero() {
			opens = clock.Micros(row.at.opens)
		}
		if _, err := tx.Exec(ctx, updateTry, row.at.failures, opens, tx.Agency(), row.key); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, deleteEmptyTries, tx.Agency(), k.all, k.near, k.own)
	return err
}

const (
	holdTry = `INSERT INTO sign_in_try (agency_id, handle_hash, failures, blocked_until, day) VALUES ($1, $2, 0, 0, $3)
		ON CONFLICT (agency_id, handle_hash) DO UPDATE SET day = excluded.day RETURNING failures, blocked_until`
	updateTry         = `UPDATE sign_in_try SET failures = $1, blocked_until = $2 WHERE agency_id = $3 AND handle_hash = $4`
	deleteEmptyTries  = `DELETE FROM sign_in_try WHERE agency_id = $1 AND handle_hash IN ($2, $3, $4) AND failures = 0 AND blocked_until = 0`
	deleteTriesBefore = `DELETE FROM sign_in_try WHERE agency_id = $1 AND day < $2`
)
