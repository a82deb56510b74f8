package watch

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/ledger"
)

// The most that is read of a list of logs, of a checkpoint and of a proof.
const (
	maxLogs  = 1 << 20
	maxNote  = 64 << 10
	maxProof = 16 << 10
)

// alive is how long ago the newest cosignature of a head may have been made. A house cosigns each head once a minute.
const alive = 10 * time.Minute

var errNotReached = errors.New("not reached")

// LookAtHeads reads the newest checkpoint of every log of the house below the witness's address, and keeps those that
// continue what was kept. It learns how long the logs are, and nothing that stands in them.
func (w *Watcher) LookAtHeads(ctx context.Context, key string, heads *ledger.Heads) (found Findings, err error) {
	ctx, stop := context.WithTimeout(ctx, maxLook)
	defer stop()
	v := newVisitor(w.Origin, w.Proxy, 0)
	defer v.leave()
	base := "/log/" + key
	first := heads.First()
	index, ok := v.get(ctx, base, "text/plain", maxLogs, &found)
	if !ok {
		return found, nil
	}
	logs, keys, wrong := heads.ReadKeys(string(index.body))
	for _, err := range wrong {
		found.add(Alarm, headKind(err), "", "%s", err)
	}
	witnesses := heads.Witnesses(keys)
	for _, agency := range logs {
		origin := ledger.Origin(agency)
		a, ok := v.get(ctx, base+"/"+origin+"/checkpoint", "text/plain", maxNote, &found)
		was, known := heads.Last(agency)
		if !ok {
			continue // it is among the findings that it was not reached
		}
		if len(a.body) == 0 {
			if known { // a log never loses all of its heads
				found.add(Alarm, HeadGone, "", "%s has no checkpoint any more (kept: %d entries)", origin, was.Size)
			}
			continue
		}
		prove := func(from, to int64) (string, error) {
			b, ok := v.get(ctx, base+"/"+origin+"/consistency/"+strconv.FormatInt(from, 10)+"/"+strconv.FormatInt(to, 10), "text/plain", maxProof, &found)
			if !ok {
				return "", errNotReached
			}
			return string(b.body), nil
		}
		c, moved, err := heads.Look(agency, keys[agency], a.body, prove)
		if err == nil {
			for _, err := range c.Alive(witnesses, w.Clock(), alive) {
				found.add(Alarm, headKind(err), "", "%s: %s", origin, err)
			}
		}
		switch {
		case errors.Is(err, errNotReached): // it is among the findings
		case headKind(err) != "":
			found.add(Alarm, headKind(err), "", "%s: %s (kept: %d entries)", origin, err, was.Size)
		case err != nil:
			return found, err
		case moved && !known:
			found.add(Note, Pinned, "", "%s at %d entries%s", origin, c.Size, map[bool]string{true: "", false: ", which was not there at the first look"}[first])
		}
	}
	return found, nil
}

// headKind names what a witness found; empty for an error of its own, such as a full disk.
func headKind(err error) Kind {
	for _, k := range []struct {
		err  error
		kind Kind
	}{{ledger.ErrHeadBack, HeadBack}, {ledger.ErrHeadFork, HeadFork}, {ledger.ErrHeadKey, HeadKey}, {ledger.ErrHeadProof, HeadFork},
		{ledger.ErrHeadSign, HeadKey}, {ledger.ErrHeadGone, HeadGone},
		{ledger.ErrHeadStill, HeadStill}, {ledger.ErrHeadUnseen, HeadUnseen}, {ledger.ErrHeadCosigned, HeadUnseen}} {
		if errors.Is(err, k.err) {
			return k.kind
		}
	}
	return ""
}

// ValidLogKey reports whether a text can be the key of a witness's address.
func ValidLogKey(key string) bool {
	return len(key) == 32 && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz234567") == ""
}
