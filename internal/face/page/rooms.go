package page

import (
	"net/http"
	"strings"

	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// The addresses at which each room is signed in to.
const (
	SurvivorSignIn = "/sign-in"
	StaffSignIn    = "/desk/sign-in"
)

// roomOf tells from the address which room a page belongs to, so that an error is answered in the same room.
func roomOf(path string) webkit.Room {
	switch {
	case path == "/desk" || strings.HasPrefix(path, "/desk/"):
		return webkit.Staff
	case path == "/my" || strings.HasPrefix(path, "/my/"):
		return webkit.Survivor
	}
	return webkit.Public
}

// ways are the addresses of a room that the house itself leads to.
type ways struct{ home, signIn, again, drafts string }

func waysOf(room webkit.Room) ways {
	switch room {
	case webkit.Staff:
		return ways{"/desk", StaffSignIn, DeskAgainPath, "/desk/draft"}
	case webkit.Survivor:
		return ways{"/my", SurvivorSignIn, AgainPath, "/my/draft"}
	}
	return ways{home: "/", signIn: SurvivorSignIn}
}

// roomShell is the shell of a page of the house itself, in the room of the address.
func (h *House) roomShell(r *http.Request) webkit.Shell {
	if roomOf(r.URL.Path) == webkit.Staff {
		return h.StaffShell(r, nil)
	}
	return h.SurvivorShell(r, nil)
}

// Routes are the pages that each room that is signed in to has: the words once more, and what was being written when a
// session ended by itself.
func (h *House) Routes() []webkit.Route {
	var list []webkit.Route
	doors := map[webkit.Room]webkit.Door{webkit.Survivor: {Level: webkit.LevelAccount, Roles: []string{string(account.Survivor)}}, webkit.Staff: deskDoor()}
	for _, room := range []webkit.Room{webkit.Survivor, webkit.Staff} {
		at, door := waysOf(room), doors[room]
		list = append(list,
			webkit.Route{Method: http.MethodPost, Pattern: at.again, MaxBody: maxAgain, Handler: h.again, Door: door, Secrets: []string{"words"}},
			webkit.Route{Method: http.MethodGet, Pattern: at.again, Handler: h.ask, Door: door},
			webkit.Route{Method: http.MethodGet, Pattern: at.drafts, Handler: h.drafts, Door: door},
			webkit.Route{Method: http.MethodPost, Pattern: at.drafts, Handler: h.draft, Door: door})
	}
	list = append(list,
		webkit.Route{Method: http.MethodGet, Pattern: namesPath + "cover", Handler: h.coverNames(true), Door: deskDoor()},
		webkit.Route{Method: http.MethodGet, Pattern: namesPath + "show", Handler: h.coverNames(false), Door: deskDoor()})
	if h.Passkeys != nil {
		list = append(list,
			webkit.Route{Method: http.MethodPost, Pattern: askDevicePath, MaxBody: maxAgain, Handler: h.askDevice, Door: deskDoor()},
			webkit.Route{Method: http.MethodPost, Pattern: heardDevicePath, MaxBody: maxAgain, Handler: h.heardDevice, Door: deskDoor()})
	}
	return list
}

// namesPath is where a desk's browser keeps whether names are covered. It is a GET because it changes nothing here: the choice
// lives in a cookie.
const namesPath = "/desk/names/"

// coverNames has the next pages come with names covered, or shown, for whoever may look over a shoulder.
func (h *House) coverNames(cover bool) webkit.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) error {
		if cover {
			h.Cookies.Set(w, webkit.NamesCookie, "1")
		} else {
			h.Cookies.Clear(w, webkit.NamesCookie)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// deskDoor is open to everybody who works here.
func deskDoor() webkit.Door {
	return webkit.Door{Level: webkit.LevelAccount, Roles: webkit.Codes(account.StaffRoles())}
}
