package accounts

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Routes are the addresses of these pages, each with its door.
func (f *Face) Routes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/sign-in", Door: desk.PersonDoor(gate.Read, desk.Workers), Handler: f.At(f.enrolForm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sign-in", Door: desk.PersonDoor(gate.Enrol, desk.Workers), Handler: f.At(f.enrol)},
		{Method: http.MethodGet, Pattern: "/desk/accounts", Door: desk.AccountDoor(desk.Staffing), Handler: f.At(f.accounts)},
		{Method: http.MethodGet, Pattern: "/desk/accounts/new", Door: desk.AccountDoor(desk.Staffing), Handler: f.At(f.newAccount)},
		{Method: http.MethodPost, Pattern: "/desk/accounts/new", Door: desk.AccountDoor(desk.Staffing), Handler: f.At(f.makeAccount)},
		{Method: http.MethodGet, Pattern: "/desk/accounts/{handle}", Door: desk.AccountDoor(desk.Staffing), Handler: f.At(f.account)},
		{Method: http.MethodPost, Pattern: "/desk/accounts/{handle}/training", Door: desk.AccountDoor(desk.Staffing), Handler: f.At(f.training)},
		{Method: http.MethodGet, Pattern: "/desk/accounts/{handle}/leave", Door: desk.AccountDoor(desk.Staffing), Handler: f.At(f.leaveForm)},
		{Method: http.MethodPost, Pattern: "/desk/accounts/{handle}/leave", Door: desk.AccountDoor(desk.Staffing), Handler: f.At(f.leave)},
		{Method: http.MethodGet, Pattern: LeavingsPath, Door: desk.AccountDoor(desk.Leaving), Handler: f.At(f.leavings)},
		{Method: http.MethodPost, Pattern: LeavingsPath, Door: desk.AccountDoor(desk.Leaving), Handler: f.At(f.leavingStep)},
		{Method: http.MethodGet, Pattern: "/desk/acts", Door: desk.AccountDoor(desk.Roles(account.PrivacyOfficer)), Handler: f.At(f.acts)},
	}
}
