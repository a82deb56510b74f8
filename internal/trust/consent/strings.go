package consent

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words are what a person reads when a consent cannot be given as it stands.
func Words() locale.Source { return locale.Embedded("consent", words, true) }
