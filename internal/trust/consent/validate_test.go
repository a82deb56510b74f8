package consent_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/consent"
)

// problemCase changes one thing in a consent that may be given; field and key say what is then wrong, and an empty key
// that nothing is.
type problemCase struct {
	situation, field, key string
	change                func(*consent.Record)
}

func TestValidate(t *testing.T) {
	for _, c := range slices.Concat(subjectCases(), giverCases(), methodCases(), informedCases(), dateCases()) {
		t.Run(c.situation, func(t *testing.T) { checkProblem(t, with(yes(), c.change), c) })
	}
}

func checkProblem(t *testing.T, r consent.Record, c problemCase) {
	t.Helper()
	got := consent.Validate(r, noon)
	if c.key == "" {
		mustValidate(t, r, noon)
		return
	}
	key := "consent.error." + c.key
	if !slices.ContainsFunc(got, func(e *fault.Error) bool { return e.Field == c.field && e.Key == key && e.Kind == fault.BadInput }) {
		t.Errorf("got %v, want %s: %s", got, c.field, key)
	}
	if len(got) != 1 {
		t.Errorf("one thing is wrong, and %d problems are reported: %v", len(got), got)
	}
}

func subjectCases() []problemCase {
	return []problemCase{
		{"all is right", "", "", func(r *consent.Record) {}},
		{"about nobody", "person", "person", func(r *consent.Record) { r.Person = id.ID{} }},
		{"no purpose", "purpose", "purpose", func(r *consent.Record) { r.Purpose = "" }},
		{"a purpose that is not on the list", "purpose", "purpose", func(r *consent.Record) { r.Purpose = "anything" }},
		{"nothing listed", "items", "items_none", func(r *consent.Record) { r.Items = nil }},
		{"a whole compartment listed", "items", "items_blanket", func(r *consent.Record) { r.Items = append(r.Items, consent.Item{Compartment: "health"}) }},
		{"a blank line listed", "items", "items_blanket", func(r *consent.Record) { r.Items = append(r.Items, consent.Item{}) }},
		{"an entry that is not said to be anything", "items", "items_blanket", func(r *consent.Record) { r.Items[0].Kind = "" }},
		{"the same entry twice", "items", "items_twice", func(r *consent.Record) { r.Items = append(r.Items, r.Items[0]) }},
		{"listed and kept back", "excluded_items", "items_both", func(r *consent.Record) { r.Excluded = []consent.Item{{Compartment: "health"}} }},
		{"a blank line kept back", "excluded_items", "excluded_empty", func(r *consent.Record) { r.Excluded = []consent.Item{{}} }},
		{"something else kept back", "", "", func(r *consent.Record) { r.Excluded = []consent.Item{{Compartment: "therapy"}} }},
		{"no recipient", "recipient_agency", "recipient", func(r *consent.Record) { r.RecipientAgency = id.Agency{} }},
		{"no roles", "recipient_roles", "roles", func(r *consent.Record) { r.RecipientRoles = nil }},
		{"a role without a name", "recipient_roles", "roles", func(r *consent.Record) { r.RecipientRoles = []consent.Role{""} }},
		{"nothing may be done", "actions", "actions", func(r *consent.Record) { r.Actions = nil }},
		{"something unheard of may be done", "actions", "actions", func(r *consent.Record) { r.Actions = []consent.Action{"publish"} }},
		{"it may be passed on", "actions", "onward_share", func(r *consent.Record) { r.Actions = append(r.Actions, consent.OnwardShare) }},
	}
}

