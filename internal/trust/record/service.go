package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Service is what can be done with records. Each of its functions asks the gate once.
type Service struct {
	gate     *gate.Gate
	accounts *account.Service
	registry *Registry
	onErase  []func(ctx context.Context, pass gate.Pass, compartments []gate.Compartment) error
}

// OnErase has fn called inside every erasure, before the keys are destroyed. It is for packages that keep something of a
// record elsewhere, such as what was shared from it. It is called while the program is built.
func (s *Service) OnErase(fn func(ctx context.Context, pass gate.Pass, compartments []gate.Compartment) error) {
	s.onErase = append(s.onErase, fn)
}

// New returns the service.
func New(g *gate.Gate, accounts *account.Service, registry *Registry) *Service {
	return &Service{gate: g, accounts: accounts, registry: registry}
}

// Registry is the declared kinds and fields.
func (s *Service) Registry() *Registry { return s.registry }

// A Record is what an actor may see of a person.
type Record struct {
	Person     id.ID
	HasAccount bool // the person has set up their own sign-in
	Relation   gate.Relation
	Entries    []Entry // oldest first
}

// Read opens compartments of a record. What the actor's keys do not open is there, Locked.
func (s *Service) Read(ctx context.Context, actor account.Actor, person id.ID, purpose gate.Purpose, compartments ...gate.Compartment) (Record, error) {
	return s.read(ctx, gate.Request{Actor: actor, Action: gate.Read, Purpose: purpose, Person: person, Compartments: compartments})
}

// ReadItems opens only the listed entries of the compartments.
func (s *Service) ReadItems(ctx context.Context, actor account.Actor, person id.ID, purpose gate.Purpose, items []id.ID, compartments ...gate.Compartment) (Record, error) {
	if len(items) == 0 {
		items = []id.ID{{}} // none is not all: the entry without an identifier is no entry
	}
	return s.read(ctx, gate.Request{Actor: actor, Action: gate.Read, Purpose: purpose, Person: person, Compartments: compartments, Items: items})
}

func (s *Service) read(ctx context.Context, req gate.Request) (Record, error) {
	var rows []sealedEntry
	var ring keyring
	var own id.ID
	out := Record{Person: req.Person}
	err := s.gate.View(ctx, req, func(ctx context.Context, view gate.View) (err error) {
		own, out.Relation = view.SurvivorAccount(), view.Relation()
		rows, ring, err = load(ctx, view)
		return err
	})
	if err != nil {
		return Record{}, err
	}
	out.HasAccount = !own.IsZero()
	if out.HasAccount && len(ring.missingFor(own)) > 0 {
		// This actor holds a key that the person should have had, and does not: hand it over now.
		if err := s.gate.Open(ctx, req, s.handOverMissing); err != nil {
			return Record{}, err
		}
	}
	// Opening is done after the transaction: it is work for this request alone, and the look is already in the ledger.
	out.Entries, err = s.registry.open(req.Actor.Agency, req.Person, rows, ring)
	return out, err
}

// handOverMissing seals to the person's own account what it lacks and the pass's actor can open.
func (s *Service) handOverMissing(ctx context.Context, pass gate.Pass) error {
	own := pass.SurvivorAccount()
	grants, err := loadGrants(ctx, pass.View)
	if err != nil {
		return err
	}
	ring := newKeyring(pass.View, grants)
	if own.IsZero() || len(ring.missingFor(own)) == 0 {
		return nil
	}
	public, err := account.PublicKey(ctx, pass.Reader(), own)
	if err != nil {
		return err
	}
	return complete(ctx, pass, ring, own, public)
}

func load(ctx context.Context, view gate.View) ([]sealedEntry, keyring, error) {
	grants, err := loadGrants(ctx, view)
	if err != nil {
		return nil, keyring{}, err
	}
	rows, err := loadEntries(ctx, view)
	return rows, newKeyring(view, grants), err
}

// Open decrypts, inside a pass, the entries that the pass opens. It is for packages that must act on content in the same
// transaction, such as sealing a package for another agency.
func (s *Service) Open(ctx context.Context, pass gate.Pass) ([]Entry, error) {
	rows, ring, err := load(ctx, pass.View)
	if err != nil {
		return nil, err
	}
	return s.registry.open(pass.Agency(), pass.Person(), rows, ring)
}

// maxBody is how many bytes of JSON one entry holds: some forty pages.
const maxBody = 128 << 10

// ErrTooLong refuses an entry that is longer than a record takes.
var ErrTooLong = fault.New(fault.TooLarge, "record.error.too_long")

// A Draft is an entry about to be written.
type Draft struct {
	Kind       string
	Body       any
	Supersedes id.ID  // the entry that this one corrects
	About      id.ID  // the entry that this statement stands beside
	Key        string // idempotency key: the same key writes once
}

