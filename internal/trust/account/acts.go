package account

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/roster"
)

// Acts about those who work here that are no entry of the roster, as the ledger and the page name them.
const (
	StaffInvited    = "staff.invited"
	StaffUninvited  = "staff.uninvited"
	LeavingProposed = "staff.leaving.proposed"
	LeavingAccepted = "staff.leaving.accepted"
	LeavingDropped  = "staff.leaving.dropped"
	LeavingDone     = "staff.leaving.done"
)

// The acts that are an entry of the roster have the name of what it says. ActRole is a member whom the list knew before.
const (
	ActRoot    = "roster.root"
	ActMember  = "roster.member"
	ActRole    = "roster.role"
	ActEnd     = "roster.end"
	ActTeam    = "roster.team"
	ActConduct = "roster.conduct"
	ActTrained = "roster.certificate"
	ActPeer    = "roster.peer"
)

// ActKinds lists every kind of act.
func ActKinds() []string {
	return []string{StaffInvited, StaffUninvited, LeavingProposed, LeavingAccepted, LeavingDropped, LeavingDone,
		ActRoot, ActMember, ActRole, ActEnd, ActTeam, ActConduct, ActTrained, ActPeer}
}

// An Act is one thing that was done about those who work here: let in, certified, ended, a key made anew.
type Act struct {
	Kind  string
	At    time.Time
	By    id.ID // who signed it; zero for the root, which is two custodians
	Of    id.ID // whom it is about, where it is about somebody
	With  id.ID // of a member who invited them, of a leaving who follows
	Role  Role  // of a member
	Until time.Time
	Team  Function

	index int64
}

// noted is what the ledger keeps of an act that is no entry of the roster. It names accounts and nothing else.
type noted struct {
	Of   id.ID `json:"of"`
	With id.ID `json:"with"`
}

// actsOf is the number under which the ledger keeps these acts of an agency, where those about a person have theirs.
func actsOf(agency id.Agency) id.ID { return id.Named(agency.ID, "staff acts") }

// Note writes an act about somebody who works here into the agency's ledger, signed by the actor.
func (s *Service) Note(ctx context.Context, tx *store.Tx, by Actor, kind string, of, with id.ID) error {
	body, err := json.Marshal(noted{of, with})
	if err != nil {
		return err
	}
	_, err = ledger.Append(ctx, tx, ledger.Entry{Kind: kind, Person: actsOf(tx.Agency()), Actor: by.Account, At: s.clk(), Sealed: body, Author: by.SigningKey()})
	return err
}

// mostActs is how many acts of each sort are read.
const mostActs = 200

// Acts lists what was done about those who work here, the newest first: the entries of the roster, with the moment that the
// ledger has for each, and what was noted beside it.
func (s *Service) Acts(ctx context.Context, a Actor) (list []Act, err error) {
	err = s.db.Read(ctx, a.Agency, func(ctx context.Context, r *store.Reader) error {
		if list, err = s.listed(ctx, r, a, mostActs); err != nil {
			return err
		}
		notes, err := ledger.ForPerson(ctx, r, actsOf(r.Agency()), ledger.Latest, mostActs)
		if err != nil {
			return err
		}
		for _, n := range notes {
			var about noted
			if err := json.Unmarshal(n.Sealed, &about); err != nil {
				return err
			}
			list = append(list, Act{Kind: n.Kind, At: n.At, By: n.Actor, Of: about.Of, With: about.With, index: n.Index})
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Act) int { return cmp.Compare(b.index, a.index) })
	return list, err
}

// listed are the newest entries of the roster, up to max, with the moment that the ledger has for each.
func (s *Service) listed(ctx context.Context, r *store.Reader, a Actor, max int) (list []Act, err error) {
	if _, err := s.Roster(ctx, r, a); err != nil {
		return nil, err // what does not hold tells nothing
	}
	entries, err := roster.Entries(ctx, r)
	if err != nil {
		return nil, err
	}
	leaves, err := ledger.ForPerson(ctx, r, roster.LeavesOf(r.Agency()), ledger.Latest, min(max, len(entries)))
	if err != nil {
		return nil, err
	}
	known := map[id.ID]bool{}
	for at, e := range entries {
		act := actOf(e, known)
		if from := len(entries) - len(leaves); at >= from {
			leaf := leaves[len(entries)-1-at]
			act.At, act.index = leaf.At, leaf.Index
			list = append(list, act)
		}
	}
	return list, nil
}

// An Admission is how somebody came to work here.
type Admission struct {
	At      time.Time
	Invited Role // of who invited them, as they work here now; empty where two custodians let them in
	LetIn   Role // of the colleague who let them in; empty like Invited
}

// Admissions says of everybody who works here how they came, for those whose records they may read.
func (s *Service) Admissions(ctx context.Context, r *store.Reader, a Actor) (map[id.ID]Admission, error) {
	list, err := s.Roster(ctx, r, a)
	if err != nil || list.IsZero() {
		return nil, err
	}
	acts, err := s.listed(ctx, r, a, math.MaxInt)
	if err != nil {
		return nil, err
	}
	role := func(who id.ID) Role { m, _ := list.Member(who); return m.Role }
	all := map[id.ID]Admission{}
	for _, act := range acts {
		if act.Kind == ActMember {
			all[act.Of] = Admission{act.At, role(act.With), role(act.By)}
		}
	}
	return all, nil
}

// actOf is what an entry of the roster did. Known are the members that the list had before.
func actOf(e roster.Entry, known map[id.ID]bool) Act {
	act := Act{By: e.By}
	switch {
	case e.Root != nil:
		act.Kind = ActRoot
	case e.Member != nil:
		act.Kind, act.Of, act.Role = ActMember, e.Member.Account, e.Member.Role
		if known[act.Of] {
			act.Kind = ActRole
		}
		known[act.Of] = true
		if e.Member.Invitation != nil {
			act.With = e.Member.Invitation.By
		}
	case e.End != nil:
		act.Kind, act.Of = ActEnd, e.End.Account
	case e.Team != nil:
		act.Kind, act.Team = ActTeam, e.Team.Function
	case e.Certificate != nil:
		act.Kind, act.Of, act.Until = ActTrained, e.Certificate.Account, clock.FromMicros(e.Certificate.ValidTo)
		if e.Certificate.Kind == roster.Conduct {
			act.Kind = ActConduct
		}
	case e.Peer != nil:
		act.Kind = ActPeer
	}
	return act
}
