package consent_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/trust/consent"
)

// An iheCase says how one published example is expressed here. The answer that IHE gives for its chart is read from the
// residual of the example named in says (by default its own), and compared entry by entry with Decide.
type iheCase struct {
	example string
	says    string // the example whose published residual holds; IHE's text sometimes points to another one
	anchor  string // words of IHE's text on which "permit" or "deny" rests; empty where IHE publishes no decision
	deny    bool   // IHE issues no token at all
	named   bool   // asked for the practitioner whom the example names, rather than for everybody else
	recipient,
	method string
	notOurs string // the part that this model cannot, or will not, express
}

const (
	breakGlass = "break-glass is a purpose of the gate, with its own rules; no consent grants or forbids it"
	noDecision = "IHE publishes no decision; compared with what the consent itself says"
	permits    = "results in a PERMIT access token issued"
	refuses    = "responds with an error response"
)

var iheCases = []iheCase{
	{example: "ex-consent-basic-treat", anchor: permits},
	{example: "ex-consent-basic-treat-infant", notOurs: noDecision},
	{example: "ex-consent-basic-ink", says: "ex-consent-basic-treat", anchor: "exactly the same as [Basic Consent", method: "in_person_signature"},
	{example: "ex-consent-basic-reject", anchor: refuses, deny: true},
	{example: "ex-consent-basic-research", notOurs: noDecision},
	{example: "ex-consent-expired-treat", says: "ex-consent-basic-treat", anchor: "the same as [Basic Consent"},
	{example: "ex-consent-intermediate-purpose", anchor: "given only to a given Research organization", recipient: "Organization/ex-org-researcher"},
	{example: "ex-consent-intermediate-authoredby", anchor: permits},
	{example: "ex-consent-intermediate-data", anchor: permits},
	{example: "ex-consent-intermediate-encounter", anchor: permits},
	{example: "ex-consent-intermediate-timeframe", anchor: permits},
	{example: "ex-consent-intermediate-not-authoredby", anchor: permits},
	{example: "ex-consent-intermediate-not-data", anchor: permits},
	{example: "ex-consent-intermediate-not-encounter", anchor: permits},
	{example: "ex-consent-intermediate-not-timeframe", anchor: permits},
	{example: "ex-consent-advanced-normal", anchor: permits},
	{example: "ex-consent-advanced-normal-restricted", anchor: permits},
	{example: "ex-consent-advanced-normal-not-restricted", anchor: permits},
	{example: "ex-consent-advanced-normal-focused-psy", says: "ex-consent-advanced-normal", anchor: "no different than consent to [allow NORMAL data"},
	{example: "ex-consent-advanced-normal-focused-psy", named: true, anchor: permits},
	{example: "ex-consent-advanced-normal-focused-psy-or-sdv", says: "ex-consent-advanced-normal", anchor: "no different than consent to [allow NORMAL data"},
	{example: "ex-consent-advanced-normal-focused-psy-or-sdv", named: true, anchor: permits},
	{example: "ex-consent-advanced-normal-focused-restricted", says: "ex-consent-advanced-normal", anchor: "no different than consent to [allow NORMAL data"},
	{example: "ex-consent-advanced-normal-focused-restricted", says: "ex-consent-advanced-normal-restricted", named: true, anchor: "no different than consent to [allow NORMAL and RESTRICTED data"},
	{example: "ex-consent-advanced-normal-break-glass-restricted", says: "ex-consent-advanced-normal", anchor: "For most users the **result** will be no different", notOurs: breakGlass},
	{example: "ex-dissent-intermediate-break-glass", anchor: "would be rejected", deny: true, notOurs: breakGlass},
}

// What differs for every example, and is not held against either side:
//   - IHE's rules also cover what is written later; a list of entries never does (TestIHELaterEntries).
//   - IHE lets a consent have no recipient and no end; here one agency and an end are added to each.
//   - IHE's treatment, payment and operations are three consents here, since one has one purpose.

func TestIHEExamples(t *testing.T) {
	examples, published := readIHE(t)
	told := map[string]bool{}
	for _, c := range iheCases {
		told[c.example] = true
		t.Run(fmt.Sprintf("%s named=%v", c.example, c.named), func(t *testing.T) {
			ex, ok := examples[c.example]
			if !ok {
				t.Fatal("there is no such example")
			}
			checkIHE(t, c, ex, published)
		})
		if c.notOurs != "" {
			t.Logf("%s: not compared: %s", c.example, c.notOurs)
		}
	}
	for name := range examples {
		if !told[name] {
			t.Errorf("%s is neither expressed nor excused", name)
		}
	}
	if len(examples) != 23 {
		t.Errorf("%d examples, want the 23 that are published", len(examples))
	}
}

