package webkit

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
)

// An entry is a route as the standard mux holds it.
type entry struct {
	router    *Router
	route     Route
	unguarded bool
}

// ServeHTTP is called by the mux, which has set the path values of r.
func (e *entry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := w.(*answer) // Router.ServeHTTP is the only caller of the mux
	a.route, a.request = e.route, r
	a.err = e.enter(a, r)
}

func (e *entry) enter(a *answer, r *http.Request) error {
	k := keptOf(r)
	if k != nil {
		k.page = e.router.pageOf(r)
	}
	if err := e.router.origin.Check(r); err != nil {
		if k != nil {
			k.foreign = true
		}
		return fault.Wrap(err, fault.BadInput, keyOtherSite)
	}
	if e.route.Bulk && e.router.cfg.Cramped != nil && e.router.cfg.Cramped() {
		return fault.New(fault.Full, keyFull)
	}
	r = r.WithContext(r.Context())
	r.Body = http.MaxBytesReader(a, r.Body, e.route.MaxBody)
	if !e.unguarded {
		guarded, err := e.router.cfg.Guard(r, e.route)
		if err != nil {
			return err
		}
		if guarded != nil {
			r = guarded
		}
	}
	a.request = r
	return e.route.Handler(a, r)
}

// ServeHTTP answers the request. Of a request at a desk it logs one line, without its address, its sender or anything sent; every
// other it counts (LogCounts).
func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	origin, ok := rt.cfg.Origins.of(r)
	if !ok {
		misdirected(w)
		return
	}
	r = withOrigin(r, origin)
	start := rt.cfg.Clock()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r = rt.keepSent(r)
	asked := r.WithContext(r.Context()) // the mux writes what it matched into r
	a := newAnswer(origin)
	err := rt.serve(a, r)
	if err != nil {
		rt.fail(a, asked, err)
	}
	setHeaders(a, rt.cfg.Clock())
	drain(asked.Body)
	a.send(w, r.Method)
	if err == nil {
		err = a.aside
	}
	if rt.Lined(a.route) {
		rt.log(r, a, err, start)
		return
	}
	at := hourOf(start)
	rt.tally.add(counted{hour: at, room: roomOf(a.route.Pattern)})
	if err != nil && fault.KindOf(err) == fault.Internal {
		rt.tally.add(counted{hour: at, room: roomOf(a.route.Pattern), cause: chain(err)})
	}
}

func (rt *Router) serve(a *answer, r *http.Request) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicked(v)
		}
	}()
	if rt.cfg.Exit != nil && rt.cfg.Exit.covers(r, Cookies{}) {
		return rt.cfg.Exit.cover(a, r)
	}
	// The mux would answer a wrong method, a missing slash or a doubled one in its own words; here they are not found.
	if h, _ := rt.mux.Handler(r); !isEntry(h) {
		return notFound()
	}
	rt.mux.ServeHTTP(a, r)
	return a.err
}

// pageOf is the page of the address that a form was sent to, "" where there is none.
func (rt *Router) pageOf(r *http.Request) string {
	page := &http.Request{Method: http.MethodGet, URL: r.URL, Host: r.Host}
	if h, _ := rt.mux.Handler(page); !isEntry(h) {
		return ""
	}
	return r.URL.Path
}

func isEntry(h http.Handler) bool {
	_, ok := h.(*entry)
	return ok
}

func notFound() error { return fault.New(fault.NotFound, keyNotFound) }

// fail replaces whatever the handler wrote by the page for err.
func (rt *Router) fail(a *answer, asked *http.Request, err error) {
	var tooMuch *http.MaxBytesError
	if errors.As(err, &tooMuch) {
		err = fault.Wrap(err, fault.TooLarge, keyTooLarge)
	}
	route, request := a.route, a.request
	kind := fault.KindOf(err)
	if kind == fault.NotFound || kind == fault.Refused {
		route, request, err = Route{}, asked, notFound()
	}
	if request == nil {
		request = asked
	}
	a.restart(kind.Status())
	defer func() {
		if recover() != nil {
			a.restart(http.StatusInternalServerError)
			a.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(a, neutralPage) // writing to memory
		}
	}()
	rt.cfg.OnError(a, request, route, err)
}

// neutralPage is shown when even the page for an error cannot be made. It has no words, since the language is unknown.
const neutralPage = `<!doctype html><html><head><meta charset="utf-8"><title>…</title></head><body><p><a href="/">↺</a></p></body></html>`

// log writes a request's one line. Of an internal error it names the types in the chain, not the texts: a driver's text
// can quote what a person typed.
func (rt *Router) log(r *http.Request, a *answer, err error, start time.Time) {
	attrs := []slog.Attr{
		slog.String("route", a.route.Pattern),
		slog.String("method", methodWord(r.Method)),
		slog.Int("status", a.status),
		slog.Duration("took", rt.cfg.Clock().Sub(start)),
	}
	level := slog.LevelInfo
	if err != nil {
		attrs = append(attrs, slog.String("fault", fault.KeyOf(err)))
		if fault.KindOf(err).Ours() {
			level = slog.LevelError
			attrs = append(attrs, slog.String("cause", chain(err)))
		}
	}
	rt.cfg.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// methodWord keeps an invented method out of the log, since anything can be written there.
func methodWord(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return m
	}
	return "other"
}

// chain names the types of err and of all it wraps.
func chain(err error) string {
	var types []string
	for ; err != nil; err = errors.Unwrap(err) {
		if p, ok := err.(panicError); ok {
			types = append(types, p.Error())
			continue
		}
		types = append(types, fmt.Sprintf("%T", err))
	}
	return strings.Join(types, " > ")
}

// A panicError is what is kept of a panic: its type and the place in the program, never its value.
type panicError struct{ kind, at string }

func (p panicError) Error() string { return "panic " + p.kind + " at " + p.at }

func panicked(v any) error {
	return fault.Wrap(panicError{fmt.Sprintf("%T", v), panicPlace()}, fault.Internal, keyInternal)
}

// panicPlace names the function that panicked: the first below the runtime's own.
func panicPlace() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	panicking := false
	for {
		f, more := frames.Next()
		inRuntime := strings.HasPrefix(f.Function, "runtime.")
		if panicking && !inRuntime {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
		panicking = panicking || inRuntime
		if !more {
			return "unknown"
		}
	}
}
