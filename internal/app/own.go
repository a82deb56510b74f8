package app

import (
	"slices"

	"github.com/amparo-project/amparo/internal/face/page"
	"github.com/amparo-project/amparo/internal/face/survivor"
	"github.com/amparo-project/amparo/internal/face/survivor/access"
	"github.com/amparo-project/amparo/internal/face/survivor/conference"
	"github.com/amparo-project/amparo/internal/face/survivor/destroy"
	"github.com/amparo-project/amparo/internal/face/survivor/knows"
	ownplan "github.com/amparo-project/amparo/internal/face/survivor/plan"
	"github.com/amparo-project/amparo/internal/face/survivor/room"
	ownstatement "github.com/amparo-project/amparo/internal/face/survivor/statement"
	"github.com/amparo-project/amparo/internal/face/survivor/takeaway"
	"github.com/amparo-project/amparo/internal/face/survivor/voice"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// ownSpace puts the desks of the person's own space together. A desk that has no place in the navigation brings a line for
// the page "More".
func (a *App) ownSpace(house *page.House, handles *page.Handles) ([]webkit.Route, error) {
	m, err := room.New(house, handles)
	if err != nil {
		return nil, err
	}
	entry, err := access.New(m, a.Accounts)
	if err != nil {
		return nil, err
	}
	plans := ownplan.New(m, ownplan.Services{Plans: a.Plans, Records: a.Records})
	statements, tell := ownstatement.New(m, a.Statement), voice.New(m, voice.Services{Feedback: a.Feedback, Records: a.Records})
	who := knows.New(m, knows.Services{Records: a.Records, Disclosure: a.Disclosure})
	more := slices.Concat(ownplan.Ways(), knows.Ways(), conference.Ways(), ownstatement.Ways(), voice.Ways(), takeaway.Ways(), access.Ways(), destroy.Ways())
	own, err := survivor.New(m, survivor.Services{Accounts: a.Accounts, Records: a.Records, Disclosure: a.Disclosure, Contact: a.Contact, Oversight: a.Oversight, Plan: plans, More: more})
	if err != nil {
		return nil, err
	}
	take, err := takeaway.New(m, takeaway.Services{Accounts: a.Accounts, Records: a.Records, Disclosure: a.Disclosure, Feedback: a.Feedback, Plans: a.Plans, Statement: a.Statement, Reading: own})
	if err != nil {
		return nil, err
	}
	return slices.Concat(own.Routes(), plans.Routes(), statements.Routes(), tell.Routes(), who.Routes(), conference.New(m, a.Plans).Routes(), take.Routes(), entry.Routes(), destroy.New(m, a.Records).Routes()), nil
}
