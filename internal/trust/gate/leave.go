package gate

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// ErrSuccessor says that with this successor somebody would be left without a named worker and a second person who stands
// in, both of them working here: nothing has changed then.
var ErrSuccessor = fault.In("successor", "gate.error.successor")

// Staff is who works here, as the rules name it. It belongs to no record.
const Staff Compartment = "staff"

// A Leaving is a colleague who is about to leave, with who is to follow. Whoever works with people passes them on only by three:
// one who proposes it, the successor, who accepts, and a second one over staff, who co-signs. Until then everything stays as it
// is, but for the sign-in of who leaves, which the first can end at once.
type Leaving struct {
	Account   id.ID
	By        id.ID // who proposed it
	Successor id.ID
	At        time.Time
	Accepted  bool // by the successor
	People    int  // how many are passed on
}

// WaitsFor reports whether the next step is for somebody over staff with this account, or for the successor.
func (l Leaving) WaitsFor(account id.ID) bool {
	if l.Accepted {
		return account != l.By && account != l.Successor && account != l.Account
	}
	return account == l.Successor
}

var (
	// ErrSecondPerson refuses an act to whoever has done another part of it: it takes somebody else.
	ErrSecondPerson = fault.New(fault.BadInput, "gate.error.second_person")

	// ErrNotAccepted refuses to co-sign before the successor has accepted.
	ErrNotAccepted = fault.New(fault.Stale, "gate.error.not_accepted")

	// ErrNoLeaving says that there is nobody about to leave, or not any more.
	ErrNoLeaving = fault.New(fault.NotFound, "gate.error.no_leaving")
)

// ProposeLeaving begins to let somebody leave. Of somebody who works with nobody it ends everything at once, and reports true:
// nobody gets to open more by it. With atOnce their sign-in ends now, whatever becomes of the rest.
func (g *Gate) ProposeLeaving(ctx context.Context, by account.Actor, leaving, successor id.ID, atOnce bool) (ended bool, err error) {
	err = g.staffing(ctx, by, Oversee, func(ctx context.Context, tx *store.Tx) error {
		if by.Account == leaving {
			return ErrSecondPerson
		}
		var people int
		if err := tx.QueryRow(ctx, countAssignments, tx.Agency(), leaving).Scan(&people); err != nil {
			return err
		}
		if ended = people == 0; ended {
			return g.staff.Leave(ctx, tx, by, leaving)
		}
		if successor == by.Account {
			return ErrSecondPerson
		}
		if err := g.mayFollow(ctx, tx, by, leaving, successor); err != nil {
			return err
		}
		if atOnce {
			if err := g.staff.Leave(ctx, tx, by, leaving); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, deleteLeaving, tx.Agency(), leaving); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertLeaving, tx.Agency(), leaving, by.Account, successor, clock.Micros(g.clk()), 0); err != nil {
			return err
		}
		return g.staff.Note(ctx, tx, by, account.LeavingProposed, leaving, successor)
	})
	return ended, err
}

