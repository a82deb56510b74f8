package gate

import (
	"context"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A View is the gate's permission to look, alive inside one snapshot. Reading asks it which compartments are open. Its
// zero value opens nothing.
type View struct {
	r      *store.Reader
	req    Request
	at     time.Time
	person personRow
}

// A Pass is the gate's permission to look and to change, alive inside one transaction.
type Pass struct {
	View
	gate *Gate
	tx   *store.Tx
	way  *string
	told *bool // the log entry is written already
}

// By notes in the log entry of this pass by which way something leaves.
func (p Pass) By(way string) {
	if p.way != nil {
		*p.way = way
	}
}

// Tx is the transaction that the pass lives in.
func (p Pass) Tx() *store.Tx { return p.tx }

// Reader is the snapshot that the view lives in.
func (p View) Reader() *store.Reader { return p.r }

// Agency is the vault that the view opens.
func (p View) Agency() id.Agency { return p.req.Actor.Agency }

// Person is whom the view is about.
func (p View) Person() id.ID { return p.person.id }

// Actor is to whom the view was given.
func (p View) Actor() account.Actor { return p.req.Actor }

// Action is what the view is for.
func (p View) Action() Action { return p.req.Action }

// At is the moment of the decision.
func (p View) At() time.Time { return p.at }

// Relation is how the actor stands to the person.
func (p View) Relation() Relation { return p.person.relation }

// SurvivorAccount is the person's own account, zero until one is set up.
func (p View) SurvivorAccount() id.ID { return p.person.account }

// Compartments are those that the view was given for.
func (p View) Compartments() []Compartment { return p.req.Compartments }

// Opens reports whether the pass was given for the compartment.
func (p View) Opens(c Compartment) bool { return slices.Contains(p.req.Compartments, c) }

// OpensItem reports whether the pass covers one entry: its compartment is open, and where the request named items, it is
// one of them.
func (p View) OpensItem(c Compartment, entry id.ID) bool {
	return p.Opens(c) && (len(p.req.Items) == 0 || slices.Contains(p.req.Items, entry))
}

// ErrCover says that a record begins with a worker and, beside them, a colleague who works here and can stand in.
var ErrCover = fault.In("cover", "person.error.cover")

// Begin puts a person in the register, with their first worker and who stands in: nobody is without either (INV-14). It
// takes a pass for Start, and returns the pass with which the record is filled in the same transaction.
func (p Pass) Begin(ctx context.Context, person id.ID, log keys.PublicKey, cover id.ID) (Pass, error) {
	if p.req.Action != Start || p.tx == nil {
		return Pass{}, ErrRefused
	}
	role, ok, err := p.gate.staff.StaffRole(ctx, &p.tx.Reader, p.req.Actor, cover)
	if err != nil {
		return Pass{}, err
	}
	if !ok || cover == p.req.Actor.Account || !slices.Equal(role.Functions(), p.req.Actor.Role.Functions()) {
		return Pass{}, ErrCover
	}
	at := p.at.UnixMicro()
	if _, err := p.tx.Exec(ctx, insertPerson, p.Agency(), person, id.Reference(), log.Bytes(), nil, at, 1); err != nil {
		return Pass{}, err
	}
	for account, relation := range map[id.ID]Relation{p.req.Actor.Account: Worker, cover: Cover} {
		if _, err := p.tx.Exec(ctx, insertAssignment, p.Agency(), person, account, relation, at); err != nil {
			return Pass{}, err
		}
	}
	p.person = personRow{id: person, log: log.Bytes(), relation: Worker}
	*p.told = true
	return p, p.gate.append(ctx, p.tx, person, signed(p.req.Actor), p.person.log, p.at, p.req.event(Allowed, "advocate.start"))
}

// SetAccount notes which account is the person's own. It takes a pass for Enrol.
func (p Pass) SetAccount(ctx context.Context, account id.ID) error {
	if p.req.Action != Enrol || p.tx == nil {
		return ErrRefused
	}
	n, err := p.tx.Exec(ctx, setAccount, account, p.Agency(), p.person.id)
	if err == nil && n == 0 {
		return ErrHasAccount
	}
	return err
}

// NewLog gives a person who has a new card a new key for the log, and writes the making of the card under it. What is in the
// log until then stays sealed to the key before. It takes a pass for Enrol.
func (p Pass) NewLog(ctx context.Context, log keys.PublicKey) error {
	if p.req.Action != Enrol || p.tx == nil {
		return ErrRefused
	}
	if _, err := p.tx.Exec(ctx, setLog, log.Bytes(), p.Agency(), p.person.id); err != nil {
		return err
	}
	*p.told = true
	return p.gate.append(ctx, p.tx, p.person.id, signed(p.req.Actor), log.Bytes(), p.at, p.req.event(Allowed, ReasonNewCard))
}

// ErrHasAccount says that the person has set up their own sign-in already.
var ErrHasAccount = fault.New(fault.Stale, "gate.error.has_account")

const (
	insertPerson     = `INSERT INTO person (agency_id, person_id, reference, log_key, account_id, made_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	insertAssignment = `INSERT INTO assignment (agency_id, person_id, account_id, relation, from_at) VALUES ($1, $2, $3, $4, $5)`
	setLog           = `UPDATE person SET log_key = $1, version = version + 1 WHERE agency_id = $2 AND person_id = $3`
	setAccount       = `UPDATE person SET account_id = $1, version = version + 1 WHERE agency_id = $2 AND person_id = $3 AND account_id IS NULL`
)
