package main

import (
	"errors"
	"fmt"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/trust/account"
)

type agencyCommand struct {
	Found     foundCommand     `cmd:"" help:"Found an agency: its teams, its recovery key in three printed shares, and its first administrator."`
	Enrol     enrolCommand     `cmd:"" help:"Make the first account of a role, with two recovery shares: the member is let into their teams at once."`
	Drill     drillCommand     `cmd:"" help:"Practise the recovery: prove that two printed shares open every team's key."`
	Channel   channelCommand   `cmd:"" help:"Open the agency's channel for reports in confidence, with two recovery shares."`
	Certify   certifyCommand   `cmd:"" help:"Certify a worker's intake desk for a year, with two recovery shares."`
	Oversight oversightCommand `cmd:"" help:"Name a privacy officer of another agency who reads along what checks find here, with two recovery shares."`
	List      listCommand      `cmd:"" help:"List the agencies of this installation."`
	Code      codeCommand      `cmd:"" help:"Print the six digits of a second factor (for the demo)."`
	Root      rootCommand      `cmd:"" help:"Once, after an upgrade: sign who works here now, with two recovery shares."`
	Leave     leaveCommand     `cmd:"" help:"Let somebody leave, with two recovery shares, where there are too few of you for two to agree."`
	Peer      peerCommand      `cmd:"" help:"Note another agency's root, with two recovery shares, so that nothing is sealed to another."`
}

type foundCommand struct {
	Name string `arg:"" help:"Name as other agencies see it."`
	Slug string `arg:"" help:"Short name after the @ of sign-in names: lower-case letters."`
	Kind string `help:"Kind of organisation (HTCDS org_Type)." default:"NGO"`
}

// Run founds an agency and prints what its custodians carry away. The shares are shown once.
func (c foundCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		f, err := a.Accounts.Found(r.ctx, c.Name, c.Slug, c.Kind)
		if err != nil {
			return err
		}
		recovery, err := keys.Combine(f.Shares[0], f.Shares[1])
		if err != nil {
			return err
		}
		e, err := a.Accounts.EnrolStaff(r.ctx, f.Agency, account.Admin, "Administrator", recovery)
		if err != nil {
			return err
		}
		fmt.Fprintf(r.out, "Agency %s\n\nGive one share to each of three custodians, on paper. Any two bring the recovery key back.\n", f.Agency.ID)
		for i, s := range f.Shares {
			fmt.Fprintf(r.out, "  share %d: %s\n", i+1, s)
		}
		printEnrolment(r, e)
		fmt.Fprintln(r.out, "\nNow make the first account of each role with: amparo agency enrol … --share … --share …\nWhoever comes later is invited by an administrator and let in by a colleague.")
		return nil
	})
}

type enrolCommand struct {
	Slug  string   `arg:"" help:"The agency's short name."`
	Role  string   `arg:"" help:"intake_responder, advocate, supervisor, shelter_manager, clinician, lawyer, custodian, privacy_officer or admin."`
	Name  string   `arg:"" help:"What colleagues and the people they work with call them."`
	Share []string `help:"A recovery share; give two." required:""`
}

// Run makes an account.
func (c enrolCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		recovery, err := combine(c.Share)
		if err != nil {
			return err
		}
		e, err := a.Accounts.EnrolStaff(r.ctx, agency, account.Role(c.Role), c.Name, recovery)
		if err != nil {
			return err
		}
		if err := a.Accounts.CertifyWith(r.ctx, agency.ID, e.Account, account.Confidentiality, recovery); err != nil {
			return err
		}
		printEnrolment(r, e)
		return nil
	})
}

func printEnrolment(r run, e account.Enrolment) {
	fmt.Fprintf(r.out, "\nSign-in name:   %s\nOne-time code:  %s\n\n%s", e.SignInName, e.Code, `Hand the code to them, sealed. At /desk/join they choose their own passphrase and second factor, within seven days.
Where the code is lost, late, or was used by somebody else, end the account with "amparo agency leave" and make a new one.
`)
}

func combine(shares []string) (k keys.PrivateKey, err error) {
	if len(shares) != 2 {
		return k, errors.New("give exactly two shares")
	}
	one, err := keys.ParseShare(shares[0])
	if err != nil {
		return k, err
	}
	two, err := keys.ParseShare(shares[1])
	if err != nil {
		return k, err
	}
	return keys.Combine(one, two)
}

type drillCommand struct {
	Slug string `arg:"" help:"The agency's short name."`
	One  string `arg:"" help:"A recovery share."`
	Two  string `arg:"" help:"Another one."`
}

