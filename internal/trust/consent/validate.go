package consent

import (
	"encoding/hex"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
)

// Skew is how far a start date may lie behind the clock: the time it takes to talk the last page through and sign. More
// than that is backdating.
const Skew = 5 * time.Minute

// Validate returns everything that keeps r from being given at the moment now, each problem with the field and the words
// for it; nothing when it may be given. Nothing here is ever asked of somebody who only wants help: a service request
// does not come past this function.
//
// VAWA 34 USC 12291(b)(2), FVPSA 42 USC 10406(c)(5) and VOCA 28 CFR 94.115 ask for consent that is informed, written and
// reasonably limited in time. Each check names what it holds up.
func Validate(r Record, now time.Time) []*fault.Error {
	var p problems
	p.when(r.ID.IsZero() || r.Person.IsZero(), "person", "consent.error.person")
	p.when(!slices.Contains(Purposes(), r.Purpose), "purpose", "consent.error.purpose")
	p.giver(&r)
	p.items(&r)
	p.recipient(&r)
	p.method(&r)
	p.informed(&r)
	p.dates(&r, now)
	return p
}

type problems []*fault.Error

func (p *problems) when(wrong bool, field, key string) {
	if wrong {
		*p = append(*p, fault.In(field, key))
	}
}

// giver holds 28 CFR 94.115(a)(2): who may say yes, for whom, and who never.
func (p *problems) giver(r *Record) {
	if !slices.Contains(GivenBys(), r.GivenBy) {
		p.when(true, "given_by", "consent.error.given_by")
		return
	}
	g, other := r.Giver, r.GivenBy == ByMinorPlusCaregiver || r.GivenBy == ByGuardian
	p.when(g.Barred(), "giver", "consent.error.giver_barred")
	p.when(!g.ExclusionChecked && r.GivenBy != BySelf, "giver", "consent.error.giver_unchecked")
	p.when(other && g.Account.IsZero() && g.Relation == "", "giver", "consent.error.giver_unnamed")
	p.when(g.Basis == "" && r.GivenBy != BySelf && r.GivenBy != ByMinorPlusCaregiver, "basis", "consent.error.giver_basis")
	p.when(!g.Account.IsZero() && g.Account == r.RecordedBy, "giver", "consent.error.giver_is_worker")
	if r.Minor {
		p.when(r.GivenBy == BySelf || r.GivenBy == BySupportedDecision, "given_by", "consent.error.minor")
	} else {
		p.when(r.GivenBy == BySelfMinor || r.GivenBy == ByMinorPlusCaregiver, "given_by", "consent.error.adult")
	}
}

// items holds the list to single entries: an empty or open list would mean "everything", now and later.
func (p *problems) items(r *Record) {
	p.when(len(r.Items) == 0, "items", "consent.error.items_none")
	seen := make(map[id.ID]bool, len(r.Items))
	for _, it := range r.Items {
		if it.Entry.IsZero() || it.Kind == "" || it.Compartment == "" {
			p.when(true, "items", "consent.error.items_blanket")
			break
		}
		if seen[it.Entry] {
			p.when(true, "items", "consent.error.items_twice")
			break
		}
		seen[it.Entry] = true
	}
	for _, it := range r.Items {
		if slices.ContainsFunc(r.Excluded, func(ex Item) bool { return ex.keepsBack(it) }) {
			p.when(true, "excluded_items", "consent.error.items_both")
			break
		}
	}
	p.when(slices.Contains(r.Excluded, Item{}), "excluded_items", "consent.error.excluded_empty")
}

// recipient holds that one named agency, its stated workers and stated acts are meant. Onward sharing is never among them.
func (p *problems) recipient(r *Record) {
	p.when(r.RecipientAgency.IsZero(), "recipient_agency", "consent.error.recipient")
	p.when(len(r.RecipientRoles) == 0 || slices.Contains(r.RecipientRoles, ""), "recipient_roles", "consent.error.roles")
	if slices.Contains(r.Actions, OnwardShare) {
		p.when(true, "actions", "consent.error.onward_share")
		return
	}
	unknown := func(a Action) bool { return !slices.Contains(Actions(), a) }
	p.when(len(r.Actions) == 0 || slices.ContainsFunc(r.Actions, unknown), "actions", "consent.error.actions")
}

// method holds that workers record and do not invent: whatever leaves no signature needs a second witness or the sound.
func (p *problems) method(r *Record) {
	switch r.Method {
	case Portal:
		p.when(!r.RecordedBy.IsZero(), "method", "consent.error.method_portal")
	case InPersonSignature, SpokenRecorded, SpokenWitnessed, MarkOrThumb, SignLanguage:
		p.when(r.RecordedBy.IsZero(), "recorded_by", "consent.error.recorded_by")
	default:
		p.when(true, "method", "consent.error.method")
	}
	seen, heard := !r.Witness.IsZero(), !r.Recording.IsZero()
	p.when(r.Method == SpokenRecorded && !heard, "recording", "consent.error.recording")
	p.when((r.Method == SpokenWitnessed || r.Method == MarkOrThumb) && !seen, "witness", "consent.error.witness")
	p.when(r.Method == SignLanguage && !seen && !heard, "witness", "consent.error.witness_or_recording")
	p.when(seen && (r.Witness == r.RecordedBy || r.Witness == r.Giver.Account), "witness", "consent.error.witness_same")
}

// informed holds that the person knew what they said yes to, in their own language, and that nobody stood over them.
func (p *problems) informed(r *Record) {
	p.when(r.Language == "", "language", "consent.error.language")
	hash, err := hex.DecodeString(r.NoticeHash)
	p.when(r.NoticeVersion == "" || err != nil || len(hash) != 32, "notice", "consent.error.notice")
	missed := func(a Answer) bool { return a.Question == "" || a.Said == "" || !a.Understood }
	p.when(slices.ContainsFunc(r.UnderstandingCheck[:], missed), "understanding_check", "consent.error.understanding")
	p.when(!r.ToldBenefits || !r.ToldRisks || !r.ToldAlternatives, "told", "consent.error.told")
	p.when(!r.ToldCanSayNo, "told_can_say_no", "consent.error.told_can_say_no")
	p.when(r.AloneCheck != Alone && r.AloneCheck != WithSupport, "alone_check", "consent.error.alone")
}

// dates holds "reasonably time-limited": a start that is not in the past, and an end that always exists. The longest time
// counts from the day of giving, so that a start in the future does not stretch it.
func (p *problems) dates(r *Record, now time.Time) {
	p.when(r.ValidFrom.IsZero(), "valid_from", "consent.error.start_none")
	p.when(!r.ValidFrom.IsZero() && r.ValidFrom.Before(now.Add(-Skew)), "valid_from", "consent.error.start_past")
	if r.ExpiresAt.IsZero() {
		p.when(true, "expires_at", "consent.error.end_none")
		return
	}
	from := now
	if !r.ValidFrom.IsZero() && r.ValidFrom.Before(now) {
		from = r.ValidFrom
	}
	p.when(!r.ExpiresAt.After(r.ValidFrom) || !r.ExpiresAt.After(now), "expires_at", "consent.error.end_before_start")
	p.when(r.ExpiresAt.Sub(from) > MaxExpiry, "expires_at", "consent.error.end_too_far")
}
