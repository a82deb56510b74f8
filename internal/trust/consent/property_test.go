package consent_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// The generators start from a consent and a request that fit each other, and change each part now and then: so
// near misses are common, and so are records that allow the request.

var (
	someItems = []consent.Item{note("note"), health("result"), note("another note")}
	someKept  = append([]consent.Item{{Compartment: "health"}, {}}, someItems...)
)

// mostly draws usual, and one time in sixteen one of the others.
func mostly[T any](t *rapid.T, label string, usual T, others ...T) T {
	if rapid.IntRange(0, 15).Draw(t, label+" changed") < 15 {
		return usual
	}
	return rapid.SampledFrom(others).Draw(t, label)
}

func subset[T any](t *rapid.T, of []T, label string) []T {
	var out []T
	for i, take := range rapid.SliceOfN(rapid.Bool(), len(of), len(of)).Draw(t, label) {
		if take {
			out = append(out, of[i])
		}
	}
	return out
}

func days(t *rapid.T, label string, least, most int) time.Time {
	return noon.AddDate(0, 0, rapid.IntRange(least, most).Draw(t, label))
}

func drawRecord(t *rapid.T) consent.Record {
	r := yes()
	r.ID = named(rapid.StringMatching("[a-z]{12}").Draw(t, "id"))
	r.Person = mostly(t, "person", r.Person, named("somebody else"))
	r.RecipientAgency = mostly(t, "recipient", r.RecipientAgency, agency("legal aid"))
	r.RecipientRoles = mostly(t, "roles", r.RecipientRoles, nil, []consent.Role{"reception"}, []consent.Role{"reception", "clinician"})
	r.Purpose = mostly(t, "purpose", r.Purpose, consent.Research)
	r.Actions = mostly(t, "actions", r.Actions, nil, []consent.Action{consent.View}, []consent.Action{consent.KeepCopy, consent.OnwardShare})
	r.Items = mostly(t, "items", r.Items, subset(t, someItems, "other items"))
	r.Excluded = mostly(t, "excluded", nil, subset(t, someKept, "kept back"))
	r.State = mostly(t, "state", consent.StateActive, append(consent.States(), "unknown")...)
	r.Giver.AllegedAbuser = mostly(t, "barred", false, true)
	r.ValidFrom = days(t, "start", -3, 0)
	r.ExpiresAt = days(t, "end", 0, 3)
	return r
}

func drawRecords(t *rapid.T) []consent.Record {
	return rapid.SliceOfNDistinct(rapid.Custom(drawRecord), 0, 8, func(r consent.Record) id.ID { return r.ID }).Draw(t, "records")
}

func drawRequest(t *rapid.T) consent.Request {
	q := look()
	q.Person = mostly(t, "about", q.Person, named("somebody else"), id.ID{})
	q.RecipientAgency = mostly(t, "asked by", q.RecipientAgency, agency("legal aid"), id.Agency{})
	q.RecipientRole = mostly(t, "in role", q.RecipientRole, "reception", "")
	q.Purpose = mostly(t, "for", q.Purpose, consent.Research, "")
	q.Items = mostly(t, "wanted", q.Items, subset(t, someItems, "other wanted"))
	q.Action = mostly(t, "action", q.Action, consent.KeepCopy, consent.OnwardShare, "")
	return q
}

func drawMoment(t *rapid.T) time.Time {
	return days(t, "day", -1, 1).Add(rapid.SampledFrom([]time.Duration{0, -time.Microsecond, time.Microsecond}).Draw(t, "edge"))
}

// INV-01: whatever is allowed rests on one record that says all of it, in words that are checked here one by one and not
// by the code under test.
func TestINV01NothingIsAllowedWithoutAMatchingConsent(t *testing.T) {
	allowed := 0
	rapid.Check(t, func(t *rapid.T) {
		records, q, at := drawRecords(t), drawRequest(t), drawMoment(t)
		d := consent.Decide(records, q, at)
		if d.Allowed != (d.Reason == consent.Allowed) {
			t.Fatalf("allowed=%v because %q", d.Allowed, d.Reason)
		}
		full := slices.IndexFunc(records, func(r consent.Record) bool { return saysAllOf(r, q, at) })
		if d.Allowed != (full >= 0) {
			t.Fatalf("allowed=%v (%s), and a record that says all of it stands at %d", d.Allowed, d.Reason, full)
		}
		if !d.Allowed {
			return
		}
		allowed++
		rests := func(r consent.Record) bool { return r.ID == d.Consent && saysAllOf(r, q, at) }
		if !slices.ContainsFunc(records, rests) {
			t.Fatal("the consent that is named does not say what was allowed")
		}
	})
	if allowed == 0 {
		t.Error("no draw was allowed: the property was not tried")
	}
	t.Logf("%d draws were allowed", allowed)
}

