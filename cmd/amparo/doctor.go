package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/space"
)

// errFinds is returned by a check that found something: what this program did not write, or what is older than was seen.
var errFinds = errors.New("something was found; what to do about each is at /desk/alarms and in docs/alarms.md")

// errRoom is returned where something is refused already because there is hardly any room. A disk that is only low is said,
// and does not count as found: there are days left.
var errRoom = errors.New("there is hardly any room for what people write; see docs/operate.md")

type doctorCommand struct{}

// Run makes every check and prints one line for each thing that was found. What was found counts for more than what could
// not be looked at: an attacker who can make a check fail must not be able to hide what another found.
func (doctorCommand) Run(r run) error {
	return r.with(func(a *app.App) error {
		found, err := a.Doctor(r.ctx)
		for _, f := range found {
			fmt.Fprintf(r.out, "FOUND %s agency %s: %s\n", r.clk().Format(time.RFC3339), f.Agency, f)
		}
		room, full := a.Room()
		if full != nil {
			fmt.Fprintf(r.out, "ROOM %s: %s (%d of %d bytes are free)\n", room.Level, full, room.Free, room.Total)
		}
		switch {
		case len(found) > 0:
			return errors.Join(errFinds, err)
		case room.Level >= space.Scarce:
			return errors.Join(errRoom, err)
		case err != nil:
			return err
		}
		fmt.Fprintln(r.out, "Nothing was found.")
		return nil
	})
}
