package consent

import (
	"embed"
	"io/fs"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words are what a person reads when a consent cannot be given as it stands.
func Words() locale.Source {
	files, err := fs.Sub(words, "words")
	if err != nil {
		panic(err) // embedded: it cannot be missing
	}
	return locale.Source{Name: "consent", FS: files, Survivor: true}
}