func giverCases() []problemCase {
	mother := func(r *consent.Record) {
		r.Minor, r.GivenBy = true, consent.ByMinorPlusCaregiver
		r.Giver = consent.Giver{Relation: "mother", ExclusionChecked: true}
	}
	young := func(by consent.GivenBy, basis string) func(*consent.Record) {
		return func(r *consent.Record) { r.Minor, r.GivenBy, r.Giver.Basis = true, by, basis }
	}
	grown := func(by consent.GivenBy, basis string) func(*consent.Record) {
		return func(r *consent.Record) { r.GivenBy, r.Giver.Basis, r.Giver.Relation = by, basis, "cousin" }
	}
	then := func(changes ...func(*consent.Record)) func(*consent.Record) {
		return func(r *consent.Record) {
			for _, c := range changes {
				c(r)
			}
		}
	}
	return []problemCase{
		{"nobody gave it", "given_by", "given_by", func(r *consent.Record) { r.GivenBy = "" }},
		{"given by the alleged abuser", "giver", "giver_barred", then(mother, func(r *consent.Record) { r.Giver.AllegedAbuser = true })},
		{"given by who harmed the mother", "giver", "giver_barred", then(mother, func(r *consent.Record) { r.Giver.AbuserOfOtherParent = true })},
		{"given by a court's guardian who is the alleged abuser", "giver", "giver_barred", then(grown(consent.ByGuardian, "court order 12"), func(r *consent.Record) { r.Giver.AllegedAbuser = true })},
		{"given by oneself, and flagged", "giver", "giver_barred", func(r *consent.Record) { r.Giver.AllegedAbuser = true }},
		{"nobody checked the caregiver", "giver", "giver_unchecked", then(mother, func(r *consent.Record) { r.Giver.ExclusionChecked = false })},
		{"nobody needs to check oneself", "", "", func(r *consent.Record) { r.Giver.ExclusionChecked = false }},
		{"a caregiver whom nobody can name", "giver", "giver_unnamed", then(mother, func(r *consent.Record) { r.Giver.Relation = "" })},
		{"the worker who writes it down gives it", "giver", "giver_is_worker", func(r *consent.Record) { r.Method, r.RecordedBy = consent.InPersonSignature, r.Giver.Account }},
		{"a young person and their mother", "", "", mother},
		{"a young person alone, as the law lets them", "", "", young(consent.BySelfMinor, "may receive this service alone")},
		{"a young person alone, nobody says why", "basis", "giver_basis", young(consent.BySelfMinor, "")},
		{"a young person as if grown", "given_by", "minor", young(consent.BySelf, "")},
		{"a young person by supported decision", "given_by", "minor", young(consent.BySupportedDecision, "agreement")},
		{"a small child's guardian", "", "", then(young(consent.ByGuardian, "parent of an infant"), func(r *consent.Record) { r.Giver.Relation = "mother" })},
		{"an adult's guardian with a court order", "", "", grown(consent.ByGuardian, "court order 12")},
		{"an adult's guardian with nothing", "basis", "giver_basis", grown(consent.ByGuardian, "")},
		{"an adult with support for this decision", "", "", grown(consent.BySupportedDecision, "agreement of 1 March")},
		{"an adult as if a minor", "given_by", "adult", grown(consent.BySelfMinor, "may receive this service alone")},
		{"an adult with a caregiver over them", "given_by", "adult", grown(consent.ByMinorPlusCaregiver, "")},
	}
}

func methodCases() []problemCase {
	by := func(m consent.Method, witness, recording string) func(*consent.Record) {
		return func(r *consent.Record) {
			r.Method, r.RecordedBy = m, named("worker")
			if witness != "" {
				r.Witness = named(witness)
			}
			if recording != "" {
				r.Recording = named(recording)
			}
		}
	}
	return []problemCase{
		{"no method", "method", "method", func(r *consent.Record) { r.Method = "" }},
		{"a worker in the person's own space", "method", "method_portal", by(consent.Portal, "", "")},
		{"signed, and nobody wrote it down", "recorded_by", "recorded_by", func(r *consent.Record) { r.Method = consent.InPersonSignature }},
		{"signed", "", "", by(consent.InPersonSignature, "", "")},
		{"spoken, with the recording", "", "", by(consent.SpokenRecorded, "", "recording")},
		{"spoken, the recording is missing", "recording", "recording", by(consent.SpokenRecorded, "second worker", "")},
		{"spoken, with a witness", "", "", by(consent.SpokenWitnessed, "second worker", "")},
		{"spoken, with nobody there", "witness", "witness", by(consent.SpokenWitnessed, "", "")},
		{"spoken, the worker witnesses the worker", "witness", "witness_same", by(consent.SpokenWitnessed, "worker", "")},
		{"spoken, the giver witnesses the giver", "witness", "witness_same", by(consent.SpokenWitnessed, "person's account", "")},
		{"a mark with a witness", "", "", by(consent.MarkOrThumb, "second worker", "")},
		{"a mark with nobody there", "witness", "witness", by(consent.MarkOrThumb, "", "recording")},
		{"sign language, with the recording", "", "", by(consent.SignLanguage, "", "recording")},
		{"sign language, with a witness", "", "", by(consent.SignLanguage, "second worker", "")},
		{"sign language, with neither", "witness", "witness_or_recording", by(consent.SignLanguage, "", "")},
	}
}

