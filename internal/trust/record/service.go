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
	onErase  []func(ctx context.Context, pass gate.Pass) error
	onAdd    map[string]func(ctx context.Context, pass gate.Pass) error
	onStart  []func(ctx context.Context, pass gate.Pass) error
}

// OnStart has fn called in the transaction that begins a record, when its keys are made and its first entries are written.
// It is for a package whose work begins with the record. It is called while the program is built.
func (s *Service) OnStart(fn func(ctx context.Context, pass gate.Pass) error) {
	s.onStart = append(s.onStart, fn)
}

// OnAdd has fn called whenever an entry of a kind is added, in its transaction. It is for a package that keeps something
// elsewhere which the entry takes the ground from. It is called while the program is built.
func (s *Service) OnAdd(kind string, fn func(ctx context.Context, pass gate.Pass) error) {
	s.onAdd[kind] = fn
}

// OnErase has fn called inside every erasure, before the keys are destroyed. It is for packages that keep something of a
// record elsewhere, such as what was shared from it. Its pass may be nobody's (see Lapse). It is called while the program is
// built.
func (s *Service) OnErase(fn func(ctx context.Context, pass gate.Pass) error) {
	s.onErase = append(s.onErase, fn)
}

// New returns the service.
func New(g *gate.Gate, accounts *account.Service, registry *Registry) *Service {
	return &Service{gate: g, accounts: accounts, registry: registry, onAdd: map[string]func(context.Context, gate.Pass) error{}}
}

// Registry is the declared kinds and fields.
func (s *Service) Registry() *Registry { return s.registry }

// A Record is what an actor may see of a person.
type Record struct {
	Person     id.ID
	HasAccount bool // the person has set up their own sign-in
	Relation   gate.Relation
	Entries    []Entry            // oldest first
	Asking     []gate.Compartment // left out: the person chose that these ask for the passphrase once more
}

// Read opens compartments of a record. What the actor's keys do not open is there, Locked. Of several compartments, those
// that ask a person for their passphrase once more are left out (Asking); asked for alone they are account.ErrStepUp.
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

// Take opens all of a person's own record at once, for them to keep outside the house. It asks for their passphrase once more
// (account.ErrStepUp), and stands in the log as what it is.
func (s *Service) Take(ctx context.Context, actor account.Actor) (Record, error) {
	return s.read(ctx, gate.Request{Actor: actor, Action: gate.Take, Purpose: gate.OwnLife, Person: actor.Person, Compartments: gate.Compartments()})
}

func (s *Service) read(ctx context.Context, req gate.Request) (Record, error) {
	var rows []sealedEntry
	var ring keyring
	var own id.ID
	var names []introduction
	out := Record{Person: req.Person}
	req.Compartments, out.Asking = s.askedFor(req.Actor, req.Compartments)
	err := s.gate.View(ctx, req, func(ctx context.Context, view gate.View) (err error) {
		own, out.Relation = view.SurvivorAccount(), view.Relation()
		if rows, ring, err = load(ctx, view); err != nil {
			return err
		}
		if names = nil; view.Unintroduced() && view.Opens(gate.Identity) {
			names, err = introductions(ctx, view, ring)
		}
		return err
	})
	if err != nil {
		return Record{}, err
	}
	out.HasAccount = !own.IsZero()
	if out.HasAccount && len(ring.missingFor(own)) > 0 || len(names) > 0 {
		// This actor holds a key, or knows a name, that the person should have had, and does not: hand it over now.
		if err := s.gate.Open(ctx, req, s.giveMissing); err != nil {
			return Record{}, err
		}
	}
	// Opening is done after the transaction: it is work for this request alone, and the look is already in the ledger.
	out.Entries, err = s.registry.open(req.Actor.Agency, req.Person, rows, ring)
	return out, err
}

// askedFor parts several compartments into those that open and those that ask for the passphrase once more. Whether either
// may be had is decided by the gate.
func (s *Service) askedFor(actor account.Actor, all []gate.Compartment) (open, asking []gate.Compartment) {
	for _, c := range all {
		if c == gate.Contact && actor.AskedFor(account.Contact, s.gate.Clock()()) {
			asking = append(asking, c)
		} else {
			open = append(open, c)
		}
	}
	if len(open) == 0 {
		return all, nil
	}
	return open, asking
}

// giveMissing gives the person what they lack and the pass's actor has: keys, and the names of those who work with them.
func (s *Service) giveMissing(ctx context.Context, pass gate.Pass) error {
	if err := s.handOverMissing(ctx, pass); err != nil || !pass.Opens(gate.Identity) {
		return err
	}
	return introduce(ctx, pass)
}

// handOverMissing seals to the person's own account what it lacks and the pass's actor can open. The account's key is held
// before the grants are read again: a new card, which takes away what the key before it opened, waits until this is done.
func (s *Service) handOverMissing(ctx context.Context, pass gate.Pass) error {
	own := pass.SurvivorAccount()
	grants, err := loadGrants(ctx, pass.View)
	if err != nil || own.IsZero() || len(newKeyring(pass.View, grants).missingFor(own)) == 0 {
		return err
	}
	public, ok, err := s.accounts.HoldKey(ctx, pass.Tx(), pass.Person(), own)
	if err != nil || !ok {
		return err
	}
	if grants, err = loadGrants(ctx, pass.View); err != nil {
		return err
	}
	return complete(ctx, pass, newKeyring(pass.View, grants), own, public)
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
	plain := content{actor.Shown, body}.encode()
	e := sealedEntry{version: version, Entry: Entry{ID: id.New(pass.At()), Kind: d.Kind, Compartment: compartment, Author: actor.Account,
		AuthorRole: string(actor.Role), At: pass.At(), Supersedes: d.Supersedes, About: d.About}}
	if e.sealed, err = key.SealPadded(entryBinding(pass.Agency(), pass.Person(), e.Entry, version), plain); err != nil {
		return id.ID{}, err
	}
	if err := insert(ctx, pass, e); err != nil {
		return id.ID{}, err
	}
	if fn := s.onAdd[d.Kind]; fn != nil {
		return e.ID, fn(ctx, pass)
	}
	return e.ID, nil
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
