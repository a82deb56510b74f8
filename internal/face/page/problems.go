package page

import (
	"errors"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// FieldError is what to do about one field, in the reader's language; empty when there is nothing to do.
func FieldError(l *locale.Localiser, problems webkit.Problems, field string) string {
	for _, p := range problems.For(field) {
		return l.T(p.Key, p.Args...)
	}
	return ""
}

// Summary lists the problems of a form at the top of its page.
func Summary(l *locale.Localiser, problems webkit.Problems) webkit.ErrorSummary {
	s := webkit.ErrorSummary{Heading: l.T("page.error_summary")}
	for _, p := range problems {
		item := webkit.Link{Text: l.T(p.Key, p.Args...)}
		if p.Field != "" {
			item.URL = "#" + p.Field
		}
		s.Items = append(s.Items, item)
	}
	return s
}

// ProblemOf turns an error that a person can mend into the problems of the form, so that the page comes back with what was
// typed. ok is false for every other error, which the router answers.
func ProblemOf(err error) (p webkit.Problems, ok bool) {
	var several fault.Several
	if !errors.As(err, &several) {
		var e *fault.Error
		if !errors.As(err, &e) {
			return nil, false
		}
		several = fault.Several{e}
	}
	for _, e := range several {
		switch e.Kind {
		case fault.BadInput, fault.Stale, fault.Throttled:
			p = append(p, webkit.Problem{Field: e.Field, Key: e.Key})
		default:
			return nil, false
		}
	}
	return p, len(p) > 0
}
