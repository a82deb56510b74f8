package reporting

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// A ListFault names what is wrong with the reports of an agency when they are held against its signed list.
type ListFault string

const (
	DropMissing  ListFault = "missing"  // it came, nobody said that it is gone, and it is not there
	DropAltered  ListFault = "altered"  // other bytes stand under its number, or it was moved to another channel
	DropUnlisted ListFault = "unlisted" // it is there and never came
	DropStays    ListFault = "stays"    // it is said to be gone, and it is there
	DropEarly    ListFault = "early"    // it is said to have been purged before any report may be
	ListBroken   ListFault = "broken"   // a closing was changed, removed or put in, or is not signed
	ListLate     ListFault = "late"     // days that are long over were not closed
)

// ListFaults are all of them, for whoever puts them into words.
var ListFaults = []string{string(DropMissing), string(DropAltered), string(DropUnlisted), string(DropStays), string(DropEarly), string(ListBroken), string(ListLate)}

// listLate is after how many days without a closing somebody must look.
const listLate = 3

// A ListFinding is one thing that does not hold.
type ListFinding struct {
	Fault   ListFault `json:"fault"`
	Channel Channel   `json:"channel"` // empty for the list as a whole
	Day     string    `json:"day"`     // of the closing, or of the drop where no closing has it
	Drop    string    `json:"drop"`    // its number; empty for the list as a whole
}

// ErrList says that a list was not given as the program writes it, or that it is not the agency's.
var ErrList = errors.New("reporting: not the signed list of this agency")

// ErrDropped says that an agency signed that it was given a drop, and signed a list of the same day without it.
var ErrDropped = errors.New("reporting: the agency accepted it, and its list of that day does not have it")

// A checker holds one agency's list against what is there.
type checker struct {
	agency   id.Agency
	found    []ListFinding
	expected map[string]listed // by name: what came and did not go
	gone     map[string]bool
	last     string // the day of the last closing
}

func (c *checker) add(fault ListFault, channel Channel, on, drop string) {
	c.found = append(c.found, ListFinding{fault, channel, on, drop})
}

// CheckList holds what is there against the signed list, and the list against its signatures, its own order and the agency's
// log. known has the agency's verifier; whoever keeps it elsewhere brings their own. It names everything that does not hold.
func (s *Service) CheckList(ctx context.Context, agency id.Agency, known note.Verifiers) ([]ListFinding, error) {
	c := &checker{agency: agency, expected: map[string]listed{}, gone: map[string]bool{}}
	closings, err := s.List(ctx, agency)
	if err != nil {
		return nil, err
	}
	c.read(closings, known)
	if err := s.checkLeaves(ctx, c, closings); err != nil {
		return nil, err
	}
	if err := s.checkDrops(ctx, c); err != nil {
		return nil, err
	}
	if c.last != "" && c.last < day(s.clk().AddDate(0, 0, -listLate)) {
		c.add(ListLate, "", c.last, "")
	}
	return c.found, nil
}

// read checks the closings one after the other and puts together what should be there.
func (c *checker) read(closings []Closing, known note.Verifiers) {
	before := sha256.Sum256(nil)
	from := ""
	for _, one := range closings {
		text, ok := one.holds(c.agency, before, known)
		if !ok {
			c.add(ListBroken, "", one.Day, "")
		}
		before = sha256.Sum256([]byte(text))
		for _, channel := range listChannels {
			for name := range slices.Chunk(one.Sets[channel].Came, nameBytes) {
				c.expected[hex.EncodeToString(name)] = listed{name: name, channel: channel, day: dayNumber(from) + 1}
			}
		}
		for _, channel := range listChannels {
			for entry := range slices.Chunk(one.Sets[channel].Went, goneBytes) {
				c.leave(entry, channel, one.Day)
			}
		}
		from, c.last = one.Day, one.Day
	}
}

