package webkit

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/clock"
)

// A HandlerFunc answers a request, or returns an error for the router to answer. It reads, decides, acts and writes; it
// never writes the text of an error.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// A Level says how far a route may reach. The zero Level is undeclared, and Handle refuses it.
type Level int

const (
	LevelPublic  Level = iota + 1 // reaches no private row
	LevelAccount                  // reaches the signed-in account's own settings
	LevelPerson                   // reaches a person's data, through the gate
)

// String is the level's word, for the log and for the test that walks the doors.
func (l Level) String() string {
	switch l {
	case LevelPublic:
		return "public"
	case LevelAccount:
		return "account"
	case LevelPerson:
		return "person"
	}
	return "undeclared"
}

// A Door says what a route may reach. Every route declares one, so that a test can try all of them with every role.
type Door struct {
	Level  Level
	Action string   // the gate's action; for LevelPerson, and only there
	Roles  []string // who may try; none means anyone signed in; never for LevelPublic
}

// A Route is one method and pattern of net/http (for example "/services/{reference}") behind its door.
type Route struct {
	Method  string
	Pattern string
	Door    Door
	MaxBody int64 // the most bytes a request may bring; 0 means DefaultMaxBody
	Fetches bool  // the page's script may ask this host, and show pictures and play sound that it opened itself
	Bulk    bool  // it keeps what can wait and is large; where there is hardly room left, it is refused first
	// Secrets are fields of this form that open something, besides those that do so everywhere (passphrase, old, new, card,
	// answer). They are given back to nobody.
	Secrets []string
	Handler HandlerFunc
}

// RouterConfig is what a Router needs from the program.
type RouterConfig struct {
	// Guard finds out who is signed in, puts it into the request's context and refuses those who may not try the door. It
	// is called for every route but those of the exit, which always work. Required.
	Guard func(*http.Request, Route) (*http.Request, error)
	// OnError writes the page for err in the person's language; the status is set already. For fault.NotFound and
	// fault.Refused it gets the request as it arrived and a zero Route, so that it cannot tell them apart. Required.
	OnError func(http.ResponseWriter, *http.Request, Route, error)
	Log     *slog.Logger // nil logs nothing
	Desk    []string     // the roles whose work is logged by the request; all other requests are counted by the hour
	Clock   clock.Clock  // nil is the machine's clock
	Origins Origins      // the addresses by which people reach this router; a request for any other is not answered
	Exit    *Leaving     // nil leaves out the exit
	Cramped func() bool  // whether there is hardly room left, so that Bulk routes refuse; nil never
}

// A Router sends each request to its route, with the defaults of the house around it: nothing is answered under a name that
// is not the house's own, no request from another site may
// change anything, bodies are bounded, pages are never half sent, no answer is kept by a browser, and what is unknown,
// misspelt or refused gets one and the same answer.
//
// A GET route changes no state; HEAD is answered wherever GET is.
type Router struct {
	cfg    RouterConfig
	mux    *http.ServeMux
	routes []Route
	origin *http.CrossOriginProtection
	tally  tally

	secrets []string // of all routes
}

// NewRouter returns a Router with no routes but those of the exit. It panics when cfg lacks a Guard or an OnError, or when
// the exit leads nowhere: a program must not start like that.
func NewRouter(cfg RouterConfig) *Router {
	if cfg.Guard == nil || cfg.OnError == nil {
		panic("webkit: a router needs a Guard and an OnError")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System()
	}
	rt := &Router{cfg: cfg, mux: http.NewServeMux(), origin: http.NewCrossOriginProtection()}
	if cfg.Exit != nil {
		for _, r := range cfg.Exit.routes(Cookies{}) {
			rt.add(r, true)
		}
	}
	return rt
}

// Handle adds routes. It panics, naming the pattern, for a route without a whole door, and for two routes that answer the
// same requests: both are mistakes that must not reach a running program.
func (rt *Router) Handle(routes ...Route) {
	for _, r := range routes {
		rt.add(r, false)
	}
}

// Routes lists all routes, those of the exit included, for tests that walk every door.
func (rt *Router) Routes() []Route { return slices.Clone(rt.routes) }

func (rt *Router) add(r Route, unguarded bool) {
	if fault := r.defect(); fault != "" {
		panic(fmt.Sprintf("webkit: route %q %s", r.Method+" "+r.Pattern, fault))
	}
	if r.MaxBody == 0 {
		r.MaxBody = DefaultMaxBody
	}
	rt.routes = append(rt.routes, r)
	rt.secrets = append(rt.secrets, r.Secrets...)
	rt.mux.Handle(r.Method+" "+r.Pattern, &entry{router: rt, route: r, unguarded: unguarded})
}

func (r Route) defect() string {
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
	switch {
	case !slices.Contains(methods, r.Method):
		return "has a method that this router does not take"
	case !strings.HasPrefix(r.Pattern, "/"):
		return "has a pattern that does not begin with a slash"
	case r.Handler == nil:
		return "has no handler"
	case r.MaxBody < 0:
		return "has a body limit below zero"
	}
	return r.Door.defect()
}

func (d Door) defect() string {
	switch {
	case d.Level < LevelPublic || d.Level > LevelPerson:
		return "declares no door"
	case d.Level == LevelPerson && d.Action == "":
		return "reaches a person without naming the gate's action"
	case d.Level != LevelPerson && d.Action != "":
		return "names an action of the gate but reaches no person"
	case d.Level == LevelPublic && len(d.Roles) > 0:
		return "is public and yet names roles"
	}
	return ""
}
