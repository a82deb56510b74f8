package staff

import (
	"errors"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// A problem is why a form comes back, and with which status.
type problem struct {
	webkit.Problems
	status int
}

// sent is what was wrong with a form as it arrived.
func sent(p webkit.Problems) problem { return problem{p, p.Status()} }

// problemOf turns what a service answered into a problem that the form can show, in the desk's own words for it. Every
// other error is returned: the router answers it.
func (f *Face) problemOf(err error) (problem, error) {
	list, ok := page.ProblemOf(err)
	if !ok {
		return problem{}, err
	}
	for i, p := range list {
		if own := "staff.fault." + p.Key; f.house.Words.Has(own) {
			list[i].Key = own
		}
	}
	return problem{list, fault.KindOf(err).Status()}, nil
}

// oneOf makes a problem about one field out of a key of this package.
func oneOf(field, key string) problem {
	return problem{webkit.Problems{{Field: field, Key: key}}, http.StatusUnprocessableEntity}
}

// summary lists the problems at the top of the page.
func (p problem) summary(v visit) webkit.ErrorSummary { return page.Summary(v.l, p.Problems) }

// of is what to do about one field.
func (p problem) of(v visit, field string) string { return page.FieldError(v.l, p.Problems, field) }

// code is the status of the page that shows the problem; a page without one is answered 200.
func (p problem) code() int {
	if p.status == 0 {
		return http.StatusOK
	}
	return p.status
}

// keyOf is the key of a form that comes back: the one it was sent with, or a new one where that cannot be used.
func keyOf(values webkit.Values) string {
	if key := values.Key(); id.IsReference(key) {
		return key
	}
	return id.Reference()
}

// isRefused reports whether err is the answer to what is not there.
func isRefused(err error) bool {
	var e *fault.Error
	return errors.As(err, &e) && (e.Kind == fault.Refused || e.Kind == fault.NotFound)
}
