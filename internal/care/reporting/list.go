package reporting

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A Closing is one entry of the signed list of an agency's channels: the days since the closing before, up to and with Day. It
// holds the numbers of the drops that came in those days and of those that went, each as a sorted set, so that nothing in it
// tells an order within a day or which drops belong together.
//
// Note is the signed text:
//
//	amparo/report-list/<agency>
//	<day>
//	help <SHA-256 of what came> <SHA-256 of what went>
//	concern <SHA-256 of what came> <SHA-256 of what went>
//	<SHA-256 of the text of the closing before; of nothing for the first>
//
// with hashes in base64, signed by the key of the agency's ledger. The text is also a leaf of that ledger.
type Closing struct {
	Day  string          `json:"day"`
	Sets map[Channel]Set `json:"sets"`
	Note []byte          `json:"note"`
}

// A Set is what came to one channel and what went from it. Came is the names of drops, 32 bytes each, in rising order; Went is
// the same with one byte of reason behind each name.
type Set struct {
	Came []byte `json:"came"`
	Went []byte `json:"went"`
}

const (
	nameBytes   = sha256.Size
	goneBytes   = nameBytes + 1
	listOrigin  = "amparo/report-list/"
	listKind    = "reporting.list"
	closesAfter = time.Hour // after midnight in UTC: a drop that was on its way is in by then
)

var (
	listChannels = []Channel{Help, Concern}
	goneLetters  = map[goneReason]byte{purged: 'p', withdrawn: 'w'}
)

// listLog is what the leaves of the list are about, in the log of every agency: the list, and no person.
func listLog() id.ID { return id.Named(id.ID{}, "amparo/report-list") }

// CloseDays puts what came and what went on the days that are over into the list. A job does it, without any person's key. What
// it reads, what it writes and what it forgets are three transactions: where the program ends between two of them, the next
// closing forgets what this one did not.
func (s *Service) CloseDays(ctx context.Context, agency id.Agency) error {
	now := s.clk()
	until := number(now.Add(-closesAfter)) - 1
	last, err := s.lastClosing(ctx, agency)
	if err != nil || last.day >= until {
		return err
	}
	sets, open, err := s.gather(ctx, agency, last.day, until)
	if err != nil || !open {
		return err
	}
	signer, err := s.signer(ctx, agency)
	if err != nil {
		return err
	}
	text := listText(agency, day(fromNumber(until)), sets, sha256.Sum256([]byte(last.text)))
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, insertClosing, agency, until, notNil(sets[Help].Came), notNil(sets[Help].Went), notNil(sets[Concern].Came), notNil(sets[Concern].Went), string(signed))
		if err != nil || n == 0 { // another process was first
			return err
		}
		_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: listKind, Person: listLog(), At: now, Sealed: []byte(text)})
		return err
	})
	if err != nil {
		return err
	}
	return s.db.Deposit(ctx, agency, func(ctx context.Context, tx *store.ApartTx) error {
		_, err := tx.Exec(ctx, deleteGone, agency, last.day) // and not yet of this one: a drop that went yesterday does not come back by being sent again
		return err
	})
}

// listText is what is signed, and what the ledger's leaf commits to.
func listText(agency id.Agency, upTo string, sets map[Channel]Set, before [sha256.Size]byte) string {
	var b strings.Builder
	b.WriteString(listOrigin + agency.String() + "\n" + upTo + "\n")
	for _, c := range listChannels {
		came, went := sha256.Sum256(sets[c].Came), sha256.Sum256(sets[c].Went)
		b.WriteString(string(c) + " " + encode(came[:]) + " " + encode(went[:]) + "\n")
	}
	b.WriteString(encode(before[:]) + "\n")
	return b.String()
}

type closed struct {
	day  int64
	text string
}

func (s *Service) lastClosing(ctx context.Context, agency id.Agency) (c closed, err error) {
	c.day = -1
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		var signed string
		err := r.QueryRow(ctx, selectLastClosing, agency).Scan(&c.day, &signed)
		if store.IsNoRows(err) {
			return nil
		}
		c.text = textOf([]byte(signed))
		return err
	})
	return c, err
}

