package form_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/platform/form"
	"github.com/google/go-cmp/cmp"
)

const ext = `"extension": [{"url": "https://github.com/amparo-project/amparo/form/why-we-ask", "valueString": "w"}, {"url": "https://github.com/amparo-project/amparo/form/who-sees-it", "valueString": "w"}]`

// sample has each type, a group, and conditions of each kind.
const sample = `{"resourceType": "Questionnaire", "url": "urn:sample", "version": "2026-01-02", "name": "sample", "title": "T", "status": "active", "language": "en", "item": [
 {"linkId": "intro", "type": "display", "text": "Hello"},
 {"linkId": "yes", "type": "boolean", "text": "q", "required": true, ` + ext + `},
 {"linkId": "about", "type": "group", "text": "g", "enableWhen": [{"question": "yes", "operator": "=", "answerBoolean": true}], "item": [
  {"linkId": "pick", "type": "choice", "text": "q", "repeats": true, "answerOption": [{"valueCoding": {"code": "a", "display": "A"}}, {"valueCoding": {"code": "b", "display": "B"}}], ` + ext + `},
  {"linkId": "open", "type": "open-choice", "text": "q", "answerOption": [{"valueCoding": {"code": "a", "display": "A"}}], "maxLength": 5, ` + ext + `},
  {"linkId": "both", "type": "integer", "text": "q", "enableBehavior": "all", "enableWhen": [{"question": "pick", "operator": "=", "answerCoding": {"code": "a"}}, {"question": "open", "operator": "exists", "answerBoolean": true}], ` + ext + `}
 ]},
 {"linkId": "not-b", "type": "date", "text": "q", "enableWhen": [{"question": "pick", "operator": "!=", "answerCoding": {"code": "b"}}], ` + ext + `},
 {"linkId": "line", "type": "string", "text": "q", ` + ext + `},
 {"linkId": "lines", "type": "text", "text": "q", ` + ext + `}
]}`

func parse(t *testing.T) *form.Form {
	t.Helper()
	f, err := form.Parse([]byte(sample), "en")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"no why", "why-we-ask", "who-sees-it", "yes: why we ask is missing"},
		{"no who", "who-sees-it", "why-we-ask", "yes: who sees it is missing"},
		{"sensitive and required", `"required": true, "extension": [`, `"required": true, "extension": [{"url": "https://github.com/amparo-project/amparo/form/sensitive", "valueBoolean": true}, `, "yes: a sensitive question is required"},
		{"unknown extension", "why-we-ask", "points", `"https://github.com/amparo-project/amparo/form/points" is not carried out`},
		{"unknown field", `"text": "Hello"`, `"text": "Hello", "readOnly": true`, "unknown field"},
		{"unknown type", `"type": "integer"`, `"type": "quantity"`, `both: the type "quantity" is not carried out`},
		{"link id twice", `"linkId": "line"`, `"linkId": "yes"`, "yes: the link id stands twice"},
		{"odd link id", `"linkId": "line"`, `"linkId": "<b>"`, "the link id is not made of"},
		{"condition on nothing", `"question": "yes"`, `"question": "no"`, `about: its condition looks at "no"`},
		{"condition on a later question", `"question": "yes"`, `"question": "line"`, `about: its condition looks at "line"`},
		{"condition on words", `"question": "yes"`, `"question": "intro"`, `about: its condition looks at "intro"`},
		{"condition that cannot hold", `{"code": "b"}}], "ext`, `{"code": "c"}}], "ext`, "not-b: its condition does not fit"},
		{"condition of another type", `"answerBoolean": true}], "item"`, `"answerInteger": 1}], "item"`, "about: its condition does not fit"},
		{"operator that is not carried out", `"operator": "!="`, `"operator": ">"`, "not-b: a condition is not one of"},
		{"all or any", `"enableBehavior": "all", `, ``, "both: it has several conditions"},
		{"options missing", `"type": "date"`, `"type": "choice"`, "not-b: options are missing"},
		{"repeating date", `"type": "date"`, `"type": "date", "repeats": true`, "not-b: only a choice may repeat"},
		{"option twice", `{"code": "b", "display": "B"}`, `{"code": "a", "display": "B"}`, "pick: an option has no code"},
		{"version", "2026-01-02", "2.0", "the version is not written as a date"},
		{"another resource", `"Questionnaire"`, `"Patient"`, "not Questionnaire"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			changed := strings.Replace(sample, tt.old, tt.new, 1)
			if changed == sample {
				t.Fatal("the sample has not changed")
			}
			if _, err := form.Parse([]byte(changed), "en"); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := form.Parse([]byte(sample), "en", "vi"); err == nil || !strings.Contains(err.Error(), "yes: text is missing in vi") {
		t.Errorf("a missing translation: %v", err)
	}
	if _, err := form.Parse([]byte(sample+"{}"), "en"); err == nil {
		t.Error("something after the form is accepted")
	}
}