// Leavings lists who is about to leave, for whoever is over staff and for the successors of each.
func (g *Gate) Leavings(ctx context.Context, actor account.Actor) (list []Leaving, err error) {
	err = g.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) error {
		over, _, err := g.decideOutside(ctx, r, actor, Oversee, Staff, g.clk())
		if err != nil {
			return err
		}
		rows, err := r.Query(ctx, selectLeavings, r.Agency())
		if err != nil {
			return err
		}
		defer rows.Close()
		list = nil
		for rows.Next() {
			l, err := scanLeaving(rows.Scan)
			if err != nil {
				return err
			}
			if over || l.Successor == actor.Account {
				list = append(list, l)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		for i := range list {
			if err := r.QueryRow(ctx, countAssignments, r.Agency(), list[i].Account).Scan(&list[i].People); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// SomebodyLeaves reports whether it was proposed that somebody leaves who works with the person, for the person themselves: whom
// they would like is asked before it is decided. It tells no name, and leaves no look.
func (g *Gate) SomebodyLeaves(ctx context.Context, me account.Actor) (leaves bool, err error) {
	if !me.IsSurvivor() {
		return false, ErrRefused
	}
	err = g.db.Read(ctx, me.Agency, func(ctx context.Context, r *store.Reader) error {
		var n int
		err := r.QueryRow(ctx, countLeavingFrom, r.Agency(), me.Person, me.Account).Scan(&n)
		leaves = n > 0
		return err
	})
	return leaves, err
}

// AcceptLeaving is the successor's yes, and DeclineLeaving their no, after which there is nobody who follows and it has to be
// proposed anew.
func (g *Gate) AcceptLeaving(ctx context.Context, actor account.Actor, leaving id.ID) error {
	return g.follows(ctx, actor, leaving, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, updateAccepted, clock.Micros(g.clk()), tx.Agency(), leaving, actor.Account); err != nil {
			return err
		}
		return g.staff.Note(ctx, tx, actor, account.LeavingAccepted, leaving, actor.Account)
	})
}

// DeclineLeaving is the successor's no.
func (g *Gate) DeclineLeaving(ctx context.Context, actor account.Actor, leaving id.ID) error {
	return g.follows(ctx, actor, leaving, func(ctx context.Context, tx *store.Tx) error {
		return g.dropLeaving(ctx, tx, actor, leaving)
	})
}

func (g *Gate) follows(ctx context.Context, actor account.Actor, leaving id.ID, fn func(context.Context, *store.Tx) error) error {
	return g.db.Write(ctx, actor.Agency, func(ctx context.Context, tx *store.Tx) error {
		standing, err := g.staff.StandingIn(ctx, &tx.Reader, actor, g.clk())
		if err != nil {
			return err
		}
		l, err := leavingOf(ctx, &tx.Reader, leaving)
		if err != nil {
			return err
		}
		if !standing.Active || l.Successor != actor.Account {
			return ErrNoLeaving
		}
		return fn(ctx, tx)
	})
}

// TakeBackLeaving ends a proposal. Whoever is over staff may do it: everything stays as it was, and an account that was ended at
// once stays ended.
func (g *Gate) TakeBackLeaving(ctx context.Context, by account.Actor, leaving id.ID) error {
	return g.staffing(ctx, by, Oversee, func(ctx context.Context, tx *store.Tx) error {
		if _, err := leavingOf(ctx, &tx.Reader, leaving); err != nil {
			return err
		}
		return g.dropLeaving(ctx, tx, by, leaving)
	})
}

func (g *Gate) dropLeaving(ctx context.Context, tx *store.Tx, by account.Actor, leaving id.ID) error {
	if _, err := tx.Exec(ctx, deleteLeaving, tx.Agency(), leaving); err != nil {
		return err
	}
	return g.staff.Note(ctx, tx, by, account.LeavingDropped, leaving, id.ID{})
}

// CosignLeaving brings it about, for somebody over staff who neither proposed it nor follows: it ends what account.Leave ends,
// and passes the people on, in one transaction. Where the one who leaves was the worker, whoever stands in becomes the worker;
// the place beside the worker goes to the successor. So nobody is without a named worker and a cover at any commit (INV-14).
// Each person reads in their log that it happened.
func (g *Gate) CosignLeaving(ctx context.Context, by account.Actor, leaving id.ID) error {
	return g.staffing(ctx, by, Oversee, func(ctx context.Context, tx *store.Tx) error {
		l, err := leavingOf(ctx, &tx.Reader, leaving)
		switch {
		case err != nil:
			return err
		case by.Account == l.By || by.Account == l.Successor || by.Account == leaving:
			return ErrSecondPerson
		case !l.Accepted:
			return ErrNotAccepted
		}
		proposer, ok, err := g.staff.StaffRole(ctx, &tx.Reader, by, l.By)
		if err != nil {
			return err
		}
		if !ok || !proposer.OverStaff() {
			return ErrNoLeaving // whoever proposed it does not work here any more, or as something else
		}
		if err := g.mayFollow(ctx, tx, by, leaving, l.Successor); err != nil {
			return err
		}
		if err := g.passOn(ctx, tx, signed(by), by, leaving, l.Successor); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteLeaving, tx.Agency(), leaving); err != nil {
			return err
		}
		if err := g.staff.Leave(ctx, tx, by, leaving); err != nil {
			return err
		}
		return g.staff.Note(ctx, tx, by, account.LeavingDone, leaving, l.Successor)
	})
}

// LeaveWith lets somebody leave by two shares, where there are not enough people for two: the custodians are the two. Nobody
// signs for it in the log but the root.
func (g *Gate) LeaveWith(ctx context.Context, agency id.Agency, leaving, successor id.ID, recovery keys.PrivateKey) error {
	return g.db.Write(ctx, agency, func(ctx context.Context, tx *store.Tx) error {
		var people int
		if err := tx.QueryRow(ctx, countAssignments, agency, leaving).Scan(&people); err != nil {
			return err
		}
		if people > 0 {
			if err := g.mayFollow(ctx, tx, account.Actor{}, leaving, successor); err != nil {
				return err
			}
			if err := g.passOn(ctx, tx, author{key: roster.RootKey(recovery)}, account.Actor{}, leaving, successor); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, deleteLeaving, agency, leaving); err != nil {
			return err
		}
		return g.staff.LeaveWith(ctx, tx, leaving, recovery)
	})
}

// staffing runs an act about who works here, where the rules let the actor do it.
func (g *Gate) staffing(ctx context.Context, by account.Actor, action Action, fn func(context.Context, *store.Tx) error) error {
	return g.db.Write(ctx, by.Agency, func(ctx context.Context, tx *store.Tx) error {
		ok, _, err := g.decideOutside(ctx, &tx.Reader, by, action, Staff, g.clk())
		if err != nil {
			return err
		}
		if !ok {
			return ErrRefused
		}
		return fn(ctx, tx)
	})
}

// Acts lists what was done about those who work here, the newest first, for whom the rules let read it.
func (g *Gate) Acts(ctx context.Context, actor account.Actor) ([]account.Act, error) {
	var may bool
	err := g.db.Read(ctx, actor.Agency, func(ctx context.Context, r *store.Reader) (err error) {
		may, _, err = g.decideOutside(ctx, r, actor, Look, Staff, g.clk())
		return err
	})
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, ErrRefused
	}
	return g.staff.Acts(ctx, actor)
}

