package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

type ledgerCommand struct {
	Verify     verifyCommand     `cmd:"" help:"Check every agency's ledger: each entry, their order, the signed checkpoints and, with --kept, those kept elsewhere. Ends with 0: fits, 1: could not check, 2: does not hold."`
	Checkpoint checkpointCommand `cmd:"" help:"Sign the state of each ledger now and print it with its key, to be kept elsewhere."`
	Key        keyCommand        `cmd:"" help:"Print each agency's verifier key, for whoever checks checkpoints and acceptance notes."`
	Filed      filedCommand      `cmd:"" help:"Check the acceptance note of a report."`
	Reports    reportListCommand `cmd:"" help:"Print the signed list of the reports that came and went."`
	Address    addressCommand    `cmd:"" help:"Print the key of the address at which a witness reads the newest checkpoints."`
}

type verifyCommand struct {
	Kept []string `help:"File with checkpoints that were kept elsewhere, as many as you like, with their keys." type:"existingfile"`
	Key  []string `help:"Verifier key from whoever kept the checkpoints, where it is not in the file. The database's own is never taken for them."`
}

var (
	// errLedger is returned when a ledger does not hold.
	errLedger = errors.New("a ledger does not hold")
	errNoKept = errors.New("the files with what was kept hold no checkpoint")
)

// Run checks all ledgers and names the first bad entry of each that does not hold. What was kept and cannot be used is an
// error that names the line.
func (c verifyCommand) Run(r run) error {
	kept, err := c.read()
	if err != nil {
		return err
	}
	return r.with(func(a *app.App) error {
		agencies, err := a.Accounts.Agencies(r.ctx)
		if err != nil {
			return err
		}
		shared, err := a.AuditShared(r.ctx)
		if err != nil {
			return err
		}
		sayWhatIsWrong(r, "all agencies", ledger.Report{Rows: shared})
		whole := len(shared) == 0
		here := map[id.Agency]bool{}
		for _, agency := range agencies {
			here[agency.ID] = true
			ok, err := c.one(r, a, agency, kept)
			if err != nil {
				return err
			}
			whole = whole && ok
		}
		for _, agency := range kept.Agencies() {
			if !here[agency] {
				fmt.Fprintf(r.out, "%-16s DOES NOT HOLD: this agency is not in the database, and line %d keeps a checkpoint of it\n", agency, kept.Of(agency)[0].Line)
				whole = false
			}
		}
		if !whole {
			return errLedger
		}
		return nil
	})
}

// read takes what was kept, with the keys of whoever kept it.
func (c verifyCommand) read() (*ledger.Kept, error) {
	all, err := ledger.ParseKept(nil)
	if err != nil {
		return nil, err
	}
	for _, name := range c.Kept {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if info.Size() > ledger.MaxKept {
			return nil, fmt.Errorf("%s is too large", name)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		one, err := ledger.ParseKept(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all.Join(one)
	}
	for _, key := range c.Key {
		if err := all.AddKey(key); err != nil {
			return nil, fmt.Errorf("--key %s: %w", key, err)
		}
	}
	if len(c.Kept) > 0 && len(all.Notes) == 0 {
		return nil, errNoKept
	}
	_, err = all.Check()
	return all, err
}

// one checks one agency's ledger and says what was compared with what.
func (c verifyCommand) one(r run, a *app.App, agency account.Agency, kept *ledger.Kept) (bool, error) {
	notes := kept.Of(agency.ID)
	report, err := a.VerifyKept(r.ctx, agency.ID, kept)
	if err != nil {
		return false, err
	}
	switch {
	case !report.OK():
		sayWhatIsWrong(r, agency.Slug, report)
		return false, nil
	case len(notes) == 0:
		fmt.Fprintf(r.out, "%-16s agrees with itself, and nothing from outside was compared: %d entries, %d checkpoints of its own, %d erased\n", agency.Slug, report.Size, report.Checkpoints, report.Erased)
		return true, nil
	}
	key, err := verifierKey(agency)
	if err != nil {
		return false, err
	}
	if !kept.Names(key) {
		fmt.Fprintf(r.out, "%-16s DOES NOT HOLD: the database names another key than whoever kept the checkpoints\n", agency.Slug)
		return false, nil
	}
	newest := int64(0)
	for _, n := range notes {
		known, _ := kept.Known(n.Agency)
		c, err := ledger.ParseCheckpoint(n.Text, n.Agency, known)
		if err != nil {
			return false, err
		}
		newest = max(newest, c.Size)
		fmt.Fprintf(r.out, "%-16s the checkpoint kept at line %d covers entries 0 to %d: they stand as they were (cosigned by %d)\n", agency.Slug, n.Line, c.Size-1, kept.Cosigners(c))
	}
	fmt.Fprintf(r.out, "%-16s holds up to entry %d; the %d after it agree with themselves only (%d erased)\n", agency.Slug, newest-1, report.Size-newest, report.Erased)
	return true, nil
}

// sayWhatIsWrong prints one line for the log, where an entry of it does not hold, and one for each row or bucket of rows.
func sayWhatIsWrong(r run, slug string, report ledger.Report) {
	if report.Bad != nil {
		fmt.Fprintf(r.out, "%-16s DOES NOT HOLD at %s\n", slug, report.Bad)
	}
	for _, t := range report.Rows {
		fmt.Fprintf(r.out, "%-16s DOES NOT HOLD: %s\n", slug, app.Place(t))
	}
}

type checkpointCommand struct{}

// Run signs and prints a checkpoint of each ledger, each below the key that checks it: what was kept is worth as much as the
// key that is kept with it.
func (c checkpointCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agencies, err := a.Accounts.Agencies(r.ctx)
		if err != nil {
			return err
		}
		for _, agency := range agencies {
			if err := a.Checkpoint(r.ctx, agency.ID); err != nil {
				return err
			}
			var last ledger.Checkpoint
			err := a.DB.Read(r.ctx, agency.ID, func(ctx context.Context, rd *store.Reader) (err error) {
				last, err = ledger.LastCosigned(ctx, rd)
				return err
			})
			if errors.Is(err, ledger.ErrNotCovered) {
				continue // nothing was ever written in it
			}
			if err != nil {
				return err
			}
			key, err := verifierKey(agency)
			if err != nil {
				return err
			}
			fmt.Fprintf(r.out, "%s %s\n\n%s\n", agency.Slug, key, last.Note)
		}
		return nil
	})
}

func verifierKey(agency account.Agency) (string, error) {
	return ledger.VerifierKey(agency.ID, ed25519.PublicKey(agency.Verify.Bytes()))
}

type keyCommand struct{}

// Run prints the verifier keys.
func (c keyCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		agencies, err := a.Accounts.Agencies(r.ctx)
		if err != nil {
			return err
		}
		for _, agency := range agencies {
			key, err := verifierKey(agency)
			if err != nil {
				return err
			}
			fmt.Fprintf(r.out, "%-24s %s\n", agency.Slug, key)
		}
		return nil
	})
}

type addressCommand struct{}

// Run prints the key of the witness's address. Whoever has it sees how busy the agencies are, and nothing else.
func (addressCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		fmt.Fprintf(r.out, "%s\n", a.WitnessKey())
		return nil
	})
}
