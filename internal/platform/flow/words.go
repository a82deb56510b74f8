package flow

import (
	"embed"
	"io/fs"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var words embed.FS

// Words is what this package's refusals say.
func Words() locale.Source {
	files, err := fs.Sub(words, "words")
	if err != nil {
		panic(err) // the folder is embedded: it cannot be missing
	}
	return locale.Source{Name: "flow", FS: files, Survivor: true}
}
