package main

import (
	"fmt"
	"os"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/care/reporting"
)

type channelCommand struct {
	Slug      string   `arg:"" help:"The agency's short name."`
	Share     []string `help:"A recovery share; give two." required:""`
	Oversight string   `help:"Short name of the organisation that reads what is about this one."`
	Basic     bool     `help:"Offer the mode without script, in which the server sees a report for a moment." default:"true" negatable:""`
	Keep      int      `help:"Days that a report is kept after the reporter's last visit." default:"90"`
}

// Run opens an agency's channel for reports in confidence.
func (c channelCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		recovery, err := combine(c.Share)
		if err != nil {
			return err
		}
		set := reporting.Setting{Basic: c.Basic, KeepDays: c.Keep}
		if c.Oversight != "" {
			o, err := find(r, a, c.Oversight)
			if err != nil {
				return err
			}
			set.Oversight = o.ID
		}
		if err := a.Reporting.OpenChannel(r.ctx, agency.ID, recovery, set); err != nil {
			return err
		}
		root := reporting.Root(recovery).Public().Bytes()
		fmt.Fprintf(r.out, "The channel is open. For the poster, the key of this organisation: %s\n"+
			"Each worker now sets up their desk in the browser and reads you its sixteen letters, for: amparo agency certify\n", reporting.Fingerprint(root))
		return nil
	})
}

type certifyCommand struct {
	Slug   string   `arg:"" help:"The agency's short name."`
	Worker string   `arg:"" help:"The worker's sign-in name."`
	Finger string   `arg:"" name:"letters" help:"The sixteen letters on the worker's own screen."`
	Share  []string `help:"A recovery share; give two." required:""`
}

// Run certifies the key of a worker's desk for a year.
func (c certifyCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		recovery, err := combine(c.Share)
		if err != nil {
			return err
		}
		worker, err := a.Accounts.Named(r.ctx, agency.ID, c.Worker)
		if err != nil {
			return err
		}
		if err := a.Reporting.Certify(r.ctx, agency.ID, worker, c.Finger, recovery); err != nil {
			return err
		}
		fmt.Fprintln(r.out, "This desk is certified for a year.")
		return nil
	})
}

type filedCommand struct {
	Note string `arg:"" help:"File with the acceptance note." type:"existingfile"`
	Key  string `help:"The agency's verifier key, as amparo ledger key prints it." required:""`
	List string `help:"File with the agency's signed list, as amparo ledger reports prints it: says whether the list has it too." type:"existingfile"`
}

// Run checks an acceptance note. It needs no installation: whoever holds a note and the key can do it anywhere.
func (c filedCommand) Run(r run) error {
	text, err := os.ReadFile(c.Note)
	if err != nil {
		return err
	}
	accepted, err := reporting.VerifyNote(text, c.Key)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "The note is true: on %s agency %s was given a file with the SHA-256\n%s\n", accepted.Day, accepted.Agency, accepted.Drop)
	if c.List == "" {
		return nil
	}
	f, err := os.Open(c.List)
	if err != nil {
		return err
	}
	defer f.Close()
	closings, err := reporting.ReadList(f)
	if err != nil {
		return err
	}
	filed, err := reporting.CheckFiled(text, c.Key, closings)
	if err != nil {
		return err
	}
	switch {
	case filed.Listed == "":
		fmt.Fprintln(r.out, "The list does not cover that day yet.")
	case filed.Gone == "":
		fmt.Fprintf(r.out, "The list closed on %s has it, and does not say that it is gone.\n", filed.Listed)
	default:
		fmt.Fprintf(r.out, "The list closed on %s has it. The one closed on %s says that it is gone: %s. If you took nothing back, this is not true.\n", filed.Listed, filed.Gone, filed.Reason)
	}
	return nil
}

type reportListCommand struct {
	Slug string `arg:"" help:"The agency's short name."`
}

// Run prints the signed list of an agency's channels, one closing a line, for those who oversee it and whoever keeps it elsewhere.
func (c reportListCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agency, err := find(r, a, c.Slug)
		if err != nil {
			return err
		}
		closings, err := a.Reporting.List(r.ctx, agency.ID)
		if err != nil {
			return err
		}
		return reporting.WriteList(r.out, closings)
	})
}