func informedCases() []problemCase {
	return []problemCase{
		{"in no language", "language", "language", func(r *consent.Record) { r.Language = "" }},
		{"no notice", "notice", "notice", func(r *consent.Record) { r.NoticeVersion = "" }},
		{"nobody knows which words were shown", "notice", "notice", func(r *consent.Record) { r.NoticeHash = "" }},
		{"a hash that is none", "notice", "notice", func(r *consent.Record) { r.NoticeHash = strings.Repeat("zz", 32) }},
		{"two of the three questions", "understanding_check", "understanding", func(r *consent.Record) { r.UnderstandingCheck[2] = consent.Answer{} }},
		{"one answer showed that it was not clear", "understanding_check", "understanding", func(r *consent.Record) { r.UnderstandingCheck[1].Understood = false }},
		{"benefits not told", "told", "told", func(r *consent.Record) { r.ToldBenefits = false }},
		{"risks not told", "told", "told", func(r *consent.Record) { r.ToldRisks = false }},
		{"other ways not told", "told", "told", func(r *consent.Record) { r.ToldAlternatives = false }},
		{"not told that no is an answer", "told_can_say_no", "told_can_say_no", func(r *consent.Record) { r.ToldCanSayNo = false }},
		{"nobody asked who else could hear", "alone_check", "alone", func(r *consent.Record) { r.AloneCheck = "" }},
		{"somebody else could hear", "alone_check", "alone", func(r *consent.Record) { r.AloneCheck = consent.Overheard }},
		{"a friend the person chose was there", "", "", func(r *consent.Record) { r.AloneCheck = consent.WithSupport }},
	}
}

func dateCases() []problemCase {
	until := func(d time.Duration) func(*consent.Record) {
		return func(r *consent.Record) { r.ExpiresAt = noon.Add(d) }
	}
	return []problemCase{
		{"T3.1: no end", "expires_at", "end_none", func(r *consent.Record) { r.ExpiresAt = time.Time{} }},
		{"no start", "valid_from", "start_none", func(r *consent.Record) { r.ValidFrom = time.Time{} }},
		{"ends as it begins", "expires_at", "end_before_start", until(0)},
		{"ends before it begins", "expires_at", "end_before_start", until(-time.Hour)},
		{"exactly the longest", "", "", until(consent.MaxExpiry)},
		{"longer than the longest", "expires_at", "end_too_far", until(consent.MaxExpiry + time.Microsecond)},
		{"a late start does not stretch it", "expires_at", "end_too_far", func(r *consent.Record) {
			r.ValidFrom, r.ExpiresAt = noon.AddDate(0, 6, 0), noon.AddDate(1, 3, 0)
		}},
		{"a start next week", "", "", func(r *consent.Record) { r.ValidFrom = noon.AddDate(0, 0, 7) }},
		{"begun while the last page was talked through", "", "", func(r *consent.Record) { r.ValidFrom = noon.Add(-consent.Skew) }},
		{"backdated", "valid_from", "start_past", func(r *consent.Record) { r.ValidFrom = noon.Add(-consent.Skew - time.Microsecond) }},
	}
}

func TestINV06NoMethodAndNoCapacityLetsABarredGiverThrough(t *testing.T) {
	for _, by := range consent.GivenBys() {
		for _, method := range consent.Methods() {
			for _, minor := range []bool{true, false} {
				r := with(spoken(), func(r *consent.Record) {
					r.GivenBy, r.Method, r.Minor, r.Recording = by, method, minor, named("recording")
					r.Giver = consent.Giver{Relation: "husband", Basis: "court order 12", ExclusionChecked: true, AllegedAbuser: true}
				})
				refused := func(e *fault.Error) bool { return e.Key == "consent.error.giver_barred" }
				if !slices.ContainsFunc(consent.Validate(r, noon), refused) {
					t.Errorf("%s by %s (minor: %v) is not refused for who gave it", method, by, minor)
				}
				wantReason(t, consent.Decide([]consent.Record{r}, look(), noon), consent.GiverExcluded)
			}
		}
	}
}

