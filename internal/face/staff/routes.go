package staff

import (
	"net/http"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// Routes are the addresses of the desks, each with its door.
func (f *Face) Routes() []webkit.Route {
	public := webkit.Door{Level: webkit.LevelPublic}
	routes := []webkit.Route{
		{Method: http.MethodGet, Pattern: page.StaffSignIn, Door: public, Handler: f.at(f.signInForm)},
		{Method: http.MethodPost, Pattern: page.StaffSignIn, Door: public, Handler: f.at(f.signIn)},
		{Method: http.MethodPost, Pattern: "/desk/sign-out", Door: desk(everybody), Handler: f.house.SignOut(page.StaffSignIn)},
		{Method: http.MethodGet, Pattern: "/desk", Door: desk(everybody), Handler: f.at(f.firstPage)},
		{Method: http.MethodGet, Pattern: "/desk/office", Door: desk(offices), Handler: f.at(f.office)},
		{Method: http.MethodGet, Pattern: "/desk/conduct", Door: desk(everybody), Handler: f.at(f.conduct)},
		{Method: http.MethodPost, Pattern: "/desk/conduct", Door: desk(everybody), Handler: f.at(f.signConduct)},
	}
	if f.Passkeys != nil {
		routes = append(routes, f.passkeyRoutes()...)
	}
	routes = append(routes, f.peopleRoutes()...)
	routes = append(routes, f.sharingRoutes()...)
	return append(routes, f.accountRoutes()...)
}

func (f *Face) passkeyRoutes() []webkit.Route {
	public := webkit.Door{Level: webkit.LevelPublic}
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: signInPasskeyPage, Door: public, Handler: f.at(f.askPasskey)},
		{Method: http.MethodPost, Pattern: signInPasskeyPage, Door: public, Handler: f.at(f.signInPasskey)},
		{Method: http.MethodGet, Pattern: waysPage, Door: desk(everybody), Handler: f.at(f.ways)},
		{Method: http.MethodPost, Pattern: waysPage, Door: desk(everybody), Handler: f.at(f.beginPasskey)},
		{Method: http.MethodGet, Pattern: newPasskeyPage, Door: desk(everybody), Handler: f.at(f.newPasskey)},
		{Method: http.MethodPost, Pattern: newPasskeyPage, Door: desk(everybody), Handler: f.at(f.addPasskey)},
		{Method: http.MethodPost, Pattern: waysPage + "/{handle}/remove", Door: desk(everybody), Handler: f.at(f.removePasskey)},
	}
}

// desk is the door to what belongs to the desk itself.
func desk(roles []string) webkit.Door { return webkit.Door{Level: webkit.LevelAccount, Roles: roles} }

// door is the door to a person's data.
func door(action gate.Action, roles []string) webkit.Door {
	return webkit.Door{Level: webkit.LevelPerson, Action: string(action), Roles: roles}
}

func (f *Face) peopleRoutes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: "/desk/people", Door: door(gate.List, recipients), Handler: f.at(f.people)},
		{Method: http.MethodGet, Pattern: "/desk/people/new", Door: desk(workers), Handler: f.at(f.newPerson)},
		{Method: http.MethodPost, Pattern: "/desk/people/new", Door: door(gate.Start, workers), Handler: f.at(f.startPerson)},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}", Door: door(gate.Read, workers), Handler: f.at(f.readSide(planSide))},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/safety", Door: door(gate.Read, workers), Handler: f.at(f.readSide(safetySide))},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/notes", Door: door(gate.Read, workers), Handler: f.at(f.readSide(planSide))},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/notes", Door: door(gate.Write, workers), Handler: f.at(f.write(planSide))},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/safety", Door: door(gate.Write, workers), Handler: f.at(f.write(safetySide))},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/entries/{handle}/correct", Door: door(gate.Read, workers), Handler: f.at(f.correctForm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/entries/{handle}/correct", Door: door(gate.Write, workers), Handler: f.at(f.correct)},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/sign-in", Door: door(gate.Read, workers), Handler: f.at(f.enrolForm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sign-in", Door: door(gate.Enrol, workers), Handler: f.at(f.enrol)},
	}
}

func (f *Face) sharingRoutes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/sharing", Door: door(gate.Read, workers), Handler: f.at(f.sharing)},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/share", Door: door(gate.Read, workers), Handler: f.at(f.composeForm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/share", Door: door(gate.Compose, workers), Handler: f.at(f.compose)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/suspend", Door: door(gate.Consent, workers), Handler: f.at(f.suspend)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/withdraw", Door: door(gate.Withdraw, workers), Handler: f.at(f.withdraw)},
		{Method: http.MethodGet, Pattern: "/desk/people/{ref}/sharing/{handle}/spoken", Door: door(gate.Read, workers), Handler: f.at(f.spokenForm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/spoken", Door: door(gate.Consent, workers), Handler: f.at(f.spoken)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/confirm", Door: door(gate.Share, workers), Handler: f.at(f.confirm)},
		{Method: http.MethodPost, Pattern: "/desk/people/{ref}/sharing/{handle}/asked", Door: door(gate.Consent, workers), Handler: f.at(f.asked)},
		{Method: http.MethodGet, Pattern: "/desk/inbox", Door: desk(recipients), Handler: f.at(f.inbox)},
		{Method: http.MethodGet, Pattern: "/desk/inbox/{ref}", Door: door(gate.Receive, recipients), Handler: f.at(f.look)},
		{Method: http.MethodPost, Pattern: "/desk/inbox/{ref}/attest", Door: door(gate.Receive, recipients), Handler: f.at(f.attest)},
	}
}

func (f *Face) accountRoutes() []webkit.Route {
	return []webkit.Route{
		{Method: http.MethodGet, Pattern: "/desk/accounts", Door: desk(admins), Handler: f.at(f.accounts)},
		{Method: http.MethodGet, Pattern: "/desk/accounts/new", Door: desk(admins), Handler: f.at(f.newAccount)},
		{Method: http.MethodPost, Pattern: "/desk/accounts/new", Door: desk(admins), Handler: f.at(f.makeAccount)},
		{Method: http.MethodGet, Pattern: "/desk/accounts/{handle}", Door: desk(admins), Handler: f.at(f.account)},
		{Method: http.MethodPost, Pattern: "/desk/accounts/{handle}/training", Door: desk(admins), Handler: f.at(f.training)},
		{Method: http.MethodGet, Pattern: "/desk/accounts/{handle}/leave", Door: desk(admins), Handler: f.at(f.leaveForm)},
		{Method: http.MethodPost, Pattern: "/desk/accounts/{handle}/leave", Door: desk(admins), Handler: f.at(f.leave)},
	}
}
