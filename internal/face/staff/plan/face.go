// Package plan is the desk's pages about the plan that two people share: my people by what was promised to them next, and
// for each of them the plan side by side, with what is asked, agreed and answered. What a worker writes here is a question to
// the person, or what was agreed in conversation on a day that is named.
package plan

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
func Words() locale.Source { return locale.Embedded("staff-plan", words, false) }

// Face is these pages.
type Face struct{ *desk.Desk }

// New returns the pages over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	routes := []webkit.Route{
		{Method: http.MethodGet, Pattern: "/desk/people", Door: desk.PersonDoor(gate.List, desk.Recipients), Handler: f.At(f.people)},
		f.read("", f.overview),
		f.write("/plan/move", f.move),
	}
	pages := map[string][2]func(desk.Visit) error{
		"/plan/order":           {f.editForm(order), f.edit(order)},
		"/plan/reviews/new":     {f.editForm(review), f.edit(review)},
		"/plan/postpone":        {f.postponeForm, f.postpone},
		"/plan/said/{handle}":   {f.saidForm, f.said},
		"/plan/offers/{handle}": {f.offerForm, f.offer},
		"/plan/asks/{handle}":   {f.replyForm, f.reply},
	}
	for _, k := range []*kind{strength, assessment, need, goal, step, date, paper, options, decision} {
		pages["/plan/"+k.path+"/new"] = [2]func(desk.Visit) error{f.editForm(k), f.edit(k)}
		pages["/plan/"+k.path+"/{handle}"] = [2]func(desk.Visit) error{f.editForm(k), f.edit(k)}
	}
	for pattern, handle := range pages {
		routes = append(routes, f.read(pattern, handle[0]), f.write(pattern, handle[1]))
	}
	return routes
}

func (f *Face) read(pattern string, handle func(desk.Visit) error) webkit.Route {
	return webkit.Route{Method: http.MethodGet, Pattern: "/desk/people/{ref}" + pattern, Door: desk.PersonDoor(gate.Read, desk.Workers), Handler: f.At(handle)}
}

func (f *Face) write(pattern string, handle func(desk.Visit) error) webkit.Route {
	return webkit.Route{Method: http.MethodPost, Pattern: "/desk/people/{ref}" + pattern, Door: desk.PersonDoor(gate.Write, desk.Workers), Handler: f.At(handle)}
}
