package webkit

import (
	"bytes"
	"net/http"
	"strconv"
)

// An answer keeps a page in memory until it is whole, so that an error in the middle never leaves half a page, and every
// answer has a length. Whatever is too large for memory does not go through a Router.
type answer struct {
	origin  Origin // by which the request came
	header  http.Header
	status  int // 0 until the handler decides
	preset  int // the status when the handler does not decide
	body    bytes.Buffer
	route   Route
	request *http.Request // as the handler saw it
	err     error
	aside   error // went wrong without changing the answer; logged
}

func newAnswer(o Origin) *answer {
	return &answer{origin: o, header: http.Header{}, preset: http.StatusOK}
}

// restart forgets everything written, headers included.
func (a *answer) restart(status int) {
	a.header, a.status, a.preset = http.Header{}, 0, status
	a.body.Reset()
}

// Header is the header to send.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader decides the status; only the first call counts, and informational ones do not.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
}

// Write adds to the page.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(a.preset)
	return a.body.Write(b)
}

func (a *answer) send(w http.ResponseWriter, method string) {
	a.WriteHeader(a.preset)
	bare := a.status == http.StatusNoContent || a.status == http.StatusNotModified
	if !bare {
		if a.body.Len() > 0 && a.header.Get("Content-Type") == "" {
			// Never guessed from the bytes: a person's words could look like a page.
			a.header.Set("Content-Type", "text/plain; charset=utf-8")
		}
		a.header.Set("Content-Length", strconv.Itoa(a.body.Len()))
	}
	clear(w.Header())
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	if !bare && method != http.MethodHead {
		_, _ = w.Write(a.body.Bytes()) // the person has gone; there is nobody to tell
	}
}
