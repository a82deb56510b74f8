package apptest

import (
	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/locale"
	"github.com/amparo-project/amparo/internal/platform/store"
)

// Manned and WebConfig are those of the program, for tests of faces that need all of it around them.
type (
	Manned    = app.Manned
	WebConfig = app.WebConfig
)

// Words are all words of the program.
func Words() []locale.Source { return app.Words() }

// Schemas are all tables of the program.
func Schemas() []store.Schema { return app.Schemas() }
