package desk

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A Problem is why a form comes back, and with which status.
type Problem struct {
	webkit.Problems
	Status int
}

// Sent is what was wrong with a form as it arrived.
func Sent(p webkit.Problems) Problem { return Problem{p, p.Status()} }

// ProblemOf turns what a service answered into a problem that the form can show, in the desk's own words for it. Every
// other error is returned: the router answers it.
func (d *Desk) ProblemOf(err error) (Problem, error) {
	list, ok := page.ProblemOf(err)
	if !ok {
		return Problem{}, err
	}
	for i, p := range list {
		if own := "staff.fault." + p.Key; d.House.Words.Has(own) {
			list[i].Key = own
		}
	}
	return Problem{list, fault.KindOf(err).Status()}, nil
}

// OneOf makes a problem about one field out of a key of this package.
func OneOf(field, key string) Problem {
	return Problem{webkit.Problems{{Field: field, Key: key}}, http.StatusUnprocessableEntity}
}

// Summary lists the problems at the top of the page.
func (p Problem) Summary(v Visit) webkit.ErrorSummary { return page.Summary(v.L, p.Problems) }

// Of is what to do about one field.
func (p Problem) Of(v Visit, field string) string { return page.FieldError(v.L, p.Problems, field) }

// Code is the status of the page that shows the problem; a page without one is answered 200.
func (p Problem) Code() int {
	if p.Status == 0 {
		return http.StatusOK
	}
	return p.Status
}

// KeyOf is the key of a form that comes back: the one it was sent with, or a new one where that cannot be used.
func KeyOf(values webkit.Values) string {
	if key := values.Key(); id.IsReference(key) {
		return key
	}
	return id.Reference()
}

// IsRefused reports whether err is the answer to what is not there.
func IsRefused(err error) bool {
	var e *fault.Error
	return errors.As(err, &e) && (e.Kind == fault.Refused || e.Kind == fault.NotFound)
}
