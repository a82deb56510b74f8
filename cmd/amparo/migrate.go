package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/rootkey"
	"github.com/amparo-project/amparo/internal/platform/store"
)

type migrateCommand struct {
	Apart bool `help:"Make the file of reports and feedback anew, empty, where it is lost with all its copies. What stood in it does not come back."`
	Walls bool `help:"Put row-level security back where somebody took it away. Find out first who did."`
}

// Run brings the installation up to date and serves nothing.
func (c migrateCommand) Run(r run) error {
	cfg := r.config()
	if c.Walls {
		tables, err := app.PutBackWalls(r.ctx, cfg, r.clk)
		if err != nil {
			return explained(err, cfg)
		}
		for _, t := range tables {
			fmt.Fprintf(r.out, "Row-level security is back on %s.\n", t)
		}
	}
	if c.Apart {
		if err := app.MakeApart(r.ctx, cfg, r.clk); err != nil {
			return explained(err, cfg)
		}
	}
	return r.opened(app.Open, cfg, func(*app.App) error {
		fmt.Fprintln(r.out, "The database is up to date.")
		sayWhereTheKeyIs(r.out, cfg)
		return nil
	})
}

// sayWhereTheKeyIs warns of a key that lies beside the embedded database.
func sayWhereTheKeyIs(out io.Writer, cfg app.Config) {
	if place := app.RootKey(cfg); cfg.DatabaseURL == "" && place.Beside() {
		fmt.Fprintf(out, besideText, place.Path())
	}
}

const besideText = `The root key lies beside the database: %s
Whoever copies this folder, or a backup of it, can sign in the name of its agencies, change rows so that it is not
noticed, and read the messages that wait to be sent. docs/operate.md says how to keep it apart.
`

// explained adds to what refused an installation what can be done about it.
func explained(err error, cfg app.Config) error {
	var text string
	switch {
	case errors.Is(err, store.ErrEmpty):
		text = ": run amparo migrate, or amparo serve, and look at --data and --database-url first"
	case errors.Is(err, store.ErrOlder), errors.Is(err, rootkey.ErrUnmarked):
		text = ": run amparo migrate"
	case errors.Is(err, store.ErrNewer):
		text = ": use the program that last served it, or a newer one"
	case errors.Is(err, store.ErrWall):
		text = ": find out who did this, restore the backup where rows may have been changed, and then run amparo migrate --walls"
	case errors.Is(err, store.ErrApart):
		text = ": put back the copy of it that was made with that of the database (restore: --apart); where there is none, amparo migrate --apart makes an empty one"
	case errors.Is(err, rootkey.ErrMissing):
		text = "\n\n" + fmt.Sprintf(missingText, rootkey.InCredential, filepath.Join(cfg.Folder, rootkey.InFolder))
	case errors.Is(err, rootkey.ErrWrong):
		text = ": " + app.RootKey(cfg).Path() + "\n\n" + wrongText
	}
	return fmt.Errorf("%w%s", err, text)
}

// missingText is the page that whoever starts the program without its key reads. It is long because they need all of it.
const missingText = `The database has been used, and the key that belongs to it was not found. Nothing was opened and nothing was changed.
A new key is not made: everything sealed under the old one would be lost for good.

Where the key may be
  1. In a file elsewhere. Name it with --key-file FILE or AMPARO_KEY_FILE.
  2. In a credential of systemd named %s (LoadCredential= or LoadCredentialEncrypted= in the unit). A command
     that is run by hand does not get it: use systemd-run, or --key-file.
  3. In the data folder, as %s. Is --data, or AMPARO_DATA, the right folder?
  4. In the backup of the key, which is kept apart from that of the database. Copy it to one of the places above as a
     file of 32 bytes, owned by the account that runs the program:
       install -m 600 -o ACCOUNT BACKUP-OF-THE-KEY FILE
     The program holds it against the database when it opens: a wrong one is refused and does no harm.

What is lost where no copy is left
  - The signing keys of the agencies: checkpoints and acceptance notes can no longer be signed by them. What was signed
    before can still be checked.
  - Messages that wait to be sent.
  - Whatever the program checks with this key, such as who was let in by whom.
What people wrote is not sealed under this key. It opens with their passphrases and cards, and with the recovery shares
of each agency. Keep the database as it is, and ask the people who look after the program before you do anything else.
`

const wrongText = `The key was read, and it is not the one that this database was sealed with. Nothing was opened and nothing was changed.
Look whether --data, --database-url and --key-file name one and the same installation, and whether the database was
restored from a backup of another one. The right key is in the backup that was made when this installation was.
`
