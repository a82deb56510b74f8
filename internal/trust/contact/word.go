package contact

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"
	"unicode"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// ErrWord is the answer to a word that is not the person's, and for somebody who has none.
var ErrWord = fault.In("code_word", "contact.error.word")

// ErrSlow asks to wait after several wrong words.
var ErrSlow = fault.New(fault.Throttled, "contact.error.slow")

const (
	reasonWord gate.Reason = "code_word"
	reasonSlow gate.Reason = "too_many_tries"

	freeTries = 5 // wrong words before waiting begins
	firstWait = 30 * time.Second
	longWait  = 15 * time.Minute // never a lock: a stranger's tries must not shut the person out
)

// hear compares the word that a voice on the telephone said with the one that the person chose. Whether they chose one at
// all makes no difference to the work or the answer.
func hear(ctx context.Context, pass gate.Pass, chosen, said string) error {
	var failures, until int64
	err := pass.Tx().QueryRow(ctx, selectTry, pass.Agency(), pass.Person()).Scan(&failures, &until)
	if err != nil && !store.IsNoRows(err) {
		return err
	}
	same := sameWord(chosen, said)
	if pass.At().Before(clock.FromMicros(until)) {
		return gate.Decline(reasonSlow, ErrSlow)
	}
	if same {
		_, err := pass.Tx().Exec(ctx, deleteTry, pass.Agency(), pass.Person())
		return err
	}
	failures++
	wait := time.Time{}
	if failures >= freeTries {
		wait = pass.At().Add(min(longWait, firstWait<<min(failures-freeTries, 8)))
	}
	if _, err := pass.Tx().Exec(ctx, upsertTry, pass.Agency(), pass.Person(), failures, clock.Micros(wait)); err != nil {
		return err
	}
	return gate.Decline(reasonWord, ErrWord)
}

// sameWord compares two words as they are heard: case, spaces, hyphens and the ways in which a letter can be written do not
// count. It takes as long for a wrong word as for the right one.
func sameWord(chosen, said string) bool {
	key := keys.NewDataKey() // for this one comparison, so that the lengths of the words do not show
	a, b := keys.Token(key, "code-word", squeezed(chosen)), keys.Token(key, "code-word", squeezed(said))
	return subtle.ConstantTimeCompare(a, b) == 1 && squeezed(chosen) != ""
}

// squeezed leaves the letters and digits of a word, and of one that has none everything but its spaces.
func squeezed(word string) string {
	keep := func(ok func(rune) bool) string {
		return strings.Map(func(r rune) rune {
			if ok(r) {
				return r
			}
			return -1
		}, word)
	}
	if s := keep(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }); s != "" {
		return s
	}
	return keep(func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) })
}

const (
	selectTry = `SELECT failures, blocked_until FROM contact_try WHERE agency_id = $1 AND person_id = $2`
	upsertTry = `INSERT INTO contact_try (agency_id, person_id, failures, blocked_until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (agency_id, person_id) DO UPDATE SET failures = excluded.failures, blocked_until = excluded.blocked_until`
	deleteTry = `DELETE FROM contact_try WHERE agency_id = $1 AND person_id = $2`
)
