package app

import (
	"context"
	"errors"

	"github.com/amparo-project/amparo/internal/platform/clock"
	"github.com/amparo-project/amparo/internal/platform/keys"
	"github.com/amparo-project/amparo/internal/platform/rootkey"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Open opens the installation for the process that serves it: it makes the key and the tables of a new one, and brings the
// tables of an older one up to date. A database that has tables and whose key is not there is rootkey.ErrMissing, one that
// was sealed under another key rootkey.ErrWrong; the errors of store.Check say what else is refused.
func Open(ctx context.Context, cfg Config, clk clock.Clock) (*App, error) {
	return open(ctx, cfg, clk, preparing)
}

// OpenAsIs opens the installation as it stands, for everything but serving it. It makes no key and no table: where one is
// missing the error says which, as those of Open do.
func OpenAsIs(ctx context.Context, cfg Config, clk clock.Clock) (*App, error) {
	return open(ctx, cfg, clk, asItIs)
}

// PutBackWalls builds the walls that somebody took away from the database, and returns the names of their tables.
func PutBackWalls(ctx context.Context, cfg Config, clk clock.Clock) (tables []string, err error) {
	db, err := store.Open(ctx, store.Config{URL: cfg.DatabaseURL, Folder: cfg.Folder, AsIs: true}, clk)
	if err != nil {
		return nil, err
	}
	tables, err = db.PutBackWalls(ctx, Schemas()...)
	return tables, errors.Join(err, db.Close())
}

// MakeApart makes the file of what is kept apart anew, empty, where it is lost.
func MakeApart(ctx context.Context, cfg Config, clk clock.Clock) error {
	db, err := store.Open(ctx, store.Config{URL: cfg.DatabaseURL, Folder: cfg.Folder, AsIs: true}, clk)
	if err != nil {
		return err
	}
	return errors.Join(db.MakeApart(ctx, Schemas()...), db.Close())
}

// How an installation is opened.
type opening bool

const (
	asItIs    opening = false
	preparing opening = true
)

// RootKey is where the key of an installation is looked for.
func RootKey(cfg Config) rootkey.Place {
	return rootkey.Place{File: cfg.KeyFile, Credentials: cfg.Credentials, Folder: cfg.Folder}
}

func open(ctx context.Context, cfg Config, clk clock.Clock, how opening) (*App, error) {
	db, err := store.Open(ctx, store.Config{URL: cfg.DatabaseURL, Folder: cfg.Folder, Bound: cfg.Bound, AsIs: how == asItIs}, clk)
	if err != nil {
		return nil, err
	}
	a, err := enter(ctx, db, cfg, how)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

func enter(ctx context.Context, db *store.DB, cfg Config, how opening) (*App, error) {
	// The database is looked at before the key: a key that is missing afterwards was missing all along, or another process
	// that starts now has just made it.
	state := db.Check(ctx, Schemas()...)
	root, err := RootKey(cfg).Read()
	switch {
	case how == asItIs && state != nil:
		return nil, state
	case errors.Is(err, rootkey.ErrMissing) && errors.Is(state, store.ErrEmpty):
		root, err = RootKey(cfg).Make()
	}
	if err != nil {
		return nil, err
	}
	if how == preparing {
		if err := db.Migrate(ctx, Schemas()...); err != nil {
			return nil, err
		}
	}
	a, err := build(db, root, cfg)
	if err != nil {
		return nil, err
	}
	if err := a.know(ctx, root, how); err != nil {
		return nil, err
	}
	if err := a.guard(ctx, root); err != nil || how == asItIs {
		return a, err
	}
	return a, a.beginGuard(ctx)
}

// know holds that the key is that of the database, before anything is sealed under it. A database from before keys were
// noted takes the key under which an agency's own signing key opens.
func (a *App) know(ctx context.Context, root keys.DataKey, how opening) error {
	err := rootkey.Check(ctx, a.DB, root)
	if how == asItIs || !errors.Is(err, rootkey.ErrUnmarked) {
		return err
	}
	agencies, err := a.Accounts.Agencies(ctx)
	if err != nil {
		return err
	}
	for _, one := range agencies {
		if _, err = a.Accounts.Signer(ctx, one.ID); err == nil {
			break
		}
	}
	if errors.Is(err, keys.ErrOpen) {
		return rootkey.ErrWrong
	}
	if err != nil {
		return err
	}
	return rootkey.Mark(ctx, a.DB, root)
}