// leave takes a drop out of what should be there. A purge is believed no sooner than a report may be purged.
func (c *checker) leave(entry []byte, channel Channel, on string) {
	if len(entry) != goneBytes {
		c.add(ListBroken, channel, on, "")
		return
	}
	name := hex.EncodeToString(entry[:nameBytes])
	was, came := c.expected[name]
	if !came {
		c.add(ListBroken, channel, on, name)
		return
	}
	if entry[nameBytes] == goneLetters[purged] && was.day > 0 && dayNumber(on) < was.day+int64(slices.Min(KeepChoices)) {
		c.add(DropEarly, channel, on, name)
	}
	delete(c.expected, name)
	c.gone[name] = true
}

// holds checks the signature, the hashes and the link of a closing, and returns its text.
func (o Closing) holds(agency id.Agency, before [sha256.Size]byte, known note.Verifiers) (text string, ok bool) {
	want := listText(agency, o.Day, o.Sets, before)
	signed, err := note.Open(o.Note, known)
	if err != nil {
		return textOf(o.Note), false
	}
	for _, channel := range listChannels {
		ok = isSet(o.Sets[channel].Came, nameBytes) && isSet(o.Sets[channel].Went, goneBytes)
		if !ok {
			return signed.Text, false
		}
	}
	return signed.Text, signed.Text == want && signed.Sigs[0].Name == ledger.Origin(agency)
}

// isSet reports whether bytes are a rising row of entries of one size.
func isSet(b []byte, size int) bool {
	if len(b)%size != 0 {
		return false
	}
	var before []byte
	for entry := range slices.Chunk(b, size) {
		if before != nil && bytes.Compare(before[:nameBytes], entry[:nameBytes]) >= 0 {
			return false
		}
		before = entry
	}
	return true
}

// checkLeaves holds the list against the agency's log, which is covered by checkpoints that are kept elsewhere: a closing
// without its leaf was put in, a leaf without its closing was removed.
func (s *Service) checkLeaves(ctx context.Context, c *checker, closings []Closing) error {
	leaves := map[string]bool{}
	err := s.db.Read(ctx, c.agency, func(ctx context.Context, r *store.Reader) error {
		const page = 500
		for before := ledger.Latest; ; {
			some, err := ledger.ForPerson(ctx, r, listLog(), before, page)
			if err != nil {
				return err
			}
			for _, rec := range some {
				before = rec.Index
				if rec.Kind == listKind && rec.Is(rec.Leaf) {
					leaves[string(rec.Sealed)] = true
				}
			}
			if len(some) < page {
				return nil
			}
		}
	})
	if err != nil {
		return err
	}
	for _, one := range closings {
		text := textOf(one.Note)
		if !leaves[text] {
			c.add(ListBroken, "", one.Day, "")
		}
		delete(leaves, text)
	}
	for range leaves {
		c.add(ListBroken, "", "", "")
	}
	return nil
}

// checkDrops holds what is there against what should be. It reads page by page, and every file, whose number is its hash.
func (s *Service) checkDrops(ctx context.Context, c *checker) error {
	left := map[string]listed{}
	for name, l := range c.expected {
		left[name] = l
	}
	waiting, err := s.goneSince(ctx, c.agency, c.last)
	if err != nil {
		return err
	}
	for after := ""; ; {
		page, err := read(ctx, s, c.agency, func(ctx context.Context, r *store.Reader) ([]stored, error) {
			return list(ctx, r, scanStored, selectStored, c.agency, after, storedPage)
		})
		if err != nil {
			return err
		}
		for _, d := range page {
			after = d.name
			was, came := left[d.name]
			delete(left, d.name)
			switch {
			case dropName(d.sealed) != d.name || came && was.channel != d.channel:
				c.add(DropAltered, d.channel, d.day, d.name)
			case d.carried != "":
			case c.gone[d.name]:
				c.add(DropStays, d.channel, d.day, d.name)
			case !came && d.day <= c.last:
				c.add(DropUnlisted, d.channel, d.day, d.name)
			}
		}
		if len(page) < storedPage {
			break
		}
	}
	for name, l := range left {
		if !waiting[name] {
			c.add(DropMissing, l.channel, day(fromNumber(l.day)), name)
		}
	}
	slices.SortStableFunc(c.found, func(a, b ListFinding) int { return bytes.Compare([]byte(a.Day+a.Drop), []byte(b.Day+b.Drop)) })
	return nil
}