func checkIHE(t *testing.T, c iheCase, ex fhirConsent, published map[string]publishedDecision) {
	rules := iheRules(t, c, published)
	records := express(t, ex, c.method)
	for _, r := range records {
		if r.State == consent.StateActive {
			mustValidate(t, r, r.ValidFrom)
		}
	}
	req := consent.Request{Person: named("Patient/ex-patient"), RecipientAgency: agency("clinic"), RecipientRole: anyRole, Action: consent.View}
	if c.recipient != "" {
		req.RecipientAgency = agency(c.recipient)
	}
	if c.named {
		req.RecipientRole = namedRole
	}
	at := records[0].ValidFrom.Add(time.Hour)
	for _, purpose := range ourPurposes(ex.Provision.Purpose) {
		req.Purpose = purpose
		var allowed []consent.Item
		for _, e := range chart() {
			want := !c.deny && permitted(rules, e)
			req.Items = []consent.Item{e.item()}
			if got := consent.Decide(records, req, at); got.Allowed != want {
				t.Errorf("%s for %s: allowed=%v (%s), IHE says %v", e.ref, purpose, got.Allowed, got.Reason, want)
			}
			if want {
				allowed = append(allowed, e.item())
			}
		}
		if !c.deny && len(allowed) == 0 {
			t.Error("IHE permits nothing of the chart: the comparison shows nothing")
		}
		if req.Items = allowed; len(allowed) > 0 && !consent.Decide(records, req, at).Allowed {
			t.Error("what is allowed one by one is refused together")
		}
	}
	req.Items = []consent.Item{chart()[0].item()}
	req.Purpose = consent.StoryMedia
	if consent.Decide(records, req, at).Allowed {
		t.Error("allowed for a purpose that the example does not name")
	}
}

// iheRules returns the published residual, after checking that the published text says what the case claims of it. Where
// IHE publishes nothing, it returns no rule: nothing refines the permit of the consent.
func iheRules(t *testing.T, c iheCase, published map[string]publishedDecision) []residual {
	own, ok := published[c.example]
	if !ok {
		if c.notOurs != noDecision {
			t.Fatal("IHE publishes no decision, and the table does not say so")
		}
		return nil
	}
	if c.anchor == "" || !strings.Contains(own.Text, c.anchor) {
		t.Fatalf("the published text does not contain %q", c.anchor)
	}
	if c.says != "" {
		own = published[c.says]
	}
	switch len(own.Residuals) {
	case 0:
		return nil
	case 1:
		return own.Residuals[0]
	}
	t.Fatal("more than one residual is published")
	return nil
}

func TestIHEExpiry(t *testing.T) {
	examples, _ := readIHE(t)
	records := express(t, examples["ex-consent-expired-treat"], "")
	req := consent.Request{
		Person: named("Patient/ex-patient"), RecipientAgency: agency("clinic"), RecipientRole: anyRole,
		Purpose: consent.Medical, Items: []consent.Item{chart()[0].item()}, Action: consent.View,
	}
	over := time.Date(2023, time.January, 1, 0, 0, 0, 0, time.UTC) // FHIR: "end" is the last day that counts
	wantReason(t, consent.Decide(records, req, over.Add(-time.Microsecond)), consent.Allowed)
	wantReason(t, consent.Decide(records, req, over), consent.Expired)
	wantReason(t, consent.Decide(records, req, over.AddDate(1, 0, 0)), consent.Expired)
}

func TestIHERecipientAndPurpose(t *testing.T) {
	examples, _ := readIHE(t)
	records := express(t, examples["ex-consent-intermediate-purpose"], "")
	req := consent.Request{
		Person: named("Patient/ex-patient"), RecipientAgency: agency("Organization/ex-org-researcher"), RecipientRole: anyRole,
		Purpose: consent.Research, Items: []consent.Item{chart()[0].item()}, Action: consent.View,
	}
	wantReason(t, consent.Decide(records, req, records[0].ValidFrom), consent.Allowed)
	elsewhere := req
	elsewhere.RecipientAgency = agency("clinic") // "No token would be issued … for users not a part of the Research organization"
	wantReason(t, consent.Decide(records, elsewhere, records[0].ValidFrom), consent.OtherRecipient)
	otherwise := req
	otherwise.Purpose = consent.Medical // "or requests by that organization that are not purpose FooBar"
	wantReason(t, consent.Decide(records, otherwise, records[0].ValidFrom), consent.OtherPurpose)
}

// An entry written after the consent was given would fall under IHE's rules by its label. Here the person has not seen it
// on the list, so it is refused until they are asked.
func TestIHELaterEntries(t *testing.T) {
	examples, published := readIHE(t)
	later := chartEntry{ref: "Observation/ex-later", author: "Practitioner/ex-practitioner", date: "2022-08-01", labels: []string{"N"}}
	if !permitted(published["ex-consent-advanced-normal"].Residuals[0], later) {
		t.Fatal("IHE's rule should cover the later entry")
	}
	records := express(t, examples["ex-consent-advanced-normal"], "")
	req := consent.Request{
		Person: named("Patient/ex-patient"), RecipientAgency: agency("clinic"), RecipientRole: anyRole,
		Purpose: consent.Medical, Items: []consent.Item{later.item()}, Action: consent.View,
	}
	wantReason(t, consent.Decide(records, req, records[0].ValidFrom), consent.ItemNotListed)
}
