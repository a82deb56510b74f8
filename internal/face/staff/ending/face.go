// Package ending is the desk's pages about contact and its end: a pause that was said aloud, tries to reach the person and
// whether contact is lost, closing with its grounds, and handing over to a colleague whom the person chooses.
package ending

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

//go:embed words/*.json
var words embed.FS

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("staff-ending", words, false) }

// Face is these pages.
type Face struct{ *desk.Desk }

// New returns the pages over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	at := func(method, pattern string, action gate.Action, handle func(desk.Visit) error) webkit.Route {
		return webkit.Route{Method: method, Pattern: "/desk/people/{ref}/ending" + pattern, Door: desk.PersonDoor(action, desk.Workers), Handler: f.At(handle)}
	}
	routes := []webkit.Route{at(http.MethodGet, "", gate.Read, f.overview), at(http.MethodPost, "/close", gate.Write, f.close)}
	for pattern, one := range map[string]struct {
		action gate.Action
		handle func(desk.Visit) error
	}{
		"/pause": {gate.Pause, f.pause}, "/try": {gate.Write, f.try}, "/ask": {gate.Write, f.ask},
		"/hand-over": {gate.Write, f.handOver}, "/choose/{handle}": {gate.HandOver, f.choose},
	} {
		routes = append(routes, at(http.MethodGet, pattern, gate.Read, one.handle), at(http.MethodPost, pattern, one.action, one.handle))
	}
	return routes
}
