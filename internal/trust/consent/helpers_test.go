package consent_test

import (
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// noon is when the consents of these tests are given.
var noon = time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)

var space = id.Named(id.ID{}, "consent tests")

func named(name string) id.ID         { return id.Named(space, name) }
func agency(name string) id.Agency    { return id.Agency{ID: named(name)} }
func note(name string) consent.Item   { return item(name, "note", "plan") }
func health(name string) consent.Item { return item(name, "test_result", "health") }
func item(name, kind, compartment string) consent.Item {
	return consent.Item{Entry: named(name), Kind: kind, Compartment: compartment}
}

// yes is a consent with which everything is right: the person lets the clinic's clinicians look at two entries and keep a
// copy, to be referred, for thirty days from noon. Tests change one thing in it.
func yes() consent.Record {
	understood := consent.Answer{Question: "what", Said: "two notes, to the clinic, until April", Understood: true}
	return consent.Record{
		ID: named("yes"), Person: named("person"),
		GivenBy: consent.BySelf, Giver: consent.Giver{Account: named("person's account"), ExclusionChecked: true},
		Purpose: consent.Referral, Items: []consent.Item{note("note"), health("result")},
		RecipientAgency: agency("clinic"), RecipientRoles: []consent.Role{"clinician"},
		Actions: []consent.Action{consent.View, consent.KeepCopy},
		Method:  consent.Portal, Language: "am", NoticeVersion: "3", NoticeHash: strings.Repeat("ab", 32),
		UnderstandingCheck: [3]consent.Answer{understood, understood, understood},
		ToldBenefits:       true, ToldRisks: true, ToldAlternatives: true, ToldCanSayNo: true,
		AloneCheck: consent.Alone,
		ValidFrom:  noon, ExpiresAt: noon.Add(consent.OneOffExpiry), State: consent.StateActive,
	}
}

// spoken is a consent that a worker wrote down and a second worker heard.
func spoken() consent.Record {
	r := yes()
	r.Method, r.RecordedBy, r.Witness = consent.SpokenWitnessed, named("worker"), named("second worker")
	return r
}

// look is the clinic asking to see the note.
func look() consent.Request {
	return consent.Request{
		Person: named("person"), RecipientAgency: agency("clinic"), RecipientRole: "clinician",
		Purpose: consent.Referral, Items: []consent.Item{note("note")}, Action: consent.View,
	}
}

// with returns r after change.
func with(r consent.Record, change func(*consent.Record)) consent.Record {
	change(&r)
	return r
}

func wantReason(t *testing.T, got consent.Decision, want consent.Reason) {
	t.Helper()
	if got.Reason != want || got.Allowed != (want == consent.Allowed) {
		t.Errorf("got allowed=%v because %q, want %q", got.Allowed, got.Reason, want)
	}
}
