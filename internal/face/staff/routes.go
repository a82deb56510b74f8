package staff

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Routes are the addresses of the desks, each with its door.
func (f *Face) Routes() []webkit.Route {
	public := webkit.Door{Level: webkit.LevelPublic}
	routes := []webkit.Route{
		{Method: http.MethodGet, Pattern: page.StaffSignIn, Door: public, Handler: f.At(f.signInForm)},
		{Method: http.MethodPost, Pattern: page.StaffSignIn, Door: public, Handler: f.At(f.signIn), Secrets: []string{"code"}},
		{Method: http.MethodPost, Pattern: "/desk/sign-out", Door: desk.AccountDoor(desk.Everybody), Handler: f.House.SignOut(page.StaffSignIn)},
		{Method: http.MethodGet, Pattern: "/desk", Door: desk.AccountDoor(desk.Everybody), Handler: f.At(f.firstPage)},
		{Method: http.MethodGet, Pattern: "/desk/office", Door: desk.AccountDoor(desk.Offices), Handler: f.At(f.office)},
		{Method: http.MethodGet, Pattern: "/desk/conduct", Door: desk.AccountDoor(desk.Everybody), Handler: f.At(f.conduct)},
		{Method: http.MethodPost, Pattern: "/desk/conduct", Door: desk.AccountDoor(desk.Everybody), Handler: f.At(f.signConduct)},
	}
	if f.Passkeys != nil {
		routes = append(routes, f.passkeyRoutes()...)
	}
	routes = append(routes, f.peopleRoutes()...)
	for _, r := range f.rooms {
		routes = append(routes, r.Routes()...)
	}
	return routes
}

func (f *Face) passkeyRoutes() []webkit.Route {
	public := webkit.Door{Level: webkit.LevelPublic}
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: signInPasskeyPage, Door: public, Handler: f.keyed(f.askPasskey)},
		{Method: http.MethodPost, Pattern: signInPasskeyPage, Door: public, Handler: f.keyed(f.signInPasskey)},
		{Method: http.MethodGet, Pattern: desk.WaysPage, Door: desk.AccountDoor(desk.Everybody), Handler: f.keyed(f.ways)},
		{Method: http.MethodPost, Pattern: desk.WaysPage, Door: desk.AccountDoor(desk.Everybody), Handler: f.keyed(f.beginPasskey)},
		{Method: http.MethodGet, Pattern: newPasskeyPage, Door: desk.AccountDoor(desk.Everybody), Handler: f.keyed(f.newPasskey)},
		{Method: http.MethodPost, Pattern: newPasskeyPage, Door: desk.AccountDoor(desk.Everybody), Handler: f.keyed(f.addPasskey)},
		{Method: http.MethodPost, Pattern: desk.WaysPage + "/{handle}/remove", Door: desk.AccountDoor(desk.Everybody), Handler: f.keyed(f.removePasskey)},
	}
}

// keyed is a page about passkeys. Where a browser can use none, it does not exist.
func (f *Face) keyed(handle func(desk.Visit) error) webkit.HandlerFunc {
	return f.At(func(v desk.Visit) error {
		if !f.OffersPasskeys(v) {
			return gate.ErrRefused
		}
		return handle(v)
	})
}

func (f *Face) peopleRoutes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: "/desk/people/new", Door: desk.AccountDoor(desk.Workers), Handler: f.At(f.newPerson)},
		{Method: http.MethodPost, Pattern: "/desk/people/new", Door: desk.PersonDoor(gate.Start, desk.Workers), Handler: f.At(f.startPerson)},
	}
}
