package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// A Response is what one person gave to one version of a form.
type Response struct {
	Answers  Answers
	Stopped  bool // the person ended it before the end; what was given until then is kept
	Authored time.Time
}

// ErrAnswers is returned by Marshal for answers that Check finds wrong.
var ErrAnswers = fault.New(fault.BadInput, "form.answers")

// Marshal writes r as a FHIR R4 QuestionnaireResponse. Answers to questions that are not asked are left out: somebody who
// went back and chose another way has taken them back. Its status is stopped, in-progress while anything is put off, or
// completed.
func (f *Form) Marshal(r Response) ([]byte, error) {
	if !r.Stopped && len(f.Check(r.Answers)) > 0 || r.Stopped && !f.soundSoFar(r.Answers) {
		return nil, ErrAnswers
	}
	w := writer{answers: r.Answers, asked: map[string]bool{}}
	for _, i := range f.Asked(r.Answers) {
		w.asked[i.LinkID] = true
	}
	out := fhirResponse{ResourceType: "QuestionnaireResponse", Questionnaire: f.Canonical(),
		Authored: r.Authored.UTC().Format(time.RFC3339Nano), Item: w.items(f.Items), Status: "completed"}
	switch {
	case r.Stopped:
		out.Status = "stopped"
	case w.later:
		out.Status = "in-progress"
	}
	return json.Marshal(out)
}

// soundSoFar is Check without what is still missing.
func (f *Form) soundSoFar(answers Answers) bool {
	return !slices.ContainsFunc(f.Check(answers), func(e *fault.Error) bool { return e.Key != "form.required" })
}

type writer struct {
	answers Answers
	asked   map[string]bool
	later   bool
}

func (w *writer) items(items []Item) (out []fhirResponseItem) {
	for _, i := range items {
		if !w.asked[i.LinkID] {
			continue
		}
		o := fhirResponseItem{LinkID: i.LinkID, Item: w.items(i.Items)}
		a := w.answers[i.LinkID]
		if a.State != "" {
			o.Extension = []fhirExtension{{URL: extState, ValueCode: string(a.State)}}
			w.later = w.later || a.State == Later
		}
		for _, v := range a.Values {
			o.Answer = append(o.Answer, i.write(v))
		}
		if a.Other != "" {
			o.Answer = append(o.Answer, fhirAnswer{ValueString: &a.Other})
		}
		if len(o.Item)+len(o.Answer)+len(o.Extension) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// write turns a checked value into its FHIR form.
func (i Item) write(v string) fhirAnswer {
	switch i.Type {
	case Boolean:
		b := v == "true"
		return fhirAnswer{ValueBoolean: &b}
	case Integer:
		n, _ := strconv.ParseInt(v, 10, 64) // Check has read it before
		return fhirAnswer{ValueInteger: &n}
	case Date:
		return fhirAnswer{ValueDate: &v}
	case Choice, OpenChoice:
		return fhirAnswer{ValueCoding: &fhirCoding{Code: v}}
	}
	return fhirAnswer{ValueString: &v}
}

// Unmarshal reads a QuestionnaireResponse to this very version of the form, and checks it again. Answers to questions that are
// not asked for the others are left out, as Marshal leaves them out.
func (f *Form) Unmarshal(data []byte) (Response, error) {
	var in fhirResponse
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return Response{}, fault.Wrap(errors.New("the response cannot be read"), fault.BadInput, "form.answers")
	}
	authored, err := time.Parse(time.RFC3339Nano, in.Authored)
	if _, end := dec.Token(); err != nil || !errors.Is(end, io.EOF) || in.ResourceType != "QuestionnaireResponse" {
		return Response{}, ErrAnswers
	}
	if in.Questionnaire != f.Canonical() {
		return Response{}, fmt.Errorf("the response is to another form or version: %w", ErrAnswers)
	}
	r := Response{Answers: Answers{}, Stopped: in.Status == "stopped", Authored: authored.UTC()}
	if !f.read(in.Item, r.Answers, 1) {
		return Response{}, ErrAnswers
	}
	if !f.soundSoFar(r.Answers) {
		return Response{}, ErrAnswers
	}
	r.Answers = f.enabled(r.Answers)
	return r, nil
}

// enabled are the answers to questions that are asked. Whoever wrote the response may have left others in it; nothing follows
// from them.
func (f *Form) enabled(answers Answers) Answers {
	kept := Answers{}
	for _, i := range f.Asked(answers) {
		if a, ok := answers[i.LinkID]; ok {
			kept[i.LinkID] = a
		}
	}
	return kept
}

func (f *Form) read(items []fhirResponseItem, into Answers, depth int) bool {
	for _, in := range items {
		i, ok := f.byID[in.LinkID]
		_, twice := into[in.LinkID]
		if !ok || twice || depth > maxDepth || !f.read(in.Item, into, depth+1) {
			return false
		}
		var a Answer
		for _, e := range in.Extension {
			if e.URL == extState {
				a.State = State(e.ValueCode)
			}
		}
		for _, v := range in.Answer {
			s, own, ok := v.read()
			switch {
			case !ok, own && a.Other != "" && i.Type == OpenChoice:
				return false
			case own && i.Type == OpenChoice:
				a.Other = s
			default:
				a.Values = append(a.Values, s)
			}
		}
		if i.Question() {
			into[in.LinkID] = a
		}
	}
	return true
}

// read returns the one value of an answer; own says that it is a text.
func (a fhirAnswer) read() (s string, own, ok bool) {
	given := 0
	set := func(v string) { s, given = v, given+1 }
	if a.ValueBoolean != nil {
		set(strconv.FormatBool(*a.ValueBoolean))
	}
	if a.ValueInteger != nil {
		set(strconv.FormatInt(*a.ValueInteger, 10))
	}
	if a.ValueDate != nil {
		set(*a.ValueDate)
	}
	if a.ValueCoding != nil {
		set(a.ValueCoding.Code)
	}
	if a.ValueString != nil {
		set(*a.ValueString)
		own = true
	}
	return s, own, given == 1
}