func TestDefaultExpiry(t *testing.T) {
	for _, p := range consent.Purposes() {
		if d := consent.DefaultExpiry(p); d <= 0 || d > consent.MaxExpiry {
			t.Errorf("%s lasts %s", p, d)
		}
	}
	for p, days := range map[consent.Purpose]int{consent.Referral: 30, consent.CoalitionMeeting: 30, consent.Legal: 90, consent.Mentor: 90, "unheard of": 30} {
		if got := consent.DefaultExpiry(p); got != time.Duration(days)*24*time.Hour {
			t.Errorf("%s lasts %s, want %d days", p, got, days)
		}
	}
}

func TestINV30ARenewalIsNoConsentUntilItIsGiven(t *testing.T) {
	old := with(spoken(), func(r *consent.Record) { r.Excluded = []consent.Item{{Compartment: "therapy"}} })
	later := noon.AddDate(0, 0, 25)
	r := consent.Renew(old, named("renewal"), later, later.Add(consent.OneOffExpiry))
	if r.Replaces != old.ID || r.State != consent.StateDrafted || r.Person != old.Person || !slices.Equal(r.Items, old.Items) || !slices.Equal(r.Excluded, old.Excluded) {
		t.Errorf("the renewal does not carry the terms over: %+v", r)
	}
	wantReason(t, consent.Decide([]consent.Record{r}, look(), later), consent.NotGiven)
	var keys []string
	for _, p := range consent.Validate(r, later) {
		keys = append(keys, strings.TrimPrefix(p.Key, "consent.error."))
	}
	if want := []string{"method", "notice", "understanding", "told", "told_can_say_no", "alone"}; !slices.Equal(keys, want) {
		t.Errorf("a renewal lacks %v, want %v: each has to be done afresh", keys, want)
	}
	if r.Giver.ExclusionChecked {
		t.Error("the check of the giver is carried over")
	}
	if r.Items[0] = note("another note"); old.Items[0] == r.Items[0] {
		t.Error("changing the renewal changes the old consent")
	}
	if !old.ExpiresAt.Equal(yes().ExpiresAt) {
		t.Error("renewing moved the old end")
	}
}

// T3.2 and INV-30: the type has room for one person and one agency. Nobody can write down more.
func TestINV30ARecordHoldsOnePersonAndOneRecipient(t *testing.T) {
	r := reflect.TypeFor[consent.Record]()
	for field, want := range map[string]reflect.Type{"Person": reflect.TypeFor[id.ID](), "RecipientAgency": reflect.TypeFor[id.Agency]()} {
		f, ok := r.FieldByName(field)
		if !ok || f.Type != want {
			t.Errorf("%s is a %v, want one %v", field, f.Type, want)
		}
	}
	two := `{"recipient_agency": ["` + agency("clinic").String() + `", "` + agency("legal aid").String() + `"]}`
	if err := json.Unmarshal([]byte(two), new(consent.Record)); err == nil {
		t.Error("two agencies in one consent were read")
	}
}

func TestRecordSurvivesSealing(t *testing.T) {
	full := with(spoken(), func(r *consent.Record) {
		r.Excluded, r.Recording, r.InterpreterID = []consent.Item{{Compartment: "therapy"}}, named("recording"), named("interpreter")
		r.State, r.WithdrawnAt, r.WithdrawnHow, r.WithdrawnBy = consent.StateWithdrawn, noon.Add(time.Hour), "spoken", named("person's account")
		r.ReceiptID, r.Replaces = named("receipt"), named("old")
	})
	for _, r := range []consent.Record{yes(), full} {
		body, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back consent.Record
		if err := json.Unmarshal(body, &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(r, back) {
			t.Errorf("%+v came back as %+v", r, back)
		}
	}
}
