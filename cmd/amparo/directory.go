package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/commons/directory"
)

type directoryCommand struct {
	Import       importCommand       `cmd:"" help:"Import HSDS files (CSV or JSON) from a folder; every bad row is named, the rest is taken."`
	Export       exportCommand       `cmd:"" help:"Write the directory as HSDS 3.0."`
	Confidential confidentialCommand `cmd:"" help:"Keep a location's address, coordinates and travel text from everybody without the right."`
}

type importCommand struct {
	Folder  string `arg:"" type:"existingdir"`
	Zone    string `help:"Time zone of schedules that name none." default:"UTC"`
	Country string `help:"Two-letter country of addresses that name none."`
}

// errRows is returned when rows were left out, after the report has named them.
var errRows = errors.New("some rows were left out; they are named above")

// Run imports and prints the report.
func (c importCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		report, err := directory.Import(r.ctx, a.DB, os.DirFS(c.Folder), directory.ImportOptions{Zone: c.Zone, Country: c.Country})
		if err != nil {
			return err
		}
		if _, err := report.WriteTo(r.out); err != nil {
			return err
		}
		if len(report.Problems) > 0 {
			return errRows
		}
		return nil
	})
}

type exportCommand struct {
	Format string `enum:"json,csv" default:"json"`
}

// Run writes the directory to standard output. Confidential locations stay closed.
func (c exportCommand) Run(r run) error {
	return r.with(func(a *app.App) error { return directory.Export(r.ctx, a.DB, r.out, directory.Format(c.Format)) })
}

type confidentialCommand struct {
	Location string `arg:"" help:"Identifier of the location."`
}

// Run marks a location.
func (c confidentialCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		if err := a.Directory.MarkConfidential(r.ctx, c.Location); err != nil {
			return err
		}
		fmt.Fprintln(r.out, "This location's address is closed, here and in every export from now on.")
		return nil
	})
}
