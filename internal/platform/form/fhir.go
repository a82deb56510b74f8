package form

import "encoding/json"

// The addresses of the extensions. The first is FHIR's, the others are ours.
const (
	extTranslation = "http://hl7.org/fhir/StructureDefinition/translation"
	extWhy         = "https://github.com/amparo-project/amparo/form/why-we-ask"
	extWho         = "https://github.com/amparo-project/amparo/form/who-sees-it"
	extSensitive   = "https://github.com/amparo-project/amparo/form/sensitive"
	extState       = "https://github.com/amparo-project/amparo/form/answer-state"
)

// fhirQuestionnaire is the part of a FHIR R4 Questionnaire that is carried out, and the descriptive part that is let pass.
type fhirQuestionnaire struct {
	ResourceType string         `json:"resourceType"`
	URL          string         `json:"url"`
	Version      string         `json:"version"`
	Name         string         `json:"name"`
	Title        string         `json:"title"`
	TitleMore    *fhirPrimitive `json:"_title"`
	Status       string         `json:"status"`
	Language     string         `json:"language"`
	Item         []fhirItem     `json:"item"`

	ID, Meta, Text, Identifier, Experimental, Date, Publisher, Contact, Description, Purpose, UseContext,
	Jurisdiction, Copyright, ApprovalDate, LastReviewDate, EffectivePeriod, Code, DerivedFrom, SubjectType json.RawMessage
}

type fhirItem struct {
	LinkID         string          `json:"linkId"`
	Prefix         string          `json:"prefix"`
	Code           json.RawMessage `json:"code"`
	Text           string          `json:"text"`
	TextMore       *fhirPrimitive  `json:"_text"`
	Type           Type            `json:"type"`
	Required       bool            `json:"required"`
	Repeats        bool            `json:"repeats"`
	MaxLength      int             `json:"maxLength"`
	EnableWhen     []fhirEnable    `json:"enableWhen"`
	EnableBehavior string          `json:"enableBehavior"`
	AnswerOption   []fhirOption    `json:"answerOption"`
	Extension      []fhirExtension `json:"extension"`
	Item           []fhirItem      `json:"item"`
}

type fhirEnable struct {
	Question      string      `json:"question"`
	Operator      string      `json:"operator"`
	AnswerBoolean *bool       `json:"answerBoolean"`
	AnswerInteger *int64      `json:"answerInteger"`
	AnswerDate    *string     `json:"answerDate"`
	AnswerString  *string     `json:"answerString"`
	AnswerCoding  *fhirCoding `json:"answerCoding"`
}

type fhirOption struct {
	ValueCoding fhirCoding `json:"valueCoding"`
}

type fhirCoding struct {
	System      string         `json:"system,omitempty"`
	Code        string         `json:"code,omitempty"`
	Display     string         `json:"display,omitempty"`
	DisplayMore *fhirPrimitive `json:"_display,omitempty"`
}

// fhirPrimitive is what FHIR writes beside a text, under the same name with an underscore.
type fhirPrimitive struct {
	Extension []fhirExtension `json:"extension"`
}

type fhirExtension struct {
	URL             string          `json:"url"`
	ValueString     string          `json:"valueString,omitempty"`
	ValueStringMore *fhirPrimitive  `json:"_valueString,omitempty"`
	ValueCode       string          `json:"valueCode,omitempty"`
	ValueBoolean    *bool           `json:"valueBoolean,omitempty"`
	Extension       []fhirExtension `json:"extension,omitempty"`
}

// gather collects a text and its translations.
func gather(language, s string, more *fhirPrimitive) Text {
	t := Text{}
	if s != "" {
		t[language] = s
	}
	if more == nil {
		return t
	}
	for _, e := range more.Extension {
		if e.URL != extTranslation {
			continue
		}
		var lang, content string
		for _, part := range e.Extension {
			switch part.URL {
			case "lang":
				lang = part.ValueCode
			case "content":
				content = part.ValueString
			}
		}
		if lang != "" && content != "" {
			t[lang] = content
		}
	}
	return t
}

type fhirResponse struct {
	ResourceType  string             `json:"resourceType"`
	Questionnaire string             `json:"questionnaire"`
	Status        string             `json:"status"`
	Authored      string             `json:"authored"`
	Item          []fhirResponseItem `json:"item,omitempty"`
}

type fhirResponseItem struct {
	LinkID    string             `json:"linkId"`
	Extension []fhirExtension    `json:"extension,omitempty"`
	Answer    []fhirAnswer       `json:"answer,omitempty"`
	Item      []fhirResponseItem `json:"item,omitempty"`
}

type fhirAnswer struct {
	ValueBoolean *bool       `json:"valueBoolean,omitempty"`
	ValueInteger *int64      `json:"valueInteger,omitempty"`
	ValueDate    *string     `json:"valueDate,omitempty"`
	ValueString  *string     `json:"valueString,omitempty"`
	ValueCoding  *fhirCoding `json:"valueCoding,omitempty"`
}