const storedPage = 50

// stored is a drop as it lies there.
type stored struct {
	name, carried, day string
	channel            Channel
	sealed             []byte
}

func scanStored(row interface{ Scan(...any) error }) (d stored, err error) {
	var came int64
	err = row.Scan(&d.name, &d.channel, &came, &d.carried, &d.sealed)
	d.day = day(fromNumber(came))
	return d, err
}

// goneSince are the drops that went on a day that is not closed yet.
func (s *Service) goneSince(ctx context.Context, agency id.Agency, last string) (map[string]bool, error) {
	gone, err := read(ctx, s, agency, func(ctx context.Context, r *store.Reader) ([]listed, error) {
		return list(ctx, r, scanListed, selectWent, agency)
	})
	names := map[string]bool{}
	for _, l := range gone {
		names[hex.EncodeToString(l.name)] = l.goneDay > dayNumber(last) // one of a closed day would stand in its closing
	}
	return names, err
}

// dayNumber reads a day; 0 where it is none.
func dayNumber(on string) int64 {
	at, err := time.Parse(dayForm, on)
	if err != nil {
		return 0
	}
	return number(at)
}

// missed keeps what the last look found, for the desks of those who oversee the agency.
type missed struct {
	mu sync.Mutex
	of map[id.Agency]Missed
}

// Missed is what does not hold at one agency, as a desk shows it.
type Missed struct {
	Agency   string        `json:"agency"` // its name
	Findings []ListFinding `json:"findings"`
	by       id.Agency     // who oversees it
}

func (m *missed) set(agency id.Agency, found Missed) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil {
		m.of = map[id.Agency]Missed{}
	}
	m.of[agency] = found
}

// seenBy lists what an agency's custodians are to see: what is missing at the agencies that they oversee, and at their own.
func (m *missed) seenBy(agency id.Agency) []Missed {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := []Missed{}
	for at, one := range m.of {
		if len(one.Findings) > 0 && (at == agency || one.by == agency) {
			out = append(out, one)
		}
	}
	slices.SortFunc(out, func(a, b Missed) int { return bytes.Compare([]byte(a.Agency), []byte(b.Agency)) })
	return out
}

// ErrListed is what a job reports where something does not hold: a defect or a deed, and somebody must look.
var ErrListed = errors.New("the reports are not those of the signed list")

// KeepList closes the days that are over and holds everything against the list. A job does it. What it finds stands at the desks
// of the custodians of the agency that oversees this one, and of its own; the error tells whoever runs the program.
func (s *Service) KeepList(ctx context.Context, agency id.Agency) error {
	if err := s.CloseDays(ctx, agency); err != nil {
		return err
	}
	house, err := s.accounts.Agency(ctx, agency)
	if err != nil {
		return err
	}
	verifier, err := ledger.NewVerifier(agency, ed25519.PublicKey(house.Verify.Bytes()))
	if err != nil {
		return err
	}
	found, err := s.CheckList(ctx, agency, note.VerifierList(verifier))
	if err != nil {
		return err
	}
	set, err := read(ctx, s, agency, func(ctx context.Context, r *store.Reader) (Setting, error) {
		set, _, err := selectSettings(ctx, r)
		return set, err
	})
	if err != nil {
		return err
	}
	s.missed.set(agency, Missed{Agency: house.Name, Findings: found, by: set.Oversight})
	if len(found) > 0 {
		return ErrListed
	}
	return nil
}

const selectStored = `SELECT d.drop_name, r.channel, d.day, d.carried, d.sealed FROM report_drop d
	JOIN report r ON r.agency_id = d.agency_id AND r.report_id = d.report_id WHERE d.agency_id = $1 AND d.drop_name > $2 ORDER BY d.drop_name LIMIT $3`
