// Package meeting is the desk's pages about meetings of the people who work here about somebody's plan: an agenda that the
// person reads beforehand, what they take off it, whether they want to be there, and the sheet for the meeting itself.
package meeting

import (
	"embed"
	"net/http"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

//go:embed words/*.json
var words embed.FS

// Words are the words of these pages.
func Words() locale.Source { return locale.Embedded("staff-meeting", words, false) }

// Face is these pages.
type Face struct{ *desk.Desk }

// New returns the pages over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	at := func(method, pattern string, action gate.Action, handle func(desk.Visit) error) webkit.Route {
		return webkit.Route{Method: method, Pattern: "/desk/people/{ref}/meetings" + pattern, Door: desk.PersonDoor(action, desk.Workers), Handler: f.At(handle)}
	}
	routes := []webkit.Route{at(http.MethodGet, "", gate.Read, f.list), at(http.MethodGet, "/{handle}", gate.Read, f.sheet)}
	for pattern, handle := range map[string]func(desk.Visit) error{"/new": f.prepare, "/{handle}/change": f.prepare, "/{handle}/said": f.said} {
		routes = append(routes, at(http.MethodGet, pattern, gate.Read, handle), at(http.MethodPost, pattern, gate.Write, handle))
	}
	return routes
}

// find is the meeting of the address.
func (f *Face) find(v desk.Visit) (desk.Opened, plan.Conferring, error) {
	o, err := f.Open(v)
	if err != nil {
		return o, plan.Conferring{}, err
	}
	for _, c := range o.Plan.Conferences {
		if f.Handles.Of(v.Actor, c.ID()) == v.R.PathValue("handle") {
			return o, c, nil
		}
	}
	return o, plan.Conferring{}, record.ErrNoEntry
}

// address is where the sheet of a meeting is.
func (f *Face) address(v desk.Visit, o desk.Opened, c plan.Conferring) string {
	return o.Address + "/meetings/" + f.Handles.Of(v.Actor, c.ID())
}