// textOf is the text of a note without its signatures.
func textOf(signed []byte) string {
	text, _, found := bytes.Cut(signed, []byte("\n\n"))
	if !found {
		return string(signed)
	}
	return string(text) + "\n"
}

// gather reads what came and what went on the days after one and up to another. open is false where there is no channel.
func (s *Service) gather(ctx context.Context, agency id.Agency, after, until int64) (sets map[Channel]Set, open bool, err error) {
	came, went := map[Channel][][]byte{}, map[Channel][][]byte{}
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) error {
		if _, open, err = selectSettings(ctx, r); err != nil || !open {
			return err
		}
		here, err := list(ctx, r, scanListed, selectCame, agency, after, until)
		if err != nil {
			return err
		}
		gone, err := list(ctx, r, scanListed, selectWent, agency)
		if err != nil {
			return err
		}
		for _, l := range slices.Concat(here, gone) {
			if l.day > after && l.day <= until {
				came[l.channel] = append(came[l.channel], l.name)
			}
		}
		for _, l := range gone {
			if l.goneDay > after && l.goneDay <= until {
				went[l.channel] = append(went[l.channel], append(slices.Clone(l.name), goneLetters[l.reason]))
			}
		}
		return nil
	})
	sets = map[Channel]Set{}
	for _, c := range listChannels {
		sets[c] = Set{Came: sortedSet(came[c]), Went: sortedSet(went[c])}
	}
	return sets, open, err
}

func sortedSet(names [][]byte) []byte {
	slices.SortFunc(names, bytes.Compare)
	return bytes.Join(slices.CompactFunc(names, bytes.Equal), nil)
}

// A listed drop is one that came, and may have gone.
type listed struct {
	name    []byte
	channel Channel
	day     int64
	goneDay int64
	reason  goneReason
}

func scanListed(row interface{ Scan(...any) error }) (l listed, err error) {
	var name string
	if err = row.Scan(&name, &l.channel, &l.day, &l.goneDay, &l.reason); err != nil {
		return l, err
	}
	l.name, err = hex.DecodeString(name)
	return l, err
}

// List returns the whole signed list of an agency, oldest first. It is for those who oversee the agency, and for whoever keeps
// it elsewhere: it tells how many drops came to a channel on which day.
func (s *Service) List(ctx context.Context, agency id.Agency) ([]Closing, error) {
	return read(ctx, s, agency, func(ctx context.Context, r *store.Reader) ([]Closing, error) {
		return list(ctx, r, scanClosing, selectClosings, agency)
	})
}

func scanClosing(row interface{ Scan(...any) error }) (c Closing, err error) {
	var last int64
	var help, concern Set
	err = row.Scan(&last, &help.Came, &help.Went, &concern.Came, &concern.Went, &c.Note)
	c.Day, c.Sets = day(fromNumber(last)), map[Channel]Set{Help: help, Concern: concern}
	return c, err
}

const (
	selectLastClosing = `SELECT day, note FROM report_list WHERE agency_id = $1 ORDER BY day DESC LIMIT 1`
	selectClosings    = `SELECT day, help_came, help_went, concern_came, concern_went, note FROM report_list WHERE agency_id = $1 ORDER BY day`
	insertClosing     = `INSERT INTO report_list (agency_id, day, help_came, help_went, concern_came, concern_went, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency_id, day) DO NOTHING`
	selectCame = `SELECT d.drop_name, r.channel, d.day, 0, '' FROM report_drop d JOIN report r ON r.agency_id = d.agency_id AND r.report_id = d.report_id
		WHERE d.agency_id = $1 AND d.carried = '' AND d.day > $2 AND d.day <= $3`
	selectWent = `SELECT drop_name, channel, day, gone_day, reason FROM report_gone WHERE agency_id = $1`
	deleteGone = `DELETE FROM report_gone WHERE agency_id = $1 AND gone_day <= $2`
)
