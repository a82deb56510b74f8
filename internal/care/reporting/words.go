package reporting

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words are what this package's refusals say.
func Words() locale.Source { return locale.Embedded("reporting", words, true) }
