package consent_test

import (
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// The table is meant to be read by whoever answers for safeguarding: each line is a situation and the answer to it.
// In all of them the person has, or has not, let the clinic look at two entries for a referral, and the clinic asks.
func TestDecide(t *testing.T) {
	hour := noon.Add(time.Hour)
	type records = []consent.Record
	one := func(change func(*consent.Record)) records { return records{with(yes(), change)} }
	asks := func(change func(*consent.Request)) consent.Request { q := look(); change(&q); return q }
	state := func(s consent.State) records { return one(func(r *consent.Record) { r.State = s }) }

	for _, c := range []struct {
		situation string
		records   records
		request   consent.Request
		at        time.Time
		want      consent.Reason
	}{
		{"the person agreed, and the clinic asks for one of the two entries", records{yes()}, look(), hour, consent.Allowed},
		{"the clinic asks for both", records{yes()}, asks(func(q *consent.Request) { q.Items = []consent.Item{note("note"), health("result")} }), hour, consent.Allowed},
		{"the clinic asks to keep a copy, as was agreed", records{yes()}, asks(func(q *consent.Request) { q.Action = consent.KeepCopy }), hour, consent.Allowed},
		{"given, and the start has come, though no job has run yet", state(consent.StateGiven), look(), hour, consent.Allowed},
		{"in its last week", state(consent.StateExpiring), look(), hour, consent.Allowed},

		{"nobody has been asked", nil, look(), hour, consent.NoConsent},
		{"somebody else agreed, about themselves", one(func(r *consent.Record) { r.Person = named("somebody else") }), look(), hour, consent.OtherPerson},
		{"the person agreed for the legal aid office only", one(func(r *consent.Record) { r.RecipientAgency = agency("legal aid") }), look(), hour, consent.OtherRecipient},
		{"the clinic asks for statistics, and the consent is for a referral", records{yes()}, asks(func(q *consent.Request) { q.Purpose = consent.AnonymousStatistics }), hour, consent.OtherPurpose},
		{"the clinic's receptionist asks", records{yes()}, asks(func(q *consent.Request) { q.RecipientRole = "reception" }), hour, consent.OtherRole},
		{"the clinic wants to keep a copy, and may only look", one(func(r *consent.Record) { r.Actions = []consent.Action{consent.View} }), asks(func(q *consent.Request) { q.Action = consent.KeepCopy }), hour, consent.ActionNotAllowed},
		{"the clinic wants to pass it on to a third agency", records{yes()}, asks(func(q *consent.Request) { q.Action = consent.OnwardShare }), hour, consent.OnwardSharing},
		{"a record claims that passing on is allowed", one(func(r *consent.Record) { r.Actions = append(r.Actions, consent.OnwardShare) }), asks(func(q *consent.Request) { q.Action = consent.OnwardShare }), hour, consent.OnwardSharing},
		{"the clinic asks for a third entry", records{yes()}, asks(func(q *consent.Request) { q.Items = []consent.Item{note("another note")} }), hour, consent.ItemNotListed},
		{"the clinic asks for a listed entry and a third one together", records{yes()}, asks(func(q *consent.Request) { q.Items = append(q.Items, note("another note")) }), hour, consent.ItemNotListed},
		{"the entry was listed as a note and is asked for as therapy", records{yes()}, asks(func(q *consent.Request) { q.Items[0].Compartment = "therapy" }), hour, consent.ItemNotListed},
		{"the person kept this entry back", one(func(r *consent.Record) { r.Excluded = []consent.Item{note("note")} }), look(), hour, consent.ItemExcluded},
		{"the person kept back everything about health", one(func(r *consent.Record) { r.Excluded = []consent.Item{{Compartment: "health"}} }), asks(func(q *consent.Request) { q.Items = []consent.Item{health("result")} }), hour, consent.ItemExcluded},
		{"the person kept back everything about health, and the clinic asks for the note", one(func(r *consent.Record) { r.Excluded = []consent.Item{{Compartment: "health"}} }), look(), hour, consent.Allowed},

		{"written down, not yet talked through", state(consent.StateDrafted), look(), hour, consent.NotGiven},
		{"talked through, no answer yet", state(consent.StateExplained), look(), hour, consent.NotGiven},
		{"the person said no", state(consent.StateDeclined), look(), hour, consent.Declined},
		{"the person took it back", state(consent.StateWithdrawn), look(), hour, consent.Withdrawn},
		{"the person disputes it, or may have been pressed", state(consent.StateSuspended), look(), hour, consent.Suspended},
		{"it was replaced by a newer one", state(consent.StateReplaced), look(), hour, consent.Replaced},
		{"its state says that it has expired", state(consent.StateExpired), look(), hour, consent.Expired},
		{"its end has come, and its state does not say so yet", records{yes()}, look(), yes().ExpiresAt, consent.Expired},
		{"it was suspended, and then its end came", state(consent.StateSuspended), look(), yes().ExpiresAt, consent.Expired},
		{"it begins tomorrow", one(func(r *consent.Record) { r.ValidFrom = noon.AddDate(0, 0, 1) }), look(), hour, consent.NotYetValid},
		{"the giver is said to have harmed the person", one(func(r *consent.Record) { r.Giver.AllegedAbuser = true }), look(), hour, consent.GiverExcluded},
		{"the giver is said to have harmed the other parent", one(func(r *consent.Record) { r.Giver.AbuserOfOtherParent = true }), look(), hour, consent.GiverExcluded},

		{"the record has no end", one(func(r *consent.Record) { r.ExpiresAt = time.Time{} }), look(), hour, consent.Malformed},
		{"the record has no start", one(func(r *consent.Record) { r.ValidFrom = time.Time{} }), look(), hour, consent.Malformed},
		{"the record lasts longer than anything may", one(func(r *consent.Record) { r.ExpiresAt = noon.Add(consent.MaxExpiry + time.Microsecond) }), look(), hour, consent.Malformed},
		{"the record has no identifier", one(func(r *consent.Record) { r.ID = id.ID{} }), look(), hour, consent.Malformed},
		{"the record has a state that nobody knows", state("approved"), look(), hour, consent.Malformed},
		{"the record names no roles: that means nobody, not everybody", one(func(r *consent.Record) { r.RecipientRoles = nil }), look(), hour, consent.OtherRole},
		{"the record lists nothing: that means nothing, not everything", one(func(r *consent.Record) { r.Items = nil }), look(), hour, consent.ItemNotListed},
		{"the request names no entry", records{yes()}, asks(func(q *consent.Request) { q.Items = nil }), hour, consent.Malformed},
		{"the request names an empty entry", records{yes()}, asks(func(q *consent.Request) { q.Items = []consent.Item{{Compartment: "plan"}} }), hour, consent.Malformed},
		{"the request names no person", records{yes()}, asks(func(q *consent.Request) { q.Person = id.ID{} }), hour, consent.Malformed},
		{"the request names no agency", records{yes()}, asks(func(q *consent.Request) { q.RecipientAgency = id.Agency{} }), hour, consent.Malformed},
		{"the request names no purpose", records{yes()}, asks(func(q *consent.Request) { q.Purpose = "" }), hour, consent.Malformed},
		{"the request names no role", records{yes()}, asks(func(q *consent.Request) { q.RecipientRole = "" }), hour, consent.Malformed},
		{"the request names no action", records{yes()}, asks(func(q *consent.Request) { q.Action = "" }), hour, consent.Malformed},
		{"nobody knows what time it is", records{yes()}, look(), time.Time{}, consent.Malformed},
	} {
		t.Run(c.situation, func(t *testing.T) { wantReason(t, consent.Decide(c.records, c.request, c.at), c.want) })
	}
}

func TestDecideCoversEveryReason(t *testing.T) {
	// Each reason must be one that some list of records leads to; a reason that nothing leads to is a dead word.
	seen := map[consent.Reason]bool{}
	hour := noon.Add(time.Hour)
	note := func(rs []consent.Record, q consent.Request, at time.Time) {
		seen[consent.Decide(rs, q, at).Reason] = true
	}
	for _, s := range append(consent.States(), "unknown") {
		r := with(yes(), func(r *consent.Record) { r.State = s })
		note([]consent.Record{r}, look(), hour)
	}
	for _, q := range everyChange(look()) {
		note([]consent.Record{with(yes(), func(r *consent.Record) {
			r.Actions, r.Excluded = []consent.Action{consent.View}, []consent.Item{health("result")}
		})}, q, hour)
	}
	note([]consent.Record{yes()}, look(), noon.Add(-time.Second))
	note([]consent.Record{with(yes(), func(r *consent.Record) { r.Giver.AllegedAbuser = true })}, look(), hour)
	note(nil, look(), hour)
	for _, want := range consent.Reasons() {
		if !seen[want] {
			t.Errorf("nothing led to %q", want)
		}
		delete(seen, want)
	}
	for extra := range seen {
		t.Errorf("%q is not among the reasons", extra)
	}
}

// everyChange returns q with each of its parts changed once.
func everyChange(q consent.Request) []consent.Request {
	var out []consent.Request
	for _, change := range []func(*consent.Request){
		func(q *consent.Request) { q.Person = named("somebody else") },
		func(q *consent.Request) { q.RecipientAgency = agency("legal aid") },
		func(q *consent.Request) { q.Purpose = consent.Research },
		func(q *consent.Request) { q.RecipientRole = "reception" },
		func(q *consent.Request) { q.Action = consent.KeepCopy },
		func(q *consent.Request) { q.Action = consent.OnwardShare },
		func(q *consent.Request) { q.Items = []consent.Item{note("another note")} },
		func(q *consent.Request) { q.Items = []consent.Item{health("result")} },
	} {
		c := q
		change(&c)
		out = append(out, c)
	}
	return out
}

func TestPermissionsAreNeverAddedUp(t *testing.T) {
	first := with(yes(), func(r *consent.Record) { r.ID, r.Items = named("first"), []consent.Item{note("note")} })
	second := with(yes(), func(r *consent.Record) { r.ID, r.Items = named("second"), []consent.Item{health("result")} })
	both := look()
	both.Items = []consent.Item{note("note"), health("result")}
	wantReason(t, consent.Decide([]consent.Record{first, second}, both, noon), consent.ItemNotListed)
	for _, it := range both.Items {
		single := look()
		single.Items = []consent.Item{it}
		wantReason(t, consent.Decide([]consent.Record{first, second}, single, noon), consent.Allowed)
	}
}

func TestTheNearestAndNewestRecordGivesTheReason(t *testing.T) {
	at := func(day int, change func(*consent.Record)) consent.Record {
		r := with(yes(), change)
		r.ID = id.New(noon.AddDate(0, 0, day))
		return r
	}
	elsewhere := at(9, func(r *consent.Record) { r.RecipientAgency = agency("legal aid") })
	withdrawn := at(1, func(r *consent.Record) { r.State = consent.StateWithdrawn })
	declined := at(2, func(r *consent.Record) { r.State = consent.StateDeclined })
	d := consent.Decide([]consent.Record{elsewhere, withdrawn}, look(), noon)
	wantReason(t, d, consent.Withdrawn)
	if d.Consent != withdrawn.ID {
		t.Error("the decision does not name the consent that was withdrawn")
	}
	wantReason(t, consent.Decide([]consent.Record{declined, withdrawn, elsewhere}, look(), noon), consent.Declined)
	standing := at(0, func(*consent.Record) {})
	d = consent.Decide([]consent.Record{declined, standing, withdrawn}, look(), noon)
	wantReason(t, d, consent.Allowed)
	if d.Consent != standing.ID {
		t.Error("the decision does not name the consent that allows it")
	}
}

// The store keeps each consent once. If a list should still hold one twice, in two states, the answer must not depend on
// which comes first.
func TestOneConsentInTwoStates(t *testing.T) {
	a := with(yes(), func(r *consent.Record) { r.State = consent.StateWithdrawn })
	b := with(yes(), func(r *consent.Record) { r.State = consent.StateSuspended })
	if x, y := consent.Decide([]consent.Record{a, b}, look(), noon), consent.Decide([]consent.Record{b, a}, look(), noon); x != y || x.Allowed {
		t.Errorf("%+v in one order, %+v in the other", x, y)
	}
}

func TestDecideDoesNotAllocate(t *testing.T) {
	records, req := fifty()
	if n := testing.AllocsPerRun(100, func() { consent.Decide(records, req, noon) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// fifty is a long record: fifty consents of twenty entries, of which the last one looked at allows the request.
func fifty() ([]consent.Record, consent.Request) {
	var items []consent.Item
	for i := range 20 {
		items = append(items, note(string(rune('a'+i))))
	}
	records := make([]consent.Record, 50)
	for i := range records {
		records[i] = with(yes(), func(r *consent.Record) {
			r.ID, r.Items = named(string(rune('A'+i))), items
			if i < 49 {
				r.State = consent.StateWithdrawn
			}
		})
	}
	req := look()
	req.Items = []consent.Item{items[0], items[19]}
	return records, req
}

// BenchmarkDecide50 decides over fifty consents, all of which fit the request and must be read to the end.
func BenchmarkDecide50(b *testing.B) {
	records, req := fifty()
	b.ReportAllocs()
	for b.Loop() {
		consent.Decide(records, req, noon)
	}
}
