package reporting

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/space"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// MetaSize is the length of what is said in clear beside a drop, in bytes.
const MetaSize = 512

// MaxDrop is the longest body of a drop, in bytes.
var MaxDrop = int64(MetaSize + sealedSize(stanzaCount, classes[len(classes)-1]))

// A Refusal says why a drop was not taken. Nothing is stored then, and it can be sent again.
type Refusal struct {
	Code   string // "malformed", "closed", "size", "write", "elsewhere", "busy" or "full"; "offline" where it did not arrive whole
	Status int
	Work   *Work
}

func (r *Refusal) Error() string { return "reporting: a drop was not taken: " + r.Code }

var (
	errMalformed = &Refusal{Code: "malformed", Status: http.StatusBadRequest}
	errClosed    = &Refusal{Code: "closed", Status: http.StatusConflict}
	errSize      = &Refusal{Code: "size", Status: http.StatusRequestEntityTooLarge}
	errWrite     = &Refusal{Code: "write", Status: http.StatusConflict}
	errElsewhere = &Refusal{Code: "elsewhere", Status: http.StatusConflict}
	errFull      = &Refusal{Code: "full", Status: http.StatusInsufficientStorage}
)

func busy(w *Work) *Refusal {
	return &Refusal{Code: "busy", Status: http.StatusTooManyRequests, Work: w}
}

// dropMeta is what is said in clear.
type dropMeta struct {
	Agency  string  `json:"agency"`
	Channel Channel `json:"channel"`
	Box     string  `json:"box"`
	Read    string  `json:"read"`  // SHA-256 of the read token
	Write   string  `json:"write"` // the write token
	Urgent  bool    `json:"urgent"`
	Keep    int     `json:"keep"`
	Work    string  `json:"work"`

	agency    id.Agency
	writeHash string
	alone     bool // urgent, and nobody looks at the desk now
}

