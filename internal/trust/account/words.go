package account

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words are the words for what happened with a sign-in, for devices, and for what can be put right.
func Words() locale.Source { return locale.Embedded("account", words, true) }
