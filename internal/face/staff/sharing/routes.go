package sharing

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/sharing", Door: desk.PersonDoor(gate.Read, desk.Workers), Handler: f.At(f.sharing)},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/share", Door: desk.PersonDoor(gate.Read, desk.Workers), Handler: f.At(f.composeForm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/share", Door: desk.PersonDoor(gate.Compose, desk.Workers), Handler: f.At(f.compose)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/suspend", Door: desk.PersonDoor(gate.Consent, desk.Workers), Handler: f.At(f.suspend)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/withdraw", Door: desk.PersonDoor(gate.Withdraw, desk.Workers), Handler: f.At(f.withdraw)},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/sharing/{handle}/spoken", Door: desk.PersonDoor(gate.Read, desk.Workers), Handler: f.At(f.spokenForm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/spoken", Door: desk.PersonDoor(gate.Consent, desk.Workers), Handler: f.At(f.spoken)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/confirm", Door: desk.PersonDoor(gate.Share, desk.Workers), Handler: f.At(f.confirm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/asked", Door: desk.PersonDoor(gate.Consent, desk.Workers), Handler: f.At(f.asked)},
		{Method: http.MethodGet, Pattern: "/desk/inbox", Door: desk.AccountDoor(desk.Recipients), Handler: f.At(f.inbox)},
		{Method: http.MethodGet, Pattern: "/desk/inbox/{ref}", Door: desk.PersonDoor(gate.Receive, desk.Recipients), Handler: f.At(f.look)},
		{Method: http.MethodPost, Pattern: "/desk/inbox/{ref}/attest", Door: desk.PersonDoor(gate.Receive, desk.Recipients), Handler: f.At(f.attest)},
	}
}
