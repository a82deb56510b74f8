package app

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/care/person"
	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/care/safety"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/consent"
	"github.com/amparo-project/amparo/internal/trust/disclosure"
	"github.com/amparo-project/amparo/internal/trust/gate"
	"github.com/amparo-project/amparo/internal/trust/record"
)

// A DemoPerson is a made-up person with a sign-in of their own.
type DemoPerson struct{ Card, Passphrase string }

type plannedEntry struct {
	compartment gate.Compartment
	kind        string
	body        any
}

type plannedPerson struct {
	name    person.Name
	entries []plannedEntry
}

var plannedPeople = []plannedPerson{
	{person.Name{Chosen: "Hana Tesfaye", Language: "am"}, []plannedEntry{
		{gate.Plan, plan.NoteKind, &plan.Note{Text: "Hana would like to see a doctor this week, a woman if that can be arranged. Mornings are best."}},
		{gate.Plan, plan.NoteKind, &plan.Note{Text: "We talked about the papers that were kept from her. She is not ready to ask for them yet, and that is fine."}},
		{gate.Safety, safety.MeasureKind, &safety.Measure{Text: "Ring only before ten in the morning. If somebody else answers, say it is about the library."}},
	}},
	{person.Name{Chosen: "Tomas Arroyo", Language: "es"}, []plannedEntry{
		{gate.Plan, plan.NoteKind, &plan.Note{Text: "Tomas asked about work permits. Next step: a talk with a lawyer, if he wants one."}},
	}},
	{person.Name{}, []plannedEntry{
		{gate.Safety, safety.MeasureKind, &safety.Measure{Text: "Chose not to give a name. Meet at the side door; it is quieter there."}},
	}},
}

// FillCoalition begins a few made-up records at the shelter, so that the demo's pages have something to show. The first
// person has a sign-in of their own, a plan, and a proposal that waits for their decision.
func (a *App) FillCoalition(ctx context.Context, c Coalition) ([]DemoPerson, error) {
	ruth, err := a.signIn(ctx, c.Shelter.As(account.Advocate))
	if err != nil {
		return nil, err
	}
	cover := c.Shelter.As(account.Supervisor).Account
	var first DemoPerson
	for i, p := range plannedPeople {
		who, items, err := a.begin(ctx, ruth, cover, p)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			continue
		}
		first.Passphrase = account.SuggestPassphrase()
		if first.Card, err = a.Records.Enrol(ctx, ruth, who, first.Passphrase); err != nil {
			return nil, err
		}
		if err := a.fillPlan(ctx, ruth, who, first); err != nil {
			return nil, err
		}
		_, err = a.Disclosure.Propose(ctx, ruth, who, disclosure.Proposal{Recipient: c.Clinic.Agency.ID, Function: account.Clinicians,
			Purpose: consent.Medical, Items: items, Days: 30})
		if err != nil {
			return nil, err
		}
	}
	return []DemoPerson{first}, a.Accounts.SignOutEverywhere(ctx, ruth)
}

// begin starts a record and writes its entries. It returns them as items that could be shared.
func (a *App) begin(ctx context.Context, worker account.Actor, cover id.ID, p plannedPerson) (who id.ID, items []consent.Item, err error) {
	if who, err = a.People.Start(ctx, worker, cover, p.name); err != nil {
		return who, nil, err
	}
	for _, e := range p.entries {
		entry, err := a.Records.Write(ctx, worker, who, gate.Care, e.compartment, record.Draft{Kind: e.kind, Body: e.body})
		if err != nil {
			return who, nil, err
		}
		items = append(items, consent.Item{Entry: entry, Kind: e.kind, Compartment: string(e.compartment)})
	}
	return who, items, nil
}

// signIn opens a session for a member of the demo coalition, whose second factor is known here only because it was just
// made. It uses the code of the step before, so that the member's own first sign-in is not refused as a replay.
func (a *App) signIn(ctx context.Context, m Member) (account.Actor, error) {
	code, err := m.Second.Code(a.clk().Add(-30 * time.Second))
	if err != nil {
		return account.Actor{}, err
	}
	s, err := a.Accounts.SignInStaff(ctx, m.SignInName, m.Passphrase, code)
	if err != nil {
		return account.Actor{}, err
	}
	return a.Accounts.Resume(ctx, s.Token)
}