func asked(f *form.Form, a form.Answers) string {
	var ids []string
	for _, i := range f.Asked(a) {
		ids = append(ids, i.LinkID)
	}
	return strings.Join(ids, " ")
}

func one(v ...string) form.Answer { return form.Answer{Values: v} }

func TestAsked(t *testing.T) {
	f := parse(t)
	for _, tt := range []struct {
		name    string
		answers form.Answers
		want    string
	}{
		{"nothing yet", nil, "intro yes not-b line lines"},
		{"a group opens", form.Answers{"yes": one("true")}, "intro yes about pick open not-b line lines"},
		{"one of two conditions", form.Answers{"yes": one("true"), "pick": one("a")}, "intro yes about pick open not-b line lines"},
		{"both conditions", form.Answers{"yes": one("true"), "pick": one("a", "b"), "open": {Other: "x"}}, "intro yes about pick open both line lines"},
		{"a skipped question does not exist", form.Answers{"yes": one("true"), "pick": one("a"), "open": {State: form.Skipped}}, "intro yes about pick open not-b line lines"},
		{"an answer on a path not taken counts as none", form.Answers{"yes": one("false"), "pick": one("b")}, "intro yes not-b line lines"},
	} {
		if got := asked(f, tt.answers); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestCheck(t *testing.T) {
	f := parse(t)
	base := form.Answers{"yes": one("true")}
	for _, tt := range []struct {
		name, field string
		answer      form.Answer
		want        string
	}{
		{"required", "yes", form.Answer{}, "form.required"},
		{"required and skipped", "yes", form.Answer{State: form.Skipped}, "form.required"},
		{"yes or no", "yes", one("maybe"), "form.choice"},
		{"invented option", "pick", one("c"), "form.choice"},
		{"option twice", "pick", one("a", "a"), "form.choice"},
		{"several", "pick", one("a", "b"), ""},
		{"own words where there are none", "pick", form.Answer{Other: "x"}, "form.choice"},
		{"own words", "open", form.Answer{Other: "x"}, ""},
		{"own words and an option", "open", form.Answer{Values: []string{"a"}, Other: "x"}, "form.one"},
		{"own words too long", "open", form.Answer{Other: "abcdef"}, "form.too_long"},
		{"five letters of Ge'ez", "open", form.Answer{Other: "ሰላምሰላ"}, ""},
		{"two values", "line", one("a", "b"), "form.one"},
		{"day", "not-b", one("2026-02-28"), ""},
		{"month", "not-b", one("2026-02"), ""},
		{"year", "not-b", one("2026"), ""},
		{"no such day", "not-b", one("2026-02-30"), "form.date"},
		{"another way to write a day", "not-b", one("28/02/2026"), "form.date"},
		{"the year nought", "not-b", one("0000"), "form.date"},
		{"null byte", "line", one("a\x00b"), "form.characters"},
		{"override", "line", one("a\u202eb"), "form.characters"},
		{"not UTF-8", "line", one("\xff"), "form.characters"},
		{"a new line in one line", "line", one("a\nb"), "form.characters"},
		{"new lines", "lines", one("a\r\nb\tc"), ""},
		{"only spaces", "lines", one(" \n"), "form.empty"},
		{"ten megabytes", "lines", one(strings.Repeat("a", 10<<20)), "form.too_long"},
		{"skipped", "line", form.Answer{State: form.Skipped}, ""},
		{"later", "line", form.Answer{State: form.Later}, ""},
		{"skipped and answered", "line", form.Answer{State: form.Skipped, Values: []string{"a"}}, "form.state"},
		{"invented state", "line", form.Answer{State: "never"}, "form.state"},
		{"question not asked", "both", one("x"), ""},
		{"no such question", "nowhere", one("x"), "form.unknown"},
		{"a group", "about", one("x"), "form.unknown"},
	} {
		answers := form.Answers{"yes": base["yes"], tt.field: tt.answer}
		var got string
		for _, e := range f.Check(answers) {
			if got = e.Key; got != "form.unknown" && e.Field != tt.field {
				t.Errorf("%s: the error is about %q", tt.name, e.Field)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	for _, v := range []string{"1.5", "+1", "01", "٣", "2147483648", ""} {
		a := form.Answers{"yes": one("true"), "pick": one("a"), "open": one("a"), "both": one(v)}
		if wrong := f.Check(a); len(wrong) != 1 || wrong[0].Key != "form.integer" {
			t.Errorf("integer %q: %v", v, wrong)
		}
	}
}

func TestResponsesReadBack(t *testing.T) {
	f := parse(t)
	at := time.Date(2026, 3, 4, 5, 6, 7, 8000, time.UTC)
	for _, tt := range []struct {
		name, status string
		in           form.Response
		dropped      []string
	}{
		{"whole", "completed", form.Response{Answers: form.Answers{"yes": one("true"), "pick": one("a", "b"), "open": {Other: "x"}, "both": one("-3"), "line": one("l"), "lines": {State: form.Skipped}}}, nil},
		{"put off", "in-progress", form.Response{Answers: form.Answers{"yes": one("false"), "line": {State: form.Later}}}, nil},
		{"stopped at once", "stopped", form.Response{Answers: form.Answers{}, Stopped: true}, nil},
		{"another path taken", "completed", form.Response{Answers: form.Answers{"yes": one("false"), "pick": one("b"), "not-b": one("2026")}}, []string{"pick"}},
	} {
		tt.in.Authored = at
		data, err := f.Marshal(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var fhir struct{ ResourceType, Questionnaire, Status string }
		if err := json.Unmarshal(data, &fhir); err != nil || fhir.Status != tt.status || fhir.Questionnaire != "urn:sample|2026-01-02" {
			t.Errorf("%s: %+v, %v", tt.name, fhir, err)
		}
		got, err := f.Unmarshal(data)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		for _, linkID := range tt.dropped {
			delete(tt.in.Answers, linkID)
		}
		if d := cmp.Diff(tt.in, got); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
	if _, err := f.Marshal(form.Response{Answers: form.Answers{}, Authored: at}); !errors.Is(err, form.ErrAnswers) {
		t.Errorf("a response without a required answer: %v", err)
	}
	for _, bad := range []string{``, `{}`, `[]`, `{"resourceType": "QuestionnaireResponse", "questionnaire": "urn:sample|2025-01-01", "authored": "2026-01-01T00:00:00Z"}`,
		`{"resourceType": "QuestionnaireResponse", "questionnaire": "urn:sample|2026-01-02", "authored": "2026-01-01T00:00:00Z", "item": [{"linkId": "x"}]}`,
		`{"resourceType": "QuestionnaireResponse", "questionnaire": "urn:sample|2026-01-02", "authored": "2026-01-01T00:00:00Z", "item": [{"linkId": "yes", "answer": [{"valueBoolean": true, "valueInteger": 1}]}]}`} {
		if _, err := f.Unmarshal([]byte(bad)); err == nil {
			t.Errorf("accepted %s", bad)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"resourceType": "Questionnaire", "item": [{"linkId": "a", "item": [{}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed, err := form.Parse(data, "en")
		if err != nil {
			return
		}
		for _, i := range parsed.Asked(nil) {
			if i.Question() && (i.Why.In("en") == "" || i.Who.In("en") == "" || i.Sensitive && i.Required) {
				t.Errorf("%q was accepted", i.LinkID)
			}
		}
	})
}

func FuzzUnmarshal(f *testing.F) {
	q, err := form.Parse([]byte(sample), "en")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"resourceType": "QuestionnaireResponse", "questionnaire": "urn:sample|2026-01-02", "status": "completed", "authored": "2026-01-01T00:00:00Z", "item": [{"linkId": "yes", "answer": [{"valueBoolean": true}]}, {"linkId": "about", "item": [{"linkId": "open", "answer": [{"valueString": "x"}]}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := q.Unmarshal(data)
		if err != nil {
			return
		}
		r.Stopped = true
		written, err := q.Marshal(r)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if _, err := q.Unmarshal(written); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}

// Whoever wrote a response can have left answers in it to questions that are not asked for the others. They are none.
func TestAnswersToQuestionsThatAreNotAskedAreNotRead(t *testing.T) {
	f := parse(t)
	whole := form.Response{Answers: form.Answers{"yes": one("true"), "pick": one("a", "b"), "both": one("-3"), "line": one("l")}, Authored: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)}
	data, err := f.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	left := strings.Replace(string(data), `"valueBoolean":true`, `"valueBoolean":false`, 1)
	got, err := f.Unmarshal([]byte(left))
	if err != nil || left == string(data) {
		t.Fatal(err)
	}
	if d := cmp.Diff(form.Answers{"yes": one("false"), "line": one("l")}, got.Answers); d != "" {
		t.Error(d)
	}
}
