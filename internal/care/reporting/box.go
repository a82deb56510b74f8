package reporting

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Slots is how many replies one answer holds. An answer has always the same length.
const Slots = 8

// maxPage bounds what can be asked for; a conversation of eight hundred replies has other needs.
const maxPage = 100

// Box returns Slots slots of SlotSize bytes: the replies of a mailbox, the newest first, and random-looking bytes for the
// rest. For a mailbox that does not exist, or a token that does not fit, all of them are such bytes, after the same work: who
// holds the wrong words learns nothing, and who forces somebody to open a mailbox with the wrong PIN sees an empty one.
//
// proof is the work done where it was asked for. The error is a *Refusal that asks for work, or the house's own.
func (s *Service) Box(ctx context.Context, box, token string, page int, proof string) ([]byte, error) {
	raw, ok := hexBytes(token, 32)
	if !ok || !isHex(box, 16) || page < 0 || page >= maxPage {
		return nil, errMalformed
	}
	if err := s.pay(ctx, lookTask(box, page), proof); err != nil {
		return nil, err
	}
	return s.look(ctx, box, hashToken(raw), page)
}

// pay counts an arrival at a mailbox, and refuses it where work is asked for that was not done, or was done for another.
func (s *Service) pay(ctx context.Context, t task, proof string) error {
	paid, lacks := s.works.ask(t, proof)
	if lacks != nil {
		return busy(lacks)
	}
	first, err := s.settle(ctx, paid)
	if err == nil && !first {
		_, lacks = s.works.ask(t, "")
		if lacks != nil {
			return busy(lacks)
		}
	}
	return err
}

// look is Box for whoever has paid or waited for their turn.
func (s *Service) look(ctx context.Context, box, readHash string, page int) ([]byte, error) {
	answer := s.fill(box, page)
	agencies, err := s.accounts.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range agencies {
		replies, report, err := s.repliesIn(ctx, a.ID, box, readHash, page)
		if err != nil {
			return nil, err
		}
		for i, r := range replies {
			copy(answer[i*SlotSize:], r)
		}
		if !report.IsZero() {
			s.visits.note(a.ID, report)
			s.opened.note(box, a.ID)
		}
	}
	return answer, nil
}

// fill makes the bytes of the empty slots: a keyed stream over the place, so that asking twice shows the same.
func (s *Service) fill(box string, page int) []byte {
	m := hmac.New(sha256.New, s.filler[:])
	fmt.Fprintf(m, "%s/%d", box, page)
	block, err := aes.NewCipher(m.Sum(nil))
	if err != nil {
		panic("reporting: AES with a key of 32 bytes: " + err.Error())
	}
	out := make([]byte, Slots*SlotSize)
	cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(out, out)
	return out
}

// repliesIn looks into one agency. It asks the same two questions whether there is such a mailbox or not.
func (s *Service) repliesIn(ctx context.Context, agency id.Agency, box, readHash string, page int) (replies [][]byte, report id.ID, err error) {
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		var stored string
		err := r.QueryRow(ctx, selectBoxForRead, agency, box).Scan(&report, &stored)
		if err != nil && !store.IsNoRows(err) {
			return err
		}
		if err != nil || subtle.ConstantTimeCompare([]byte(stored), []byte(readHash)) != 1 {
			report = id.ID{}
		}
		at := report
		if at.IsZero() {
			at = id.Random()
		}
		replies, err = list(ctx, r, scanSealed, selectReplies, agency, at, Slots, page*Slots)
		return err
	})
	return replies, report, err
}

func scanSealed(row interface{ Scan(...any) error }) (sealed []byte, err error) {
	err = row.Scan(&sealed)
	return sealed, err
}

// An Act is what a reporter does with a mailbox besides writing to it.
type Act string

const (
	Withdraw Act = "withdraw"
	Keep     Act = "keep"
)

// actTakes is how long an act seems to take. Deleting takes longer than finding nothing, and the difference would tell
// whether a mailbox exists.
const actTakes = 250 * time.Millisecond

// Act does what a reporter asked for. It says nothing about whether there is such a mailbox. proof is the work done where it
// was asked for.
func (s *Service) Act(ctx context.Context, box, token string, act Act, days int, proof string) error {
	raw, ok := hexBytes(token, 32)
	if !ok || !isHex(box, 16) || act != Withdraw && (act != Keep || !slices.Contains(KeepChoices, days)) {
		return errMalformed
	}
	if err := s.pay(ctx, actTask(box, act, days), proof); err != nil {
		return err
	}
	return s.actSlowly(ctx, box, hashToken(raw), act, days)
}

func (s *Service) actSlowly(ctx context.Context, box, writeHash string, act Act, days int) error {
	seems := time.NewTimer(actTakes)
	defer seems.Stop()
	err := s.act(ctx, box, writeHash, act, days)
	select {
	case <-seems.C:
	case <-ctx.Done():
	}
	return err
}

