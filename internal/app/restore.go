package app

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/ledger"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
	"github.com/amparo-project/amparo/internal/trust/oversight"
)

// A Restoring is what puts a backup back: a name, a reason, and the recovery key of one of its agencies out of two shares.
type Restoring struct {
	// Apart is the copy of the file of what is kept apart. Empty is the one of that name beside the copy of the first file, if
	// there is one; a copy from before there was such a file has none.
	Apart      string
	By, Reason string
	Slug       string
	Recovery   keys.PrivateKey
}

var errNoCopy = errors.New("on PostgreSQL the database is put back with its own tools first, and then named without --from")

// Restore puts a copy of the embedded database in the place of the one in cfg.Folder, which stays beside it under another
// name, and has the act recorded in it (see Record). Nothing is moved before all of that is in the copy. With PostgreSQL from
// is empty: the database was put back by its own tools.
func Restore(ctx context.Context, cfg Config, clk clock.Clock, from string, act Restoring) (err error) {
	if cfg.DatabaseURL == "" {
		if _, err := RootKey(cfg).Read(); err != nil {
			return err // before anything is moved: a copy without its key cannot be recorded in
		}
	}
	pins, stamp := cfg.pins(), clk().UTC().Format("20060102T150405.000")
	if err := copyFile(pins+".before-"+stamp, pins); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if cfg.DatabaseURL != "" {
		if from != "" {
			return errNoCopy
		}
		return inside(ctx, cfg, clk, act, OpenAsIs)
	}
	beside, err := os.MkdirTemp(cfg.Folder, "restore-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(beside)) }()
	if err := copyFile(filepath.Join(beside, "amparo.db"), from); err != nil {
		return err
	}
	second := filepath.Join(beside, "amparo-apart.db")
	copied := copyFile(second, cmp.Or(act.Apart, filepath.Join(filepath.Dir(from), "amparo-apart.db")))
	if copied != nil && (act.Apart != "" || !errors.Is(copied, fs.ErrNotExist)) {
		return copied
	}
	in := cfg
	in.Folder, in.KeyFile, in.Pins = beside, RootKey(cfg).Path(), filepath.Join(beside, "pins")
	if err := inside(ctx, in, clk, act, Open); err != nil { // the copy may be of an older program: it is brought up to date
		return err
	}
	for _, file := range []string{"amparo.db", "amparo-apart.db"} {
		if err := exchange(cfg.Folder, beside, file, ".before-"+stamp); err != nil {
			return err
		}
	}
	next := pins + ".next-" + stamp // the pins may lie on another disk
	if err := copyFile(next, in.Pins); err != nil {
		return err
	}
	return os.Rename(next, pins)
}

// exchange puts a file of another folder in the place of the one of its name, which stays beside it.
func exchange(folder, from, file, ending string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		name := filepath.Join(folder, file+end)
		if err := os.Rename(name, name+ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.Rename(filepath.Join(from, file), filepath.Join(folder, file))
}

// inside opens the database that was put back and records the act in it.
func inside(ctx context.Context, cfg Config, clk clock.Clock, act Restoring, open func(context.Context, Config, clock.Clock) (*App, error)) error {
	a, err := open(ctx, cfg, clk)
	if err != nil {
		return err
	}
	return errors.Join(a.record(ctx, act), a.Close())
}

// record writes the act into the log of every agency, raises it at every desk, signs the heads that stand now and pins them.
func (a *App) record(ctx context.Context, act Restoring) error {
	agencies, err := a.Accounts.Agencies(ctx)
	if err != nil {
		return err
	}
	if err := a.holdsShares(ctx, agencies, act); err != nil {
		return err
	}
	here := map[id.Agency]bool{}
	for _, agency := range agencies {
		here[agency.ID] = true
		if err := a.Oversight.Restored(ctx, agency.ID, oversight.Restoration{By: act.By, Reason: act.Reason, Shares: act.Slug}); err != nil {
			return err
		}
		if err := a.pinRestored(ctx, agency); err != nil {
			return fmt.Errorf("%s: %w", agency.Slug, err)
		}
	}
	for _, gone := range a.pins.Agencies() {
		if !here[gone] {
			if err := a.pins.Forget(gone); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *App) holdsShares(ctx context.Context, agencies []account.Agency, act Restoring) error {
	for _, agency := range agencies {
		if agency.Slug != act.Slug {
			continue
		}
		ours, err := a.Accounts.IsRecovery(ctx, agency.ID, act.Recovery)
		if err == nil && !ours {
			err = account.ErrOtherShares
		}
		return err
	}
	return account.ErrNoAgency
}

// pinRestored signs the log of an agency as it stands, whatever was pinned of it, and pins that.
func (a *App) pinRestored(ctx context.Context, agency account.Agency) error {
	if err := a.sign(ctx, agency.ID); err != nil {
		return err
	}
	var last ledger.Checkpoint
	if err := a.DB.Read(ctx, agency.ID, func(ctx context.Context, r *store.Reader) (err error) {
		last, err = ledger.LastCheckpoint(ctx, r)
		return err
	}); err != nil {
		return err
	}
	return a.pins.Restore(last, ed25519.PublicKey(agency.Verify.Bytes()))
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
