package intake

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A room is one of the two desks.
type room struct {
	channel reporting.Channel
	at      string // where its pages are
	roles   []account.Role
}

var (
	helpRoom = room{channel: reporting.Help, at: "/desk/intake",
		roles: []account.Role{account.IntakeResponder, account.Advocate, account.Supervisor}}
	concernRoom = room{channel: reporting.Concern, at: "/desk/concerns", roles: []account.Role{account.Custodian}}
)

// Routes are the addresses of both desks. A record is begun at the desk for help only.
func (f *Face) Routes() []webkit.Route {
	routes := append(f.of(helpRoom), f.of(concernRoom)...)
	return append(routes, f.route(helpRoom, http.MethodPost, "/convert", maxConvert, f.convert))
}

func (f *Face) of(r room) []webkit.Route {
	desk := f.own(r, http.MethodGet, "", f.page)
	desk.Fetches = true
	return []webkit.Route{
		desk,
		f.own(r, http.MethodGet, "/state", f.state),
		f.own(r, http.MethodPost, "/desk", f.setUp),
		f.own(r, http.MethodPost, "/window", f.addWindow),
		f.own(r, http.MethodPost, "/duty", f.setDuty),
		f.route(r, http.MethodPost, "/open", 0, f.open),
		f.route(r, http.MethodPost, "/reply", noteSize+reporting.SlotSize, f.reply),
		f.route(r, http.MethodPost, "/decide", 0, f.decide),
		f.route(r, http.MethodPost, "/weigh", 0, f.weigh),
		f.route(r, http.MethodPost, "/carry", reporting.MaxDrop, f.carry),
		f.route(r, http.MethodPost, "/identity", 0, f.identity),
		f.route(r, http.MethodPost, "/name", 0, f.name),
	}
}

// own is a route to the worker's own keys and to the list of what waits, which holds nothing that anybody wrote. An open
// desk asks for it every quarter of a minute, so it leaves no entry in the log; whatever opens a report does.
func (f *Face) own(r room, method, path string, handle func(v visit) error) webkit.Route {
	route := f.route(r, method, path, 0, handle)
	route.Door.Level, route.Door.Action = webkit.LevelAccount, ""
	return route
}

func (f *Face) route(r room, method, path string, most int64, handle func(v visit) error) webkit.Route {
	return webkit.Route{Method: method, Pattern: r.at + path, MaxBody: most, Handler: f.in(r, handle),
		Door: webkit.Door{Level: webkit.LevelPerson, Action: string(gate.Intake), Roles: webkit.Codes(r.roles)}}
}
