package gate

import (
	"bytes"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
)

// TestALogKeyIsUsedForAMinute: entries of one minute share one asymmetric seal, those of another person or minute do not,
// each entry opens by itself, and what is over is forgotten.
func TestALogKeyIsUsedForAMinute(t *testing.T) {
	private, err := keys.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	var s sealer
	log, agency, hana := private.Public().Bytes(), id.NewAgency(time.Unix(0, 0)), id.Random()
	begin := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	at := func(person id.ID, after time.Duration) epoch {
		t.Helper()
		ep, err := s.epoch(agency, person, log, begin.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		return ep
	}
	first := at(hana, 0)
	for name, c := range map[string]struct {
		ep   epoch
		same bool
	}{"in the same minute": {at(hana, 59*time.Second), true}, "about somebody else": {at(id.Random(), 0), false}, "a minute later": {at(hana, time.Minute), false}} {
		if bytes.Equal(c.ep.wrapped, first.wrapped) != c.same {
			t.Errorf("%s: the same key is %v, want %v", name, !c.same, c.same)
		}
	}
	at(hana, time.Hour)
	if len(s.epochs) != 1 {
		t.Errorf("%d keys are still known after an hour", len(s.epochs))
	}
	for range 2 { // a refusal is the same work each time, whoever it is about
		ep, err := freshEpoch(agency, hana, log, begin.Add(time.Hour))
		if err != nil || bytes.Equal(ep.wrapped, at(hana, time.Hour).wrapped) {
			t.Errorf("a refusal is sealed under the key of the minute, %v", err)
		}
	}
	sealed, err := first.seal(agency, hana, begin, Event{Who: "Ruth", Outcome: Allowed})
	if err != nil {
		t.Fatal(err)
	}
	entry := ledger.Record{Entry: ledger.Entry{Person: hana, At: begin, Sealed: sealed}, Leaf: ledger.Leaf{Agency: agency, Index: 7}}
	if events, _, err := OpenEvents([]ledger.Record{entry}, private); err != nil || events[7].Who != "Ruth" {
		t.Errorf("the entry reads %+v, %v", events, err)
	}
	for name, change := range map[string]func(*ledger.Record){
		"another person": func(r *ledger.Record) { r.Person = id.Random() }, "another moment": func(r *ledger.Record) { r.At = begin.Add(1000) },
		"another agency": func(r *ledger.Record) { r.Leaf.Agency = id.NewAgency(begin) }, "another text": func(r *ledger.Record) { r.Sealed = []byte("{}") }, "no text": func(r *ledger.Record) { r.Sealed = []byte("x") },
	} {
		moved := entry
		change(&moved)
		if events, locked, err := OpenEvents([]ledger.Record{moved}, private); err == nil && locked != 1 || len(events) != 0 {
			t.Errorf("moved to %s it reads %+v", name, events)
		}
	}
	erased := entry
	erased.Erased = true
	if events, _, err := OpenEvents([]ledger.Record{erased}, private); err != nil || len(events) != 0 {
		t.Errorf("what was erased reads %+v, %v", events, err)
	}
}
