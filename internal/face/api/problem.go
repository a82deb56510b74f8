package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// A Problem is an error in the form of RFC 9457. Field names the parameter that was not accepted; nothing that was sent
// is repeated.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Field  string `json:"field,omitempty"`
}

// details are the sentences for the keys that a reader of the directory can meet. The readers are programmers: English.
var details = map[string]string{
	"error.unknown_field": "There is no such parameter here.",
	"error.twice":         "The parameter is given more than once.",
	"error.number":        "A whole number within the allowed range is needed.",
	"error.flag":          "true or false is needed.",
	"error.text":          "A text is needed.",
	"error.id":            "A UUID is needed.",
	"error.moment":        "A date and time of RFC 3339, or a date, is needed.",
	"error.too_long":      "The text is too long.",
	"error.choice":        "This is not one of the accepted values.",
	"error.unsupported":   "This directory does not offer the parameter.",
	"error.json":          "The body is not one JSON object.",
	"error.media_type":    "The body must be application/json.",
	"error.query":         "The query part of the address cannot be read; a POST takes its parameters from the body only.",
	"error.too_large":     "The body is too large.",
	"error.not_found":     "There is nothing here.",
}

// answerFault writes err as a problem and reports whether it was one that the caller can act on. HSDS clients expect 400
// for a parameter that is not accepted.
func answerFault(w http.ResponseWriter, err error) bool {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind == fault.Internal {
		return false
	}
	p := Problem{Type: "about:blank", Status: f.Kind.Status(), Detail: details[f.Key], Field: f.Field}
	if f.Kind == fault.BadInput {
		p.Status = http.StatusBadRequest
	}
	p.Title = http.StatusText(p.Status)
	body, err := json.Marshal(p)
	if err != nil {
		return false
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the client has gone; nobody is left to tell
	return true
}