// passOn takes the people of one account to the next, and tells each of them in their log.
func (g *Gate) passOn(ctx context.Context, tx *store.Tx, key author, by account.Actor, leaving, successor id.ID) error {
	people, err := takeAssignments(ctx, tx, leaving)
	if err != nil {
		return err
	}
	at := g.clk()
	for _, p := range people {
		if err := handOver(ctx, tx, p, successor, clock.Micros(at)); err != nil {
			return err
		}
		row, err := g.find(ctx, tx, Request{Person: p.id})
		if err != nil {
			return err
		}
		event := Event{Who: by.Shown, Role: string(by.Role), Action: HandOver, Purpose: Care, Outcome: Allowed, Reason: ReasonLeft}
		if err := g.append(ctx, tx, p.id, key, row.log, at, event); err != nil {
			return err
		}
	}
	return nil
}

func leavingOf(ctx context.Context, r *store.Reader, account id.ID) (Leaving, error) {
	l, err := scanLeaving(r.QueryRow(ctx, selectLeaving, r.Agency(), account).Scan)
	if store.IsNoRows(err) {
		err = ErrNoLeaving
	}
	return l, err
}

func scanLeaving(scan func(...any) error) (l Leaving, err error) {
	var at, accepted int64
	err = scan(&l.Account, &l.By, &l.Successor, &at, &accepted)
	l.At, l.Accepted = clock.FromMicros(at), accepted > 0
	return l, err
}

type leftPerson struct {
	id       id.ID
	relation Relation // how the one who leaves stood to them
}

// takeAssignments removes the assignments of one account and returns what they were.
func takeAssignments(ctx context.Context, tx *store.Tx, leaving id.ID) (list []leftPerson, err error) {
	rows, err := tx.Query(ctx, selectAssignments, tx.Agency(), leaving)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var p leftPerson
		if err := rows.Scan(&p.id, &p.relation); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		list = append(list, p)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, deleteOfAccount, tx.Agency(), leaving)
	return list, err
}

// mayFollow refuses a successor who does not work here, or in another function than the one who leaves.
func (g *Gate) mayFollow(ctx context.Context, tx *store.Tx, by account.Actor, leaving, successor id.ID) error {
	was, _, err := g.staff.StaffRole(ctx, &tx.Reader, by, leaving)
	if err != nil {
		return err
	}
	role, ok, err := g.staff.StaffRole(ctx, &tx.Reader, by, successor)
	if err != nil {
		return err
	}
	if !ok || successor == leaving || !slices.Equal(role.Functions(), was.Functions()) {
		return ErrSuccessor
	}
	return nil
}

// handOver fills the place that has become empty. A successor who is with the person already cannot also be the second.
func handOver(ctx context.Context, tx *store.Tx, p leftPerson, successor id.ID, at int64) error {
	if p.relation == Worker {
		n, err := tx.Exec(ctx, promoteCover, tx.Agency(), p.id, Cover, Worker)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrSuccessor
		}
	}
	n, err := tx.Exec(ctx, insertFollower, tx.Agency(), p.id, successor, Cover, at)
	if err == nil && n == 0 {
		return ErrSuccessor
	}
	return err
}

const (
	selectAssignments = `SELECT person_id, relation FROM assignment WHERE agency_id = $1 AND account_id = $2 ORDER BY person_id`
	deleteOfAccount   = `DELETE FROM assignment WHERE agency_id = $1 AND account_id = $2`
	promoteCover      = `UPDATE assignment SET relation = $4 WHERE agency_id = $1 AND person_id = $2 AND relation = $3`
	insertFollower    = `INSERT INTO assignment (agency_id, person_id, account_id, relation, from_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id, person_id, account_id) DO NOTHING`
	countLeavingFrom = `SELECT COUNT(*) FROM person p JOIN assignment a ON a.agency_id = p.agency_id AND a.person_id = p.person_id
		JOIN leaving l ON l.agency_id = a.agency_id AND l.account_id = a.account_id WHERE p.agency_id = $1 AND p.person_id = $2 AND p.account_id = $3`
	countAssignments = `SELECT COUNT(*) FROM assignment WHERE agency_id = $1 AND account_id = $2`

	selectLeavings = `SELECT account_id, proposed_by, successor_id, proposed_at, accepted_at FROM leaving WHERE agency_id = $1 ORDER BY proposed_at, account_id`
	selectLeaving  = `SELECT account_id, proposed_by, successor_id, proposed_at, accepted_at FROM leaving WHERE agency_id = $1 AND account_id = $2`
	insertLeaving  = `INSERT INTO leaving (agency_id, account_id, proposed_by, successor_id, proposed_at, accepted_at) VALUES ($1, $2, $3, $4, $5, $6)`
	updateAccepted = `UPDATE leaving SET accepted_at = $1 WHERE agency_id = $2 AND account_id = $3 AND successor_id = $4`
	deleteLeaving  = `DELETE FROM leaving WHERE agency_id = $1 AND account_id = $2`
)