func readMeta(b []byte) (m dropMeta, err error) {
	if len(b) != MetaSize {
		return m, errMalformed
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if dec.Decode(&m) != nil || len(bytes.TrimSpace(b[dec.InputOffset():])) > 0 {
		return m, errMalformed
	}
	token, ok := hexBytes(m.Write, 32)
	if m.agency, err = id.ParseAgency(m.Agency); err != nil || !ok || !m.Channel.valid() || !isHex(m.Box, 16) || !isHex(m.Read, 32) || !slices.Contains(KeepChoices, m.Keep) {
		return m, errMalformed
	}
	m.writeHash = hashToken(token)
	return m, nil
}

// hexBytes reads lower-case hexadecimal of exactly so many bytes.
func hexBytes(s string, size int) ([]byte, bool) {
	b, err := hex.DecodeString(s)
	return b, err == nil && len(b) == size && hex.EncodeToString(b) == s
}

func isHex(s string, size int) bool {
	_, ok := hexBytes(s, size)
	return ok
}

func hashToken(token []byte) string {
	sum := sha256.Sum256(token)
	return hex.EncodeToString(sum[:])
}

// Drop takes one sealed file from a reporter and returns the acceptance note. It looks at the form only, and stores no
// more than docs/reporting.md lists. A file that is sent again gets the same note. Errors are a *Refusal, or the house's own.
func (s *Service) Drop(ctx context.Context, meta, sealed []byte) ([]byte, error) {
	m, err := readMeta(meta)
	if err != nil {
		return nil, err
	}
	if int64(len(sealed))+MetaSize > MaxDrop {
		return nil, errSize
	}
	class, err := shape(sealed, stanzaCount)
	if err != nil {
		return nil, errMalformed
	}
	name := dropName(sealed)
	lane := ordinaryLane
	if m.Urgent {
		lane = urgentLane
	}
	if _, lacks := s.works.ask(dropTask(lane, m, name), m.Work); lacks != nil {
		return nil, busy(lacks)
	}
	if class > classes[0] && s.cramped() {
		return nil, errFull
	}
	return s.take(ctx, m, name, class, sealed)
}

// take stores a drop whose form is right.
func (s *Service) take(ctx context.Context, m dropMeta, name string, class int, sealed []byte) ([]byte, error) {
	signer, err := s.signer(ctx, m.agency)
	if store.IsNoRows(err) {
		return nil, errClosed
	}
	if err != nil {
		return nil, err
	}
	if err := s.elsewhere(ctx, m); err != nil {
		return nil, err
	}
	if m.Urgent {
		if m.alone, err = s.deserted(ctx, m.agency, m.Channel); err != nil {
			return nil, err
		}
	}
	if err := s.checkOpen(ctx, m.agency); err != nil {
		return nil, err
	}
	now := s.clk()
	var taken takenDrop
	deposit := s.db.Deposit
	if m.Urgent {
		deposit = s.db.DepositNow
	}
	err = deposit(ctx, m.agency, func(ctx context.Context, tx *store.ApartTx) (err error) {
		taken, err = insertDrop(ctx, tx, m, name, class, sealed, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.arrivals.note(taken.report, now)
	if taken.urgent {
		if err := s.startUrgent(ctx, m, taken.report, now); err != nil {
			return nil, err
		}
	}
	return accept(m.agency, signer, name, taken.day)
}

// elsewhere refuses what is written under the name of one agency to a mailbox that another has: it would make a second mailbox
// there, in which nobody can open it. Whoever does not hold the right words learns nothing: they are not refused.
func (s *Service) elsewhere(ctx context.Context, m dropMeta) error {
	has, known := s.opened.agencyOf(m.Box)
	if !known || has == m.agency {
		return nil
	}
	return s.db.Read(ctx, has, func(ctx context.Context, r *store.Reader) error {
		row, found, err := selectForAct(ctx, r, m.Box)
		if err == nil && found && subtle.ConstantTimeCompare([]byte(row.writeHash), []byte(m.writeHash)) == 1 {
			return errElsewhere
		}
		return err
	})
}

type takenDrop struct {
	report id.ID
	day    int64
	urgent bool // it was not there before, and its clock has to start
}

// insertDrop refuses before it writes: in a batch, a function that fails later makes the others run again.
func insertDrop(ctx context.Context, tx *store.ApartTx, m dropMeta, name string, class int, sealed []byte, now time.Time) (t takenDrop, err error) {
	t = takenDrop{report: id.Random(), day: number(now), urgent: m.Urgent}
	if wasTaken, err := isGone(ctx, tx, name); err != nil || wasTaken {
		return t, cmp.Or(err, error(errWrite)) // it was taken, and is gone: it does not come back by being sent again
	}
	there, err := selectThere(ctx, tx, m.Box, name)
	switch {
	case err != nil:
		return t, err
	case there.box && subtle.ConstantTimeCompare([]byte(there.writeHash), []byte(m.writeHash)) != 1:
		return t, errWrite
	case there.box && there.channel != m.Channel:
		return t, errElsewhere
	case there.drop && there.dropReport != there.report:
		return t, errWrite // the same file under another mailbox: a replay
	case there.drop:
		return takenDrop{report: there.report, day: there.dropDay}, nil
	}
	n := int64(1)
	if there.box { // a follow-up: it waits again, and can be urgent now
		t.report = there.report
		t.urgent = m.Urgent && there.weighed == notWeighed // what the desk found in the report stands against what is claimed later
		_, err = tx.Exec(ctx, updateAgain, m.agency, t.report, t.urgent, t.day)
	} else {
		n, err = tx.Exec(ctx, insertReport, m.agency, t.report, m.Channel, m.Box, m.Read, m.writeHash, m.Urgent, t.day, m.Keep)
	}
	if err == nil && n == 1 {
		n, err = tx.Exec(ctx, insertDropRow, m.agency, name, t.report, t.day, class, "", sealed)
	}
	if err == nil && n == 0 {
		err = errMeanwhile
	}
	return t, err
}

// errMeanwhile says that another process of the installation took the same drop, or made its mailbox, between two statements.
var errMeanwhile = &Refusal{Code: "busy", Status: http.StatusTooManyRequests}

// there is what is known already of a mailbox and of a drop.
type there struct {
	box, drop          bool
	report, dropReport id.ID
	writeHash, weighed string
	channel            Channel
	dropDay            int64
}

func selectThere(ctx context.Context, tx *store.ApartTx, box, name string) (t there, err error) {
	err = tx.QueryRow(ctx, selectBoxForWrite, tx.Agency(), box).Scan(&t.report, &t.writeHash, &t.channel, &t.weighed)
	if t.box = err == nil; err != nil && !store.IsNoRows(err) {
		return t, err
	}
	err = tx.QueryRow(ctx, selectDropDay, tx.Agency(), name).Scan(&t.dropReport, &t.dropDay)
	if t.drop = err == nil; err != nil && !store.IsNoRows(err) {
		return t, err
	}
	return t, nil
}

// checkOpen refuses an agency that has no channel. A channel with too few readers is for the browser to notice, which cannot
// seal to anybody then; what was sealed an hour ago is still taken.
func (s *Service) checkOpen(ctx context.Context, agency id.Agency) error {
	if s.signers.hasChannel(agency) {
		return nil
	}
	found, err := read(ctx, s, agency, func(ctx context.Context, r *store.Reader) (bool, error) {
		_, found, err := selectSettings(ctx, r)
		return found, err
	})
	switch {
	case err != nil:
		return err
	case !found:
		return errClosed
	}
	s.signers.noteChannel(agency)
	return nil
}

// cramped reports whether the disk is nearly full: then files wait and words are still taken.
func (s *Service) cramped() bool {
	if s.room == nil {
		return false
	}
	return space.LevelOf(s.room()) >= space.Scarce
}

const (
	insertReport = `INSERT INTO report (agency_id, report_id, channel, box, read_hash, write_hash, urgent, waiting, waiting_day, late, withdrawn, converted, day, visited_day, keep_days)
		VALUES ($1, $2, $3, $4, $5, $6, $7, true, $8, 0, false, '', $8, $8, $9) ON CONFLICT (agency_id, box) DO NOTHING`
	insertDropRow = `INSERT INTO report_drop (agency_id, drop_name, report_id, day, class, carried, sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency_id, drop_name) DO NOTHING`
	selectBoxForWrite = `SELECT report_id, write_hash, channel, weighed FROM report WHERE agency_id = $1 AND box = $2`
	selectDropDay     = `SELECT report_id, day FROM report_drop WHERE agency_id = $1 AND drop_name = $2`
)