// Run practises the recovery and changes nothing but the day of the last drill.
func (c drillCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		one, err := keys.ParseShare(c.One)
		if err != nil {
			return err
		}
		two, err := keys.ParseShare(c.Two)
		if err != nil {
			return err
		}
		if err := a.Accounts.Drill(r.ctx, agency.ID, one, two); err != nil {
			return err
		}
		fmt.Fprintln(r.out, "These two shares open every team's key. Put them back in their safe places.")
		return nil
	})
}

type oversightCommand struct {
	Slug   string   `arg:"" help:"The agency's short name."`
	Member string   `arg:"" help:"Sign-in name of a privacy officer of another agency, as in cedar-48ab@opendoor."`
	Share  []string `help:"A recovery share; give two." required:""`
}

// Run names the member of oversight.
func (c oversightCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		recovery, err := combine(c.Share)
		if err != nil {
			return err
		}
		if err := a.Oversight.Appoint(r.ctx, agency.ID, c.Member, recovery); err != nil {
			return err
		}
		fmt.Fprintln(r.out, "They find it at their desk, under Alarms.")
		return nil
	})
}

type listCommand struct{}

// Run lists the agencies.
func (c listCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		list, err := a.Accounts.Agencies(r.ctx)
		for _, agency := range list {
			fmt.Fprintf(r.out, "%s  %-24s %s\n", agency.ID, agency.Slug, agency.Name)
		}
		return err
	})
}

type codeCommand struct {
	Secret string `arg:"" help:"The secret of the second factor."`
}

// Run prints the code of this moment.
func (c codeCommand) Run(r run) error {
	code, err := account.Second{Secret: c.Secret}.Code(r.clk())
	if err == nil {
		fmt.Fprintln(r.out, code)
	}
	return err
}

type rootCommand struct {
	Slug     string   `arg:"" help:"The agency's short name."`
	Share    []string `help:"A recovery share; give two." required:""`
	LeaveOut bool     `help:"Leave out who has not signed in since the upgrade. They come in anew."`
}

// Run gives an agency that is older than the signed list its list.
func (c rootCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		recovery, err := combine(c.Share)
		if err != nil {
			return err
		}
		done, err := a.Accounts.RootAgency(r.ctx, agency.ID, recovery, c.LeaveOut)
		if err != nil {
			return err
		}
		for _, account := range done.Without {
			fmt.Fprintf(r.out, "not signed in since the upgrade: %s\n", account)
		}
		if len(done.Without) > 0 && !c.LeaveOut {
			return errors.New("nothing was done: let them sign in once first, or give --leave-out")
		}
		fmt.Fprintf(r.out, "The root has signed for %d accounts.\n", len(done.Signed))
		return nil
	})
}

type peerCommand struct {
	Slug  string   `arg:"" help:"The agency's short name."`
	Other string   `arg:"" help:"The other agency's short name."`
	Share []string `help:"A recovery share; give two." required:""`
}

// Run has the root sign which root another agency of this installation has. The custodians compare what is printed with the
// other agency's, by telephone.
func (c peerCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		other, err := find(r, a, c.Other)
		if err != nil {
			return err
		}
		recovery, err := combine(c.Share)
		if err != nil {
			return err
		}
		root, err := a.Accounts.KnowPeer(r.ctx, agency.ID, other.ID, recovery)
		if err == nil {
			fmt.Fprintf(r.out, "%s has the root %x. Compare it with theirs.\n", other.Name, root.Bytes())
		}
		return err
	})
}

func find(r run, a *app.App, slug string) (account.Agency, error) {
	list, err := a.Accounts.Agencies(r.ctx)
	if err != nil {
		return account.Agency{}, err
	}
	for _, agency := range list {
		if agency.Slug == slug {
			return agency, nil
		}
	}
	return account.Agency{}, account.ErrNoAgency
}

type leaveCommand struct {
	Slug      string   `arg:"" help:"The agency's short name."`
	Who       string   `arg:"" help:"Sign-in name of who leaves."`
	Successor string   `help:"Sign-in name of who takes over their people. It can be left out where they work with nobody."`
	Share     []string `help:"A recovery share; give two." required:""`
}

// Run ends an account and passes its people on. Nobody who works there has agreed to it: the two custodians answer for it.
func (c leaveCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		recovery, err := combine(c.Share)
		if err != nil {
			return err
		}
		leaving, err := a.Accounts.Named(r.ctx, agency.ID, c.Who)
		if err != nil {
			return err
		}
		var successor id.ID
		if c.Successor != "" {
			if successor, err = a.Accounts.Named(r.ctx, agency.ID, c.Successor); err != nil {
				return err
			}
		}
		if err := a.Gate.LeaveWith(r.ctx, agency.ID, leaving, successor, recovery); err != nil {
			return err
		}
		fmt.Fprintln(r.out, "They have left. Nobody who works there has agreed to it: tell them, and the people who were passed on.")
		return nil
	})
}
