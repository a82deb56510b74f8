package consent

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words are what a purpose may bring and what may go wrong with it, as it is told before a yes, and what a person reads when a
// consent cannot be given as it stands.
func Words() locale.Source { return locale.Embedded("consent", words, true) }
