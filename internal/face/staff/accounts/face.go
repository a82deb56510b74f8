package accounts

import (
	"embed"

	"github.com/amparo-project/amparo/internal/face/staff/desk"
	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words are the words of who leaves and of the acts about staff.
func Words() locale.Source { return locale.Embedded("staff-accounts", words, false) }

// Face is these pages.
type Face struct{ *desk.Desk }

// New returns the pages over a desk.
func New(d *desk.Desk) *Face { return &Face{d} }
