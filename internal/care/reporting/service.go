package reporting

import (
	"context"
	"crypto/ed25519"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// Config is what an installation says about its channel.
type Config struct {
	Room  func() (free, total uint64) // of the disk that holds the database; nil where the engine is elsewhere
	Lanes Lanes                       // how much is written at ease; the zero value is DefaultLanes

	// Page asks whoever stands by to look at the desk, when urgent reports came while nobody was there, and again when
	// nobody answered in time. It says how many wait and nothing of any. Nil where nobody stands by.
	Page func(ctx context.Context, agency id.Agency, w Waits) error

	// Work is the key under which this installation asks for work: the same in each of its processes and after a restart.
	// The zero key stands for one that is drawn at start, where there is one process.
	Work keys.DataKey
}

// Service is the channel: its public side, the desk, and what time does by itself.
type Service struct {
	gate     *gate.Gate
	accounts *account.Service
	records  *record.Service
	db       *store.DB
	clk      clock.Clock
	room     func() (free, total uint64)
	page     func(ctx context.Context, agency id.Agency, w Waits) error
	filler   keys.DataKey // fills the slots of mailboxes; drawn at start and never stored
	works    *works
	visits   visits
	opened   opened
	arrivals arrivals
	signers  signers
	desks    presence
	manifest cached
	proofs   cached
	missed   missed
}

// New returns the channel over an open house.
func New(g *gate.Gate, accounts *account.Service, records *record.Service, cfg Config) *Service {
	if cfg.Lanes == (Lanes{}) {
		cfg.Lanes = DefaultLanes()
	}
	if cfg.Work == (keys.DataKey{}) {
		cfg.Work = keys.NewDataKey()
	}
	db := accounts.DB()
	return &Service{gate: g, accounts: accounts, records: records, db: db, clk: db.Clock(), room: cfg.Room, page: cfg.Page,
		filler: keys.NewDataKey(), works: newWorks(cfg.Lanes, cfg.Work, db.Clock())}
}

// The refusals of the desk. What the page is refused has words of its own in the page.
var (
	ErrNoReport  = fault.New(fault.Refused, "error.not_found")
	ErrDesk      = fault.New(fault.BadInput, "reporting.error.desk")        // keys that are no keys
	ErrUncertain = fault.New(fault.BadInput, "reporting.error.uncertified") // nobody certified this worker yet
	ErrWindow    = fault.New(fault.BadInput, "reporting.error.window")      // a window that is not signed, or for other days
	ErrSealed    = fault.New(fault.BadInput, "reporting.error.sealed")      // not a sealed file of the agreed form
	ErrAgreement = fault.New(fault.BadInput, "reporting.error.agreement")   // no agreement, and no emergency
	ErrOther     = fault.New(fault.BadInput, "reporting.error.other")       // this needs somebody else than the one who asked
	ErrShares    = fault.In("share", "account.error.other_shares")
	ErrFinger    = fault.In("fingerprint", "reporting.error.fingerprint")
)

// remembered is a value of a process that is made anew after a while.
type cached struct {
	mu    sync.Mutex
	bytes []byte
	until time.Time
}

func (c *cached) get(now time.Time, build func() ([]byte, error)) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bytes != nil && now.Before(c.until) && now.After(c.until.Add(-2*manifestKept)) {
		return c.bytes, nil
	}
	made, err := build()
	if err != nil {
		return nil, err
	}
	c.bytes, c.until = made, now.Add(manifestKept)
	return made, nil
}

func (c *cached) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes = nil
}

// signers keeps who signs for the agencies, by keys that the installation key opens, for the length of the process: one is
// needed for each drop.
type signers struct {
	mu sync.Mutex
	of map[id.Agency]note.Signer

	channels map[id.Agency]bool // agencies that have a channel: one that has it never loses it
}

// hasChannel reports whether an agency is known to have a channel, so that it need not be looked up for each drop.
func (k *signers) hasChannel(agency id.Agency) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.channels[agency]
}

func (k *signers) noteChannel(agency id.Agency) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.channels == nil {
		k.channels = map[id.Agency]bool{}
	}
	k.channels[agency] = true
}

func (s *Service) signer(ctx context.Context, agency id.Agency) (note.Signer, error) {
	s.signers.mu.Lock()
	signer, ok := s.signers.of[agency]
	s.signers.mu.Unlock()
	if ok {
		return signer, nil
	}
	key, err := s.accounts.Signer(ctx, agency)
	if err != nil {
		return nil, err
	}
	signer, err = ledger.NewSigner(agency, ed25519.NewKeyFromSeed(key.Bytes()))
	if err != nil {
		return nil, err
	}
	s.signers.mu.Lock()
	defer s.signers.mu.Unlock()
	if s.signers.of == nil {
		s.signers.of = map[id.Agency]note.Signer{}
	}
	s.signers.of[agency] = signer
	return signer, nil
}

// read opens one snapshot of an agency and passes a value out of it.
func read[T any](ctx context.Context, s *Service, agency id.Agency, fn func(ctx context.Context, r *store.Reader) (T, error)) (v T, err error) {
	err = s.db.Read(ctx, agency, func(ctx context.Context, r *store.Reader) (err error) {
		v, err = fn(ctx, r)
		return err
	})
	return v, err
}

// list reads all rows of a query.
func list[T any](ctx context.Context, r *store.Reader, scan func(row interface{ Scan(...any) error }) (T, error), query string, args ...any) ([]T, error) {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
