package flow

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words is what this package's refusals say.
func Words() locale.Source { return locale.Embedded("flow", words, true) }
