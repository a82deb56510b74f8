package main

import (
	"errors"
	"fmt"

	"github.com/amparo-project/amparo/internal/app"
)

type restoreCommand struct {
	From   string   `help:"Copy of the embedded database, as a backup keeps it. With PostgreSQL, put the database back with its own tools first and leave this out." type:"existingfile"`
	Apart  string   `help:"Copy of amparo-apart.db, which holds reports and feedback. Where it is left out, the file of that name beside the other copy. To keep what stands now, name the one in the data folder." type:"existingfile"`
	Agency string   `help:"Short name of the agency whose two shares are given." required:""`
	By     string   `help:"Who puts it back." required:""`
	Reason string   `help:"Why." required:""`
	Share  []string `help:"A recovery share of that agency; give two, of two people." required:""`
}

var errFrom = errors.New("give --from with the copy that is put back")

// Run puts a backup back. The server must not be running.
func (c restoreCommand) Run(r run) error {
	if r.all.DatabaseURL == "" && c.From == "" {
		return errFrom
	}
	recovery, err := combine(c.Share)
	if err != nil {
		return err
	}
	if err := app.Restore(r.ctx, r.config(), r.clk, c.From, app.Restoring{Apart: c.Apart, By: c.By, Reason: c.Reason, Slug: c.Agency, Recovery: recovery}); err != nil {
		return explained(err, r.config())
	}
	fmt.Fprintln(r.out, "The backup is put back. Every ledger, the desks with alarms and the people's own pages say so. Whoever keeps checkpoints "+
		"elsewhere will be told of it by what they kept: tell them first.\nThe database and the heads from before stand beside it, under names with \".before-\".")
	return nil
}
