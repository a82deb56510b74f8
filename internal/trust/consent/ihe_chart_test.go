package consent_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/trust/consent"
)

// The parts of a FHIR R4 Consent that the examples use.
type (
	coding        struct{ Code string }
	fhirReference struct{ Reference string }
	period        struct{ Start, End string }
	fhirData      struct {
		Meaning   string
		Reference fhirReference
	}
	provision struct {
		filter
		Type    string
		Period  period
		Purpose []coding
		Actor   []struct{ Reference fhirReference }
		Nested  []provision `json:"provision"`
	}
	// A filter narrows a provision, or a published residual, to part of the chart.
	filter struct {
		SecurityLabel []coding
		Data          []fhirData
		DataPeriod    *period
	}
	fhirConsent struct {
		ID        string
		Status    string
		DateTime  string
		Patient   fhirReference
		Performer []fhirReference
		Provision provision
	}
	residual struct {
		filter
		Type string
	}
	publishedDecision struct {
		Residuals [][]residual
		Text      string
	}
)

const (
	anyRole   consent.Role = "clinician"
	namedRole consent.Role = "named_practitioner"
)

func readIHE(t *testing.T) (map[string]fhirConsent, map[string]publishedDecision) {
	t.Helper()
	files, err := filepath.Glob("testdata/ihe-pcf/consents/*.json")
	if err != nil {
		t.Fatal(err)
	}
	examples := map[string]fhirConsent{}
	for _, f := range files {
		var c fhirConsent
		readJSON(t, f, &c)
		examples[c.ID] = c
	}
	published := map[string]publishedDecision{}
	readJSON(t, "testdata/ihe-pcf/expected_residuals.json", &published)
	return examples, published
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// A chartEntry is one entry of a small made-up chart, with all that IHE's rules look at.
type chartEntry struct {
	ref, author, encounter, date string
	labels                       []string
}

// chart has, for each rule of the examples, entries on both sides of it, and entries that fall under two rules.
func chart() []chartEntry {
	const here, other, visit = "Practitioner/ex-practitioner", "Practitioner/other", "Encounter/ex-encounter"
	return []chartEntry{
		{"Observation/ex-weight", here, visit, "2022-03-04", []string{"N"}},
		{"Observation/ex-weight-2", other, "", "2021-12-31", []string{"N"}},
		{"Observation/ex-bloodPressure", other, visit, "2022-01-01", []string{"N"}},
		{"Observation/ex-bloodSugar", here, "", "2023-01-01", []string{"R"}},
		{"Observation/ex-alcoholUse", other, visit, "2022-12-31", []string{"R", "ETH"}},
		{visit, here, visit, "2022-06-01", []string{"N"}},
		{"Observation/mood", here, "", "2022-05-05", []string{"R", "PSY"}},
		{"Observation/pregnancy", other, "", "2021-05-05", []string{"R", "SDV"}},
		{"DocumentReference/letter", other, "Encounter/another", "2020-02-29", []string{"V"}},
		{"DocumentReference/psychology", other, "", "2022-07-07", []string{"V", "PSY"}},
	}
}

func (e chartEntry) item() consent.Item {
	kind, _, _ := strings.Cut(e.ref, "/")
	return item(e.ref, kind, "health")
}

// fits reports whether e falls under f. Several values of one filter are alternatives; several filters hold together.
func (f filter) fits(e chartEntry) bool {
	if len(f.SecurityLabel) > 0 && !slices.ContainsFunc(f.SecurityLabel, func(c coding) bool { return slices.Contains(e.labels, c.Code) }) {
		return false
	}
	if p := f.DataPeriod; p != nil && (e.date < p.Start || e.date > p.End) {
		return false
	}
	return len(f.Data) == 0 || slices.ContainsFunc(f.Data, func(d fhirData) bool {
		ref := strings.TrimPrefix(d.Reference.Reference, "http://example.org/fhir/")
		return map[string]string{"instance": e.ref, "authoredby": e.author, "related": e.encounter}[d.Meaning] == ref
	})
}

// permitted is IHE's answer: the token permits, and each rule of the residual that fits changes that, the last one last.
func permitted(rules []residual, e chartEntry) bool {
	yes := true
	for _, r := range rules {
		if r.fits(e) {
			yes = r.Type == "permit"
		}
	}
	return yes
}

// ourPurposes maps IHE's purposes to ours. A purpose that IHE made up for the example ("FooBar", for a research
// organisation) stands as research. An example that names none is about all of them.
func ourPurposes(codes []coding) []consent.Purpose {
	if len(codes) == 0 {
		return []consent.Purpose{consent.Medical, consent.Benefits, consent.ServiceDelivery}
	}
	var out []consent.Purpose
	for _, c := range codes {
		out = append(out, map[string]consent.Purpose{
			"TREAT": consent.Medical, "HPAYMT": consent.Benefits, "HOPERAT": consent.ServiceDelivery,
			"HRESCH": consent.Research, "FooBar": consent.Research,
		}[c.Code])
	}
	return out
}

// express writes an example down in our terms: for each purpose one consent for everybody, and one for the practitioner
// whom a nested provision names. What is permitted becomes a list of entries, what is denied a list of exclusions.
func express(t *testing.T, ex fhirConsent, method string) []consent.Record {
	t.Helper()
	var out []consent.Record
	for _, purpose := range ourPurposes(ex.Provision.Purpose) {
		out = append(out, expressFor(t, ex, purpose, method, anyRole))
		if slices.ContainsFunc(ex.Provision.Nested, func(p provision) bool { return p.forPractitioner() }) {
			out = append(out, expressFor(t, ex, purpose, method, namedRole))
		}
	}
	return out
}

func expressFor(t *testing.T, ex fhirConsent, purpose consent.Purpose, method string, role consent.Role) consent.Record {
	t.Helper()
	from := day(t, ex.DateTime)
	r := yes()
	r.ID, r.Person, r.Purpose, r.RecipientRoles = named(ex.ID+string(purpose)+string(role)), named(ex.Patient.Reference), purpose, []consent.Role{role}
	r.ValidFrom, r.ExpiresAt = from, from.Add(consent.MaxExpiry)
	r.Items, r.Excluded = nil, nil
	if len(ex.Provision.Actor) > 0 {
		r.RecipientAgency = agency(ex.Provision.Actor[0].Reference.Reference)
	}
	if ex.Performer[0] != ex.Patient {
		r.Minor, r.GivenBy = true, consent.ByGuardian
		r.Giver = consent.Giver{Relation: ex.Performer[0].Reference, Basis: "parent of an infant", ExclusionChecked: true}
	}
	if method != "" {
		r.Method, r.RecordedBy = consent.Method(method), named("worker")
	}
	if ex.Provision.Period.End != "" {
		r.ExpiresAt = day(t, ex.Provision.Period.End).AddDate(0, 0, 1)
	}
	if ex.Status != "active" || ex.Provision.Type != "permit" {
		r.State = consent.StateDeclined
	}
	for _, e := range chart() {
		switch listed, kept := ex.Provision.divide(e, role); {
		case kept:
			r.Excluded = append(r.Excluded, e.item())
		case listed:
			r.Items = append(r.Items, e.item())
		}
	}
	return r
}

// divide says whether the consent lists e for a role, or keeps it back. Break-glass provisions are left out.
func (p provision) divide(e chartEntry, role consent.Role) (listed, kept bool) {
	listed = p.fits(e)
	for _, n := range p.Nested {
		switch {
		case n.Type == "deny" && n.fits(e):
			kept = true
		case n.Type == "permit" && n.forPractitioner() && role == namedRole && n.fits(e):
			listed = true
		}
	}
	return listed, kept
}

func (p provision) forPractitioner() bool {
	return len(p.Actor) == 1 && p.Actor[0].Reference.Reference == "Practitioner/ex-practitioner"
}

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustValidate(t *testing.T, r consent.Record, now time.Time) {
	t.Helper()
	for _, p := range consent.Validate(r, now) {
		t.Errorf("the consent may not be given: %v", p)
	}
}