// saysAllOf is the rule written the long way round.
func saysAllOf(r consent.Record, q consent.Request, at time.Time) bool {
	same := r.Person == q.Person && r.RecipientAgency == q.RecipientAgency && r.Purpose == q.Purpose && !q.Person.IsZero() && !q.RecipientAgency.IsZero()
	mayDo := slices.Contains(r.RecipientRoles, q.RecipientRole) && slices.Contains(r.Actions, q.Action) && q.Action != consent.OnwardShare && q.RecipientRole != ""
	inTime := r.State.Live() && !at.Before(r.ValidFrom) && at.Before(r.ExpiresAt)
	if !same || !mayDo || !inTime || r.Giver.AllegedAbuser || len(q.Items) == 0 {
		return false
	}
	for _, it := range q.Items {
		kept := slices.Contains(r.Excluded, it) || it.Compartment == "health" && slices.Contains(r.Excluded, consent.Item{Compartment: "health"})
		if !slices.Contains(r.Items, it) || kept {
			return false
		}
	}
	return true
}

func TestINV01NeverAcrossPeopleOrRecipients(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, q, at := drawRecords(t), drawRequest(t), drawMoment(t)
		records = slices.DeleteFunc(records, func(r consent.Record) bool {
			return r.Person == q.Person && r.RecipientAgency == q.RecipientAgency
		})
		if d := consent.Decide(records, q, at); d.Allowed {
			t.Fatal("allowed by somebody else's consent, or by one for another agency")
		}
	})
}

func TestINV01AnUnrelatedRecordChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, q, at := drawRecords(t), drawRequest(t), drawMoment(t)
		before := consent.Decide(records, q, at)
		extra := drawRecord(t)
		if extra.Person == q.Person && extra.RecipientAgency == q.RecipientAgency {
			extra.Person = named("a third person")
		}
		after := consent.Decide(append(slices.Clone(records), extra), q, at)
		if after.Allowed != before.Allowed || before.Allowed && after != before {
			t.Fatalf("%+v became %+v", before, after)
		}
		elsewhere := extra.Person != q.Person
		if elsewhere && before.Reason != consent.NoConsent && before != after {
			t.Fatalf("a record about somebody else turned %+v into %+v", before, after)
		}
	})
}

func TestINV02NothingIsAllowedFromTheEndOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, q := drawRecords(t), drawRequest(t)
		last := noon.AddDate(-1, 0, 0)
		for _, r := range records {
			if r.ExpiresAt.After(last) {
				last = r.ExpiresAt
			}
		}
		at := last.Add(time.Duration(rapid.Int64Range(0, int64(consent.MaxExpiry)).Draw(t, "later")))
		if d := consent.Decide(records, q, at); d.Allowed {
			t.Fatal("allowed at or after the end of every record")
		}
	})
}

func TestINV02WithdrawingOnlyTakesAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, q, at := drawRecords(t), drawRequest(t), drawMoment(t)
		if len(records) == 0 {
			return
		}
		before := consent.Decide(records, q, at)
		i := rapid.IntRange(0, len(records)-1).Draw(t, "which")
		for _, s := range []consent.State{consent.StateWithdrawn, consent.StateSuspended, consent.StateExpired, consent.StateReplaced} {
			records[i].State = s
			after := consent.Decide(records, q, at)
			if after.Allowed && !before.Allowed {
				t.Fatalf("%s: more is allowed than before", s)
			}
			if after.Allowed && after.Consent == records[i].ID {
				t.Fatalf("%s: it is still honoured", s)
			}
		}
	})
}

func TestTheOrderOfRecordsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, q, at := drawRecords(t), drawRequest(t), drawMoment(t)
		if n := len(records); n > 1 && rapid.Bool().Draw(t, "one twice, in two states") {
			records[0].ID = records[n-1].ID
		}
		want := consent.Decide(records, q, at)
		if got := consent.Decide(rapid.Permutation(records).Draw(t, "shuffled"), q, at); got != want {
			t.Fatalf("%+v in one order, %+v in another", want, got)
		}
	})
}

func TestINV06ABarredGiverIsNeverHonoured(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, q, at := drawRecords(t), drawRequest(t), drawMoment(t)
		for i := range records {
			records[i].Giver.AllegedAbuser = i%2 == 0
			records[i].Giver.AbuserOfOtherParent = i%2 == 1
		}
		if d := consent.Decide(records, q, at); d.Allowed {
			t.Fatal("allowed by somebody who can never give consent")
		}
	})
}

// INV-30: what many people agreed to, taken together, lets nobody see more of any one of them; and a request about
// several entries never gets more than each entry would by itself.
func TestINV30BulkNeverCreatesConsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, q, at := drawRecords(t), drawRequest(t), drawMoment(t)
		var own []consent.Record
		for _, r := range records {
			if r.Person == q.Person {
				own = append(own, r)
			}
		}
		together := consent.Decide(records, q, at)
		if together.Allowed != consent.Decide(own, q, at).Allowed {
			t.Fatal("the records of other people changed the answer")
		}
		for _, it := range q.Items {
			single := q
			single.Items = []consent.Item{it}
			if together.Allowed && !consent.Decide(records, single, at).Allowed {
				t.Fatal("allowed in a bundle and not by itself")
			}
		}
	})
}
