package app

import (
	"context"
	"strings"

	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A Manned is an intake desk of the demo coalition with somebody on duty.
type Manned struct {
	Desk
	House   House
	Member  Member
	Channel reporting.Channel
}

// OpenIntake opens the channels of the demo coalition's shelter and legal aid office, each the other's oversight, and puts
// people on duty.
func (a *App) OpenIntake(ctx context.Context, c Coalition) ([]Manned, error) {
	var manned []Manned
	for _, one := range []struct{ house, oversight House }{{c.Shelter, c.LegalAid}, {c.LegalAid, c.Shelter}} {
		recovery, err := keys.Combine(one.house.Shares[0], one.house.Shares[1])
		if err != nil {
			return nil, err
		}
		set := reporting.Setting{Oversight: one.oversight.Agency.ID, Basic: true}
		if err := a.Reporting.OpenChannel(ctx, one.house.Agency.ID, recovery, set); err != nil {
			return nil, err
		}
		for _, m := range one.house.Members {
			channel, ok := demoDuty(one.house, c.Shelter, m.Role)
			if !ok {
				continue
			}
			d, err := a.manDemoDesk(ctx, m, channel, recovery)
			if err != nil {
				return nil, err
			}
			manned = append(manned, Manned{Desk: d, House: one.house, Member: m, Channel: channel})
		}
	}
	return manned, nil
}

// demoDuty is the channel that a member of the demo coalition answers: the shelter takes requests for help, both take
// concerns.
func demoDuty(h, shelter House, role account.Role) (reporting.Channel, bool) {
	switch role {
	case account.Custodian:
		return reporting.Concern, true
	case account.IntakeResponder, account.Supervisor:
		return reporting.Help, h.Agency.ID == shelter.Agency.ID
	}
	return "", false
}

func (a *App) manDemoDesk(ctx context.Context, m Member, c reporting.Channel, recovery keys.PrivateKey) (Desk, error) {
	actor, err := a.signIn(ctx, m)
	if err != nil {
		return Desk{}, err
	}
	first, _, _ := strings.Cut(m.Name, " ")
	d, err := a.ManDesk(ctx, actor, c, first, recovery)
	if err != nil {
		return d, err
	}
	return d, a.Accounts.SignOutEverywhere(ctx, actor)
}
