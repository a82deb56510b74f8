// Package fault gives every error a kind, and the person a message from the locale files.
//
// An error's text may hold operation names and identifiers, never a name, a place or anything typed. What a person reads
// is looked up by Key; the status is looked up by Kind, in one table. Refused looks like NotFound from outside, so that
// nobody can test whether someone is known here.
package fault

import (
	"errors"
	"net/http"
	"strings"
)

// A Kind says what the caller can do about an error. An error without a kind is Internal.
type Kind int

const (
	Internal    Kind = iota // a defect or a broken machine: nothing the person can change
	NotFound                // there is no such thing
	Refused                 // there is such a thing and the actor may not have it: answered exactly like NotFound
	BadInput                // what was typed cannot be taken; Field names the field where there is one
	Stale                   // somebody else changed it meanwhile: look again, then decide
	SignIn                  // nobody is signed in, or the session has ended
	StepUp                  // signed in, but this needs the second factor or the passphrase once more
	Throttled               // too many tries; wait
	TooLarge                // more bytes than the form takes
	Full                    // there is no room left to keep anything
	Unavailable             // what keeps things can't be reached, or does not answer in time
)

// Ours reports whether the fault is the machine's: nothing that the person did, and nothing that they can change.
func (k Kind) Ours() bool { return k == Internal || k == Full || k == Unavailable }

// Status is the HTTP status for each kind. NotFound and Refused are the same on purpose.
func (k Kind) Status() int {
	switch k {
	case NotFound, Refused:
		return http.StatusNotFound
	case BadInput:
		return http.StatusUnprocessableEntity
	case Stale:
		return http.StatusConflict
	case SignIn, StepUp:
		return http.StatusUnauthorized
	case Throttled:
		return http.StatusTooManyRequests
	case TooLarge:
		return http.StatusRequestEntityTooLarge
	case Full:
		return http.StatusInsufficientStorage
	case Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// Error is an error with a kind. Key names the message in the locale files (for example "error.too_long").
type Error struct {
	Kind  Kind
	Key   string
	Field string
	cause error
}

// New returns an error of kind with the locale key.
func New(kind Kind, key string) *Error { return &Error{Kind: kind, Key: key} }

// In returns a BadInput error about one field.
func In(field, key string) *Error { return &Error{Kind: BadInput, Key: key, Field: field} }

// Wrap gives err a kind and a key, keeping err for the log.
func Wrap(err error, kind Kind, key string) *Error { return &Error{Kind: kind, Key: key, cause: err} }

func (e *Error) Error() string {
	s := e.Key
	if e.Field != "" {
		s = e.Field + ": " + s
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is compare kind and key, so that a declared *Error can be a sentinel.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Key == e.Key
}

// KindOf returns the kind of the first Error in err's chain, or Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// KeyOf returns the locale key of err, or the key of the general message.
func KeyOf(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Key != "" {
		return e.Key
	}
	return "error.internal"
}

// Several is all that keeps one thing from being done, each problem with its own field, so that a form can show them at
// once. Its kind and key are those of the first.
type Several []*Error

func (s Several) Error() string {
	texts := make([]string, len(s))
	for i, e := range s {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap lets errors.Is and errors.As look at each.
func (s Several) Unwrap() []error {
	list := make([]error, len(s))
	for i, e := range s {
		list[i] = e
	}
	return list
}
