package plan

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words are what this package's refusals say, and the words for its codes as the person reads them.
func Words() locale.Source { return locale.Embedded("plan", words, true) }
