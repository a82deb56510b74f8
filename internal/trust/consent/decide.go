package consent

import (
	"bytes"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
)

// A Reason says why a decision came out as it did. Reasons are for the ledger, for the person and for the agency that
// holds the record. A recipient is never told one: what it may not see does not exist for it.
type Reason string

const (
	Allowed          Reason = "allowed"
	NoConsent        Reason = "no_consent"         // there is no record at all
	OtherPerson      Reason = "other_person"       // only about other people
	OtherRecipient   Reason = "other_recipient"    // only for other agencies
	OtherPurpose     Reason = "other_purpose"      // for this agency, but for something else
	OtherRole        Reason = "other_role"         // for other workers of this agency
	ActionNotAllowed Reason = "action_not_allowed" // to look, say, but not to keep a copy
	ItemNotListed    Reason = "item_not_listed"    // at least one item is not on the list
	ItemExcluded     Reason = "item_excluded"      // at least one item was expressly kept back
	NotGiven         Reason = "not_given"          // drafted or explained, and no answer yet
	Declined         Reason = "declined"
	NotYetValid      Reason = "not_yet_valid"
	Suspended        Reason = "suspended" // while pressure is looked into, or the person disputes it
	Expired          Reason = "expired"
	Withdrawn        Reason = "withdrawn"
	Replaced         Reason = "replaced"
	GiverExcluded    Reason = "giver_excluded" // given by somebody who never can
	OnwardSharing    Reason = "onward_share"   // passing on needs a consent that names the third agency
	Malformed        Reason = "malformed"      // the request or the record lacks what every one must have
)

// Reasons lists them all.
func Reasons() []Reason {
	return []Reason{
		Allowed, NoConsent, OtherPerson, OtherRecipient, OtherPurpose, OtherRole, ActionNotAllowed, ItemNotListed,
		ItemExcluded, NotGiven, Declined, NotYetValid, Suspended, Expired, Withdrawn, Replaced, GiverExcluded,
		OnwardSharing, Malformed,
	}
}

// A Request asks whether a worker in RecipientRole of RecipientAgency may do Action with Items of Person for Purpose.
// Every field is needed: an empty one never means "any".
type Request struct {
	Person          id.ID
	RecipientAgency id.Agency
	RecipientRole   Role
	Purpose         Purpose
	Items           []Item
	Action          Action
}

// A Decision is the answer to all items of the request together.
type Decision struct {
	Allowed bool
	Reason  Reason
	Consent id.ID // the consent that allows it, or the one that came nearest; zero when none concerns this person
}

// Decide answers req at the moment at. It reads nothing but its arguments; the default is no.
//
// One record must cover every item. Permissions of several records are never added up: a bundle that is made of two
// consents is one that the person never saw as a whole. A caller that has two consents makes two requests.
//
// What one record keeps back, another may list: each consent says what it covers and no more. So taking a record away
// can only take permissions away.
//
// When nothing allows the request, the reason is that of the record that came nearest to it, and the newest among those
// that came equally near. The order of records does not matter.
func Decide(records []Record, req Request, at time.Time) Decision {
	if req.Action == OnwardShare {
		return Decision{Reason: OnwardSharing}
	}
	if !req.complete() || at.IsZero() {
		return Decision{Reason: Malformed}
	}
	best := Decision{Reason: NoConsent}
	for i := range records {
		r := &records[i]
		d := Decision{Reason: r.answer(&req, at), Consent: r.ID}
		if d.Reason == OtherPerson {
			d.Consent = id.ID{}
		}
		if d.nearer(best) {
			best = d
		}
	}
	best.Allowed = best.Reason == Allowed
	return best
}

// StillStands is the part of a decision that can change after a record was sealed: its state and the time. It returns
// Allowed when a consent in this state, for [validFrom, expiresAt), stands at the moment at. At expiresAt itself it is
// over. The gate asks it again, on plain columns, whenever something that was decided earlier is about to happen.
//
// Given, active and expiring differ only in what people are shown; the dates decide, so that nothing depends on how soon
// a clock was served.
func StillStands(state State, validFrom, expiresAt, at time.Time) Reason {
	switch state {
	case StateDrafted, StateExplained:
		return NotGiven
	case StateDeclined:
		return Declined
	case StateWithdrawn:
		return Withdrawn
	case StateReplaced:
		return Replaced
	case StateExpired:
		return Expired
	case StateGiven, StateActive, StateExpiring, StateSuspended:
	default:
		return Malformed
	}
	switch {
	case validFrom.IsZero() || expiresAt.IsZero() || at.IsZero():
		return Malformed
	case !at.Before(expiresAt):
		return Expired
	case state == StateSuspended:
		return Suspended
	case at.Before(validFrom):
		return NotYetValid
	}
	return Allowed
}

// complete reports whether nothing is left open in the request.
func (q *Request) complete() bool {
	if q.Person.IsZero() || q.RecipientAgency.IsZero() || q.RecipientRole == "" || q.Purpose == "" || q.Action == "" || len(q.Items) == 0 {
		return false
	}
	for _, it := range q.Items {
		if it.Entry.IsZero() {
			return false
		}
	}
	return true
}

// answer is what r alone says to the request: first whether it is about the same thing, then whether it stands.
func (r *Record) answer(q *Request, at time.Time) Reason {
	switch {
	case r.Person != q.Person:
		return OtherPerson
	case r.RecipientAgency != q.RecipientAgency:
		return OtherRecipient
	case r.Purpose != q.Purpose:
		return OtherPurpose
	case !slices.Contains(r.RecipientRoles, q.RecipientRole):
		return OtherRole
	case !slices.Contains(r.Actions, q.Action):
		return ActionNotAllowed
	}
	if why := r.covers(q.Items); why != Allowed {
		return why
	}
	if r.Giver.Barred() {
		return GiverExcluded
	}
	if !r.sound() {
		return Malformed
	}
	return StillStands(r.State, r.ValidFrom, r.ExpiresAt, at)
}

// covers returns Allowed when every item is listed, as the kind of thing it was listed as, and none is kept back.
func (r *Record) covers(items []Item) Reason {
	why := Allowed
	for i := range items {
		for j := range r.Excluded {
			if r.Excluded[j].keepsBack(items[i]) {
				return ItemExcluded
			}
		}
		if !slices.Contains(r.Items, items[i]) {
			why = ItemNotListed
		}
	}
	return why
}

// sound reports whether r has what no consent can do without, whatever door it came in by.
func (r *Record) sound() bool {
	return !r.ID.IsZero() && !r.ValidFrom.IsZero() &&
		r.ExpiresAt.After(r.ValidFrom) && r.ExpiresAt.Sub(r.ValidFrom) <= MaxExpiry
}

// nearness orders the reasons by how far a record got. Those that end a record that fits the request count alike.
func (w Reason) nearness() int {
	switch w {
	case NoConsent:
		return 0
	case OtherPerson:
		return 1
	case OtherRecipient:
		return 2
	case OtherPurpose:
		return 3
	case OtherRole:
		return 4
	case ActionNotAllowed:
		return 5
	case ItemNotListed:
		return 6
	case ItemExcluded:
		return 7
	case Allowed:
		return 9
	}
	return 8
}

// nearer reports whether d says more than e. It is a total order on what a Decision tells, so the result of Decide does
// not depend on the order of the records.
func (d Decision) nearer(e Decision) bool {
	if a, b := d.Reason.nearness(), e.Reason.nearness(); a != b {
		return a > b
	}
	if c := bytes.Compare(d.Consent.Bytes(), e.Consent.Bytes()); c != 0 {
		return c > 0
	}
	return d.Reason > e.Reason
}
