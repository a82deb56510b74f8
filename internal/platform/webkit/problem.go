package webkit

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// A Problem is one thing to put right in a form. Key is the locale key of what to do; Args are names and values in turn,
// as locale.Localiser.T takes them, and never anything that was typed. An empty Field is the form as a whole.
type Problem struct {
	Field string
	Key   string
	Args  []any
}

// Problems are all that was found in a form, in the order of its fields.
type Problems []Problem

// Any reports whether there is anything to put right.
func (p Problems) Any() bool { return len(p) > 0 }

// For returns the problems of one field, and of the form as a whole for "".
func (p Problems) For(field string) Problems {
	var found Problems
	for _, q := range p {
		if q.Field == field {
			found = append(found, q)
		}
	}
	return found
}

// Status is the HTTP status for a page that shows the problems: 413 when the form was too large to read, else 422.
func (p Problems) Status() int {
	if p.tooLarge() {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusUnprocessableEntity
}

// Err returns the first problem as a *fault.Error, for callers that show no form; nil when there is none.
func (p Problems) Err() error {
	switch {
	case !p.Any():
		return nil
	case p.tooLarge():
		return fault.New(fault.TooLarge, keyTooLarge)
	}
	return fault.In(p[0].Field, p[0].Key)
}

func (p Problems) tooLarge() bool {
	for _, q := range p {
		if q.Key == keyTooLarge {
			return true
		}
	}
	return false
}

func (p *Problems) add(field, key string, args ...any) {
	*p = append(*p, Problem{Field: field, Key: key, Args: args})
}