func (s *Service) act(ctx context.Context, box, writeHash string, act Act, days int) error {
	agencies, err := s.accounts.Agencies(ctx)
	if err != nil {
		return err
	}
	for _, a := range agencies {
		r, err := read(ctx, s, a.ID, func(ctx context.Context, r *store.Reader) (actRow, error) {
			row, _, err := selectForAct(ctx, r, box)
			return row, err
		})
		switch {
		case err != nil:
		case r.report.IsZero() || subtle.ConstantTimeCompare([]byte(r.writeHash), []byte(writeHash)) != 1:
		case act == Keep:
			err = s.mark(ctx, a.ID, updateKeep, days, number(s.clk()), a.ID, r.report)
		default:
			err = s.withdraw(ctx, a.ID, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type actRow struct {
	report               id.ID
	writeHash, converted string
}

func selectForAct(ctx context.Context, r *store.Reader, box string) (row actRow, found bool, err error) {
	err = r.QueryRow(ctx, selectBoxForAct, r.Agency(), box).Scan(&row.report, &row.writeHash, &row.converted)
	if store.IsNoRows(err) {
		return row, false, nil
	}
	return row, err == nil, err
}

// withdraw deletes a report. Where a passage of it stands in a record already, what was sealed goes and the row stays, so
// that the desk sees what the person asked for and speaks with them about the record.
//
// What workers wrote is deleted at once, beside writes with names: that leaves no row, and what the engine keeps of it for a
// while tells when, not who.
func (s *Service) withdraw(ctx context.Context, agency id.Agency, r actRow) error {
	if r.converted == "" {
		return s.erase(ctx, agency, withdrawn, r.report)
	}
	err := s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error { return eraseAnswers(ctx, tx, r.report) })
	if err != nil {
		return err
	}
	return s.db.Deposit(ctx, agency, func(ctx context.Context, tx *store.ApartTx) error {
		if err := noteGone(ctx, tx, r.report, withdrawn, s.clk()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteDrops, agency, r.report); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, updateWithdrawn, true, agency, r.report)
		return err
	})
}

// visits remembers which mailboxes were opened, until a job writes down the day. A write at the visit itself would take
// time that a mailbox which does not exist would not take.
type visits struct {
	mu   sync.Mutex
	seen map[id.Agency]map[id.ID]bool
}

func (v *visits) note(agency id.Agency, report id.ID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen == nil {
		v.seen = map[id.Agency]map[id.ID]bool{}
	}
	if v.seen[agency] == nil {
		v.seen[agency] = map[id.ID]bool{}
	}
	v.seen[agency][report] = true
}

func (v *visits) take(agency id.Agency) map[id.ID]bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	seen := v.seen[agency]
	delete(v.seen, agency)
	return seen
}

// opened remembers which agency has the mailboxes that somebody opened since the program began, so that what they write next
// under another agency's name is noticed without a question to the database for each drop.
type opened struct {
	mu sync.Mutex
	at map[string]id.Agency // by the number of the mailbox
}

// mostOpened is how many mailboxes are remembered, a few megabytes. With more, all are forgotten.
const mostOpened = 50_000

func (o *opened) note(box string, agency id.Agency) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.at == nil || len(o.at) >= mostOpened {
		o.at = map[string]id.Agency{}
	}
	o.at[box] = agency
}

func (o *opened) agencyOf(box string) (agency id.Agency, known bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	agency, known = o.at[box]
	return agency, known
}

// NoteVisits writes down the day of the visits since the last time. A job does it every minute, and the program once more
// before it ends.
func (s *Service) NoteVisits(ctx context.Context, agency id.Agency) error {
	seen := s.visits.take(agency)
	if len(seen) == 0 {
		return nil
	}
	err := s.db.Deposit(ctx, agency, func(ctx context.Context, tx *store.ApartTx) error {
		for report := range seen {
			if _, err := tx.Exec(ctx, updateVisited, number(s.clk()), agency, report); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		for report := range seen {
			s.visits.note(agency, report)
		}
	}
	return err
}

const (
	selectBoxForRead = `SELECT report_id, read_hash FROM report WHERE agency_id = $1 AND box = $2`
	selectBoxForAct  = `SELECT report_id, write_hash, converted FROM report WHERE agency_id = $1 AND box = $2`
	selectReplies    = `SELECT sealed FROM report_reply WHERE agency_id = $1 AND report_id = $2 ORDER BY position DESC LIMIT $3 OFFSET $4`
	updateKeep       = `UPDATE report SET keep_days = $1, visited_day = $2 WHERE agency_id = $3 AND report_id = $4`
	updateVisited    = `UPDATE report SET visited_day = $1 WHERE agency_id = $2 AND report_id = $3 AND visited_day < $1`
	updateWithdrawn  = `UPDATE report SET withdrawn = $1, waiting = $1, written = written + 1 WHERE agency_id = $2 AND report_id = $3`
	deleteDrops      = `DELETE FROM report_drop WHERE agency_id = $1 AND report_id = $2`
	deleteReplies    = `DELETE FROM report_reply WHERE agency_id = $1 AND report_id = $2`
	deleteIdentity   = `DELETE FROM report_identity WHERE agency_id = $1 AND report_id = $2`
	deleteReport     = `DELETE FROM report WHERE agency_id = $1 AND report_id = $2`
)