// Write adds an entry and returns its identifier. Writing the same key again returns the first identifier.
func (s *Service) Write(ctx context.Context, actor account.Actor, person id.ID, purpose gate.Purpose, compartment gate.Compartment, d Draft) (id.ID, error) {
	var written id.ID
	req := gate.Request{Actor: actor, Action: gate.Write, Purpose: purpose, Person: person, Compartments: []gate.Compartment{compartment}}
	err := s.gate.Open(ctx, req, func(ctx context.Context, pass gate.Pass) (err error) {
		written, err = s.Add(ctx, pass, compartment, d)
		return err
	})
	return written, err
}

// Add writes an entry inside a pass that opens its compartment.
func (s *Service) Add(ctx context.Context, pass gate.Pass, compartment gate.Compartment, d Draft) (id.ID, error) {
	k, body, err := s.registry.encode(d.Kind, d.Body)
	if err != nil {
		return id.ID{}, err
	}
	if !pass.Opens(compartment) || (k.Compartment != "" && k.Compartment != compartment) {
		return id.ID{}, ErrKind
	}
	if k.Compartment == "" && d.About.IsZero() && compartment != gate.Statement {
		return id.ID{}, ErrKind // it stands beside an entry, or in the person's own account
	}
	if len(body) > maxBody {
		return id.ID{}, ErrTooLong
	}
	if d.Key == "" {
		return s.add(ctx, pass, compartment, d, body)
	}
	key := sha256.Sum256([]byte(d.Key)) // what was sent need not be a text that a database takes
	result, _, err := store.Once(ctx, pass.Tx(), "entry/"+pass.Actor().Account.String()+"/"+hex.EncodeToString(key[:]), pass.At().UnixMicro(), func() (string, error) {
		e, err := s.add(ctx, pass, compartment, d, body)
		return e.String(), err
	})
	if err != nil {
		return id.ID{}, err
	}
	return id.Parse(result)
}

func (s *Service) add(ctx context.Context, pass gate.Pass, compartment gate.Compartment, d Draft, body []byte) (id.ID, error) {
	if err := checkLinks(ctx, pass, compartment, d); err != nil {
		return id.ID{}, err
	}
	key, version, err := s.writingKey(ctx, pass, compartment)
	if err != nil {
		return id.ID{}, err
	}
	actor := pass.Actor()
	plain := content{actor.Name, body}.encode()
	e := sealedEntry{version: version, Entry: Entry{ID: id.New(pass.At()), Kind: d.Kind, Compartment: compartment, Author: actor.Account,
		AuthorRole: string(actor.Role), At: pass.At(), Supersedes: d.Supersedes, About: d.About}}
	if e.sealed, err = key.SealPadded(entryBinding(pass.Agency(), pass.Person(), e.Entry, version), plain); err != nil {
		return id.ID{}, err
	}
	return e.ID, insert(ctx, pass, e)
}

// checkLinks refuses a correction or a statement that points outside what the pass opens, and a second correction of the
// same entry, which would lose the first.
func checkLinks(ctx context.Context, pass gate.Pass, compartment gate.Compartment, d Draft) error {
	for _, link := range []id.ID{d.Supersedes, d.About} {
		if link.IsZero() {
			continue
		}
		var c gate.Compartment
		var kind string
		var author id.ID
		err := pass.Tx().QueryRow(ctx, selectOneEntry, pass.Agency(), pass.Person(), link).Scan(&c, &kind, &author)
		if store.IsNoRows(err) || (err == nil && (c != compartment || (link == d.Supersedes && kind != d.Kind))) {
			return ErrNoEntry
		}
		if err == nil && kind == StatementKind && link == d.Supersedes && author != pass.Actor().Account {
			return ErrNoEntry // what somebody said beside an entry is put differently by themselves only (INV-27)
		}
		if err != nil {
			return err
		}
	}
	if d.Supersedes.IsZero() {
		return nil
	}
	var n int
	if err := pass.Tx().QueryRow(ctx, countSuperseding, pass.Agency(), pass.Person(), d.Supersedes).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return ErrSuperseded
	}
	return nil
}

// writingKey returns the data key that new entries of a compartment are sealed under.
func (s *Service) writingKey(ctx context.Context, pass gate.Pass, c gate.Compartment) (keys.DataKey, int64, error) {
	if own := pass.SurvivorAccount(); own != pass.Actor().Account {
		if err := s.handOverMissing(ctx, pass); err != nil {
			return keys.DataKey{}, 0, err
		}
	}
	grants, err := loadGrants(ctx, pass.View)
	if err != nil {
		return keys.DataKey{}, 0, err
	}
	ring := newKeyring(pass.View, grants)
	version := ring.current(c)
	key, ok, err := ring.key(c, version)
	if err == nil && !ok {
		err = gate.ErrRefused // a rule may permit what no key opens; then it stays shut
	}
	return key, version, err
}
